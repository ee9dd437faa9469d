"""Résumés of candidates: uploaded with a signed address, or fetched from where the partner keeps them."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from mianshi.contracts.hiring import Candidate, Stage
from mianshi.contracts.partner import Scope
from mianshi.contracts.partner_events import FetchProblem, FetchState, RecordingWanted, Wanted
from mianshi.contracts.partner_interviews import ResumeTold, ResumeWish, SignedPut
from mianshi.contracts.partner_matching import MatchTold, match_told
from mianshi.contracts.people import AuditAction
from mianshi.contracts.resumes import RESUME_SENTENCES
from mianshi.doors import access, postings
from mianshi.doors import resumes as known
from mianshi.doors.resumes import ResumeState
from mianshi.errors import Rejected
from mianshi.platform import http, resumes, workflow
from mianshi.platform.clock import now, timestamp
from mianshi.platform.resumes import StoredResume
from mianshi.platform.store import matches, promised
from protocol import frame
from protocol.frame import Call
from subjects import handing

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
        return _ticket(candidate, wish)
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
    """Whether it is there, is being fetched, or could not be, and whether it was read. The file itself is not handed
    out here."""
    _, candidate = call.candidate(job_id, candidate_id)
    coming = promised.find_resume(job_id, candidate_id)
    if coming is not None and handing.killed(coming):
        coming = coming.model_copy(update={"state": FetchState.FAILED, "problem": FetchProblem.UNAVAILABLE})
    if coming is not None and coming.state in _COMING:
        return ResumeTold.model_validate(
            {"state": _COMING[coming.state], "content_type": coming.content_type or None, "problem": coming.problem}
        )
    there = resumes.stored(job_id, candidate_id)
    if there is not None:
        return _stored(candidate, there)
    return ResumeTold(state="awaiting_upload" if coming else "none")


@router.get(
    "/jobs/{job_id}/candidates/{candidate_id}/match",
    scope=Scope.CANDIDATES_READ,
    gives=MatchTold,
    summary="Read how a résumé meets the job's requirements",
    problems=(409,),
)
def match(call: Call, *, job_id: str, candidate_id: str) -> MatchTold:
    """Each requirement with a verdict and the line of the résumé it rests on, what is missing, and what a person should
    look at. It ranks nobody and rejects nobody. 409 while the résumé is being read, where it cannot be read, and where
    the job has no text."""
    job, candidate = call.candidate(job_id, candidate_id)
    there, note = resumes.stored(job_id, candidate_id), matches.find(job_id, candidate_id)
    if there is None:
        raise Rejected("not_found", "There is no résumé.")
    if known.state(candidate, there, note) is not ResumeState.READ:
        raise Rejected("not_ready", "The résumé was not read; see its state.")
    reading = known.reading(job_id, candidate_id)
    asked = postings.of_job(job, reading.match.posting) if reading and reading.match else None
    if reading is None or reading.match is None or asked is None:
        raise Rejected("not_ready", "The job has no text that résumés are held against.")
    access.note(call.who, AuditAction.RESUME_READ, f"{reading.sha256[:12]} by API", about=candidate)
    return match_told(job, asked, reading.match)


def _stored(candidate: Candidate, there: StoredResume) -> ResumeTold:
    note = matches.find(candidate.job_id, candidate.id)
    state = known.state(candidate, there, note)
    refused = note.refused if note and state is ResumeState.REFUSED else None
    words: dict[ResumeState, Literal["read", "refused"]] = {ResumeState.READ: "read", ResumeState.REFUSED: "refused"}
    return ResumeTold(
        state="stored",
        content_type=there.content_type,
        size_bytes=there.size_bytes,
        reading=words.get(state, "waiting"),
        refused=refused,
        sentence=RESUME_SENTENCES[refused] if refused else None,
    )


def _ticket(candidate: Candidate, wish: ResumeWish) -> ResumeTold:
    size = wish.size_bytes or 0
    return ResumeTold(
        state="awaiting_upload",
        content_type=wish.content_type,
        upload=SignedPut(
            url=known.ticket(candidate, wish.content_type, size),
            headers={"content-type": wish.content_type, "content-length": str(size)},
            expires_at=timestamp(now() + timedelta(seconds=resumes.TICKET_SECONDS)),
        ),
    )
