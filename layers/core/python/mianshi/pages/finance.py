"""The pages about costs: what they show, how money reads, and the geometry of their bars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.delivery import Delivery
from mianshi.contracts.money import MICRO
from mianshi.contracts.news import CostLine, CostNews
from mianshi.finance.currencies import Converted
from mianshi.finance.money import MINUS, format_money, sign_of
from mianshi.pages import costs
from mianshi.pages.books import AdjustmentsView
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.texts import text

_CENT = 10_000
PER_PAGE = 100
"""Interviews on one page of a job."""


class CostEntry(Record):
    """One row: a total of lines in one currency. `amount` is None where nothing in it has a price."""

    key: str
    name: Bilingual | None = None
    currency: str
    amount: int | None
    lines: int
    unpriced: int
    failed: int
    """Micro-units of attempts that did not succeed."""
    link: str | None = None


class InterviewEntry(Record):
    """One interview, with what it cost in each currency."""

    id: str
    outcome: Literal["open", "scored", "other"]
    costs: list[CostEntry]
    shown: int | None = None
    """Its part of the converted total, micro-units; None where nothing is converted."""


class UnitEntry(Record):
    """A total divided by a count, with the division to read."""

    per: Literal["interview", "scored_interview"]
    currency: str
    unit: int | None
    amount: int | None
    count: int
    converted: bool = False
    """Whether the total is that in the currency of reports."""


class ToBook(Record):
    """What could be booked of a month in one currency; micro-units. No lines: nothing is left to book."""

    currency: str
    lines: list[CostLine]
    amount: int
    rest: int
    """What rounding to the cent leaves over or takes in advance."""
    unpriced: int


class Booked(Record):
    """A booking, and how each system that is told of it stands."""

    costs: CostNews
    deliveries: list[Delivery]
    taken_back_by: int | None = None
    """Sequence of the booking that takes it back."""


class BookingView(Record):
    """The bookings of a month. `sequence` is that of the next one; `over`: no day can change any more."""

    may_book: bool
    over: bool
    sequence: int
    open: list[ToBook]
    done: list[Booked]
    hears: list[str]
    """Ids of the connections that take bookings."""
    names: dict[str, str]
    """What people call a connection, by its id."""


class CostsView(Record):
    """A month. `missing` days are not added up yet; `open_days` may still grow."""

    month: str
    before: str
    after: str | None
    refused: Bilingual | None = None
    """Why a booking that was just asked for was not made."""
    totals: list[CostEntry]
    converted: Converted | None = None
    """The totals in the currency that the customer's figures name for reports."""
    jobs: list[CostEntry]
    departments: list[CostEntry]
    services: list[CostEntry]
    sources: list[CostEntry] = Field(default_factory=list)
    kinds: list[CostEntry] = Field(default_factory=list)
    """Used, overhead, credits, adjustments: what the total is made of."""
    days: list[CostEntry]
    units: list[UnitEntry]
    interviewed: int
    scored: int
    missing: list[str] = Field(default_factory=list)
    open_days: list[str] = Field(default_factory=list)
    closed_at: str | None = None
    """When the month was closed, UTC; None while it may still change."""
    closed_without: list[str] = Field(default_factory=list)
    """Overheads that it was closed without, as ``day part``."""
    booking: BookingView | None = None
    adjustments: AdjustmentsView | None = None


class JobCostsView(Record):
    """What one job, or what belongs to none, cost in a month: its interviews, the dearest first, and the rest."""

    month: str
    title: Bilingual | None
    totals: list[CostEntry]
    converted: Converted | None = None
    beyond: list[CostEntry]
    """What belongs to no single interview."""
    beyond_shown: int | None = None
    """Its part of the converted total, micro-units."""
    interviews: int
    entries: list[InterviewEntry]
    """Those of this page."""
    page: int
    pages: int
    key: str
    comparing: str = ""
    """The interview that another one is looked for to compare with."""
    missing: list[str]


def render_costs(view: CostsView, frame: Frame) -> str:
    """The month: totals, what one interview cost, bars per day, department and service, and the table by job."""
    charts = [chart for currency in _currencies(view.totals) if (chart := columns(view.days, view.month, currency))]
    data = {"pending": bool(view.missing)}
    return render_page(
        "finance/costs.html",
        frame,
        view=view,
        charts=charts,
        share=share,
        bar=bar,
        closed_without=[costs.overhead_name(each).in_language(frame.language) for each in view.closed_without],
        script_data=data,
        **spoken(frame.language),
    )


def render_job(view: JobCostsView, frame: Frame) -> str:
    """What one job cost, interview by interview."""
    data = {"pending": bool(view.missing)}
    return render_page("finance/job.html", frame, view=view, share=share, script_data=data, **spoken(frame.language))


def spoken(language: Language) -> dict[str, Callable[..., str]]:
    """How amounts read in a template: ``money`` to the cent, ``exact`` with every decimal that they have."""
    return {"money": partial(money, language=language), "exact": partial(format_money, language=language)}


def money(micro: int | None, currency: str, language: Language) -> str:
    """``¥1,234.50``: to the cent, rounded half up; below one unit exactly, because fractions of a cent add up.

    None is the word for unpriced, never 0.
    """
    if micro is None:
        return text("cost_unpriced", language)
    if micro < 0:
        return f"{MINUS}{money(-micro, currency, language)}"
    sign = sign_of(currency, language)
    if 0 < micro < MICRO:
        digits = f"{micro:06d}".rstrip("0").ljust(2, "0")
        return f"{sign}0.{digits}"
    cents = (micro + _CENT // 2) // _CENT
    return f"{sign}{cents // 100:,}.{cents % 100:02d}"


def share(entry: CostEntry) -> float | None:
    """The part of a total that failed attempts cost; None where nothing has a price, or credits leave nothing of it."""
    return entry.failed / entry.amount if entry.amount is not None and entry.amount > 0 else None


def bar(entry: CostEntry, among: list[CostEntry]) -> float:
    """Length of a bar in per cent of the longest of its currency; at least a hairline where something was paid, and
    nothing for what was given back."""
    most = max((other.amount or 0) for other in among if other.currency == entry.currency)
    if not entry.amount or entry.amount < 0 or most <= 0:
        return 0.0
    return max(0.5, round(100 * entry.amount / most, 2))


@dataclass(frozen=True)
class Column:
    """One day's column in a box of `Columns.width` x `Columns.height` units."""

    day: str
    x: float
    y: float
    width: float
    height: float
    amount: int | None


@dataclass(frozen=True)
class Columns:
    """A month of columns in one currency. `most` and `least`: micro-units of the dearest day and of the lowest one
    below zero, else 0; `base`: where zero is, from the top."""

    currency: str
    width: int
    height: int
    most: int
    least: int
    base: float
    columns: list[Column]


def columns(days: list[CostEntry], month: str, currency: str) -> Columns | None:
    """The columns of a month, those of days below zero hanging down; None where nothing was paid in this currency."""
    width, height, slots = 620, 140, 31
    own = {entry.key: entry.amount for entry in days if entry.currency == currency}
    priced = [amount for amount in own.values() if amount is not None]
    most, least = max([0, *priced]), min([0, *priced])
    if most == least:
        return None
    step, base = width / slots, round(height * most / (most - least), 1)
    found = []
    for number in range(1, slots + 1):
        day = f"{month}-{number:02d}"
        if day in own:
            paid = own[day] or 0
            tall = max(1.0, round(height * abs(paid) / (most - least), 1)) if paid else 0.0
            x, y = round((number - 1) * step + 2, 1), base if paid < 0 else round(base - tall, 1)
            found.append(Column(day, x, y, round(step - 4, 1), tall, own[day]))
    return Columns(currency, width, height, most, least, base, found)


def _currencies(totals: list[CostEntry]) -> list[str]:
    return [total.currency for total in totals]
