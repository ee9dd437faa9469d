"""Samples upright, moderately sized pictures from a clip at steps of its own clock."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import cv2

from mianshi.contracts.media import Segment
from mianshi.contracts.outcomes import Reason
from mianshi.errors import Rejected
from mianshi.vision.models import Picture

_LONG_SIDE = 1280
"""Larger pictures are scaled down to this: the networks look at 64 to 256 pixels of it."""
_GAP_MS = 1000
"""A live camera may pause between frames; a longer silence means that frames are missing."""
_TRIES = 1000
"""OpenCV gives up at a damaged place; asked again it goes on behind it, as a player would."""
_ODDEST_ASPECT = 4.0
"""The oddest in use are near 2 (anamorphic DV and film); beyond this a header is wrong."""
_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


@dataclass
class Sampler:
    """Yields one picture per step of the answer's clock.

    Steps are fixed on the answer, not on the clip, so that cutting an answer elsewhere samples the same frames;
    presentation times decide, so variable frame rates need no care. Frames between samples are decoded, which
    their codec demands, but never converted. `undecoded` counts, when the iteration is over, the steps at which a
    picture should have been and could not be decoded.
    """

    clip: Path
    segment: Segment
    frames_per_second: float
    undecoded: int = field(default=0, init=False)

    def __iter__(self) -> Iterator[tuple[int, Picture]]:
        """Pairs of time (milliseconds of the answer) and picture.

        Raises:
            Rejected: ``damaged`` when no decoder can open the clip.
        """
        capture = cv2.VideoCapture(str(self.clip), cv2.CAP_FFMPEG)
        try:
            if not capture.isOpened():
                raise Rejected(Reason.DAMAGED, "the picture of this stretch cannot be decoded")
            capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 0)
            yield from self._sample(capture, _pixel_aspect(capture))
        finally:
            capture.release()

    def _sample(self, capture: cv2.VideoCapture, aspect: float) -> Iterator[tuple[int, Picture]]:
        segment, last_ms = self.segment, self.segment.start_ms
        # A step belongs to the segment in which it begins; the segment before has taken the one that was cut.
        last_step = math.ceil(self._steps(segment.start_ms)) - 1
        while any(capture.grab() for _ in range(_TRIES)):
            at_ms = segment.clip_start_ms + round(capture.get(cv2.CAP_PROP_POS_MSEC))
            step = math.floor(self._steps(at_ms))
            if at_ms < segment.start_ms or step <= last_step:
                continue
            if at_ms >= segment.end_ms:
                break
            self.undecoded += self._steps_lost(last_ms, at_ms)
            last_step, last_ms = step, at_ms
            decoded, picture = capture.retrieve()
            if decoded:
                yield at_ms, upright(cast(Picture, picture), segment.rotation, aspect)
            else:
                self.undecoded += 1
        self.undecoded += self._steps_lost(last_ms, segment.end_ms)

    def _steps(self, milliseconds: int) -> float:
        return milliseconds * self.frames_per_second / 1000

    def _steps_lost(self, start_ms: int, end_ms: int) -> int:
        silence = end_ms - start_ms
        return int(self._steps(silence)) if silence > _GAP_MS else 0


def _pixel_aspect(capture: cv2.VideoCapture) -> float:
    """Width over height of a stored pixel; 1 where the file does not say, or says nonsense."""
    across, down = capture.get(cv2.CAP_PROP_SAR_NUM), capture.get(cv2.CAP_PROP_SAR_DEN)
    aspect = across / down if across > 0 and down > 0 else 1.0
    return aspect if 1 / _ODDEST_ASPECT <= aspect <= _ODDEST_ASPECT else 1.0


def upright(picture: Picture, rotation: int, aspect: float = 1.0) -> Picture:
    """The picture with square pixels, at most 1280 long, turned clockwise by `rotation` degrees (a multiple of 90).

    `aspect` is width over height of a pixel; the shorter way of a pixel is stretched, so that no line of it is lost.
    """
    height, width = picture.shape[:2]
    wide, tall = width * max(1.0, aspect), height * max(1.0, 1 / aspect)
    scale = min(1.0, _LONG_SIDE / max(wide, tall))
    size = round(wide * scale), round(tall * scale)
    if size != (width, height):
        picture = cast(
            Picture, cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        )
    turn = _TURNS.get(rotation)
    return picture if turn is None else cast(Picture, cv2.rotate(picture, turn))
