"""A month of the ledger against AWS's bill: every difference with its cause, and the causes add up to the difference.

Currencies are never added up or converted: each is a section of its own. The bill has more decimal places than a
ledger: its amounts are rounded to micro-units cumulatively, halves to the even one, so the rounded rows add up to the
rounded total. For what both sides count, with the list price p of the month's price book::

    difference = theirs - ours = quantity + price + rounding
    quantity   = p * (their quantity - our quantity)
    price      = (their exact amount - p * their quantity) - what our free tier, tiers and discounts take off
    rounding   = difference - quantity - price

Quantity and price are rounded to a micro-unit, halves to the even one. Rounding is what is left: that each of our lines
is rounded up, for as long as its day is not final, and less than a few micro-units after that. What we take off is
known where our credits of a day are; a micro-unit of them or less is the month's own rounding.
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Literal, NamedTuple, get_args

from pydantic import Field

from mianshi.contracts.base import Record
from mianshi.contracts.money import MICRO
from mianshi.contracts.usage import ADJUSTMENT, UNITS, UNMETERED
from mianshi.errors import Rejected
from mianshi.finance.books import bills
from mianshi.finance.books.bills import BAD_BILL, Bill, Cell, Kind, Tally
from mianshi.finance.books.ledger_sums import OWN_SERVICES, LedgerKey, LedgerSum, Ours
from mianshi.finance.prices import meter_of
from mianshi.finance.tariff import Tariff

Part = Literal[
    "quantity",
    "price",
    "rounding",
    "theirs_only",
    "ours_only",
    "unpriced",
    "own_price",
    "adjustment",
    "credit",
    "discount",
    "savings_plan",
    "tax",
    "fee",
    "other",
]
"""Why an amount of the difference is there. `rounding`: of our single lines. `theirs_only`: billed and not metered by
us. `ours_only`: metered by us and not on the bill. `unpriced`: metered, and without a price in the book. `own_price`:
what the customer has a price of their own for, which no cloud bills. The others are rows of the bill that are no
usage."""
Reason = Literal["", "another_region", "not_counted", "not_metered", "untagged", "no_row", "free"]
"""What is known about a price key as a whole. `another_region`: the other side has nothing of it in this region: it
has it elsewhere, or cannot have it here. `not_counted`: a kind
that we meter, and we counted none. `not_metered`: a kind that we do not meter. `untagged`: the bill has it in rows
without our tag, which were left out. `no_row`: the bill has no such row. `free`: the bill has it for nothing."""
PARTS: tuple[Part, ...] = get_args(Part)
_SCALE = 10**bills.PLACES


class Row(Record):
    """One price key and day, or one kind of row of the bill and day. Amounts are micro-units; `parts` add up to
    `difference_micro`. `theirs` is their quantity in our unit, exactly."""

    key: str
    """Price key; of what has none, product code and usage type, or type and product code, as the bill has them."""
    region: str = ""
    day: str
    unit: str = ""
    ours: int = 0
    theirs: str = "0"
    ours_micro: int = 0
    theirs_micro: int = 0
    unpriced: int = 0
    """Of our quantity, without a price."""
    parts: dict[Part, int] = Field(default_factory=dict)
    reason: Reason = ""

    @property
    def difference_micro(self) -> int:
        """What the bill has more than the ledger."""
        return self.theirs_micro - self.ours_micro


class Section(Record):
    """One currency."""

    currency: str
    rows: list[Row]
    untagged_micro: int
    """Of rows without the tag that were left out because others have it."""

    @property
    def ours_micro(self) -> int:
        """What the ledger has, in micro-units of the currency."""
        return sum(row.ours_micro for row in self.rows)

    @property
    def theirs_micro(self) -> int:
        """What the bill has."""
        return sum(row.theirs_micro for row in self.rows)

    @property
    def difference_micro(self) -> int:
        """What the bill has more than the ledger."""
        return self.theirs_micro - self.ours_micro

    @property
    def open_micro(self) -> int:
        """What is missing in the ledger for it to say what the bill says. What AWS does not bill at all is left out."""
        return self.difference_micro - self.parts.get("own_price", 0)

    @property
    def parts(self) -> dict[Part, int]:
        """Of all rows together; they add up to the difference."""
        return {part: total for part in PARTS if (total := sum(row.parts.get(part, 0) for row in self.rows))}

    def by_key(self) -> list[Row]:
        """The days of each key together, the largest difference first. The day is empty."""
        found: dict[tuple[str, str], Row] = {}
        for row in self.rows:
            known = found.get((row.key, row.region))
            found[row.key, row.region] = _together(known, row) if known else row.model_copy(update={"day": ""})
        return sorted(found.values(), key=lambda row: (-abs(row.difference_micro), row.key, row.region))


class Reconciliation(Record):
    """A month, currency by currency."""

    month: str
    sections: list[Section]
    tags: Literal["used", "none", "ignored"]
    """`used`: only rows with our tag are compared. `none`: no row has it, so all are. `ignored`: as was asked for."""
    bill_rows: int
    tagged: int
    untagged: int
    of_others: int
    """Rows whose tag says another application: never compared."""
    other_months: dict[str, int]
    """Rows of the file about other months, left out."""
    late: int = 0
    """Lines booked in later months that are about this one: they are in."""
    about_others: int = 0
    """Lines of this month that are about an earlier one: they are left out."""


def reconcile(bill: Bill, ours: Ours, tariff: Tariff, *, take_untagged: bool = False) -> Reconciliation:
    """Explain what a bill has more or less than the ledger.

    Args:
        bill: of the same month.
        ours: the ledger's month.
        tariff: the prices of the month, with the customer's figures.
        take_untagged: compare rows without a tag as well, although others have one: right where the account has
            nothing but this system in it, because some services cannot be tagged.

    Raises:
        Rejected: ``bad_bill`` where both have amounts and no currency in common: nothing is converted.
    """
    rows = {whose: sum(t.rows for c, t in bill.cells.items() if c.belongs == whose) for whose in ("tagged", "untagged")}
    wanted = {"tagged", "untagged"} if take_untagged or not rows["tagged"] else {"tagged"}
    taken = {cell: tally for cell, tally in bill.cells.items() if cell.belongs in wanted}
    left = {cell: tally for cell, tally in bill.cells.items() if cell.belongs == "untagged" and cell not in taken}
    own, theirs = {key.currency for key in ours.keys}, {cell.currency for cell in taken}
    if own and theirs and not own & theirs:
        said = f"the bill is in {', '.join(sorted(theirs))} and the ledger in {', '.join(sorted(own))}"
        raise Rejected(BAD_BILL, f"{said}: currencies are never converted, so nothing can be compared")
    return Reconciliation(
        month=bill.month,
        sections=[_section(currency, taken, left, ours, tariff) for currency in sorted(own | theirs)],
        tags="used" if wanted == {"tagged"} else "ignored" if rows["tagged"] else "none",
        bill_rows=bill.rows,
        tagged=rows["tagged"],
        untagged=rows["untagged"],
        of_others=sum(tally.rows for cell, tally in bill.cells.items() if cell.belongs == "other"),
        other_months=dict(sorted(bill.other_months.items())),
        late=ours.late,
        about_others=ours.about_others,
    )


class _Theirs(NamedTuple):
    """What the bill has of one key on one day, in 10^-`bills.PLACES` of our unit and of the currency."""

    quantity: int
    amount: int


def _section(currency: str, taken: dict[Cell, Tally], left: dict[Cell, Tally], ours: Ours, tariff: Tariff) -> Section:
    own = {key for key in ours.keys if key.currency == currency}
    used, others = _theirs(currency, taken, own)
    sides = _Sides(own, set(used), set(_theirs(currency, left, own)[0]))
    round_off = _Rounding()
    rows: list[Row] = []
    for key in sorted(own | used.keys()):
        listed = _Listed.of(key, ours.keys.get(key, {}).values(), tariff)
        of_key = _of_key(key, ours.keys.get(key, {}), used.get(key, {}), round_off, listed)
        reason = sides.reason(key, of_key)
        rows += [row.model_copy(update={"reason": reason}) for row in of_key]
    for (kind, name, day), amount in sorted(others.items()):
        micro = round_off.micro(amount)
        part: Part = "theirs_only" if kind == "usage" else kind
        why: Reason = "not_metered" if kind == "usage" else ""
        rows.append(Row(key=name, day=day, theirs_micro=micro, parts={part: micro} if micro else {}, reason=why))
    untagged = sum(tally.amount for cell, tally in left.items() if cell.currency == currency)
    return Section(currency=currency, rows=rows, untagged_micro=_half_even(untagged * MICRO, _SCALE))


class _Sides(NamedTuple):
    """The keys on either side, and those of the rows without a tag that were left out."""

    ours: set[LedgerKey]
    theirs: set[LedgerKey]
    untagged: set[LedgerKey]

    def reason(self, key: LedgerKey, rows: list[Row]) -> Reason:
        if key.key == ADJUSTMENT or key.key.partition(".")[0] in OWN_SERVICES:
            return ""
        if key in self.theirs and key in self.ours:
            gratis = not any(row.theirs_micro for row in rows) and any(row.theirs != "0" for row in rows)
            return "free" if gratis and any(row.ours_micro for row in rows) else ""
        here, there = (self.ours, self.theirs) if key in self.ours else (self.theirs, self.ours)
        if here is self.ours and key in self.untagged:
            return "untagged"
        if any(other.key == key.key for other in there) or (key.region and key.region not in bills.REGIONS.values()):
            return "another_region"
        if here is self.theirs and meter_of(key.key) in UNMETERED:
            return "not_metered"
        return "no_row" if here is self.ours else "not_counted"


def _theirs(
    currency: str, cells: dict[Cell, Tally], own: set[LedgerKey]
) -> tuple[dict[LedgerKey, dict[str, _Theirs]], dict[tuple[Kind, str, str], int]]:
    """What the bill has of our price keys by day, and everything else."""
    used: dict[LedgerKey, dict[str, _Theirs]] = {}
    others: dict[tuple[Kind, str, str], int] = {}
    for cell, tally in cells.items():
        if cell.currency != currency:
            continue
        known = bills.known(cell.name) if cell.kind == "usage" else None
        if known is None:
            place = (cell.kind, cell.name, cell.day)
            others[place] = others.get(place, 0) + tally.amount
            continue
        days = used.setdefault(LedgerKey(currency, known.price_key, _region(known, own)), {})
        before = days.get(cell.day, _Theirs(0, 0))
        days[cell.day] = _Theirs(before.quantity + tally.quantity * known.units, before.amount + tally.amount)
    return used, others


def _region(known: bills.Known, own: set[LedgerKey]) -> str:
    """Of what the bill counts for all regions together it is ours where we have only one."""
    ours = {key.region for key in own if key.key == known.price_key} if known.region == bills.GLOBAL else set()
    return ours.pop() if len(ours) == 1 else known.region


class _Rounding:
    """Rounds amounts one after the other so that what was rounded is always the rounded sum."""

    def __init__(self) -> None:
        self._exact = self._rounded = 0

    def micro(self, amount: int) -> int:
        self._exact += amount
        before, self._rounded = self._rounded, _half_even(self._exact * MICRO, _SCALE)
        return self._rounded - before


class _Listed(NamedTuple):
    """A key's list price in micro-units a unit, None where it has none and where we have nothing with a price; whether
    we have quantities without a price."""

    price: Fraction | None
    unpriced: bool

    @classmethod
    def of(cls, key: LedgerKey, ours: Collection[LedgerSum], tariff: Tariff) -> _Listed:
        priced, listed = sum(one.priced for one in ours), sum(one.listed for one in ours)
        unpriced = any(one.unpriced for one in ours)
        if not priced:
            return cls(None, unpriced)
        booked = tariff.list_micro(key.region, key.key) if tariff.book.currency(key.region) == key.currency else None
        # what our lines have a price for and the book has none: the mean of the lines is all there is
        return cls(booked or Fraction(listed, priced), unpriced)


def _of_key(
    key: LedgerKey,
    ours: dict[str, LedgerSum],
    theirs: dict[str, _Theirs],
    round_off: _Rounding,
    listed: _Listed,
) -> list[Row]:
    rows = []
    for day in sorted(ours.keys() | theirs.keys()):
        own, other = ours.get(day) or LedgerSum(), theirs.get(day, _Theirs(0, 0))
        row = Row(
            key=key.key,
            region=key.region,
            day=day,
            unit=_unit(key.key),
            ours=own.priced + own.unpriced,
            unpriced=own.unpriced,
            theirs=_text(other.quantity),
            ours_micro=own.listed + own.credit,
            theirs_micro=round_off.micro(other.amount),
        )
        rows.append(row.model_copy(update={"parts": _parts(row, own, other, listed, bool(theirs))}))
    return rows


def _parts(row: Row, own: LedgerSum, other: _Theirs, listed: _Listed, billed: bool) -> dict[Part, int]:
    difference = row.difference_micro
    part: Part | None = None
    if row.key == ADJUSTMENT:
        part = "adjustment"
    elif row.key.partition(".")[0] in OWN_SERVICES:
        part = "own_price"
    elif not billed:
        part = "ours_only"
    elif listed.price is None:
        part = "unpriced" if listed.unpriced else "theirs_only"
    if part is not None or listed.price is None:
        return {part: difference} if part and difference else {}
    theirs, at_list = Fraction(other.quantity, _SCALE), listed.price * own.priced
    off = row.ours_micro - at_list if own.credit or own.late else Fraction(0)
    off = off if abs(off) > 1 else Fraction(0)
    quantity = round(listed.price * theirs - at_list)
    price = round(Fraction(other.amount * MICRO, _SCALE) - listed.price * theirs - off)
    split: dict[Part, int] = {"quantity": quantity, "price": price, "rounding": difference - quantity - price}
    return {name: amount for name, amount in split.items() if amount}


def _unit(key: str) -> str:
    return "" if key == ADJUSTMENT or key in OWN_SERVICES else UNITS[meter_of(key)]


def _together(one: Row, other: Row) -> Row:
    parts = {part: one.parts.get(part, 0) + other.parts.get(part, 0) for part in PARTS}
    return one.model_copy(
        update={
            "ours": one.ours + other.ours,
            "unpriced": one.unpriced + other.unpriced,
            "theirs": _text(_scaled(one.theirs) + _scaled(other.theirs)),
            "ours_micro": one.ours_micro + other.ours_micro,
            "theirs_micro": one.theirs_micro + other.theirs_micro,
            "parts": {part: amount for part, amount in parts.items() if amount},
        }
    )


def _scaled(text: str) -> int:
    return int(Fraction(text) * _SCALE)


def _text(scaled: int) -> str:
    """A quantity in 10^-`bills.PLACES` as an exact decimal number without noughts at its end."""
    sign, size = ("-", -scaled) if scaled < 0 else ("", scaled)
    whole, part = divmod(size, _SCALE)
    rest = f"{part:0{bills.PLACES}d}".rstrip("0")
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def _half_even(numerator: int, denominator: int) -> int:
    whole, rest = divmod(numerator, denominator)
    return whole + (rest * 2 > denominator or (rest * 2 == denominator and whole % 2 == 1))
