"""Whisper on batches of windows: encode, tell the language, decode, align. The pieces are faster-whisper's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import ctranslate2
import faster_whisper
import numpy as np
from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import _LANGUAGE_CODES, Tokenizer
from faster_whisper.transcribe import get_compression_ratio, get_suppressed_tokens, merge_punctuations

from endpoint.sound import Samples

REPETITIVE = 2.4
"""zlib compression ratio above which a text is a loop (Radford et al. 2022, section 4.5)."""
SILENT = 0.6
UNLIKELY = -1.0
"""A window is silence where the model says so with this probability and its words have no more than this mean log
probability (the same section)."""
TOKEN_SECONDS = 0.02
LANGUAGE_CODES = frozenset(_LANGUAGE_CODES)
PREPENDED = "\"'“¿([{-"
APPENDED = "\"'.。,，!！?？:：”)]}、"
"""Marks that go with the word after or before them: faster-whisper's defaults."""


@dataclass(frozen=True)
class Options:
    """How the model runs; None means the choice that suits the device."""

    name: str
    folder: Path
    device: str = "auto"
    compute_type: str | None = None
    cpu_threads: int = 1
    beam_size: int | None = None
    batch_size: int | None = None
    longest_seconds: float = 7200.0


@dataclass(frozen=True)
class Heard:
    """A window in words: its token numbers, time marks among them, and how sure the model was."""

    tokens: list[int]
    average_log_probability: float
    no_speech_probability: float

    @property
    def is_silence(self) -> bool:
        """Whether the model itself says that nobody spoke."""
        return self.no_speech_probability > SILENT and self.average_log_probability < UNLIKELY

    def without_words(self) -> Heard:
        """The same, with nothing said."""
        return replace(self, tokens=[])


@dataclass(frozen=True)
class Line:
    """Text between two time marks: how many tokens, and the marks in seconds of the window; the last may have none."""

    tokens: int
    start: float
    end: float | None


@dataclass(frozen=True)
class Batch:
    """Encoded windows and how many frames of 10 ms each has."""

    encoded: Any
    frames: list[int]


class Whisper:
    """Loaded weights. Not safe for two threads at once."""

    def __init__(self, options: Options) -> None:
        on_gpu = options.device == "cuda" or (options.device == "auto" and _has_gpu())
        self.beam_size = options.beam_size or (5 if on_gpu else 1)
        self.batch_size = options.batch_size or (8 if on_gpu else 1)
        self._parts = faster_whisper.WhisperModel(
            str(options.folder),
            device="cuda" if on_gpu else "cpu",
            compute_type=options.compute_type or ("float16" if on_gpu else "int8"),
            cpu_threads=options.cpu_threads,
            local_files_only=True,
        )
        self._model = self._parts.model
        self.compute_type = str(self._model.compute_type)
        self.is_multilingual = bool(self._model.is_multilingual)
        self.tokenizer = cache(self._tokenizer)
        self._first_mark = self.tokenizer("en").timestamp_begin

    def encode(self, sounds: Sequence[Samples]) -> Batch:
        """One pass of the encoder. The normalised spectrogram is padded, not the sound, which made words worse."""
        spectrograms = [self._parts.feature_extractor(sound)[..., :-1] for sound in sounds]
        encoded = self._parts.encode(np.stack([pad_or_trim(one) for one in spectrograms]))
        return Batch(encoded, [one.shape[-1] for one in spectrograms])

    def languages(self, batch: Batch) -> list[dict[str, float]]:
        """For every window the probability of each language the model knows."""
        if not self.is_multilingual:
            return [{"en": 1.0} for _ in batch.frames]
        found = self._model.detect_language(batch.encoded)
        return [{token[2:-2]: float(chance) for token, chance in chances} for chances in found]

    def decode(
        self,
        batch: Batch,
        languages: Sequence[str],
        terms: str = "",
        *,
        beam_size: int | None = None,
        loops: bool = True,
    ) -> list[Heard]:
        """What was said, window by window, each in its language.

        Args:
            batch: encoded windows.
            languages: one for each.
            terms: words that may come up, as text before the window.
            beam_size: candidates; None for the model's own.
            loops: whether five tokens may come twice.
        """
        prompts = [self._parts.get_prompt(self.tokenizer(name), [], hotwords=terms or None) for name in languages]
        results = self._model.generate(
            batch.encoded,
            prompts,
            beam_size=beam_size or self.beam_size,
            no_repeat_ngram_size=0 if loops else 5,
            max_length=self._parts.max_length,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=get_suppressed_tokens(self.tokenizer(languages[0]), [-1]),
            max_initial_timestamp_index=round(1 / TOKEN_SECONDS),
        )
        return [_heard(result) for result in results]

    def align(self, batch: Batch, languages: Sequence[str], texts: Sequence[list[int]]) -> list[list[dict[str, Any]]]:
        """For every window the words of its text: ``word``, ``tokens``, ``start`` and ``end`` in seconds of the window,
        ``probability``. A mark has gone to its word, and what it leaves behind is empty.
        """
        words: list[list[dict[str, Any]]] = [[] for _ in texts]
        for language in set(languages):
            chosen = [i for i, name in enumerate(languages) if name == language and texts[i]]
            if not chosen:
                continue
            given = [texts[i] if i in chosen else [] for i in range(len(texts))]
            found = self._parts.find_alignment(self.tokenizer(language), given, batch.encoded, batch.frames)
            for i in chosen:
                merge_punctuations(found[i], PREPENDED, APPENDED)
                words[i] = found[i]
        return words

    def log_likelihoods(self, batch: Batch, index: int, language: str, texts: Sequence[list[int]]) -> list[float]:
        """How likely the sound of one window makes each of some texts: sums over their tokens, nothing before them."""
        sums = []
        for text in texts:
            given = [text if i == index else [] for i in range(len(batch.frames))]
            start = self.tokenizer(language).sot_sequence
            chances = self._model.align(batch.encoded, start, given, batch.frames)[index].text_token_probs
            sums.append(float(np.log(np.maximum(chances[: len(text)], 1e-10)).sum()))
        return sums

    def is_mark(self, token: int) -> bool:
        """Whether a token is a time mark."""
        return token >= int(self._first_mark)

    def text(self, heard: Heard) -> str:
        """The words alone."""
        return self.spell(heard.tokens)

    def spell(self, tokens: list[int]) -> str:
        """The text of tokens, without time marks."""
        return str(self.tokenizer("en").decode(tokens))

    def text_tokens(self, heard: Heard) -> list[int]:
        """The tokens that are no time marks."""
        return [token for token in heard.tokens if token < self._first_mark]

    def lines(self, heard: Heard) -> list[Line]:
        """The lines of a window, told apart by the decoder's own time marks."""
        lines: list[Line] = []
        opened, count = 0.0, 0
        for token in heard.tokens:
            if token < self._first_mark:
                count += 1
                continue
            mark = (token - self._first_mark) * TOKEN_SECONDS
            if count:
                lines.append(Line(count, opened, mark))
            opened, count = mark, 0
        return [*lines, Line(count, opened, None)] if count else lines

    def _tokenizer(self, language: str) -> Tokenizer:
        return Tokenizer(self._parts.hf_tokenizer, self.is_multilingual, task="transcribe", language=language)


def is_loop(text: str) -> bool:
    """Whether a text goes round in circles."""
    return bool(get_compression_ratio(text) > REPETITIVE)


def _heard(result: Any) -> Heard:
    """The score is the mean over the tokens; the end of the text is one more of them."""
    count = len(result.sequences_ids[0])
    average = result.scores[0] * count / (count + 1)
    return Heard(list(result.sequences_ids[0]), float(average), float(result.no_speech_prob))


def _has_gpu() -> bool:
    return bool(ctranslate2.get_cuda_device_count() > 0)
