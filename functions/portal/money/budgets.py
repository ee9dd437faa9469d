"""What a job may cost: set, changed and dropped by whoever books costs; everybody who sees costs sees how it stands."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from mianshi.contracts.hiring import Job
from mianshi.contracts.money import MICRO, decimal_text
from mianshi.contracts.people import AuditAction
from mianshi.contracts.terms import Budget
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.finance import budgets
from mianshi.finance.figures import term_forms
from mianshi.pages.budgets import BudgetLine, BudgetView, render_budget
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import jobs, terms
from mianshi.privacy.rights import Right, may

router = web.router()
_MOST_MICRO = 10**18
_FIELDS = ("amount", "currency", "period", "warn_percent", "stop")
_NEW = {"currency": "CNY", "period": "all", "warn_percent": "80", "stop": "yes"}
_REFUSED, _CONFLICT = 422, 409


@router.get("/costs/budgets/<job_id>")
def shown(job_id: str) -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    job = _job(job_id)
    known = terms.budget(job.id)
    return _page(visit, job, known, _fields(known), saved=visit.query("saved") == "1")


@router.post("/costs/budgets/<job_id>")
def change(job_id: str) -> Answer:
    visit = web.visit(router)
    person = access.require(visit, Right.BOOK_COSTS)
    job = _job(job_id)
    known = terms.budget(job.id)
    typed = {name: visit.form(name)[:100] for name in _FIELDS}
    wanted, problems = _read(typed)
    meanwhile = not _same_as_seen(visit, known)
    if wanted is None or meanwhile:
        return _page(visit, job, known, typed, problems=problems, meanwhile=meanwhile)
    budget = Budget.model_validate({**wanted, "job_id": job.id, "by": person.id, "at": timestamp()})
    terms.set_budget(budget)
    told = f"{budget.period} {budget.currency} {budget.amount_micro}{' stop' if budget.stop else ''}"
    access.note(visit, AuditAction.BUDGET_CHANGED, told, about=job)
    return web.see_other(f"/costs/budgets/{job.id}?saved=1")


@router.post("/costs/budgets/<job_id>/drop")
def drop(job_id: str) -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.BOOK_COSTS)
    job = _job(job_id)
    known = terms.budget(job.id)
    if not _same_as_seen(visit, known):
        return _page(visit, job, known, _fields(known), meanwhile=True)
    if known is not None:
        terms.drop_budget(job.id)
        access.note(visit, AuditAction.BUDGET_CHANGED, "dropped", about=job)
    return web.see_other(f"/costs/budgets/{job.id}")


def _job(job_id: str) -> Job:
    found = jobs.find(job_id)
    if found is None:
        raise Rejected("not_found", "there is no such job")
    return found


def _same_as_seen(visit: Visit, known: Budget | None) -> bool:
    """Whether the budget as it stands is the one that the form was made from."""
    return visit.form("seen") == (known.at if known else "")


def _read(typed: dict[str, str]) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """What a budget is made of, or what is wrong by field."""
    amount = Decimal(term_forms.plain_number(typed["amount"]) or "0") * MICRO
    percent = term_forms.plain_number(typed["warn_percent"])
    whole = int(percent) if percent.isdigit() and len(percent) <= 3 else 0
    wrong = {
        "amount": "" if 0 < amount <= _MOST_MICRO and amount == int(amount) else "amount",
        "currency": "" if typed["currency"] in term_forms.CURRENCIES else "currency",
        "period": "" if typed["period"] in ("all", "month") else "period",
        "warn_percent": "" if 1 <= whole <= 100 else "percent",
    }
    problems = {name: code for name, code in wrong.items() if code}
    if problems:
        return None, problems
    return {
        "amount_micro": int(amount),
        "currency": typed["currency"],
        "period": typed["period"],
        "warn_percent": whole,
        "stop": typed["stop"] == "yes",
    }, {}


def _fields(known: Budget | None) -> dict[str, str]:
    if known is None:
        return dict(_NEW)
    return {
        "amount": decimal_text(known.amount_micro, trimmed=True),
        "currency": known.currency,
        "period": known.period,
        "warn_percent": str(known.warn_percent),
        "stop": "yes" if known.stop else "",
    }


def _page(
    visit: Visit,
    job: Job,
    known: Budget | None,
    fields: dict[str, str],
    *,
    problems: dict[str, str] | None = None,
    saved: bool = False,
    meanwhile: bool = False,
) -> Answer:
    """The form with what was typed. Where somebody changed the budget meanwhile, it is made from the new one."""
    month = f"{now():%Y-%m}"
    line = None
    if known is not None:
        state = terms.budget_state(job.id)
        line = BudgetLine(budget=known, title=job.title, state=state, period=budgets.period_of(known, month))
    view = BudgetView(
        job=job,
        line=line,
        fields=fields,
        problems=problems or {},
        seen=known.at if known else "",
        may_change=may(visit.person, Right.BOOK_COSTS),
        saved=saved,
        meanwhile=meanwhile,
    )
    status = _REFUSED if problems else _CONFLICT if meanwhile else 200
    return web.html(visit, render_budget(view, staff.frame(visit, "costs")), status)
