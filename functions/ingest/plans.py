"""The plan of a run: what each answer is, and the work that follows from it."""

from __future__ import annotations

import preparing
import typing_in
from mianshi.contracts.events import AnswerOfSound, IngestReceipt, Interview
from mianshi.contracts.media import AnswerMedia, MediaPlan, Segment
from mianshi.contracts.role import Role
from mianshi.media import Limits
from mianshi.platform import objects
from mianshi.platform.settings import settings


def make(interview: Interview, sizes: list[int]) -> IngestReceipt:
    """Look into everything that was uploaded, of these sizes, and store what is to be done with it.

    Raises:
        Rejected: where something cannot be used.
    """
    role = objects.get_record(objects.role_of(interview), Role)
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
