"""The cost ledger: immutable rows, one per attempt of a stage, each holding its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from pynamodb.exceptions import PynamoDBException

from mianshi.contracts.base import Record
from mianshi.contracts.usage import LedgerLine
from mianshi.platform.store.rows import LedgerRow, interview_pk, is_condition, table

_UNIT_BYTES = 1024
"""What one write unit takes (docs.aws.amazon.com/amazondynamodb: CapacityUnitCalculations)."""
_VARY = ("price_key", "quantity", "unit", "amount_micro", "currency", "price_book")
"""What the lines of one attempt may differ in."""


class _Attempt(Record):
    """Lines of one attempt in few bytes: what they have in common is kept once, the rest in rows under its names."""

    common: dict[str, Any]
    names: list[str]
    lines: list[list[Any]]

    @classmethod
    def of(cls, lines: Sequence[LedgerLine]) -> _Attempt:
        whole = [line.model_dump(exclude_defaults=True) for line in lines]
        names = [name for name in _VARY if any(one[name] != whole[0][name] for one in whole)]
        common = {name: value for name, value in whole[0].items() if name not in names}
        return cls(common=common, names=names, lines=[[one[name] for name in names] for one in whole])

    def expanded(self) -> list[LedgerLine]:
        return [LedgerLine(**self.common, **dict(zip(self.names, line, strict=True))) for line in self.lines]


def record(lines: Sequence[LedgerLine]) -> bool:
    """Add the lines of one attempt, which differ at most in price key, quantity, unit, amount, currency and price book.

    Returns:
        False where the attempt was recorded before: it adds nothing. Also for no lines.
    """
    if not lines:
        return False
    try:
        with table():
            _row(lines).save(LedgerRow.pk.does_not_exist())
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True


def written_units(lines: Sequence[LedgerLine]) -> int:
    """Thousandths of a write unit that recording the lines of one attempt takes, in the table and in the index
    `listed`, which holds all of the row.

    An item is as large as the names and the values of its attributes together (as above).
    """
    row = _row(lines)
    texts = {"pk": row.pk, "sk": row.sk, "list_pk": row.list_pk, "list_sk": row.list_sk, "body": row.body}
    size = sum(len(name.encode()) + len(str(value).encode()) for name, value in texts.items())
    return 2 * 1000 * -(-size // _UNIT_BYTES)


def _row(lines: Sequence[LedgerLine]) -> LedgerRow:
    first = lines[0]
    return LedgerRow(
        interview_pk(first.interview_id) if first.interview_id else f"OVERHEAD#{first.stage}",
        f"LEDGER#{first.stage}#{first.attempt}",
        list_pk=f"LEDGER#{first.at[:7]}",
        list_sk=first.at,
        body=_Attempt.of(lines).model_dump_json(),
    )


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
