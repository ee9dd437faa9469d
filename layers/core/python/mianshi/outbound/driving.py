"""Drives a platform's deed: network, token cache and the count of calls are here, the words are in `delivery`."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from mianshi.contracts.base import Pointer
from mianshi.contracts.delivery import Answer, Connector, Verdict
from mianshi.delivery.connectors import refused
from mianshi.delivery.exchange import Call, Ended, Exchange, Grant, NeedToken, Store
from mianshi.errors import Defect, Rejected, Transient
from mianshi.log import logger
from mianshi.platform import http, objects
from mianshi.platform.clock import now
from mianshi.platform.store import connectors

_MARGIN = timedelta(minutes=10)
"""A token that ends sooner is not used for new work (hr_platforms: all three renew ten minutes early)."""
_STILL_GOOD = timedelta(seconds=30)
_TRIES, _PAUSE_S = 10, 0.5
"""How often a token is looked for that another function is fetching: as long as its lease, together."""

Send = Callable[..., Answer]


def drive(exchange: Exchange, connector: Connector, send: Send = http.send) -> Verdict:
    """Run a deed to its verdict.

    Args:
        exchange: the deed.
        connector: whose address, guard and tokens it uses.
        send: what puts a request on the network, as `platform.http.send`.
    """
    reply: Any = None
    calls = 0
    try:
        while True:
            wish = exchange.send(reply)
            if isinstance(wish, Call):
                calls += wish.counted
                reply = send(wish.request, private_address_allowed=connector.private_address_allowed)
            elif isinstance(wish, NeedToken):
                reply = _token(wish, connector, send)
            else:
                reply = _store(wish)
    except StopIteration as end:
        verdict: Verdict = end.value
        return verdict
    except Ended as end:
        return end.verdict
    except Rejected as error:
        return refused(error)
    finally:
        exchange.close()
        if calls:
            connectors.counted(connector.id, calls)


def _token(wish: NeedToken, connector: Connector, send: Send) -> str | Verdict:
    """The kept token, or a new one; one function fetches at a time, the others wait for what it gets."""
    for _ in range(_TRIES):
        kept = connectors.token(connector.id, wish.key, _MARGIN)
        if kept and kept != wish.stale:
            return kept
        if connectors.lease(connector.id, wish.key):
            return _fetched(wish, connector, send)
        kept = connectors.token(connector.id, wish.key, _STILL_GOOD)
        if kept and kept != wish.stale:
            return kept
        time.sleep(_PAUSE_S)
    return Verdict(result="retry", detail="no token yet: another function is fetching one")


def _fetched(wish: NeedToken, connector: Connector, send: Send) -> str | Verdict:
    try:
        answer = send(wish.fetch, private_address_allowed=connector.private_address_allowed)
        got = wish.read(answer)
        if isinstance(got, Grant):
            until = now() + timedelta(seconds=got.seconds)
            connectors.keep_token(connector.id, wish.key, got.token, until)
            return got.token
    except BaseException:
        connectors.release(connector.id, wish.key)
        raise
    connectors.release(connector.id, wish.key)
    if got.result == "unknown":  # asking for a token changes nothing: it may simply be asked again
        return got.model_copy(update={"result": "retry"})
    return got


def _store(wish: Store) -> Answer:
    try:
        objects.put_bytes(Pointer(bucket=wish.bucket, key=wish.key), wish.body, wish.content_type)
    except Transient as error:
        return Answer(status=503, error=f"store: {error.code}")
    except Defect as error:
        logger.warning("file drop refused", extra={"code": error.code})
        return Answer(status=403, error=f"store: {error.code}")
    return Answer(status=200)
