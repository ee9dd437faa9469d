"""The receivers that the documents tell developers to copy: run as they stand, against our signatures and bad ones."""

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from mianshi.contracts.delivery import RETRY_SCHEDULE_S, ConnectorKind, EventKind, Request
from mianshi.delivery import outbox, webhook
from mianshi.delivery.exchange import Attempt, Call
from support.deeds import AT, connector, interview_news

DOCS = Path(__file__).parents[2] / "docs"
SNIPPETS = DOCS / "snippets"
PAGES = ["connectors/webhook.md", "connectors/webhook.zh.md"]
NEW, OLD, FOREIGN = ("whsec_" + b64encode(bytes([n]) * 32).decode() for n in (1, 2, 3))
PROGRAMS = {"verify.py": [sys.executable], "verify.js": ["node"], "Verify.java": ["java"]}


@dataclass
class Running:
    """A snippet at work."""

    process: subprocess.Popen[str]
    port: int

    def post(self, headers: dict[str, str], body: bytes) -> int:
        line = HTTPConnection("127.0.0.1", self.port, timeout=10)
        line.request("POST", "/webhooks", body=body, headers=headers)
        status = line.getresponse().status
        line.close()
        return status


@pytest.fixture(scope="module", params=list(PROGRAMS))
def running(request: pytest.FixtureRequest) -> Iterator[Running]:
    program = PROGRAMS[request.param]
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed")
    process = subprocess.Popen(
        [*program, str(SNIPPETS / request.param)],
        env={**os.environ, "MIANSHI_WEBHOOK_SECRET": f"{NEW} {OLD}", "PORT": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    try:
        began = re.fullmatch(r"listening on (\d+)\n", process.stdout.readline())
        assert began
        yield Running(process, int(began[1]))
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def ours(number: int, secret: str = NEW, off_s: int = 0) -> tuple[dict[str, str], bytes]:
    """Headers and body as we send them; `off_s`: how far our clock is off."""
    news = interview_news(number)
    receiver = connector(ConnectorKind.WEBHOOK, "https://erp.example.com/in")
    row = outbox.new(news.subject, "erp", news.event, "closed-1.event", AT)
    wish = next(webhook.deliver(Attempt(row, receiver, secret, news, int((time.time() + off_s) * 1000))))
    assert isinstance(wish, Call)
    request: Request = wish.request
    return dict(request.headers), request.body


def test_what_we_send_is_taken_and_a_repeat_is_answered_but_not_handled_again(running: Running) -> None:
    headers, body = ours(1)
    assert [running.post(headers, body) for _ in range(3)] == [204, 204, 204]
    headers, body = ours(2, OLD)
    assert running.post(headers, body) == 204
    assert running.process.stdout
    told = [running.process.stdout.readline() for _ in range(2)]
    assert all(line.startswith("new ") and "interview.scored" in line for line in told)
    assert f"iv_{1:026d}" in told[0] and f"iv_{2:026d}" in told[1], "a repeat would stand in the second line"


def test_secrets_may_change_on_either_side(running: Running) -> None:
    for number, secrets in enumerate((f"{NEW} {OLD}", f"{FOREIGN} {NEW}", f"{OLD} {FOREIGN}"), start=10):
        assert running.post(*ours(number, secrets)) == 204
    assert running.post(*ours(20, FOREIGN)) == 401


@pytest.mark.parametrize(("off_s", "status"), [(290, 204), (-290, 204), (310, 401), (-310, 401), (-86_400, 401)])
def test_an_old_or_a_future_message_is_refused(running: Running, off_s: int, status: int) -> None:
    assert running.post(*ours(abs(off_s) + (off_s > 0), off_s=off_s)) == status


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "dl_other"},
        {"webhook-id": ""},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "1_795_161_600"},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "9" * 400},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,AAAA v1,BBBB"},
    ],
)
def test_forged_headers_are_refused(running: Running, changed: dict[str, str]) -> None:
    headers, body = ours(30)
    assert running.post(headers | changed, body) == 401


def test_another_second_than_the_signed_one_is_refused(running: Running) -> None:
    headers, body = ours(33)
    later = str(int(headers["webhook-timestamp"]) + 1)
    assert running.post(headers | {"webhook-timestamp": later}, body) == 401


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_refused(running: Running, name: str) -> None:
    headers, body = ours(31)
    del headers[name]
    assert running.post(headers, body) == 401


def test_changed_bytes_are_refused_and_another_kind_of_signature_is_passed_over(running: Running) -> None:
    headers, body = ours(32)
    for forged in (body + b" ", body.replace(b'"total":82', b'"total":99'), b"", body.upper()):
        assert running.post(headers, forged) == 401
    signature = headers["webhook-signature"]
    assert running.post(headers | {"webhook-signature": signature.replace("v1,", "v1a,")}, body) == 401
    assert running.post(headers | {"webhook-signature": f"v1a,AAAA {signature}"}, body) == 204


def test_the_function_to_copy_fits_the_vector_of_the_standard() -> None:
    genuine = runpy.run_path(str(SNIPPETS / "verify.py"))["genuine"]
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    body = b'{"test": 2432232314}'
    assert genuine(secret, headers, body, now=1614265330)
    assert not genuine(secret, headers, body, now=1614265330 + 301)
    assert not genuine(secret, headers, body + b"\n", now=1614265330)


# -- the documents


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", list(PROGRAMS))
def test_the_page_shows_the_very_file_that_was_run(page: str, name: str) -> None:
    blocks = re.findall(r"```[a-z]+\n(.*?)```", (DOCS / page).read_text(), re.DOTALL)
    assert (SNIPPETS / name).read_text() in blocks


@pytest.mark.parametrize("page", PAGES)
def test_the_event_shown_has_the_fields_we_send(page: str) -> None:
    shown = re.search(r"```json\n(\{\"specversion.*?)```", (DOCS / page).read_text(), re.DOTALL)
    assert shown
    event: dict[str, Any] = json.loads(shown[1])
    sent = json.loads(ours(1)[1])
    assert list(event) == list(sent) and list(event["data"]) == list(sent["data"])
    assert list(event["data"]["competencies"][0]) == list(sent["data"]["competencies"][0])


@pytest.mark.parametrize("page", PAGES)
def test_the_page_names_every_event(page: str) -> None:
    text = (DOCS / page).read_text()
    assert [event for event in EventKind if f"`{event.value}`" not in text] == []


def test_the_hours_named_are_those_of_the_schedule() -> None:
    assert sum(RETRY_SCHEDULE_S) // 3600 == 27 and len(RETRY_SCHEDULE_S) == 8
