"""Ingest: claim the interview once, probe what was uploaded, refuse it by name or plan the work."""

from __future__ import annotations

import fetching
import handing_in
import preparing
import typing_in
from mianshi.contracts.events import AnswerOfSound, IngestReceipt, Interview
from mianshi.contracts.keys import interview_of_upload
from mianshi.contracts.media import AnswerMedia, MediaPlan, Segment
from mianshi.contracts.outcomes import Reason
from mianshi.contracts.role import Role
from mianshi.contracts.tasks import IngestTask
from mianshi.errors import Rejected
from mianshi.media import Limits
from mianshi.platform import objects
from mianshi.platform.settings import settings
from mianshi.platform.store import interviews
from mianshi.stage import stage


@stage("ingest", IngestTask)
def handler(task: IngestTask) -> IngestReceipt:
    """One S3 event in; a claimed and planned interview out, or the reason why this event starts nothing."""
    interview_id = interview_of_upload(task.upload.key) or ""
    interview = interviews.find(interview_id) if interview_id else None
    if interview is None or handing_in.erased(interview):
        return IngestReceipt(interview_id=interview_id, claim="ignored")
    sizes = [size for upload in interview.uploads if (size := fetching.size(upload)) is not None]
    if len(sizes) < len(interview.uploads):
        return IngestReceipt(interview_id=interview_id, claim="waiting")
    if handing_in.gone(interview):
        return IngestReceipt(interview_id=interview_id, claim="ignored")
    claimed = interviews.claim(interview_id, task.execution)
    if claimed is None:
        return IngestReceipt(interview_id=interview_id, claim="duplicate")
    handing_in.note(claimed)
    if sum(sizes) > settings().max_upload_bytes:
        raise Rejected(Reason.TOO_LARGE, "the recordings together are over the size limit")
    return _plan(claimed, sizes)


def _plan(interview: Interview, sizes: list[int]) -> IngestReceipt:
    role = objects.get_record(objects.artefact(interview.id, "role", 0, "role.json"), Role)
    left_ms = settings().max_minutes * 60_000  # what the answers so far leave to the next one
    answers: list[AnswerMedia] = []
    segments: list[Segment] = []
    typed = [typing_in.keep(interview, upload) for upload in interview.uploads if upload.kind == "text"]
    recorded = [(u, size) for u, size in zip(interview.uploads, sizes, strict=True) if u.kind == "recording"]
    for (upload, _), most_clips in zip(recorded, preparing.shares([size for _, size in recorded]), strict=True):
        limits = Limits(
            video_required=role.video_required, max_ms=max(1, left_ms), max_bytes=settings().max_upload_bytes
        )
        answer, looked_at = preparing.prepare(interview, upload, limits, len(segments), most_clips)
        answers.append(answer)
        segments += looked_at
        left_ms -= answer.recording.readable_ms
    plan = MediaPlan(
        interview_id=interview.id,
        answers=answers,
        segments=segments,
        behaviour=preparing.may(interview).picture == "behaviour",
        typed=typed,
    )
    objects.put_record(objects.artefact(interview.id, "ingest", interview.attempt, "plan.json"), plan)
    return IngestReceipt(
        interview_id=interview.id,
        claim="accepted",
        attempt=interview.attempt,
        answers=_work(plan),
        segments=[s.index for s in segments],
        observe=bool(segments),
    )


def _work(plan: MediaPlan) -> list[AnswerOfSound]:
    pieces = {answer.answer: list(range(len(answer.sound))) for answer in plan.answers}
    return [AnswerOfSound(answer=number, pieces=pieces.get(number, [])) for number in plan.numbers]
