"""One piece of news of every kind, full of what must not be told."""

from __future__ import annotations

from mianshi.contracts.afterwards import Hire
from mianshi.contracts.delivery import INTERVIEW_EVENTS, EventKind
from mianshi.contracts.hiring import DecisionKind
from mianshi.contracts.news import (
    BudgetNews,
    CostLine,
    CostNews,
    DecisionNews,
    DivergenceNews,
    InvitationNews,
    News,
    PassRateNews,
    ResumeNews,
)
from mianshi.contracts.terms import BudgetState, MonthClosed, MonthTotal, ReportFile
from support.deeds import AT, interview_news

PERSONAL = ("测试 一号", "13800000000", "one@example.com", "林经理", "st_lin", "/c/secret-door")
"""What no other system may get to know."""


def news_of(event: EventKind, **more: object) -> News:
    """Everything that could be known, so that what must not be told could be."""
    full = interview_news(
        event=event,
        invitation=InvitationNews(url="https://hr.example.com/c/secret-door", ends_at=AT, language="zh"),
        decision=DecisionNews(kind=DecisionKind.ADVANCE, by_name="林经理", at=AT),
    )
    if event not in INTERVIEW_EVENTS:
        full = full.model_copy(update={"link": "https://hr.example.com/jobs/jb_1/candidates/ca_1"})
    if event is EventKind.CANDIDATE_HIRED:
        hire = Hire(
            starts_on="2027-01-04",
            position="店长",
            department="零售",
            employee_id="E7",
            told_about_scores=True,
            by="st_lin",
            at=AT,
        )
        full = full.model_copy(update={"hire": hire})
    if event is EventKind.COSTS_BOOKED:
        lines = [CostLine(department="零售", interviews=3, amount_micro=12_340_000)]
        costs = CostNews(month="2026-11", currency="CNY", sequence=1, lines=lines)
        link = "https://hr.example.com/costs?month=2026-11"
        return News(event=event, subject="month:2026-11", at=AT, costs=costs, link=link)
    if event is EventKind.COSTS_CLOSED:
        total = MonthTotal(currency="CNY", amount_micro=12_340_000, lines=30, unpriced=1)
        file = ReportFile(name="jobs.csv", bytes=10, sha256="0" * 64)
        closed = MonthClosed(month="2026-11", at=AT, by="st_lin", totals=[total], files=[file])
        link = "https://hr.example.com/costs?month=2026-11"
        return News(event=event, subject="month:2026-11", at=AT, closed=closed, link=link)
    if event in (EventKind.BUDGET_WARNED, EventKind.BUDGET_SPENT):
        state = BudgetState(job_id="jb_1", period="all", spent_micro=9_000_000, state="warned", at=AT)
        budget = BudgetNews(currency="CNY", amount_micro=10_000_000, stop=True, state=state)
        link = "https://hr.example.com/costs/jobs/jb_1"
        return News(event=event, subject="job:jb_1", at=AT, job=full.job, budget=budget, link=link)
    if event is EventKind.RESUME_MATCHED:
        full = full.model_copy(update={"resume": ResumeNews(percent=73, met=5, asked=8, missing=1)})
    if event is EventKind.INTERVIEW_DIVERGED:
        full = full.model_copy(update={"divergence": DivergenceNews(raters=2, difference=1.2, apart=["处理投诉"])})
    if event is EventKind.JOB_PASS_RATE:
        rate = PassRateNews(scored=20, forward=6, weeks=4, low=0.5, high=1.0)
        link = "https://hr.example.com/jobs/jb_1/funnel"
        return News(event=event, subject="job:jb_1", at=AT, job=full.job, pass_rate=rate, link=link)
    if event in (EventKind.CONNECTOR_TEST, EventKind.CONNECTOR_OFF):
        return News(event=event, subject="connector:erp", at=AT, told="A test.")
    return full.model_copy(update=more)
