"""From a recording to words with times: Whisper on the windows in which Silero hears speech."""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import faster_whisper
import numpy as np

from endpoint.record import ms_of, segment, share, span
from endpoint.sound import SAMPLE_RATE, Samples, decode
from endpoint.terms import respelled
from endpoint.times import Timed, held_to_marks, parted, settled
from endpoint.voices import Turn, Voices
from endpoint.whisper import Batch, Heard, Options, Whisper, is_loop
from endpoint.windows import Span, Window, speech_in, windows_of

UNDETERMINED = "und"
"""ISO 639-3 for a language nobody could tell: no speech was heard."""
SURE = 0.5
"""A window whose likeliest language has less is taken to be in the language heard so far."""
VOICES = Path(__file__).with_name("voices")
ALIKE = 3.0
"""Natural logarithm of how much likelier words may be than a term that is written in their place. Measured on 21
proposals for Whisper base: three terms that were said lost 0.8, lost 1.2 and gained 7; every other proposal lost 4.4 or
more, among them some that only differed in simplified and traditional characters."""
UNHEARD = 2 * SAMPLE_RATE
"""Speech left after the last word of a window that is heard once more: a decoder may stop too early."""


@dataclass(frozen=True)
class _Task:
    """A window to hear; what is left of another comes with the language of that one."""

    window: Window
    language: str | None = None
    probability: float = 0.0


class _Languages:
    """Which language is spoken, window by window."""

    def __init__(self, asked: str) -> None:
        self._asked = asked
        self._heard: dict[str, int] = defaultdict(int)
        self._chances: dict[str, float] = defaultdict(float)

    def told(self, window: Window, chances: dict[str, float]) -> tuple[str, float]:
        """The language to write the window in, and its probability there."""
        likeliest = max(chances, key=lambda name: chances[name])
        if chances[likeliest] < SURE and self._heard:
            likeliest = max(self._heard, key=lambda name: self._heard[name])
        language = likeliest if self._asked == "auto" else self._asked
        probability = chances.get(language, 0.0)
        self._heard[language] += window.length
        self._chances[language] += probability * window.length
        return language, probability

    def overall(self) -> tuple[str, float]:
        """The language most was said in, and its mean probability over the windows in it."""
        if not self._heard:
            return (UNDETERMINED if self._asked == "auto" else self._asked), 0.0
        language = max(self._heard, key=lambda name: self._heard[name])
        return language, self._chances[language] / self._heard[language]


class Recogniser:
    """A loaded model. Not safe for two threads at once."""

    def __init__(self, options: Options) -> None:
        self.options = options
        sha256 = _sha256_of(options.folder / "model.bin")
        self._whisper = Whisper(options)
        self._voices = Voices(VOICES)
        self.identity = {
            "name": options.name,
            "sha256": sha256,
            "compute_type": self._whisper.compute_type,
            "version": f"faster-whisper {faster_whisper.__version__}",
        }
        self._warm_up()

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
        turns = self._voices.turns(samples, spans)
        languages = _Languages(language)
        segments = self._hear(samples, spans, changes(turns), languages, vocabulary)
        heard, probability = languages.overall()
        return {
            "schema_version": 2,
            "language": heard,
            "language_probability": share(probability),
            "duration_ms": ms_of(len(samples)),
            "speech": [{**span(turn["start"], turn["end"]), "voice": turn["voice"]} for turn in turns],
            "segments": segments,
            "recogniser": self.identity,
            "compute_ms": round((time.monotonic() - started) * 1000),
        }

    def _warm_up(self) -> None:
        """Libraries prepare themselves on first use; better before the service says that it is ready."""
        second = np.zeros(SAMPLE_RATE, np.float32)
        speech_in(second)
        self._whisper.decode(self._whisper.encode([second]), ["en"])

    def _hear(
        self,
        samples: Samples,
        spans: list[Span],
        seams: Sequence[int],
        languages: _Languages,
        vocabulary: Sequence[str],
    ) -> list[dict[str, Any]]:
        segments: list[dict[str, Any]] = []
        tasks = [_Task(window) for window in windows_of(spans, samples, seams)]
        while tasks:
            left: list[_Task] = []
            for start in range(0, len(tasks), self._whisper.batch_size):
                group = tasks[start : start + self._whisper.batch_size]
                for task, heard, words in self._hear_group(samples, group, languages, vocabulary):
                    lines = held_to_marks(words, self._whisper.lines(heard))
                    placed = [[_placed(word, task.window) for word in line] for line in lines]
                    timed = settled(placed, spans)
                    segments += [segment(line, _told(task, heard)) for line in parted(timed, seams)]
                    left += _left(task, timed, spans)
            tasks = left
        return sorted(segments, key=lambda one: int(one["start_ms"]))

    def _hear_group(
        self, samples: Samples, group: Sequence[_Task], languages: _Languages, vocabulary: Sequence[str]
    ) -> Iterator[tuple[_Task, Heard, list[dict[str, Any]]]]:
        batch = self._whisper.encode([task.window.sound(samples) for task in group])
        chances = self._whisper.languages(batch)
        group = [
            task if task.language else _Task(task.window, *languages.told(task.window, chance))
            for task, chance in zip(group, chances, strict=True)
        ]
        names = [str(task.language) for task in group]
        heard = self._decode(batch, names, vocabulary)
        words = self._whisper.align(batch, names, [self._whisper.text_tokens(one) for one in heard])
        yield from zip(group, heard, words, strict=True)

    def _decode(self, batch: Batch, languages: Sequence[str], vocabulary: Sequence[str]) -> list[Heard]:
        """A loop is decoded once more with repetition forbidden; what is silence or still loops has no words."""
        heard = self._whisper.decode(batch, languages)
        if any(self._is_loop(one) for one in heard):
            again = self._whisper.decode(batch, languages, beam_size=5, loops=False)
            heard = [new if self._is_loop(old) else old for old, new in zip(heard, again, strict=True)]
        heard = [one.without_words() if one.is_silence or self._is_loop(one) else one for one in heard]
        return self._steered(batch, languages, heard, vocabulary) if vocabulary else heard

    def _steered(
        self, batch: Batch, languages: Sequence[str], heard: Sequence[Heard], vocabulary: Sequence[str]
    ) -> list[Heard]:
        """Terms in place of words that sound like them. With the terms before it, Whisper base hears much worse and
        repeats them; so what it hears then only proposes, and the sound, without the terms, decides."""
        proposed = self._whisper.decode(batch, languages, ", ".join(vocabulary))
        result = []
        for index, (plain, steered) in enumerate(zip(heard, proposed, strict=True)):
            tokens = plain.tokens
            for start, end, put in respelled(tokens, steered.tokens, vocabulary, self._whisper.spell):
                if any(map(self._whisper.is_mark, [*tokens[start:end], *put])):
                    continue
                other = [*tokens[:start], *put, *tokens[end:]]
                texts = [[t for t in one if not self._whisper.is_mark(t)] for one in (tokens, other)]
                before, after = self._whisper.log_likelihoods(batch, index, languages[index], texts)
                tokens = other if before - after < ALIKE else tokens
            result.append(replace(plain, tokens=tokens))
        return result

    def _is_loop(self, heard: Heard) -> bool:
        return is_loop(self._whisper.text(heard))


def changes(turns: Sequence[Turn]) -> list[int]:
    """Where another voice begins to speak, in samples."""
    return [after["start"] for before, after in pairwise(turns) if before["voice"] != after["voice"]]


def _placed(word: dict[str, Any], window: Window) -> Timed:
    """A word of a window in the recording."""
    return Timed(
        text=word["word"],
        start=window.place(round(word["start"] * SAMPLE_RATE)),
        end=window.place(round(word["end"] * SAMPLE_RATE), is_end=True),
        confidence=float(word["probability"]),
    )


def _told(task: _Task, heard: Heard) -> dict[str, Any]:
    """What is the same for every line of a window."""
    return {
        "language": task.language,
        "language_probability": share(task.probability),
        "average_log_probability": round(heard.average_log_probability, 4),
        "no_speech_probability": share(heard.no_speech_probability),
    }


def _left(task: _Task, lines: Sequence[Sequence[Timed]], spans: Sequence[Span]) -> list[_Task]:
    """What the decoder left out at the end of a window, if it is much."""
    if not lines:
        return []
    rest = task.window.after(lines[-1][-1].end)
    speech = sum(max(0, min(span["end"], b) - max(span["start"], a)) for span in spans for a, b in rest.chunks)
    return [replace(task, window=rest)] if speech >= UNHEARD else []


def _sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
