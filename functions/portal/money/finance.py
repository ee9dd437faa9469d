"""What interviews cost: by interview, job, department and month. No name of a candidate is read here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from mianshi.accounting import month_files, summing
from mianshi.contracts import dates
from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import Job
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.finance.currencies import Converted
from mianshi.finance.files.shown import Shown
from mianshi.finance.months import rollup
from mianshi.finance.months.opened import opened_within
from mianshi.finance.months.rollup import Group, InterviewSum, Sum
from mianshi.pages.costs import family_name
from mianshi.pages.finance import (
    PER_PAGE,
    CostEntry,
    CostsView,
    InterviewEntry,
    JobCostsView,
    UnitEntry,
    render_costs,
    render_job,
)
from mianshi.pages.labels import error_sentence
from mianshi.platform.clock import now
from mianshi.platform.store import jobs, terms
from mianshi.privacy.rights import Right
from money import adjusting, booking

router = web.router()

NO_JOB = "none"
"""In an address, for what belongs to no job."""
_INTERVIEW = r"iv_[0-9A-HJKMNP-TV-Z]{26}"
_LONGEST = 100
_TOLD_ON_THE_PAGE = {"changed_meanwhile", "booking_unconfirmed", "nothing_to_book", "not_confirmed", "no_reason"}


@router.get("/costs")
def costs() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    this = f"{now():%Y-%m}"
    name = web.month(visit.query("month") or this)
    if name > this:
        return web.see_other(f"/costs?month={this}")
    access.note(visit, AuditAction.COSTS_READ, name)
    return _page(visit, name)


def _page(visit: Visit, name: str, refused: Rejected | None = None) -> Answer:
    month = summing.month(name)
    closing = terms.closed(name)
    known = {
        "booking": booking.view(visit.person, month),
        "adjustments": adjusting.view(visit.person, name, saved=visit.query("entered") == "1"),
        "closed_at": closing.at if closing else None,
        "closed_without": closing.missing if closing else [],
        "refused": error_sentence(refused.code) if refused else None,
    }
    view = _view(month, month_files.shown_in(name)).model_copy(update=known)
    status = web.STATUS[refused.code] if refused else 200
    return web.html(visit, render_costs(view, staff.frame(visit, "costs")), status)


@router.post("/costs/<month>/book")
def book(month: str) -> Answer:
    visit, name = web.visit(router), web.month(month)
    try:
        return booking.book(visit, name)
    except Rejected as error:
        return _told(visit, name, error)


@router.post("/costs/<month>/bookings/<sequence>/reverse")
def reverse(month: str, sequence: str) -> Answer:
    visit, name = web.visit(router), web.month(month)
    try:
        return booking.reverse(visit, name, sequence)
    except Rejected as error:
        return _told(visit, name, error)


def _told(visit: Visit, name: str, refused: Rejected) -> Answer:
    """The month as it stands now with what kept a booking from being made; whatever else is wrong is no page of it."""
    if refused.code not in _TOLD_ON_THE_PAGE:
        raise refused
    return _page(visit, name, refused)


@router.get("/costs/jobs/<job_id>")
def job(job_id: str) -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    this = f"{now():%Y-%m}"
    month = summing.month(min(web.month(visit.query("month") or this), this))
    found = jobs.find(job_id) if job_id != NO_JOB else None
    asked = visit.query("page")
    wanted = int(asked) if re.fullmatch(r"[0-9]{1,6}", asked) else 1
    view = _of_job(month, job_id, month_files.shown_in(month.month), wanted)
    if found is None and not view.totals and job_id != NO_JOB:
        raise Rejected("not_found", "there is no such job")
    known = {
        "title": found.title if found else None if job_id == NO_JOB else Bilingual(zh=job_id, en=job_id),
        "comparing": interview_id_of(visit.query("with")) or "",
    }
    access.note(visit, AuditAction.COSTS_READ, month.month, about=found)
    return web.html(visit, render_job(view.model_copy(update=known), staff.frame(visit, "costs")))


def _of_job(month: summing.Month, job_id: str, shown: Shown | None, wanted: int) -> JobCostsView:
    """What a job cost: every interview in one row, and apart from them what belongs to no single one."""
    whose = "" if job_id == NO_JOB else job_id
    days = [summing.finals(month).whole, *(day for day in month.days if day.state != "final")]
    totals = [group for group in rollup.by_job(days) if group.key == whose]
    entries = rollup.interviews(month.days, whose)
    beyond = _beyond(totals, entries)
    pairs = [(entry.currency, entry.sum.amount) for entry in entries]
    pairs += [(group.currency, group.sum.amount) for group in beyond]
    converted = in_one(shown, {total.currency: total.sum.amount for total in totals})
    parts = shown.each(pairs) if shown and converted else [None] * len(pairs)
    rows = _interviews(entries, parts)
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = min(max(1, wanted), pages)
    return JobCostsView(
        month=month.month,
        title=None,
        totals=[_entry(total) for total in totals],
        converted=converted,
        beyond=[_entry(group) for group in beyond],
        beyond_shown=_sum(parts[len(entries) :]),
        interviews=len(rows),
        entries=rows[(page - 1) * PER_PAGE : page * PER_PAGE],
        page=page,
        pages=pages,
        key=job_id,
        missing=month.missing,
    )


def _beyond(totals: Iterable[Group], entries: Iterable[InterviewSum]) -> list[Group]:
    left = {total.currency: total.sum for total in totals}
    for entry in entries:
        left[entry.currency] = left[entry.currency].less(entry.sum)
    return [Group(key="", currency=currency, sum=rest) for currency, rest in sorted(left.items()) if rest.lines]


def _interviews(entries: Sequence[InterviewSum], parts: Sequence[int | None]) -> list[InterviewEntry]:
    """One row for each interview, the dearest first: by the converted amount where there is one, else by currency."""
    rows: dict[str, list[tuple[InterviewSum, int | None]]] = {}
    for entry, part in zip(entries, parts, strict=False):
        rows.setdefault(entry.interview_id, []).append((entry, part))
    currencies = sorted(
        {entry.currency for entry in entries}, key=lambda c: (-sum(e.currency == c for e in entries), c)
    )
    found = []
    for name, theirs in rows.items():
        by_currency = {entry.currency: entry.sum.micro for entry, _ in theirs}
        shown = _sum(part for _, part in theirs)
        outcomes: set[rollup.Outcome] = {entry.outcome for entry, _ in theirs}
        rank = [-(shown or 0), *(-by_currency.get(currency, 0) for currency in currencies)]
        row = InterviewEntry(
            id=name,
            outcome=next((o for o in ("scored", "other") if o in outcomes), "open"),
            costs=[_costs(name, entry.currency, entry.sum) for entry, _ in sorted(theirs, key=lambda e: e[0].currency)],
            shown=shown,
        )
        found.append((rank, row))
    return [row for _, row in sorted(found, key=lambda each: (each[0], each[1].id))]


def _sum(parts: Iterable[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known else None


def in_one(shown: Shown | None, amounts: Mapping[str, int | None]) -> Converted | None:
    """Totals by currency in that of reports; None where none is named, or nothing is in another one."""
    return None if shown is None or set(amounts) <= {shown.currency} else shown.together(amounts)


def interview_id_of(text: str) -> str | None:
    """The id that somebody typed or followed, in its own spelling; None where it is none."""
    name = text.strip()[:_LONGEST]
    name = f"{name[:3].lower()}{name[3:].upper()}"
    return name if re.fullmatch(_INTERVIEW, name) else None


def _view(month: summing.Month, shown: Shown | None = None) -> CostsView:
    finals, open_days = summing.finals(month), [day for day in month.days if day.state != "final"]
    days = [finals.whole, *open_days]
    totals, by_job = rollup.totals(days), rollup.by_job(days)
    entries = [entry for day in open_days for entry in day.interviews]
    met = finals.interviewed | {entry.interview_id for entry in entries}
    interviewed = opened_within(met, month.month, month.month)
    scored = interviewed & (finals.scored | {entry.interview_id for entry in entries if entry.outcome == "scored"})
    known = jobs.several([group.key for group in by_job if group.key])
    after = dates.later(month.month, 1)
    converted = in_one(shown, {total.currency: total.sum.amount for total in totals})
    return CostsView(
        month=month.month,
        before=dates.later(month.month, -1),
        after=after if after <= f"{now():%Y-%m}" else None,
        totals=[_entry(group) for group in totals],
        converted=converted,
        jobs=[_job(group, known, month.month) for group in by_job],
        departments=[_entry(group) for group in rollup.by_department(days)],
        sources=[_entry(group) for group in rollup.by_source(days)],
        kinds=[_entry(group) for group in rollup.by_kind(days)],
        services=[_entry(group, family_name(group.key)) for group in rollup.by_service(days)],
        days=[_entry(group) for group in [*finals.by_day, *rollup.by_day(open_days)]],
        units=[
            unit
            for total, of_all in [*((total, False) for total in totals), *_converted_total(converted, totals)]
            for unit in _units(total, len(interviewed), len(scored), converted=of_all)
        ],
        interviewed=len(interviewed),
        scored=len(scored),
        missing=month.missing,
        open_days=[day.day for day in open_days],
    )


def _converted_total(converted: Converted | None, totals: Sequence[Group]) -> list[tuple[Group, bool]]:
    """The converted total, where it is the whole one."""
    if converted is None or converted.left or converted.amount_micro is None:
        return []
    whole = Sum(micro=converted.amount_micro, lines=sum(total.sum.lines for total in totals))
    return [(Group(key="all", currency=converted.currency, sum=whole), True)]


def _units(total: Group, interviewed: int, scored: int, *, converted: bool) -> list[UnitEntry]:
    return [
        UnitEntry.model_validate(
            {
                "per": each.per,
                "currency": each.currency,
                "unit": each.unit_micro,
                "amount": each.amount_micro,
                "count": each.count,
                "converted": converted,
            }
        )
        for each in rollup.unit_costs(total, interviewed, scored)
    ]


def _entry(group: Group, name: Bilingual | None = None) -> CostEntry:
    return _costs(group.key, group.currency, group.sum).model_copy(update={"name": name})


def _job(group: Group, known: dict[str, Job], month: str) -> CostEntry:
    title = known[group.key].title if group.key in known else None
    link = f"/costs/jobs/{group.key or NO_JOB}?month={month}"
    return _costs(group.key, group.currency, group.sum).model_copy(update={"name": title, "link": link})


def _costs(key: str, currency: str, total: Sum) -> CostEntry:
    return CostEntry(
        key=key,
        currency=currency,
        amount=total.amount,
        lines=total.lines,
        unpriced=total.unpriced,
        failed=total.failed_micro,
    )
