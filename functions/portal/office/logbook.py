"""The access log as a page reads it: a day in pieces, filtered, or everything about one candidate."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

from mianshi.contracts.cells import harmless
from mianshi.contracts.people import AuditAction, AuditEntry
from mianshi.doors.web import Visit
from mianshi.pages.operations import LogView
from mianshi.platform.store import audit

PER_PAGE = 100
_PIECE = 500
_MOST_READ = 5000
"""Lines that one page looks through for those that match a filter; then it offers to go on."""
_MOST_EXPORTED = 30_000


def page(visit: Visit, day: str) -> LogView:
    """The lines of a day, newest first; with a candidate or interview named, their lines of every day."""
    action, who, subject = visit.query("action"), visit.query("who").strip(), visit.query("about").strip()
    more: str | None = None
    if subject:
        entries = [entry for entry in audit.about(subject, _PIECE) if _matches(entry, action, who)]
    else:
        entries, more = _of_day(day, action, who, visit.query("before") or None)
    this = date.fromisoformat(day)
    return LogView(
        day=day,
        day_before=(this - timedelta(days=1)).isoformat(),
        day_after=(this + timedelta(days=1)).isoformat(),
        action=action if action in set(AuditAction) else "",
        who=who,
        about=subject,
        entries=entries,
        more=more,
    )


def as_csv(day: str) -> str:
    """Every line of a day as CSV with English column names, up to 30,000."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = list(AuditEntry.model_fields)
    writer.writerow(names)
    before: str | None = None
    written = 0
    while written < _MOST_EXPORTED:
        entries, before = audit.of_day(day, _PIECE, before)
        for entry in entries:
            values = entry.model_dump(mode="json")
            writer.writerow([harmless(values[name] or "") for name in names])
        written += len(entries)
        if before is None:
            break
    return out.getvalue()


def _of_day(day: str, action: str, who: str, before: str | None) -> tuple[list[AuditEntry], str | None]:
    """Up to a page of matching lines, and the key to go on before."""
    if not action and not who:
        return audit.of_day(day, PER_PAGE, before)
    found: list[AuditEntry] = []
    for _ in range(_MOST_READ // PER_PAGE):
        entries, before = audit.of_day(day, PER_PAGE, before)
        found += [entry for entry in entries if _matches(entry, action, who)]
        if before is None or len(found) >= PER_PAGE:
            break
    return found, before


def _matches(entry: AuditEntry, action: str, who: str) -> bool:
    return (not action or entry.action.value == action) and (not who or entry.who == who)
