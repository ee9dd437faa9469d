"""The same hearing and looking by services that AWS manages, at their list price: what the estimate is compared with.

Only words and faces are compared: judging answers, scorecards, pages, storage and people's rights are in our figure and
would have to be built and paid for on top of theirs.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from mianshi.contracts.base import Record
from mianshi.contracts.money import MICRO
from mianshi.finance.estimates.work import Planned
from mianshi.finance.prices import Price, PriceBook

TRANSCRIBE, FACES = "transcribe.batch.minutes", "rekognition.video.face_detection.minutes"
"""Keys of the book's `peers`; both are billed by the second."""
_LEAST_SECONDS = 1
"""Of one request to Transcribe: billed in one-second increments (aws.amazon.com/transcribe/pricing, read 2026-09).
Older copies of that page name 15 seconds at least for a request; which holds for an account, only its bill tells."""
_MINUTE_SECONDS = 60


class ManagedRow(Record):
    """One service. `seconds` are those it would bill for an interview. No price: not offered there, or nobody could
    vouch for one; the amounts are then None."""

    key: str
    seconds_one: int
    seconds_month: int
    price: str = ""
    per: int = 0
    unit: str = ""
    source: str = ""
    micro_one: int | None
    micro_month: int | None
    ours_month: int | None
    """Of a month, what does the same in Mianshi: at work, starting and waiting. Storage and workflow are in neither."""
    times: str | None
    """How many times `ours_month` the service costs."""


class Ours(NamedTuple):
    """Micro-units of our month in the region's currency, None where a part has no price. The customer's own people are
    in none of it: their time on reports is the same whoever hears and looks."""

    whole: int | None
    hearing: int | None
    looking: int | None


class Managed(Record):
    """The services, their sum (None unless each has a price), and how many times our whole month it costs.

    `times` is decimal text with two decimals, cut off; None where either side is not known in full.
    """

    currency: str
    rows: list[ManagedRow]
    micro_one: int | None
    micro_month: int | None
    times: str | None


def managed(plan: Planned, book: PriceBook, region: str, ours: Ours) -> Managed:
    """What the services ask for the plan's month.

    Args:
        ours: what we ask for it.
    """
    each = math.ceil(plan.each_ms / 1000)
    heard = max(_LEAST_SECONDS, each) * plan.answers
    rows = [_row(book.peer(region, TRANSCRIBE), TRANSCRIBE, heard, plan, ours.hearing)]
    if plan.drivers["watched"]:
        rows.append(_row(book.peer(region, FACES), FACES, each * plan.work.answers, plan, ours.looking))
    one, month = _sum([row.micro_one for row in rows]), _sum([row.micro_month for row in rows])
    return Managed(
        currency=book.currency(region),
        rows=rows,
        micro_one=one,
        micro_month=month,
        times=_times(month, ours.whole),
    )


def _row(price: Price | None, key: str, seconds: int, plan: Planned, ours: int | None) -> ManagedRow:
    month = seconds * plan.work.per_month
    micro = _micro(price, month) if price else None
    return ManagedRow(
        key=key,
        seconds_one=seconds,
        seconds_month=month,
        price=price.price if price else "",
        per=price.per if price else 0,
        unit=price.unit if price else "",
        source=price.source if price else "",
        micro_one=_micro(price, seconds) if price else None,
        micro_month=micro,
        ours_month=ours,
        times=_times(micro, ours),
    )


def _micro(price: Price, seconds: int) -> int:
    """Whole micro-units, rounded up, each second at the price of its tier, without free units."""
    if price.unit.startswith("minute"):
        tiers = [tier.model_copy(update={"start": tier.start * _MINUTE_SECONDS}) for tier in price.tiers]
        price = price.model_copy(update={"per": price.per * _MINUTE_SECONDS, "tiers": tiers})
    return math.ceil(price.tiered_cost(seconds, free=False) * MICRO)


def _sum(amounts: list[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def _times(theirs: int | None, ours: int | None) -> str | None:
    if not theirs or not ours:
        return None
    hundredths = theirs * 100 // ours
    return f"{hundredths // 100}.{hundredths % 100:02d}"
