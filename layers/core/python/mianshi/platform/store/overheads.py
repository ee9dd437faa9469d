"""Which overheads of which day are written, and how far a month's storage is."""

from __future__ import annotations

from mianshi.contracts.base import Record
from mianshi.platform.store import plain

_PK = "COSTS"


class Done(Record):
    """A part of a day is in the ledger, all of it."""

    day: str
    part: str
    lines: int
    at: str


class Place(Record):
    """How far something is that takes more than one go."""

    at: str


class First(Record):
    """The first day (``YYYY-MM-DD``, UTC) whose overheads are counted."""

    day: str


def first_day(proposed: str) -> str:
    """The first day whose overheads are counted: the one that was kept first, else the proposed one, which is kept."""
    known = since()
    if known is None:
        plain.put(_PK, "OVERHEADS_SINCE", First(day=proposed))
        return proposed
    return known


def since() -> str | None:
    """The first day whose overheads are counted, or None where nobody counted any yet."""
    known = plain.get(_PK, "OVERHEADS_SINCE", First)
    return known.day if known else None


def done(month: str, by: str = "~") -> set[tuple[str, str]]:
    """(day, part) of what is written, of the days of one month (``YYYY-MM``).

    Args:
        by: only what was written up to this moment (UTC, ISO 8601).
    """
    return {(each.day, each.part) for each in plain.query(f"{_PK}#{month}", "OVERHEAD#", Done) if each.at <= by}


def note(done_now: Done) -> None:
    """Keep that a part of a day is written."""
    plain.put(f"{_PK}#{done_now.day[:7]}", f"OVERHEAD#{done_now.day}#{done_now.part}", done_now)


def place(month: str, what: str) -> str:
    """How far something of a month is; empty where it has not begun."""
    known = plain.get(f"{_PK}#{month}", f"UPTO#{what}", Place)
    return known.at if known else ""


def set_place(month: str, what: str, at: str) -> None:
    """Keep how far something of a month is."""
    plain.put(f"{_PK}#{month}", f"UPTO#{what}", Place(at=at))
