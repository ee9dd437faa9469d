"""A month of the ledger by price key and day, as it is compared with a bill."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mianshi.contracts.usage import ADJUSTMENT, OWN_METERS, LedgerLine
from mianshi.finance.months.rollup import DaySummary

OWN_SERVICES = frozenset(meter.value.partition(".")[0] for meter in OWN_METERS)
"""First words of the price keys that no cloud bills."""


class LedgerSum:
    """Of one key on one day: amounts in micro-units, at list price and credits; quantities with a price and without;
    whether lines that came late are in it, which are not at list price where there is a discount."""

    __slots__ = ("credit", "late", "listed", "priced", "unpriced")

    def __init__(self) -> None:
        self.listed = self.credit = self.priced = self.unpriced = 0
        self.late = False


class LedgerKey(NamedTuple):
    """A currency, a price key and a region; of an adjustment no region."""

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
        self._sums: dict[LedgerKey, dict[str, LedgerSum]] = {}

    def add(self, lines: Iterable[LedgerLine]) -> Ours:
        """More lines; those about other months are left out."""
        for line in lines:
            if (line.adjusts or line.at[:7]) != self.month:
                self.about_others += line.at[:7] == self.month
                continue
            late = line.at[:7] != self.month
            self.late += late
            by_person = line.price_key == ADJUSTMENT
            key = LedgerKey(line.currency, line.price_key, "" if by_person else line.region)
            self._take(key, f"{self.month}-01" if late else line.at[:10], line)
        return self

    def _take(self, key: LedgerKey, day: str, line: LedgerLine) -> None:
        into = self._sum(key, day)
        if line.kind == "credit":
            into.credit += line.amount_micro or 0
        elif line.amount_micro is None:
            into.unpriced += line.quantity
        else:
            into.listed += line.amount_micro
            into.priced += line.quantity
            into.late = into.late or line.kind == "adjustment"

    def add_days(self, days: Iterable[DaySummary], entered: Iterable[LedgerLine] = ()) -> Ours:
        """The same from days that are added up already.

        Adjustments are known by their kind only.

        Args:
            days: of the month.
            entered: what people entered, in whichever month: of the days, those about another month are left out, and
                those of later months about this one are added.
        """
        for day in days:
            for known in day.keys:
                into = self._sum(LedgerKey(known.currency, known.price_key, known.region), day.day)
                into.listed += known.micro
                into.priced += known.quantity
                into.unpriced += known.unpriced
            for line in day.credits:
                self._sum(LedgerKey(line.currency, line.price_key, line.region), day.day).credit += (
                    line.amount_micro or 0
                )
            for cell in day.cells:
                if cell.kind == "adjustment" and cell.sum.micro:
                    self._sum(LedgerKey(cell.currency, ADJUSTMENT, ""), day.day).listed += cell.sum.micro
                elif cell.kind in ("usage", "overhead") and cell.service in OWN_SERVICES:
                    self._sum(LedgerKey(cell.currency, cell.service, ""), day.day).listed += cell.sum.micro
        for line in entered:
            if line.adjusts == self.month:
                self.add([line])
            elif line.adjusts and line.at[:7] == self.month:
                self.about_others += 1
                self._sum(LedgerKey(line.currency, ADJUSTMENT, ""), line.at[:10]).listed -= line.amount_micro or 0
        return self

    def _sum(self, key: LedgerKey, day: str) -> LedgerSum:
        return self._sums.setdefault(key, {}).setdefault(day, LedgerSum())

    @property
    def keys(self) -> dict[LedgerKey, dict[str, LedgerSum]]:
        """By key and day."""
        return self._sums
