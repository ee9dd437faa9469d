"""Stand-ins for the systems that get our messages: a DingTalk robot and a receiver of signed webhooks.

One loopback server. The checks are written from the platforms' documents, not with the code that signs, so a mistake
there is seen here. Nothing is ever forwarded.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

DINGTALK_PATH = "/robot/send"
WEBHOOK_PATH = "/webhooks/interviews"
_HOUR_MS = 3_600_000
_MINUTE_S = 60
_BLOCK_S = 600
_PER_MINUTE = 20
_TOLERANCE_S = 300
_SLOW_STEP_S = 0.1

Kind = Literal["dingtalk_robot", "webhook"]


@dataclass(frozen=True)
class Received:
    """One request. `verified`: the signature and the clock were right; `duplicate`: its id was seen before."""

    kind: Kind
    id: str | None
    verified: bool
    duplicate: bool
    status: int
    said: str
    body: dict[str, Any]
    at: float


@dataclass
class _Fault:
    how: Literal["status", "reset", "slow"]
    status: int
    retry_after: str | None


@dataclass
class _Reply:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Receivers:
    """Both receivers; every start makes new secrets.

    Attributes:
        received: every request that came in, in order, accepted or not.
        dingtalk_url, webhook_url: what a connector is configured with.
        dingtalk_secret, webhook_secret: what Secrets Manager holds for it.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.received: list[Received] = []
        self.dingtalk_url = ""
        self.webhook_url = ""
        self.dingtalk_secret = ""
        self.webhook_secret = ""
        self._clock = clock
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._reset()

    def start(self) -> None:
        """Listen on a free loopback port."""
        self._reset()
        self._token, self._sign_secret = secrets.token_hex(32), f"SEC{secrets.token_hex(32)}"
        self._webhook_key = secrets.token_bytes(32)
        self.dingtalk_secret = json.dumps({"access_token": self._token, "sign_secret": self._sign_secret})
        self.webhook_secret = f"whsec_{base64.b64encode(self._webhook_key).decode()}"
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.dingtalk_url, self.webhook_url = base + DINGTALK_PATH, base + WEBHOOK_PATH
        self._stopped.clear()
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Close the port and cut off anybody who still waits for a slow answer."""
        self._stopped.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> Receivers:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def fail_next(
        self,
        times: int,
        how: Literal["status", "reset", "slow"] = "status",
        *,
        status: int = 500,
        retry_after: str | None = None,
    ) -> None:
        """Let the next requests go wrong.

        Args:
            times: how many requests.
            how: ``status`` refuses without looking; ``reset`` and ``slow`` take the message and then cut the line, or
                answer a byte at a time for ever: the sender cannot know that it arrived.
            status: the status of a refusal.
            retry_after: its header Retry-After, as given (seconds or an HTTP date).
        """
        with self._lock:
            self._faults.extend(_Fault(how, status, retry_after) for _ in range(times))

    def _reset(self) -> None:
        self._token = self._sign_secret = ""
        self._webhook_key = b""
        self._faults: deque[_Fault] = deque()
        self._seen: set[tuple[str, str]] = set()
        self._calls: deque[float] = deque()
        self._blocked_until = 0.0
        self._answered = 0

    def handle(self, target: str, headers: dict[str, str], body: bytes) -> tuple[_Reply, _Fault | None]:
        """The reply to one POST, and the fault to commit after it."""
        parts = urlsplit(target)
        if parts.path not in (DINGTALK_PATH, WEBHOOK_PATH):
            return _Reply(404), None
        with self._lock:
            fault = self._faults.popleft() if self._faults else None
            if fault and fault.how == "status":
                extra = {"Retry-After": fault.retry_after} if fault.retry_after else {}
                return _Reply(fault.status, b"", extra), None
            if parts.path == DINGTALK_PATH:
                return self._dingtalk(parse_qs(parts.query), headers, body), fault
            return self._webhook(headers, body), fault

    def _dingtalk(self, query: dict[str, list[str]], headers: dict[str, str], body: bytes) -> _Reply:
        now = self._clock()
        message = _json_object(body)
        verified = False
        code, said = self._throttle(now)
        if not code:
            code, said = self._refusal_of_dingtalk(query, now)
            verified = not code
        if not code:
            code, said = _fault_in_message(headers, message)
        unique = str(message.get("msgUuid") or "") or None
        duplicate = not code and unique is not None and ("dingtalk_robot", unique) in self._seen
        if not code and unique is not None:
            self._seen.add(("dingtalk_robot", unique))
        note = Received("dingtalk_robot", unique, verified, duplicate, 200, f"{code} {said}", message, now)
        self.received.append(note)
        # The platform answers with a number or a string; a sender that compares types would fail here.
        self._answered += 1
        errcode: int | str = str(code) if self._answered % 2 == 0 else code
        answer = json.dumps({"errcode": errcode, "errmsg": said}).encode()
        return _Reply(200, answer, {"Content-Type": "application/json"})

    def _throttle(self, now: float) -> tuple[int, str]:
        """20 calls in a minute are free, the next one blocks the robot for ten minutes."""
        if now < self._blocked_until:
            return 410100, "send too fast"
        while self._calls and self._calls[0] <= now - _MINUTE_S:
            self._calls.popleft()
        self._calls.append(now)
        if len(self._calls) > _PER_MINUTE:
            self._blocked_until = now + _BLOCK_S
            return 130101, "send too fast, exceed 20 times per minute"
        return 0, "ok"

    def _refusal_of_dingtalk(self, query: dict[str, list[str]], now: float) -> tuple[int, str]:
        token, stamp, given = (query.get(name, [""])[0] for name in ("access_token", "timestamp", "sign"))
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            return 400101, "access_token is invalid"
        if not stamp.isascii() or not stamp.isdigit() or abs(int(stamp) - now * 1000) > _HOUR_MS:
            return 310000, "invalid timestamp"
        text = f"{stamp}\n{self._sign_secret}".encode()
        right = base64.b64encode(hmac.new(self._sign_secret.encode(), text, hashlib.sha256).digest())
        # The query was decoded once: a signature that was encoded twice still has its "%2B" here and does not match.
        return (0, "ok") if hmac.compare_digest(given.encode(), right) else (310000, "sign not match")

    def _webhook(self, headers: dict[str, str], body: bytes) -> _Reply:
        identity, event = headers.get("webhook-id"), _json_object(body)
        status, said = self._refusal_of_webhook(headers, body)
        verified = not status
        if verified and not headers.get("content-type", "").startswith("application/cloudevents+json"):
            status, said = 415, "not a CloudEvent"
        if verified and not status and (event.get("id") != identity or event.get("specversion") != "1.0"):
            status, said = 400, "the event does not match its headers"
        duplicate = not status and ("webhook", str(identity)) in self._seen
        if not status:
            self._seen.add(("webhook", str(identity)))
            status = 200 if duplicate else 204
        note = Received("webhook", identity, verified, duplicate, status, said, event, self._clock())
        self.received.append(note)
        return _Reply(status)

    def _refusal_of_webhook(self, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        identity, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not identity or "." in identity or not stamp.isascii() or not stamp.isdigit():
            return 400, "webhook-id or webhook-timestamp is missing"
        if abs(int(stamp) - self._clock()) > _TOLERANCE_S:
            return 401, "the clock is off by more than five minutes"
        right = hmac.new(self._webhook_key, f"{identity}.{stamp}.".encode() + body, hashlib.sha256).digest()
        expected = b"v1," + base64.b64encode(right)
        given = headers.get("webhook-signature", "").split()
        fits = any(hmac.compare_digest(signature.encode(), expected) for signature in given)
        return (0, "ok") if fits else (401, "no signature fits")

    def trickle(self, connection: socket.socket) -> None:
        """Send headers for ever, a byte at a time, until the other side has had enough."""
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not self._stopped.wait(_SLOW_STEP_S):
                connection.sendall(b".")
        except OSError:
            return  # the sender gave up, as it should


def _handler_of(receivers: Receivers) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            body = self.rfile.read(length)
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply, fault = receivers.handle(self.path, headers, body)
            self.close_connection = True
            if fault and fault.how == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            if fault:
                receivers.trickle(self.connection)
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.status != 204:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the request line carries a token."""

    return Handler


def _fault_in_message(headers: dict[str, str], message: dict[str, Any]) -> tuple[int, str]:
    if not headers.get("content-type", "").startswith("application/json"):
        return 43004, "invalid content-type"
    if message.get("msgtype") != "markdown":
        return 400105, "unsupported msgtype"
    content = message.get("markdown")
    if not isinstance(content, dict) or not content.get("title") or not content.get("text"):
        return 40035, "title or text is missing"
    return 0, "ok"


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
