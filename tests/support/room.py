"""The room in which candidates answer: the answers' pages and API on moto, in this process and, if asked, on a port."""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl

import boto3
import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from moto import mock_aws
from moto.server import ThreadedMotoServer

from laptop.house import ROOT
from mianshi.accounting import billing
from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Consent
from mianshi.contracts.hiring import Candidate, InterviewRules, Job, JobChange, JobStatus, Stage
from mianshi.contracts.people import Person, StaffRole
from mianshi.contracts.role import Question, Role
from mianshi.doors import links, staff, visitor, web
from mianshi.pages.static_files import static_file
from mianshi.platform import clients, meter, objects, prices, secrets, settings, signing, workflow
from mianshi.platform.clock import new_id, timestamp
from mianshi.platform.store import candidates, jobs, rows, sessions
from mianshi.scoring.roles import load_role, role_version
from support.jobs import JOB
from support.shells import modules
from support.templates import source

UPLOADS, ARTEFACTS, TABLE = "room-uploads", "room-artefacts", "room"
CONSENT = Consent(recording=True, analysis=True, observations=False)
LIN = Person(id="lin", name="Lin", roles=[StaffRole.HR])
QUESTIONS = [
    Question(
        id="one",
        text=Bilingual(zh="请说说一次处理投诉的经历。", en="Tell us about a complaint you handled."),
        core=True,
    ),
    Question(id="more", text=Bilingual(zh="你怎样带新人？", en="How do you train new staff?"), core=False),
    Question(
        id="two",
        text=Bilingual(zh="盘点对不上时你怎么做？", en="What do you do when stock does not add up?"),
        core=True,
    ),
]
_FUNCTIONS = {"candidate": ("answering", "recording"), "portal": ("interview.uploads",)}


@dataclass
class Reply:
    """What came back: the status, and the body as JSON where it is."""

    status: int
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Room:
    """The pages and APIs, and which runs were started by hand."""

    candidates: APIGatewayHttpResolver
    staff: APIGatewayHttpResolver
    modules: dict[str, ModuleType] = field(default_factory=dict)
    runs: list[str] = field(default_factory=list)
    origin: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: dict[str, str] = field(default_factory=dict)

    def post(self, path: str, body: Mapping[str, Any], who: Candidate | Person, *, csrf: str | None = None) -> Reply:
        headers = {"content-type": "application/json", "x-csrf": self._csrf(who) if csrf is None else csrf}
        return self.call("POST", path, json.dumps(body), headers, [self.cookie(who)])

    def get(self, path: str, who: Candidate | Person, language: str = "en") -> Reply:
        return self.call("GET", path, "", {"accept-language": language}, [self.cookie(who)])

    def cookie(self, who: Candidate | Person) -> str:
        """What the browser of somebody sends along, who opened the link or signed in."""
        if who.id not in self.cookies:
            if isinstance(who, Candidate):
                link = links.make("interview", job_id=who.job_id, candidate_id=who.id, created_by="lin", days=14)
                cookie = visitor.admit(link)
                self.csrf[who.id] = visitor.csrf(cookie.value)
            else:
                cookie = staff.begin(who)
                found = sessions.find(signing.hashed(cookie.value))
                assert found is not None
                self.csrf[who.id] = found.csrf
            self.cookies[who.id] = f"{cookie.name}={cookie.value}"
        return self.cookies[who.id]

    def _csrf(self, who: Candidate | Person) -> str:
        self.cookie(who)
        return self.csrf[who.id]

    def call(self, method: str, path: str, body: str, headers: Mapping[str, str], cookies: list[str]) -> Reply:
        context: Any = None
        address, _, query = path.partition("?")
        app = self.candidates if address.startswith("/c/") else self.staff
        answer = app.resolve(
            {
                "version": "2.0",
                "routeKey": "ANY /{proxy+}",
                "rawPath": address,
                "rawQueryString": query,
                "queryStringParameters": dict(parse_qsl(query)),
                "cookies": cookies,
                "headers": {"host": self.origin.removeprefix("http://") or "portal.example", **headers},
                "requestContext": {
                    "http": {"method": method, "path": address, "sourceIp": "192.0.2.1"},
                    "stage": "$default",
                    "domainName": "portal.example",
                    "requestId": "r",
                },
                "body": body,
                "isBase64Encoded": False,
            },
            context,
        )
        self.headers = dict(answer.get("headers", {}))
        return Reply(answer["statusCode"], answer["body"])

    headers: dict[str, Any] = field(default_factory=dict)
    """Of the last answer."""

    def job(self, **rules: Any) -> Job:
        """An open job with two core questions and one besides, stored with its role."""
        role = load_role("retail_store_manager")
        only = role.competencies[0].model_copy(update={"questions": QUESTIONS, "weight": 100})
        role = Role.model_validate(role.model_copy(update={"competencies": [only]}).model_dump())
        job = JOB.model_copy(
            update={
                "id": new_id("jb"),
                "owner": LIN.id,
                "status": JobStatus.OPEN,
                "role_version": role_version(role),
                "rules": InterviewRules(**rules),
                "slots": [],
            }
        )
        jobs.create(job, JobChange(at=job.created_at, by="lin", role_version=job.role_version, revision=0, what=[]))
        objects.put_record(objects.job_role(job.id, job.role_version), role)
        return job

    def candidate(self, job: Job, **more: Any) -> Candidate:
        """Somebody who was invited and agreed, stored."""
        given = {"stage": Stage.INVITED, "consent": CONSENT, "language": "en", "name": "王小明", **more}
        made = Candidate(id=new_id("ca"), job_id=job.id, created_at=timestamp(), created_by="lin", **given)
        candidates.add([made], 30)
        return made

    def fresh(self, made: Candidate) -> Candidate:
        """The candidate as stored now."""
        found = candidates.find(made.job_id, made.id)
        assert found is not None
        return found


def _forget() -> None:
    for kept in (settings.settings, clients.client, clients.session, rows.bind, rows.connection, prices.price_files):
        kept.cache_clear()
    for row in rows._ROWS:
        row._connection = None  # it keeps the address it was made for
    secrets._kept.clear()
    meter.reset()
    billing.forget()


@contextmanager
def room(monkeypatch: pytest.MonkeyPatch, *, on_port: bool = False) -> Iterator[Room]:
    """The room; `on_port` for a browser: then AWS and the pages listen on loopback ports."""
    for name, value in _environment().items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False) if on_port else None
    mocked = None if on_port else mock_aws()
    if server:
        server.start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://{}:{}".format(*server.get_host_and_port()))
        again = urllib.request.Request(f"{os.environ['AWS_ENDPOINT_URL']}/moto-api/reset", method="POST")
        urllib.request.urlopen(again).close()  # its state is the process's
    if mocked:
        mocked.start()
    _forget()
    names = [name for function in _FUNCTIONS for name in modules(function)]
    try:
        _stores()
        running = _apps(monkeypatch, names)

        def start(bucket: str, key: str, name: str | None = None) -> str:
            running.runs.append(key)
            return f"{bucket}:{name}"

        monkeypatch.setattr(workflow, "start", start)
        with _listening(running) if on_port else _quiet():
            yield running
    finally:
        for name in names:
            sys.modules.pop(name, None)
        if server:
            server.stop()
        if mocked:
            mocked.stop()
        _forget()


def _environment() -> dict[str, str]:
    return {
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
        "PORTAL_URL": "",
        "POWERTOOLS_SERVICE_NAME": "mianshi",
    }


def _apps(monkeypatch: pytest.MonkeyPatch, names: list[str]) -> Room:
    made, modules = [], {}
    for name in names:
        monkeypatch.delitem(sys.modules, name, raising=False)
    for function, guard in (("candidate", visitor.guard), ("portal", staff.guard)):
        monkeypatch.syspath_prepend(ROOT / "functions" / function)
        app = APIGatewayHttpResolver()
        app.use(middlewares=[guard])
        for name in _FUNCTIONS[function]:
            modules[name] = importlib.import_module(name)
            app.include_router(modules[name].router)
        web.tell_failures(app, function)
        made.append(app)
    return Room(made[0], made[1], modules)


def _stores() -> None:
    table: dict[str, Any] = source("data.yaml")["Resources"]["Table"]["Properties"]
    names = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    boto3.client("dynamodb").create_table(TableName=TABLE, **{name: table[name] for name in names})
    for bucket in (UPLOADS, ARTEFACTS):
        boto3.client("s3").create_bucket(Bucket=bucket)
    boto3.client("secretsmanager").create_secret(
        Name="signing-key", SecretString="forty characters made by chance, or so"
    )


@contextmanager
def _quiet() -> Iterator[None]:
    yield


@contextmanager
def _listening(running: Room) -> Iterator[None]:
    lock = threading.Lock()  # an app of Powertools keeps the event at hand in itself, as Lambda calls it once at a time

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def answer(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            static = static_file(self.path.partition("?")[0].removeprefix("/static/"))
            if static:
                self.give(200, {"Content-Type": static[1]}, static[0])
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            cookies = [part.strip() for part in headers.pop("cookie", "").split(";") if part.strip()]
            with lock:
                reply = running.call(method, self.path, body, headers, cookies)
                given = dict(running.headers)
            self.give(reply.status, given, reply.body.encode())

        def give(self, status: int, headers: Mapping[str, Any], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value if isinstance(value, str) else ",".join(value))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.answer("GET")

        def do_POST(self) -> None:
            self.answer("POST")

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    running.origin = f"http://127.0.0.1:{server.server_port}"
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
