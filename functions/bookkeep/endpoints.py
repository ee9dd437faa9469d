"""Part of a day: the wakings of the endpoints that ended in it, shared out over whoever used them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

from mianshi.contracts.usage import LedgerLine, Meter, Usage
from mianshi.errors import Transient
from mianshi.finance.overheads import waking
from mianshi.log import logger
from mianshi.platform import fleet
from mianshi.platform.clock import timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import ledger
from plans import Entry

STAGE = "waking"
metrics = Metrics(namespace="Mianshi")
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
    told = fleet.changes(of.called)
    for words in told.others:
        logger.warning("a scaling activity about no number of instances", extra={"description": words})
    asked = [waking.Asked(each.start, each.end, each.instances) for each in told.changes]
    if waking.going(asked, end):
        raise Transient("activity_unfinished", "when the instances were gone is not told yet")
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
    used = waking.used_within(_lines(one.start, until + _WRITTEN_BY), of.stage, key, one.start, until)
    over = sum(share.ms for share in used) - one.billed_ms
    if over > 0:
        _tell_over(of, begun, over)
    at = timestamp(one.end - timedelta(milliseconds=1))  # midnight belongs to the day that ends with it
    for share in waking.shares(one.billed_ms, used):
        used_up = [waking.usage(share, of.instance)]
        yield Entry(stage=STAGE, attempt=f"{of.name}-{begun}", at=at, usages=used_up, tags=share.tags)


def _tell_over(of: Endpoint, begun: str, over_ms: int) -> None:
    """The lines say more work than the endpoint was awake for: somebody pays for time that AWS did not bill."""
    logger.error("more used than billed", extra={"endpoint": of.name, "waking": begun, "over_ms": over_ms})
    metrics.add_metric("EndpointUsedBeyondBilled", MetricUnit.Milliseconds, over_ms)
    metrics.flush_metrics()


def _lines(start: datetime, end: datetime) -> Iterator[LedgerLine]:
    after, day = timestamp(start - timedelta(milliseconds=1)), start.date()
    while day <= end.date():
        for _, lines in ledger.of_day(day.isoformat(), after, timestamp(end)):
            yield from lines
        after, day = "", day + timedelta(days=1)
