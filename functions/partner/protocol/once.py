"""Idempotency keys: a POST that was sent twice is carried out once, and answered alike."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from mianshi.contracts.hiring import Stage
from mianshi.doors import access
from mianshi.errors import Rejected
from mianshi.log import logger
from mianshi.platform import signing
from mianshi.platform.clock import timestamp
from mianshi.platform.store import partners
from mianshi.platform.store.partners import Done
from protocol.answers import Reply
from protocol.frame import Call
from protocol.problems import Refused

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
MOST_KEPT = 100_000
"""Bytes of an answer that is kept; DynamoDB takes 400 KB an item (docs.aws.amazon.com: ServiceQuotas). Of a longer
one the status and the address are kept: it is carried out once all the same."""
_KEPT = ("Location", "ETag", "Content-Type")
"""Headers that belong to the answer; the others belong to the moment."""


def carried_out(call: Call, work: Callable[[], Reply]) -> Reply:
    """The answer of `work`, or the one it gave when the same request came before.

    What we could not do, and what a caller got wrong, is forgotten: nothing was done, and it can be sent again.

    Raises:
        Rejected: ``key_reused`` for another request under the same key, ``still_running``, ``invalid`` for a key that
            cannot be one; ``gone`` or ``not_found`` where whom or what the answer is about may not be told any more.
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
        return _again(call, before, request)
    try:
        reply = work()
    except BaseException:
        partners.forget(call.partner.id, key)
        raise
    _keep(call, key, reply, request)
    return reply


def _keep(call: Call, key: str, reply: Reply, request: str) -> None:
    told = {**call.answer_headers, **reply.headers}
    kept = {name: value for name, value in told.items() if name in _KEPT}
    done = Done(request=request, status=reply.status, body=_to_keep(call, reply), headers=kept, at=timestamp())
    try:
        partners.finish(call.partner.id, key, done)
    except Exception as error:  # it is done, and whoever asked is to learn so
        logger.error("an answer was not kept", extra={"request": call.request_id, "error": type(error).__name__})


def _to_keep(call: Call, reply: Reply) -> str:
    """The answer without its secrets: the table is no place for them."""
    if len(reply.content) > MOST_KEPT:
        return "{}"
    secret = frozenset(call.route.told_once) if call.route else frozenset()
    if not secret or not reply.content:
        return reply.text
    return json.dumps(_without(json.loads(reply.content), secret), ensure_ascii=False, separators=(",", ":"))


def _without(told: Any, secret: frozenset[str]) -> Any:
    if isinstance(told, list):
        return [_without(one, secret) for one in told]
    if isinstance(told, dict):
        return {name: None if name in secret else _without(value, secret) for name, value in told.items()}
    return told


def _again(call: Call, before: Done, request: str) -> Reply:
    if before.request != request:
        raise Refused("key_reused")
    if before.status is None:
        raise Refused("still_running", headers={"Retry-After": "1"})
    _may_be_told(call)
    return Reply(before.status, before.body.encode(), {**before.headers, REPLAYED: "true"})


def _may_be_told(call: Call) -> None:
    """See to it that nothing is told again of somebody whose data were deleted, or of a job that is out of sight."""
    named = (call.route.arguments(call.path) if call.route else None) or {}
    if "candidate_id" in named:
        call.candidate(named["job_id"], named["candidate_id"])
    elif "interview_id" in named:
        candidate = access.candidate_of(call.interview(named["interview_id"]))
        if candidate is not None and candidate.stage is Stage.ERASED:
            raise Rejected("gone", "The data were deleted at the candidate's request.")
    elif "job_id" in named:
        call.job(named["job_id"])
