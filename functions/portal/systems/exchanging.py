"""The standard file of a job in the portal: export, and an import that is checked before anything is stored."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Set
from urllib.parse import quote

from mianshi.contracts.exchange import ExchangeMistake
from mianshi.contracts.hiring import Job
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, blind, exchanging, staff, web
from mianshi.doors.applying import EVERYBODY, everybody
from mianshi.doors.exchanging import Plan
from mianshi.doors.tables import table_of
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.hiring import exchange, exchange_files, sheets
from mianshi.hiring.exchange import Sender
from mianshi.hiring.exchange_columns import COLUMNS, OUTCOME_COLUMNS
from mianshi.hiring.exchange_mistakes import HEADINGS, SENTENCES
from mianshi.pages import exchange as pages
from mianshi.pages.exchange import ColumnTold, ExchangeView, WrongCell
from mianshi.platform.clock import timestamp
from mianshi.privacy.rights import Right, may

router = web.router()
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TOLD = frozenset({"empty", "no_columns", "too_many"})
_REFUSED = 422


@router.get("/jobs/<job_id>/exchange")
def page(job_id: str) -> Answer:
    visit = web.visit(router)
    return _page(visit, _view(visit, access.job(visit, job_id)))


@router.get("/jobs/<job_id>/exchange/outcomes/<name>")
def outcomes(job_id: str, name: str) -> Answer:
    """The sheet of outcomes, with what is known in it, to be filled in and imported."""
    visit = web.visit(router)
    job = access.job(visit, job_id, Right.EDIT_CANDIDATES)
    rows = exchanging.outcome_sheet(job, exchange.MOST_ROWS)
    access.note(visit, AuditAction.DATA_EXPORTED, f"{len(rows)} rows of outcomes", about=job)
    if name == "xlsx":
        content = exchange_files.write_xlsx(rows, visit.language, OUTCOME_COLUMNS)
        return web.file(content, f"outcomes-{job.id}.xlsx", _XLSX)
    if name == "csv":
        text = exchange_files.write_csv(rows, visit.language, OUTCOME_COLUMNS)
        return web.file(text, f"outcomes-{job.id}.csv", "text/csv; charset=utf-8")
    raise Rejected("not_found", "there is no such form of the file")


@router.get("/jobs/<job_id>/exchange/<name>")
def export(job_id: str, name: str) -> Answer:
    visit = web.visit(router)
    job = access.job(visit, job_id, Right.SEE_CONTACTS)
    access.require(visit, Right.READ_REPORTS)

    def hidden(ids: list[str]) -> Set[str]:
        return blind.hidden(visit, job, ids)

    before = visit.query("before")[:40] or None
    rows, _ = exchanging.page(visit.person.id, job, exchanging.AT_ONCE, before, hidden=hidden, language=visit.language)
    access.note(visit, AuditAction.DATA_EXPORTED, f"{len(rows)} rows", about=job)
    if name == "csv":
        return web.file(exchange_files.write_csv(rows, visit.language), f"{job.id}.csv", "text/csv; charset=utf-8")
    if name == "xlsx":
        return web.file(exchange_files.write_xlsx(rows, visit.language), f"{job.id}.xlsx", _XLSX)
    if name == "json":
        return web.file(exchange_files.write_json(rows).decode(), f"{job.id}.json", "application/json")
    raise Rejected("not_found", "there is no such form of the file")


@router.post("/jobs/<job_id>/exchange/check")
def check(job_id: str) -> Answer:
    visit = web.visit(router)
    job = access.job(visit, job_id, Right.EDIT_CANDIDATES)
    sheet = visit.form("sheet") or _packed(visit.form("pasted"))
    try:
        plan = _plan(visit, job, sheet)
    except Rejected as error:
        if error.code != sheets.BAD_SHEET:
            raise
        trouble = error.detail if error.detail in _TOLD else "unreadable"
        return _page(visit, _view(visit, job, trouble=trouble, pasted=visit.form("pasted")[:200_000]))
    wrong = [_wrong(one) for one in plan.told.mistakes]
    again = {"wrong": wrong, "pasted": visit.form("pasted")[:200_000]} if wrong else {"sheet": sheet}
    return _page(visit, _view(visit, job, told=plan.told, **again))


@router.post("/jobs/<job_id>/exchange/store")
def store(job_id: str) -> Answer:
    """Stored as it was checked; everything is checked once more, and sent twice it changes nothing."""
    visit = web.visit(router)
    job = access.job(visit, job_id, Right.EDIT_CANDIDATES)
    exchanging.store(visit.person.id, job, _plan(visit, job, visit.form("sheet")))
    return web.see_other(f"/jobs/{quote(job.id, safe='')}/exchange?done=stored")


def _plan(visit: Visit, job: Job, sheet: str) -> Plan:
    try:
        data = base64.b64decode(sheet + "=" * (-len(sheet) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Rejected(sheets.BAD_SHEET, "unreadable") from None
    who, at = visit.person.id, timestamp()
    sender = Sender(by=who, at=at, job_id=job.id, job_external_id=job.external_id)
    return exchanging.check(who, job, exchange.read_table(table_of(data), sender), at)


def _packed(pasted: str) -> str:
    return base64.urlsafe_b64encode(pasted.encode()).decode().rstrip("=")


def _wrong(mistake: ExchangeMistake) -> WrongCell:
    return WrongCell(
        row=mistake.row,
        column=mistake.column,
        heading=HEADINGS[mistake.field],
        value=mistake.value,
        sentence=SENTENCES[mistake.code],
    )


def _view(visit: Visit, job: Job, **more: object) -> ExchangeView:
    rights = {
        "may_export": may(visit.person, Right.SEE_CONTACTS) and may(visit.person, Right.READ_REPORTS),
        "may_import": may(visit.person, Right.EDIT_CANDIDATES),
        "columns": [ColumnTold(heading=one.heading, means=one.means) for one in COLUMNS if one.read],
    }
    return ExchangeView.model_validate({"job": job, "parts": _parts(job), **rights, **more})


def _parts(job: Job) -> list[str]:
    """Where each further part of an export begins; empty where one file holds everybody."""
    ids = [candidate.id for candidate in everybody(job.id, EVERYBODY)]
    return [ids[at - 1] for at in range(exchanging.AT_ONCE, len(ids), exchanging.AT_ONCE)]


def _page(visit: Visit, view: ExchangeView) -> Answer:
    body = pages.render_exchange(view, staff.frame(visit, "jobs"), stored=visit.query("done") == "stored")
    return web.html(visit, body, _REFUSED if view.trouble or view.wrong else 200)
