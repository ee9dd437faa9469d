"""A receiver of signed webhooks, written from Standard Webhooks 1.0.0 and CloudEvents 1.0 (structured mode)."""

from __future__ import annotations

import base64
import hmac
import math
import re
import secrets
import socket
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import formatdate
from typing import Any

from fakes.frame import Fake, Fault, Query, Reply

PATH = "/webhooks/mianshi"
TOLERANCE_S = 300
LONGEST_BODY = 20 * 1024
_STEP_S = 0.1
_FLOOD = b"x" * 8192

MOVED = Fault("answer", Reply(301, b"", {"Location": "https://elsewhere.example.com/"}), "301")
GONE = Fault("answer", Reply(410), "410")
SLOW_HEADER = Fault("slow_after", name="slow header")
SLOW_BODY = Fault("slow_after", name="slow body")
ENDLESS_BODY = Fault("slow_after", name="endless body")
RESET = Fault("reset_after", name="reset after reading")


class WebhookReceiver(Fake):
    """Accepts one POST path. A repeat of a ``webhook-id`` is answered like the first and changes nothing.

    Attributes:
        secrets: the ``whsec_…`` texts it accepts; more than one while they are being changed.
        success: status of what is accepted, 200 or 204.
        retry_after_s: what the two kinds of 429 among `faults` ask for.
    """

    name = "webhook"

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__(clock)
        self.secrets: list[str] = [new_secret()]
        self.success = 200
        self.retry_after_s = 7
        self._bodies: dict[str, bytes] = {}
        self._own = threading.local()

    @property
    def endpoint(self) -> str:
        """What a connector is given as its address."""
        return self.url + PATH

    @property
    def secret(self) -> str:
        """What a connector is given as its secret."""
        return " ".join(self.secrets)

    def faults(self) -> Sequence[Fault]:
        """What passes. A receiver that moved (`MOVED`) or wants nothing more (`GONE`) is an end, so it is not here."""
        return [
            *super().faults(),
            Fault("answer", Reply(400), "400"),
            Fault("answer", Reply(404), "404 during a release"),
            self.too_fast(),
            self.too_fast(as_date=True),
            Fault("answer", Reply(504), "504"),
            RESET,
            SLOW_BODY,
            ENDLESS_BODY,
        ]

    def too_fast(self, *, as_date: bool = False) -> Fault:
        """A 429 whose Retry-After is a number of seconds or, as RFC 9110 allows too, an HTTP date."""
        wait = self.retry_after_s
        value = formatdate(math.ceil(self.clock()) + wait, usegmt=True) if as_date else str(wait)
        return Fault("answer", Reply(429, b"", {"Retry-After": value}), "429 date" if as_date else "429 seconds")

    def handle(self, query: Query) -> Reply:
        if query.path != PATH:
            return Reply(404)
        if query.method != "POST":
            return Reply(405, b"", {"Allow": "POST"})
        wrong = _unsigned(query, self.secrets, self.clock()) or _malformed(query)
        told = query.json()
        key = query.headers.get("webhook-id")
        if wrong:
            status, said = wrong
            self.arrived("event", key, told, verified=status not in (401, 400), said=f"{status}: {said}")
            return Reply.of({"error": said}, status)
        return self._take(str(key), query.body, told)

    def _take(self, key: str, body: bytes, told: dict[str, Any]) -> Reply:
        before = self._bodies.setdefault(key, body)
        repeat = ("event", key) in self.effects
        if not repeat:
            self.effects["event", key] += 1
        changed = ", other bytes than the first time" if before != body else ""
        self.arrived("event", key, told, duplicate=repeat, said=f"{self.success}{changed}")
        return Reply(self.success)

    # -- answers that do not end

    def answer(self, query: Query) -> tuple[Reply, Fault | None]:
        reply, fault = super().answer(query)
        self._own.fault = fault
        return reply, fault

    def trickle(self, connection: socket.socket) -> None:
        """Headers, or a body, a byte at a time; or a body as fast as it is read, without an end."""
        fault: Fault | None = getattr(self._own, "fault", None)
        if fault == SLOW_BODY:
            self._pour(connection, b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b".", _STEP_S)
        elif fault == ENDLESS_BODY:
            self._pour(connection, b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", _FLOOD, 0)
        else:
            super().trickle(connection)

    def _pour(self, connection: socket.socket, head: bytes, piece: bytes, pause_s: float) -> None:
        try:
            connection.sendall(head)
            while not self._stopped.wait(pause_s):
                connection.sendall(piece)
        except OSError:
            return  # the sender gave up, as it should


def new_secret() -> str:
    """A secret as a receiver makes it: 32 bytes by chance."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _unsigned(query: Query, known: Sequence[str], now_s: float) -> tuple[int, str] | None:
    """Why the signature does not hold, or None. Every listed ``v1`` signature is tried with every known secret."""
    given = query.headers
    identity, stamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    listed = given.get("webhook-signature", "")
    if not (identity and stamp and listed):
        return 400, "a webhook header is missing"
    if "." in identity:
        return 400, "the id has a full stop"
    if not re.fullmatch(r"[0-9]{1,12}", stamp):
        return 400, "the timestamp is no number of seconds"
    if abs(now_s - int(stamp)) > TOLERANCE_S:
        return 401, "the timestamp is too far from now"
    signed = b".".join((identity.encode(), stamp.encode(), query.body))
    wanted = [hmac.digest(base64.b64decode(secret.split("whsec_", 1)[1]), signed, "sha256") for secret in known]
    offered = [entry.split(",", 1)[1] for entry in listed.split(" ") if entry.startswith("v1,")]
    fits = [hmac.compare_digest(base64.b64encode(digest), text.encode()) for digest in wanted for text in offered]
    return None if any(fits) else (401, "no signature fits")


def _malformed(query: Query) -> tuple[int, str] | None:
    """What is wrong with the event, or None."""
    if query.headers.get("content-type", "").partition(";")[0].strip() != "application/cloudevents+json":
        return 415, "not a structured CloudEvent"
    if len(query.body) > LONGEST_BODY:
        return 413, f"longer than {LONGEST_BODY} bytes"
    event = query.json()
    if not all(isinstance(event.get(name), str) and event[name] for name in ("id", "source", "specversion", "type")):
        return 422, "a required attribute of CloudEvents is missing"
    if event["specversion"] != "1.0" or not all(re.fullmatch(r"[a-z0-9]{1,20}", name) for name in event):
        return 422, "not CloudEvents 1.0"
    if event["id"] != query.headers["webhook-id"]:
        return 422, "id and webhook-id differ"
    return None if _is_time(event.get("time")) else (422, "time is not RFC 3339")


def _is_time(value: Any) -> bool:
    if value is None:
        return True
    try:
        return datetime.fromisoformat(str(value)).tzinfo is not None
    except ValueError:
        return False
