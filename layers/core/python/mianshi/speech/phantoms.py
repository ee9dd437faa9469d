"""Sentences the recogniser made up: what Whisper writes into silence and music."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mianshi.contracts.base import Span
from mianshi.contracts.transcript import RecognisedSegment
from mianshi.speech.script import simplified

OUTSIDE_SPEECH = 0.1
"""A segment with less of its time inside detected speech was not spoken."""
GUESS_NO_SPEECH = 0.3
GUESS_LOG_PROBABILITY = -1.0
GUESS_LANGUAGE = 0.5
"""All three together are a guess. Music that a voice detector takes for a voice came out so; real speech had a mean log
probability above -0.95 even after loud sounds."""
WEAK_NO_SPEECH = 0.3
WEAK_LOG_PROBABILITY = -0.5
WEAK_CONFIDENCE = 0.6
WEAK_COVER = 0.5

# Credits and sign-offs of the subtitled videos Whisper was trained on; a whole segment must consist of one of them.
_KNOWN_LINES = re.compile(
    r"(请不吝)?(点赞|订阅|转发|打赏)+.{0,16}(栏目|频道|支持)?.{0,8}"
    r"|.{0,6}(字幕|中文字幕|字幕提供|字幕志愿者)(by|由|提供|志愿者|制作|:).{0,24}"
    r"|明镜(与点点)?(栏目)?"
    r"|(优优|优质)独播剧场(yoyo television series exclusive)?"
    r"|(我们)?下(期|个视频|集|次)(节目)?(再见|见)"
    r"|(谢谢|感谢)(大家|您|你们|各位)?(的)?(观看|收看|收听).{0,8}"
    r"|(thanks?|thank you)( you)?( so much| very much)? for (watching|listening|viewing).{0,24}"
    r"|(i will |ill |well )?see you (in the|on the|in my) next (video|one|episode|time).{0,16}"
    r"|(please )?(like and )?subscribe.{0,40}"
    r"|(subtitles?|captions?|transcri(bed|ption)|translated) (by|provided).{0,40}"
)
_NOISE = re.compile(r"[^\w ]+")


def is_known_phantom(text: str) -> bool:
    """Whether the whole text is one of the sign-off lines Whisper is known to make up."""
    bare = _NOISE.sub("", simplified(text).lower()).strip()
    return bool(_KNOWN_LINES.fullmatch(bare))


def spoken_segments(segments: Sequence[RecognisedSegment], speech: Sequence[Span]) -> list[RecognisedSegment]:
    """The segments somebody said.

    Dropped are segments outside detected speech (nothing was spoken where no speech was detected) and
    known phantom lines for which the recogniser itself had little evidence, and guesses. A candidate who clearly
    thanks for listening keeps the sentence.
    """
    return [segment for segment in segments if segment.text.strip() and not _is_phantom(segment, speech)]


def _is_phantom(segment: RecognisedSegment, speech: Sequence[Span]) -> bool:
    cover = _cover(segment, speech)
    if cover < OUTSIDE_SPEECH or _is_guess(segment):
        return True
    return is_known_phantom(segment.text) and (cover < WEAK_COVER or _is_weak(segment))


def _is_guess(segment: RecognisedSegment) -> bool:
    """Whether the recogniser itself half thought that nobody spoke, and no words or language were likely."""
    return (
        segment.no_speech_probability >= GUESS_NO_SPEECH
        and segment.average_log_probability <= GUESS_LOG_PROBABILITY
        and segment.language_probability < GUESS_LANGUAGE
    )


def _is_weak(segment: RecognisedSegment) -> bool:
    heard = [word.confidence for word in segment.words]
    return (
        segment.no_speech_probability >= WEAK_NO_SPEECH
        or segment.average_log_probability <= WEAK_LOG_PROBABILITY
        or (bool(heard) and sum(heard) / len(heard) < WEAK_CONFIDENCE)
    )


def _cover(segment: RecognisedSegment, speech: Sequence[Span]) -> float:
    """Share of the segment's words (or of the segment, where it has none) that lies inside speech."""
    parts: Sequence[Span] = [word for word in segment.words if word.end_ms > word.start_ms] or [segment]
    total = sum(max(part.end_ms - part.start_ms, 1) for part in parts)
    first, last = min(part.start_ms for part in parts), max(part.end_ms for part in parts)
    near = [span for span in speech if span.start_ms <= last and span.end_ms >= first]
    inside = sum(
        max(0, min(max(part.end_ms, part.start_ms + 1), span.end_ms) - max(part.start_ms, span.start_ms))
        for part in parts
        for span in near
    )
    return inside / total
