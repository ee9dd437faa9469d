"""The cost ledger: immutable rows, one per attempt of a stage, each holding its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from pynamodb.exceptions import PynamoDBException

from mianshi.contracts.base import Record
from mianshi.contracts.usage import LedgerLine
from mianshi.platform.store.rows import LedgerRow, interview_pk, is_condition, table

_OWN = ("price_key", "quantity", "unit", "amount_micro", "currency", "price_book")
"""What the lines of one attempt may differ in; everything else is kept once for all of them."""


class _Attempt(Record):
    common: dict[str, str]
    lines: list[tuple[str, int, str, int | None, str, str]]

    @classmethod
    def of(cls, lines: Sequence[LedgerLine]) -> _Attempt:
        common = lines[0].model_dump(exclude=set(_OWN), exclude_defaults=True)
        own: list[Any] = [tuple(getattr(line, name) for name in _OWN) for line in lines]
        return cls(common=common, lines=own)

    def expanded(self) -> list[LedgerLine]:
        return [LedgerLine(**self.common, **dict(zip(_OWN, line, strict=True))) for line in self.lines]


def record(lines: Sequence[LedgerLine]) -> bool:
    """Add the lines of one attempt, which have everything but `_OWN` in common.

    Returns:
        False where the attempt was recorded before: it adds nothing. Also for no lines.
    """
    if not lines:
        return False
    first = lines[0]
    row = LedgerRow(
        interview_pk(first.interview_id) if first.interview_id else f"OVERHEAD#{first.stage}",
        f"LEDGER#{first.stage}#{first.attempt}",
        list_pk=f"LEDGER#{first.at[:7]}",
        list_sk=first.at,
        body=_Attempt.of(lines).model_dump_json(),
    )
    try:
        with table():
            row.save(LedgerRow.pk.does_not_exist())
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True


def lines_of(body: str) -> list[LedgerLine]:
    """The lines in the body of a row."""
    return _Attempt.model_validate_json(body).expanded()


def of_interview(interview_id: str) -> list[LedgerLine]:
    """All lines of one interview, in the order of stages and attempts."""
    with table():
        rows = list(
            LedgerRow.query(interview_pk(interview_id), LedgerRow.sk.startswith("LEDGER#"), consistent_read=True)
        )
    return [line for row in rows for line in lines_of(row.body)]


def of_month(month: str) -> Iterator[LedgerLine]:
    """All lines of a month (``YYYY-MM``, UTC), read page by page from the index."""
    with table():
        for row in LedgerRow.listed.query(f"LEDGER#{month}"):
            yield from lines_of(row.body)


def any_in(month: str) -> bool:
    """Whether a month (``YYYY-MM``, UTC) has any line."""
    with table():
        return any(True for _ in LedgerRow.listed.query(f"LEDGER#{month}", limit=1))


def of_day(day: str, after: str, until: str) -> Iterator[tuple[str, list[LedgerLine]]]:
    """The lines of a day (``YYYY-MM-DD``, UTC) after the time `after` and up to `until`, moment by moment.

    An empty `after` begins with the day. The lines of one moment come together, so whoever stops after any of them can
    go on from its time.
    """
    low, high = (f"{after} " if after else day), min(until, f"{day}~")
    if low >= high:
        return
    with table():
        rows = LedgerRow.listed.query(f"LEDGER#{day[:7]}", LedgerRow.list_sk.between(low, high))
        for at, moment in groupby(rows, key=lambda row: str(row.list_sk)):
            yield at, [line for row in moment for line in lines_of(row.body)]
