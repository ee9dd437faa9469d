"""What of a month's costs is booked into the accounting system: everything at first, afterwards what was added since.

Only final days count: they never change again, so what was booked stays true. Each department is rounded to the cent
from its exact total of the month, halves to the even cent, less what was booked before; so all bookings of a month
together are always the rounded total, however many there were, and what is below a cent waits and is told. A booking
is never changed: it is taken back by another one with the sign turned, and its amount is open to be booked again. A
currency is a booking of its own: a voucher balances in one, and currencies are never added up or converted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mianshi.contracts.base import Record
from mianshi.contracts.money import MICRO_PER_CENT, cents
from mianshi.contracts.news import CostLine, CostNews
from mianshi.errors import Rejected
from mianshi.finance.months import rollup
from mianshi.finance.months.days import of_month
from mianshi.finance.months.opened import opened_within
from mianshi.finance.months.rollup import Cell, DaySummary


class Proposal(Record):
    """What could be booked of a month in one currency."""

    currency: str
    lines: list[CostLine]
    """Whole cents, in the order of the departments' names; none where nothing is left to book."""
    total_micro: int
    """Of the final days, to the millionth."""
    before_micro: int
    """Booked before."""
    unpriced: int
    """Lines of the ledger without a price: in no amount."""

    @property
    def amount_micro(self) -> int:
        """Of all lines together."""
        return sum(line.amount_micro for line in self.lines)

    @property
    def rest_micro(self) -> int:
        """What rounding leaves over, or takes in advance: at most half a cent per department."""
        return self.total_micro - self.before_micro - self.amount_micro


def over(month: str, days: Sequence[DaySummary]) -> bool:
    """Whether every day of a month (``yyyy-mm``) is final, so that nothing can be added any more."""
    final = {day.day for day in days if day.state == "final"}
    return final >= set(of_month(month))


def proposals(days: Sequence[DaySummary], before: Sequence[CostNews]) -> list[Proposal]:
    """What could be booked now, one for each currency of the final days.

    Args:
        days: of one month; those that are not final are left out.
        before: the month's bookings so far.
    """
    final = [day for day in days if day.state == "final"]
    return [_proposal(group.currency, final, before) for group in rollup.totals(final)]


def to_book(
    month: str,
    days: Sequence[DaySummary],
    before: Sequence[CostNews],
    currency: str,
    seen_micro: int,
    *,
    confirmed: bool,
    at: str,
    by_name: str,
) -> CostNews:
    """The next booking of a month.

    Args:
        month: ``yyyy-mm``, UTC.
        days: of the month, as far as they are added up.
        before: the month's bookings so far.
        currency: which of the proposals.
        seen_micro: the amount that whoever books has seen.
        confirmed: that they know that the month is not over, or that lines without a price are left out.
        at: UTC, ISO 8601.
        by_name: who books.

    Raises:
        Rejected: ``nothing_to_book``; ``changed_meanwhile`` where the amount is another one by now;
            ``booking_unconfirmed``.
    """
    found = next((one for one in proposals(days, before) if one.currency == currency), None)
    if found is None or not found.lines:
        raise Rejected("nothing_to_book", month)
    if found.amount_micro != seen_micro:
        raise Rejected("changed_meanwhile", month)
    if not confirmed and (found.unpriced or not over(month, days)):
        raise Rejected("booking_unconfirmed", month)
    return CostNews(
        month=month,
        currency=currency,
        sequence=len(before) + 1,
        lines=found.lines,
        unpriced=found.unpriced,
        at=at,
        by_name=by_name,
    )


def taken_back(before: Sequence[CostNews]) -> dict[int, int]:
    """The sequences of bookings that were taken back, and by which."""
    return {one.reverses: one.sequence for one in before if one.reverses is not None}


def reversal(before: Sequence[CostNews], sequence: int, *, at: str, by_name: str, reason: str) -> CostNews:
    """The booking that takes another one back: its lines with the sign turned, as the month's next booking.

    Args:
        before: the month's bookings so far.
        sequence: of the booking to take back.
        at: UTC, ISO 8601.
        by_name: who takes it back.
        reason: why; it stays with us.

    Raises:
        Rejected: ``not_found``; ``bad_request`` for a booking that itself takes one back, ``no_reason``, and
            ``already_done`` where it was taken back before.
    """
    found = next((one for one in before if one.sequence == sequence), None)
    if found is None:
        raise Rejected("not_found", "there is no such booking")
    if found.reverses is not None:
        raise Rejected("bad_request", "what takes a booking back is not taken back itself: book the amount again")
    if sequence in taken_back(before):
        raise Rejected("already_done", found.month)
    if not reason:
        raise Rejected("no_reason", "a booking is taken back with a reason")
    return CostNews(
        month=found.month,
        currency=found.currency,
        sequence=len(before) + 1,
        lines=[
            CostLine(department=line.department, interviews=-line.interviews, amount_micro=-line.amount_micro)
            for line in found.lines
        ],
        at=at,
        by_name=by_name,
        reason=reason,
        reverses=sequence,
    )


def _proposal(currency: str, days: Sequence[DaySummary], before: Sequence[CostNews]) -> Proposal:
    totals: Counter[str] = Counter()
    unpriced = 0
    for day in days:
        for cell in day.cells:
            if cell.currency == currency:
                totals[cell.department] += cell.sum.micro
                unpriced += cell.sum.unpriced
    earlier = [line for one in before if one.currency == currency for line in one.lines]
    booked, counted = _sums(earlier)
    met = _interviews(days, currency)
    lines = [
        CostLine(
            department=name,
            interviews=max(0, met[name] - counted[name]),
            amount_micro=cents(totals[name]) * MICRO_PER_CENT - booked[name],
        )
        for name in sorted(totals.keys() | booked.keys())
    ]
    return Proposal(
        currency=currency,
        lines=[line for line in lines if line.amount_micro],
        total_micro=sum(totals.values()),
        before_micro=sum(booked.values()),
        unpriced=unpriced,
    )


def _sums(lines: Sequence[CostLine]) -> tuple[Counter[str], Counter[str]]:
    """Micro-units and interviews by department."""
    micro: Counter[str] = Counter()
    interviews: Counter[str] = Counter()
    for line in lines:
        micro[line.department] += line.amount_micro
        interviews[line.department] += line.interviews
    return micro, interviews


def _interviews(days: Sequence[DaySummary], currency: str) -> Counter[str]:
    """Interviews opened in the month, by department, each once: in the one that its job had on the first day it cost
    something."""
    month = min((day.day[:7] for day in days), default="")
    opened = opened_within({entry.interview_id for day in days for entry in day.interviews}, month, month)
    first: dict[str, str] = {}
    for day in sorted(days, key=lambda day: day.day):
        departments = _departments([cell for cell in day.cells if cell.currency == currency])
        for entry in day.interviews:
            if entry.currency == currency and entry.interview_id in opened:
                first.setdefault(entry.interview_id, departments.get(entry.job_id, ""))
    return Counter(first.values())


def _departments(cells: Sequence[Cell]) -> dict[str, str]:
    """The department of each job on a day; of a job that moved on that day, the one that bears more of its cost."""
    ordered = sorted(cells, key=lambda cell: (cell.sum.micro, cell.department))
    return {cell.job_id: cell.department for cell in ordered}
