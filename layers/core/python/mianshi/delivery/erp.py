"""How the answers of accounting systems are read: JSON under HTTP 200, whatever happened."""

from __future__ import annotations

import json
from typing import Any

from mianshi.contracts.delivery import BODY_CUT, Answer, Verdict
from mianshi.delivery.answers import excerpt, retry_after_s, silence
from mianshi.delivery.exchange import Ended
from mianshi.errors import code_of

SETTLES_S = 60
"""Seconds before an ERP is asked what became of a request that got no answer: it may still be at work on it."""
_PASSING = (
    "稍后",
    "繁忙",
    "频繁",
    "限流",
    "超时",
    "离线",
    "不在线",
    "未在线",
    "timeout",
    "timed out",
    "busy",
    "offline",
)


def read(answer: Answer, now_ms: int, *, changes: bool) -> Any:
    """The JSON of an answer.

    Args:
        answer: what came back.
        now_ms: milliseconds since 1970, for a date in ``Retry-After``.
        changes: whether the request was to change something: what it has done is then unknown without an answer.

    Raises:
        Ended: where there is none.
    """
    quiet = silence(answer)
    if quiet:
        raise Ended(unsure(quiet.detail, changes=changes) if quiet.result == "unknown" else quiet)
    status = answer.status or 0
    said = f"HTTP {status}"
    if status in (429, 503):
        raise Ended(Verdict(result="retry", detail=said, retry_after_s=retry_after_s(answer, now_ms)))
    if status >= 500:
        raise Ended(unsure(said, changes=changes))
    if not 200 <= status < 300:
        raise Ended(Verdict(result="config_error", detail=f"{said}: the address is not that of the ERP's interface"))
    if answer.error and code_of(answer.error) == BODY_CUT:
        raise Ended(unsure(f"{said}, {answer.error}", changes=changes))
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise Ended(unsure(f"{said} without JSON", changes=changes)) from None


def unsure(detail: str, *, changes: bool) -> Verdict:
    """No answer that could be read: a request that changes nothing may simply be sent again."""
    if not changes:
        return Verdict(result="retry", detail=excerpt(detail))
    return Verdict(result="unknown", detail=excerpt(detail), retry_after_s=SETTLES_S)


def passes(words: str) -> bool:
    """Whether a sentence speaks of something that passes. Yonyou publishes no table of codes that would say so."""
    lower = words.lower()
    return any(word in lower for word in _PASSING)
