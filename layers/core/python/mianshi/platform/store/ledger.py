"""The cost ledger: immutable rows, one per attempt of a stage, each holding its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from pydantic import ConfigDict, TypeAdapter
from pynamodb.exceptions import PynamoDBException

from mianshi.contracts.usage import LedgerLine
from mianshi.platform.store.rows import LedgerRow, interview_pk, is_condition, table

_LINES = TypeAdapter(list[LedgerLine], config=ConfigDict(defer_build=True))


def record(lines: Sequence[LedgerLine]) -> None:
    """Add the lines of one attempt; an attempt that was recorded before adds nothing."""
    if not lines:
        return
    first = lines[0]
    row = LedgerRow(
        interview_pk(first.interview_id),
        f"LEDGER#{first.stage}#{first.attempt}",
        list_pk=f"LEDGER#{first.at[:7]}",
        list_sk=first.at,
        body=_LINES.dump_json(list(lines)).decode(),
    )
    try:
        with table():
            row.save(LedgerRow.pk.does_not_exist())
    except PynamoDBException as error:
        if not is_condition(error):
            raise


def of_interview(interview_id: str) -> list[LedgerLine]:
    """All lines of one interview, in the order of stages and attempts."""
    with table():
        rows = list(
            LedgerRow.query(interview_pk(interview_id), LedgerRow.sk.startswith("LEDGER#"), consistent_read=True)
        )
    return [line for row in rows for line in _LINES.validate_json(row.body)]


def of_month(month: str) -> Iterator[LedgerLine]:
    """All lines of a month (``YYYY-MM``, UTC), read page by page from the index."""
    with table():
        for row in LedgerRow.listed.query(f"LEDGER#{month}"):
            yield from _LINES.validate_json(row.body)


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
            yield at, [line for row in moment for line in _LINES.validate_json(row.body)]
