"""When interviews were opened: which ones a month counts, whatever else has a line in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LATEST_MS = 4_102_444_800_000
"""The year 2100: what lies beyond is no time."""


def opened_within(interview_ids: Iterable[str], first: str, last: str) -> set[str]:
    """Those that were opened in months (``YYYY-MM``) from the first to the last; an id that does not say when, counts.

    Storage is a line in every month until deletion: without this, an old interview would count as one of each month.
    """
    return {name for name in interview_ids if name and first <= (opened_on(name) or first)[:7] <= last}


def opened_on(interview_id: str) -> str | None:
    """The day (UTC, ``YYYY-MM-DD``) on which an interview was opened, which its id begins with (github.com/ulid/spec:
    48 bits of milliseconds in 10 characters of Crockford's base 32); None for an id of another kind."""
    stamp = interview_id.partition("_")[2][:10]
    if len(stamp) < 10 or any(letter not in _CROCKFORD for letter in stamp):
        return None
    ms = 0
    for letter in stamp:
        ms = ms * 32 + _CROCKFORD.index(letter)
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%d}" if ms < _LATEST_MS else None
