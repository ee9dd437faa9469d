"""Files for systems without an API: each happening becomes one file in the customer's own bucket.

The columns are called as in the standard file (`contracts.exchange`); costs have columns of their own. A file is named
by the id of its delivery, so a repeat replaces it by the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any, Literal

from pydantic import Field, ValidationError

from mianshi.contracts.base import Record
from mianshi.contracts.cells import harmless
from mianshi.contracts.delivery import Answer, Connector, EventKind, Verdict
from mianshi.contracts.money import decimal_text
from mianshi.contracts.news import News
from mianshi.delivery.answers import excerpt
from mianshi.delivery.exchange import Attempt, Exchange, Platform, Store
from mianshi.delivery.facts import Facts, facts
from mianshi.errors import Rejected

_EVENT = ("event_id", "event", "at")
COLUMNS: tuple[str, ...] = (
    *_EVENT,
    *("job_id", "job_external_id", "job_title", "department", "candidate_id", "candidate_external_id"),
    *("outcome", "score", "recommendation", "competencies", "decision", "decided_at"),
    *("hired_on", "position", "hired_department", "employee_id", "told_about_scores"),
    *("interview_id", "needs_person", "started_at", "closed_at", "link", "note"),
)
"""Those from ``job_id`` to ``told_about_scores`` are fields of `contracts.exchange.ExchangeRow`, and mean the same."""
COST_COLUMNS: tuple[str, ...] = (
    *_EVENT,
    *(
        "month",
        "sequence",
        "currency",
        "department",
        "interviews",
        "amount",
        "amount_micro",
        "link",
        "reverses",
        "unpriced",
    ),
)
CLOSED_COLUMNS: tuple[str, ...] = (
    *_EVENT,
    *("month", "closed_at", "currency", "amount", "amount_micro", "lines", "unpriced", "files", "link"),
)
BUDGET_COLUMNS: tuple[str, ...] = (
    *_EVENT,
    *("job_id", "job_external_id", "job_title", "period", "state", "stops_invitations", "currency"),
    *("budget", "budget_micro", "spent", "spent_micro", "link"),
)
_JOB = ("job_id", "job_external_id", "job_title")
_CANDIDATE = ("candidate_id", "candidate_external_id")
SIGNAL_COLUMNS: dict[EventKind, tuple[str, ...]] = {
    EventKind.RESUME_MATCHED: (
        *_EVENT,
        *_JOB,
        *_CANDIDATE,
        *("match_percent", "requirements_met", "requirements_asked", "requirements_missing", "link"),
    ),
    EventKind.INTERVIEW_DIVERGED: (
        *_EVENT,
        *_JOB,
        *_CANDIDATE,
        *("interview_id", "raters", "difference_percent", "competencies_apart", "link"),
    ),
    EventKind.JOB_PASS_RATE: (
        *_EVENT,
        *_JOB,
        *("scored", "forward", "weeks", "pass_percent", "band_low_percent", "band_high_percent", "link"),
    ),
}
_EXACT = frozenset({"amount", "budget", "spent"})
"""Columns with numbers that may begin with a minus and are no formula."""
_RENAMED = {
    "job_department": "department",
    "total": "score",
    "starts_on": "hired_on",
    "department": "hired_department",
    "report_url": "link",
    "page_url": "link",
}
_BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the local code page and shows Chinese as rubbish."""
_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}

Row = dict[str, Any]


class FileDropSettings(Record):
    """Where files go. The deployment's parameter ``FileDropBucketArn`` has to name the same bucket."""

    bucket: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", examples=["acme-hr-inbox"])
    prefix: str = Field(default="mianshi", max_length=200, pattern=r"^[A-Za-z0-9!_'()./-]*$", examples=["hr/mianshi"])
    """Begin of every key, without slashes at its ends."""
    format: Literal["csv", "json"] = "csv"


class FileDropSecret(Record):
    """Nothing: the bucket lets our role write."""


def deliver(attempt: Attempt) -> Exchange:
    """One file; the same delivery writes the same key again.

    Raises:
        Rejected: ``bad_connector`` where the settings cannot be used.
    """
    settings = _settings(attempt.connector)
    rows, columns = table(attempt.news, attempt.delivery.id, attempt.connector)
    body = _csv(rows, columns) if settings.format == "csv" else _json(rows)
    answer: Answer = yield Store(settings.bucket, key(attempt, settings), body, _TYPES[settings.format])
    return read(answer)


def deeds(_event: EventKind, _connector: Connector) -> list[str]:
    """Whatever happened, a file."""
    return ["file"]


def key(attempt: Attempt, settings: FileDropSettings) -> str:
    """``<prefix>/<day>/<id of the delivery>.<format>``; the day is that of the happening, in UTC."""
    name = f"{attempt.news.at[:10]}/{attempt.delivery.id}.{settings.format}"
    prefix = settings.prefix.strip("/")
    return f"{prefix}/{name}" if prefix else name


def table(news: News, delivery_id: str, connector: Connector) -> tuple[list[Row], tuple[str, ...]]:
    """Rows of a file and its columns: one; of costs one for each department, of a closed month for each currency."""
    told = facts(news, connector.language)
    head = {"event_id": delivery_id, "event": news.event.value, "at": news.at}
    if news.closed or news.budget:
        return _money(news, head, told)
    if news.event in SIGNAL_COLUMNS:
        columns = SIGNAL_COLUMNS[news.event]
        apart = {"competencies_apart": "; ".join(told.get("competencies_apart", []))}
        return [_ordered(head | told | apart | {"link": told.get("page_url")}, columns)], columns
    if news.costs:
        shared = head | {name: told.get(name) for name in ("month", "sequence", "currency", "reverses", "unpriced")}
        link = {"link": told.get("page_url")}
        rows = [shared | line | {"amount": decimal_text(line["amount_micro"])} | link for line in told["lines"]]
        return [_ordered(row, COST_COLUMNS) for row in rows], COST_COLUMNS
    named = {_RENAMED.get(name, name): value for name, value in told.items()}
    if "competencies" in named:
        named["competencies"] = _competencies(told)
    return [_ordered(head | named, COLUMNS)], COLUMNS


def _money(news: News, head: Row, told: Facts) -> tuple[list[Row], tuple[str, ...]]:
    """Of a closed month, or of a budget."""
    shared = head | told | {"link": told.get("page_url")}
    if news.closed:
        files = "; ".join(f"{file['name']} sha256={file['sha256']}" for file in told["files"])
        rows = [
            shared | total | {"amount": _decimal_of(total["amount_micro"]), "files": files} for total in told["totals"]
        ]
        return [_ordered(row, CLOSED_COLUMNS) for row in rows or [shared | {"files": files}]], CLOSED_COLUMNS
    amounts = {name: decimal_text(told[f"{name}_micro"]) for name in ("budget", "spent")}
    return [_ordered(shared | amounts, BUDGET_COLUMNS)], BUDGET_COLUMNS


def _decimal_of(micro: int | None) -> str | None:
    return None if micro is None else decimal_text(micro)


def read(answer: Answer) -> Verdict:
    """What the bucket said."""
    if answer.status is None:
        return Verdict(result="unknown", detail=excerpt(answer.error or "no answer"))
    if answer.status < 300:
        return Verdict(result="ok", detail="stored")
    if answer.status in (403, 404):
        detail = "the bucket does not let us write: see its policy, and the parameter FileDropBucketArn"
        return Verdict(result="config_error", detail=detail)
    return Verdict(result="retry", detail=excerpt(answer.error or f"HTTP {answer.status}"))


def _settings(connector: Connector) -> FileDropSettings:
    try:
        return FileDropSettings.model_validate(connector.settings)
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, entry["loc"])) for entry in error.errors()[:5])
        raise Rejected("bad_connector", f"settings of the file drop: {wrong}") from None


def _competencies(told: Facts) -> str:
    """``name=score`` each, as in the standard file; a name may not pretend to be two."""
    parts = [(part["name"].translate({ord(";"): ",", ord("="): "-"}), part["score"]) for part in told["competencies"]]
    return "; ".join(f"{name}={'' if score is None else score}" for name, score in parts)


def _ordered(row: Row, columns: tuple[str, ...]) -> Row:
    return {name: row.get(name) for name in columns}


def _csv(rows: list[Row], columns: tuple[str, ...]) -> bytes:
    """UTF-8 with its mark, comma, CRLF (RFC 4180); no cell can become a formula."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(columns)
    lines.writerows([_cell(name, row[name]) for name in columns] for row in rows)
    return (_BYTE_ORDER_MARK + out.getvalue()).encode()


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if name in _EXACT or isinstance(value, int) else harmless(str(value))


def _json(rows: list[Row]) -> bytes:
    """A list of objects with every column; what is not known is null."""
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


PLATFORM = Platform(
    deliver=deliver,
    deeds=deeds,
    repeat=lambda _deed: "key",
    settings=FileDropSettings,
    secret=FileDropSecret,
    address="s3://",
)
