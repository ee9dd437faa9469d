"""Whose interview it is: whether they are still there, and that all their answers have arrived."""

from __future__ import annotations

from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, ErasureAsked, FunnelStep, Stage
from mianshi.errors import Rejected, Transient
from mianshi.platform import workflow
from mianshi.platform.clock import timestamp
from mianshi.platform.store import candidates, erasing, interviews
from mianshi.privacy.consents import refuses

_BEFORE = (Stage.ADDED, Stage.INVITED, Stage.STARTED)
_GONE = (Stage.WITHDRAWN, Stage.ERASED)


def erased(interview: Interview) -> bool:
    """Whether nothing of the interview is kept any more: then what arrived after all is deleted, too."""
    if not erasing.buried(interview):
        return False
    if interview.job_id and interview.candidate_id:
        late = ErasureAsked(job_id=interview.job_id, candidate_id=interview.candidate_id, request_id="")
        workflow.announce("candidate.erasure_asked", late)
    return True


def gone(interview: Interview) -> bool:
    """Whether nothing of the candidate's is worked on: they withdrew, were erased, or want no software to look."""
    candidate = _candidate(interview)
    return candidate is not None and (candidate.stage in _GONE or refuses(candidate, appeal=bool(interview.appeal_of)))


def agreed(claimed: Interview) -> Interview:
    """The interview with what the candidate agrees to at this moment: they may have chosen anew after they began.

    Raises:
        Transient: ``claim_lost`` where the interview was closed meanwhile.
    """
    candidate = _candidate(claimed)
    if candidate is None or candidate.consent is None:
        return claimed
    return interviews.agreed(claimed, candidate.consent)


def note(interview: Interview) -> None:
    """Mark the candidate and count them, once. An appeal hands in nothing new.

    Raises:
        Transient: ``candidate_changed`` where somebody changes the candidate at the same moment.
    """
    candidate = None if interview.appeal_of else _candidate(interview)
    if candidate is None or candidate.stage not in _BEFORE:
        return
    try:
        candidates.change(candidate, steps=(FunnelStep.SUBMITTED,), stage=Stage.SUBMITTED, submitted_at=timestamp())
    except Rejected as error:
        raise Transient("candidate_changed", error.code) from None


def _candidate(interview: Interview) -> Candidate | None:
    if interview.job_id is None or interview.candidate_id is None:
        return None
    return candidates.find(interview.job_id, interview.candidate_id)
