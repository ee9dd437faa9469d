"""How far a candidate is, what they may see, and what they asked for: the rules of the candidates' own pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from mianshi.accounting import billing
from mianshi.contracts.delivery import Delivery, EventKind
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import (
    Candidate,
    CandidateRequest,
    DecisionKind,
    ErasureAsked,
    FunnelStep,
    Job,
    JobStatus,
    RequestKind,
    Stage,
)
from mianshi.contracts.outcomes import Outcome, Reason, Status
from mianshi.contracts.people import AuditAction
from mianshi.doors import access
from mianshi.errors import Rejected
from mianshi.outbound import owing
from mianshi.platform import workflow
from mianshi.platform.clock import now, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import candidates, interviews, jobs, links
from mianshi.privacy.policies import load_policy

DUE_DAYS = {
    RequestKind.HUMAN_REVIEW: 15,
    RequestKind.APPEAL: 15,
    RequestKind.CORRECTION: 15,
    RequestKind.ERASURE: 15,
    RequestKind.ACCOMMODATION: 3,
}
"""Days until a person must have answered: a promise of the product, within the month of GDPR art. 12(3)."""
MOST_REQUESTS = 50
"""Of one candidate; nobody needs more, and nobody can fill the table."""
LONGEST_WORDS = 4000
_ID = re.compile(r"rq_[0-9A-HJKMNP-TV-Z]{26}")
BEFORE = (Stage.ADDED, Stage.INVITED)
_UNDER_WAY = (*BEFORE, Stage.STARTED)


def closed_to(job: Job, candidate: Candidate) -> str | None:
    """Why somebody cannot begin or go on: ``closed``, ``ended``, ``withdrawn``, ``handed_in``; None if they can."""
    if candidate.stage is Stage.WITHDRAWN:
        return "withdrawn"
    if candidate.stage not in _UNDER_WAY:
        return "handed_in"
    if job.status is JobStatus.CLOSED:
        return "closed"
    if candidate.stage in BEFORE and (candidate.invitation_ends_at or "9") <= timestamp():
        return "ended"
    return None


def released(job: Job, candidate: Candidate, interview: Interview | None) -> bool:
    """Whether a candidate may read the report of an interview, by the rule of the job."""
    if interview is None or interview.status is not Status.CLOSED or interview.outcome is None:
        return False
    if interview.outcome is Outcome.FAILED or interview.reason == Reason.WITHDRAWN:
        return False
    by_rule = {
        "when_scored": True,
        "when_decided": candidate.decision is not None and candidate.decision.kind is not DecisionKind.HOLD,
        "by_hand": False,
    }
    return by_rule[job.release] or candidate.released_at is not None


def change(candidate: Candidate, wanted: Callable[[Candidate], Mapping[str, Any]]) -> Candidate:
    """Change a candidate; where somebody else was quicker, once more from what they left.

    Args:
        candidate: as it was read.
        wanted: what is to change, given the candidate as it is; empty where nothing is any more.

    Raises:
        Rejected: ``changed_meanwhile`` the second time, ``gone`` where the data were deleted meanwhile.
    """
    for last in (False, True):
        updates = wanted(candidate)
        if not updates:
            return candidate
        try:
            return candidates.change(candidate, **updates)
        except Rejected:
            if last:
                raise
            candidate = again(candidate)
    raise AssertionError  # the loop returns or raises


def again(candidate: Candidate) -> Candidate:
    """The candidate as it is now.

    Raises:
        Rejected: ``gone`` where the data were deleted meanwhile.
    """
    found = candidates.find(candidate.job_id, candidate.id)
    if found is None or found.stage is Stage.ERASED:
        raise Rejected("gone", "nothing is kept any more")
    return found


def change_once(candidate: Candidate, updates: Mapping[str, Any]) -> Candidate:
    """Change a candidate as far as anything is different.

    Raises:
        Rejected: ``changed_meanwhile``.
    """
    different = {name: value for name, value in updates.items() if getattr(candidate, name) != value}
    return candidates.change(candidate, **different) if different else candidate


def employer() -> tuple[str, str]:
    """Who hires and where candidates write to, as the deployment names them; empty where it does not."""
    return settings().employer, settings().employer_contact


def asked(job: Job, candidate: Candidate, kind: RequestKind | None = None) -> list[CandidateRequest]:
    """What a candidate asked for, oldest first; of one kind where it is given."""
    found = candidates.requests(job.id, candidate.id)
    return [request for request in found if kind is None or request.kind is kind]


def ask(
    job: Job,
    candidate: Candidate,
    kind: RequestKind,
    text: str,
    request_id: str,
    *,
    interview_id: str | None = None,
    granted: str = "",
) -> tuple[CandidateRequest, bool]:
    """Store what a candidate asks for, once: the request, and whether it is new.

    Args:
        job: of the candidate.
        candidate: who asks.
        kind: for what.
        text: in their own words, up to 4,000 characters.
        request_id: drawn when the form was shown, so that sending it twice asks once.
        interview_id: of an appeal, the supplement.
        granted: the answer, where nobody has to decide about it.

    Raises:
        Rejected: ``bad_request`` for an id that is none of ours, ``too_many``.
    """
    if not _ID.fullmatch(request_id):
        raise Rejected("bad_request", "the form has no number")
    before = candidates.requests(job.id, candidate.id)
    for request in before:
        if request.id == request_id or (request.kind, request.text, request.answered_at) == (kind, text, None):
            return request, False
    if len(before) >= MOST_REQUESTS:
        raise Rejected("too_many", "too many requests of one candidate")
    at = timestamp()
    request = CandidateRequest(
        id=request_id,
        job_id=job.id,
        candidate_id=candidate.id,
        kind=kind,
        text=text,
        at=at,
        due_at=timestamp(now() + timedelta(days=DUE_DAYS[kind])),
        interview_id=interview_id,
        answered_at=at if granted else None,
        answered_by="software" if granted else None,
        answer=granted,
    )
    candidates.ask(request, load_policy(job.policy).retention.audit_days)
    return request, True


def hand_to_a_person(job: Job, candidate: Candidate, text: str, request_id: str) -> Candidate:
    """A person is to interview, or to read the answers anew. Before anything is handed in, no software will.

    Raises:
        Rejected: as `ask` and `change`.
    """
    _, new = ask(job, candidate, RequestKind.HUMAN_REVIEW, text, request_id)

    def refuses(known: Candidate) -> Mapping[str, Any]:
        return {"person_only": True} if known.stage in _UNDER_WAY and not known.person_only else {}

    changed = change(candidate, refuses)
    if new:
        access.note(f"candidate:{candidate.id}", AuditAction.HUMAN_ASKED, about=changed)
    return changed


def observed(candidate: Candidate) -> bool:
    """Whether a candidate agreed to observations."""
    return candidate.consent is not None and candidate.consent.observations


def may_unobserve(candidate: Candidate) -> bool:
    """Whether taking back the consent to observations still has effect: nothing was handed in yet."""
    return observed(candidate) and candidate.stage in _UNDER_WAY


def withdraw(candidate: Candidate) -> Candidate:
    """End an application for good: the run that is on is stopped, and no upload starts another. Twice is once.

    Raises:
        Rejected: ``changed_meanwhile``.
    """
    places: list[str | None] = []
    owed: list[Delivery] = []

    def leaving(known: Candidate) -> Mapping[str, Any]:
        if known.stage is Stage.WITHDRAWN:
            return {}
        free = known.slot if known.submitted_at is None else None
        places.append(free)
        owed[:] = owing.about(known, EventKind.CANDIDATE_WITHDREW)
        steps = [FunnelStep.WITHDRAWN]
        return {"stage": Stage.WITHDRAWN, "steps": steps, "deliveries": owed, **({"slot": None} if free else {})}

    left = change(candidate, leaving)
    if places and places[-1]:
        jobs.unbook(left.job_id, places[-1])
    for link in links.of_candidate(left.id):
        if link.purpose == "report" and not link.revoked:
            links.revoke(link.id)
    _stop(left)
    if left.revision != candidate.revision and candidate.stage is not Stage.WITHDRAWN:
        access.note(f"candidate:{candidate.id}", AuditAction.WITHDRAWN, about=left)
        owing.announce(owed)
    return left


def ask_for_deletion(job: Job, candidate: Candidate, request_id: str) -> CandidateRequest:
    """Have everything deleted. Whoever asks again, asks the same: the event is sent again where nothing was done yet.

    Raises:
        Rejected: as `ask` and `withdraw`.
    """
    request, new = ask(job, candidate, RequestKind.ERASURE, "", request_id)
    if candidate.stage is Stage.DECIDED:
        _stop(candidate)
    else:
        withdraw(candidate)
    if new:
        access.note(f"candidate:{candidate.id}", AuditAction.ERASURE_ASKED, about=candidate)
    if request.answered_at is None:
        detail = ErasureAsked(job_id=job.id, candidate_id=candidate.id, request_id=request.id)
        workflow.announce("candidate.erasure_asked", detail)
        for copy in candidate.copies:
            job_id, _, candidate_id = copy.partition("/")
            copied = ErasureAsked(job_id=job_id, candidate_id=candidate_id, request_id="")
            workflow.announce("candidate.erasure_asked", copied)
    return request


def _stop(candidate: Candidate) -> None:
    own = [known for known in (candidate.interview_id, *candidate.appeal_ids) if known]
    for interview in interviews.several(own).values() if own else ():
        if interview.status is Status.CLOSED:
            continue
        if interview.execution:
            workflow.stop(interview.execution)
            billing.bill_stopped(interview)
        execution = interview.execution or f"withdrawn-{interview.id}"
        interviews.close(interview.id, execution, Outcome.REJECTED, [], reason=Reason.WITHDRAWN.value)
