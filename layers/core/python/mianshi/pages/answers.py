"""The pages that answer finance's questions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlencode

from pydantic import Field

from mianshi.contracts.base import Language, Record
from mianshi.contracts.hiring import Job
from mianshi.finance.figures.answers import Answers, Assumption
from mianshi.finance.figures.forecast import LEAST, Forecast
from mianshi.finance.figures.questions import ENOUGH, MOST_MONTHS
from mianshi.pages.budgets import BudgetLine
from mianshi.pages.finance import money
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.texts import text

_MINUTE, _HOUR = 60_000, 3_600_000


class AnswersView(Record):
    """The answers, and what they were asked about."""

    answers: Answers
    job: Job | None
    life: bool
    wanted: int
    jobs: list[Job]
    budgets: list[BudgetLine]
    may_change: bool
    has_terms: bool
    typed: dict[str, str] = Field(default_factory=dict)
    """``from`` and ``to`` as they were typed, where they are no period: the answers are then about this month."""


def render_answers(view: AnswersView, frame: Frame) -> str:
    """Every question with its answer."""
    return render_page("finance/answers.html", frame, **_words(view, frame))


def render_savings(view: AnswersView, frame: Frame) -> str:
    """The report on savings alone, made to be printed."""
    return render_page("finance/savings.html", frame, **_words(view, frame))


def hours(ms: int, language: Language) -> str:
    """A length in hours from one hour on, else in minutes, to one decimal, rounded half up; it may be below zero."""
    unit, words = (_HOUR, ("小时", "h")) if abs(ms) >= _HOUR else (_MINUTE, ("分钟", "min"))
    tenths = (abs(ms) * 10 + unit // 2) // unit
    return f"{'−' if ms < 0 else ''}{tenths // 10:,}.{tenths % 10} {words[language == 'en']}"


def ratio(hundredths: int) -> str:
    """``5.00 : 1``."""
    return f"{'−' if hundredths < 0 else ''}{abs(hundredths) // 100:,}.{abs(hundredths) % 100:02d} : 1"


def whisker(wave: Forecast) -> list[tuple[int, float, float, float]]:
    """Level, begin, width and middle of each interval in per cent of a line from 0 to the highest end."""
    most = max((edge.high_micro for edge in wave.bounds), default=0)
    if not most:
        return []

    def x(micro: int) -> float:
        return round(100 * micro / most, 2)

    middle = x(wave.total_micro or 0)
    return [(e.level, x(e.low_micro), max(0.5, x(e.high_micro) - x(e.low_micro)), middle) for e in wave.bounds]


def lengths(amounts: Sequence[int | None]) -> list[float]:
    """Bars in per cent of the longest; nothing for what is not known or below zero."""
    most = max((amount or 0 for amount in amounts), default=0)
    return [round(100 * max(0, amount or 0) / most, 2) if most else 0.0 for amount in amounts]


def query(view: AnswersView, *, wanted: bool = True) -> str:
    """The address's query that asks the same again."""
    told = view.answers
    pairs = {"from": told.first, "to": told.last, "job": told.job_id, "life": "1" if view.life else ""}
    if wanted:
        pairs["n"] = str(view.wanted)
    return urlencode({name: value for name, value in pairs.items() if value})


def _words(view: AnswersView, frame: Frame) -> dict[str, object]:
    return {
        "view": view,
        "a": view.answers,
        "money": partial(money, language=frame.language),
        "hours": partial(hours, language=frame.language),
        "ratio": ratio,
        "whisker": whisker,
        "lengths": lengths,
        "named": partial(_named, language=frame.language),
        "said": {one.name: one for one in view.answers.assumptions},
        "value_of": _value_of,
        "least": LEAST,
        "enough": ENOUGH,
        "most_months": MOST_MONTHS,
        "query": query(view),
        "script_data": {"pending": bool(view.answers.missing)},
    }


def _named(lack: str, *, language: Language) -> str:
    """What is missing, in words."""
    known = {"system", "review", "applications", "hires", "costs", "below_zero"}
    return text(f"ans_lack_{lack}" if lack in known else f"terms_former_{lack}", language)


def _value_of(assumption: Assumption) -> str:
    amounts = {"hourly_rate", "other_per_hire", "value_per_hire"}
    return f"{assumption.currency} {assumption.value}" if assumption.name in amounts else assumption.value
