"""What the recogniser would have written for a candidate who answers two questions of a store manager's interview."""

from __future__ import annotations

from collections.abc import Sequence

from mianshi.contracts.transcript import RecognisedSegment, RecognisedWord, Recogniser, Recognition, Speech

COMPLAINT = (
    "我亲自处理过一次严重的投诉。",
    "有位顾客买的电饭锅用了三天就坏了,她在店里非常生气。",
    "我先请她坐下,听她说完,然后向她道歉。",
    "接着我查了小票和检测记录,核实是我们卖出去之前没有检查好。",
    "当天我给她换了一台新的,还免了配送费。",
    "三天以后我打电话回访,她说很满意。",
)
COACHING = (
    "第二个问题是怎么带落后的店员。",
    "我店里有一位新店员,连续两个月业绩都是最后一名。",
    "我先观察了三天,发现他不敢主动和顾客说话。",
    "我给他定了目标,两周之内每天主动接待十位顾客,我自己先示范。",
    "每天下班以后我们一起复盘十分钟。",
    "一个月以后他的成交率从百分之十二提高到百分之二十,排到第四名。",
)
CHARACTER_MS = 220
PAUSE_MS = 600


def heard(*answers: Sequence[str], language: str = "zh") -> Recognition:
    """Sentences as a recognition: one segment each, a word per character, at an everyday pace."""
    segments: list[RecognisedSegment] = []
    at = 300
    for sentence in (s for answer in answers for s in answer):
        words = []
        start = at
        for character in sentence:
            words.append(RecognisedWord(start_ms=at, end_ms=at + CHARACTER_MS, text=character, confidence=0.93))
            at += CHARACTER_MS
        segments.append(
            RecognisedSegment(
                start_ms=start,
                end_ms=at,
                text=sentence,
                language=language,
                language_probability=0.99,
                average_log_probability=-0.2,
                no_speech_probability=0.01,
                words=words,
            )
        )
        at += PAUSE_MS
    return Recognition(
        language=language,
        language_probability=0.99,
        duration_ms=at,
        speech=[Speech(start_ms=segment.start_ms, end_ms=segment.end_ms) for segment in segments],
        segments=segments,
        recogniser=Recogniser(name="stub", sha256="0" * 64, compute_type="none", version="0"),
        compute_ms=1234,
    )
