"""The plan of a run: what each answer is, and the work that follows from it."""

from __future__ import annotations

import own
import preparing
import typing_in
from mianshi.contracts.events import AnswerOfSound, IngestReceipt, Interview
from mianshi.contracts.media import AnswerMedia, MediaPlan, Segment
from mianshi.contracts.outcomes import Reason
from mianshi.contracts.role import Role
from mianshi.errors import Rejected
from mianshi.media import Limits
from mianshi.platform import objects
from mianshi.platform.settings import settings


def make(interview: Interview, sizes: list[int]) -> IngestReceipt:
    """Look into everything that was uploaded, of these sizes, and store what is to be done with it.

    Answers to a candidate's own questions are not scored: they come last, on what the others leave of minutes and
    bytes, and one that cannot be used is left out while the interview goes on.

    Raises:
        Rejected: where a scored answer cannot be used, or all of those together are too large.
    """
    each = list(zip(interview.uploads, sizes, strict=True))
    most_bytes = settings().max_upload_bytes
    left_bytes = most_bytes - sum(size for upload, size in each if upload.scored)
    if left_bytes < 0:
        raise Rejected(Reason.TOO_LARGE, "the recordings together are over the size limit")
    video_required = objects.get_record(objects.role_of(interview), Role).video_required
    left_ms = settings().max_minutes * 60_000  # what the answers so far leave to the next one
    answers: list[AnswerMedia] = []
    segments: list[Segment] = []
    typed = [typing_in.keep(interview, u) for u in interview.uploads if u.kind == "text" and u.scored]
    recorded = [(u, size) for u, size in each if u.kind == "recording" and u.scored]
    for (upload, _), most_clips in zip(recorded, preparing.shares([size for _, size in recorded]), strict=True):
        limits = Limits(video_required=video_required, max_ms=max(1, left_ms), max_bytes=most_bytes)
        answer, looked_at = preparing.prepare(interview, upload, limits, len(segments), most_clips)
        answers.append(answer)
        segments += looked_at
        left_ms -= answer.recording.readable_ms
    told = own.listen(interview, left_ms, left_bytes)
    plan = MediaPlan(
        interview_id=interview.id,
        answers=sorted([*answers, *told.answers], key=lambda answer: answer.answer),
        segments=segments,
        behaviour=preparing.may(interview).picture == "behaviour",
        typed=sorted([*typed, *told.typed]),
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
