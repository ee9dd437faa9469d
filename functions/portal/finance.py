"""What interviews cost: by interview, job, department and month. No name of a candidate is read here."""

from __future__ import annotations

from collections.abc import Iterable

import adjusting
import booking
from mianshi.accounting import summing
from mianshi.contracts import dates
from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import Job
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer
from mianshi.errors import Rejected
from mianshi.finance.figures.questions import opened_on
from mianshi.finance.months import rollup
from mianshi.finance.months.rollup import Group, InterviewSum, Sum
from mianshi.pages.costs import family_name
from mianshi.pages.finance import (
    PER_PAGE,
    CostEntry,
    CostsView,
    JobCostsView,
    UnitEntry,
    render_costs,
    render_job,
)
from mianshi.platform.clock import now
from mianshi.platform.store import jobs, terms
from mianshi.privacy.rights import Right

router = web.router()

NO_JOB = "none"
"""In an address, for the interviews that belong to no job."""


@router.get("/costs")
def costs() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    name = web.month(visit.query("month") or f"{now():%Y-%m}")
    access.note(visit, AuditAction.COSTS_READ, name)
    month = summing.month(name)
    closing = terms.closed(name)
    known = {
        "booking": booking.view(visit.person, month),
        "adjustments": adjusting.view(visit.person, name, saved=visit.query("entered") == "1"),
        "closed_at": closing.at if closing else None,
    }
    view = _view(month).model_copy(update=known)
    return web.html(visit, render_costs(view, staff.frame(visit, "costs")))


@router.post("/costs/<month>/book")
def book(month: str) -> Answer:
    return booking.book(web.visit(router), web.month(month))


@router.get("/costs/jobs/<job_id>")
def job(job_id: str) -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    name = web.month(visit.query("month") or f"{now():%Y-%m}")
    month = summing.month(name)
    entries = rollup.interviews(month.days, "" if job_id == NO_JOB else job_id)
    pages = max(1, -(-len(entries) // PER_PAGE))
    page = min(max(1, int(visit.query("page") if visit.query("page").isdecimal() else 1)), pages)
    found = jobs.find(job_id) if job_id != NO_JOB else None
    if found is None and not entries and job_id != NO_JOB:
        raise Rejected("not_found", "there is no such job")
    view = JobCostsView(
        month=name,
        job=None,
        title=found.title if found else None if job_id == NO_JOB else Bilingual(zh=job_id, en=job_id),
        entries=[_interview(entry) for entry in entries[(page - 1) * PER_PAGE : page * PER_PAGE]],
        page=page,
        pages=pages,
        key=job_id,
        missing=month.missing,
    )
    access.note(visit, AuditAction.COSTS_READ, name, about=found)
    return web.html(visit, render_job(view, staff.frame(visit, "costs")))


def _view(month: summing.Month) -> CostsView:
    finals, open_days = summing.finals(month), [day for day in month.days if day.state != "final"]
    days = [finals.whole, *open_days]
    totals, by_job = rollup.totals(days), rollup.by_job(days)
    entries = [entry for day in open_days for entry in day.interviews]
    interviewed = _opened_in(month.month, finals.interviewed | {entry.interview_id for entry in entries})
    scored = interviewed & (finals.scored | {entry.interview_id for entry in entries if entry.outcome == "scored"})
    known = jobs.several([group.key for group in by_job if group.key])
    after = dates.later(month.month, 1)
    return CostsView(
        month=month.month,
        before=dates.later(month.month, -1),
        after=after if after <= f"{now():%Y-%m}" else None,
        totals=[_entry(group) for group in totals],
        jobs=[_job(group, known, month.month) for group in by_job],
        departments=[_entry(group) for group in rollup.by_department(days)],
        sources=[_entry(group) for group in rollup.by_source(days)],
        kinds=[_entry(group) for group in rollup.by_kind(days)],
        services=[_entry(group, family_name(group.key)) for group in rollup.by_service(days)],
        days=[_entry(group) for group in [*finals.by_day, *rollup.by_day(open_days)]],
        units=[
            UnitEntry.model_validate(
                {"per": u.per, "currency": u.currency, "unit": u.unit_micro, "amount": u.amount_micro, "count": u.count}
            )
            for total in totals
            for u in rollup.unit_costs(total, len(interviewed), len(scored))
        ],
        interviewed=len(interviewed),
        scored=len(scored),
        missing=month.missing,
        open_days=[day.day for day in open_days],
    )


def _opened_in(month: str, ids: Iterable[str]) -> set[str]:
    """Those that were opened in the month: an interview of another one still has a line here for what it keeps."""
    return {name for name in ids if (opened_on(name) or month).startswith(month)}


def _entry(group: Group, name: Bilingual | None = None) -> CostEntry:
    return _costs(group.key, group.currency, group.sum).model_copy(update={"name": name})


def _job(group: Group, known: dict[str, Job], month: str) -> CostEntry:
    title = known[group.key].title if group.key in known else None
    link = f"/costs/jobs/{group.key or NO_JOB}?month={month}"
    return _costs(group.key, group.currency, group.sum).model_copy(update={"name": title, "link": link})


def _interview(entry: InterviewSum) -> CostEntry:
    updates = {"link": f"/costs/interviews/{entry.interview_id}", "outcome": entry.outcome}
    return _costs(entry.interview_id, entry.currency, entry.sum).model_copy(update=updates)


def _costs(key: str, currency: str, total: Sum) -> CostEntry:
    return CostEntry(
        key=key,
        currency=currency,
        amount=total.amount,
        lines=total.lines,
        unpriced=total.unpriced,
        failed=total.failed_micro,
    )
