"""The page that answers why an interview cost what it cost, and why more or less than another."""

from __future__ import annotations

from functools import partial
from typing import Literal, NamedTuple

from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.usage import LedgerLine
from mianshi.finance.currencies import Converted
from mianshi.finance.difference import Difference, Part
from mianshi.finance.money import format_money, sign_of
from mianshi.pages import costs, quantities
from mianshi.pages.finance import CostEntry, bar, share, spoken
from mianshi.pages.fmt import clock
from mianshi.pages.frame import Frame, render_page

_SMALL = 100
"""A cause below one hundredth of the greatest is gathered with others like it."""


class UnitPrice(Record):
    """`price` units of the currency buy `per` units of what is counted, as a price book or the terms say."""

    price: str
    per: int


class About(Record):
    """An interview as finance may see it: how much of it there was, and nobody's name."""

    id: str
    created_at: str | None = None
    job: Bilingual | None = None
    job_id: str | None = None
    month: str
    """Of its last line, ``YYYY-MM``."""
    answers: int = 0
    recorded_ms: int | None = None
    """Length of its recordings together; None where nothing was recorded, or the plan is not kept any more."""
    size_bytes: int | None = None


class Choice(Record):
    """Another interview to compare with. `what`: cheapest, middle or dearest of the job's month."""

    id: str
    what: str
    currency: str
    amount: int | None


class Net(Record):
    """Both interviews in the currency of reports, at the same rates."""

    here: Converted
    there: Converted


class Comparison(Record):
    """`other` is None where there is nothing to compare with; `trouble` says why, where somebody asked for one."""

    other: About | None
    choices: list[Choice]
    differences: list[Difference]
    net: Net | None = None
    wanted: str = ""
    """As it was typed."""
    trouble: Literal["unknown", "same", "no_costs"] | None = None


class InterviewCostsView(Record):
    """Every line of one interview, and another beside it. Nothing here says who was interviewed."""

    about: About
    lines: list[LedgerLine]
    converted: Converted | None = None
    """The total in the currency that the customer's figures name for reports."""
    prices: dict[str, UnitPrice]
    """By ``<price book> <region> <price key>``."""
    comparison: Comparison
    every_line: bool = False
    """Whether all lines are shown, which may be hundreds."""


class _Verdict(NamedTuple):
    """What two interviews cost in one currency, micro-units."""

    currency: str
    here: int
    there: int


class _Row(NamedTuple):
    name: Bilingual
    reason: str
    micro: int
    width: float
    parts: list[Part]


def render_interview_costs(view: InterviewCostsView, frame: Frame) -> str:
    """One interview: what it cost, why more or less than another, step by step and line by line."""
    groups: dict[str, list[LedgerLine]] = {}
    for line in view.lines:
        groups.setdefault(line.currency, []).append(line)
    language = frame.language
    return render_page(
        "finance/interview.html",
        frame,
        view=view,
        rows=costs.rows(view.lines),
        services=[
            _entry(currency, amount).model_copy(update={"name": name})
            for name, currency, amount in costs.by_service(view.lines)
        ],
        totals=[_total(currency, lines) for currency, lines in sorted(groups.items())],
        verdicts=_verdicts(view.comparison),
        causes=_causes,
        bar=bar,
        share=share,
        gain=partial(_gain, language=language),
        read=partial(quantities.read, language=language),
        more=partial(quantities.more, language=language),
        counted=partial(_counted, view, language),
        price_of=partial(_price_of, view, language),
        stage_name=costs.stage_name,
        service_name=costs.service_name,
        clock=clock,
        **spoken(language),
    )


def _verdicts(comparison: Comparison) -> list[_Verdict]:
    """What the comparison comes to: once where all can be told in one currency, else once for each that differs."""
    found = [_Verdict(one.currency, one.here.micro, one.there.micro) for one in comparison.differences]
    net = comparison.net
    if net and net.here.amount_micro is not None and net.there.amount_micro is not None:
        apart = [one for one in found if one.currency in net.here.left and one.here != one.there]
        return [_Verdict(net.here.currency, net.here.amount_micro, net.there.amount_micro), *apart]
    return [one for one in found if one.here != one.there] or found[:1]


def _causes(difference: Difference) -> list[_Row]:
    """The causes, the small ones gathered in the last row."""
    most = max((abs(cause.micro) for cause in difference.causes), default=0)
    if not most:
        return []
    large = [cause for cause in difference.causes if abs(cause.micro) * _SMALL >= most]
    small = [cause for cause in difference.causes if abs(cause.micro) * _SMALL < most]
    rows = [
        _Row(costs.stage_name(cause.stage), cause.reason, cause.micro, _width(cause.micro, most), cause.parts)
        for cause in large
    ]
    rest = sum(cause.micro for cause in small)
    if any(cause.micro for cause in small):
        name = Bilingual(zh="其余各项", en="Everything else")
        parts = [part for cause in small for part in cause.parts]
        rows.append(_Row(name, "rest", rest, _width(rest, most), parts))
    return rows


def _width(micro: int, most: int) -> float:
    return max(0.5, round(100 * abs(micro) / most, 2)) if micro else 0.0


def _gain(micro: int, currency: str, language: Language) -> str:
    """A difference with its sign, also where it is above zero."""
    return ("+" if micro > 0 else "") + format_money(micro, currency, language)


def _asked(view: InterviewCostsView, line: LedgerLine) -> UnitPrice | None:
    return view.prices.get(f"{line.price_book} {line.region} {line.price_key}")


def _counted(view: InterviewCostsView, language: Language, line: LedgerLine) -> str:
    """What was used, in the unit of its price: multiplied by it by hand it is the amount."""
    found = _asked(view, line)
    if found is None:
        return quantities.read(line.quantity, line.unit, language)
    return quantities.in_unit_of(line.quantity, line.unit, found.price, found.per, language)


def _price_of(view: InterviewCostsView, language: Language, line: LedgerLine) -> str:
    found = _asked(view, line)
    if found is None:
        return ""
    return quantities.unit_price(found.price, found.per, line.unit, sign_of(line.currency, language), language)


def _total(currency: str, lines: list[LedgerLine]) -> CostEntry:
    priced = [line.amount_micro for line in lines if line.amount_micro is not None]
    failed = sum(line.amount_micro or 0 for line in lines if line.outcome != "ok")
    return CostEntry(
        key="all",
        currency=currency,
        amount=sum(priced) if priced else None,
        lines=len(lines),
        unpriced=len(lines) - len(priced),
        failed=failed,
    )


def _entry(currency: str, amount: int | None) -> CostEntry:
    return CostEntry(key="", currency=currency, amount=amount, lines=0, unpriced=0, failed=0)
