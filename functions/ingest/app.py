"""Ingest: claim the interview once, probe what was uploaded, refuse it by name or plan the work."""

from __future__ import annotations

import tempfile
from pathlib import Path

from mianshi import media
from mianshi.contracts.base import Pointer
from mianshi.contracts.events import IngestReceipt, Interview, Upload
from mianshi.contracts.keys import interview_of_upload
from mianshi.contracts.media import AnswerMedia, MediaPlan, Segment
from mianshi.contracts.outcomes import Reason
from mianshi.contracts.role import Role
from mianshi.contracts.tasks import IngestTask
from mianshi.errors import Rejected
from mianshi.platform import objects
from mianshi.platform.settings import settings
from mianshi.platform.store import interviews
from mianshi.privacy.policies import load_policy, observe_decision
from mianshi.stage import stage

RECORDING = "recording"
SLACK_MS = 2_000  # sound may outlast the picture a little; a wild time stamp must not write hours of silence
MAX_SEGMENTS = 240  # indices of all segments travel in the receipt, which stays under 4 KB


@stage("ingest", IngestTask)
def handler(task: IngestTask) -> IngestReceipt:
    """One S3 event in; a claimed and planned interview out, or the reason why this event starts nothing."""
    interview_id = interview_of_upload(task.upload.key) or ""
    interview = interviews.find(interview_id) if interview_id else None
    if interview is None:
        return IngestReceipt(interview_id=interview_id, claim="ignored")
    if any(objects.size(_original(upload)) is None for upload in interview.uploads):
        return IngestReceipt(interview_id=interview_id, claim="waiting")
    claimed = interviews.claim(interview_id, task.execution)
    if claimed is None:
        return IngestReceipt(interview_id=interview_id, claim="duplicate")
    return _plan(claimed)


def _plan(interview: Interview) -> IngestReceipt:
    role = objects.get_record(objects.artefact(interview.id, "role", 0, "role.json"), Role)
    limits = media.Limits(
        video_required=role.video_required,
        max_ms=settings().max_minutes * 60_000,
        max_bytes=settings().max_upload_bytes,
    )
    answers: list[AnswerMedia] = []
    segments: list[Segment] = []
    for upload in interview.uploads:
        with tempfile.TemporaryDirectory() as folder:
            answer = _listen(interview, upload, limits, Path(folder))
            segments += _cut(interview, answer, Path(folder), first_index=len(segments))
        answers.append(answer)
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


def _listen(interview: Interview, upload: Upload, limits: media.Limits, folder: Path) -> AnswerMedia:
    original = _original(upload)
    if (objects.size(original) or 0) > limits.max_bytes:
        raise Rejected(Reason.TOO_LARGE, "over the size limit")
    objects.download(original, folder / RECORDING)
    recording = media.probe(folder / RECORDING)
    media.check(recording, limits)
    limit_ms = recording.readable_ms + SLACK_MS
    media.extract_audio(folder / RECORDING, folder / "sound.wav", limit_ms=limit_ms)
    audio = objects.work(interview.id, interview.attempt, f"answer-{upload.answer}.wav")
    objects.upload(folder / "sound.wav", audio, "audio/wav")
    return AnswerMedia(answer=upload.answer, original=original, recording=recording, audio=audio)


def _cut(interview: Interview, answer: AnswerMedia, folder: Path, first_index: int) -> list[Segment]:
    """Clips for Vision, unless policy or consent forbid to look: then not a frame leaves the recording."""
    policy, seen = load_policy(interview.policy), answer.recording.video is not None
    observe, _ = observe_decision(policy, consent=interview.consent.observations, has_video=seen)
    if not observe:
        return []
    share = max(1, MAX_SEGMENTS // len(interview.uploads))
    clips = media.cut_clips(folder / RECORDING, folder, limit=share, duration_ms=answer.recording.duration_ms)
    names = (f"clip-{first_index + i:04d}.mkv" for i in range(len(clips)))
    pointers = [objects.work(interview.id, interview.attempt, name) for name in names]
    for clip, pointer in zip(clips, pointers, strict=True):
        objects.upload(clip.path, pointer, "video/x-matroska")
    return media.plan_segments(answer.recording, clips, pointers, answer=answer.answer, first_index=first_index)


def _original(upload: Upload) -> Pointer:
    return Pointer(bucket=settings().uploads, key=upload.key)
