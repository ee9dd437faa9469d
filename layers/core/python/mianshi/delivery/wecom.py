"""What WeCom's app messages and group robots have in common: how answers are read, and words for their markdown.

Sources: WeCom developer centre 90313 (global error codes), 90454 (limits of access).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from mianshi.contracts.base import Language
from mianshi.contracts.delivery import BODY_CUT, Answer, Request, Verdict
from mianshi.delivery import messages
from mianshi.delivery.answers import excerpt, retry_after_s, silence
from mianshi.delivery.exchange import Attempt
from mianshi.delivery.messages import Message, fit
from mianshi.errors import Rejected, code_of

ADDRESS = "https://qyapi.weixin.qq.com"
TOKEN_REFUSED = frozenset({40001, 40014, 41001, 42001})
"""Secret or token wrong, token invalid, missing, expired: nothing was done, and a new token may help."""
UNTRUSTED_ADDRESS = 60020
BUSY, MOST_BUSY = -1, 3
"""WeCom asks to try no more than three times again after "system busy"."""
TOO_OFTEN = 45009
TOO_OFTEN_S = (60, 600, 3600)
"""A block is as long as the window whose limit was broken: a minute, an hour, the rest of the day."""
_LONGEST_DETAIL = 300
_WIDTHS = (300, 160, 80, 40)
"""Bytes that the title and each row may have: the widest that fits is taken."""

_Result = Literal["retry", "config_error", "data_error"]
_ERRORS: dict[int, _Result] = {
    **dict.fromkeys(sorted(TOKEN_REFUSED), "config_error"),
    **dict.fromkeys((40013, 40056, 48002, 301055, UNTRUSTED_ADDRESS, 93000), "config_error"),
    **dict.fromkeys((40003, 40058, 81013), "data_error"),
    **dict.fromkeys((TOO_OFTEN, 45033), "retry"),
}
_MARKDOWN = str.maketrans({"[": "［", "]": "］", "<": "＜", ">": "＞", "*": "＊", "_": "＿", "`": "｀", "#": "＃"})
_MARKDOWN.update(dict.fromkeys([*range(32), 127, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A)], " "))


@dataclass(frozen=True)
class Said:
    """One answer. `errcode`: None where there was none. `verdict`: what it means by itself."""

    errcode: int | None
    fields: dict[str, Any]
    verdict: Verdict


def read(answer: Answer, attempt: Attempt) -> Said:
    """What an answer means: the truth is in ``errcode``; the HTTP status is 200 for errors too.

    An answer without ``errcode`` leaves open whether something was done, but for 429 and 503.
    """
    verdict = silence(answer)
    if verdict is not None:
        return Said(None, {}, verdict)
    if answer.error and code_of(answer.error) == BODY_CUT:
        return Said(None, {}, Verdict(result="unknown", detail=excerpt(f"HTTP {answer.status}, {answer.error}")))
    fields = _object(answer)
    errcode = fields.get("errcode")
    if isinstance(errcode, int) and not isinstance(errcode, bool):
        return Said(errcode, fields, _by_errcode(errcode, str(fields.get("errmsg", "")), attempt))
    return Said(None, {}, _by_status(answer, attempt.now_ms))


def errcode_of(answer: Answer) -> int | None:
    """The error code of an answer, or None where there is none."""
    errcode = _object(answer).get("errcode")
    return errcode if isinstance(errcode, int) else None


def plain(text: str, most_bytes: int) -> str:
    """Words that cannot become a link, a mention or a second line in WeCom's markdown, cut to so many bytes."""
    return fit(text.translate(_MARKDOWN), most_bytes)


def markdown(message: Message, language: Language, most_bytes: int, *more: str) -> str:
    """A message in WeCom's markdown, then `more`; its words are cut until it has at most so many bytes.

    Raises:
        Rejected: ``bad_connector`` where even the shortest is too long: the link is.
    """
    return fitting(lambda width: _markdown(message, language, width, more), most_bytes)


def fitting(shape: Callable[[int], str], most_bytes: int) -> str:
    """The text whose words may be widest and that still fits; `shape` makes it for so many bytes of each part.

    Raises:
        Rejected: ``bad_connector`` where even the shortest is too long: the link is.
    """
    for width in _WIDTHS:
        text = shape(width)
        if len(text.encode()) <= most_bytes:
            return text
    raise Rejected("bad_connector", "The link to our page is too long for a WeCom message.")


def posted(url: str, payload: dict[str, Any]) -> Request:
    """A POST of JSON: the same bytes for the same payload."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return Request(url=url, headers={"content-type": "application/json; charset=utf-8"}, body=body)


def _markdown(message: Message, language: Language, width: int, more: tuple[str, ...]) -> str:
    rows = [f"> {messages.line(label, plain(words, width), language)}" for label, words in message.rows]
    url = message.link.replace("(", "%28").replace(")", "%29")
    parts = [
        f"### {plain(message.title, width)}",
        "\n".join(rows),
        f"[{message.link_text}]({url})" if url else "",
        message.footer,
        *more,
    ]
    return "\n\n".join(part for part in parts if part)


def _by_errcode(errcode: int, errmsg: str, attempt: Attempt) -> Verdict:
    detail = excerpt(f"errcode {errcode}: {errmsg}", _LONGEST_DETAIL)
    if errcode == 0:
        return Verdict(result="ok", detail="errcode 0")
    if errcode == BUSY:
        return _busy(attempt)
    if errcode == UNTRUSTED_ADDRESS:
        return Verdict(result="config_error", detail=_untrusted(errmsg))
    tried = min(max(attempt.delivery.attempts, 1), len(TOO_OFTEN_S))
    wait = TOO_OFTEN_S[tried - 1] if errcode == TOO_OFTEN else None
    # An error that nobody wrote down is tried again: attempts are bounded, so it reaches a person in the end.
    return Verdict(result=_ERRORS.get(errcode, "retry"), detail=detail, retry_after_s=wait)


def _busy(attempt: Attempt) -> Verdict:
    before = re.match(r"errcode -1: busy, (\d) times", attempt.delivery.last_error or "")
    times = 1 + int(before[1]) if before else 1
    result: _Result = "retry" if times <= MOST_BUSY else "data_error"
    return Verdict(result=result, detail=f"errcode -1: busy, {times} times in a row")


def _untrusted(errmsg: str) -> str:
    found = re.search(r"from ip:\s*([0-9a-fA-F.:]{3,45})", errmsg)
    seen = f" ({found[1].rstrip('.:')})" if found else ""
    return (
        f"errcode {UNTRUSTED_ADDRESS}: WeCom refuses the network address we come from{seen}. Give the stack a fixed "
        "address and enter it as a trusted IP (企业可信IP) of the app: docs/connectors/wecom.md, “A fixed address”"
    )


def _by_status(answer: Answer, now_ms: int) -> Verdict:
    status = answer.status or 0
    if status in (429, 503):
        return Verdict(result="retry", detail=f"HTTP {status}", retry_after_s=retry_after_s(answer, now_ms))
    if status >= 500 or 200 <= status < 300:
        return Verdict(result="unknown", detail=f"HTTP {status} without errcode")
    return Verdict(result="config_error", detail=f"HTTP {status}: this is not WeCom's API")


def _object(answer: Answer) -> dict[str, Any]:
    try:
        value = json.loads(answer.body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
