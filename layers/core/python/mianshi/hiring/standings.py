"""Where a candidate stands, in one word for people: what they did, and what software makes of it meanwhile."""

from __future__ import annotations

from enum import StrEnum

from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Stage
from mianshi.contracts.outcomes import Outcome, Status


class Standing(StrEnum):
    """What a list says about a candidate."""

    ADDED = "added"
    INVITED = "invited"
    INVITATION_OVER = "invitation_over"
    """Invited, not begun, and the time to begin is over."""
    STARTED = "started"
    UPLOADING = "uploading"
    """Handed in; recordings are still on their way."""
    WORKING = "working"
    FOLLOW_UPS = "follow_ups"
    """The answers were read; the candidate is asked follow-up questions."""
    SCORED = "scored"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    UNUSABLE = "unusable"
    """The recording was refused."""
    FAILED = "failed"
    FOR_A_PERSON = "for_a_person"
    """Analysis by software was refused: a person interviews."""
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


_OUTCOMES = {
    Outcome.SCORED: Standing.SCORED,
    Outcome.INSUFFICIENT_EVIDENCE: Standing.INSUFFICIENT_EVIDENCE,
    Outcome.REJECTED: Standing.UNUSABLE,
    Outcome.FAILED: Standing.FAILED,
}
_ENDED = {
    Stage.ADDED: Standing.ADDED,
    Stage.DECIDED: Standing.DECIDED,
    Stage.WITHDRAWN: Standing.WITHDRAWN,
    Stage.ERASED: Standing.ERASED,
}
MOVING = frozenset({Standing.UPLOADING, Standing.WORKING})
"""What changes by itself within minutes."""
OPEN = frozenset({Standing.INVITED, Standing.STARTED, Standing.FOLLOW_UPS})
"""What changes when the candidate does something."""


def standing(candidate: Candidate, interview: Interview | None, now: str) -> Standing:
    """Where a candidate stands at `now` (UTC, ISO 8601). `interview` is theirs, where there is one."""
    if candidate.stage in _ENDED:
        return _ENDED[candidate.stage]
    if candidate.stage is Stage.INVITED:
        return Standing.INVITED if (candidate.invitation_ends_at or "") > now else Standing.INVITATION_OVER
    if candidate.person_only:
        return Standing.FOR_A_PERSON
    if interview is not None and interview.outcome is not None:
        return _OUTCOMES[interview.outcome]
    if interview is not None and interview.status is Status.PROCESSING:
        return Standing.FOLLOW_UPS if interview.asks else Standing.WORKING
    return Standing.UPLOADING if candidate.stage is Stage.SUBMITTED else Standing.STARTED
