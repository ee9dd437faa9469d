"""What interviews cost: exact totals of a month, by job and department, and each interview. No name is read here."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import frame
from frame import Call
from mianshi.contracts.hiring import Job
from mianshi.contracts.partner import Scope
from mianshi.contracts.partner_api_more import CostsQuery, CostsTold, CostTold, InterviewCostTold
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, summing
from mianshi.finance import rollup
from mianshi.finance.rollup import Cell, DaySummary, Group, InterviewSum
from mianshi.platform.store import jobs

router = frame.Routes("Costs")
SECONDS = 15.0
"""For adding up days that nobody asked for before; a month has thirty, and a day takes well under a second."""
MOST_INTERVIEWS = 5000
"""Told one by one, the dearest first."""


@router.get("/costs", scope=Scope.COSTS_READ, gives=CostsTold, query=CostsQuery, summary="Read what a month cost")
def month(call: Call, query: CostsQuery) -> CostsTold:
    """Totals are sums of the ledger to the millionth; what has no price is counted and in no amount, never shown as 0.

    A partner that sees its own jobs gets the costs of these only.
    """
    added = summing.month(query.month, SECONDS)
    days = added.days if call.partner.jobs == "all" else _theirs(call, added.days)
    access.note(call.who, AuditAction.COSTS_READ, query.month)
    return CostsTold(
        month=query.month,
        complete=not added.missing,
        totals=[_told(group) for group in rollup.totals(days)],
        jobs=[_told(group) for group in rollup.by_job(days)],
        departments=[_told(group) for group in rollup.by_department(days)],
        interviews=[_interview(entry) for entry in rollup.interviews(days)[:MOST_INTERVIEWS]],
    )


def decimal(micro: int) -> str:
    """Micro-units as a decimal text without trailing zeros: 1500000 is ``1.5``."""
    return format((Decimal(micro) / 1_000_000).normalize(), "f")


def _theirs(call: Call, days: Iterable[DaySummary]) -> list[DaySummary]:
    days = list(days)
    named: dict[str, Job] = {}
    ids = sorted({cell.job_id for day in days for cell in day.cells if cell.job_id})
    for start in range(0, len(ids), 100):  # what BatchGetItem takes
        named |= jobs.several(ids[start : start + 100])
    seen = {known for known, job in named.items() if call.sees(job)}

    def own(entries: Iterable[Cell | InterviewSum]) -> list[Cell | InterviewSum]:
        return [entry for entry in entries if entry.job_id in seen]

    return [day.model_copy(update={"cells": own(day.cells), "interviews": own(day.interviews)}) for day in days]


def _told(group: Group) -> CostTold:
    amount = group.sum.amount
    return CostTold(
        key=group.key,
        currency=group.currency,
        amount=None if amount is None else decimal(amount),
        amount_micro=amount,
        lines=group.sum.lines,
        unpriced_lines=group.sum.unpriced,
    )


def _interview(entry: InterviewSum) -> InterviewCostTold:
    amount = entry.sum.amount
    return InterviewCostTold(
        interview_id=entry.interview_id,
        job_id=entry.job_id,
        outcome=entry.outcome,
        currency=entry.currency,
        amount=None if amount is None else decimal(amount),
        amount_micro=amount,
    )
