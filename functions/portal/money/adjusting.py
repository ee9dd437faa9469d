"""Amounts that a person enters: once, with a reason, in the current month, about whichever month."""

from __future__ import annotations

import secrets

from mianshi.contracts.people import AuditAction, Person
from mianshi.contracts.usage import Tags
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.finance.books import adjustments
from mianshi.pages.books import AdjustmentsView, AdjustView, JobChoice, render_adjust
from mianshi.platform.clock import now, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import bookings, jobs, ledger
from mianshi.platform.store import terms as kept_terms
from mianshi.privacy.rights import Right, may

router = web.router()
_MOST_JOBS = 200
_LONGEST_FIELD = 300
_REFUSED = 422


@router.get("/costs/<month>/adjust")
def form(month: str) -> Answer:
    """The form, filled in as far as the address says, such as from a reconciliation."""
    visit = web.visit(router)
    access.require(visit, Right.BOOK_COSTS)
    names = ("amount", "currency", "reason", "job", "department")
    typed = {name: visit.query(name)[:_LONGEST_FIELD] for name in names}
    return _page(visit, _month(month), typed, {})


@router.post("/costs/<month>/adjust")
def enter(month: str) -> Answer:
    """Write the line; a second click finds it written, and changes nothing. What would be lost or be there twice is
    asked about first."""
    visit = web.visit(router)
    access.require(visit, Right.BOOK_COSTS)
    name, at = _month(month), timestamp()
    typed = {key: values[0][:_LONGEST_FIELD] for key, values in visit.whole_form().items() if key != "csrf"}
    found = adjustments.read(typed, name, tags=_tags(typed), at=at, region=settings().aws_region)
    if found.line is None:
        return _page(visit, name, typed, found.problems, _REFUSED)
    line, again = found.line, typed.pop("again", "") == "yes"
    trouble = adjustments.trouble(line, bookings.adjustments(), again=again)
    if not trouble and ledger.record([line]):
        access.note(visit, AuditAction.COSTS_ADJUSTED, f"{name} {line.currency} {line.amount_micro}")
    else:  # two forms at once: what the other one wrote is there by now
        trouble = trouble or adjustments.trouble(line, bookings.adjustments(), again=again)
    if trouble:
        return _page(visit, name, typed | {"confirm": ""}, trouble, _REFUSED)
    return web.see_other(f"/costs?month={at[:7]}&entered=1#adjustments")


def view(person: Person, month: str, *, saved: bool = False) -> AdjustmentsView:
    """What the page of a month shows: what was entered in it, and what is about it. `saved`: one was just entered."""
    entries = [line for line in bookings.adjustments() if month in (line.at[:7], line.adjusts)]
    known = jobs.several({line.job_id for line in entries if line.job_id})
    return AdjustmentsView(
        month=month,
        may_adjust=may(person, Right.BOOK_COSTS),
        saved=saved,
        entries=entries,
        titles={job.id: job.title for job in known.values()},
    )


def _page(visit: Visit, month: str, typed: dict[str, str], problems: dict[str, str], status: int = 200) -> Answer:
    nonce = typed.get("nonce", "")
    shown = AdjustView(
        month=month,
        counts_in=f"{now():%Y-%m}",
        closed=kept_terms.closed(month) is not None,
        nonce=nonce if nonce and "nonce" not in problems else secrets.token_hex(16),
        fields=typed,
        problems=problems,
        jobs=[JobChoice(id=job.id, title=job.title) for job in jobs.newest(_MOST_JOBS)],
        listed=view(visit.person, month).model_copy(update={"may_adjust": False}),
    )
    return web.html(visit, render_adjust(shown, staff.frame(visit, "costs")), status)


def _tags(typed: dict[str, str]) -> Tags:
    """The job's department is that of the job; without a job, what was typed."""
    job = jobs.find(typed["job"]) if typed.get("job") else None
    if typed.get("job") and job is None:
        raise Rejected("not_found", "there is no such job")
    department = job.department if job else " ".join(typed.get("department", "").split())[:100]
    return Tags(job_id=job.id if job else "", department=department)


def _month(name: str) -> str:
    if web.month(name) > f"{now():%Y-%m}":
        raise Rejected("bad_request", "the month has not begun")
    return name
