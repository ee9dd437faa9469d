"""A month of the ledger against AWS's bill: every difference with its cause, and the causes add up to the difference.

Currencies are never added up or converted: each is a section of its own. The bill has more decimal places than a
ledger: its amounts are rounded to micro-units cumulatively, halves to the even one, so the rounded rows add up to the
rounded total. For what both sides count, with our list price p of the month (exactly: list amounts by quantity)::

    difference = theirs - ours = quantity + price
    quantity   = p * (their quantity - our quantity), rounded to a micro-unit
    price      = difference - quantity      (another rate, free tier and tiers on either side, rounding)
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal, NamedTuple, get_args

from pydantic import Field

from mianshi.contracts.base import Record
from mianshi.contracts.usage import ADJUSTMENT, OWN_METERS, UNITS, LedgerLine
from mianshi.errors import Rejected
from mianshi.finance import bills
from mianshi.finance.bills import BAD_BILL, Bill, Cell, Kind, Tally
from mianshi.finance.prices import MICRO, meter_of
from mianshi.finance.rollup import DaySummary

Part = Literal[
    "quantity",
    "price",
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
"""Why an amount of the difference is there. `theirs_only`: billed and not metered by us. `ours_only`: metered by us
and not on the bill. `unpriced`: metered, and without a price in the book. `own_price`: what the customer has a price of
their own for, which no cloud bills. The others are rows of the bill that are no usage."""
PARTS: tuple[Part, ...] = get_args(Part)
_SCALE = 10**bills.PLACES
_OWN_SERVICES = frozenset(meter.value.partition(".")[0] for meter in OWN_METERS)


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
        return sum(row.ours_micro for row in self.rows)

    @property
    def theirs_micro(self) -> int:
        return sum(row.theirs_micro for row in self.rows)

    @property
    def difference_micro(self) -> int:
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


class _Sum:
    __slots__ = ("credit", "listed", "priced", "unpriced")

    def __init__(self) -> None:
        self.listed = self.credit = self.priced = self.unpriced = 0


class _Key(NamedTuple):
    currency: str
    key: str
    region: str


class Ours:
    """What the ledger says about a month, added up line by line.

    Attributes:
        late: lines of later months about this one. `about_others`: lines of this month about an earlier one.
    """

    def __init__(self, month: str) -> None:
        self.month = month
        self.late = self.about_others = 0
        self._sums: dict[_Key, dict[str, _Sum]] = {}

    def add(self, lines: Iterable[LedgerLine]) -> Ours:
        """More lines; those about other months are left out."""
        for line in lines:
            if (line.adjusts or line.at[:7]) != self.month:
                self.about_others += line.at[:7] == self.month
                continue
            late = line.at[:7] != self.month
            self.late += late
            by_person = line.price_key == ADJUSTMENT
            key = _Key(line.currency, line.price_key, "" if by_person else line.region)
            self._take(key, f"{self.month}-01" if late else line.at[:10], line)
        return self

    def _take(self, key: _Key, day: str, line: LedgerLine) -> None:
        into = self._sum(key, day)
        if line.kind == "credit":
            into.credit += line.amount_micro or 0
        elif line.amount_micro is None:
            into.unpriced += line.quantity
        else:
            into.listed += line.amount_micro
            into.priced += line.quantity

    def add_days(self, days: Iterable[DaySummary], entered: Iterable[LedgerLine] = ()) -> Ours:
        """The same from days that are added up already.

        What has no price is not told apart by price key there, and adjustments are known by their kind only.

        Args:
            days: of the month.
            entered: what people entered, in whichever month: of the days, those about another month are left out, and
                those of later months about this one are added.
        """
        for day in days:
            for known in day.keys:
                into = self._sum(_Key(known.currency, known.price_key, known.region), day.day)
                into.listed += known.micro
                into.priced += known.quantity
            for line in day.credits:
                self._sum(_Key(line.currency, line.price_key, line.region), day.day).credit += line.amount_micro or 0
            for cell in day.cells:
                if cell.kind == "adjustment" and cell.sum.micro:
                    self._sum(_Key(cell.currency, ADJUSTMENT, ""), day.day).listed += cell.sum.micro
                elif cell.kind in ("usage", "overhead") and cell.service in _OWN_SERVICES:
                    self._sum(_Key(cell.currency, cell.service, ""), day.day).listed += cell.sum.micro
        for line in entered:
            if line.adjusts == self.month:
                self.add([line])
            elif line.adjusts and line.at[:7] == self.month:
                self.about_others += 1
                self._sum(_Key(line.currency, ADJUSTMENT, ""), line.at[:10]).listed -= line.amount_micro or 0
        return self

    def _sum(self, key: _Key, day: str) -> _Sum:
        return self._sums.setdefault(key, {}).setdefault(day, _Sum())

    @property
    def keys(self) -> dict[_Key, dict[str, _Sum]]:
        return self._sums


def reconcile(bill: Bill, ours: Ours, *, take_untagged: bool = False) -> Reconciliation:
    """Explain what a bill has more or less than the ledger.

    Args:
        bill: of the same month.
        ours: the ledger's month.
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
        sections=[_section(currency, taken, left, ours) for currency in sorted(own | theirs)],
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


def _section(currency: str, taken: dict[Cell, Tally], left: dict[Cell, Tally], ours: Ours) -> Section:
    used, units, others = _theirs(currency, taken)
    keys = {key for key in ours.keys if key.currency == currency} | used.keys()
    round_off = _Rounding()
    rows: list[Row] = []
    for key in sorted(keys):
        rows += _of_key(key, units.get(key, ""), ours.keys.get(key, {}), used.get(key, {}), round_off)
    for (kind, name, day), amount in sorted(others.items()):
        part: Part = "theirs_only" if kind == "usage" else kind
        rows.append(_alone(name, day, part, round_off.micro(amount)))
    untagged = sum(tally.amount for cell, tally in left.items() if cell.currency == currency)
    return Section(currency=currency, rows=rows, untagged_micro=_half_even(untagged * MICRO, _SCALE))


def _theirs(
    currency: str, taken: dict[Cell, Tally]
) -> tuple[dict[_Key, dict[str, _Theirs]], dict[_Key, str], dict[tuple[Kind, str, str], int]]:
    """What the bill has: of our price keys by day, the keys' units, and everything else."""
    used: dict[_Key, dict[str, _Theirs]] = {}
    units: dict[_Key, str] = {}
    others: dict[tuple[Kind, str, str], int] = {}
    for cell, tally in taken.items():
        if cell.currency != currency:
            continue
        known = bills.known(cell.name) if cell.kind == "usage" else None
        if known is None:
            place = (cell.kind, cell.name, cell.day)
            others[place] = others.get(place, 0) + tally.amount
            continue
        key = _Key(currency, known.price_key, known.region)
        units[key] = known.unit
        before = used.setdefault(key, {}).get(cell.day, _Theirs(0, 0))
        used[key][cell.day] = _Theirs(before.quantity + tally.quantity * known.units, before.amount + tally.amount)
    return used, units, others


class _Rounding:
    """Rounds amounts one after the other so that what was rounded is always the rounded sum."""

    def __init__(self) -> None:
        self._exact = self._rounded = 0

    def micro(self, amount: int) -> int:
        self._exact += amount
        before, self._rounded = self._rounded, _half_even(self._exact * MICRO, _SCALE)
        return self._rounded - before


def _of_key(key: _Key, unit: str, ours: dict[str, _Sum], theirs: dict[str, _Theirs], round_off: _Rounding) -> list[Row]:
    priced, listed = sum(one.priced for one in ours.values()), sum(one.listed for one in ours.values())
    price = Fraction(listed, priced) if priced else None
    rows = []
    for day in sorted(ours.keys() | theirs.keys()):
        own, other = ours.get(day) or _Sum(), theirs.get(day, _Theirs(0, 0))
        row = Row(
            key=key.key,
            region=key.region,
            day=day,
            unit=unit or _unit(key.key),
            ours=own.priced + own.unpriced,
            unpriced=own.unpriced,
            theirs=_text(other.quantity),
            ours_micro=own.listed + own.credit,
            theirs_micro=round_off.micro(other.amount),
        )
        rows.append(row.model_copy(update={"parts": _parts(row, own, other, price, bool(theirs))}))
    return rows


def _parts(row: Row, own: _Sum, other: _Theirs, price: Fraction | None, billed: bool) -> dict[Part, int]:
    difference = row.difference_micro
    part: Part | None = None
    if row.key == ADJUSTMENT:
        part = "adjustment"
    elif row.key.partition(".")[0] in _OWN_SERVICES:
        part = "own_price"
    elif not billed:
        part = "ours_only"
    elif price is None:
        part = "unpriced" if own.unpriced else "theirs_only"
    if part is not None or price is None:
        return {part: difference} if part and difference else {}
    more = price * (Fraction(other.quantity, _SCALE) - own.priced)
    quantity = _half_even(more.numerator, more.denominator)
    split: dict[Part, int] = {"quantity": quantity, "price": difference - quantity}
    return {name: amount for name, amount in split.items() if amount}


def _alone(name: str, day: str, part: Part, micro: int) -> Row:
    return Row(key=name, day=day, theirs_micro=micro, parts={part: micro} if micro else {})


def _unit(key: str) -> str:
    return "" if key == ADJUSTMENT or key in _OWN_SERVICES else UNITS[meter_of(key)]


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
