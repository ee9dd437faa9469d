"""Which assumption the result hangs on: the month at half and at double of each value that nobody measured."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from mianshi.contracts.base import Record
from mianshi.contracts.usage import Meter
from mianshi.finance.estimates.assumptions import DEFAULTS, assume
from mianshi.finance.estimates.estimate import estimate
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


def swings(
    work: Work,
    tariff: Tariff,
    region: str,
    *,
    standing: Standing | None = None,
    conditions: Collection[str] = (),
    compute: Meter = Meter.LAMBDA_COMPUTE,
) -> list[Swing]:
    """Every assumption that moves the total, the widest first; the arguments are those of `estimate`."""

    def total(name: str, value: str) -> int:
        assumptions = {**work.assumptions, name: value}
        changed = work.model_copy(update={"assumptions": assumptions})
        found = estimate(changed, tariff, region, standing=standing, conditions=conditions, compute=compute)
        own = found.total(tariff.book.currency(region))
        return (own.micro_month if own else None) or 0

    now = assume(work.assumptions, work.language)
    found = []
    for row in DEFAULTS:
        if row.basis != "assumed" or not now[row.name]:
            continue
        half, double = (_within(row.least, row.most, now[row.name] * by, whole=row.whole) for by in (Fraction(1, 2), 2))
        swing = Swing(
            name=row.name,
            half=half,
            double=double,
            micro_half=total(row.name, half),
            micro_double=total(row.name, double),
        )
        if swing.width:
            found.append(swing)
    return sorted(found, key=lambda swing: (-swing.width, swing.name))


def _within(least: str, most: str, value: Fraction, *, whole: bool) -> str:
    bounded = min(Fraction(most), max(Fraction(least), value))
    if whole:
        return str(int(bounded))
    millionths = int(bounded * 10**6)
    return f"{millionths // 10**6}.{millionths % 10**6:06d}".rstrip("0").rstrip(".")
