"""Appealing: a request that a person must answer, and a recording that supplements the interview (F54)."""

from __future__ import annotations

from mianshi.contracts.events import Interview, Upload
from mianshi.contracts.hiring import Candidate, CandidateRequest, FunnelStep, Job, RequestKind
from mianshi.contracts.people import AuditAction
from mianshi.contracts.role import Role
from mianshi.doors import access, journeys, opening
from mianshi.errors import Rejected
from mianshi.pages.texts import text as words
from mianshi.platform import objects
from mianshi.platform.clock import new_interview_id
from mianshi.platform.store import interviews

MOST_SUPPLEMENTS = 3
"""Recordings added to one application: each costs as much as an interview."""


def appeal(job: Job, candidate: Candidate, text: str, request_id: str, *, record: bool) -> Interview | None:
    """Store the appeal once; with `record`, the interview that waits for the supplement, also for whoever asks twice.

    Raises:
        Rejected: ``no_consent`` for a recording without the consents; ``too_many``.
    """
    consent = candidate.consent
    if record and (consent is None or not (consent.recording and consent.analysis) or candidate.interview_id is None):
        raise Rejected("no_consent", "a supplement needs the consents of the interview")
    before = _sent(job, candidate, request_id, text)
    if before is not None:
        return _supplement(job, candidate, before)
    if record and len(candidate.appeal_ids) >= MOST_SUPPLEMENTS:
        raise Rejected("too_many", "an application has so many supplements at most")
    supplement = new_interview_id() if record else None
    _, new = journeys.ask(job, candidate, RequestKind.APPEAL, text, request_id, interview_id=supplement)
    if not new:  # another tab was quicker by a moment
        again = _sent(job, candidate, request_id, text)
        return _supplement(job, candidate, again) if again else None
    journeys.change(candidate, lambda known: _counted(known, supplement))
    opened = _open(job, candidate, supplement) if supplement else None
    access.note(f"candidate:{candidate.id}", AuditAction.APPEALED, "recorded" if record else "", about=candidate)
    return opened


def _sent(job: Job, candidate: Candidate, request_id: str, text: str) -> CandidateRequest | None:
    """The same appeal, where it was sent before."""
    for request in journeys.asked(job, candidate, RequestKind.APPEAL):
        if request.id == request_id or (request.text == text and request.answered_at is None):
            return request
    return None


def _supplement(job: Job, candidate: Candidate, request: CandidateRequest) -> Interview | None:
    """The interview of an appeal, opened now where whoever stored the appeal did not get as far."""
    wanted = request.interview_id
    found = interviews.find(wanted) if wanted else None
    if found is not None or wanted is None or request.answered_at is not None:
        return found
    changed = journeys.change(candidate, lambda known: _counted(known, wanted))
    return _open(job, changed, wanted)


def _counted(known: Candidate, supplement: str | None) -> dict[str, object]:
    if supplement in known.appeal_ids:
        return {}
    added = {"appeal_ids": [*known.appeal_ids, supplement]} if supplement else {}
    return {**added, "steps": [FunnelStep.APPEALED]}


def _open(job: Job, candidate: Candidate, supplement: str) -> Interview:
    interview = interviews.find(candidate.interview_id) if candidate.interview_id else None
    if interview is None or candidate.consent is None:
        raise Rejected("no_consent", "a supplement needs an interview")
    role = objects.find_record(objects.role_of(interview), Role)
    question = words("journey_appeal_question", candidate.language)
    return opening.open_interview(
        role or objects.get_record(objects.job_role(job.id, job.role_version), Role),
        policy=job.policy,
        language=candidate.language,
        consent=candidate.consent,
        files=[Upload(answer=0, key="", file_name="supplement", question=question)],
        candidate=candidate,
        department=job.department,
        appeal_of=interview.id,
        interview_id=supplement,
    )
