"""One uploaded recording: what it holds, its sound for the recogniser, its clips for Vision."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import fetching
from mianshi import media
from mianshi.contracts.base import Pointer
from mianshi.contracts.events import Interview, Upload
from mianshi.contracts.media import AnswerMedia, Segment, SoundPiece
from mianshi.platform import objects
from mianshi.privacy.policies import Allowed, allowed, load_policy

RECORDING, SOUND = "recording", "sound.wav"
SLACK_MS = 2_000  # sound may outlast the picture a little; a wild time stamp must not write hours of silence
CLIPS = 40  # looked at at once: Step Functions runs 40 items of a Map side by side


def shares(sizes: Sequence[int]) -> list[int]:
    """How many clips each recording may be cut into, by its bytes: lengths are not known before all are read."""
    whole = max(1, sum(sizes))
    return [max(1, CLIPS * size // whole) for size in sizes]


def may(interview: Interview) -> Allowed:
    """What policy profile and consent allow."""
    return allowed(load_policy(interview.policy), consent=interview.consent.observations)


def prepare(
    interview: Interview, upload: Upload, limits: media.Limits, first_index: int, most_clips: int
) -> tuple[AnswerMedia, list[Segment]]:
    """Probe a recording and store its sound and clips.

    Args:
        interview: the interview it belongs to.
        upload: where it lies.
        limits: what is accepted.
        first_index: index of its first segment.
        most_clips: how many clips it may be cut into; 0: its picture is not looked at.

    Raises:
        Rejected: where the recording cannot be used.
        Transient: ``recording_changed`` where somebody uploads another file over it meanwhile.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        answer = _listen(interview, upload, limits, folder)
        return answer, _cut(interview, answer, folder, first_index, most_clips) if most_clips else []


def _listen(interview: Interview, upload: Upload, limits: media.Limits, folder: Path) -> AnswerMedia:
    original = fetching.original(upload)
    etag = fetching.fetch(original, folder / RECORDING)
    recording = media.probe(folder / RECORDING)
    media.check(recording, limits)
    limit_ms = recording.readable_ms + SLACK_MS
    sound = media.extract_audio(folder / RECORDING, folder / SOUND, limit_ms=limit_ms)
    pieces = [
        SoundPiece(start_ms=cut.start_ms, end_ms=cut.end_ms, sound=_keep(interview, upload, index, cut.path))
        for index, cut in enumerate(media.cut_sound(folder / SOUND, folder))
    ]
    recording = recording.model_copy(update={"lost_ms": min(sound.lost_ms, recording.readable_ms)})
    return AnswerMedia(answer=upload.answer, original=original, recording=recording, sound=pieces, etag=etag)


def _keep(interview: Interview, upload: Upload, piece: int, sound: Path) -> Pointer:
    where = objects.work(interview.id, interview.attempt, f"answer-{upload.answer}-{piece}.wav")
    objects.upload(sound, where, "audio/wav")
    return where


def _cut(interview: Interview, answer: AnswerMedia, folder: Path, first_index: int, most_clips: int) -> list[Segment]:
    """Clips for Vision, unless policy or consent forbid to look: then not a frame leaves the recording."""
    if may(interview).picture == "nothing" or answer.recording.video is None:
        return []
    clips = media.cut_clips(folder / RECORDING, folder, limit=most_clips, duration_ms=answer.recording.duration_ms)
    names = (f"clip-{first_index + i:04d}.mkv" for i in range(len(clips)))
    pointers = [objects.work(interview.id, interview.attempt, name) for name in names]
    for clip, pointer in zip(clips, pointers, strict=True):
        objects.upload(clip.path, pointer, "video/x-matroska")
    return media.plan_segments(answer.recording, clips, pointers, answer=answer.answer, first_index=first_index)
