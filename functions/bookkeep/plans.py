"""A part of a day is worked out once, kept as a plan, then written: going on after a crash writes the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from time import monotonic

from mianshi.accounting.billing import bill
from mianshi.contracts.base import Pointer, Record
from mianshi.contracts.usage import LineKind, Tags, Usage
from mianshi.platform import objects
from mianshi.platform.settings import settings

SYSTEM = "system"
"""The stage of what no single function uses."""


class Entry(Record):
    """One row of the ledger to be."""

    stage: str
    attempt: str
    at: str
    usages: list[Usage]
    tags: Tags = Tags()
    kind: LineKind = "overhead"


class Plan(Record):
    """What one part of a day puts into the ledger."""

    entries: list[Entry]


def system(day: str, what: str, usages: list[Usage], stage: str = SYSTEM) -> Entry:
    """Something of the whole system, at the end of its day; `what` tells it from the day's other entries."""
    return Entry(stage=stage, attempt=f"{day}-{what}", at=f"{day}T23:59:59.000Z", usages=usages)


def carry_out(day: str, part: str, make: Callable[[date], list[Entry]], deadline: float) -> int | None:
    """Write a part of a day as it was planned first; how many rows it has, or None where the time did not allow all.

    Two that come together write one plan: the second finds the first one's.
    """
    where = Pointer(bucket=settings().artefacts, key=f"costs/overheads/{day}/{part}.json")
    plan = objects.find_record(where, Plan)
    if plan is None:
        if monotonic() >= deadline:
            return None
        objects.create_record(where, Plan(entries=make(date.fromisoformat(day))))
        plan = objects.get_record(where, Plan)
    for entry in plan.entries:
        if monotonic() >= deadline:
            return None
        used, at = entry.usages, entry.at
        bill(entry.stage, entry.tags, entry.attempt, "ok", used, at=at, kind=entry.kind, awaited=True)
    return len(plan.entries)
