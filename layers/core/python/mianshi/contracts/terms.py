"""A customer's own figures about money, in force from a month on; budgets; and months that are closed."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from mianshi.contracts.base import Record
from mianshi.contracts.dates import DAY, MONTH

Currency = Literal["CNY", "USD", "EUR"]


def _decimal(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError("not a decimal number") from None
    if not number.is_finite() or number < 0 or len(text) > 20:
        raise ValueError("not a decimal number of 0 or more")
    return text


Amount = Annotated[str, AfterValidator(_decimal)]
"""A decimal number as text, 0 or more: money and rates are never floats."""


_TYPED = re.compile(r"([+-]?)([1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")


def typed_decimal(text: str) -> str | None:
    """A number as a person types it, as a plain decimal number with its minus sign, if any; None where it is none.

    Full-width characters are those they stand for. A comma is a thousands separator before every third digit and
    nothing else: one that somebody means as a decimal mark makes it no number, never another number.
    """
    found = _TYPED.fullmatch(unicodedata.normalize("NFKC", text).strip().replace("\u2212", "-"))
    if found is None:
        return None
    sign, whole, part = found.groups(default="")
    return f"{'-' if sign == '-' else ''}{whole.replace(',', '')}{part}"


class ExchangeRate(Record):
    """One unit of `base` is worth `rate` units of `quote` on a day. `source` says who says so."""

    day: str = Field(pattern=DAY)
    base: Currency
    quote: Currency
    rate: Amount
    source: str = Field(min_length=1, max_length=200)


class OwnPrice(Record):
    """`price` units of the currency buy `per` units of the meter. 0 means: included in something else."""

    price: Amount
    per: int = Field(gt=0)
    currency: Currency
    source: str = Field(default="", max_length=200)


class FormerWay(Record):
    """What screening cost before, as the customer knows or estimates it. Every figure is printed beside what it yields.

    Nothing here is ours: a figure that is missing makes what depends on it "not known", never 0.
    """

    currency: Currency = "CNY"
    minutes_per_application: Amount | None = None
    """Of a person, to read one résumé and ring up once."""
    minutes_per_interview: Amount | None = None
    """Of all interviewers of a first interview together, preparing and writing up included."""
    hourly_rate: Amount | None = None
    """Wages and charges of whoever did that."""
    other_per_hire: Amount | None = None
    """Agencies, travel, rooms: for each hire."""
    interviews_per_hire: Amount | None = None
    """First interviews for one hire."""
    value_per_hire: Amount | None = None
    """What a hire is worth per month (F50, F59), such as gross profit; only the customer can know."""
    months_counted: Amount | None = None
    source: str = Field(default="", max_length=200)


class Accounts(Record):
    """Codes of accounts for the generic journal file; empty: the file says ``unassigned``."""

    costs: str = Field(default="", max_length=60)
    """Debit."""
    counter: str = Field(default="", max_length=60)
    """Credit, such as other payables."""


class Terms(Record):
    """Everything about money that the price book cannot know."""

    revision: int = Field(ge=1)
    effective_from: str = Field(pattern=MONTH)
    free_tiers: bool = False
    """Whether the account's monthly free tiers are this system's to use."""
    discounts: dict[str, Amount] = Field(default_factory=dict)
    """Percent off, by AWS service as the price keys name it (``lambda``), or ``*`` for every other one."""
    prices: dict[str, OwnPrice] = Field(default_factory=dict)
    """By price key of `usage.OWN_METERS`, such as ``people.review`` or ``connector.calls.<connector id>``."""
    rates: list[ExchangeRate] = Field(default_factory=list)
    report_currency: Currency | None = None
    """Totals are also shown in it; None: every currency for itself."""
    former: FormerWay = FormerWay()
    accounts: Accounts = Accounts()
    by: str
    by_name: str = ""
    at: str


class Budget(Record):
    """What a job may cost altogether, or in each month. `amount_micro`: millionths of `currency`."""

    job_id: str
    currency: Currency
    amount_micro: int = Field(gt=0)
    period: Literal["month", "all"] = "all"
    warn_percent: int = Field(default=80, ge=1, le=100)
    stop: bool = False
    """Whether nobody new is invited, and nothing scored anew by the batch, once it is spent. Who was
    invited finishes: a candidate never pays for a budget."""
    by: str
    at: str


class BudgetState(Record):
    """How a budget stood when it was last looked at."""

    job_id: str
    period: str
    """``YYYY-MM``, or ``all``."""
    spent_micro: int
    state: Literal["within", "warned", "spent"] = "within"
    unpriced: int = 0
    at: str


class ReportFile(Record):
    """One file of a closed month. `name` is that of the download; `sha256` in hexadecimal."""

    name: str
    bytes: int
    sha256: str


class MonthTotal(Record):
    """A month in one currency, to the millionth. None: nothing in it has a price."""

    currency: str
    amount_micro: int | None
    lines: int
    unpriced: int


class MonthClosed(Record):
    """A month that does not change any more. What turns out later is an adjustment in the month it turns out in."""

    month: str = Field(pattern=MONTH)
    at: str
    by: str
    """A person's id, or ``software``."""
    totals: list[MonthTotal]
    files: list[ReportFile] = Field(default_factory=list)
    missing: list[str] = Field(default_factory=list)
    """Overheads that could not be written in time, as ``day part``: the month was closed without them."""
    report_currency: Currency | None = None
    rates: list[ExchangeRate] = Field(default_factory=list)
    """In force when it was closed: what its files say, and whoever converts it later, says by these."""
