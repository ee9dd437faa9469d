"""What a system costs that nobody uses: the charges that stand in its template, as quantities of a month.

The list is made from the templates by `infra/standing.py`, which knows a rule for every type of resource and stops at
one it has no rule for, so nothing that is added to a template stays out of the list unseen.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from pydantic import Field, ValidationError

from mianshi.contracts.base import Record
from mianshi.contracts.usage import Meter, Usage
from mianshi.errors import Defect

MILLI = 1000


class Thing(Record):
    """`count` things of one meter that are there from deployment to removal, such as alarms."""

    meter: Meter
    count: int = Field(gt=0)
    resources: list[str]
    """Logical ids, nested ones as ``Stack/Id``."""
    when: str = ""
    """Condition of the template that must hold; empty: always."""
    why: str = ""


class Schedule(Record):
    """A clock that runs a function whether or not there is anything to do."""

    resource: str
    function: str
    """The function's one word, as in its folder."""
    memory_mb: int = Field(gt=0)
    runs_per_day: int = Field(gt=0)


class Nothing(Record):
    """A type of resource that costs nothing while nobody uses it, and why."""

    type: str
    count: int
    why: str


class Standing(Record):
    """Everything that the templates hold."""

    things: list[Thing]
    schedules: list[Schedule]
    nothing: list[Nothing]
    outside: list[str]
    """What an installation pays for that no template makes, and so is in no figure here."""


def standing_of(data: Mapping[str, Any]) -> Standing:
    """The list in a parsed file.

    Raises:
        Defect: ``bad_price_file`` where the file breaks its shape.
    """
    try:
        return Standing.model_validate(data)
    except ValidationError:
        raise Defect("bad_price_file", "the file of standing charges breaks its shape") from None


def things(standing: Standing, conditions: Collection[str]) -> dict[Meter, int]:
    """How many of each are there, where these conditions of the template hold."""
    found: Counter[Meter] = Counter()
    for thing in standing.things:
        if not thing.when or thing.when in conditions:
            found[thing.meter] += thing.count
    return dict(found)


def of_day(counts: Mapping[Meter, int], day: date) -> list[Usage]:
    """A day's part of a month of so many things, in milli-months; the parts of a month's days are exactly the month.

    Day d of n has ``floor(1000 c d / n) - floor(1000 c (d - 1) / n)`` of c things.
    """
    days = calendar.monthrange(day.year, day.month)[1]
    return [
        Usage(meter=meter, quantity=quantity)
        for meter, count in sorted(counts.items())
        if (quantity := MILLI * count * day.day // days - MILLI * count * (day.day - 1) // days)
    ]


def of_month(
    standing: Standing,
    conditions: Collection[str],
    *,
    days: int = 30,
    ms_per_run: Mapping[str, int] | None = None,
    compute: Meter = Meter.LAMBDA_COMPUTE,
    more: Mapping[Meter, int] | None = None,
) -> list[Usage]:
    """What a month without a single interview uses.

    Args:
        conditions: names of the template's conditions that hold.
        days: of the month.
        ms_per_run: billed milliseconds of a scheduled run that finds nothing to do, by function. A function that is
            not in it is counted with its requests only.
        compute: of the processor the functions run on.
        more: things that no template makes, such as the secrets of connections.
    """
    counts: Counter[Meter] = Counter(things(standing, conditions))
    counts.update(more or {})
    used = [Usage(meter=meter, quantity=MILLI * count) for meter, count in sorted(counts.items()) if count]
    runs = {each.resource: each.runs_per_day * days for each in standing.schedules}
    if runs:
        used.append(Usage(meter=Meter.LAMBDA_REQUESTS, quantity=sum(runs.values())))
    known = ms_per_run or {}
    busy = sum(runs[each.resource] * known.get(each.function, 0) * each.memory_mb for each in standing.schedules)
    return [*used, Usage(meter=compute, quantity=busy)] if busy else used
