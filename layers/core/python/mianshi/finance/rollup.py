"""A day of the ledger added up once, and months made of such days. Totals are the sums of the lines, to the micro-unit.

A day of 1,000 interviews has tens of thousands of lines; its summary has one entry for each interview and one for each
job and service, so a month is read in thirty small pieces. Currencies are never added up or converted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Record
from mianshi.contracts.usage import OWN_METERS, LedgerLine, LineKind
from mianshi.finance.prices import meter_of
from mianshi.finance.reports import UnitCost, divide_up, service_of

SETTLED_HOURS = 6
"""Hours after a day's end (UTC) from which on nothing is written for it any more. A line carries the time at which it
is written, and a write is tried again for seconds; the hours are our margin for an index that lags."""


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

    @property
    def amount(self) -> int | None:
        """Micro-units, or None where nothing has a price."""
        return None if self.lines == self.unpriced else self.micro

    def with_line(self, line: LedgerLine) -> Sum:
        """The sum with one line more. Only credits and adjustments are below zero."""
        amount = line.amount_micro or 0
        failed = line.outcome == "failed"
        return Sum(
            micro=self.micro + amount,
            lines=self.lines + 1,
            unpriced=self.unpriced + (line.amount_micro is None),
            failed_micro=self.failed_micro + (amount if failed else 0),
            failed_lines=self.failed_lines + failed,
        )

    def plus(self, other: Sum) -> Sum:
        """Both together."""
        return Sum(
            micro=self.micro + other.micro,
            lines=self.lines + other.lines,
            unpriced=self.unpriced + other.unpriced,
            failed_micro=self.failed_micro + other.failed_micro,
            failed_lines=self.failed_lines + other.failed_lines,
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


class KeySum(Record):
    """What was used of one price key on a day, at list price: tiers and discounts are worked out from it."""

    price_key: str
    region: str
    currency: str
    quantity: int
    micro: int


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
    keys: list[KeySum] = Field(default_factory=list)
    """Of the lines of usage and overhead with a price of the cloud's."""
    credits: list[LedgerLine] = Field(default_factory=list)
    """Lines that the day's being final made, counted in the cells: free tier, volume tiers, discounts."""


def add(day: DaySummary, lines: Iterable[LedgerLine], outcomes: Mapping[str, Outcome], upto: str) -> DaySummary:
    """The day with more lines, all of them after `day.upto` and up to `upto`.

    Args:
        outcomes: how each interview of the lines stands; may tell news about the interviews that are in the day
            already.
    """
    cells = {(c.job_id, c.department, c.source, c.service, c.kind, c.currency): c.sum for c in day.cells}
    interviews = {(i.interview_id, i.currency): i for i in day.interviews}
    keys = {(k.price_key, k.region, k.currency): (k.quantity, k.micro) for k in day.keys}
    for line in lines:
        cell = (line.job_id, line.department, line.source, service_of(line), line.kind, line.currency)
        cells[cell] = cells.get(cell, Sum()).with_line(line)
        if line.interview_id:
            own = (line.interview_id, line.currency)
            before = interviews.get(own) or _first(line)
            interviews[own] = before.model_copy(update={"sum": before.sum.with_line(line)})
        if (
            line.amount_micro is not None
            and line.kind in ("usage", "overhead")
            and meter_of(line.price_key) not in OWN_METERS
        ):
            key = (line.price_key, line.region, line.currency)
            quantity, micro = keys.get(key, (0, 0))
            keys[key] = (quantity + line.quantity, micro + line.amount_micro)
    told = {entry.interview_id: entry.outcome for entry in day.interviews} | dict(outcomes)
    return DaySummary(
        day=day.day,
        state=day.state,
        upto=max(upto, day.upto),
        cells=cells_of(cells),
        interviews=[
            entry.model_copy(update={"outcome": told.get(entry.interview_id, "open")})
            for _, entry in sorted(interviews.items())
        ],
        keys=[
            KeySum(price_key=key, region=region, currency=currency, quantity=quantity, micro=micro)
            for (key, region, currency), (quantity, micro) in sorted(keys.items())
        ],
        credits=day.credits,
    )


def cells_of(sums: Mapping[tuple[str, str, str, str, LineKind, str], Sum]) -> list[Cell]:
    """The cells of sums by job, department, source, service, kind and currency."""
    return [
        Cell(job_id=job, department=where, source=source, service=service, kind=kind, currency=currency, sum=total)
        for (job, where, source, service, kind, currency), total in sorted(sums.items())
    ]


def _first(line: LedgerLine) -> InterviewSum:
    return InterviewSum(
        interview_id=line.interview_id,
        candidate_id=line.candidate_id,
        job_id=line.job_id,
        department=line.department,
        source=line.source,
        outcome="open",
        currency=line.currency,
        sum=Sum(),
    )


class Group(Record):
    """A total of one job, department, service or day, in one currency."""

    key: str
    currency: str
    sum: Sum


def merge(name: str, days: Iterable[DaySummary]) -> DaySummary:
    """Several days as one, without their interviews: totals by whatever the cells tell apart are those of the days."""
    sums: dict[tuple[str, str, str, str, LineKind, str], Sum] = {}
    for day in days:
        for cell in day.cells:
            key = (cell.job_id, cell.department, cell.source, cell.service, cell.kind, cell.currency)
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
