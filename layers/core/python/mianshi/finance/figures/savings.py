"""What interviews save against the way it was done before, and what they give back, by the customer's own assumptions.

Every number that is assumed is one of `FormerWay`, printed beside what it yields; what is measured comes from the
ledger. A figure whose parts are not all known is "not known": it is never filled with 0, and never with ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Record
from mianshi.contracts.money import MICRO
from mianshi.contracts.terms import FormerWay
from mianshi.finance.figures.questions import Counts

MS_PER_MINUTE = 60_000
_MINUTES_PER_HOUR = 60
FIGURES = (
    "minutes_per_application",
    "minutes_per_interview",
    "hourly_rate",
    "other_per_hire",
    "interviews_per_hire",
    "value_per_hire",
    "months_counted",
)
"""Fields of `FormerWay` that are numbers, in the order in which they are asked for."""
Subject = Literal["application", "interview", "hire"]


class Now(Record):
    """What a period took with this system: measured, in the currency of the former way."""

    system_micro: int | None
    """Of everything but people's time."""
    review_micro: int | None
    """Of people's time on reviews; None: nobody noted any, or it has no hourly rate."""
    review_ms: int | None
    unpriced: int = 0
    """Lines without a price: in none of these."""

    @property
    def micro(self) -> int | None:
        """Both together. None where adjustments take either below 0: nothing is saved by a cost that cannot be."""
        if self.system_micro is None or self.review_micro is None or self.below_zero:
            return None
        return self.system_micro + self.review_micro

    @property
    def below_zero(self) -> bool:
        """Whether adjustments take a part below 0."""
        return (self.system_micro or 0) < 0 or (self.review_micro or 0) < 0


class Comparison(Record):
    """One application, first interview or hire, the former way and now. None: not known.

    The formulas are plain arithmetic in minutes or units of the currency, so that anybody can check them.
    """

    per: Subject
    count: int
    former_ms: int | None
    now_ms: int | None
    former_micro: int | None
    now_micro: int | None
    former_time: str
    former_money: str

    @property
    def saved_ms(self) -> int | None:
        """Below zero where it takes longer now."""
        return _less(self.former_ms, self.now_ms)

    @property
    def saved_micro(self) -> int | None:
        """Below zero where it costs more now."""
        return _less(self.former_micro, self.now_micro)


class Swing(Record):
    """What is saved if one assumption were half or double what it is, in micro-units."""

    assumption: str
    of: Literal["period", "hire"]
    """Whether of the whole period, or of one hire where the assumption is about hires alone."""
    half: int | None
    same: int | None
    double: int | None


class Savings(Record):
    """The comparison of a period. `lacks` names what is missing: fields of `FormerWay`, or what was not measured."""

    currency: str
    now: Now
    comparisons: list[Comparison]
    saved_ms_per_100: int | None
    """Time of people for a hundred applications."""
    saved_micro: int | None
    """Of all applications of the period."""
    lacks: list[str]
    swings: list[Swing]


class Return(Record):
    """What hires give back for what they cost: hundredths of the ratio, 500 is 5 : 1; None: not known."""

    key: str
    currency: str
    value_micro: int | None
    cost_micro: int | None
    hires: int
    hundredths: int | None
    lacks: list[str] = Field(default_factory=list)


def savings(former: FormerWay, now: Now, counts: Counts) -> Savings:
    """Compare the work of a period with the same work the former way.

    An application the former way took ``minutes_per_application + minutes_per_interview * interviews / applications``;
    a first interview ``minutes_per_interview``; a hire ``minutes_per_application * applications / hires +
    minutes_per_interview * interviews_per_hire``, and its money has ``other_per_hire`` in it. Minutes become money by
    ``hourly_rate / 60``. Now, each bears its share of everything the period cost.
    """

    def period(assumed: FormerWay) -> int | None:
        return _saved(assumed, now, counts)

    def of_hire(assumed: FormerWay) -> int | None:
        return _compare(assumed, now, counts, "hire").saved_micro

    comparisons = [_compare(former, now, counts, per) for per in ("application", "interview", "hire")]
    return Savings(
        currency=former.currency,
        now=now,
        comparisons=comparisons,
        saved_ms_per_100=_saved_ms_per_100(former, now, counts),
        saved_micro=_saved(former, now, counts),
        lacks=_lacks(former, now, counts),
        swings=[
            *_swings(former, ("minutes_per_application", "minutes_per_interview", "hourly_rate"), "period", period),
            *_swings(former, ("interviews_per_hire", "other_per_hire"), "hire", of_hire),
        ],
    )


def value_return(key: str, former: FormerWay, cost_micro: int | None, hires: int) -> Return:
    """``value_per_hire * months_counted * hires / cost`` (F50, F59), rounded half to even to a hundredth; not
    known where nobody was hired yet, because costs come before hires."""
    lacks = [*_unknown(former, ("value_per_hire", "months_counted")), *([] if hires else ["hires"])]
    value, months = _number(former.value_per_hire), _number(former.months_counted)
    gained = None if value is None or months is None or not hires else round(value * months * hires * MICRO)
    return _return(key, former.currency, gained, cost_micro, hires, lacks)


def savings_return(former: FormerWay, now: Now, counts: Counts) -> Return:
    """What was saved in a period for what the system cost in it, people's time left out of the cost: it is in what was
    saved already."""
    saved = _saved(former, now, counts)
    return _return("savings", former.currency, saved, now.system_micro, counts.hires, _lacks(former, now, counts))


def _return(key: str, currency: str, value: int | None, cost: int | None, hires: int, lacks: list[str]) -> Return:
    ratio = None if value is None or cost is None or cost <= 0 else round(Fraction(100 * value, cost))
    why = [*lacks, *(["costs"] if cost is None or cost <= 0 else [])]
    return Return(
        key=key,
        currency=currency,
        value_micro=value,
        cost_micro=cost,
        hires=hires,
        hundredths=ratio,
        lacks=list(dict.fromkeys(why)),
    )


def _compare(former: FormerWay, now: Now, counts: Counts, per: Subject) -> Comparison:
    count = counts.of(per)
    minutes, spelt = _MINUTES[per](former, counts)
    rate, other = _number(former.hourly_rate), _number(former.other_per_hire)
    money = None if minutes is None or rate is None else minutes * rate / _MINUTES_PER_HOUR
    priced = f"({spelt}) × {former.hourly_rate} ÷ 60"
    if per == "hire":
        money = None if money is None or other is None else money + other
        priced = f"{priced} + {former.other_per_hire}"
    return Comparison(
        per=per,
        count=count,
        former_ms=None if minutes is None else round(minutes * MS_PER_MINUTE),
        now_ms=_shared(now.review_ms, count),
        former_micro=None if money is None else round(money * MICRO),
        now_micro=_shared(now.micro, count),
        former_time="" if minutes is None else spelt,
        former_money="" if money is None else priced,
    )


def _of_application(former: FormerWay, counts: Counts) -> tuple[Fraction | None, str]:
    a, b = _number(former.minutes_per_application), _number(former.minutes_per_interview)
    if a is None or b is None or not counts.applications:
        return None, ""
    share = f"{counts.interviews} ÷ {counts.applications}"
    spelt = f"{former.minutes_per_application} + {former.minutes_per_interview} × {share}"
    return a + b * Fraction(counts.interviews, counts.applications), spelt


def _of_interview(former: FormerWay, _: Counts) -> tuple[Fraction | None, str]:
    b = _number(former.minutes_per_interview)
    return (None, "") if b is None else (b, str(former.minutes_per_interview))


def _of_hire(former: FormerWay, counts: Counts) -> tuple[Fraction | None, str]:
    a, b = _number(former.minutes_per_application), _number(former.minutes_per_interview)
    each = _number(former.interviews_per_hire)
    if a is None or b is None or each is None or not counts.hires:
        return None, ""
    spelt = (
        f"{former.minutes_per_application} × {counts.applications} ÷ {counts.hires} + "
        f"{former.minutes_per_interview} × {former.interviews_per_hire}"
    )
    return a * Fraction(counts.applications, counts.hires) + b * each, spelt


_MINUTES: dict[Subject, Callable[[FormerWay, Counts], tuple[Fraction | None, str]]] = {
    "application": _of_application,
    "interview": _of_interview,
    "hire": _of_hire,
}


def _swings(
    former: FormerWay,
    names: Sequence[str],
    of: Literal["period", "hire"],
    saved: Callable[[FormerWay], int | None],
) -> list[Swing]:
    """One for each assumption that is stated; none where even as stated nothing is known."""
    same = saved(former)
    if same is None:
        return []
    return [
        Swing(
            assumption=name,
            of=of,
            half=saved(_scaled(former, name, Fraction(1, 2))),
            same=same,
            double=saved(_scaled(former, name, Fraction(2))),
        )
        for name in names
        if getattr(former, name) is not None
    ]


def _saved(former: FormerWay, now: Now, counts: Counts) -> int | None:
    """Of the whole period, rounded once: not a rounded share times a count."""
    minutes, _ = _of_application(former, counts)
    rate = _number(former.hourly_rate)
    if minutes is None or rate is None or now.micro is None:
        return None
    return round(minutes * counts.applications * rate / _MINUTES_PER_HOUR * MICRO) - now.micro


def _saved_ms_per_100(former: FormerWay, now: Now, counts: Counts) -> int | None:
    minutes, _ = _of_application(former, counts)
    if minutes is None or now.review_ms is None:
        return None
    return round(100 * (minutes * MS_PER_MINUTE - Fraction(now.review_ms, counts.applications)))


def _lacks(former: FormerWay, now: Now, counts: Counts) -> list[str]:
    measured = [
        ("system", now.system_micro is not None),
        ("review", now.review_micro is not None),
        ("below_zero", not now.below_zero),
        ("applications", counts.applications > 0),
        ("hires", counts.hires > 0),
    ]
    return [*_unknown(former, FIGURES[:5]), *(name for name, known in measured if not known)]


def _unknown(former: FormerWay, names: Sequence[str]) -> list[str]:
    return [name for name in names if getattr(former, name) is None]


def _scaled(former: FormerWay, name: str, by: Fraction) -> FormerWay:
    value = Fraction(getattr(former, name)) * by
    return former.model_copy(update={name: str(value)})


def _number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _shared(amount: int | None, count: int) -> int | None:
    return None if amount is None or not count else round(Fraction(amount, count))


def _less(former: int | None, now: int | None) -> int | None:
    return None if former is None or now is None else former - now
