"""The portal's function in this process on moto: its handler, an account of each role, pages asked for and forms posted."""

from __future__ import annotations

import base64
import importlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import boto3
import pytest
from moto import mock_aws

from mianshi.accounting import billing, summing
from mianshi.contracts.people import Person, StaffRole
from mianshi.doors import staff
from mianshi.platform import clients, meter, prices, secrets, settings
from mianshi.platform.store import rows
from support.shells import shell
from support.templates import ROOT, source

TABLE, UPLOADS, ARTEFACTS = "portal-tests", "portal-uploads", "portal-artefacts"
ENVIRONMENT = {
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "TABLE": TABLE,
    "UPLOADS": UPLOADS,
    "ARTEFACTS": ARTEFACTS,
    "PRICE_BOOKS": str(ROOT / "infra" / "prices"),
    "SIGNING_KEY": "signing-key",
    "PORTAL_SIGN_IN": "accounts",
    "POWERTOOLS_SERVICE_NAME": "mianshi",
}
_CONTEXT = SimpleNamespace(
    function_name="portal", memory_limit_in_mb=1024, invoked_function_arn="arn:portal", aws_request_id="request"
)


def forget() -> None:
    """What a process keeps for its life."""
    for kept in (settings.settings, clients.client, clients.session, rows.bind, rows.connection, prices.price_files):
        kept.cache_clear()
    for known in (secrets._kept, summing._kept, summing._live, summing._finals, summing._progress):
        known.clear()
    meter.reset()
    billing.forget()


@dataclass
class Reply:
    """What a browser would get."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


class Portal:
    """The handler, asked as API Gateway would."""

    def __init__(self, app: ModuleType, module: Any) -> None:
        self._app = app
        self.module = module
        """Another module of the function by its name, such as ``money.finance``."""
        self._cookies: dict[str, str] = {}
        self._csrf = ""

    def sign_in(self, role: StaffRole, person_id: str = "") -> Person:
        """Be somebody of this role from now on."""
        person = Person(id=person_id or f"{role.value}-1", name=role.value.title(), roles=[role])
        cookie = staff.begin(person)
        self._cookies = {cookie.name: cookie.value}
        page = self.get("/guides/hr").text
        self._csrf = page.split('name="csrf" content="')[1].split('"')[0]
        return person

    def get(self, address: str, **headers: str) -> Reply:
        """A page, English unless the address says otherwise."""
        return self._ask("GET", address, None, headers)

    def post(self, address: str, form: Mapping[str, Any], *, csrf: bool = True) -> Reply:
        """A form of ours with what it must bring along, or without."""
        pairs = {**form, **({"csrf": self._csrf} if csrf else {})}
        return self._ask("POST", address, urlencode(pairs, doseq=True), {})

    def _ask(self, method: str, address: str, body: str | None, headers: Mapping[str, str]) -> Reply:
        parts = urlsplit(address)
        event = {
            "version": "2.0",
            "rawPath": parts.path,
            "rawQueryString": parts.query,
            "queryStringParameters": dict(parse_qsl(parts.query, keep_blank_values=True)),
            "headers": {
                "host": "portal.example",
                "accept-language": "en",
                "content-type": "application/x-www-form-urlencoded",
                **headers,
            },
            "cookies": [f"{name}={value}" for name, value in self._cookies.items()],
            "requestContext": {
                "http": {"method": method, "path": parts.path, "sourceIp": "203.0.113.7"},
                "domainName": "portal.example",
                "stage": "$default",
                "requestId": "request",
            },
            "body": body,
            "isBase64Encoded": False,
        }
        answer = self._app.handler(json.loads(json.dumps(event)), _CONTEXT)
        content = answer.get("body") or ""
        raw = base64.b64decode(content) if answer.get("isBase64Encoded") else content.encode()
        return Reply(answer["statusCode"], {k.lower(): v for k, v in answer.get("headers", {}).items()}, raw)


@contextmanager
def portal(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Iterator[Portal]:
    """The portal with an empty table and empty buckets."""
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in (ENVIRONMENT | environment).items():
        monkeypatch.setenv(name, value)
    forget()
    with mock_aws():
        table: dict[str, Any] = source("data.yaml")["Resources"]["Table"]["Properties"]
        names = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
        boto3.client("dynamodb").create_table(TableName=TABLE, **{name: table[name] for name in names})
        for bucket in (UPLOADS, ARTEFACTS):
            boto3.client("s3").create_bucket(Bucket=bucket)
        boto3.client("secretsmanager").create_secret(Name="signing-key", SecretString="k" * 40)
        app = shell("portal", monkeypatch)
        yield Portal(app, importlib.import_module)
    forget()
