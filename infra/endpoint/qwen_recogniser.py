"""From a recording to words with times: Qwen3-ASR on the windows in which Silero hears speech."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, BinaryIO

from endpoint.qwen import UNDETERMINED, Heard, Qwen
from endpoint.sound import SAMPLE_RATE, decode
from endpoint.whisper import Options
from endpoint.windows import Window, speech_in, windows_of


class QwenRecogniser:
    """A loaded model. Not safe for two threads at once."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._qwen = Qwen(options)
        self.identity = self._qwen.identity
        self._qwen.warm_up()

    def recognise(self, stream: BinaryIO, language: str, vocabulary: Sequence[str] = ()) -> dict[str, Any]:
        """What was said, as the fields of the contract ``Recognition``.

        Args:
            stream: a seekable audio file.
            language: ``auto``, or the language to write down whatever was spoken.
            vocabulary: terms that may come up.

        Raises:
            Unusable: the file cannot be heard.
        """
        started = time.monotonic()
        samples = decode(stream, self.options.longest_seconds)
        spans = speech_in(samples)
        windows = windows_of(spans, samples)
        heard = list(self._qwen.hear((window.sound(samples) for window in windows), language, vocabulary))
        spoken, probability = overall(windows, heard, language)
        return {
            "schema_version": 2,
            "language": spoken,
            "language_probability": _share(probability),
            "duration_ms": _ms_of(len(samples)),
            "speech": [
                {"start_ms": _ms_of(span["start"]), "end_ms": _ms_of(span["end"]), "voice": 0} for span in spans
            ],
            "segments": [segment(window, one) for window, one in zip(windows, heard, strict=True) if one.words],
            "recogniser": self.identity,
            "compute_ms": round((time.monotonic() - started) * 1000),
        }


def overall(windows: Sequence[Window], heard: Sequence[Heard], asked: str) -> tuple[str, float]:
    """The language most was said in, and its mean probability over the windows in it; a forced one over all."""
    lengths: dict[str, int] = defaultdict(int)
    chances: dict[str, float] = defaultdict(float)
    for window, one in zip(windows, heard, strict=True):
        if one.language != UNDETERMINED:
            lengths[one.language] += window.length
            chances[one.language] += one.language_probability * window.length
    if not lengths:
        return (UNDETERMINED if asked == "auto" else asked), 0.0
    language = max(lengths, key=lambda code: lengths[code])
    return language, chances[language] / lengths[language]


def segment(window: Window, heard: Heard) -> dict[str, Any]:
    """A window with words as a segment, in milliseconds of the recording."""
    words = [
        {
            "start_ms": _ms_of(window.place(round(word.start * SAMPLE_RATE))),
            "end_ms": _ms_of(window.place(round(word.end * SAMPLE_RATE), is_end=True)),
            "text": word.text,
            "confidence": _share(word.confidence),
        }
        for word in heard.words
    ]
    return {
        "start_ms": words[0]["start_ms"],
        "end_ms": words[-1]["end_ms"],
        "text": heard.text,
        "language": heard.language,
        "language_probability": _share(heard.language_probability),
        "average_log_probability": round(heard.average_log_probability, 4),
        "no_speech_probability": _share(heard.no_speech_probability),
        "words": words,
    }


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)


def _ms_of(samples: int) -> int:
    return samples * 1000 // SAMPLE_RATE
