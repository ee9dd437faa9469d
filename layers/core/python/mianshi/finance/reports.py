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
from mianshi.finance.months.opened import opened_within

Grouping = Literal[
    "interview", "candidate", "job", "department", "source", "service", "stage", "kind", "outcome", "day", "month"
]


class Total(Record):
    """The sum of one group in one currency. `unpriced` of its `lines` have no price and are not in the amount."""

    key: str
    """Empty for what belongs to none, such as the overhead of the whole system by interview."""
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
    by_kind: list[Total]
    """Usage, overhead, credits and adjustments: together the totals."""
    by_service: list[Total]
    by_stage: list[Total]
    by_job: list[Total]
    by_department: list[Total]
    by_source: list[Total]
    by_candidate: list[Total]
    by_interview: list[Total]
    by_outcome: list[Total]
    by_day: list[Total]
    by_month: list[Total]
    failed: list[Total]
    """The part of the totals that attempts cost which did not succeed."""
    per_interview: list[UnitCost]
    """The whole totals, overhead and credits included, divided by the interviews there were: of a month those that were
    opened in it."""
    lines: list[LedgerLine]


def report(lines: Iterable[LedgerLine], month: str | None = None) -> Report:
    """The report over the lines of a month (``YYYY-MM``, by UTC), in the order of time.

    Raises:
        Defect: ``bad_time`` for a line that can only be a mistake of ours.
    """
    ordered = sorted(
        lines, key=lambda line: (instant_of(line), line.interview_id, line.stage, line.price_key, line.attempt)
    )
    chosen = [line for line in ordered if month in (None, month_of(line))]
    ids = {line.interview_id for line in chosen} - {""}
    met = ids if month is None else opened_within(ids, month, month)
    return Report(
        month=month,
        totals=grand_totals(chosen),
        by_kind=totals(chosen, "kind"),
        by_service=totals(chosen, "service"),
        by_stage=totals(chosen, "stage"),
        by_job=totals(chosen, "job"),
        by_department=totals(chosen, "department"),
        by_source=totals(chosen, "source"),
        by_candidate=totals(chosen, "candidate"),
        by_interview=totals(chosen, "interview"),
        by_outcome=totals(chosen, "outcome"),
        by_day=totals(chosen, "day"),
        by_month=totals(chosen, "month"),
        failed=grand_totals([line for line in chosen if line.outcome == "failed"]),
        per_interview=cost_per(chosen, len(met), "interview"),
        lines=chosen,
    )


def totals(lines: Iterable[LedgerLine], by: Grouping) -> list[Total]:
    """One total per group and currency, ordered by both. The lines are read once and not kept."""
    return _totals(lines, KEYS[by])


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
    return f"{instant_of(line):%Y-%m}"


def day_of(line: LedgerLine) -> str:
    """``YYYY-MM-DD`` of the line, by UTC. Raises as `month_of`."""
    return f"{instant_of(line):%Y-%m-%d}"


def instant_of(line: LedgerLine) -> datetime:
    """The moment the line counts for, UTC. Raises as `month_of`."""
    try:
        at = datetime.fromisoformat(line.at)
    except ValueError:
        raise Defect("bad_time", "A ledger line has a time that cannot be read.") from None
    if at.tzinfo is None:
        raise Defect("bad_time", "A ledger line has a time without a zone.")
    return at.astimezone(UTC)


KEYS: dict[Grouping, Callable[[LedgerLine], str]] = {
    "interview": lambda line: line.interview_id,
    "candidate": lambda line: line.candidate_id,
    "job": lambda line: line.job_id,
    "department": lambda line: line.department,
    "source": lambda line: line.source,
    "service": service_of,
    "stage": lambda line: line.stage,
    "kind": lambda line: line.kind,
    "outcome": lambda line: line.outcome,
    "day": day_of,
    "month": month_of,
}
"""What of a line each grouping tells apart."""


class Tally:
    """Totals that grow line by line; the lines are not kept."""

    def __init__(self, key: Callable[[LedgerLine], str]) -> None:
        self._key = key
        self._groups: dict[tuple[str, str], tuple[int, int, int]] = {}

    def take(self, line: LedgerLine) -> None:
        """Count one line more."""
        name = (self._key(line), line.currency)
        micro, count, unpriced = self._groups.get(name, (0, 0, 0))
        self._groups[name] = (micro + (line.amount_micro or 0), count + 1, unpriced + (line.amount_micro is None))

    def totals(self) -> list[Total]:
        """One total per group and currency, ordered by both."""
        return [
            Total(
                key=name,
                currency=currency,
                amount_micro=None if count == unpriced else micro,
                lines=count,
                unpriced=unpriced,
            )
            for (name, currency), (micro, count, unpriced) in sorted(self._groups.items())
        ]


def _totals(lines: Iterable[LedgerLine], key: Callable[[LedgerLine], str]) -> list[Total]:
    tally = Tally(key)
    for line in lines:
        tally.take(line)
    return tally.totals()


def divide_up(amount: int | None, count: int) -> int | None:
    """The amount for one of `count`, rounded up to a micro-unit; None where nothing is priced or counted."""
    return None if amount is None or count == 0 else -(-amount // count)
