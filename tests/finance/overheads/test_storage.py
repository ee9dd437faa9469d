"""Bytes are charged for the hours they were kept, by the month, and not a byte more than once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.kept import Piece
from mianshi.finance.overheads.storage import (
    Found,
    a_day_of,
    bounds,
    byte_months,
    ended,
    expires,
    lasting,
    pieces,
    renewed,
)

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
DAYS = {"uploads": 90, "interviews": 180, "work": 7}


def test_lifecycle_deletes_at_the_midnight_after_so_many_days() -> None:
    assert expires(NOON, 7) == datetime(2026, 11, 18, tzinfo=UTC)
    assert expires(datetime(2026, 11, 10, tzinfo=UTC), 7) == datetime(2026, 11, 17, tzinfo=UTC)


def test_objects_of_one_folder_and_day_are_one_piece() -> None:
    later = NOON + timedelta(hours=3)
    found = [Found(folder="uploads", bytes=5, at=later), Found(folder="uploads", bytes=6, at=NOON)]
    found.append(Found(folder="work", bytes=7, at=NOON))
    made = pieces(found, DAYS)
    assert [(piece.folder, piece.bytes, piece.since) for piece in made] == [("uploads", 11, NOON), ("work", 7, NOON)]


def test_a_byte_that_lies_there_for_a_month_is_a_byte_month() -> None:
    start, end = bounds("2026-11")
    assert byte_months([Piece(folder="uploads", bytes=1000, since=start, until=end)], "2026-11") == 1000
    half = Piece(folder="uploads", bytes=1000, since=start, until=start + (end - start) / 2)
    assert byte_months([half], "2026-11") == 500


def test_started_hours_count() -> None:
    start, _ = bounds("2026-11")
    one = Piece(folder="work", bytes=720, since=start, until=start + timedelta(minutes=61))
    assert byte_months([one], "2026-11") == 2


@given(st.integers(0, 10**12), st.integers(0, 24 * 400), st.integers(0, 24 * 400))
def test_the_months_of_a_piece_are_its_whole_life(size: int, first: int, hours: int) -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=first)
    piece = Piece(folder="uploads", bytes=size, since=since, until=since + timedelta(hours=hours))
    months = [f"{year}-{month:02}" for year in (2026, 2027, 2028) for month in range(1, 13)]
    kept = 0
    for month in months:
        start, end = bounds(month)
        share = byte_months([piece], month)
        length = (end - start) // timedelta(hours=1)
        assert 0 <= share <= size
        assert share * length - size * length < length * (1 if size else 0) + 1
        inside = max(timedelta(), min(piece.until, end) - max(piece.since, start)) // timedelta(hours=1)
        assert share == -(-size * inside // length)
        kept += inside
    assert kept == hours


def test_what_is_not_found_any_more_was_kept_until_its_end_or_until_now() -> None:
    old = Piece(folder="work", bytes=7, since=NOON, until=NOON + timedelta(days=7))
    late = renewed([old], [], NOON + timedelta(days=9))
    assert late == [old.model_copy(update={"gone": True})]
    early = renewed([old], [], NOON + timedelta(days=2))
    assert early[0].until == NOON + timedelta(days=2)


def test_what_lies_there_lasts_as_long_as_lifetimes_say_now() -> None:
    old = Piece(folder="work", bytes=7, since=NOON, until=NOON + timedelta(days=7))
    gone = old.model_copy(update={"gone": True})
    assert lasting([old, gone], {"work": 30}) == [old.model_copy(update={"until": expires(NOON, 30)}), gone]


def test_what_is_found_again_is_known_anew_and_once() -> None:
    old = Piece(folder="uploads", bytes=7, since=NOON, until=NOON + timedelta(days=7))
    new = old.model_copy(update={"bytes": 9})
    assert renewed([old], [new], NOON) == [new]


def test_an_erasure_ends_everything() -> None:
    old = Piece(folder="uploads", bytes=7, since=NOON, until=NOON + timedelta(days=7))
    (cut,) = ended([old], NOON + timedelta(hours=5))
    assert cut.until == NOON + timedelta(hours=5)
    assert ended([old], NOON) == []


def test_a_day_is_a_part_of_its_month() -> None:
    assert a_day_of(3000, "2026-11-05") == 100
    assert a_day_of(1, "2026-12-05") == 1
