"""The page for a partner's developer: every block of it is run, in its order, and its tables are complete."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mianshi.accounting import summing
from mianshi.contracts.delivery import Answer, DeliveryState, EventKind, Request
from mianshi.contracts.partner import Scope
from mianshi.contracts.partner_api import PageQuery
from mianshi.outbound import driving
from mianshi.platform import http
from mianshi.platform.store import connectors, deliveries
from support.documents import ROOT, rows, section, text_of
from support.partner import House, answer, house
from support.shells import shell

PAGES = ["docs/partners.md", "docs/partners.zh.md"]
BOTH = pytest.mark.parametrize("name", PAGES)
HOOK = "https://hooks.example.com/mianshi"
_BLOCK = re.compile(r"^```bash\n(.*?)^```", re.MULTILINE | re.DOTALL)
_KEPT = ("MIANSHI", "KEY", "JOB", "CANDIDATE", "WEBHOOK", "SECRET", "INTERVIEW")


def commands(name: str) -> list[str]:
    return _BLOCK.findall(text_of(name))


def cells(name: str, heading: str) -> list[str]:
    """First cells of the table below a heading, without their marks."""
    found = [re.sub(r"<a id=\"\w+\"></a>", "", line[0]).strip("`") for line in rows(section(text_of(name), heading))]
    return found[1:]


@dataclass
class Door:
    """The API on a port, and whatever it owes sent to the receiver at once."""

    url: str
    house: House
    sending: ModuleType
    receiver_port: int = 0
    sent: list[str] = field(default_factory=list)

    def deliver(self) -> None:
        """Send what is due, as the delivery workflow would."""
        for connector in connectors.every():
            owed, _ = deliveries.page(connector.id, "open", 100)
            self.sent += [self.sending.send(row).next for row in owed]

    def send(self, request: Request, **_: Any) -> Answer:
        """The network between us and the developer: the public name leads to the receiver on this machine."""
        assert request.url == HOOK, "the page names another address"
        there = request.model_copy(update={"url": f"http://127.0.0.1:{self.receiver_port}/mianshi"})
        return http.send(there, private_address_allowed=True)


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    with house(monkeypatch) as running:
        for kept in (summing._kept, summing._live, summing._finals):
            kept.clear()

        class Handler(BaseHTTPRequestHandler):
            def handle_one(self) -> None:
                content = self.rfile.read(int(self.headers.get("content-length") or 0))
                reply = answer(running.handler, self.command, self.path, content, dict(self.headers))
                self.send_response(reply.status)
                for header, value in reply.headers.items():
                    self.send_header(header, value)
                self.send_header("Content-Length", str(len(reply.content)))
                self.end_headers()
                self.wfile.write(reply.content)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_one  # noqa: N815 - as http.server calls them

            def log_message(self, *_: Any) -> None:
                """Nothing: the answers are what counts."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        opened = Door(
            f"http://127.0.0.1:{server.server_address[1]}/api/v1", running, shell("sync_hr", monkeypatch, "sending")
        )
        monkeypatch.setattr(driving, "drive", partial(driving.drive, send=opened.send))
        try:
            yield opened
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class Terminal:
    """One shell after another with the same variables and functions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._state = folder / "state.sh"
        self._state.write_text("")

    def run(self, block: str) -> str:
        """What a block prints; it must end well."""
        keep = f'{{ declare -p {" ".join(_KEPT)} 2>/dev/null; declare -f; }} > "{self._state}" || true'
        script = f'set -euo pipefail\nsource "{self._state}"\n{block}\n{keep}\n'
        done = subprocess.run(
            ["bash", "-c", script], capture_output=True, text=True, cwd=self.folder, timeout=60, check=False
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def variable(self, name: str) -> str:
        return self.run(f'printf %s "${name}"')


def test_every_block_of_the_page_works(door: Door, tmp_path: Path) -> None:
    token = door.house.client(per_minute=600).token
    terminal = Terminal(tmp_path)
    first, *others = commands(PAGES[0])
    values = {"MIANSHI": door.url, "KEY": token}
    first = re.sub(
        r"^export (MIANSHI|KEY)=.*$", lambda found: f"export {found[1]}={values[found[1]]}", first, flags=re.M
    )
    terminal.run(first)
    told: list[str] = []
    receiver: subprocess.Popen[str] | None = None
    try:
        for block in others:
            if "verify.py" in block:
                receiver = listening(terminal.variable("SECRET"))
                assert receiver.stdout is not None
                door.receiver_port = int(receiver.stdout.readline().split()[-1])
                continue
            told.append(terminal.run(block))
            if receiver:
                door.deliver()
    finally:
        if receiver:
            receiver.terminate()
            printed = receiver.communicate(timeout=10)[0]
    assert "new connector.test" in printed
    kinds = set(re.findall(r"^new (\S+)", printed, re.MULTILINE))
    assert {"connector.test", "candidate.invited", "candidate.decided", "candidate.hired"} <= kinds
    assert set(door.sent) == {"done"}
    assert any('"state":"done"' in text and '"event":"connector.test"' in text for text in told), (
        "the list of deliveries"
    )
    assert not any("/problems/" in text for text in told)
    assert printed.count("new connector.test") == 1, "the receiver knows what is sent again"
    assert connectors.every() == [], "unsubscribed at the end"


def listening(secret: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "MIANSHI_WEBHOOK_SECRET": secret, "PORT": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(ROOT / "docs" / "snippets" / "verify.py")]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def test_a_forged_message_would_be_seen(door: Door, tmp_path: Path) -> None:
    """The receiver of the page takes nothing that another secret signed."""
    client = door.house.client()
    made = client.post("/webhooks", {"url": HOOK}).json
    receiver = listening("whsec_" + "A" * 43 + "=")
    assert receiver.stdout is not None
    try:
        door.receiver_port = int(receiver.stdout.readline().split()[-1])
        client.post(f"/webhooks/{made['id']}/test")
        door.deliver()
    finally:
        receiver.terminate()
        printed = receiver.communicate(timeout=10)[0]
    assert "new" not in printed and door.sent == ["retry"]
    [row] = deliveries.page(made["id"], "open", 5)[0]
    assert row.state is DeliveryState.FAILED and row.last_error == "HTTP 401"


def test_both_languages_tell_to_type_the_same() -> None:
    assert len(commands(PAGES[0])) > 15
    assert commands(PAGES[0]) == commands(PAGES[1])


@BOTH
def test_every_scope_event_and_problem_is_on_the_page(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    chinese = name.endswith(".zh.md")
    assert cells(name, "权限" if chinese else "Scopes") == [scope.value for scope in Scope]
    assert cells(name, "事件" if chinese else "Events") == [event.value for event in EventKind]
    monkeypatch.syspath_prepend(ROOT / "functions" / "partner")
    problems = importlib.import_module("protocol.problems")
    table = rows(section(text_of(name), "错误" if chinese else "Problems"))[1:]
    there = {(f'<a id="{code}"></a>`{code}`', str(kind.status)) for code, kind in problems.KINDS.items()}
    assert {(line[0], line[1]) for line in table} == there
    for part in ("protocol", "protocol.problems"):
        monkeypatch.delitem(sys.modules, part, raising=False)


@BOTH
def test_limits_are_those_of_the_code(name: str, door: Door) -> None:
    text = section(text_of(name), "限额" if name.endswith(".zh.md") else "Limits")
    routing, webhooks, exchange, handing, interviews = (
        importlib.import_module(part)
        for part in (
            "protocol.routing",
            "hooks.webhooks",
            "subjects.exchange",
            "subjects.handing",
            "subjects.interviews",
        )
    )
    exchanging, rules = (
        importlib.import_module(part) for part in ("mianshi.doors.exchanging", "mianshi.hiring.exchange")
    )
    numbers = {
        f"{routing.MOST_BODY // 1_000_000} MB",
        f"{exchange.MOST_BODY // 1_000_000} MB",
        f"{rules.MOST_ROWS:,}",
        f" {webhooks.MOST} ",
        f"{handing.MOST_FETCHED:,}",
        f"{interviews.MOST_INVITED} a day" if name == PAGES[0] else f"每天 {interviews.MOST_INVITED} 次",
        f" {webhooks._TESTS_A_MINUTE} ",
        f" {webhooks.MOST_REPLAYED}",
        f" {exchanging.AT_ONCE}",
        "120",
    }
    assert {number for number in numbers if number not in text} == set()
    assert PageQuery.model_json_schema()["properties"]["limit"]["maximum"] == 100
