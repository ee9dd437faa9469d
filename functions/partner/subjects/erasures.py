"""Deletion at a candidate's request, and its receipt."""

from __future__ import annotations

import json

from mianshi.contracts.hiring import Candidate, CandidateRequest, RequestKind, Stage
from mianshi.contracts.partner import Scope
from mianshi.contracts.partner_api_more import ErasureTold, ErasureWish
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, journeys
from mianshi.errors import Rejected
from mianshi.platform.clock import new_id
from mianshi.platform.store import candidates
from protocol import frame
from protocol.frame import Call

router = frame.Routes("Deletion")


@router.post(
    "/erasure-requests",
    scope=Scope.ERASURES_WRITE,
    takes=ErasureWish,
    gives=ErasureTold,
    status=202,
    summary="Have everything about a candidate deleted",
)
def ask(call: Call, wish: ErasureWish) -> ErasureTold:
    """Recordings, transcripts, scores, résumé, contacts and what was reported later are deleted; it cannot be undone.

    It is done within minutes as a rule. Whoever asks again gets the same request. Every system that was told something
    about the candidate gets `candidate.erased` and must delete it, too.
    """
    job, candidate = call.candidate(wish.job_id, wish.candidate_id, erased_too=True)
    if candidate.stage is Stage.ERASED:
        return _told(_last(candidate))
    access.note(call.who, AuditAction.ERASURE_ASKED, about=candidate)
    return _told(journeys.ask_for_deletion(job, candidate, new_id("rq")))


@router.get(
    "/erasure-requests/{job_id}/{candidate_id}",
    scope=Scope.ERASURES_WRITE,
    gives=ErasureTold,
    summary="Read how far a deletion is",
)
def read(call: Call, job_id: str, candidate_id: str) -> ErasureTold:
    """The newest request of a candidate; once it is done, the receipt says how much was deleted and when."""
    _, candidate = call.candidate(job_id, candidate_id, erased_too=True)
    return _told(_last(candidate))


def _last(candidate: Candidate) -> CandidateRequest:
    asked = candidates.requests(candidate.job_id, candidate.id)
    known = [request for request in asked if request.kind is RequestKind.ERASURE]
    if not known:
        raise Rejected("not_found", "Nobody has asked for this candidate's deletion.")
    return known[-1]


def _told(request: CandidateRequest) -> ErasureTold:
    done = request.answered_at is not None
    receipt = _receipt(request.answer) if done else {}
    return ErasureTold(
        id=request.id,
        job_id=request.job_id,
        candidate_id=request.candidate_id,
        asked_at=request.at,
        due_at=request.due_at,
        done=done,
        done_at=request.answered_at,
        objects_deleted=receipt.get("objects"),
        rows_deleted=receipt.get("rows"),
    )


def _receipt(answer: str) -> dict[str, int]:
    """The numbers of a receipt; none where a person answered in their own words."""
    try:
        told = json.loads(answer)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
