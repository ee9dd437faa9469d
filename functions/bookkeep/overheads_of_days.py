"""Every part of every day that is over, each for itself: what fails holds up nothing else."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache, partial
from time import monotonic
from typing import NamedTuple

import charges
import endpoints
import holding
import measured
from mianshi.accounting import unwritten
from mianshi.errors import Defect, Rejected, Transient
from mianshi.finance.overheads import parts
from mianshi.log import logger
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import overheads
from mianshi.platform.store.overheads import Done
from plans import Entry, carry_out

_READY = timedelta(hours=1)
"""After a day's end: by then AWS has its metrics and activities together, and the last result is written down."""
_CATCH_UP = timedelta(days=35)
"""How far back is gone on after a standstill; Application Auto Scaling remembers six weeks."""
Work = Callable[[float], int | None]
_PLANNED: dict[str, Callable[[date], list[Entry]]] = {
    "speech": endpoints.speech,
    "rater": endpoints.rater,
    "measured": measured.entries,
    "sizes": holding.sizes,
    "standing": charges.entries,
}


class Written(NamedTuple):
    """How far the overheads are written. `failed`: parts that could not be, as ``day part``. `oldest_days`: since when
    the oldest part that is not written could be, in days begun; 0 where all are."""

    finished: int
    failed: list[str]
    oldest_days: int


def write(deadline: float) -> Written:
    """Go as far as the time (`monotonic`) allows, newest day first: what fails for long keeps no new day waiting."""
    last = (now() - _READY).date() - timedelta(days=1)
    first = date.fromisoformat(overheads.first_day(now().date().isoformat()))
    finished, failed, open_days = 0, unwritten.given_up(first, last - _CATCH_UP), set()
    for day, part, work in _due(max(first, last - _CATCH_UP), last):
        done = None if monotonic() >= deadline else _carried_out(day, part, work, deadline, failed)
        if done is None:
            open_days.add(day)
        else:
            finished += 1
    open_days |= {each[:10] for each in failed}
    oldest = date.fromisoformat(min(open_days)) if open_days else None
    return Written(finished, failed, (last - oldest).days + 1 if oldest else 0)


def _carried_out(day: str, part: str, work: Work, deadline: float, failed: list[str]) -> int | None:
    """How many rows a part has once it is written; None where it is not yet."""
    try:
        lines = work(deadline)
    except Exception as error:  # each part for itself: the next run tries this one again
        failed.append(f"{day} {part}")
        _tell(day, part, error)
        return None
    if lines is not None:
        overheads.note(Done(day=day, part=part, lines=lines, at=timestamp()))
    return lines


def _due(first: date, last: date) -> Iterator[tuple[str, str, Work]]:
    """(day, part, work) of what is over and not written, the newest day first."""
    done_of = cache(overheads.done)
    for back in range((last - first).days + 1):
        day = (last - timedelta(days=back)).isoformat()
        done = done_of(day[:7])
        found = _parts(day, looked=(day, parts.LOOK) in done)
        yield from ((day, part, work) for part, work in found if (day, part) not in done)


def _parts(day: str, *, looked: bool) -> Iterator[tuple[str, Work]]:
    for part, make in _PLANNED.items():
        yield part, partial(carry_out, day, part, make)
    yield parts.LOOK, partial(holding.look, day)
    if looked and parts.STORAGE in parts.of_day(day):  # by an earlier run: the list of what is kept lags for a moment
        yield parts.STORAGE, partial(holding.settle, day)


def _tell(day: str, part: str, error: Exception) -> None:
    told = {"day": day, "part": part, "family": type(error).__name__}
    if isinstance(error, Rejected | Transient | Defect):
        logger.warning("overheads not written", extra={**told, "code": error.code})
    else:
        logger.error("overheads not written", extra={**told, "frames": traceback.format_tb(error.__traceback__)})
