"""From a recording to words with times: Qwen3-ASR on the windows in which Silero hears speech."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, BinaryIO

from endpoint.qwen import UNDETERMINED, Heard, Qwen
from endpoint.recogniser import VOICES, changes
from endpoint.record import ms_of, segment, share, span
from endpoint.sound import SAMPLE_RATE, Unusable, decode
from endpoint.times import Timed, parted
from endpoint.voices import Voices
from endpoint.whisper import Options
from endpoint.windows import Window, speech_in, windows_of
from endpoint.wording import NAMES


class QwenRecogniser:
    """A loaded model. Not safe for two threads at once."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._voices = Voices(VOICES)
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
            Unusable: the file cannot be heard, or the model does not write that language.
        """
        started = time.monotonic()
        if language != "auto" and language not in NAMES:
            raise Unusable("unknown_language", f"Qwen3-ASR writes {', '.join(sorted(NAMES))}.")
        samples = decode(stream, self.options.longest_seconds)
        spans = speech_in(samples)
        turns = self._voices.turns(samples, spans)
        seams = changes(turns)
        windows = windows_of(spans, samples, seams)
        heard = list(self._qwen.hear((window.sound(samples) for window in windows), language, vocabulary))
        spoken, probability = overall(windows, heard, language)
        return {
            "schema_version": 2,
            "language": spoken,
            "language_probability": share(probability),
            "duration_ms": ms_of(len(samples)),
            "speech": [{**span(turn["start"], turn["end"]), "voice": turn["voice"]} for turn in turns],
            "segments": [
                part for window, one in zip(windows, heard, strict=True) for part in segments(window, one, seams)
            ],
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


def segments(window: Window, heard: Heard, seams: Sequence[int]) -> list[dict[str, Any]]:
    """The words of a window in the recording, in as many segments as voices take turns in it."""
    told = {
        "language": heard.language,
        "language_probability": share(heard.language_probability),
        "average_log_probability": round(heard.average_log_probability, 4),
        "no_speech_probability": share(heard.no_speech_probability),
    }
    words = [
        Timed(
            text=word.text,
            start=window.place(round(word.start * SAMPLE_RATE)),
            end=window.place(round(word.end * SAMPLE_RATE), is_end=True),
            confidence=word.confidence,
        )
        for word in heard.words
    ]
    return [segment(line, told) for line in parted([words], seams)]
