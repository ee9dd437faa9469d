"""What it costs to keep an interview's files, from storing until deletion.

A piece is what was stored in one folder on one day. S3 deletes it by its rule of lifecycle at the first midnight (UTC)
after so many days have passed since storing; an erasure deletes it before. A month is charged for the hours a piece lay
there: ``bytes x hours kept / hours of the month``, started hours counted as whole ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from mianshi.contracts import dates
from mianshi.contracts.base import Record
from mianshi.contracts.kept import Piece

_HOUR = timedelta(hours=1)


class Found(Record):
    """One object: which folder it lies in, its size, and when it was stored."""

    folder: str
    bytes: int
    at: datetime


def expires(stored: datetime, days: int) -> datetime:
    """When the lifecycle rule deletes what was stored: so many days later, at the next midnight (UTC).

    Source: Amazon S3 user guide, "Lifecycle configuration elements", how S3 calculates how long an object is stored.
    """
    later = stored.astimezone(UTC) + timedelta(days=days)
    midnight = later.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight if midnight == later else midnight + timedelta(days=1)


def pieces(found: Iterable[Found], days: Mapping[str, int]) -> list[Piece]:
    """Objects added up by folder and day of storing. A piece is there from the first of its objects on.

    Args:
        days: until lifecycle deletes, by folder.
    """
    made: dict[tuple[str, str], Piece] = {}
    for each in found:
        key = (each.folder, each.at.astimezone(UTC).date().isoformat())
        until = expires(each.at, days[each.folder])
        before = made.get(key)
        made[key] = Piece(
            folder=each.folder,
            bytes=each.bytes + (before.bytes if before else 0),
            since=min(each.at, before.since) if before else each.at,
            until=max(until, before.until) if before else until,
        )
    return [made[key] for key in sorted(made)]


def renewed(before: Sequence[Piece], now: Sequence[Piece], at: datetime) -> list[Piece]:
    """What was known of an interview and what is found now, together.

    What is not found any more was there until its end, or until `at` where somebody deleted it before.
    """
    found = {_key(piece) for piece in now}
    return sorted([*ended((piece for piece in before if _key(piece) not in found), at), *now], key=_key)


def lasting(known: Iterable[Piece], days: Mapping[str, int]) -> list[Piece]:
    """The pieces with the ends that the lifetimes of now give them: lifecycle goes by its rules of today, also for what
    was stored under others.

    Args:
        days: until lifecycle deletes, by folder.
    """
    return [p if p.gone else p.model_copy(update={"until": expires(p.since, days[p.folder])}) for p in known]


def _key(piece: Piece) -> tuple[str, str]:
    return piece.folder, piece.since.astimezone(UTC).date().isoformat()


def ended(known: Iterable[Piece], at: datetime) -> list[Piece]:
    """The pieces as they are once everything is deleted at a moment."""
    cut = (piece.model_copy(update={"until": min(piece.until, at), "gone": True}) for piece in known)
    return [piece for piece in cut if piece.until > piece.since]


def byte_months(known: Iterable[Piece], month: str) -> int:
    """Byte-months of one month (``YYYY-MM``), of all pieces together, rounded up once."""
    start, end = bounds(month)
    hours = (end - start) // _HOUR
    total = sum(piece.bytes * _hours(max(piece.since, start), min(piece.until, end)) for piece in known)
    return -(-total // hours)


def _hours(start: datetime, end: datetime) -> int:
    return max(0, -((start - end) // _HOUR))


def bounds(month: str) -> tuple[datetime, datetime]:
    """The first moment of a month (``YYYY-MM``, UTC) and the first after it."""
    start = datetime.fromisoformat(f"{month}-01T00:00:00+00:00")
    return start, datetime.fromisoformat(f"{dates.later(month, 1)}-01T00:00:00+00:00")


def a_day_of(quantity: int, day: str) -> int:
    """Byte-months of something that was so many bytes large for one day (``YYYY-MM-DD``), rounded up."""
    start, end = bounds(day[:7])
    return -(-quantity // (end - start).days)
