"""A happening as data for other systems' programs: ids, their own ids, numbers and words of the job.

Nobody's name, contacts or reasons, and nothing that was said, is among them (policy 7). Every value is a text, a whole
number, a truth value or null, except ``competencies``, ``competencies_apart``, ``lines``, ``totals``, ``files``
and ``missing``.
"""

from __future__ import annotations

from typing import Any

from mianshi.contracts.afterwards import Hire
from mianshi.contracts.base import Language
from mianshi.contracts.delivery import INTERVIEW_EVENTS, EventKind
from mianshi.contracts.news import (
    BudgetNews,
    CostNews,
    DivergenceNews,
    InterviewNews,
    News,
    PassRateNews,
    ResumeNews,
)
from mianshi.contracts.terms import MonthClosed
from mianshi.delivery.messages import fit

Facts = dict[str, Any]

LONGEST_WORDS = 200
"""Bytes of a title or a name of a competency; longer ones are cut, ids never are."""
_CONTROLS = dict.fromkeys([*range(32), 127], " ")


def facts(news: News, language: Language) -> Facts:
    """What is told about a happening; equal for equal news.

    An interview's result is told when the interview closed, and of somebody hired (who was told that it would be).
    Other happenings name the interview only.
    """
    with_result = news.event in INTERVIEW_EVENTS or news.event is EventKind.CANDIDATE_HIRED
    told: Facts = {}
    if news.job:
        told |= {
            "job_id": news.job.id,
            "job_external_id": news.job.external_id,
            "job_title": words(news.job.title.in_language(language)),
            "job_department": words(news.job.department),
        }
    if news.candidate:
        told |= {"candidate_id": news.candidate.id, "candidate_external_id": news.candidate.external_id}
    if news.interview:
        told |= _result(news.interview, language) if with_result else {"interview_id": news.interview.id}
    if news.invitation and news.event is EventKind.CANDIDATE_INVITED:
        told["invitation_ends_at"] = news.invitation.ends_at
    if news.decision and news.event is EventKind.CANDIDATE_DECIDED:
        told |= {"decision": news.decision.kind.value, "decided_at": news.decision.at}
    if news.hire:
        told |= _hire(news.hire)
    told |= _money(news) | _signals(news)
    if news.link and "report_url" not in told:
        told["page_url"] = news.link
    if news.told:
        told["note"] = words(news.told)
    return told


def words(text: str) -> str:
    """One line, at most `LONGEST_WORDS` bytes of it."""
    return fit(text.translate(_CONTROLS), LONGEST_WORDS)


def _result(told: InterviewNews, language: Language) -> Facts:
    known = not told.needs_person
    return {
        "interview_id": told.id,
        "role_name": words(told.role_name.in_language(language)),
        "outcome": told.outcome.value,
        "total": told.total if known else None,
        "recommendation": told.recommendation if known else None,
        "needs_person": told.needs_person,
        "competencies": [
            {"name": words(part.name), "level": part.level, "score": part.score} for part in told.competencies
        ]
        if known
        else [],
        "started_at": told.started_at,
        "closed_at": told.closed_at,
        "report_url": told.report_url,
    }


def _hire(hire: Hire) -> Facts:
    return {
        "starts_on": hire.starts_on,
        "position": hire.position,
        "department": hire.department,
        "employee_id": hire.employee_id,
        "told_about_scores": hire.told_about_scores,
    }


def _money(news: News) -> Facts:
    told = _costs(news.costs) if news.costs else {}
    told |= _closed(news.closed) if news.closed else {}
    return told | (_budget(news.budget) if news.budget else {})


def _costs(costs: CostNews) -> Facts:
    return {
        "month": costs.month,
        "sequence": costs.sequence,
        "reverses": costs.reverses,
        "currency": costs.currency,
        "interviews": sum(line.interviews for line in costs.lines),
        "amount_micro": costs.amount_micro,
        "unpriced": costs.unpriced,
        "lines": [
            {
                "department": words(line.department),
                "interviews": line.interviews,
                "amount_micro": line.amount_micro,
            }
            for line in costs.lines
        ],
    }


def _closed(closed: MonthClosed) -> Facts:
    return {
        "month": closed.month,
        "closed_at": closed.at,
        "totals": [total.model_dump() for total in closed.totals],
        "files": [file.model_dump() for file in closed.files],
        "missing": closed.missing,
    }


def _signals(news: News) -> Facts:
    """What somebody should look at."""
    told = _resume(news.resume) if news.resume else {}
    told |= _divergence(news.divergence) if news.divergence else {}
    return told | (_pass_rate(news.pass_rate) if news.pass_rate else {})


def _resume(resume: ResumeNews) -> Facts:
    return {
        "match_percent": resume.percent,
        "requirements_met": resume.met,
        "requirements_asked": resume.asked,
        "requirements_missing": resume.missing,
    }


def _divergence(divergence: DivergenceNews) -> Facts:
    return {
        "raters": divergence.raters,
        "difference_percent": divergence.percent,
        "competencies_apart": [words(name) for name in divergence.apart],
    }


def _pass_rate(rate: PassRateNews) -> Facts:
    return {
        "scored": rate.scored,
        "forward": rate.forward,
        "weeks": rate.weeks,
        "pass_percent": round(100 * rate.forward / rate.scored),
        "band_low_percent": round(100 * rate.low),
        "band_high_percent": round(100 * rate.high),
    }


def _budget(budget: BudgetNews) -> Facts:
    return {
        "currency": budget.currency,
        "budget_micro": budget.amount_micro,
        "spent_micro": budget.state.spent_micro,
        "period": budget.state.period,
        "state": budget.state.state,
        "stops_invitations": budget.stop,
    }
