"""How a job's budget stands, and when somebody is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from mianshi.contracts.terms import Budget, BudgetState, ExchangeRate
from mianshi.finance.currencies import together
from mianshi.finance.months.rollup import Cell

_ORDER = ("within", "warned", "spent")


def period_of(budget: Budget, month: str) -> str:
    """What a budget is about in a month (``YYYY-MM``): that month, or ``all``."""
    return month if budget.period == "month" else "all"


def state_of(
    budget: Budget, cells: Iterable[Cell], *, month: str, day: str, rates: Sequence[ExchangeRate], at: str
) -> BudgetState:
    """How a budget stands.

    Args:
        budget: what the job may cost.
        cells: what everything cost in the budget's period; those of other jobs do not count.
        month: in which it is looked at, ``YYYY-MM``.
        day: the day whose rates convert what was paid in another currency.
        rates: the customer's table.
        at: UTC, ISO 8601.

    Lines without a price, and lines in a currency that no rate is known for, are in no amount and are counted.
    """
    own = [cell for cell in cells if cell.job_id == budget.job_id]
    amounts: dict[str, int | None] = {}
    for cell in own:
        amounts[cell.currency] = (amounts.get(cell.currency) or 0) + cell.sum.micro
    whole = together(amounts, budget.currency, day, rates)
    spent = whole.amount_micro or 0
    left_out = sum(c.sum.lines if c.currency in whole.left else c.sum.unpriced for c in own)
    return BudgetState(
        job_id=budget.job_id,
        period=period_of(budget, month),
        spent_micro=spent,
        state=_state(budget, spent),
        unpriced=left_out,
        at=at,
    )


def news(budget: Budget, before: BudgetState | None, after: BudgetState) -> Literal["warned", "spent"] | None:
    """What is to be told now: a warning or the end, each once for each period of a budget as it was last set."""
    if after.state == "within":
        return None
    known = before is not None and before.period == after.period and before.at >= budget.at
    if known and before is not None and _ORDER.index(before.state) >= _ORDER.index(after.state):
        return None
    return after.state


def stops(budget: Budget | None, state: BudgetState | None, month: str) -> bool:
    """Whether nobody new may be invited in a month (``YYYY-MM``). A budget that was set after it was last looked at
    stops nobody yet."""
    if budget is None or state is None or not budget.stop:
        return False
    return state.state == "spent" and state.period == period_of(budget, month) and state.at >= budget.at


def _state(budget: Budget, spent_micro: int) -> Literal["within", "warned", "spent"]:
    if spent_micro >= budget.amount_micro:
        return "spent"
    return "warned" if spent_micro * 100 >= budget.amount_micro * budget.warn_percent else "within"
