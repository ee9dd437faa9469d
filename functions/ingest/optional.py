"""Answers that the interview does without: to a candidate's own questions and to follow-ups. None may cost it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import fetching
import preparing
import typing_in
from mianshi.contracts.events import Interview, Upload
from mianshi.contracts.media import AnswerMedia
from mianshi.contracts.outcomes import Reason
from mianshi.errors import Rejected
from mianshi.media import Limits


@dataclass
class Told:
    """What could be used; an answer that is in neither list could not, and the report says so."""

    answers: list[AnswerMedia] = field(default_factory=list)
    typed: list[int] = field(default_factory=list)


def listen(interview: Interview, uploads: Iterable[Upload], left_ms: int, left_bytes: int) -> Told:
    """Prepare the sound or text of these uploads, as far as they are there and can be used.

    Their pictures are not looked at: what is seen there must not bear on the interview, and the clips that are looked
    at side by side stay with the core answers.

    Args:
        interview: the interview.
        uploads: of its uploads, which.
        left_ms: of the longest an interview may be, what the other answers leave.
        left_bytes: of the largest its uploads may be, the same.
    """
    told = Told()
    for upload in uploads:
        try:
            if upload.kind == "text":
                told.typed.append(typing_in.keep(interview, upload))
                continue
            answer = _recorded(interview, upload, left_ms, left_bytes)
        except Rejected:
            continue
        told.answers.append(answer)
        left_ms -= answer.recording.readable_ms
        left_bytes -= answer.recording.size_bytes
    return told


def _recorded(interview: Interview, upload: Upload, left_ms: int, left_bytes: int) -> AnswerMedia:
    limits = Limits(max_ms=max(1, left_ms), max_bytes=max(1, left_bytes))
    stored = fetching.size(upload)
    if stored is not None and stored > limits.max_bytes:  # not fetched: the disk holds what an interview may hold
        raise Rejected(Reason.TOO_LARGE, "the other answers leave too few bytes")
    return preparing.prepare(interview, upload, limits, 0, 0)[0]
