"""What finance asks, answered with every assumption beside its answer: as a page, to print, and as a file."""

from __future__ import annotations

from collections.abc import Sequence

from figures import period
from figures.period import Found, Period
from mianshi.accounting import billing
from mianshi.contracts.people import AuditAction
from mianshi.contracts.terms import ExchangeRate, FormerWay, Terms
from mianshi.contracts.usage import Meter
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.finance import budgets, tariff
from mianshi.finance.figures import answers, questions, savings
from mianshi.finance.figures.answers import Answers, Department
from mianshi.finance.figures.forecast import MOST_WANTED, Forecast, forecast
from mianshi.finance.figures.questions import Figure, Per
from mianshi.finance.months.rollup import Group, Sum
from mianshi.pages.answers import AnswersView, render_answers, render_savings
from mianshi.pages.budgets import BudgetLine
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import jobs
from mianshi.platform.store import terms as kept
from mianshi.privacy.rights import Right, may

USUAL_WAVE = 500
_DAYS_STAYED = (90, 180, 365)
_PERS: tuple[Per, ...] = ("interview", "scored_interview", "qualified", "hire")
_REFUSED, _LONGEST_MONTH = 422, 20
_KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def shown(visit: Visit) -> Answer:
    """Every question with its answer."""
    view = _view(visit)
    return web.html(visit, render_answers(view, staff.frame(visit, "costs")), _REFUSED if view.typed else 200)


def saved(visit: Visit) -> Answer:
    """The report on savings."""
    view = _view(visit)
    if view.typed:
        return web.html(visit, render_answers(view, staff.frame(visit, "costs")), _REFUSED)
    return web.html(visit, render_savings(view, staff.frame(visit, "costs")))


def file(visit: Visit, kind: str) -> Answer:
    """Every answer as a file."""
    access.require(visit, Right.SEE_COSTS)
    if kind not in _KINDS:
        raise Rejected("not_found", "there is no such file")
    about = period.asked(visit)
    told = _answered(visit, about)
    if told.missing:
        raise Rejected("still_adding_up", "days are still being added up")
    access.note(visit, AuditAction.DATA_EXPORTED, f"answers {about.first} {about.last} {kind}", about=about.job)
    content = answers.to_csv(told) if kind == "csv" else told.canonical_json()
    return web.file(content, f"mianshi-answers-{about.first}-{about.last}.{kind}", _KINDS[kind])


def _view(visit: Visit) -> AnswersView:
    access.require(visit, Right.SEE_COSTS)
    typed: dict[str, str] = {}
    try:
        about = period.asked(visit)
    except Rejected as error:
        if error.code != "bad_request":
            raise
        about, typed = period.this_month(visit), {name: visit.query(name)[:_LONGEST_MONTH] for name in ("from", "to")}
    told = _answered(visit, about)
    access.note(visit, AuditAction.COSTS_READ, f"answers {about.first} {about.last}", about=about.job)
    every = kept.budgets()
    known = jobs.several([budget.job_id for budget in every])
    month = f"{now():%Y-%m}"
    lines = [
        BudgetLine(
            budget=budget,
            title=known[budget.job_id].title if budget.job_id in known else None,
            state=kept.budget_state(budget.job_id),
            period=budgets.period_of(budget, month),
        )
        for budget in every
        if about.job is None or budget.job_id == about.job.id
    ]
    return AnswersView(
        answers=told,
        job=about.job,
        life=about.life,
        wanted=_wanted(visit),
        jobs=jobs.newest(period.MOST_JOBS),
        budgets=lines,
        may_change=may(visit.person, Right.BOOK_COSTS),
        has_terms=bool(told.assumptions),
        typed=typed,
    )


def _answered(visit: Visit, about: Period) -> Answers:
    found, revisions = period.found(about), kept.every()
    terms = tariff.terms_of(about.last, revisions)
    former, rates = terms.former if terms else FormerWay(), billing.rates(about.last, revisions)
    totals = answers.summed(found.cells)
    review = {
        month: held.prices.get(Meter.REVIEW.value) if (held := tariff.terms_of(month, revisions)) else None
        for month in about.months
    }
    now_costs = answers.now_of(found.cells, review, found.by_month, former.currency, about.end, rates)
    whole, used, left = answers.in_currency(totals, former.currency, about.end, rates)
    waves, left_out, adding = _forecasts(about, _wanted(visit))
    return Answers(
        first=about.first,
        last=about.last,
        job_id=about.job.id if about.job else "",
        title=about.job.title.in_language(visit.language) if about.job else "",
        at=timestamp(),
        missing=sorted({*found.missing, *adding}),
        open_days=found.open_days,
        cut=found.cut,
        counts=found.counts,
        figures=_figures(about, totals, found, terms),
        savings=savings.savings(former, now_costs, found.counts),
        returns=[
            savings.value_return("value", former, whole, found.counts.hires),
            savings.savings_return(former, now_costs, found.counts),
        ],
        departments=[] if about.job else _departments(about, found, former, rates),
        retention=[questions.stayed(found.stints, days, f"{now():%Y-%m-%d}") for days in _DAYS_STAYED],
        forecasts=waves,
        left_out=left_out,
        assumptions=answers.assumptions(terms),
        rates=used,
        unconverted=left,
    )


def _figures(about: Period, totals: Sequence[Group], found: Found, terms: Terms | None) -> list[Figure]:
    """By currency, and once more in the currency of the reports where something had to be converted for it."""
    figures = questions.figures(totals, found.counts, _PERS)
    shown_in = terms.report_currency if terms else None
    if terms is None or shown_in is None or {total.currency for total in totals} <= {shown_in}:
        return figures
    amount, _, _ = answers.in_currency(totals, shown_in, about.end, billing.rates(about.last, kept.every()))
    if amount is None:
        return figures
    unpriced = sum(total.sum.unpriced for total in totals)
    lines = sum(total.sum.lines for total in totals)
    one = Group(key="converted", currency=shown_in, sum=Sum(micro=amount, lines=lines, unpriced=unpriced))
    together = questions.figures([one], found.counts, _PERS)
    return [*(figure.model_copy(update={"converted": True}) for figure in together), *figures]


def _forecasts(about: Period, wanted: int) -> tuple[list[Forecast], int, list[str]]:
    over, missing = period.past(about.job)
    priced = [one for one in over if not one.sum.unpriced]
    found = [
        forecast([one.sum.micro for one in priced if one.currency == currency], wanted, currency)
        for currency in sorted({one.currency for one in priced})
    ]
    return found, len({one.interview_id for one in over if one.sum.unpriced}), missing


def _departments(about: Period, found: Found, former: FormerWay, rates: Sequence[ExchangeRate]) -> list[Department]:
    names = {cell.department for cell in found.cells} | set(found.hires)
    every = [budget for budget in kept.budgets() if budget.currency == former.currency]
    known = jobs.several([budget.job_id for budget in every])
    lines = []
    for name in sorted(names):
        cells = [cell for cell in found.cells if cell.department == name]
        cost, _, _ = answers.in_currency(answers.summed(cells), former.currency, about.end, rates)
        own = [one for one in every if one.job_id in known and known[one.job_id].department == name]
        states = [kept.budget_state(one.job_id) for one in own]
        hires = found.hires.get(name, 0)
        lines.append(
            Department(
                department=name,
                cost_micro=cost,
                unpriced=sum(cell.sum.unpriced for cell in cells),
                hires=hires,
                back=savings.value_return(name, former, cost, hires),
                budget_micro=sum(one.amount_micro for one in own) if own else None,
                spent_micro=sum(state.spent_micro for state in states if state) if any(states) else None,
            )
        )
    return sorted(lines, key=lambda line: (-(line.cost_micro or 0), line.department))


def _wanted(visit: Visit) -> int:
    typed = visit.query("n")
    return (
        min(MOST_WANTED, max(1, int(typed))) if typed.isascii() and typed.isdigit() and len(typed) < 8 else USUAL_WAVE
    )
