"""The conversion, on a small file of the same layout and on the fetched model."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from models.embedding_onnx import BadSource, Source, convert, kept_pieces, pack
from models.fetch import is_fetched, model_dir

HIDDEN, HEADS, INNER, POSITIONS = 64, 2, 128, 16
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "面", "试", "Ж", "ing", "ああ", "<mask>"]
KEPT = [0, 1, 2, 3, 4, 5, 6, 8]

Array = NDArray[np.float32]


class SmallFile:
    """A file with random weights, and the same encoder computed plainly in numpy."""

    def __init__(self) -> None:
        self.random = np.random.default_rng(7)
        self.tensors: dict[str, bytes] = {}
        self.values: dict[str, Array] = {}
        self.four_bit("emb.word", len(PIECES), HIDDEN)
        self.floats("emb.pos", POSITIONS, HIDDEN)
        self.floats("emb.type", 2, HIDDEN)
        for name in ("emb.ln", "l0.aln", "l0.oln"):
            self.floats(f"{name}.w", HIDDEN)
            self.floats(f"{name}.b", HIDDEN)
        for name, rows, columns in [(n, HIDDEN, HIDDEN) for n in ("q", "k", "v", "ao")] + [
            ("fi", INNER, HIDDEN),
            ("fo", HIDDEN, INNER),
        ]:
            self.four_bit(f"l0.{name}.w", rows, columns)
            self.floats(f"l0.{name}.b", rows)

    def floats(self, name: str, *shape: int) -> None:
        size = 1.0 if name.endswith("ln.w") else 0.1  # a large bias would drown what tells two texts apart
        self.values[name] = (size * self.random.normal(size=shape)).astype("<f4")
        self.tensors[name] = self.values[name].tobytes()

    def four_bit(self, name: str, rows: int, columns: int) -> None:
        weights = self.random.integers(0, 16, (rows, columns // 32, 32), np.uint8)
        scales = self.random.uniform(0.005, 0.02, (rows, columns // 32)).astype("<f2")
        blocks = np.zeros((rows, columns // 32), np.dtype([("d", "<f2"), ("q", "u1", 16)]))
        blocks["d"] = scales
        blocks["q"] = weights[..., :16] | (weights[..., 16:] << 4)
        self.tensors[name] = blocks.tobytes()
        plain = (weights.astype(np.float32) - 8) * scales[..., None].astype(np.float32)
        self.values[name] = plain.reshape(rows, columns)

    def bytes(self) -> bytes:
        texts = [piece.encode() for piece in PIECES]
        offsets = np.cumsum([0, *map(len, texts)]).astype("<u4").tobytes()
        scores = (-np.arange(len(PIECES))).astype("<f4").tobytes()
        norm = struct.pack("<IB", 0xA0, 1) + struct.pack("<I", 0x20) + struct.pack("<IB", 7, 0)
        head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 1, HEADS, INNER, len(PIECES), POSITIONS, 2, 1e-12, 32)
        head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, texts)))
        head += offsets + scores + b"".join(texts) + struct.pack("<iI", 2, len(norm)) + norm
        directory_size = 4 + sum(2 + len(name) + 21 for name in self.tensors)
        at, directory = len(head) + directory_size, struct.pack("<i", len(self.tensors))
        for name, data in self.tensors.items():
            directory += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", 0, 0, at, len(data))
            at += len(data)
        return head + directory + b"".join(self.tensors.values())

    def embed(self, ids: list[int]) -> Array:
        """XLM-R's encoder (post-norm, exact GELU), mean pooling, unit length."""
        value = self.values
        state = value["emb.word"][ids] + value["emb.pos"][: len(ids)] + value["emb.type"][0]
        state = self.norm(state, "emb.ln")
        q, k, v = (self.linear(state, f"l0.{n}").reshape(len(ids), HEADS, -1).swapaxes(0, 1) for n in "qkv")
        logits = q @ k.swapaxes(1, 2) / np.sqrt(HIDDEN // HEADS)
        weight = np.exp(logits - logits.max(-1, keepdims=True))
        mixed = (weight / weight.sum(-1, keepdims=True)) @ v
        state = self.norm(state + self.linear(mixed.swapaxes(0, 1).reshape(len(ids), -1), "l0.ao"), "l0.aln")
        inner = self.linear(state, "l0.fi")
        inner = inner * 0.5 * (1 + np.vectorize(_erf)(inner / np.sqrt(2)))
        state = self.norm(state + self.linear(inner, "l0.fo"), "l0.oln")
        mean = state.mean(0)
        return np.asarray(mean / np.linalg.norm(mean), np.float32)

    def linear(self, state: Array, name: str) -> Array:
        return np.asarray(state @ self.values[f"{name}.w"].T + self.values[f"{name}.b"], np.float32)

    def norm(self, state: Array, name: str) -> Array:
        centred = state - state.mean(-1, keepdims=True)
        scaled = centred / np.sqrt(state.var(-1, keepdims=True) + 1e-12)
        return np.asarray(scaled * self.values[f"{name}.w"] + self.values[f"{name}.b"], np.float32)


def _erf(x: float) -> float:
    from math import erf

    return erf(x)


@pytest.fixture(scope="module")
def small() -> SmallFile:
    return SmallFile()


@pytest.fixture
def converted(small: SmallFile, tmp_path: Path) -> Path:
    (tmp_path / "source.bin").write_bytes(small.bytes())
    convert(tmp_path / "source.bin", tmp_path)
    return tmp_path


def embed(folder: Path, rows: list[list[int]]) -> Array:
    width = max(map(len, rows))
    ids = np.array([row + [1] * (width - len(row)) for row in rows], np.int64)
    mask = np.array([[1] * len(row) + [0] * (width - len(row)) for row in rows], np.int64)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(folder / "model.onnx", options, providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"input_ids": ids, "attention_mask": mask})[0], np.float32)


def test_only_chinese_and_english_pieces_stay() -> None:
    assert kept_pieces(PIECES) == KEPT


def test_the_graph_computes_the_encoder(small: SmallFile, converted: Path) -> None:
    got = embed(converted, [[0, 4, 5, 6, 7, 2]])[0]
    wanted = small.embed([KEPT[i] for i in (0, 4, 5, 6, 7, 2)])
    assert float(got @ wanted) > 0.999
    other = small.embed([KEPT[i] for i in (0, 7, 7, 4, 2)])
    assert float(got @ other) < 0.99, "the comparison must be able to fail"


def test_padding_changes_nothing(converted: Path) -> None:
    alone = embed(converted, [[0, 4, 5, 2]])[0]
    beside = embed(converted, [[0, 4, 5, 2], [0, 4, 5, 6, 7, 5, 6, 2]])[0]
    assert np.allclose(alone, beside, atol=1e-4)


def test_the_tokenizer_file_has_what_the_runtime_needs(converted: Path) -> None:
    document = json.loads((converted / "tokenizer.json").read_text(encoding="utf-8"))
    assert document == {
        "pieces": ["<s>", "<pad>", "</s>", "<unk>", "▁", "面", "试", "ing"],
        "scores": [0.0, -1.0, -2.0, -3.0, -4.0, -5.0, -6.0, -8.0],
        "unk_score": -20.0,
        "bos": 0,
        "eos": 2,
        "pad": 1,
        "unk": 3,
        "max_tokens": POSITIONS,
        "norm": {"7": "", "160": " "},
    }


def test_the_same_file_gives_the_same_bytes(converted: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    convert(converted / "source.bin", again)
    for name in ("model.onnx", "tokenizer.json"):
        assert (again / name).read_bytes() == (converted / name).read_bytes()


def test_packing_puts_the_even_weight_low() -> None:
    assert pack(np.array([1, 2, 15, 0], np.uint8)).tolist() == [0x21, 0x0F]


@pytest.mark.parametrize("length", [0, 4, 30, 200, 5000])
def test_a_file_cut_short_is_refused(small: SmallFile, tmp_path: Path, length: int) -> None:
    path = tmp_path / "cut.bin"
    path.write_bytes(small.bytes()[:length])
    with pytest.raises(BadSource):
        convert(path, tmp_path)


def test_another_file_is_refused() -> None:
    with pytest.raises(BadSource, match="E5S1"):
        Source(b"GGUF" + bytes(100))


@pytest.mark.models
@pytest.mark.skipif(not is_fetched("embedding"), reason="the embedding model is not in the cache (make setup)")
def test_the_fetched_model_has_the_stated_size() -> None:
    folder = model_dir("embedding")
    document = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    assert len(document["pieces"]) == len(document["scores"]) == 116_171
    assert document["pieces"][:4] == ["<s>", "<pad>", "</s>", "<unk>"]
    assert "<mask>" not in document["pieces"]
    assert document["max_tokens"] == 512
    place = {piece: number for number, piece in enumerate(document["pieces"])}
    texts = [["▁", "客户", "投诉"], ["▁customer", "▁complaint"], ["▁weather"]]
    rows = [[0, *(place[piece] for piece in text), 2] for text in texts]
    vectors = embed(folder, rows)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2], "the same matter in two languages is closer than another"
