"""A day of the ledger added up once, and months made of such days. Totals are the sums of the lines, to the micro-unit.

A day of 1,000 interviews has tens of thousands of lines; its summary has one entry for each interview and one for each
job and service, so a month is read in thirty small pieces. Currencies are never added up or converted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Record
from mianshi.contracts.usage import LedgerLine, LineKind
from mianshi.finance.reports import UnitCost, divide_up

Outcome = Literal["open", "scored", "other"]
"""How an interview stands, as far as money is concerned."""


class Sum(Record):
    """Lines added up, of one currency. Lines without a price are counted and are in no amount."""

    micro: int = 0
    lines: int = 0
    unpriced: int = 0
    failed_micro: int = 0
    """The part of `micro` that attempts cost which did not succeed."""
    failed_lines: int = 0
    failed_unpriced: int = 0

    @property
    def amount(self) -> int | None:
        """Micro-units, or None where nothing has a price."""
        return None if self.lines == self.unpriced else self.micro

    @property
    def failed_amount(self) -> int | None:
        """Micro-units of the attempts that did not succeed: 0 where there were none, None where none has a price."""
        return None if self.failed_lines and self.failed_lines == self.failed_unpriced else self.failed_micro

    def plus(self, other: Sum) -> Sum:
        """Both together."""
        return Sum(
            micro=self.micro + other.micro,
            lines=self.lines + other.lines,
            unpriced=self.unpriced + other.unpriced,
            failed_micro=self.failed_micro + other.failed_micro,
            failed_lines=self.failed_lines + other.failed_lines,
            failed_unpriced=self.failed_unpriced + other.failed_unpriced,
        )

    def less(self, other: Sum) -> Sum:
        """What is left without the other, which is a part of it."""
        return Sum(
            micro=self.micro - other.micro,
            lines=self.lines - other.lines,
            unpriced=self.unpriced - other.unpriced,
            failed_micro=self.failed_micro - other.failed_micro,
            failed_lines=self.failed_lines - other.failed_lines,
            failed_unpriced=self.failed_unpriced - other.failed_unpriced,
        )


class Cell(Record):
    """What one job used of one AWS service on a day, for candidates of one source. Keys are as the lines say."""

    job_id: str
    department: str
    source: str = ""
    service: str
    kind: LineKind = "usage"
    currency: str
    sum: Sum


class InterviewSum(Record):
    """What one interview cost on a day."""

    interview_id: str
    candidate_id: str = ""
    job_id: str
    department: str = ""
    source: str = ""
    outcome: Outcome
    currency: str
    sum: Sum


class CandidateSum(Record):
    """What one candidate cost on a day beyond any interview, such as the reading of a résumé."""

    candidate_id: str
    currency: str
    sum: Sum


class KeySum(Record):
    """What was used of one price key on a day, at list price: tiers, discounts and the month's rounding are worked out
    from it.

    Jobs, departments and sources are told apart until the day is final; then its credits have been shared out.
    """

    price_key: str
    region: str
    currency: str
    job_id: str = ""
    department: str = ""
    source: str = ""
    quantity: int
    """With a price."""
    micro: int
    unpriced: int = 0
    """The quantity without a price."""


class DaySummary(Record):
    """A day (UTC) added up as far as `upto`.

    `open`: the day may still grow. `closing`: it cannot, and it is added up from its beginning. `final`: that is done,
    and the summary never changes again.
    """

    day: str
    state: Literal["open", "closing", "final"] = "open"
    upto: str = ""
    """Time of the last line that is in it; the lines of one moment are in it together."""
    cells: list[Cell] = Field(default_factory=list)
    interviews: list[InterviewSum] = Field(default_factory=list)
    """Lines that belong to no interview are in the cells only."""
    candidates: list[CandidateSum] = Field(default_factory=list)
    """Of the lines that belong to a candidate and to no interview."""
    keys: list[KeySum] = Field(default_factory=list)
    """Of the lines of usage and overhead of the cloud's meters."""
    credits: list[LedgerLine] = Field(default_factory=list)
    """Lines that the day's being final made, counted in the cells: free tier, volume tiers, discounts, rounding."""


CellKey = tuple[str, str, str, str, LineKind, str]
"""Job, department, source, service, kind, currency."""


def cell_key(cell: Cell) -> CellKey:
    """What tells a cell from the others of its day."""
    return cell.job_id, cell.department, cell.source, cell.service, cell.kind, cell.currency


def cells_of(sums: Mapping[CellKey, Sum]) -> list[Cell]:
    """The cells of sums by job, department, source, service, kind and currency."""
    return [
        Cell(job_id=job, department=where, source=source, service=service, kind=kind, currency=currency, sum=total)
        for (job, where, source, service, kind, currency), total in sorted(sums.items())
    ]


class Group(Record):
    """A total of one job, department, service or day, in one currency."""

    key: str
    currency: str
    sum: Sum


def merge(name: str, days: Iterable[DaySummary]) -> DaySummary:
    """Several days as one, without their interviews: totals by whatever the cells tell apart are those of the days."""
    sums: dict[CellKey, Sum] = {}
    for day in days:
        for cell in day.cells:
            key = cell_key(cell)
            sums[key] = sums[key].plus(cell.sum) if key in sums else cell.sum
    return DaySummary(day=name, state="final", cells=cells_of(sums))


def by_job(days: Iterable[DaySummary]) -> list[Group]:
    """Totals per job, the dearest first."""
    return _dearest(_grouped(days, lambda _, cell: cell.job_id))


def by_department(days: Iterable[DaySummary]) -> list[Group]:
    """Totals per department, the dearest first."""
    return _dearest(_grouped(days, lambda _, cell: cell.department))


def by_source(days: Iterable[DaySummary]) -> list[Group]:
    """Totals per source of candidates, the dearest first."""
    return _dearest(_grouped(days, lambda _, cell: cell.source))


def by_kind(days: Iterable[DaySummary]) -> list[Group]:
    """Totals of usage, overhead, credits and adjustments, the dearest first."""
    return _dearest(_grouped(days, lambda _, cell: cell.kind))


def by_service(days: Iterable[DaySummary]) -> list[Group]:
    """Totals per AWS service (the first word of the price key), the dearest first."""
    return _dearest(_grouped(days, lambda _, cell: cell.service))


def by_day(days: Iterable[DaySummary]) -> list[Group]:
    """Totals per day, in the order of time."""
    return _grouped(days, lambda day, _: day.day)


def totals(days: Iterable[DaySummary]) -> list[Group]:
    """One total for each currency; its key is ``all``."""
    return _grouped(days, lambda *_: "all")


def interviews(days: Iterable[DaySummary], job_id: str | None = None) -> list[InterviewSum]:
    """One entry for each interview and currency over all days, of one job or of all, the dearest first."""
    found: dict[tuple[str, str], InterviewSum] = {}
    for day in sorted(days, key=lambda day: day.day):
        for entry in day.interviews:
            if job_id in (None, entry.job_id):
                key = (entry.interview_id, entry.currency)
                found[key] = _together(found[key], entry) if key in found else entry
    return sorted(found.values(), key=lambda entry: (-entry.sum.micro, entry.interview_id, entry.currency))


def by_candidate(days: Sequence[DaySummary]) -> list[Group]:
    """Totals per candidate, the dearest first: of their `interviews`, each with one candidate, and of what they cost
    beyond these. The empty key is what belongs to none: overhead of the whole system, credits, adjustments."""
    sums: dict[tuple[str, str], Sum] = {}
    met = ((entry.candidate_id, entry.currency, entry.sum) for entry in interviews(days) if entry.candidate_id)
    beyond = ((entry.candidate_id, entry.currency, entry.sum) for day in days for entry in day.candidates)
    for who, currency, total in (*met, *beyond):
        key = (who, currency)
        sums[key] = sums[key].plus(total) if key in sums else total
    groups = [Group(key=who, currency=currency, sum=total) for (who, currency), total in sums.items()]
    return _dearest([*groups, *_rest(days, groups)])


def beside_interviews(days: Sequence[DaySummary]) -> list[Group]:
    """What belongs to no interview, by candidate and currency; with `interviews` it is everything. The empty key is
    what belongs to no candidate either."""
    sums: dict[tuple[str, str], Sum] = {}
    for day in days:
        for entry in day.candidates:
            key = (entry.candidate_id, entry.currency)
            sums[key] = sums[key].plus(entry.sum) if key in sums else entry.sum
    theirs = [Group(key=who, currency=currency, sum=total) for (who, currency), total in sorted(sums.items())]
    own = [Group(key=entry.interview_id, currency=entry.currency, sum=entry.sum) for entry in interviews(days)]
    return [*theirs, *_rest(days, [*own, *theirs])]


def _rest(days: Sequence[DaySummary], groups: Iterable[Group]) -> list[Group]:
    left = {total.currency: total.sum for total in totals(days)}
    for group in groups:
        left[group.currency] = left[group.currency].less(group.sum)
    return [Group(key="", currency=currency, sum=rest) for currency, rest in sorted(left.items()) if rest.lines]


def unit_costs(total: Group, interviewed: int, scored: int) -> list[UnitCost]:
    """What one interview, and what one scored interview cost: the whole total divided, failed attempts included."""
    return [_unit(total, interviewed, "interview"), _unit(total, scored, "scored_interview")]


def _together(before: InterviewSum, after: InterviewSum) -> InterviewSum:
    outcome = after.outcome if after.outcome != "open" else before.outcome
    return after.model_copy(update={"sum": before.sum.plus(after.sum), "outcome": outcome})


def _unit(total: Group, count: int, per: str) -> UnitCost:
    amount = total.sum.amount
    unit = divide_up(amount, count)
    return UnitCost(
        per=per,
        currency=total.currency,
        unit_micro=unit,
        amount_micro=amount,
        count=count,
        unpriced=total.sum.unpriced,
        formula=f"{amount} / {count} = {unit}",
    )


def _grouped(days: Iterable[DaySummary], key: Callable[[DaySummary, Cell], str]) -> list[Group]:
    sums: dict[tuple[str, str], Sum] = {}
    for day in days:
        for cell in day.cells:
            name = (key(day, cell), cell.currency)
            sums[name] = sums[name].plus(cell.sum) if name in sums else cell.sum
    return [Group(key=name, currency=currency, sum=total) for (name, currency), total in sorted(sums.items())]


def _dearest(groups: list[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (group.currency, -group.sum.micro, group.key))
