"""One Vision invocation: a clip becomes the readings of its segment."""

from __future__ import annotations

from pathlib import Path

from mianshi.contracts.media import Segment
from mianshi.contracts.observations import SegmentReadings
from mianshi.vision.frames import Sampler
from mianshi.vision.models import VisionModels
from mianshi.vision.readings import FrameReader


def read_segment(
    clip: Path, segment: Segment, models: VisionModels, frames_per_second: float = 5.0, *, behaviour: bool = True
) -> SegmentReadings:
    """Measures what can be seen in a clip; the same clip gives the same readings, byte for byte.

    Args:
        clip: the media file of `segment`.
        segment: its place in the answer and the turn that makes it upright.
        models: see `load_models`.
        frames_per_second: samples per second of the answer.
        behaviour: False measures only faces, light and sharpness, for policies that allow technical checks alone.

    Raises:
        Rejected: ``damaged`` when no decoder can open the clip.
    """
    sampler = Sampler(clip, segment, frames_per_second)
    reader = FrameReader(models, behaviour=behaviour)
    frames = [reader.read(at_ms, picture) for at_ms, picture in sampler]
    return SegmentReadings(
        segment=segment.index,
        answer=segment.answer,
        start_ms=segment.start_ms,
        end_ms=segment.end_ms,
        frames=frames,
        undecoded=sampler.undecoded,
    )
