"""The budgets of jobs: looked at by the books, told once, and asked before somebody is invited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mianshi.accounting.billing import rates
from mianshi.contracts.delivery import EventKind
from mianshi.contracts.keys import job_subject
from mianshi.contracts.terms import Budget, ExchangeRate
from mianshi.finance import budgets
from mianshi.finance.months import days
from mianshi.finance.months.rollup import Cell, DaySummary
from mianshi.outbound import owing
from mianshi.platform import objects
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import jobs, terms

_EVENTS = {"warned": EventKind.BUDGET_WARNED, "spent": EventKind.BUDGET_SPENT}
_closed: dict[str, list[Cell]] = {}
"""The cells of months before the open ones, which never change."""


def spent(job_id: str) -> bool:
    """Whether a job's budget is spent and nobody new is to be invited because of it."""
    budget = terms.budget(job_id)
    if budget is None or not budget.stop:
        return False
    return budgets.stops(budget, terms.budget_state(job_id), f"{now():%Y-%m}")


def look(months: Mapping[str, Iterable[DaySummary]]) -> int:
    """See how every budget stands, keep that, and tell what is new; how many there are.

    Args:
        months: every month that is not closed, with its days as far as they are added up.
    """
    known = terms.budgets()
    if not known:
        return 0
    moment = now()
    this = f"{moment:%Y-%m}"
    known_rates = rates(this)
    cells = {name: [cell for day in found for cell in day.cells] for name, found in months.items()}
    for budget in known:
        own = cells.get(this, []) if budget.period == "month" else _ever(budget, cells)
        _note(budget, own, this, f"{moment:%Y-%m-%d}", known_rates)
    return len(known)


def _note(budget: Budget, cells: Iterable[Cell], month: str, day: str, known: list[ExchangeRate]) -> None:
    state = budgets.state_of(budget, cells, month=month, day=day, rates=known, at=timestamp())
    told = budgets.news(budget, terms.budget_state(budget.job_id), state)
    if told is None:
        terms.note_budget(state)
        return
    occurrence = f"{told}-{state.period}-{budget.amount_micro}"
    owed = owing.rows(_EVENTS[told], job_subject(budget.job_id), occurrence, budget.job_id)
    if terms.note_budget(state, owed):
        owing.announce(owed)


def _ever(budget: Budget, cells: Mapping[str, list[Cell]]) -> list[Cell]:
    """What the job cost since it is there: the closed months as they were closed, and the others."""
    job = jobs.find(budget.job_id)
    found = [cell for own in cells.values() for cell in own if cell.job_id == budget.job_id]
    name = days.before(min(cells)) if cells else ""
    while job is not None and name >= job.created_at[:7]:
        if name not in _closed:
            whole = objects.find_record(objects.costs_of(name), DaySummary)
            _closed[name] = whole.cells if whole else []
        found += [cell for cell in _closed[name] if cell.job_id == budget.job_id]
        name = days.before(name)
    return found
