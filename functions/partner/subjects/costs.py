"""What interviews cost: exact totals of a month, by whatever a partner asks for. No name is read here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from mianshi.accounting import month_files, summing
from mianshi.contracts.hiring import Job
from mianshi.contracts.money import decimal_text
from mianshi.contracts.partner import Scope
from mianshi.contracts.partner_api_more import (
    ConvertedTold,
    CostFileTold,
    CostsBy,
    CostsClosedTold,
    CostsQuery,
    CostsTold,
    CostTold,
    InterviewCostTold,
    RateTold,
)
from mianshi.contracts.people import AuditAction
from mianshi.doors import access
from mianshi.errors import Rejected
from mianshi.finance.months import rollup
from mianshi.finance.months.rollup import DaySummary, Group, InterviewSum, Sum
from mianshi.platform import files
from mianshi.platform.store import jobs, terms
from protocol import frame
from protocol.frame import Call

T = TypeVar("T")
Key = tuple[str, int, str]
router = frame.Routes("Costs")
SECONDS = 15.0
"""For adding up days that nobody asked for before; a month has thirty, and a day takes well under a second."""
FILE_SECONDS = 300


@router.get("/costs", scope=Scope.COSTS_READ, gives=CostsTold, query=CostsQuery, summary="Read what a month cost")
def month(call: Call, query: CostsQuery) -> CostsTold:
    """Totals are sums of the ledger to the millionth; what has no price is counted and in no amount, never shown as 0.

    A partner that sees its own jobs gets the costs of these only. Once a month is closed nothing in it changes, and its
    files can be fetched: lines, interviews, jobs, departments and more as CSV, a workbook, JSON.
    """
    added = summing.month(query.month, SECONDS)
    whole = call.partner.jobs == "all"
    known = added.days if whole else _theirs(call, added.days)
    totals = rollup.totals(known)
    interviews, more = _page(call, query, rollup.interviews(known), _interview_key) if query.by is None else ([], None)
    groups, other = _page(call, query, GROUPS[query.by](known), _group_key) if query.by else ([], None)
    access.note(call.who, AuditAction.COSTS_READ, query.month)
    return CostsTold(
        month=query.month,
        complete=not added.missing,
        totals=[_told(group) for group in totals],
        converted=_converted(query.month, totals),
        jobs=[] if query.by else [_told(group) for group in rollup.by_job(known)],
        departments=[] if query.by else [_told(group) for group in rollup.by_department(known)],
        interviews=[_interview(entry) for entry in interviews],
        groups=[_told(group) for group in groups],
        next=more or other,
        closed=_closed(query.month, whole=whole),
    )


def _theirs(call: Call, added: Sequence[DaySummary]) -> list[DaySummary]:
    named: dict[str, Job] = {}
    ids = sorted({cell.job_id for day in added for cell in day.cells if cell.job_id})
    for start in range(0, len(ids), 100):  # what BatchGetItem takes
        named |= jobs.several(ids[start : start + 100])
    seen = {known for known, job in named.items() if call.sees(job)}

    return [
        # What candidates cost beyond interviews, the quantities and the credits do not say whose job it was.
        DaySummary.model_construct(
            day=day.day,
            state=day.state,
            cells=[cell for cell in day.cells if cell.job_id in seen],
            interviews=[entry for entry in day.interviews if entry.job_id in seen],
        )
        for day in added
    ]


def _by_interview(known: Sequence[DaySummary]) -> list[Group]:
    sums: dict[tuple[str, str], Sum] = {(e.interview_id, e.currency): e.sum for e in rollup.interviews(known)}
    own = [Group(key=name, currency=currency, sum=total) for (name, currency), total in sums.items()]
    return [*own, *rollup.beside_interviews(known)]


GROUPS: dict[CostsBy, Callable[[Sequence[DaySummary]], list[Group]]] = {
    "job": rollup.by_job,
    "department": rollup.by_department,
    "source": rollup.by_source,
    "interview": _by_interview,
    "candidate": rollup.by_candidate,
    "day": rollup.by_day,
    "service": rollup.by_service,
    "kind": rollup.by_kind,
}


def _page(call: Call, query: CostsQuery, found: Iterable[T], key: Callable[[T], Key]) -> tuple[list[T], str | None]:
    """One page, and the cursor of the next. An amount that grows meanwhile moves its entry, and no other."""
    ordered = sorted(found, key=key)
    after = _after(call, query)
    left = ordered if after is None else [entry for entry in ordered if key(entry) > after]
    if len(left) <= query.limit:
        return left, None
    position = json.dumps([query.month, query.by, *key(left[query.limit - 1])])
    return left[: query.limit], call.cursor(position)


def _after(call: Call, query: CostsQuery) -> Key | None:
    position = call.position(query.cursor)
    if position is None:
        return None
    name, by, currency, micro, mark = json.loads(position)
    if (name, by) != (query.month, query.by):
        raise Rejected("bad_cursor")
    return currency, micro, mark


def _interview_key(entry: InterviewSum) -> Key:
    return entry.currency, -entry.sum.micro, entry.interview_id


def _group_key(group: Group) -> Key:
    """A name may be longer than a cursor, so equal amounts are in the order of what their names are hashed to."""
    return group.currency, -group.sum.micro, hashlib.sha256(group.key.encode()).hexdigest()[:16]


def _closed(name: str, *, whole: bool) -> CostsClosedTold | None:
    closing = terms.closed(name)
    if closing is None:
        return None
    told = [
        CostFileTold(
            name=file.name,
            bytes=file.bytes,
            sha256=file.sha256,
            url=files.address(
                files.of_closed_month(name, file.name),
                FILE_SECONDS,
                month_files.type_of(file.name),
                f"mianshi-costs-{name}-{file.name}",
            ),
        )
        for file in (closing.files if whole else ())
    ]
    return CostsClosedTold(at=closing.at, files=told, missing=closing.missing)


def _converted(name: str, totals: Sequence[Group]) -> ConvertedTold | None:
    shown = month_files.shown_in(name)
    if shown is None:
        return None
    found = shown.together({group.currency: group.sum.amount for group in totals})
    return ConvertedTold(
        currency=found.currency,
        amount=None if found.amount_micro is None else decimal_text(found.amount_micro, trimmed=True),
        amount_micro=found.amount_micro,
        rates=[RateTold(**rate.model_dump()) for rate in found.used],
        left=found.left,
    )


def _told(group: Group) -> CostTold:
    amount = group.sum.amount
    return CostTold(
        key=group.key,
        currency=group.currency,
        amount=None if amount is None else decimal_text(amount, trimmed=True),
        amount_micro=amount,
        lines=group.sum.lines,
        unpriced_lines=group.sum.unpriced,
    )


def _interview(entry: InterviewSum) -> InterviewCostTold:
    amount = entry.sum.amount
    return InterviewCostTold(
        interview_id=entry.interview_id,
        candidate_id=entry.candidate_id,
        job_id=entry.job_id,
        department=entry.department,
        source=entry.source,
        outcome=entry.outcome,
        currency=entry.currency,
        amount=None if amount is None else decimal_text(amount, trimmed=True),
        amount_micro=amount,
        unpriced_lines=entry.sum.unpriced,
    )
