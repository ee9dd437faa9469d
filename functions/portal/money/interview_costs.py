"""What one interview cost, and why more or less than another. No name of a candidate is read here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mianshi.accounting import month_files, summing
from mianshi.accounting.billing import books, terms
from mianshi.contracts.events import Interview
from mianshi.contracts.media import MediaPlan
from mianshi.contracts.people import AuditAction
from mianshi.contracts.usage import LedgerLine
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer
from mianshi.errors import Defect, Rejected
from mianshi.finance.difference import Difference, explain
from mianshi.finance.files.shown import Shown
from mianshi.finance.months import rollup
from mianshi.finance.months.rollup import InterviewSum
from mianshi.pages.interview_costs import (
    About,
    Choice,
    Comparison,
    InterviewCostsView,
    Net,
    UnitPrice,
    render_interview_costs,
)
from mianshi.platform import objects
from mianshi.platform.clock import now
from mianshi.platform.store import interviews, jobs, ledger
from mianshi.privacy.rights import Right
from money.finance import in_one, interview_id_of

router = web.router()

_LONGEST = 100
"""Characters that are kept of what somebody typed."""


@router.get("/costs/interviews/<interview_id>")
def interview(interview_id: str) -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    name = interview_id_of(interview_id)
    known, lines = (interviews.find(name), ledger.of_interview(name)) if name else (None, [])
    if name is None or (known is None and not lines):
        raise Rejected("not_found", "there is no such interview")
    lines = sorted(lines, key=lambda line: line.at)
    about = _about(name, known, lines)
    shown = month_files.shown_in(about.month)
    view = InterviewCostsView(
        about=about,
        lines=lines,
        converted=in_one(shown, _amounts(lines)),
        prices=_prices(lines),
        comparison=_comparison(about, lines, visit.query("with").strip(), shown),
        every_line=visit.query("lines") == "all",
    )
    access.note(visit, AuditAction.COSTS_READ, name if known is None else "", about=known)
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


def _amounts(lines: Iterable[LedgerLine]) -> dict[str, int | None]:
    """Micro-units by currency; None where nothing has a price."""
    found: dict[str, int | None] = {}
    for line in lines:
        before = found.setdefault(line.currency, None)
        if line.amount_micro is not None:
            found[line.currency] = (before or 0) + line.amount_micro
    return found


def _comparison(about: About, lines: list[LedgerLine], wanted: str, shown: Shown | None) -> Comparison:
    choices = _choices(about, lines)
    chosen = interview_id_of(wanted) if wanted else next((each.id for each in choices if each.what == "middle"), None)
    told = Comparison(other=None, choices=choices, differences=[], wanted=wanted[:_LONGEST])
    if chosen == about.id:
        return told.model_copy(update={"trouble": "same"})
    known, other = (interviews.find(chosen), ledger.of_interview(chosen)) if chosen else (None, [])
    if chosen is None or not other:
        trouble = None if not wanted else "unknown" if known is None else "no_costs"
        return told.model_copy(update={"trouble": trouble})
    differences = explain(lines, other)
    known_there = {"other": _about(chosen, known, other), "differences": differences, "net": _net(differences, shown)}
    return told.model_copy(update=known_there)


def _net(differences: Sequence[Difference], shown: Shown | None) -> Net | None:
    here = in_one(shown, {one.currency: one.here.micro for one in differences})
    there = in_one(shown, {one.currency: one.there.micro for one in differences})
    return Net(here=here, there=there) if here and there else None


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
