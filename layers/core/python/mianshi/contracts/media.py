"""What Ingest found in a recording and how it planned the work."""

from __future__ import annotations

from pydantic import Field

from mianshi.contracts.base import Milliseconds, Pointer, Record, Span


class VideoStream(Record):
    """The picture. `rotation` is the clockwise turn, in degrees, that makes the picture upright."""

    codec: str
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    rotation: int = Field(default=0, ge=0, lt=360)
    frames_per_second: float | None = Field(default=None, gt=0)


class AudioStream(Record):
    """The sound."""

    codec: str
    sample_rate: int = Field(gt=0)
    channels: int = Field(gt=0)


_MEDIA_TYPES: dict[str, str] = {
    "mp4": "mp4",
    "matroska": "webm",  # WebM is Matroska, and browsers open by content what they know of either
    "ogg": "ogg",
    "mpegts": "mp2t",
    "mpeg": "mpeg",
    "avi": "x-msvideo",
    "flv": "x-flv",
    "asf": "x-ms-asf",
    "mp3": "mpeg",
    "wav": "wav",
    "flac": "flac",
    "aac": "aac",
    "amr": "amr",
    "aiff": "aiff",
    "caf": "x-caf",
}
"""Subtype by FFmpeg's name of the container (iana.org/assignments/media-types; x- where nothing is registered)."""


class Recording(Record):
    """One media file, described by its content and never by its name. `container` holds FFmpeg's names of it."""

    container: str
    size_bytes: int = Field(ge=0)
    duration_ms: Milliseconds
    video: VideoStream | None
    audio: AudioStream | None
    readable_ms: Milliseconds
    """How much can be read; less than `duration_ms` when the file is cut short."""
    lost_ms: Milliseconds = 0
    """How much within `readable_ms` is damaged: its sound could not be decoded and is silence from here on."""

    @property
    def media_type(self) -> str:
        """The type a browser plays it as, such as ``video/mp4``; ``application/octet-stream`` for a rare container."""
        subtype = next((_MEDIA_TYPES[name] for name in self.container.split(",") if name in _MEDIA_TYPES), None)
        if subtype is None:
            return "application/octet-stream"
        return f"{'video' if self.video else 'audio'}/{subtype}"


class Segment(Span):
    """One stretch of picture that a Vision invocation looks at; times count from the start of its answer.

    `clip` holds the stretch as a self-contained media file whose first frame stands at `clip_start_ms`.
    """

    index: int = Field(ge=0)
    answer: int = Field(ge=0)
    clip: Pointer
    clip_start_ms: Milliseconds
    rotation: int = 0


class SoundPiece(Span):
    """One stretch of an answer's sound, 16 kHz mono WAV, cut in silence; pieces touch and cover the whole answer."""

    sound: Pointer


class AnswerMedia(Record):
    """One answer: its recording and the pieces of sound made from it, in order of time."""

    answer: int = Field(ge=0)
    original: Pointer
    recording: Recording
    sound: list[SoundPiece] = Field(min_length=1)
    etag: str | None = None
    """Entity tag of `original` when it was worked on: what has another one now is not what was scored."""


class TypedAnswer(Record):
    """What somebody typed, as Ingest read it: what lies under the upload's key afterwards changes nothing."""

    answer: int = Field(ge=0)
    text: str = Field(min_length=1)


class MediaPlan(Record):
    """The work that follows Ingest: an artefact in S3, because a long interview would not fit a receipt."""

    interview_id: str
    answers: list[AnswerMedia]
    """Those that were recorded."""
    segments: list[Segment]
    behaviour: bool
    """False: Vision may look for faces and light and nothing else, as the policy profile's technical checks."""
    typed: list[int] = Field(default_factory=list)
    """Numbers of the answers that were typed; each is an artefact of its own, a `TypedAnswer`."""

    @property
    def numbers(self) -> list[int]:
        """Every answer there is, in order."""
        return sorted([*(answer.answer for answer in self.answers), *self.typed])
