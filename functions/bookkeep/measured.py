"""Part of a day: what CloudWatch counted and no line of the ledger says.

What a function bills by itself, invocation by invocation, is taken off what AWS counted of it; the rest is overhead.
Nothing is counted twice, and what nobody billed is not lost, whichever functions bill themselves.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from datetime import date

import watched
from mianshi.billing import FREE_TMP_MB
from mianshi.contracts.usage import Meter, Usage
from mianshi.platform import watch
from mianshi.platform.store import ledger
from mianshi.platform.watch import Deployed
from plans import Entry, system

_UNBILLED, _TABLE = "unbilled", "table"
_METERS = {meter.value for meter in Meter}
_UNITS = (("reads/", Meter.DYNAMODB_READS), ("writes/", Meter.DYNAMODB_WRITES))
Billed = Counter[tuple[str, Meter]]
"""What the lines say, by stage and meter."""


def entries(day: date) -> list[Entry]:
    """What is to be written for a day."""
    name = day.isoformat()
    shapes = watched.shapes()
    told = watch.sums(watched.metrics(watched.log_groups(shapes)), name)
    billed = _billed(name)
    found = [system(name, _UNBILLED, _of(word, shapes[word], told, billed), word) for word in sorted(shapes)]
    found += [
        system(name, "door", [Usage(meter=Meter.HTTP_REQUESTS, quantity=_sum(told, "door"))]),
        system(name, "queues", [Usage(meter=Meter.QUEUE_REQUESTS, quantity=_sum(told, "queue/"))]),
        system(name, "logs", [Usage(meter=Meter.LOGS_INGESTED, quantity=_sum(told, "logs/"))]),
        system(name, _TABLE, _table(told, billed)),
    ]
    kept = [entry.model_copy(update={"usages": [u for u in entry.usages if u.quantity]}) for entry in found]
    return [entry for entry in kept if entry.usages]


def _of(word: str, shape: Deployed, told: Mapping[str, float], billed: Billed) -> list[Usage]:
    """What AWS counted of a function beyond what it billed by itself. `Duration` leaves out the start of a process,
    which the lines include: the difference is never taken below 0."""
    compute = Meter.LAMBDA_COMPUTE_ARM if shape.processor == "arm64" else Meter.LAMBDA_COMPUTE
    ms = math.ceil(told[f"ms/{word}"])
    counted = {
        Meter.LAMBDA_REQUESTS: round(told[f"runs/{word}"]),
        compute: ms * shape.memory_mb,
        Meter.LAMBDA_TMP: ms * max(0, shape.tmp_mb - FREE_TMP_MB),
    }
    return [Usage(meter=meter, quantity=max(0, n - billed[word, meter])) for meter, n in counted.items()]


def _table(told: Mapping[str, float], billed: Billed) -> list[Usage]:
    """Units of the table and its indexes beyond those of the lines, in thousandths."""
    own = {meter: sum(n for (_, counted), n in billed.items() if counted is meter) for _, meter in _UNITS}
    return [Usage(meter=m, quantity=max(0, _sum(told, prefix, 1000) - own[m])) for prefix, m in _UNITS]


def _sum(told: Mapping[str, float], prefix: str, times: int = 1) -> int:
    return math.ceil(sum(value for name, value in told.items() if name.startswith(prefix)) * times)


def _billed(day: str) -> Billed:
    """The lines of a day, without those that this part of the day would write."""
    found: Billed = Counter()
    own = {f"{day}-{_UNBILLED}", f"{day}-{_TABLE}"}
    for _, lines in ledger.of_day(day, "", f"{day}~"):
        for line in lines:
            if line.kind in ("usage", "overhead") and line.attempt not in own and line.price_key in _METERS:
                found[line.stage, Meter(line.price_key)] += line.quantity
    return found
