"""Where a promised file goes and what is known of it; nowhere once nobody wants it any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mianshi.contracts.base import Pointer
from mianshi.contracts.hiring import ErasureAsked, Stage
from mianshi.contracts.outcomes import Status
from mianshi.contracts.partner_events import RecordingWanted, Wanted
from mianshi.contracts.partner_interviews import MOST_RESUME_BYTES
from mianshi.contracts.resume_files import ResumeKind
from mianshi.platform import resumes, workflow
from mianshi.platform.fetching import Limits
from mianshi.platform.settings import settings
from mianshi.platform.store import candidates, interviews, promised

SECONDS = 780.0
"""Of one fetch: Lambda ends the function after 900, and storing the last part takes its time."""
_KINDS: dict[str, ResumeKind] = {"application/pdf": "pdf", "text/plain": "txt"}
"""Every other type that is taken is a Word file, which is a zip archive (ECMA-376). Whether its members are those of a
document is seen where it is read: the list of them is a zip archive's end."""
_LEFT = (Stage.WITHDRAWN, Stage.ERASED)


@dataclass(frozen=True)
class Place:
    """Where a file goes, what is known of it, how that is kept."""

    known: Wanted
    where: Pointer
    limits: Limits
    keep: Callable[[Wanted], bool]
    """False where the file was named anew meanwhile."""
    again: Callable[[], Wanted | None]
    """What is known of it now."""

    def still_wanted(self) -> bool:
        """Whether it is this address that is wanted, still."""
        now = self.again()
        return now is not None and now.token == self.known.token


def find(detail: RecordingWanted) -> Place | None:
    """The place of the file that an event is about; None where nobody wants it any more."""
    return _resume(detail.job_id, detail.interview_id) if detail.job_id else _recording(detail)


def late(detail: RecordingWanted) -> None:
    """Have a résumé deleted again that came after its candidate was erased. Recordings are looked after by ingest."""
    candidate = candidates.find(detail.job_id, detail.interview_id) if detail.job_id else None
    if candidate is not None and candidate.stage is Stage.ERASED:
        asked = ErasureAsked(job_id=candidate.job_id, candidate_id=candidate.id, request_id="")
        workflow.announce("candidate.erasure_asked", asked)


def _recording(detail: RecordingWanted) -> Place | None:
    interview = interviews.find(detail.interview_id)
    if interview is None or interview.status is not Status.AWAITING_UPLOAD:
        return None
    upload = next((one for one in interview.uploads if one.answer == detail.answer), None)
    known = promised.find(interview.id, detail.answer)
    if upload is None or known is None or not known.url:
        return None
    if interview.job_id and interview.candidate_id and _left(interview.job_id, interview.candidate_id):
        return None
    return Place(
        known,
        Pointer(bucket=settings().uploads, key=upload.key),
        Limits(most_bytes=settings().max_upload_bytes, seconds=SECONDS),
        keep=lambda wanted: promised.keep(interview.id, wanted),
        again=lambda: promised.find(interview.id, detail.answer),
    )


def _resume(job_id: str, candidate_id: str) -> Place | None:
    known = promised.find_resume(job_id, candidate_id)
    if known is None or not known.url or _left(job_id, candidate_id):
        return None
    limits = Limits(
        most_bytes=MOST_RESUME_BYTES,
        seconds=SECONDS,
        content_type=known.content_type,
        begins=_KINDS.get(known.content_type, "zip"),
        replaces=True,
    )
    where = resumes.place(job_id, candidate_id)
    return Place(
        known,
        where,
        limits,
        keep=lambda wanted: promised.keep_resume(job_id, candidate_id, wanted),
        again=lambda: promised.find_resume(job_id, candidate_id),
    )


def _left(job_id: str, candidate_id: str) -> bool:
    candidate = candidates.find(job_id, candidate_id)
    return candidate is None or candidate.stage in _LEFT
