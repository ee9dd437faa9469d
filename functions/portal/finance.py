"""What interviews cost: by interview, job, department and month. No name of a candidate is read here."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NoReturn

import booking
from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.hiring import Job
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, staff, summing, web
from mianshi.doors.web import Answer
from mianshi.errors import Rejected
from mianshi.finance import rollup
from mianshi.finance.rollup import Group, InterviewSum, Sum
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
from mianshi.platform.store import jobs, ledger
from mianshi.privacy.rights import Right

router = web.router()

NO_JOB = "none"
"""In an address, for the interviews that belong to no job."""
_EXPORT_SECONDS = 15.0
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv; charset=utf-8"


@router.get("/costs")
def costs() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    name = _month(visit.query("month") or f"{now():%Y-%m}")
    access.note(visit, AuditAction.COSTS_READ, name)
    month = summing.month(name)
    view = _view(month).model_copy(update={"booking": booking.view(visit.person, month)})
    return web.html(visit, render_costs(view, staff.frame(visit, "costs")))


@router.post("/costs/<month>/book")
def book(month: str) -> Answer:
    return booking.book(web.visit(router), _month(month))


@router.get("/costs/jobs/<job_id>")
def job(job_id: str) -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    name = _month(visit.query("month") or f"{now():%Y-%m}")
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


@router.get("/costs/download/<month>/<name>")
def download(month: str, name: str) -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    make = DOWNLOADS.get(name)
    if make is None:
        raise Rejected("not_found", "there is no such file")
    added = summing.month(_month(month), _EXPORT_SECONDS)
    if added.missing:
        raise Rejected("not_ready", "days are still being added up")
    access.note(visit, AuditAction.DATA_EXPORTED, f"costs {month} {name}")
    content, kind = make(added, visit.language)
    return web.file(content, f"mianshi-costs-{month}-{name}", kind)


@router.get("/costs/lines/<day>")
def lines(day: str) -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    from mianshi.finance.exports import to_csv  # noqa: PLC0415 - brings the spreadsheet library along
    from mianshi.finance.reports import report  # noqa: PLC0415 - as above

    name = _day(day)
    found = [line for _, several in ledger.of_day(name, "", f"{name}~") for line in several]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(f"mianshi-lines-{name}.csv")
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, to_csv(report(found)))
    access.note(visit, AuditAction.DATA_EXPORTED, f"costs {name} lines")
    return web.file(packed.getvalue(), f"mianshi-lines-{name}.zip", "application/zip")


def _summary_csv(month: summing.Month, language: Language) -> tuple[str, str]:
    from mianshi.finance import summaries  # noqa: PLC0415 - only a download needs it

    return summaries.cells_csv(month.days, _titles(month, language)), _CSV


def _interviews_csv(month: summing.Month, language: Language) -> tuple[str, str]:
    from mianshi.finance import summaries  # noqa: PLC0415 - only a download needs it

    return summaries.interviews_csv(rollup.interviews(month.days), _titles(month, language)), _CSV


def _summary_xlsx(month: summing.Month, language: Language) -> tuple[bytes, str]:
    from mianshi.finance import summaries  # noqa: PLC0415 - only a download needs it

    return summaries.to_xlsx(month.days, _titles(month, language), language), _XLSX


DOWNLOADS: dict[str, Callable[[summing.Month, Language], tuple[str | bytes, str]]] = {
    "summary.csv": _summary_csv,
    "summary.xlsx": _summary_xlsx,
    "interviews.csv": _interviews_csv,
}


def _view(month: summing.Month) -> CostsView:
    finals, open_days = summing.finals(month), [day for day in month.days if day.state != "final"]
    days = [finals.whole, *open_days]
    totals, by_job = rollup.totals(days), rollup.by_job(days)
    entries = [entry for day in open_days for entry in day.interviews]
    interviewed = len(finals.interviewed | {entry.interview_id for entry in entries})
    scored = len(finals.scored | {entry.interview_id for entry in entries if entry.outcome == "scored"})
    known = jobs.several([group.key for group in by_job if group.key])
    first = date.fromisoformat(f"{month.month}-01")
    after = f"{(first + timedelta(days=32)):%Y-%m}"
    return CostsView(
        month=month.month,
        before=f"{first - timedelta(days=1):%Y-%m}",
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
            for u in rollup.unit_costs(total, interviewed, scored)
        ],
        interviewed=interviewed,
        scored=scored,
        missing=month.missing,
        open_days=[day.day for day in open_days],
    )


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


def _titles(month: summing.Month, language: Language) -> dict[str, str]:
    ids: Iterable[str] = {cell.job_id for day in month.days for cell in day.cells} - {""}
    return {known.id: known.title.in_language(language) for known in jobs.several(ids).values()}


def _month(name: str) -> str:
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", name):
        _wrong("no month")
    return name


def _day(name: str) -> str:
    try:
        if not re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", name):
            _wrong("no day")
        date.fromisoformat(name)
    except ValueError:
        _wrong("no day")
    return name


def _wrong(detail: str) -> NoReturn:
    raise Rejected("bad_request", detail)
