"""Decisions about candidates: the form on every page that has one, and what happens when it is posted."""

from __future__ import annotations

from mianshi.accounting import billing
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Decision, DecisionKind, Job
from mianshi.doors import blind, minutes, settling, staff
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.hiring import decisions
from mianshi.pages.labels import error_sentence
from mianshi.pages.reviews import DecisionForm, Refused
from mianshi.platform.clock import timestamp
from mianshi.platform.store import candidates, interviews, reviews
from mianshi.privacy.rights import Right, may


def form(visit: Visit, job: Job, candidate: Candidate, back: str = "") -> DecisionForm:
    """The form as a page shows it, with what stands and what stood before.

    Args:
        visit: whose rights and eyes count.
        job: of the candidate.
        candidate: as last read.
        back: path of the page to return to; empty: the candidate's.
    """
    hides = bool(blind.hidden(visit, job, ids(candidate)))
    history = decisions.earlier(reviews.decisions(job.id, candidate.id), candidate.decision)
    return DecisionForm(
        action=f"/jobs/{job.id}/candidates/{candidate.id}/decision",
        revision=candidate.revision,
        back=back,
        standing=_told(candidate.decision, hides) if candidate.decision else None,
        earlier=[_told(made, hides) for made in history],
        may_decide=may(visit.person, Right.DECIDE),
        asks_name=not staff.signs_in(),
        saw_report=saw_report(visit, candidate),
        interviewed=bool(ids(candidate)),
        asking_until=_asking_until(candidate),
        hides_reasons=hides,
        left=candidate.stage in decisions.LEFT,
        minutes=minutes.field(),
    )


def _asking_until(candidate: Candidate) -> str:
    known = interviews.find(candidate.interview_id) if candidate.interview_id else None
    return known.asking.until if known is not None and known.asks and known.asking else ""


def typed(visit: Visit, shown: DecisionForm, error: Rejected) -> DecisionForm:
    """The form with what was typed and why it came back."""
    return shown.model_copy(
        update={
            "kind": visit.form("kind"),
            "reason": visit.form("reason")[: decisions.LONGEST_REASON * 2],
            "name": visit.form("by_name")[: decisions.LONGEST_NAME],
            "minutes": minutes.typed(visit) or shown.minutes,
            "refused": Refused(code=error.code, sentence=error_sentence(error.code)),
        }
    )


def ids(candidate: Candidate) -> list[str]:
    """Every interview of a candidate, the first one and what supplements it."""
    return [known for known in (candidate.interview_id, *candidate.appeal_ids) if known]


def saw_report(visit: Visit, candidate: Candidate) -> bool:
    """Whether the visitor has opened a report of this candidate."""
    return any(reviews.seen(known, visit.person.id).report for known in ids(candidate))


def decide(visit: Visit, job: Job, candidate: Candidate) -> None:
    """Make the decision that was posted, and count what it took. The same one twice is one, and its
    minutes are counted once.

    Raises:
        Rejected: as `hiring.decisions` and `minutes.check`, and ``changed_meanwhile`` where somebody changed the
            candidate after the form was made.
    """
    spent = minutes.typed(visit)
    minutes.check(spent)
    if not _decide(visit, job, candidate):
        return
    interview_id = candidate.interview_id
    tags = billing.tags_of(interview_id) if interview_id else billing.about(job, candidate)
    minutes.bill(f"decision:{job.id}:{candidate.id}:{candidate.revision}", tags, spent)


def _decide(visit: Visit, job: Job, candidate: Candidate) -> bool:
    """Whether anything was stored: not where the same decision stands already."""
    kind, reason = decisions.kind_of(visit.form("kind")), visit.form("reason").replace("\r\n", "\n")
    if decisions.same(candidate.decision, kind, reason, visit.person.id):
        return False
    decisions.check(candidate, kind, reason, confirmed=visit.form("confirmed") == "yes")
    name = decisions.name_of(visit.person, visit.form("by_name"))
    if visit.form("revision") != str(candidate.revision):
        raise Rejected("changed_meanwhile", candidate.id)
    try:
        settling.settle(visit.person.id, job, candidate, made(visit, candidate, kind, reason, name))
    except Rejected:
        fresh = candidates.find(job.id, candidate.id)
        if fresh is None or not decisions.same(fresh.decision, kind, reason, visit.person.id):
            raise
        return False
    return True


def made(visit: Visit, candidate: Candidate, kind: DecisionKind, reason: str, name: str) -> Decision:
    """The decision as it is kept, with whether its maker had opened the report."""
    return Decision(
        kind=kind,
        by=visit.person.id,
        by_name=name,
        reason=reason,
        at=timestamp(),
        interview_id=candidate.interview_id,
        saw_report=saw_report(visit, candidate),
    )


def main_interviews(found: list[Candidate]) -> dict[str, Interview]:
    """The interviews of several candidates by id, in one read."""
    return interviews.several([candidate.interview_id for candidate in found if candidate.interview_id])


def _told(decision: Decision, hides: bool) -> Decision:
    return decision.model_copy(update={"reason": "—"}) if hides else decision
