"""Totals over ledger lines, and the figures finance asks for.

Currencies are never added up or converted. A total says how many of its lines have no price; it is None where none has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Record
from mianshi.contracts.usage import LedgerLine
from mianshi.errors import Defect

Grouping = Literal["interview", "stage", "service", "month"]


class Total(Record):
    """The sum of one group in one currency. `unpriced` of its `lines` have no price and are not in the amount."""

    key: str
    currency: str
    amount_micro: int | None
    lines: int = Field(ge=1)
    unpriced: int = Field(ge=0)


class UnitCost(Record):
    """A cost per something counted, rounded up to a micro-unit; None where nothing is priced or counted.

    `formula` shows the division, so that nobody has to trust the figure.
    """

    per: str
    currency: str
    unit_micro: int | None
    amount_micro: int | None
    count: int = Field(ge=0)
    unpriced: int = Field(ge=0)
    formula: str


class Report(Record):
    """Everything about one month, or about all time where `month` is None."""

    month: str | None
    totals: list[Total]
    by_service: list[Total]
    by_stage: list[Total]
    by_interview: list[Total]
    by_month: list[Total]
    failed: list[Total]
    """The part of the totals that attempts cost which did not succeed."""
    per_interview: list[UnitCost]
    lines: list[LedgerLine]


def report(lines: Iterable[LedgerLine], month: str | None = None) -> Report:
    """The report over the lines of a month (``YYYY-MM``, by UTC), in the order of time.

    Raises:
        Defect: ``bad_time`` for a line that can only be a mistake of ours.
    """
    ordered = sorted(
        lines, key=lambda line: (_instant(line), line.interview_id, line.stage, line.price_key, line.attempt)
    )
    chosen = [line for line in ordered if month in (None, month_of(line))]
    return Report(
        month=month,
        totals=grand_totals(chosen),
        by_service=totals(chosen, "service"),
        by_stage=totals(chosen, "stage"),
        by_interview=totals(chosen, "interview"),
        by_month=totals(chosen, "month"),
        failed=grand_totals([line for line in chosen if line.outcome == "failed"]),
        per_interview=cost_per(chosen, len({line.interview_id for line in chosen}), "interview"),
        lines=chosen,
    )


def totals(lines: Iterable[LedgerLine], by: Grouping) -> list[Total]:
    """One total per group and currency, ordered by both."""
    keys: dict[Grouping, Callable[[LedgerLine], str]] = {
        "interview": lambda line: line.interview_id,
        "stage": lambda line: line.stage,
        "service": service_of,
        "month": month_of,
    }
    return _totals(lines, keys[by])


def grand_totals(lines: Iterable[LedgerLine]) -> list[Total]:
    """One total per currency; its key is ``all``."""
    return _totals(lines, lambda _: "all")


def cost_per(lines: Sequence[LedgerLine], count: int, per: str) -> list[UnitCost]:
    """What one of `count` things (interviews, scored interviews, hires) cost, per currency.

    The lines of every attempt belong in, failed ones too: they were paid for.
    """
    return [
        UnitCost(
            per=per,
            currency=total.currency,
            unit_micro=(unit := divide_up(total.amount_micro, count)),
            amount_micro=total.amount_micro,
            count=count,
            unpriced=total.unpriced,
            formula=f"{total.amount_micro} / {count} = {unit}",
        )
        for total in grand_totals(lines)
    ]


def service_of(line: LedgerLine) -> str:
    """The AWS service a line is about: the first word of its price key."""
    return line.price_key.partition(".")[0]


def month_of(line: LedgerLine) -> str:
    """``YYYY-MM`` of the line, by UTC, as AWS bills.

    Raises:
        Defect: ``bad_time`` where the line's time cannot be read or has no zone.
    """
    return f"{_instant(line):%Y-%m}"


def _instant(line: LedgerLine) -> datetime:
    try:
        at = datetime.fromisoformat(line.at)
    except ValueError:
        raise Defect("bad_time", "A ledger line has a time that cannot be read.") from None
    if at.tzinfo is None:
        raise Defect("bad_time", "A ledger line has a time without a zone.")
    return at.astimezone(UTC)


def _totals(lines: Iterable[LedgerLine], key: Callable[[LedgerLine], str]) -> list[Total]:
    groups: dict[tuple[str, str], list[int | None]] = {}
    for line in lines:
        groups.setdefault((key(line), line.currency), []).append(line.amount_micro)
    found = []
    for (name, currency), amounts in sorted(groups.items()):
        priced = [amount for amount in amounts if amount is not None]
        found.append(
            Total(
                key=name,
                currency=currency,
                amount_micro=sum(priced) if priced else None,
                lines=len(amounts),
                unpriced=len(amounts) - len(priced),
            )
        )
    return found


def divide_up(amount: int | None, count: int) -> int | None:
    """The amount for one of `count`, rounded up to a micro-unit; None where nothing is priced or counted."""
    return None if amount is None or count == 0 else -(-amount // count)
