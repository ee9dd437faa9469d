"""Whoever is asked: whether they are still there, and that they are told."""

from __future__ import annotations

from mianshi.contracts.events import FollowUpsAsked, Interview
from mianshi.contracts.hiring import Stage
from mianshi.errors import Transient
from mianshi.log import logger
from mianshi.platform import workflow
from mianshi.platform.store import candidates
from mianshi.privacy.consents import refuses

_OVER = (Stage.WITHDRAWN, Stage.ERASED, Stage.DECIDED)


def gone(interview: Interview) -> bool:
    """Whether the candidate is not to be asked any more."""
    if interview.job_id is None or interview.candidate_id is None:
        return False
    candidate = candidates.find(interview.job_id, interview.candidate_id)
    return candidate is None or candidate.stage in _OVER or refuses(candidate, appeal=False)


def tell(interview: Interview) -> None:
    """Have the candidate written to. Where that cannot be announced, their page says it all the same."""
    if interview.job_id is None or interview.candidate_id is None or interview.asking is None:
        return
    detail = FollowUpsAsked(job_id=interview.job_id, candidate_id=interview.candidate_id, until=interview.asking.until)
    try:
        workflow.announce("candidate.follow_ups_asked", detail)
    except Transient as error:
        logger.warning("candidate not written to", extra={"code": error.code})
