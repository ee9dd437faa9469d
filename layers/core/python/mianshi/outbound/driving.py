"""Drives a platform's deed: network, token cache and the count of calls are here, the words are in `delivery`."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from mianshi.contracts.base import Pointer
from mianshi.contracts.delivery import Answer, Connector, Request, Verdict
from mianshi.contracts.usage import Meter
from mianshi.delivery.connectors import refused
from mianshi.delivery.exchange import Call, Ended, Exchange, Grant, NeedToken, Store
from mianshi.errors import Defect, Rejected, Transient
from mianshi.log import logger
from mianshi.platform import http, meter, objects
from mianshi.platform.clock import now
from mianshi.platform.store import connectors

BUDGET_S = 50
"""For all calls of one attempt: shorter than the function may run, so that it is not killed in the middle of one."""
CALL_S = 15
"""For one call that does not ask for more (Standard Webhooks: 15 to 30 s)."""
_SHORTEST_S = 2
_MARGIN = timedelta(minutes=10)
"""A token that ends sooner is not used for new work where a new one can be had."""
_STILL_GOOD = timedelta(seconds=30)
_TRIES, _PAUSE_S = 20, 0.5
"""How often a token is looked for that another function is fetching. Who has waited so long tries again later."""

Send = Callable[..., Answer]


@dataclass(frozen=True)
class Driven:
    """How a deed ended. `acted`: a request left that may have changed something at the other end."""

    verdict: Verdict
    acted: bool


def drive(exchange: Exchange, connector: Connector, secret: str = "", send: Send = http.send) -> Driven:
    """Run a deed to its verdict.

    Failures of our own before anything was changed at the other end are a verdict, too: it is simply tried again.

    Args:
        exchange: the deed.
        connector: whose address, guard and tokens it uses.
        secret: of the connector; tokens got with another one are not used.
        send: what puts a request on the network, as `platform.http.send`.
    """
    return _to_its_end(_Deed(connector, secret, send), exchange)


def look(exchange: Exchange, connector: Connector, secret: str = "", send: Send = http.send) -> Verdict:
    """Run what only reads to its verdict: as `drive`, without a place to store anything."""
    return _to_its_end(_Drive(connector, secret, send), exchange).verdict


def _to_its_end(course: _Drive, exchange: Exchange) -> Driven:
    try:
        verdict = course.run(exchange)
    except Ended as end:
        verdict = end.verdict
    except Rejected as error:
        verdict = refused(error)
    except Transient as error:
        verdict = Verdict(result="unknown", detail=f"our side: {error.code}")
    finally:
        exchange.close()
        course.count()
    if verdict.result == "unknown" and not course.acted:
        verdict = verdict.model_copy(update={"result": "retry"})
    return Driven(verdict, course.acted)


def _passes(answer: Answer) -> bool:
    """Whether asking again at once may help: no answer, or the other side is busy and names no time."""
    if answer.status is None:
        return True
    return (answer.status == 429 or answer.status >= 500) and "retry-after" not in answer.headers


@dataclass
class _Drive:
    connector: Connector
    secret: str
    send: Send
    acted: bool = False
    calls: int = 0
    ends: float = field(default_factory=lambda: time.monotonic() + BUDGET_S)

    def run(self, exchange: Exchange) -> Verdict:
        reply: Any = None
        try:
            while True:
                reply = self._grant(exchange.send(reply))
        except StopIteration as end:
            verdict: Verdict = end.value
            return verdict

    def count(self) -> None:
        """Towards the month's quota; a count that cannot be kept must not lose what the platform answered."""
        if not self.calls:
            return
        try:
            connectors.counted(self.connector, self.calls)
        except (Transient, Defect) as error:
            logger.warning("calls not counted", extra={"connector": self.connector.id, "code": error.code})

    def store(self, _wish: Store) -> Answer:
        """Put a file where the customer wants it."""
        raise Defect("no_store", "what only reads wants to store something")

    def _grant(self, wish: Call | NeedToken | Store) -> Any:
        if isinstance(wish, NeedToken):
            return self._token(wish)
        if isinstance(wish, Store):
            self.acted = True
            return self.store(wish)
        seconds = self._seconds_left(wish.seconds or CALL_S)
        self.calls += wish.counted
        self.acted |= wish.changes
        answer = self._sent(wish.request, seconds)
        if wish.changes or not _passes(answer) or self.ends - time.monotonic() < seconds + CALL_S:
            return answer
        time.sleep(_PAUSE_S)  # a look is asked once more: a deed of ten calls does not begin anew for one of them
        self.calls += wish.counted
        return self._sent(wish.request, seconds)

    def _sent(self, request: Request, seconds: float) -> Answer:
        meter.add(Meter.CONNECTOR_CALLS, variant=self.connector.id)
        allowed = self.connector.private_address_allowed
        return self.send(request, private_address_allowed=allowed, total_timeout_s=seconds)

    def _seconds_left(self, most: int = CALL_S) -> float:
        left = min(most, self.ends - time.monotonic())
        if left < _SHORTEST_S:
            raise Ended(Verdict(result="unknown", detail="the platform answers so slowly that our time was over"))
        return left

    def _token(self, wish: NeedToken) -> str | Verdict:
        """The kept token, or a new one; one function fetches at a time, the others wait for what it gets."""
        for _ in range(_TRIES):
            if kept := self._kept(wish, _MARGIN):
                return kept
            if lease := connectors.lease(self.connector.id, wish.key):
                return self._fetched(wish, lease)
            if kept := self._kept(wish, _STILL_GOOD):
                return kept
            time.sleep(_PAUSE_S)
        return Verdict(result="retry", detail="no token yet: another function is fetching one")

    def _fetched(self, wish: NeedToken, lease: int) -> str | Verdict:
        try:
            if kept := self._kept(wish, _MARGIN):  # it came between our look and our lease
                return kept
            got = wish.read(self._sent(wish.fetch, self._seconds_left()))
            if isinstance(got, Grant):
                until = now() + timedelta(seconds=got.seconds)
                connectors.keep_token(self.connector.id, wish.key, got.token, until, self._origin)
                return got.token
        finally:
            connectors.release(self.connector.id, wish.key, lease)
        if got.result == "unknown":  # asking for a token changes nothing: it may simply be asked again
            return got.model_copy(update={"result": "retry"})
        return got

    def _kept(self, wish: NeedToken, at_least: timedelta) -> str | None:
        kept = connectors.token(self.connector.id, wish.key, at_least, self._origin)
        return kept if kept != wish.stale else None

    @property
    def _origin(self) -> str:
        """Where and with which secret a token is got."""
        return hashlib.sha256(f"{self.connector.url}\x1f{self.secret}".encode()).hexdigest()


class _Deed(_Drive):
    def store(self, wish: Store) -> Answer:
        try:
            objects.put_bytes(Pointer(bucket=wish.bucket, key=wish.key), wish.body, wish.content_type)
        except Transient as error:
            return Answer(status=503, error=f"store: {error.code}")
        except Defect as error:
            logger.warning("file drop refused", extra={"code": error.code})
            return Answer(status=403, error=f"store: {error.code}")
        return Answer(status=200)
