"""Idempotency keys: a POST that was sent twice is carried out once, and answered alike."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable

from answers import Reply
from frame import Call
from mianshi.platform import signing
from mianshi.platform.clock import timestamp
from mianshi.platform.store import partners
from mianshi.platform.store.partners import Done
from problems import Refused

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT = ("Location", "ETag", "Content-Type")
"""Headers that belong to the answer; the others belong to the moment."""


def carried_out(call: Call, work: Callable[[], Reply]) -> Reply:
    """The answer of `work`, or the one it gave when the same request came before.

    What we could not do, and what a caller got wrong, is forgotten: nothing was done, and it can be sent again.

    Raises:
        Rejected: ``key_reused`` for another request under the same key, ``still_running``, ``invalid`` for a key that
            cannot be one.
    """
    given = call.header(HEADER).strip().strip('"')
    if call.method != "POST" or not call.header(HEADER):
        return work()
    if not _KEY.fullmatch(given):
        raise Refused("invalid", "The Idempotency-Key must be 1 to 255 visible ASCII characters.")
    key = signing.hashed(given)
    request = hashlib.sha256(
        f"{call.path}\n{call.event.get('rawQueryString') or ''}\n".encode() + call.body
    ).hexdigest()
    before = partners.first(call.partner.id, key, Done(request=request, at=timestamp()))
    if before is not None:
        return _again(before, request)
    try:
        reply = work()
    except BaseException:
        partners.forget(call.partner.id, key)
        raise
    told = {**call.answer_headers, **reply.headers}
    kept = {name: value for name, value in told.items() if name in _KEPT}
    done = Done(request=request, status=reply.status, body=_to_keep(call, reply), headers=kept, at=timestamp())
    partners.finish(call.partner.id, key, done)
    return reply


def _to_keep(call: Call, reply: Reply) -> str:
    """The answer without its secrets: the table is no place for them."""
    secret = set(call.route.told_once) if call.route else set()
    told = json.loads(reply.content) if reply.content else None
    if not isinstance(told, dict) or not secret & told.keys():
        return reply.text
    return json.dumps({name: None if name in secret else value for name, value in told.items()}, ensure_ascii=False)


def _again(before: Done, request: str) -> Reply:
    if before.request != request:
        raise Refused("key_reused")
    if before.status is None:
        raise Refused("still_running", headers={"Retry-After": "1"})
    return Reply(before.status, before.body.encode(), {**before.headers, REPLAYED: "true"})
