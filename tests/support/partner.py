"""A partner's system in this process: the partner API on moto, keys with any scopes, and what it announced."""

from __future__ import annotations

import base64
import importlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, unquote

import boto3
import pytest
from moto import mock_aws

from laptop.house import ROOT
from mianshi.accounting import billing
from mianshi.contracts.base import Record
from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.partner import Partner, Scope
from mianshi.contracts.people import AuditEntry
from mianshi.platform import clients, meter, prices, secrets, settings, workflow
from mianshi.platform.clock import new_id, timestamp
from mianshi.platform.store import audit, candidates, jobs, partners, rows
from support.shells import modules
from support.templates import source

TABLE, UPLOADS, ARTEFACTS = "partner", "partner-uploads", "partner-artefacts"
HOST = "portal.example"
ALL = list(Scope)
_ENVIRONMENT = {
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "TABLE": TABLE,
    "UPLOADS": UPLOADS,
    "ARTEFACTS": ARTEFACTS,
    "PRICE_BOOKS": str(ROOT / "infra" / "prices"),
    "SIGNING_KEY": "signing-key",
    "PORTAL_URL": f"https://{HOST}",
    "INTERVIEW_MACHINE": "arn:aws:states:us-east-1:123456789012:stateMachine:InterviewMachine",
    "POWERTOOLS_SERVICE_NAME": "mianshi",
}


@dataclass
class Reply:
    """What came back. Header names are as they were sent."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def code(self) -> str:
        """Of a problem."""
        assert self.headers["Content-Type"] == "application/problem+json", self.content
        return str(self.json["code"])


@dataclass
class House:
    """The API as API Gateway calls it, and what is behind it."""

    handler: Callable[[dict[str, Any], Any], dict[str, Any]]
    routes: list[Any]
    announced: list[tuple[str, Record]] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    started: list[str] = field(default_factory=list)

    def start(self, _bucket: str, key: str, _name: str | None = None) -> str:
        self.started.append(key)
        return "arn"

    def stop(self, execution: str) -> bool:
        self.stopped.append(execution)
        return True

    def partner(self, **more: Any) -> Partner:
        """A partner, stored, without keys."""
        given = {"name": "Lantern HR", "contact": "lin", **more}
        made = Partner(id=new_id("pa"), created_at=timestamp(), **given)
        partners.add(made)
        return made

    def client(self, partner: Partner | None = None, scopes: list[Scope] | None = None, **key: Any) -> Client:
        """What calls with a new key of the partner, or of a new one."""
        known = partners.find(partner.id) if partner else self.partner()
        assert known is not None
        made, token = partners.new_key(known, ALL if scopes is None else scopes, "lin", **key)
        return Client(self, partners.change(known, keys=[*known.keys, made]), token)


@dataclass
class Client:
    """Calls with one key."""

    house: House
    partner: Partner
    token: str

    def get(self, path: str, **headers: str) -> Reply:
        return self.call("GET", path, None, headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Reply:
        return self.call("POST", path, body, headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Reply:
        return self.call("PUT", path, body, headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Reply:
        return self.call("PATCH", path, body, headers)

    def delete(self, path: str, **headers: str) -> Reply:
        return self.call("DELETE", path, None, headers)

    def call(self, method: str, path: str, body: Any, headers: Mapping[str, str] | None = None) -> Reply:
        """`path` is below ``/api/v1``. In names of headers ``_`` stands for ``-``; a body that is no text becomes JSON."""
        sent = {name.replace("_", "-").lower(): value for name, value in (headers or {}).items()}
        content = body if isinstance(body, bytes) else None
        if body is not None and content is None:
            content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            sent.setdefault("content-type", "application/json")
        sent.setdefault("authorization", f"Bearer {self.token}")
        return answer(self.house.handler, method, f"/api/v1{path}", content or b"", sent)

    def log(self, about: str) -> list[AuditEntry]:
        """The access log about a candidate, oldest first."""
        return audit.about(about, 100)[::-1]


def answer(
    handler: Callable[[dict[str, Any], Any], dict[str, Any]],
    method: str,
    target: str,
    content: bytes,
    headers: Mapping[str, str],
) -> Reply:
    """One request as API Gateway would hand it over, and what it would make of the answer."""
    path, _, query = target.partition("?")
    context = SimpleNamespace(aws_request_id="0b6e2c1a-request", function_name="partner", memory_limit_in_mb=1024)
    told = handler(
        {
            "version": "2.0",
            "routeKey": "ANY /api/v1/{proxy+}",
            "rawPath": unquote(path),
            "rawQueryString": query,
            "headers": {"host": HOST, **{name.lower(): value for name, value in headers.items()}},
            "requestContext": {
                "http": {"method": method, "path": path, "sourceIp": "192.0.2.7"},
                "stage": "$default",
                "domainName": HOST,
            },
            "body": base64.b64encode(content).decode() if content else "",
            "isBase64Encoded": bool(content),
        },
        context,
    )
    raw = base64.b64decode(told["body"]) if told.get("isBase64Encoded") else told["body"].encode()
    return Reply(told["statusCode"], told["headers"], raw)


def wsgi(handler: Callable[[dict[str, Any], Any], dict[str, Any]]) -> Callable[..., list[bytes]]:
    """The API for tools that speak WSGI (PEP 3333)."""

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        headers = {
            name[5:].replace("_", "-").lower(): str(value)
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        if environ.get("CONTENT_TYPE"):
            headers["content-type"] = str(environ["CONTENT_TYPE"])
        content = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        path = quote(str(environ["PATH_INFO"]).encode("latin-1"), safe="/")
        query = str(environ.get("QUERY_STRING") or "")
        reply = answer(handler, environ["REQUEST_METHOD"], f"{path}?{query}" if query else path, content, headers)
        start(f"{reply.status} {HTTPStatus(reply.status).phrase}", list(reply.headers.items()))
        return [reply.content]

    return app


def forget() -> None:
    """What a process keeps for its life."""
    for kept in (settings.settings, clients.client, clients.session, rows.bind, rows.connection, prices.price_files):
        kept.cache_clear()
    secrets._kept.clear()
    meter.reset()
    billing.forget()


@contextmanager
def house(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Iterator[House]:
    """The API with its table, buckets and signing key."""
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**_ENVIRONMENT, **environment}.items():
        monkeypatch.setenv(name, value)
    mine = modules("partner")
    for name in mine:
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(ROOT / "functions" / "partner")
    forget()
    with mock_aws():
        _stores()
        app = importlib.import_module("app")
        running = House(app.handler, app.routes())
        monkeypatch.setattr(workflow, "announce", lambda kind, detail: running.announced.append((kind, detail)))
        monkeypatch.setattr(workflow, "stop", running.stop)
        monkeypatch.setattr(workflow, "start", running.start)
        try:
            yield running
        finally:
            for name in mine:
                sys.modules.pop(name, None)
    forget()


def stored_job(job_id: str) -> Job:
    found = jobs.find(job_id)
    assert found is not None
    return found


def stored_candidate(job_id: str, candidate_id: str) -> Candidate:
    found = candidates.find(job_id, candidate_id)
    assert found is not None
    return found


def empty() -> None:
    """Take everything out of the table and of the artefacts."""
    table = boto3.resource("dynamodb").Table(TABLE)
    with table.batch_writer() as batch:
        for row in table.scan(ProjectionExpression="pk, sk")["Items"]:
            batch.delete_item(Key=row)
    boto3.resource("s3").Bucket(ARTEFACTS).objects.delete()


def _stores() -> None:
    table: dict[str, Any] = source("data.yaml")["Resources"]["Table"]["Properties"]
    names = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    boto3.client("dynamodb").create_table(TableName=TABLE, **{name: table[name] for name in names})
    for bucket in (UPLOADS, ARTEFACTS):
        boto3.client("s3").create_bucket(Bucket=bucket)
    boto3.client("secretsmanager").create_secret(
        Name="signing-key", SecretString="a key of forty characters, made by chance"
    )
