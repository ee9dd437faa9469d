"""Résumés of candidates: uploaded with a signed address, or fetched from where the partner keeps them."""

from __future__ import annotations

from datetime import timedelta

import frame
import handing
from frame import Call
from mianshi.contracts.hiring import Stage
from mianshi.contracts.partner import Scope
from mianshi.contracts.partner_events import FetchProblem, FetchState, RecordingWanted, Wanted
from mianshi.contracts.partner_interviews import ResumeTold, ResumeWish, SignedPut
from mianshi.contracts.people import AuditAction
from mianshi.doors import access
from mianshi.errors import Rejected
from mianshi.platform import http, resumes, workflow
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import promised

router = frame.Routes("Candidates")
_COMING = {FetchState.WAITING: "fetching", FetchState.FETCHING: "fetching", FetchState.FAILED: "failed"}


@router.put(
    "/jobs/{job_id}/candidates/{candidate_id}/resume",
    scope=Scope.CANDIDATES_WRITE,
    takes=ResumeWish,
    gives=ResumeTold,
    status=202,
    summary="Hand in a résumé",
    problems=(409,),
)
def hand_in(call: Call, wish: ResumeWish, *, job_id: str, candidate_id: str) -> ResumeTold:
    """With `size_bytes` you get an address to PUT the file to within two minutes; with `url` we fetch it, and you read
    here how that goes. A new one replaces the old one. At most 10 MB."""
    _, candidate = call.candidate(job_id, candidate_id)
    if candidate.stage is Stage.WITHDRAWN:
        raise Rejected("already_done", "The candidate withdrew.")
    access.note(call.who, AuditAction.UPLOADED, "resume", about=candidate)
    if wish.url is None:
        return _ticket(job_id, candidate_id, wish)
    http.allowed(wish.url, private_address_allowed=False)
    handing.count_fetches(call, 1)
    promised.put_resume(job_id, candidate_id, Wanted(url=wish.url, content_type=wish.content_type, at=timestamp()))
    workflow.announce("recording.wanted", RecordingWanted(interview_id=candidate_id, answer=0, job_id=job_id))
    return ResumeTold(state="fetching", content_type=wish.content_type)


@router.get(
    "/jobs/{job_id}/candidates/{candidate_id}/resume",
    scope=Scope.CANDIDATES_READ,
    gives=ResumeTold,
    summary="How a résumé is coming",
)
def told(call: Call, *, job_id: str, candidate_id: str) -> ResumeTold:
    """Whether it is there, is being fetched, or could not be. The file itself is not handed out here."""
    call.candidate(job_id, candidate_id)
    coming = promised.find_resume(job_id, candidate_id)
    if coming is not None and handing.killed(coming):
        coming = coming.model_copy(update={"state": FetchState.FAILED, "problem": FetchProblem.UNAVAILABLE})
    if coming is not None and coming.state in _COMING:
        return ResumeTold.model_validate(
            {"state": _COMING[coming.state], "content_type": coming.content_type or None, "problem": coming.problem}
        )
    there = resumes.stored(job_id, candidate_id)
    if there is not None:
        return ResumeTold(state="stored", content_type=there.content_type, size_bytes=there.size_bytes)
    return ResumeTold(state="awaiting_upload" if coming else "none")


def _ticket(job_id: str, candidate_id: str, wish: ResumeWish) -> ResumeTold:
    size = wish.size_bytes or 0
    promised.put_resume(job_id, candidate_id, Wanted(state=FetchState.AWAITING_UPLOAD, at=timestamp()))
    return ResumeTold(
        state="awaiting_upload",
        content_type=wish.content_type,
        upload=SignedPut(
            url=resumes.signed_put(job_id, candidate_id, wish.content_type, size, resumes.TICKET_SECONDS),
            headers={"content-type": wish.content_type, "content-length": str(size)},
            expires_at=timestamp(now() + timedelta(seconds=resumes.TICKET_SECONDS)),
        ),
    )
