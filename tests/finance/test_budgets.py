"""A budget is warned about once, spent once, and stops only who asked for it."""

from __future__ import annotations

from typing import Any

import pytest

from mianshi.contracts.terms import Budget, BudgetState, ExchangeRate
from mianshi.finance import budgets
from mianshi.finance.months.rollup import Cell, Sum

AT = "2026-11-10T00:00:00.000Z"
USD = ExchangeRate(day="2026-11-01", base="USD", quote="CNY", rate="7", source="bank")


def budget(**more: Any) -> Budget:
    return Budget.model_validate(
        {"job_id": "a", "currency": "CNY", "amount_micro": 1000, "by": "p", "at": "2026-11-01T00:00:00.000Z"} | more
    )


def cell(micro: int, job: str = "a", currency: str = "CNY", **more: Any) -> Cell:
    total = Sum(micro=micro, lines=3, **more)
    return Cell(job_id=job, department="", service="lambda", currency=currency, sum=total)


def state(*cells: Cell, of: Budget | None = None) -> BudgetState:
    return budgets.state_of(of or budget(), cells, month="2026-11", day="2026-11-10", rates=[USD], at=AT)


@pytest.mark.parametrize(("micro", "told"), [(799, "within"), (800, "warned"), (999, "warned"), (1000, "spent")])
def test_the_state_changes_at_the_amount_itself(micro: int, told: str) -> None:
    assert state(cell(micro), cell(10**6, job="b")).state == told


def test_other_currencies_count_at_their_rate_or_are_said_to_be_left_out() -> None:
    found = state(cell(300), cell(100, currency="USD"), cell(500, currency="EUR"), cell(0, unpriced=2))
    assert (found.spent_micro, found.state, found.unpriced) == (1000, "spent", 5)


def test_each_state_is_told_once_in_a_period() -> None:
    own = budget(period="month")
    within, warned, spent = (state(cell(micro), of=own) for micro in (1, 900, 1000))
    assert [budgets.news(own, None, s) for s in (within, warned, spent)] == [None, "warned", "spent"]
    assert [budgets.news(own, warned, s) for s in (within, warned, spent)] == [None, None, "spent"]
    assert [budgets.news(own, spent, s) for s in (warned, spent)] == [None, None]
    last_month = spent.model_copy(update={"period": "2026-10"})
    assert budgets.news(own, last_month, warned) == "warned"
    raised = budget(period="month", at="2026-11-11T00:00:00.000Z")
    assert budgets.news(raised, spent, warned) == "warned"


def test_a_budget_stops_where_it_says_so_and_while_its_period_lasts() -> None:
    own = budget(period="month", stop=True)
    spent = state(cell(1000), of=own)
    assert budgets.stops(own, spent, "2026-11")
    assert not budgets.stops(own, spent, "2026-12")
    assert not budgets.stops(budget(period="month"), spent, "2026-11")
    assert not budgets.stops(own, state(cell(999), of=own), "2026-11")
    assert not budgets.stops(budget(period="month", stop=True, at="2026-11-11T00:00:00.000Z"), spent, "2026-11")
    assert not budgets.stops(own, None, "2026-11") and not budgets.stops(None, spent, "2026-11")
