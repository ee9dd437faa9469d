"""The page that says what interviews will cost: a form, the rows of the estimate, and what is taken for granted."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from urllib.parse import urlencode

from pydantic import Field

from mianshi.contracts.base import Record
from mianshi.contracts.events import MOST_FOLLOW_UPS
from mianshi.finance.estimates.assumptions import Assumption
from mianshi.finance.estimates.estimate import Estimate
from mianshi.finance.estimates.managed import FACES
from mianshi.finance.estimates.sensitivity import Swings
from mianshi.finance.estimates.work import MOST_ANSWERS, MOST_MINUTES, MOST_PER_MONTH, measured
from mianshi.pages.calculator_rows import crowded, in_total, label, names, price, quantity, reach
from mianshi.pages.finance import money
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.texts import text

LIMITS: dict[str, tuple[str, str, str]] = {
    "minutes": ("0.1", str(MOST_MINUTES), "0.1"),
    "answers": ("1", str(MOST_ANSWERS), "1"),
    "follow_ups": ("0", str(MOST_FOLLOW_UPS), "1"),
    "per_month": ("1", str(MOST_PER_MONTH), "1"),
}
"""Least, most and step of the plan's own figures, in the order in which they are asked for."""

SWINGS_SHOWN = 6
"""Assumptions whose effect is shown: the strongest."""


class CalculatorView(Record):
    """An estimate and the form it came from. `fields` are as they were typed; those of `problems` could not be used,
    and the estimate has the default in their place."""

    fields: dict[str, str]
    problems: list[str] = Field(default_factory=list)
    regions: list[str]
    asked: dict[str, str]
    """What reproduces the estimate: the plan, and the assumptions that are not the defaults."""
    found: Estimate
    swings: Swings

    @property
    def query(self) -> str:
        """`asked` as the query of an address."""
        return urlencode(self.asked)

    @property
    def command(self) -> str:
        """`asked` as a command; every value is a number, a region or an instance type, so nothing needs quoting."""
        plan = ("minutes", "answers", "follow_ups", "per_month", "region")
        words = [f"--{name.replace('_', '-')} {self.asked[name]}" for name in plan]
        assumed = [f"{name}={value}" for name, value in self.asked.items() if name not in (*plan, "spoken")]
        words += [f"--spoken {self.asked['spoken']}", *(["--assume", *assumed] if assumed else [])]
        return f"mianshi costs estimate {' '.join(words)}"


def render_calculator(view: CalculatorView, frame: Frame) -> str:
    """The page."""
    language = frame.language
    return render_page(
        "finance/calculator.html",
        frame,
        view=view,
        fields=view.fields,
        found=view.found,
        limits=LIMITS,
        swings=view.swings.found[:SWINGS_SHOWN],
        unweighed=[text(f"calc_a_{name}", language) for name in view.swings.unweighed],
        faces=FACES,
        facts=measured(),
        step=step,
        by_group=[(group, list(rows)) for group, rows in groupby(view.found.rows, lambda row: row.group)],
        bar=partial(bar, view.found),
        share=partial(share, view.found),
        label=partial(label, language=language),
        names=partial(names, language=language),
        in_total=partial(in_total, view.found, language=language),
        reach=reach(view.found, language),
        crowded=crowded(view.found, language),
        quantity=partial(quantity, language=language),
        price=partial(price, language=language),
        money=partial(money, language=language),
    )


def step(assumption: Assumption) -> str:
    """The step of a number field."""
    return "1" if assumption.whole else "any"


def bar(found: Estimate, currency: str, micro: int | None) -> float:
    """Length of a group's bar in per cent of the longest of its currency; a hairline at least where it costs anything.

    What is below zero has no bar.
    """
    most = max((month or 0) for _, own, _, month in found.groups if own == currency)
    if micro is None or micro <= 0 or most <= 0:
        return 0.0
    return max(0.5, round(100 * micro / most, 2))


def share(found: Estimate, currency: str, micro: int | None) -> float | None:
    """A group's part of the total of its currency, 0 to 1; None where either is not known in full."""
    total = found.total(currency)
    if micro is None or total is None or not total.micro_month or total.unpriced:
        return None
    return micro / total.micro_month
