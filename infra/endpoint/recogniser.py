"""From samples to words with times: Whisper on the stretches where Silero hears speech."""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import ctranslate2
import faster_whisper
import numpy as np
from faster_whisper.audio import pad_or_trim
from faster_whisper.transcribe import restore_speech_timestamps
from faster_whisper.vad import VadOptions, get_speech_timestamps

from endpoint.sound import SAMPLE_RATE, Samples, decode

UNDETERMINED = "und"
"""ISO 639-3 for a language nobody could tell: no speech was heard."""

SPEECH = VadOptions(threshold=0.5, min_speech_duration_ms=250, min_silence_duration_ms=100, speech_pad_ms=30)
"""Silero's own defaults (silero-vad, utils_vad.get_speech_timestamps): fine enough to measure pauses."""
JOINED_MS = 2000
MARGIN_MS = 400
"""Whisper gets speech with this margin, and silences shorter than `JOINED_MS` stay: faster-whisper's defaults."""

REPETITIVE = 2.4
"""zlib compression ratio above which a text is a loop (Radford et al. 2022, section 4.5)."""
LANGUAGE_WINDOWS = 4
LANGUAGE_SURE = 0.5

Span = dict[str, int]


@dataclass(frozen=True)
class Options:
    """How the model runs; None means the choice that suits the device."""

    name: str
    folder: Path
    device: str = "auto"
    compute_type: str | None = None
    cpu_threads: int = 1
    beam_size: int | None = None
    longest_seconds: float = 7200.0


class _LastEncoding:
    """Remembers the last encoder output: language detection and decoding look at the same first window."""

    def __init__(self, encode: Callable[[Any], Any]) -> None:
        self._encode = encode
        self._features: Any = None
        self._output: Any = None

    def __call__(self, features: Any) -> Any:
        if self._features is None or not np.array_equal(self._features, features):
            self._output = self._encode(features)
            self._features = features
        return self._output


class Recogniser:
    """A loaded model. Not safe for two threads at once."""

    def __init__(self, options: Options) -> None:
        self.options = options
        sha256 = _sha256_of(options.folder / "model.bin")
        on_gpu = options.device == "cuda" or (options.device == "auto" and _has_gpu())
        self._beam_size = options.beam_size or (5 if on_gpu else 1)
        self._model = faster_whisper.WhisperModel(
            str(options.folder),
            device="cuda" if on_gpu else "cpu",
            compute_type=options.compute_type or ("float16" if on_gpu else "int8"),
            cpu_threads=options.cpu_threads,
            local_files_only=True,
        )
        self._model.encode = _LastEncoding(self._model.encode)
        self.identity = {
            "name": options.name,
            "sha256": sha256,
            "compute_type": str(self._model.model.compute_type),
            "version": f"faster-whisper {faster_whisper.__version__}",
        }
        self._warm_up()

    def recognise(self, stream: BinaryIO, language: str) -> dict[str, Any]:
        """What was said, as the fields of the contract ``Recognition``.

        Args:
            stream: a seekable audio file.
            language: ``auto``, or the language to write down whatever was spoken.

        Raises:
            Unusable: the file cannot be heard.
        """
        started = time.monotonic()
        samples = decode(stream, self.options.longest_seconds)
        spans = get_speech_timestamps(samples, SPEECH)
        heard, probability, segments = self._hear(samples, spans, language)
        return {
            "schema_version": 1,
            "language": heard,
            "language_probability": _share(probability),
            "duration_ms": _ms_of(len(samples)),
            "speech": [{"start_ms": _ms_of(span["start"]), "end_ms": _ms_of(span["end"])} for span in spans],
            "segments": segments,
            "recogniser": self.identity,
            "compute_ms": round((time.monotonic() - started) * 1000),
        }

    def _warm_up(self) -> None:
        """Libraries prepare themselves on first use; better before the service says that it is ready."""
        second = np.zeros(SAMPLE_RATE, np.float32)
        get_speech_timestamps(second, SPEECH)
        self._transcribe(second, "en", beam_size=self._beam_size)

    def _hear(self, samples: Samples, spans: list[Span], asked: str) -> tuple[str, float, list[dict[str, Any]]]:
        if not spans:
            return (UNDETERMINED if asked == "auto" else asked), 0.0, []
        chunks = join(spans, len(samples))
        speech = np.concatenate([samples[chunk["start"] : chunk["end"]] for chunk in chunks])
        chances = self._language_chances(speech)
        language = max(chances, key=lambda name: chances[name]) if asked == "auto" else asked
        segments = restore_speech_timestamps(self._decode(speech, language), chunks, SAMPLE_RATE)
        longest = _ms_of(len(samples))
        return language, chances.get(language, 0.0), [_segment(segment, longest) for segment in segments]

    def _language_chances(self, speech: Samples) -> dict[str, float]:
        """Probability per language, from the first window of speech that is clear, else the mean over windows."""
        if not self._model.model.is_multilingual:
            return {"en": 1.0}
        features = self._model.feature_extractor(speech)[..., :-1]
        size = self._model.feature_extractor.nb_max_frames
        totals: dict[str, float] = defaultdict(float)
        starts = range(0, features.shape[-1], size)[:LANGUAGE_WINDOWS]
        for start in starts:
            encoded = self._model.encode(pad_or_trim(features[..., start : start + size]))
            chances = {token[2:-2]: float(chance) for token, chance in self._model.model.detect_language(encoded)[0]}
            if max(chances.values()) > LANGUAGE_SURE:
                return chances
            for name, chance in chances.items():
                totals[name] += chance / len(starts)
        return totals

    def _decode(self, speech: Samples, language: str) -> list[Any]:
        """Segments of joined-up speech; a loop is decoded once more with repetition forbidden, then dropped."""
        segments = self._transcribe(speech, language, beam_size=self._beam_size)
        if any(_is_loop(segment) for segment in segments):
            segments = self._transcribe(speech, language, beam_size=5, no_repeat_ngram_size=5)
        return [segment for segment in segments if not _is_loop(segment)]

    def _transcribe(self, speech: Samples, language: str, **search: int) -> list[Any]:
        segments: Iterable[Any]
        segments, _ = self._model.transcribe(
            speech,
            language=language,
            temperature=0.0,
            condition_on_previous_text=False,
            no_speech_threshold=0.6,
            log_prob_threshold=-1.0,
            compression_ratio_threshold=REPETITIVE,
            word_timestamps=True,
            **search,
        )
        return list(segments)


def join(spans: Sequence[Span], length: int) -> list[Span]:
    """Speech with its margins, in samples; neighbours with less than `JOINED_MS` between them become one."""
    margin, gap = (ms * SAMPLE_RATE // 1000 for ms in (MARGIN_MS, JOINED_MS))
    joined: list[Span] = []
    for span in spans:
        start, end = max(0, span["start"] - margin), min(length, span["end"] + margin)
        if joined and span["start"] - (joined[-1]["end"] - margin) < gap:
            joined[-1]["end"] = end
        else:
            joined.append({"start": start, "end": end})
    return joined


def _is_loop(segment: Any) -> bool:
    return bool(segment.compression_ratio > REPETITIVE)


def _segment(segment: Any, longest_ms: int) -> dict[str, Any]:
    return {
        **_times(segment, longest_ms),
        "text": segment.text,
        "average_log_probability": round(float(segment.avg_logprob), 4),
        "no_speech_probability": _share(segment.no_speech_prob),
        "words": [
            {**_times(word, longest_ms), "text": word.word, "confidence": _share(word.probability)}
            for word in segment.words or []
        ],
    }


def _times(timed: Any, longest_ms: int) -> dict[str, int]:
    start = min(max(0, round(timed.start * 1000)), longest_ms)
    return {"start_ms": start, "end_ms": min(max(start, round(timed.end * 1000)), longest_ms)}


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, float(value))), 4)


def _ms_of(samples: int) -> int:
    return samples * 1000 // SAMPLE_RATE


def _has_gpu() -> bool:
    return bool(ctranslate2.get_cuda_device_count() > 0)


def _sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
