"""The plan of a run: what each answer is, and the work that follows from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import optional
import preparing
import typing_in
from mianshi.contracts.base import Pointer
from mianshi.contracts.events import AnswerOfSound, IngestReceipt, Interview
from mianshi.contracts.media import AnswerMedia, MediaPlan, Segment
from mianshi.contracts.outcomes import Reason
from mianshi.contracts.role import Role
from mianshi.errors import Rejected
from mianshi.media import Limits
from mianshi.platform import objects
from mianshi.platform.settings import settings


def make(interview: Interview, sizes: Mapping[int, int]) -> IngestReceipt:
    """Look into everything that was uploaded, of these sizes by answer, and store what is to be done with it.

    Answers that the interview does without come last, on what the others leave of minutes and bytes, and one that
    cannot be used is left out while the interview goes on.

    Raises:
        Rejected: where another answer cannot be used, or all of those together are too large.
    """
    core = [upload for upload in interview.uploads if not upload.optional]
    most_bytes = settings().max_upload_bytes
    left_bytes = most_bytes - sum(sizes[upload.answer] for upload in core)
    if left_bytes < 0:
        raise Rejected(Reason.TOO_LARGE, "the recordings together are over the size limit")
    video_required = objects.get_record(objects.role_of(interview), Role).video_required
    left_ms = settings().max_minutes * 60_000  # what the answers so far leave to the next one
    answers: list[AnswerMedia] = []
    segments: list[Segment] = []
    typed = [typing_in.keep(interview, upload) for upload in core if upload.kind == "text"]
    recorded = [upload for upload in core if upload.kind == "recording"]
    shares = preparing.shares([sizes[upload.answer] for upload in recorded])
    for upload, most_clips in zip(recorded, shares, strict=True):
        limits = Limits(video_required=video_required, max_ms=max(1, left_ms), max_bytes=most_bytes)
        answer, looked_at = preparing.prepare(interview, upload, limits, len(segments), most_clips)
        answers.append(answer)
        segments += looked_at
        left_ms -= answer.recording.readable_ms
    extra = [upload for upload in interview.uploads if upload.optional and upload.answer in sizes]
    told = optional.listen(interview, extra, left_ms, left_bytes)
    plan = MediaPlan(
        interview_id=interview.id,
        answers=sorted([*answers, *told.answers], key=lambda answer: answer.answer),
        segments=segments,
        behaviour=preparing.may(interview).picture == "behaviour",
        typed=sorted([*typed, *told.typed]),
    )
    objects.put_record(_place(interview), plan)
    return _receipt(interview, plan, plan.numbers, [segment.index for segment in segments])


def more(interview: Interview, sizes: Mapping[int, int]) -> IngestReceipt:
    """Add the answers to follow-up questions to the plan of the run that put them: the work for those alone. They have
    the limits of an interview to themselves: how long somebody spoke before must not cost them the answer."""
    plan = objects.get_record(_place(interview), MediaPlan)
    before = [answer for answer in plan.answers if answer.answer not in _follow_ups(interview)]
    typed = [number for number in plan.typed if number not in _follow_ups(interview)]
    given = [upload for upload in interview.uploads if upload.follow_up is not None and upload.answer in sizes]
    told = optional.listen(interview, given, settings().max_minutes * 60_000, settings().max_upload_bytes)
    whole = plan.model_copy(update={"answers": [*before, *told.answers], "typed": [*typed, *told.typed]})
    objects.put_record(_place(interview), whole)
    new = [number for number in whole.numbers if number in _follow_ups(interview)]
    return _receipt(interview, whole, new, [])


def _follow_ups(interview: Interview) -> set[int]:
    return {upload.answer for upload in interview.uploads if upload.follow_up is not None}


def _place(interview: Interview) -> Pointer:
    return objects.artefact(interview.id, "ingest", interview.attempt, "plan.json")


def _receipt(interview: Interview, plan: MediaPlan, which: Collection[int], segments: list[int]) -> IngestReceipt:
    core = interview.core(plan.numbers)
    pieces = {answer.answer: list(range(len(answer.sound))) for answer in plan.answers}
    return IngestReceipt(
        interview_id=interview.id,
        claim="accepted",
        attempt=interview.attempt,
        answers=[AnswerOfSound(answer=n, pieces=pieces.get(n, []), optional=n not in core) for n in which],
        segments=segments,
        observe=bool(segments),
    )
