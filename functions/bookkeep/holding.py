"""Parts of a day: what is kept, of the whole system and by each interview."""

from __future__ import annotations

from datetime import date
from time import monotonic

import watched
from mianshi.accounting import storing
from mianshi.contracts.usage import Meter, Usage
from mianshi.finance.overheads import storage
from mianshi.platform import stock
from mianshi.platform.clock import timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import kept, ledger, overheads
from plans import Entry, system

_SAVE_EVERY = 100
_OTHERS = ("resumes/", "learning/", "ratings/", "jobs/", "costs/", "work/speech/", "work/rater/", "work/costs/")
"""What lies in the artefact bucket and belongs to no single interview."""


def sizes(day: date) -> list[Entry]:
    """The table with its indexes, its backup, the logs and files of no interview, as large as they are, for one day."""
    name = day.isoformat()
    table = stock.table_size()
    logs = sum(stock.log_bytes(group) for group in watched.log_groups(watched.shapes()))
    others = sum(each.bytes for prefix in _OTHERS for each in stock.under(settings().artefacts, prefix))
    held = {
        Meter.S3_STORAGE: others,
        Meter.DYNAMODB_STORAGE: table.bytes + table.index_bytes,
        Meter.DYNAMODB_BACKUP: table.bytes,
        Meter.LOGS_STORAGE: logs,
    }
    usages = [Usage(meter=meter, quantity=storage.a_day_of(size, name)) for meter, size in held.items() if size]
    return [system(name, "sizes", usages)] if usages else []


def look(day: str, deadline: float) -> int | None:
    """See what the interviews keep that something was done for on a day; how many, or None where the time ran out."""
    place = overheads.place(day[:7], f"look#{day}")
    seen: set[str] = set()
    for at, lines in ledger.of_day(day, place, f"{day}~"):
        new = {line.interview_id for line in lines if line.interview_id and line.stage != storing.STAGE} - seen
        for interview_id in sorted(new):
            if monotonic() >= deadline:
                overheads.set_place(day[:7], f"look#{day}", place)
                return None
            storing.look(interview_id)
        seen |= new
        place = at
    return len(seen)


def settle(day: str, deadline: float) -> int | None:
    """The lines of a month that ends with this day; how many interviews, or None where the time did not allow all."""
    month = day[:7]
    start, _ = storage.bounds(month)
    place = overheads.place(month, "settle") or timestamp(start - kept.REMEMBERED)  # lifetimes may have grown since
    count = 0
    for at, files in kept.after(place):
        if monotonic() >= deadline:
            overheads.set_place(month, "settle", place)
            return None
        storing.settle(files, month)
        place, count = at, count + 1
        if count % _SAVE_EVERY == 0:
            overheads.set_place(month, "settle", place)
    return count
