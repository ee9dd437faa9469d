"""One Vision invocation: a clip becomes the readings of its segment."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from mianshi.contracts.media import Segment
from mianshi.contracts.observations import FrameReading, SegmentReadings
from mianshi.vision.changes import ChangeFinder
from mianshi.vision.frames import Sampler
from mianshi.vision.models import Picture, VisionModels
from mianshi.vision.readings import FrameReader

SAMPLES_PER_SECOND = 10.0
"""A blink lasts 0.1 to 0.4 s; an event of half a second shows in at least four samples."""
_READ_AT_LEAST_EVERY_MS = 500
"""The first sample in each such cell of the answer's clock is read even where nothing changed."""

_LONGEST_SAMPLE_MS = 1000
"""A live camera may pause between pictures; what lies in a longer pause was not seen."""


def read_segment(
    clip: Path,
    segment: Segment,
    models: VisionModels,
    samples_per_second: float = SAMPLES_PER_SECOND,
    *,
    behaviour: bool = True,
) -> SegmentReadings:
    """Measures what can be seen in a clip; the same clip gives the same readings, byte for byte.

    Every sample is compared with the picture that was read last; the networks run where something changed, and at
    least twice a second. Pictures are let go at once: memory does not grow with the length of the clip but for about
    one kilobyte per reading.

    Args:
        clip: the media file of `segment`.
        segment: its place in the answer and the turn that makes it upright.
        models: see `load_models`.
        samples_per_second: of the answer's clock.
        behaviour: False measures only faces, light and sharpness, for policies that allow technical checks alone.

    Raises:
        Rejected: ``damaged`` when no decoder can open the clip.
    """
    sampler = Sampler(clip, segment, samples_per_second)
    reading = _Reading(FrameReader(models, behaviour=behaviour), round(1000 / samples_per_second), segment.end_ms)
    for at_ms, picture in sampler:
        reading.take(at_ms, picture)
    return SegmentReadings(
        segment=segment.index,
        answer=segment.answer,
        start_ms=segment.start_ms,
        end_ms=segment.end_ms,
        frames=reading.frames,
        samples=reading.samples,
        undecoded=sampler.undecoded,
        models=models.version,
    )


@dataclass
class _Reading:
    """Readings of the samples so far. `step_ms` is the time the last sample stands for."""

    reader: FrameReader
    step_ms: int
    end_ms: int
    frames: list[FrameReading] = field(default_factory=list)
    samples: int = 0
    _finder: ChangeFinder = field(default_factory=ChangeFinder)
    _cell: int = -1
    _last_ms: int = 0

    def take(self, at_ms: int, picture: Picture) -> None:
        """Reads the sample, or lets the reading before stand for it."""
        if self.frames and at_ms - self._last_ms <= _LONGEST_SAMPLE_MS:
            self._stand_until(at_ms)
        self.samples, self._last_ms = self.samples + 1, at_ms
        until_ms = min(self.end_ms, at_ms + self.step_ms)
        change = self._finder.look(picture)
        cell = at_ms // _READ_AT_LEAST_EVERY_MS
        if cell == self._cell and not (change.face or change.around or self.reader.owes(at_ms)):
            self._stand_until(until_ms)
            return
        self._cell = cell
        self.frames.append(self.reader.read(at_ms, picture, until_ms, around=change.around))
        self._finder.remember(picture, self.reader.face.box if self.reader.face else None)

    def _stand_until(self, at_ms: int) -> None:
        self.frames[-1] = self.frames[-1].model_copy(update={"until_ms": at_ms})
