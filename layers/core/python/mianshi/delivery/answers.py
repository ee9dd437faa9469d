"""What every platform's answers have in common: silence, and the header Retry-After."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

from mianshi.contracts.delivery import NOT_SENT, Answer, Verdict
from mianshi.contracts.news import PersonNews
from mianshi.errors import code_of

_LONGEST_NUMBER = 9
_PERSONAL = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d)|[\w.+-]+@[\w-]+\.[\w.-]+")
"""Mobile numbers of mainland China and addresses of mail: platforms like to repeat them in their error messages."""


def silence(answer: Answer) -> Verdict | None:
    """The verdict on an answer without a status, or None where there is one.

    A request that never left may simply be tried again; one that may have arrived is unknown.
    """
    if answer.status is not None:
        return None
    if answer.error and code_of(answer.error) == NOT_SENT:
        return Verdict(result="retry", detail=excerpt(answer.error))
    return Verdict(result="unknown", detail=excerpt(answer.error or "no answer"))


def retry_after_s(answer: Answer, now_ms: int) -> int | None:
    """Seconds asked for by ``Retry-After`` (RFC 9110 §10.2.3: a number or an HTTP date), or None where unreadable."""
    value = next((v for k, v in answer.headers.items() if k.lower() == "retry-after"), "").strip()
    if value.isascii() and value.isdigit():
        return int(value) if len(value) <= _LONGEST_NUMBER else 10**_LONGEST_NUMBER
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    if when.tzinfo is None:  # the zone "-0000" says "unknown"; an HTTP date is always GMT
        return None
    return max(0, -((now_ms - int(when.timestamp()) * 1000) // 1000))


def excerpt(text: str, length: int = 160) -> str:
    """One printable line of what another system said, without the phone numbers and mail addresses in it."""
    line = "".join(c if c.isprintable() else " " for c in text[: 4 * length])
    return _PERSONAL.sub("…", line)[:length].strip()


def nameless(verdict: Verdict, person: PersonNews | None) -> Verdict:
    """The platform's words without whom they are about: reasons are kept and shown, and the outbox keeps no names."""
    words = verdict.detail
    for known in (person.name.strip(), person.phone.strip(), person.email.strip()) if person else ():
        words = words.replace(known, "…") if known else words
    return verdict.model_copy(update={"detail": words})
