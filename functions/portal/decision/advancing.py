"""Several candidates advanced together with one reason. Nobody is ever rejected like that."""

from __future__ import annotations

from mianshi.contracts.hiring import Candidate, DecisionKind, Job
from mianshi.doors import deciding, settling, staff
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.hiring import decisions
from mianshi.pages.labels import error_sentence
from mianshi.pages.reviews import AdvanceRow, AdvanceView, Refused
from mianshi.platform.store import candidates

MOST = 100
"""Candidates at once: each is some ten calls to the table."""


def advance(visit: Visit, job: Job) -> AdvanceView:
    """Advance those that were chosen and tell what came of each; the form again where its reason is missing."""
    wanted = list(dict.fromkeys(visit.fields("c")))[:MOST]
    chosen = [one for known in wanted if (one := candidates.find(job.id, known))]
    view = AdvanceView(
        job_path=f"/jobs/{job.id}",
        job_title=job.title,
        rows=[_row(job, candidate) for candidate in chosen],
        reason=visit.form("reason"),
        name=visit.form("by_name"),
        asks_name=not staff.signs_in(),
    )
    if not chosen:
        return view.model_copy(update={"done": True})
    try:
        if not 0 < len(view.reason) <= decisions.LONGEST_REASON:
            raise Rejected("no_reason", "one reason for all of them")
        name = decisions.name_of(visit.person, view.name)
    except Rejected as error:
        return view.model_copy(update={"refused": Refused(code=error.code, sentence=error_sentence(error.code))})
    reason = view.reason.replace("\r\n", "\n")
    found = deciding.main_interviews(chosen)
    rows = []
    for candidate in chosen:
        verdict = decisions.may_advance_in_bulk(candidate, found.get(candidate.interview_id or ""))
        if verdict == "done":
            verdict = _advanced(visit, job, candidate, reason, name)
        rows.append(_row(job, candidate, f"rv_bulk_{verdict}"))
    return view.model_copy(update={"done": True, "rows": rows})


def _advanced(visit: Visit, job: Job, candidate: Candidate, reason: str, name: str) -> str:
    try:
        decision = deciding.made(visit, candidate, DecisionKind.ADVANCE, reason, name)
        settling.settle(visit.person.id, job, candidate, decision)
    except Rejected:
        return "changed"
    return "done"


def _row(job: Job, candidate: Candidate, result: str = "") -> AdvanceRow:
    path = f"/jobs/{job.id}/candidates/{candidate.id}"
    return AdvanceRow(id=candidate.id, name=candidate.name, path=path, result=result)
