"""What one interview cost, and why more or less than another. No name of a candidate is read here."""

from __future__ import annotations

from collections.abc import Sequence

from mianshi.accounting import summing
from mianshi.accounting.billing import books, terms
from mianshi.contracts.events import Interview
from mianshi.contracts.media import MediaPlan
from mianshi.contracts.people import AuditAction
from mianshi.contracts.usage import LedgerLine
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer
from mianshi.errors import Defect, Rejected
from mianshi.finance.difference import explain
from mianshi.finance.months import rollup
from mianshi.finance.months.rollup import InterviewSum
from mianshi.pages.interview_costs import (
    About,
    Choice,
    Comparison,
    InterviewCostsView,
    UnitPrice,
    render_interview_costs,
)
from mianshi.platform import objects
from mianshi.platform.clock import now
from mianshi.platform.store import interviews, jobs, ledger
from mianshi.privacy.rights import Right

router = web.router()


@router.get("/costs/interviews/<interview_id>")
def interview(interview_id: str) -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    known, lines = interviews.find(interview_id), ledger.of_interview(interview_id)
    if known is None and not lines:
        raise Rejected("not_found", "there is no such interview")
    lines = sorted(lines, key=lambda line: line.at)
    about = _about(interview_id, known, lines)
    comparison = _comparison(about, lines, visit.query("with").strip())
    view = InterviewCostsView(
        about=about, lines=lines, prices=_prices(lines), comparison=comparison, every_line=visit.query("lines") == "all"
    )
    access.note(visit, AuditAction.COSTS_READ, interview_id if known is None else "", about=known)
    return web.html(visit, render_interview_costs(view, staff.frame(visit, "costs")))


def _about(interview_id: str, known: Interview | None, lines: Sequence[LedgerLine]) -> About:
    month = lines[-1].at[:7] if lines else f"{now():%Y-%m}"
    if known is None:
        return About(id=interview_id, month=month)
    job = jobs.find(known.job_id) if known.job_id else None
    plan = _plan(known)
    recordings = [answer.recording for answer in plan.answers] if plan else []
    return About(
        id=known.id,
        created_at=known.created_at,
        job=job.title if job else None,
        job_id=known.job_id,
        month=month,
        answers=len(known.uploads),
        recorded_ms=sum(recording.duration_ms for recording in recordings) if recordings else None,
        size_bytes=sum(recording.size_bytes for recording in recordings) if recordings else None,
    )


def _plan(known: Interview) -> MediaPlan | None:
    try:
        return objects.find_record(objects.artefact(known.id, "ingest", known.attempt, "plan.json"), MediaPlan)
    except Defect:
        return None  # of another version: the costs are told all the same


def _comparison(about: About, lines: list[LedgerLine], wanted: str) -> Comparison:
    choices = _choices(about, lines)
    chosen = wanted or next((choice.id for choice in choices if choice.what == "middle"), "")
    other = ledger.of_interview(chosen) if chosen else []
    if not other or chosen == about.id:
        return Comparison(other=None, choices=choices, differences=[], not_found=bool(wanted))
    return Comparison(
        other=_about(chosen, interviews.find(chosen), other),
        choices=choices,
        differences=explain(lines, other),
    )


def _choices(about: About, lines: Sequence[LedgerLine]) -> list[Choice]:
    """The cheapest, the middle and the dearest of the same job and month, without this one."""
    if not lines:
        return []
    days = summing.month(about.month).days
    currency = max({line.currency for line in lines}, key=lambda c: sum(line.currency == c for line in lines))
    peers = [
        entry
        for entry in rollup.interviews(days, about.job_id or "")
        if entry.interview_id != about.id and entry.currency == currency
    ]
    if not peers:
        return []
    picked = {"dearest": peers[0], "cheapest": peers[-1], "middle": peers[len(peers) // 2]}
    once = {entry.interview_id: (what, entry) for what, entry in picked.items()}
    return [_choice(what, entry) for what, entry in once.values()]


def _choice(what: str, entry: InterviewSum) -> Choice:
    return Choice(id=entry.interview_id, what=what, currency=entry.currency, amount=entry.sum.amount)


def _prices(lines: Sequence[LedgerLine]) -> dict[str, UnitPrice]:
    """What each line's price book, or revision of the terms, asks."""
    by_book = {book.id: book for book in books()}
    own = {f"terms-{revision.revision}": revision.prices for revision in terms()}
    found: dict[str, UnitPrice] = {}
    for line in lines:
        book = by_book.get(line.price_book)
        price = book.find(line.region, line.price_key) if book else own.get(line.price_book, {}).get(line.price_key)
        if price is not None:
            name = f"{line.price_book} {line.region} {line.price_key}"
            found[name] = UnitPrice(price=price.price, per=price.per)
    return found
