"""Part of a day: the wakings of the endpoints that ended in it, shared out over whoever used them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from mianshi.contracts.usage import LedgerLine, Meter, Usage
from mianshi.finance.overheads import waking
from mianshi.platform import fleet
from mianshi.platform.clock import timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import ledger
from plans import Entry

STAGE = "waking"
_WRITTEN_BY = timedelta(hours=1)
"""After an endpoint went to sleep: by then the last result of its work is in the ledger."""


class Endpoint(NamedTuple):
    """`name`: in the attempts of its lines. `stage`: which one uses it. `called`: its name in SageMaker."""

    name: str
    stage: str
    called: str
    instance: str


def speech(day: date) -> list[Entry]:
    """Of the endpoint that hears."""
    where = settings().require("speech_endpoint"), settings().require("speech_instance")
    return _entries(Endpoint("speech", "transcribe", *where), day)


def rater(day: date) -> list[Entry]:
    """Of the endpoint that rates."""
    where = settings().require("rater_endpoint"), settings().require("rater_instance")
    return _entries(Endpoint("rater", "rate", *where), day)


def _entries(of: Endpoint, day: date) -> list[Entry]:
    start = datetime.combine(day, datetime.min.time(), UTC)
    end = start + timedelta(days=1)
    asked = [waking.Asked(each.start, each.end, each.instances) for each in fleet.changes(of.called)]
    ran = waking.capacity(asked)
    ended = [each for each in waking.wakings(ran, end) if each.end > start]
    return [entry for each in ended for entry in _shared(of, each, _until(each, ran))]


def _until(one: waking.Waking, ran: list[waking.Capacity]) -> datetime:
    """Until when work belongs to a waking: results are written down a little after it, yet not once the next began."""
    if one.goes_on:
        return one.end
    return min([one.end + _WRITTEN_BY, *(each.at for each in ran if each.instances and each.at >= one.end)])


def _shared(of: Endpoint, one: waking.Waking, until: datetime) -> Iterator[Entry]:
    begun = timestamp(one.start)
    key = Usage(meter=Meter.ENDPOINT_SECONDS, quantity=0, variant=of.instance).price_key
    used = waking.used_within(_lines(one.start, until), of.stage, key, begun, timestamp(until))
    at = timestamp(one.end - timedelta(milliseconds=1))  # midnight belongs to the day that ends with it
    for share in waking.shares(one.billed_ms, used):
        used_up = [waking.usage(share, of.instance)]
        yield Entry(stage=STAGE, attempt=f"{of.name}-{begun}", at=at, usages=used_up, tags=share.tags)


def _lines(start: datetime, end: datetime) -> Iterator[LedgerLine]:
    after, day = timestamp(start - timedelta(milliseconds=1)), start.date()
    while day <= end.date():
        for _, lines in ledger.of_day(day.isoformat(), after, timestamp(end)):
            yield from lines
        after, day = "", day + timedelta(days=1)
