"""The page of a job's budget, and how a budget stands."""

from __future__ import annotations

from functools import partial
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.hiring import Job
from mianshi.contracts.terms import Budget, BudgetState
from mianshi.pages.finance import money
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.texts import text


class BudgetLine(Record):
    """A job's budget, and how it stood when it was last looked at."""

    budget: Budget
    title: Bilingual | None
    state: BudgetState | None
    period: str
    """What the budget is about now: a month, or ``all``."""

    @property
    def fresh(self) -> bool:
        """Whether somebody looked since the budget was set, and at the period that counts now."""
        return self.state is not None and self.state.at >= self.budget.at and self.state.period == self.period

    @property
    def standing(self) -> Literal["within", "warned", "spent", "unknown"]:
        """One word for it."""
        return self.state.state if self.state is not None and self.fresh else "unknown"

    @property
    def percent(self) -> int:
        """What is spent, in whole per cent of the budget, rounded down; 0 where it is not known."""
        if self.state is None or not self.fresh:
            return 0
        return max(0, 100 * self.state.spent_micro // self.budget.amount_micro)


class BudgetView(Record):
    """The form of a job's budget. `fields`: as typed or as it stands; `problems`: ends of the texts' keys, by field."""

    job: Job
    line: BudgetLine | None
    fields: dict[str, str]
    problems: dict[str, str] = Field(default_factory=dict)
    seen: str
    """When the budget that the form was made from was set; empty: there was none."""
    may_change: bool
    saved: bool = False
    meanwhile: bool = False
    """Whether somebody set or dropped the budget after the form was made."""


def render_budget(view: BudgetView, frame: Frame) -> str:
    """The form of a budget."""
    problems = {
        name: Bilingual(zh=text(f"budget_wrong_{code}", "zh"), en=text(f"budget_wrong_{code}", "en"))
        for name, code in view.problems.items()
    }
    return render_page(
        "finance/budget.html",
        frame,
        view=view,
        fields=view.fields,
        problems=problems,
        notes={},
        money=partial(money, language=frame.language),
    )
