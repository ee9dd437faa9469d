"""Recruiting costs as an accounting voucher that balances to the cent (F12, F30).

Every department is a debit, rounded to the cent on its own, halves to the even cent; the one credit is the sum of the
rounded debits, so both sides are equal by construction. A booking that is taken back is posted as a red entry: the
same accounts and sides with negative amounts, or, where the books want it, with every amount on its positive side.
Cents are integers and become decimal numbers only where the JSON is written. What rounding leaves over is not posted
anywhere: `mianshi.finance.books.booking` keeps it for the next time.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, NamedTuple

from pydantic import Field, field_validator

from mianshi.contracts import dates
from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Connector, Delivery, EventKind, Verdict
from mianshi.contracts.money import cents
from mianshi.contracts.news import CostLine, CostNews, News
from mianshi.delivery import days, outbox
from mianshi.delivery.exchange import Ended
from mianshi.delivery.fieldmaps import Fact, fill, known_places
from mianshi.errors import Defect

CHECK = "check"
"""The deed of a test: the ERP is asked something that changes nothing."""
OTHERS = "*"
"""In the settings: every department that is not named."""
_BACK = "冲销 {number}: "
_DESCRIPTION = frozenset({"month", "department", "interviews", "unpriced", "number"})


class Post(Record):
    """Where money goes: an account's code, and codes for whatever else the account asks for (department, project)."""

    account: str = Field(min_length=1, max_length=60)
    auxiliary: dict[str, str] = Field(default_factory=dict)


class Books(Record):
    """What a customer's bookkeeping calls things."""

    departments: dict[str, Post] = Field(min_length=1)
    """By our name of the department; ``*`` stands for all others and for interviews without one."""
    credit: Post | None = None
    """The other side: such as other payables. None for an expense claim, which has no other side."""
    currencies: dict[str, str] = Field(min_length=1)
    """By ISO 4217 code. A booking in another currency is not posted: nothing is converted here."""
    description: str = Field(default="{month} AI面试费用 {department} {interviews}场", max_length=200)
    description_length: int = Field(default=120, ge=20, le=500)
    """In characters; longer ones are cut."""
    no_department: str = "未填部门"
    date: Literal["month_end", "booked"] = "month_end"
    """Of the voucher: the last day of the month (the day of booking where that is earlier), or the day of booking.
    Days are those of China."""
    reversal: Literal["red", "opposite"] = "red"
    """What an amount below zero is, as when a booking is taken back: `red` has the same sides and negative amounts
    (红字冲销), `opposite` has every amount on the side where it is positive."""

    @field_validator("description")
    @classmethod
    def _described(cls, text: str) -> Any:
        return known_places(text, _DESCRIPTION)


def double_entry(books: Books) -> Books:
    """Books for vouchers whose amounts are sent as those of the books, too: with two sides, in one currency.

    Raises:
        ValueError: anything else.
    """
    if books.credit is None:
        raise ValueError("a voucher needs a credit account")
    if len(books.currencies) != 1:
        raise ValueError("name only the currency that the books are kept in: nothing is converted here")
    return books


class Entry(NamedTuple):
    """One line of a voucher. Negative cents are a red entry on the same side."""

    post: Post
    department: str
    interviews: int
    cents: int
    description: str


class Voucher(NamedTuple):
    number: str
    month: str
    date: str
    """yyyy-mm-dd."""
    currency: str
    """As the ERP calls it."""
    debits: list[Entry]
    total_cents: int
    description: str
    """Of the whole."""
    reverses: str = ""
    """Our number of the voucher that this one takes back."""
    opposite: bool = False
    """Whether every amount is on the side where it is positive."""


def amount(number_of_cents: int) -> Decimal:
    """Cents as a decimal number with two places."""
    return Decimal(number_of_cents).scaleb(-2)


def number_of(delivery: Delivery, length: int = 30) -> str:
    """Our own number for a bill: ``MS`` and hexadecimal digits of the delivery's id, the same on every attempt."""
    return ("MS" + delivery.id.rpartition("_")[2].upper())[:length]


def original_of(delivery: Delivery, news: News, length: int = 30) -> str:
    """Our own number of the bill that a booking takes back at the same receiver; empty where it takes back none."""
    if news.costs is None or news.costs.reverses is None:
        return ""
    action = f"booked-{news.costs.reverses}.{delivery.deed}"
    known = outbox.delivery_id(delivery.subject, delivery.connector, action)
    return number_of(delivery.model_copy(update={"id": known}), length)


def voucher(news: News, books: Books, delivery: Delivery, length: int = 30) -> Voucher:
    """What is posted for a booking.

    Args:
        delivery: gives the voucher its number, and that of the voucher that it takes back.
        length: of our numbers, in characters.

    Raises:
        Ended: ``config_error`` where the settings name no account or currency for it, ``data_error`` where nothing is
            left to post, or an expense claim would hold a negative amount.
        Defect: ``no_news``.
    """
    costs = news.costs
    if costs is None:
        raise Defect("no_news", "a voucher without costs")
    currency = books.currencies.get(costs.currency)
    if currency is None:
        raise Ended(Verdict(result="config_error", detail=f"the settings name no currency for {costs.currency}"))
    number, original = number_of(delivery, length), original_of(delivery, news, length)
    told = _Told(books, costs, number, original)
    debits = [entry for line in costs.lines if (entry := told.entry(line)).cents]
    if not debits:
        raise Ended(Verdict(result="data_error", detail="every amount rounds to 0.00: there is nothing to post"))
    if books.credit is None and any(entry.cents < 0 for entry in debits):
        wrong = f"; take {original} back there" if original else ""
        raise Ended(Verdict(result="data_error", detail=f"an expense claim cannot hold a negative amount{wrong}"))
    interviews = sum(entry.interviews for entry in debits)
    return Voucher(
        number=number,
        month=costs.month,
        date=_date(costs.month, news.at, books),
        currency=currency,
        debits=debits,
        total_cents=sum(entry.cents for entry in debits),
        description=told.description("", interviews),
        reverses=original,
        opposite=books.reversal == "opposite",
    )


def facts(made: Voucher, entry: Entry | None = None) -> dict[str, Fact]:
    """What the field maps of a bill may name: of the whole, or of one entry."""
    common: dict[str, Fact] = {
        "number": made.number,
        "month": made.month,
        "date": made.date,
        "currency": made.currency,
        "total": amount(made.total_cents),
        "description": made.description,
        "reverses": made.reverses or None,
    }
    if entry is None:
        return common
    codes: dict[str, Fact] = {f"aux:{name}": code for name, code in entry.post.auxiliary.items()}
    return {
        **common,
        **codes,
        "amount": amount(entry.cents),
        "account": entry.post.account,
        "department": entry.department,
        "description": entry.description,
    }


PLACES = frozenset(
    {
        *("number", "month", "date", "currency", "total", "description", "reverses"),
        *("amount", "account", "department"),
    }
)
"""Names of `facts`."""


class Sides(NamedTuple):
    """The lines of a voucher as they are posted: both sides have the same sum."""

    debits: list[Entry]
    credits: list[Entry]


def sides(made: Voucher, counter: Post | None) -> Sides:
    """Both sides: the departments, and the one line against them, which is the sum of theirs.

    Args:
        counter: where the other side goes; None where there is none, or where the sum is nothing.
    """
    interviews = sum(entry.interviews for entry in made.debits)
    other = [Entry(counter, "", interviews, made.total_cents, made.description)] if counter and made.total_cents else []
    if not made.opposite:
        return Sides(made.debits, other)
    given = [entry for entry in made.debits if entry.cents > 0]
    back = [entry._replace(cents=-entry.cents) for entry in made.debits if entry.cents < 0]
    if made.total_cents < 0:
        return Sides([*(entry._replace(cents=-entry.cents) for entry in other), *given], back)
    return Sides(given, [*back, *other])


class _Told(NamedTuple):
    """What the lines of one voucher have in common."""

    books: Books
    costs: CostNews
    number: str
    original: str

    def entry(self, line: CostLine) -> Entry:
        post = self.books.departments.get(line.department) or self.books.departments.get(OTHERS)
        if post is None:
            detail = "the settings name no account for one of the departments"
            raise Ended(Verdict(result="config_error", detail=detail))
        department = line.department or self.books.no_department
        words = self.description(department, line.interviews)
        return Entry(post, department, line.interviews, cents(line.amount_micro), words)

    def description(self, department: str, interviews: int) -> str:
        known: dict[str, Fact] = {
            "month": self.costs.month,
            "department": department,
            "interviews": str(abs(interviews)),
            "unpriced": str(self.costs.unpriced),
            "number": self.number,
        }
        words, most = " ".join((fill(self.books.description, known) or "").split()), self.books.description_length
        if self.original:
            # What it is has to be read; a cut number is still told from others by its first digits.
            number = self.original[: max(0, most - len(_BACK.format(number="")) - len(words))]
            words = (_BACK.format(number=number) if number else _BACK.partition("{")[0]) + words
        return words[:most]


def _date(month: str, at: str, books: Books) -> str:
    booked = days.day(at)
    if books.date == "booked":
        return booked
    return min(dates.last_of(month), booked)


def deeds(event: EventKind, _connector: Connector) -> list[str]:
    """A voucher where costs are booked, and nothing else: for systems that take no other record."""
    if event is EventKind.CONNECTOR_TEST:
        return [CHECK]
    return ["voucher"] if event is EventKind.COSTS_BOOKED else []
