"""What every stand-in has in common: a loopback server, faults on demand, and a record of what arrived."""

from __future__ import annotations

import contextlib
import json
import random
import socket
import struct
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self
from urllib.parse import parse_qs, urlsplit

How = Literal["answer", "reset_before", "reset_after", "slow_after"]
_SLOW_STEP_S = 0.1


@dataclass(frozen=True)
class Query:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    """The first value of each name, decoded once."""
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty where it is none."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, value: Any, status: int = 200, **headers: str) -> Self:
        """A JSON answer; underscores in the names of headers stand for hyphens."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        body = json.dumps(value, ensure_ascii=False).encode()
        return cls(status, body, {"Content-Type": "application/json; charset=utf-8", **named})

    @classmethod
    def page(cls, status: int = 200) -> Self:
        """A web page where JSON was expected, as gateways send it."""
        return cls(status, b"<!DOCTYPE html><html><body>blocked</body></html>", {"Content-Type": "text/html"})


@dataclass(frozen=True)
class Fault:
    """One request that goes wrong. `answer`: this reply, and nothing is done. `reset_before`: the line is cut before
    anything is done. `reset_after`, `slow_after`: it is done, and then the line is cut, or the answer never ends: the
    sender cannot know."""

    how: How
    reply: Reply = Reply(503)
    name: str = ""


@dataclass(frozen=True)
class Arrival:
    """One request, accepted or not. `verified`: signature, token and clock were right. `duplicate`: its key was seen
    before, and it changed nothing."""

    platform: str
    what: str
    """Such as ``robot message`` or ``voucher``."""
    key: str | None
    verified: bool
    duplicate: bool
    said: str
    body: dict[str, Any]
    at: float


class Fake:
    """A platform on a free loopback port. Subclasses say `name`, answer in `handle`, and list in `faults` what their
    documents say can go wrong.

    Attributes:
        arrivals: every request that asks for something to be done, in order.
        effects: how often each thing was really done, by its name and our key in it: more than one is a duplicate.
    """

    name = "fake"

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.arrivals: list[Arrival] = []
        self.effects: Counter[tuple[str, str]] = Counter()
        self.url = ""
        self._planned: deque[Fault] = deque()
        self._share, self._chance = 0.0, random.Random(0)  # noqa: S311 - a repeatable campaign
        self._stopped = threading.Event()
        self._server: ThreadingHTTPServer | None = None

    def handle(self, query: Query) -> Reply:
        """The answer to one request; `self.lock` is held."""
        raise NotImplementedError

    def faults(self) -> Sequence[Fault]:
        """Everything that can go wrong here, for `fail_share`; platforms add their own ways."""
        return [
            Fault("answer", Reply(500), "500"),
            Fault("answer", Reply(503, b"", {"Retry-After": "7"}), "503 retry-after"),
            Fault("answer", Reply.page(502), "502 page"),
            Fault("reset_before", name="reset before"),
            Fault("reset_after", name="reset after"),
            Fault("slow_after", name="slow after"),
        ]

    # -- for tests and campaigns

    def fail_next(self, times: int, fault: Fault) -> None:
        """Let the next requests go wrong."""
        with self.lock:
            self._planned.extend([fault] * times)

    def fail_share(self, share: float, seed: int = 0) -> None:
        """Let this share of all requests go wrong from now on, in every way there is, the same ones for a seed."""
        with self.lock:
            self._share, self._chance = share, random.Random(seed)  # noqa: S311 - as above

    def arrived(self, what: str, key: str | None, body: dict[str, Any], **more: Any) -> None:
        """Note a request that asks for something."""
        told = {"verified": True, "duplicate": False, "said": "", **more}
        self.arrivals.append(Arrival(self.name, what, key, body=body, at=self.clock(), **told))

    # -- life

    def start(self) -> Self:
        """Listen; `url` is set afterwards."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._stopped.clear()
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Close the port and cut off anybody who still waits for a slow answer."""
        self._stopped.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    # -- for the server

    def answer(self, query: Query) -> tuple[Reply, Fault | None]:
        """The reply to a request, and the fault to commit after it."""
        with self.lock:
            fault = self._planned.popleft() if self._planned else self._by_chance()
            if fault and fault.how == "answer":
                return fault.reply, None
            if fault and fault.how == "reset_before":
                return Reply(), fault
            return self.handle(query), fault

    def trickle(self, connection: socket.socket) -> None:
        """Send headers for ever, a byte at a time, until the other side has had enough."""
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not self._stopped.wait(_SLOW_STEP_S):
                connection.sendall(b".")
        except OSError:
            return  # the sender gave up, as it should

    def _by_chance(self) -> Fault | None:
        if self._share and self._chance.random() < self._share:
            return self._chance.choice(list(self.faults()))
        return None


def _handler_of(fake: Fake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            query = Query(
                method=self.command,
                path=parts.path,
                query={name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()},
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
            )
            reply, fault = fake.answer(query)
            self.close_connection = True
            if fault and fault.how in ("reset_before", "reset_after"):
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            if fault:
                fake.trickle(self.connection)
                return
            with contextlib.suppress(OSError):  # whoever asked gave up
                self._reply(reply)

        def _reply(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.status != 204:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the request line may carry a token."""

    return Handler
