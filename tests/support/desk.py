"""HR's desk in this process: the portal's pages about candidates on moto, and people who are signed in."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus, urlencode

import boto3
import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext
from moto import mock_aws

from laptop.house import ROOT
from mianshi.accounting import billing
from mianshi.contracts.base import Record
from mianshi.contracts.hiring import Candidate, Job, JobChange, JobStatus, Stage
from mianshi.contracts.people import AuditEntry, Person, StaffRole
from mianshi.doors import staff, web
from mianshi.platform import clients, meter, prices, secrets, settings, signing, workflow
from mianshi.platform.clock import new_id, timestamp
from mianshi.platform.store import audit, candidates, jobs, rows, sessions
from support.html import Document
from support.jobs import JOB
from support.shells import modules
from support.templates import source

LIN = Person(id="lin", name="Lin", roles=[StaffRole.HR])
OTHER_HR = Person(id="wu", name="Wu", roles=[StaffRole.HR])
INTERVIEWER = Person(id="chen", name="Chen", roles=[StaffRole.INTERVIEWER])
AUDITOR = Person(id="gu", name="Gu", roles=[StaffRole.AUDITOR])
ADMIN = Person(id="root", name="Root", roles=[StaffRole.ADMIN])
FINANCE = Person(id="qian", name="Qian", roles=[StaffRole.FINANCE])
_HOST = "portal.example"
_ENVIRONMENT = {
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "TABLE": "desk",
    "UPLOADS": "desk-uploads",
    "ARTEFACTS": "desk-artefacts",
    "PRICE_BOOKS": str(ROOT / "infra" / "prices"),
    "SIGNING_KEY": "signing-key",
    "PORTAL_SIGN_IN": "accounts",
    "PORTAL_URL": f"https://{_HOST}",
    "POWERTOOLS_SERVICE_NAME": "mianshi",
}


@dataclass
class Reply:
    """What came back."""

    status: int
    body: str
    headers: dict[str, str]
    cookies: list[str]

    @property
    def where(self) -> str:
        """Where a redirect leads."""
        return self.headers.get("Location", "")

    @property
    def page(self) -> Document:
        return Document(self.body)


@dataclass
class Desk:
    """The pages, and what they announced."""

    app: APIGatewayHttpResolver
    announced: list[tuple[str, Record]] = field(default_factory=list)
    _cookies: dict[str, str] = field(default_factory=dict)
    _csrf: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, who: Person | None = LIN, **headers: str) -> Reply:
        return self._call("GET", path, who, "", headers)

    def post(self, path: str, who: Person | None = LIN, *, forged: bool = False, **form: str | list[str]) -> Reply:
        if who:
            self._session(who)
            form = {"csrf": "wrong" if forged else self._csrf[who.id], **form}
        body = urlencode(form, doseq=True)
        return self._call("POST", path, who, body, {"content-type": "application/x-www-form-urlencoded"})

    def log(self, candidate: Candidate) -> list[AuditEntry]:
        """The access log about a candidate, oldest first."""
        return audit.about(candidate.id, 100)[::-1]

    def _session(self, who: Person) -> str:
        if who.id not in self._cookies:
            cookie = staff.begin(who)
            self._cookies[who.id] = f"{cookie.name}={cookie.value}"
            key = signing.hashed(cookie.value)
            found = sessions.find(key)
            assert found is not None
            self._csrf[who.id] = found.csrf
        return self._cookies[who.id]

    def _call(self, method: str, path: str, who: Person | None, body: str, headers: dict[str, str]) -> Reply:
        address, _, query = path.partition("?")
        address = address.partition("#")[0]
        cookies = [self._session(who)] if who else []
        cookies += [headers.pop("cookie")] if "cookie" in headers else []
        parts = [pair.partition("=") for pair in query.split("&") if pair]
        answer = self.app.resolve(
            {
                "version": "2.0",
                "routeKey": "ANY /{proxy+}",
                "rawPath": address,
                "rawQueryString": query,
                "queryStringParameters": {name: unquote_plus(value) for name, _, value in parts},
                "cookies": cookies,
                "headers": {"host": _HOST, "accept-language": "en", **headers},
                "requestContext": {
                    "http": {"method": method, "path": address, "sourceIp": "192.0.2.1"},
                    "stage": "$default",
                    "domainName": _HOST,
                    "requestId": "r",
                },
                "body": body,
                "isBase64Encoded": False,
            },
            LambdaContext(),
        )
        return Reply(answer["statusCode"], answer["body"], answer.get("headers", {}), answer.get("cookies", []))


def forget() -> None:
    """What a process keeps for its life."""
    for kept in (settings.settings, clients.client, clients.session, rows.bind, rows.connection, prices.price_files):
        kept.cache_clear()
    secrets._kept.clear()
    meter.reset()
    billing.forget()


@contextmanager
def desk(monkeypatch: pytest.MonkeyPatch, *, mail_from: str = "") -> Iterator[Desk]:
    """Pages, table, buckets and the signing key; `mail_from` is what invitations are sent from."""
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**_ENVIRONMENT, "MAIL_FROM": mail_from}.items():
        monkeypatch.setenv(name, value)
    mine = modules("portal")
    for name in mine:
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(ROOT / "functions" / "portal")
    forget()
    with mock_aws():
        _stores()
        app = APIGatewayHttpResolver()
        app.use(middlewares=[staff.guard])
        for name in ("candidate.candidates", "decision.guests"):
            app.include_router(importlib.import_module(name).router)
        web.tell_failures(app, "portal")
        running = Desk(app)
        monkeypatch.setattr(workflow, "announce", lambda kind, detail: running.announced.append((kind, detail)))
        try:
            yield running
        finally:
            for name in mine:
                sys.modules.pop(name, None)
    forget()


def open_job(**changes: Any) -> Job:
    """A job of Lin's that is open, stored."""
    job = JOB.model_copy(
        update={"id": new_id("jb"), "owner": LIN.id, "team": [INTERVIEWER.id], "status": JobStatus.OPEN, **changes}
    )
    jobs.create(job, JobChange(at=job.created_at, by=LIN.id, role_version=job.role_version, revision=0, what=[]))
    return job


def candidate(job: Job, name: str = "王小明", **more: Any) -> Candidate:
    """Somebody who applied, stored."""
    made = Candidate(id=new_id("ca"), job_id=job.id, name=name, created_at=timestamp(), created_by=LIN.id, **more)
    candidates.add([made], 30)
    return made


def fresh(made: Candidate) -> Candidate:
    """The candidate as stored now."""
    found = candidates.find(made.job_id, made.id)
    assert found is not None
    return found


def staged(made: Candidate, stage: Stage) -> Candidate:
    return candidates.change(fresh(made), stage=stage)


def _stores() -> None:
    table: dict[str, Any] = source("data.yaml")["Resources"]["Table"]["Properties"]
    names = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    boto3.client("dynamodb").create_table(TableName="desk", **{name: table[name] for name in names})
    for bucket in ("desk-uploads", "desk-artefacts"):
        boto3.client("s3").create_bucket(Bucket=bucket)
    boto3.client("secretsmanager").create_secret(
        Name="signing-key", SecretString="a key of forty characters, made by chance"
    )
