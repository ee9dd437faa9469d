"""The answers to finance's questions about a period together, and as a file: each figure with what it is made of."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from pydantic import Field

from mianshi.contracts.base import Record
from mianshi.contracts.cells import harmless
from mianshi.contracts.money import MICRO, decimal_text
from mianshi.contracts.terms import ExchangeRate, OwnPrice, Terms
from mianshi.finance.currencies import together
from mianshi.finance.figures.forecast import Forecast
from mianshi.finance.figures.questions import Counts, Figure, Stayed
from mianshi.finance.figures.savings import FIGURES, MS_PER_MINUTE, Now, Return, Savings
from mianshi.finance.months.rollup import Cell, Group, Sum

PEOPLE = "people"
"""The service of lines about people's time, as their price keys name it."""
CSV_COLUMNS = ("section", "item", "currency", "value", "amount", "count", "formula", "lacks", "source", "converted")


class Assumption(Record):
    """A figure that the customer states: nobody measured it. Empty where they did not."""

    name: str
    value: str
    currency: str
    source: str
    revision: int
    effective_from: str
    at: str


class Department(Record):
    """What a department spent in the period, and what its hires give back. None: not known."""

    department: str
    cost_micro: int | None
    unpriced: int
    hires: int
    back: Return
    budget_micro: int | None
    """Of its jobs that have a budget in the currency of the former way; None: none has."""
    spent_micro: int | None
    """Of these budgets, when they were last looked at."""


class Answers(Record):
    """Everything about a period, and about one job or all of them."""

    first: str
    last: str
    job_id: str
    title: str = ""
    at: str
    missing: list[str]
    """Days that are not added up yet."""
    open_days: list[str]
    """Days that may still grow."""
    cut: int = 0
    """Jobs whose hires were not looked for."""
    counts: Counts
    figures: list[Figure]
    savings: Savings
    returns: list[Return]
    departments: list[Department] = Field(default_factory=list)
    retention: list[Stayed]
    forecasts: list[Forecast]
    left_out: int = 0
    """Finished interviews that no forecast is drawn from, because some of their lines have no price."""
    assumptions: list[Assumption]
    rates: list[ExchangeRate]
    """That amounts were converted by."""
    unconverted: list[str]
    """Currencies without a rate into that of the former way: what depends on them is not known."""


def summed(cells: Iterable[Cell]) -> list[Group]:
    """One total for each currency."""
    sums: dict[str, Sum] = {}
    for cell in cells:
        sums[cell.currency] = sums[cell.currency].plus(cell.sum) if cell.currency in sums else cell.sum
    return [Group(key="all", currency=currency, sum=total) for currency, total in sorted(sums.items())]


def in_currency(
    totals: Sequence[Group], currency: str, day: str, rates: Sequence[ExchangeRate]
) -> tuple[int | None, list[ExchangeRate], list[str]]:
    """The totals in one currency, the rates used, and the currencies without a rate: where there is one, the whole is
    not known, because a part of a total is no total."""
    found = together({total.currency: total.sum.amount for total in totals}, currency, day, rates)
    return None if found.left else found.amount_micro, found.used, found.left


def now_of(
    cells: Sequence[Cell],
    review: Mapping[str, OwnPrice | None],
    by_month: Mapping[str, Sequence[Cell]],
    currency: str,
    day: str,
    rates: Sequence[ExchangeRate],
) -> Now:
    """What a period took: the system's part and people's time.

    Args:
        cells: of the period.
        review: the price of review time in force in each month.
        by_month: the same cells by month.
        currency: of the former way.
        day: whose rates are used.
        rates: the customer's table.

    People's time is not known where nobody noted any, or where a part of it has no price: it would look like a saving.
    """
    system = summed(cell for cell in cells if cell.service != PEOPLE)
    people = summed(cell for cell in cells if cell.service == PEOPLE)
    noted = bool(people) and not any(total.sum.unpriced for total in people)
    return Now(
        system_micro=in_currency(system, currency, day, rates)[0],
        review_micro=in_currency(people, currency, day, rates)[0] if noted else None,
        review_ms=_review_ms(review, by_month) if noted else None,
        unpriced=sum(total.sum.unpriced for total in (*system, *people)),
    )


def assumptions(terms: Terms | None) -> list[Assumption]:
    """The figures of the former way with who says so and when."""
    if terms is None:
        return []
    return [
        Assumption(
            name=name,
            value=value or "",
            currency=terms.former.currency,
            source=terms.former.source,
            revision=terms.revision,
            effective_from=terms.effective_from,
            at=terms.at,
        )
        for name in FIGURES
        for value in [getattr(terms.former, name)]
    ]


def to_csv(answers: Answers) -> str:
    """Every figure in a row of `CSV_COLUMNS`, amounts in units of the currency with six decimals; UTF-8 with a mark
    that spreadsheet programs know it by. A figure that is not known is an empty cell, and ``lacks`` says why.
    ``converted`` of a cost says whether it is all currencies together, which the others are parts of."""
    out = io.StringIO()
    out.write("\ufeff")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(CSV_COLUMNS)
    for row in _rows(answers):
        rows.writerow(row)
    return out.getvalue()


Row = tuple[str, str, str, str, str, str, str, str, str, str]


def _rows(answers: Answers) -> Iterator[Row]:
    period = f"{answers.first}..{answers.last}"
    yield _row("period", period, value=answers.job_id or "all jobs", source=answers.at)
    for name, count in answers.counts.model_dump().items():
        yield _row("count", name, count=count)
    for one in answers.figures:
        formula = "" if one.unit_micro is None else f"{decimal_text(one.amount_micro or 0)} / {one.count}"
        yield _row(
            "cost_per",
            one.per,
            one.currency,
            _money(one.unit_micro),
            _money(one.amount_micro),
            one.count,
            formula,
            one.lacks,
            converted="yes" if one.converted else "no",
        )
    yield from _savings_rows(answers.savings)
    for back in answers.returns:
        yield _return_row("return", back)
    for place in answers.departments:
        yield _row(
            "department_cost", place.department, place.back.currency, _money(place.cost_micro), count=place.hires
        )
        yield _return_row("department_return", place.back)
        if place.budget_micro is not None:
            spent, budget = _money(place.spent_micro), _money(place.budget_micro)
            yield _row("department_budget", place.department, place.back.currency, spent, budget)
    yield from _outlook_rows(answers)


def _outlook_rows(answers: Answers) -> Iterator[Row]:
    for kept in answers.retention:
        yield _row("stayed", f"{kept.days} days", value=str(kept.stayed), count=kept.n)
    for wave in answers.forecasts:
        yield _row("forecast", f"{wave.wanted} interviews", wave.currency, _money(wave.total_micro), count=wave.n)
        for edge in wave.bounds:
            low_high = f"{decimal_text(edge.low_micro)}..{decimal_text(edge.high_micro)}"
            yield _row(
                "forecast_interval", f"{edge.level} %", wave.currency, low_high, count=wave.n, formula=f"t = {edge.t}"
            )
    for said in answers.assumptions:
        source = f"{said.source} (revision {said.revision}, {said.at[:10]})".strip()
        yield _row("assumption", said.name, said.currency, said.value, source=source)
    for rate in answers.rates:
        yield _row("rate", f"{rate.base}/{rate.quote}", value=rate.rate, source=f"{rate.day} {rate.source}")


def _savings_rows(found: Savings) -> Iterator[Row]:
    for one in found.comparisons:
        item, money = one.per, found.currency
        yield _row("former_minutes", item, value=_minutes(one.former_ms), count=one.count, formula=one.former_time)
        yield _row("former_cost", item, money, _money(one.former_micro), count=one.count, formula=one.former_money)
        yield _row("now_minutes", item, value=_minutes(one.now_ms), count=one.count)
        yield _row("now_cost", item, money, _money(one.now_micro), count=one.count)
    yield _row("saved_cost", "period", found.currency, _money(found.saved_micro), lacks=found.lacks)
    yield _row("saved_minutes", "100 applications", value=_minutes(found.saved_ms_per_100), lacks=found.lacks)
    for swing in found.swings:
        for name in ("half", "same", "double"):
            yield _row(
                "saved_cost_if", f"{swing.assumption} {name} ({swing.of})", found.currency, _money(getattr(swing, name))
            )


def _return_row(section: str, back: Return) -> Row:
    ratio = "" if back.hundredths is None else f"{Decimal(back.hundredths) / 100:.2f}"
    formula = "" if back.hundredths is None else f"{_money(back.value_micro)} / {_money(back.cost_micro)}"
    return _row(section, back.key, back.currency, ratio, _money(back.value_micro), back.hires, formula, back.lacks)


def _row(
    section: str,
    item: str,
    currency: str = "",
    value: str = "",
    amount: str = "",
    count: int | None = None,
    formula: str = "",
    lacks: Sequence[str] = (),
    source: str = "",
    converted: str = "",
) -> Row:
    number = "" if count is None else str(count)
    told = (section, harmless(item), currency, value, amount, number, formula, " ".join(lacks), harmless(source))
    return (*told, converted)


def _money(micro: int | None) -> str:
    return "" if micro is None else decimal_text(micro)


def _minutes(ms: int | None) -> str:
    return "" if ms is None else f"{Decimal(ms) / MS_PER_MINUTE:.3f}"


def _review_ms(review: Mapping[str, OwnPrice | None], by_month: Mapping[str, Sequence[Cell]]) -> int | None:
    """Time of reviews: what it cost divided by its price, month by month."""
    whole = Fraction(0)
    for month, cells in by_month.items():
        micro = sum(cell.sum.micro for cell in cells if cell.service == PEOPLE)
        price = review.get(month)
        if not any(cell.service == PEOPLE for cell in cells):
            continue
        if price is None or not Fraction(price.price):
            return None
        whole += Fraction(micro, MICRO) * price.per / Fraction(price.price)
    return round(whole)
