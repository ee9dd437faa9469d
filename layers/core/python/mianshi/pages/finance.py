"""The pages about costs: what they show, how money reads, and the geometry of their bars."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.delivery import Delivery
from mianshi.contracts.money import MICRO
from mianshi.contracts.news import CostLine, CostNews
from mianshi.pages.books import AdjustmentsView, exact
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.texts import text

_SIGNS: dict[Language, dict[str, str]] = {"zh": {"CNY": "¥", "USD": "US$"}, "en": {"CNY": "CN¥", "USD": "US$"}}
"""As the Unicode locale data have them (cldr.unicode.org), the dollar with its country in both languages."""
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
    outcome: Literal["open", "scored", "other"] | None = None


class UnitEntry(Record):
    """A total divided by a count, with the division to read."""

    per: Literal["interview", "scored_interview"]
    currency: str
    unit: int | None
    amount: int | None
    count: int


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
    totals: list[CostEntry]
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
    booking: BookingView | None = None
    adjustments: AdjustmentsView | None = None


class JobCostsView(Record):
    """The interviews of one job in a month, the dearest first."""

    month: str
    job: CostEntry | None
    title: Bilingual | None
    entries: list[CostEntry]
    page: int
    pages: int
    key: str
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
        signed=partial(signed, language=frame.language),
        exact=partial(exact, language=frame.language),
        bar=bar,
        money=partial(money, language=frame.language),
        script_data=data,
    )


def render_job(view: JobCostsView, frame: Frame) -> str:
    """The interviews of one job."""
    spoken = partial(money, language=frame.language)
    data = {"pending": bool(view.missing)}
    return render_page("finance/job.html", frame, view=view, money=spoken, share=share, script_data=data)


def money(micro: int | None, currency: str, language: Language) -> str:
    """``¥1,234.50``: to the cent, rounded half up; below one unit exactly, because fractions of a cent add up.

    None is the word for unpriced, never 0.
    """
    if micro is None:
        return text("cost_unpriced", language)
    if micro < 0:
        return f"−{money(-micro, currency, language)}"
    sign = sign_of(currency, language)
    if 0 < micro < MICRO:
        digits = f"{micro:06d}".rstrip("0").ljust(2, "0")
        return f"{sign}0.{digits}"
    cents = (micro + _CENT // 2) // _CENT
    return f"{sign}{cents // 100:,}.{cents % 100:02d}"


def sign_of(currency: str, language: Language) -> str:
    """What stands before an amount, such as ``US$``."""
    return _SIGNS[language].get(currency, f"{currency} ")


def signed(micro: int, currency: str, language: Language) -> str:
    """`money` of a difference, which may be negative."""
    return money(micro, currency, language)


def share(entry: CostEntry) -> float | None:
    """The part of a total that failed attempts cost; None where nothing has a price."""
    if entry.amount is None:
        return None
    return entry.failed / entry.amount if entry.amount else 0.0


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
    """A month of columns in one currency; `most` micro-units is the height of the whole box."""

    currency: str
    width: int
    height: int
    most: int
    columns: list[Column]


def columns(days: list[CostEntry], month: str, currency: str) -> Columns | None:
    """The columns of a month, or None where nothing was paid in this currency."""
    width, height, slots = 620, 140, 31
    own = {entry.key: entry.amount for entry in days if entry.currency == currency}
    most = max((amount or 0 for amount in own.values()), default=0)
    if most <= 0:
        return None
    step = width / slots
    found = []
    for number in range(1, slots + 1):
        day = f"{month}-{number:02d}"
        if day in own:
            paid = max(0, own[day] or 0)
            tall = max(1.0, round(height * paid / most, 1)) if paid else 0.0
            x = round((number - 1) * step + 2, 1)
            found.append(Column(day, x, round(height - tall, 1), round(step - 4, 1), tall, own[day]))
    return Columns(currency, width, height, most, found)


def _currencies(totals: list[CostEntry]) -> list[str]:
    return [total.currency for total in totals]
