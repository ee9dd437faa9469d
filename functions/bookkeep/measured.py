"""Part of a day: what CloudWatch counted and no line of the ledger says.

What a function bills by itself, invocation by invocation, is taken off what AWS counted of it; the rest is overhead.
Nothing is counted twice, and what nobody billed is not lost, whichever functions bill themselves.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, groupby

import watched
from mianshi.accounting.billing import FREE_TMP_MB
from mianshi.contracts.usage import LedgerLine, Meter, Usage
from mianshi.platform import watch
from mianshi.platform.clock import timestamp
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
    billed = _billed(name, shapes)
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


def _billed(day: str, shapes: Mapping[str, Deployed]) -> Billed:
    """The lines of what began on a day: AWS counts a run for the day it began on, and a line is of the moment when it
    ended. What this part of a day wrote is no use of any day, whichever day it was written into."""
    found: Billed = Counter()
    for at, row in _rows(day):
        ours = row[0].attempt.endswith((f"-{_UNBILLED}", f"-{_TABLE}"))
        if ours or row[0].kind not in ("usage", "overhead") or _begun(at, row, shapes)[:10] != day:
            continue
        for line in row:
            if line.price_key in _METERS:
                found[line.stage, Meter(line.price_key)] += line.quantity
    return found


def _rows(day: str) -> Iterator[tuple[str, list[LedgerLine]]]:
    """(moment, lines of one attempt) of a day and of as much of the next as a function may run into it."""
    following = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    parts = ledger.of_day(day, "", f"{day}~"), ledger.of_day(following, "", f"{following}T00:16")
    for at, lines in chain(*parts):
        for _, row in groupby(lines, key=lambda line: (line.interview_id, line.stage, line.attempt)):
            yield at, list(row)


def _begun(at: str, row: Sequence[LedgerLine], shapes: Mapping[str, Deployed]) -> str:
    """When a run began whose lines are these."""
    shape = shapes.get(row[0].stage)
    spent = sum(line.quantity for line in row if line.price_key.startswith("lambda.compute."))
    ms = spent // shape.memory_mb if shape else 0
    return timestamp(datetime.fromisoformat(at) - timedelta(milliseconds=ms))
