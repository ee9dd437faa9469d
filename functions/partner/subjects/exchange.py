"""The standard file of a job by API: CSV, a workbook or JSON out, and the same in."""

from __future__ import annotations

import json
from typing import Any

from mianshi.contracts.exchange import ExchangeTold
from mianshi.contracts.partner import Scope
from mianshi.contracts.partner_api import FieldProblem
from mianshi.contracts.partner_api_more import ExchangeQuery, ImportQuery
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, exchanging
from mianshi.doors.tables import table_of
from mianshi.errors import Rejected
from mianshi.hiring import exchange, exchange_files, sheets
from mianshi.hiring.exchange import Reading, Sender
from mianshi.hiring.exchange_mistakes import SENTENCES, place
from mianshi.platform.clock import timestamp
from protocol import frame
from protocol.frame import Call, File
from protocol.problems import MOST_ERRORS, Refused

router = frame.Routes("Standard file")
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BODY = 4_000_000
"""Bytes; a request of Lambda has 6 MB, and base64 takes a third of it."""
NEXT = "Next-Cursor"
_PATH = "/jobs/{job_id}/exchange"
_WHY = {
    "empty": "The file holds no rows.",
    "no_columns": "No row of headings was found among the first ten rows.",
    "too_many": f"A file has at most {exchange.MOST_ROWS} rows.",
}


@router.get(
    _PATH,
    scope=Scope.OUTCOMES_READ,
    gives=bytes,
    query=ExchangeQuery,
    produces=(frame.JSON, CSV, XLSX),
    headers={NEXT: "Send it as `cursor` for the next 500 candidates; not there at the end."},
    summary="Export the standard file",
)
def export(call: Call, job_id: str, query: ExchangeQuery) -> File:
    """Candidates of a job, newest first, with results, decisions and what became of them; one row for each, and
    further rows for further tests and ratings. The key needs `candidates:read` and `interviews:read` as well."""
    call.also(Scope.CANDIDATES_READ, Scope.INTERVIEWS_READ)
    job = call.job(job_id)
    rows, more = exchanging.page(
        call.who, job, exchanging.AT_ONCE, call.position(query.cursor), language=query.language
    )
    access.note(call.who, AuditAction.DATA_EXPORTED, f"{len(rows)} rows", about=job)
    if more:
        call.tell(NEXT, call.cursor(more))
    if query.format == "csv":
        content = exchange_files.write_csv(rows, query.language)
        return File(content, f"{CSV}; charset=utf-8", f"{job.id}.csv")
    if query.format == "xlsx":
        return File(exchange_files.write_xlsx(rows, query.language), XLSX, f"{job.id}.xlsx")
    return File(exchange_files.write_json(rows), frame.JSON)


@router.post(
    _PATH,
    scope=Scope.OUTCOMES_WRITE,
    takes=bytes,
    consumes=(frame.JSON, CSV, XLSX),
    most_body=MOST_BODY,
    gives=ExchangeTold,
    query=ImportQuery,
    summary="Import the standard file",
    problems=(409,),
)
def take(call: Call, content: bytes, job_id: str, query: ImportQuery) -> ExchangeTold:
    """New candidates, tests, hires, performance, promotions and departures. With one mistake nothing is stored, and the
    first 50 are named by row and column. The same file twice changes nothing. The key needs `candidates:write` as well.

    With `check=true` nothing is stored either: the answer says what would be, and names up to 500 mistakes.
    """
    call.also(Scope.CANDIDATES_WRITE)
    job, at = call.job(job_id), timestamp()
    reading = _read(call, content, Sender(by=call.who, at=at, job_id=job.id, job_external_id=job.external_id))
    plan = exchanging.check(call.who, job, reading, at)
    if query.check:
        return plan.told
    if plan.told.mistakes:
        raise _wrong(plan.told, reading)
    return exchanging.store(call.who, job, plan)


def _read(call: Call, content: bytes, sender: Sender) -> Reading:
    kind = call.header("content-type").partition(";")[0].strip().lower()
    try:
        if kind == frame.JSON:
            return exchange.read_objects(_objects(content), sender)
        return exchange.read_table(table_of(content), sender)
    except Rejected as error:
        if error.code != sheets.BAD_SHEET:
            raise
        raise Refused("bad_sheet", _WHY.get(error.detail, "The file cannot be read.")) from None


def _objects(content: bytes) -> list[dict[str, Any]]:
    try:
        value = json.loads(content)
        json.dumps(value, ensure_ascii=False).encode()  # half a character (\\ud800) is none that could be kept
    except (ValueError, RecursionError):
        raise Refused("bad_json", "The body is not JSON.") from None
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise Refused("invalid", "The body must be a list of objects.")
    return value


def _wrong(told: ExchangeTold, reading: Reading) -> Refused:
    """Places of a table are in the sentence alone: no JSON pointer leads into it."""
    problems = [
        FieldProblem(
            pointer=None if reading.columns else f"#/{one.row - 1}/{one.field}",
            detail=f"{place(one).en}: {SENTENCES[one.code].en}",
        )
        for one in told.mistakes[:MOST_ERRORS]
    ]
    count = f"{told.wrong} cells have" if told.wrong > 1 else "One cell has"
    return Refused("bad_rows", f"{count} to be put right; nothing was stored.", errors=problems)
