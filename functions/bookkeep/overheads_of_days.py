"""Every part of every day that is over, each for itself: what fails holds up nothing else."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from time import monotonic

import charges
import endpoints
import holding
import measured
from mianshi.errors import Defect, Rejected, Transient
from mianshi.log import logger
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import overheads
from mianshi.platform.store.overheads import Done
from plans import Entry, carry_out

_READY = timedelta(hours=1)
"""After a day's end: by then AWS has its metrics and activities together, and the last result is written down."""
_CATCH_UP = timedelta(days=35)
"""How far back is gone on after a standstill; Application Auto Scaling remembers six weeks."""
_LOOK = "look"
_PLANNED: dict[str, Callable[[date], list[Entry]]] = {
    "speech": endpoints.speech,
    "rater": endpoints.rater,
    "measured": measured.entries,
    "sizes": holding.sizes,
    "standing": charges.entries,
}


def write(deadline: float) -> tuple[int, list[str]]:
    """Go as far as the time (`monotonic`) allows, oldest day first; the parts that were finished, and those that failed
    by name (``day part``)."""
    finished, failed = 0, []
    for day, part, work in _due():
        if monotonic() >= deadline:
            break
        try:
            lines = work(deadline)
        except Exception as error:  # each part for itself: the next run tries this one again
            failed.append(f"{day} {part}")
            _tell(day, part, error)
            continue
        if lines is not None:
            overheads.note(Done(day=day, part=part, lines=lines, at=timestamp()))
            finished += 1
    return finished, failed


def _due() -> Iterator[tuple[str, str, Callable[[float], int | None]]]:
    """(day, part, work) of what is over and not written."""
    last = (now() - _READY).date() - timedelta(days=1)
    day = max(date.fromisoformat(overheads.first_day(last.isoformat())), last - _CATCH_UP)
    done: set[tuple[str, str]] = set()
    month = ""
    while day <= last:
        name = day.isoformat()
        if name[:7] != month:
            month = name[:7]
            done = overheads.done(month)
        looked = (name, _LOOK) in done
        yield from ((name, part, work) for part, work in _parts(name, looked=looked) if (name, part) not in done)
        day += timedelta(days=1)


def _parts(day: str, *, looked: bool) -> Iterator[tuple[str, Callable[[float], int | None]]]:
    for part, make in _PLANNED.items():
        yield part, partial(carry_out, day, part, make)
    yield _LOOK, partial(holding.look, day)
    if looked and holding.last_day(day):  # by an earlier run: the list of what is kept lags behind for a moment
        yield "storage", partial(holding.settle, day)


def _tell(day: str, part: str, error: Exception) -> None:
    told = {"day": day, "part": part, "family": type(error).__name__}
    if isinstance(error, Rejected | Transient | Defect):
        logger.warning("overheads not written", extra={**told, "code": error.code})
    else:
        logger.error("overheads not written", extra={**told, "frames": traceback.format_tb(error.__traceback__)})
