"""Sentence vectors: multilingual-e5-small in onnxruntime, with its unigram tokenizer."""

from __future__ import annotations

import hashlib
import json
import math
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from mianshi.errors import Defect

Vectors = npt.NDArray[np.float32]
DIMENSIONS = 384
_PREFIX = "query: "
_SPACE = "\u2581"
_SPECIAL_PIECES = 4


class Tokenizer:
    """Text to piece ids by the most probable segmentation (unigram language model, Kudo 2018).

    Args:
        path: `tokenizer.json` as `infra/models/README.md` describes it.

    Raises:
        Defect: `embedding_model`, where the file is missing or not of that form.
    """

    def __init__(self, path: Path) -> None:
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
            pieces: list[str] = table["pieces"]
            scores: list[float] = table["scores"]
            self._bos, self._eos, self._unk = int(table["bos"]), int(table["eos"]), int(table["unk"])
            self._norm = {int(point): str(text) for point, text in table["norm"].items()}
            self._unk_score = float(table["unk_score"])
            self.max_tokens = int(table["max_tokens"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Defect("embedding_model", f"the tokenizer file cannot be read: {type(error).__name__}") from error
        self._pieces = {
            piece: (number, score)
            for number, (piece, score) in enumerate(zip(pieces, scores, strict=True))
            if number >= _SPECIAL_PIECES
        }
        self._longest = max(map(len, self._pieces))

    def ids(self, text: str) -> list[int]:
        """Ids of the text's pieces between the begin and end marks, cut to `max_tokens`."""
        normal = unicodedata.normalize("NFC", text).translate(self._norm)
        normal = " " + " ".join(part for part in normal.split(" ") if part)
        found = self._segment(normal.replace(" ", _SPACE))
        return [self._bos, *found[: self.max_tokens - 2], self._eos]

    def _segment(self, text: str) -> list[int]:
        """Viterbi: `best[i]` is the score of the best segmentation of the first i characters."""
        size = len(text)
        best = [0.0] + [-math.inf] * size
        origin = [(0, self._unk)] * (size + 1)
        for start in range(size):
            unknown = best[start] + self._unk_score
            if unknown > best[start + 1]:
                best[start + 1], origin[start + 1] = unknown, (start, self._unk)
            for end in range(start + 1, min(size, start + self._longest) + 1):
                piece = self._pieces.get(text[start:end])
                if piece and best[start] + piece[1] > best[end]:
                    best[end], origin[end] = best[start] + piece[1], (start, piece[0])
        found: list[int] = []
        while size:
            size, number = origin[size]
            found.append(number)
        return found[::-1]


class Embedder:
    """Vectors of texts, the same bytes for the same text whatever stands beside it.

    Texts go through the model one by one: with one thread a batch saves about a tenth of the time, and padding
    and blocking would let one text's neighbours change the last digits of its vector.

    Args:
        model_dir: folder holding `model.onnx` and `tokenizer.json`.

    Attributes:
        version: first 12 hex digits of the SHA-256 of the weights.

    Raises:
        Defect: `embedding_model`, where the files are missing or unusable.
    """

    def __init__(self, model_dir: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._tokenizer = Tokenizer(model_dir / "tokenizer.json")
        model = model_dir / "model.onnx"
        try:
            with model.open("rb") as weights:
                self.version = hashlib.file_digest(weights, "sha256").hexdigest()[:12]
            self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the runtime raises its own undocumented exception types
            raise Defect("embedding_model", f"the model cannot be loaded: {type(error).__name__}") from error

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of length 1, one row per text: shape ``(len(texts), 384)``."""
        rows = {text: self._embed_one(text) for text in dict.fromkeys(texts)}
        return np.stack([rows[text] for text in texts]) if texts else np.zeros((0, DIMENSIONS), np.float32)

    def _embed_one(self, text: str) -> Vectors:
        ids = np.array([self._tokenizer.ids(_PREFIX + text)], np.int64)
        (vectors,) = self._session.run(["embedding"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        row: Vectors = vectors[0]
        return row
