"""Which assumption the result hangs on: the month at half and at double of each value that nobody measured."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from mianshi.contracts.base import Record
from mianshi.contracts.usage import Meter
from mianshi.finance.estimates.assumptions import DEFAULTS, assume
from mianshi.finance.estimates.estimate import Estimate, estimate
from mianshi.finance.estimates.work import Work
from mianshi.finance.overheads.standing import Standing
from mianshi.finance.tariff import Tariff


class Swing(Record):
    """The month's total, in micro-units of the region's currency, with one assumption halved and doubled (or as far as
    its bounds let it go), everything else as it is."""

    name: str
    half: str
    double: str
    micro_half: int
    micro_double: int

    @property
    def width(self) -> int:
        """How far apart the two are."""
        return abs(self.micro_double - self.micro_half)


class Swings(Record):
    """Every assumption that moves the total, the widest first, and those of which nobody can say how far they do."""

    found: list[Swing]
    unweighed: list[str]
    """Names of assumptions that change how much is used of what has no price."""


def swings(
    work: Work,
    tariff: Tariff,
    region: str,
    *,
    standing: Standing | None = None,
    conditions: Collection[str] = (),
    compute: Meter = Meter.LAMBDA_COMPUTE,
) -> Swings:
    """Each assumption that nobody measured, halved and doubled; the arguments are those of `estimate`.

    Where the whole cannot be estimated, nothing is weighed at all: `found` is empty and `unweighed` has them all.
    """

    def changed(name: str, value: str) -> Estimate:
        other = work.model_copy(update={"assumptions": {**work.assumptions, name: value}})
        return estimate(other, tariff, region, standing=standing, conditions=conditions, compute=compute)

    now = assume(work.assumptions, work.language)
    guessed = [row for row in DEFAULTS if row.basis == "assumed" and now[row.name]]
    if estimate(work, tariff, region, standing=standing, conditions=conditions, compute=compute).lacks:
        return Swings(found=[], unweighed=[row.name for row in guessed])
    found, unweighed = [], []
    for row in guessed:
        half, double = (_within(row.least, row.most, now[row.name] * by, whole=row.whole) for by in (Fraction(1, 2), 2))
        less, more = changed(row.name, half), changed(row.name, double)
        if _unknown(less) != _unknown(more):
            unweighed.append(row.name)
        currency = tariff.book.currency(region)
        swing = Swing(
            name=row.name,
            half=half,
            double=double,
            micro_half=_month(less, currency),
            micro_double=_month(more, currency),
        )
        if swing.width:
            found.append(swing)
    return Swings(found=sorted(found, key=lambda swing: (-swing.width, swing.name)), unweighed=unweighed)


def _month(found: Estimate, currency: str) -> int:
    own = found.total(currency)
    return (own.micro_month if own else None) or 0


def _unknown(found: Estimate) -> list[tuple[str, int]]:
    """What is used of everything that has no price."""
    return [(row.name, row.month) for row in found.rows if row.micro_month is None]


def _within(least: str, most: str, value: Fraction, *, whole: bool) -> str:
    bounded = min(Fraction(most), max(Fraction(least), value))
    if whole:
        return str(int(bounded))
    millionths = int(bounded * 10**6)
    return f"{millionths // 10**6}.{millionths % 10**6:06d}".rstrip("0").rstrip(".")
