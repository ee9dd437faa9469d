"""One uploaded recording: what it holds, its sound for the recogniser, its clips for Vision."""

from __future__ import annotations

import tempfile
from pathlib import Path

from mianshi import media
from mianshi.contracts.base import Pointer
from mianshi.contracts.events import Interview, Upload
from mianshi.contracts.media import AnswerMedia, Segment
from mianshi.errors import Transient
from mianshi.platform import objects
from mianshi.platform.settings import settings
from mianshi.privacy.policies import load_policy, observe_decision

RECORDING = "recording"
SLACK_MS = 2_000  # sound may outlast the picture a little; a wild time stamp must not write hours of silence
MAX_SEGMENTS = 240  # indices of all segments travel in the receipt, which stays under 4 KB


def size(upload: Upload) -> int | None:
    """Bytes of what was uploaded, or None where nothing was yet."""
    found = objects.stored(_original(upload))
    return None if found is None else found.size_bytes


def prepare(
    interview: Interview, upload: Upload, limits: media.Limits, first_index: int
) -> tuple[AnswerMedia, list[Segment]]:
    """Probe a recording and store its sound and clips.

    Args:
        interview: the interview it belongs to.
        upload: where it lies.
        limits: what is accepted.
        first_index: index of its first segment.

    Raises:
        Rejected: where the recording cannot be used.
        Transient: ``recording_changed`` where somebody uploads another file over it meanwhile.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        answer = _listen(interview, upload, limits, folder)
        return answer, _cut(interview, answer, folder, first_index)


def _listen(interview: Interview, upload: Upload, limits: media.Limits, folder: Path) -> AnswerMedia:
    original = _original(upload)
    etag = _download(original, folder / RECORDING)
    recording = media.probe(folder / RECORDING)
    media.check(recording, limits)
    limit_ms = recording.readable_ms + SLACK_MS
    media.extract_audio(folder / RECORDING, folder / "sound.wav", limit_ms=limit_ms)
    audio = objects.work(interview.id, interview.attempt, f"answer-{upload.answer}.wav")
    objects.upload(folder / "sound.wav", audio, "audio/wav")
    return AnswerMedia(answer=upload.answer, original=original, recording=recording, audio=audio, etag=etag)


def _download(original: Pointer, to: Path) -> str | None:
    """Fetch the recording; the entity tag of the very bytes that were fetched."""
    before = objects.stored(original)
    objects.download(original, to)
    if before is None or objects.stored(original) != before:
        raise Transient("recording_changed", "another file was uploaded over it")
    return before.etag


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
