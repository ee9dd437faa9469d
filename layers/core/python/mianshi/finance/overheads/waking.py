"""Wakings: what an endpoint's instances cost beyond the work they did, and whose work woke them.

A waking begins when the first instance is asked for and ends when none is left, or at midnight (UTC): then the next one
begins at once, so that each belongs to one day and has the same name whenever it is looked at. Its billed time is the
sum over its instances; what the lines of the ledger do not account for (starting, loading weights, waiting for more,
running down, requests that failed) is shared out over the interviews that used the endpoint in that waking, in
proportion to their time of work. A waking nobody used is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from mianshi.contracts.base import Record
from mianshi.contracts.usage import LedgerLine, Meter, Tags, Usage

_DAY = timedelta(days=1)


class Capacity(NamedTuple):
    """From `at` on so many instances run."""

    at: datetime
    instances: int


class Asked(NamedTuple):
    """So many instances were asked for at `start`, and ran at `end`; None while that is under way."""

    start: datetime
    end: datetime | None
    instances: int


class Waking(Record):
    """`billed_ms`: milliseconds of all instances together. `goes_on`: it was cut, and the next begins there."""

    start: datetime
    end: datetime
    billed_ms: int
    goes_on: bool = False


class Share(Record):
    """What one interview bears of a waking, in milliseconds of an instance; without an interview, nobody's."""

    tags: Tags
    ms: int


def capacity(asked: Sequence[Asked]) -> list[Capacity]:
    """What ran when, from what was asked for, oldest first: an instance counts from the moment it is asked for until
    the moment it is gone. That is the longest time AWS can bill; a next wish cuts the one before short. Instances that
    are going away, and when is not told yet, run on."""
    found: list[Capacity] = []
    before = 0
    for each, following in zip(asked, [*asked[1:], None], strict=True):
        more = each.instances >= before
        ends = [moment for moment in (each.end, following.start if following else None) if moment]
        if more or ends:
            found.append(Capacity(each.start if more else min(ends), each.instances))
        before = each.instances
    return found


def going(asked: Sequence[Asked], by: datetime) -> bool:
    """Whether it is not told yet when instances were gone that were to go before `by`: the last wish was for fewer, and
    nothing says that it came true."""
    if not asked or asked[-1].end is not None or asked[-1].start >= by:
        return False
    return asked[-1].instances < (asked[-2].instances if len(asked) > 1 else 0)


def wakings(history: Iterable[Capacity], until: datetime) -> list[Waking]:
    """The wakings that ended by `until`, oldest first; one that is still on is left out until it ends.

    Args:
        history: how many instances run from when on, in any order; of two that begin together the later entry holds.
    """
    found: list[Waking] = []
    start: datetime | None = None
    billed = timedelta()
    for piece, end, count in _pieces(history, until):
        if not count:
            if start is not None:
                found.append(_waking(start, piece, billed))
                start, billed = None, timedelta()
            continue
        start, at = start or piece, piece
        while end >= (cut := _midnight_after(start)):
            found.append(_waking(start, cut, billed + (cut - at) * count, goes_on=True))
            start, at, billed = cut, cut, timedelta()
        billed += (end - at) * count
    return [waking for waking in found if waking.end <= until]


def _midnight_after(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY


def _pieces(history: Iterable[Capacity], until: datetime) -> Iterator[tuple[datetime, datetime, int]]:
    """(from, to, instances): pieces of time that touch; the last one ends at `until`."""
    steps: list[Capacity] = []
    for step in sorted(history, key=lambda known: known.at):  # stable: the later of two entries stays the later
        if step.at > until:
            break
        if steps and steps[-1].at == step.at:
            steps.pop()
        steps.append(step)
    ends = [*(step.at for step in steps[1:]), until]
    for step, end in zip(steps, ends, strict=False):  # before the first step there is nothing, not even an end
        yield step.at, end, step.instances


def _waking(start: datetime, end: datetime, billed: timedelta, *, goes_on: bool = False) -> Waking:
    return Waking(start=start, end=end, billed_ms=billed // timedelta(milliseconds=1), goes_on=goes_on)


def used_within(lines: Iterable[LedgerLine], stage: str, price_key: str, start: datetime, end: datetime) -> list[Share]:
    """Who used an endpoint from `start` to `end`, by the ledger's lines of usage: each is of the moment when its work
    was done, and counts with as much of that work as lies within.

    Args:
        stage: whose endpoint it is: two endpoints may run on instances of one type.
    """
    found: dict[str, Share] = {}
    for line in lines:
        ours = (line.stage, line.price_key, line.kind) == (stage, price_key, "usage")
        ms = _within(line, start, end) if ours and line.interview_id else 0
        if ms:
            before = found[line.interview_id].ms if line.interview_id in found else 0
            found[line.interview_id] = Share(tags=line.tags, ms=before + ms)
    return [found[key] for key in sorted(found)]


def _within(line: LedgerLine, start: datetime, end: datetime) -> int:
    done = datetime.fromisoformat(line.at)
    begun = done - timedelta(milliseconds=line.quantity)
    return max(0, (min(done, end) - max(begun, start)) // timedelta(milliseconds=1))


def shares(billed_ms: int, used: Sequence[Share]) -> list[Share]:
    """Billed time minus used time, shared out in proportion to the use; the shares are exactly the difference.

    Each gets the whole part of ``rest * own / all``, and one more goes to those with the largest fractions, of equals
    to the first by interview (largest remainder, Hare quota). What was used may be above what was billed, where an
    instance does several at once: then nothing is left to share.
    """
    total = sum(share.ms for share in used)
    rest = billed_ms - total
    if rest <= 0:
        return []
    if total == 0:
        return [Share(tags=Tags(), ms=rest)]
    parts = [divmod(rest * share.ms, total) for share in used]
    left = rest - sum(whole for whole, _ in parts)
    order = sorted(range(len(used)), key=lambda at: (-parts[at][1], used[at].tags.interview_id))
    extra = set(order[:left])
    return [Share(tags=share.tags, ms=ms) for at, share in enumerate(used) if (ms := parts[at][0] + (at in extra))]


def usage(share: Share, instance: str) -> Usage:
    """A share as a quantity of the price book."""
    return Usage(meter=Meter.ENDPOINT_SECONDS, quantity=share.ms, variant=instance)
