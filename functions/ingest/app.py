"""Ingest: claim the interview once, probe what was uploaded, refuse it by name or plan the work."""

from __future__ import annotations

import preparing
from mianshi.contracts.events import IngestReceipt, Interview
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
    if interview is None:
        return IngestReceipt(interview_id=interview_id, claim="ignored")
    sizes = [preparing.size(upload) for upload in interview.uploads]
    if None in sizes:
        return IngestReceipt(interview_id=interview_id, claim="waiting")
    claimed = interviews.claim(interview_id, task.execution)
    if claimed is None:
        return IngestReceipt(interview_id=interview_id, claim="duplicate")
    if sum(size or 0 for size in sizes) > settings().max_upload_bytes:
        raise Rejected(Reason.TOO_LARGE, "the recordings together are over the size limit")
    return _plan(claimed)


def _plan(interview: Interview) -> IngestReceipt:
    role = objects.get_record(objects.artefact(interview.id, "role", 0, "role.json"), Role)
    left_ms = settings().max_minutes * 60_000  # what the answers so far leave to the next one
    answers: list[AnswerMedia] = []
    segments: list[Segment] = []
    for upload in interview.uploads:
        limits = Limits(
            video_required=role.video_required, max_ms=max(1, left_ms), max_bytes=settings().max_upload_bytes
        )
        answer, looked_at = preparing.prepare(interview, upload, limits, first_index=len(segments))
        answers.append(answer)
        segments += looked_at
        left_ms -= answer.recording.readable_ms
    plan = MediaPlan(interview_id=interview.id, answers=answers, segments=segments)
    objects.put_record(objects.artefact(interview.id, "ingest", interview.attempt, "plan.json"), plan)
    return IngestReceipt(
        interview_id=interview.id,
        claim="accepted",
        attempt=interview.attempt,
        answers=[a.answer for a in answers],
        segments=[s.index for s in segments],
        observe=bool(segments),
    )
