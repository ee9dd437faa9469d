"""multilingual-e5-small from its 4-bit file to ONNX, with the Chinese and English part of its vocabulary.

The source file ("E5S1") holds, little endian: a header of sizes, the SentencePiece unigram vocabulary, a
normalisation map, a directory of tensors, and the tensors: float32, or "q4_0" blocks of 32 weights (a float16 scale
``d`` and 16 bytes; the low nibbles are weights 0–15, the high nibbles 16–31; a weight is ``d * (nibble - 8)``).
onnxruntime reads the same numbers through ``MatMulNBits`` and ``GatherBlockQuantized``, so nothing is quantised twice.

Run as ``python embedding_onnx.py SOURCE.bin FOLDER``; writes ``model.onnx`` and ``tokenizer.json`` (see README.md).
"""

from __future__ import annotations

import json
import re
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

BLOCK = 32
OPSET = 20
IR_VERSION = 9
CONTRIB = "com.microsoft"
SPECIAL_PIECES = 4
"""The first pieces are <s>, <pad>, </s> and <unk>."""

ZH_EN_PIECE = re.compile(
    "["
    "\u2581"  # SentencePiece's mark for a space
    "\u0020-\u007e\u00a0-\u00ff"  # Latin
    "\u2000-\u206f\u2100-\u218f\u2200-\u22ff"  # punctuation, letter-like signs, mathematics
    "\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef"  # Chinese, its punctuation, full-width forms
    "]+"
)

Array = NDArray[Any]


class BadSource(ValueError):
    """The file is not a 4-bit E5S1 file."""


@dataclass(frozen=True)
class Sizes:
    """Hyper-parameters as the file states them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """Unigram pieces with their log probabilities, and the character map applied before segmentation."""

    pieces: list[str]
    scores: Array
    bos: int
    eos: int
    pad: int
    unk: int
    norm: dict[int, str]

    @property
    def unk_score(self) -> float:
        """Cost of a character no piece covers: SentencePiece's rule, 10 below the rarest piece."""
        return float(self.scores.min()) - 10.0


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, count: int) -> bytes:
        if self.at + count > len(self.data):
            raise BadSource("the file ends early")
        chunk = self.data[self.at : self.at + count]
        self.at += count
        return chunk

    def read(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))

    def array(self, dtype: str, count: int) -> Array:
        kind = np.dtype(dtype)
        return np.frombuffer(self.take(count * kind.itemsize), kind)


class Source:
    """The parsed file: sizes, vocabulary and its tensors by name."""

    def __init__(self, data: bytes) -> None:
        reader = _Reader(data)
        if reader.take(4) != b"E5S1":
            raise BadSource("the file does not begin with E5S1")
        reader.read("I")  # format version; the magic already names the layout
        self.sizes = Sizes(*reader.read("7if"))
        (block,) = reader.read("i")
        if block != BLOCK:
            raise BadSource(f"blocks of {block} weights, expected {BLOCK}")
        self.vocabulary = _read_vocabulary(reader)
        self._offsets = _read_directory(reader)
        self._data = data

    def _tensor(self, name: str, dtype: np.dtype[Any], count: int) -> Array:
        try:
            return np.frombuffer(self._data, dtype, count, self._offsets[name])
        except (KeyError, ValueError) as error:
            raise BadSource(f"tensor {name} is missing or cut short") from error

    def floats(self, name: str, *shape: int) -> Array:
        """A float32 tensor."""
        return self._tensor(name, np.dtype("<f4"), int(np.prod(shape))).reshape(shape)

    def nibbles(self, name: str, rows: int, columns: int) -> tuple[Array, Array]:
        """A 4-bit matrix as (weights 0–15 [rows, blocks, 32] uint8, scales [rows, blocks] float16)."""
        layout = np.dtype([("scale", "<f2"), ("packed", "u1", (BLOCK // 2,))])
        blocks = self._tensor(name, layout, rows * columns // BLOCK).reshape(rows, columns // BLOCK)
        packed = blocks["packed"]
        return np.concatenate([packed & 15, packed >> 4], axis=-1), np.ascontiguousarray(blocks["scale"])


def _read_vocabulary(reader: _Reader) -> Vocabulary:
    count, bos, eos, pad, unk = reader.read("5i")
    (text_bytes,) = reader.read("Q")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    text = reader.take(text_bytes)
    pieces = [text[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
    map_entries, map_bytes = reader.read("iI")
    entries = _Reader(reader.take(map_bytes))
    norm = {}
    for _ in range(map_entries):
        code_point, length = entries.read("IB")
        norm[code_point] = "".join(map(chr, entries.read(f"{length}I")))
    return Vocabulary(pieces, scores, bos, eos, pad, unk, norm)


def _read_directory(reader: _Reader) -> dict[str, int]:
    (count,) = reader.read("i")
    offsets = {}
    for _ in range(count):
        (length,) = reader.read("H")
        name = reader.take(length).decode()
        _kind, _values, offset, _bytes = reader.read("BIQQ")
        offsets[name] = offset
    return offsets


def kept_pieces(pieces: list[str]) -> list[int]:
    """Ids of the special pieces and of those written only in Chinese, English and signs.

    <mask> is left out: it belongs to training, and a text that spells it must not become a control token.
    """
    text = (i for i, piece in enumerate(pieces) if ZH_EN_PIECE.fullmatch(piece) and piece != "<mask>")
    return [*range(SPECIAL_PIECES), *(i for i in text if i >= SPECIAL_PIECES)]


def pack(nibbles: Array) -> Array:
    """Weights 0–15 two to a byte, the even one in the low half: onnxruntime's order."""
    packed: Array = nibbles[..., 0::2] | (nibbles[..., 1::2] << 4)
    return packed


@dataclass
class _Graph:
    """Collects nodes and constants; every method returns the name of its result."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, value: Array) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, operator: str, inputs: list[str], result: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [result], name=result, domain=domain, **attributes))
        return result


class _Encoder:
    """Builds the XLM-R encoder, mean pooling and L2 normalisation as one graph."""

    def __init__(self, source: Source, kept: list[int]) -> None:
        self.source = source
        self.sizes = source.sizes
        self.kept = kept
        self.graph = _Graph()

    def build(self) -> onnx.ModelProto:
        graph = self.graph
        head = self.sizes.hidden // self.sizes.heads
        graph.constant("split_heads", np.array([0, 0, self.sizes.heads, head], np.int64))
        graph.constant("join_heads", np.array([0, 0, self.sizes.hidden], np.int64))
        graph.constant("attention_scale", np.array(1 / np.sqrt(head), np.float32))
        self._mask()
        state = self._embed()
        for layer in range(self.sizes.layers):
            state = self._layer(state, f"l{layer}")
        self._pool(state)
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
            for name in ("input_ids", "attention_mask")
        ]
        output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", self.sizes.hidden])
        proto = helper.make_graph(graph.nodes, "multilingual_e5_small", inputs, [output], graph.constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(proto, opset_imports=opsets, ir_version=IR_VERSION, producer_name="mianshi")

    def _mask(self) -> None:
        graph = self.graph
        graph.add("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
        graph.add("Sub", [graph.constant("one", np.array(1, np.float32)), "mask"], "padding")
        graph.add("Mul", ["padding", graph.constant("far_below", np.array(-1e9, np.float32))], "padding_bias")
        axes = graph.constant("axes_heads_queries", np.array([1, 2], np.int64))
        graph.add("Unsqueeze", ["padding_bias", axes], "attention_bias")

    def _embed(self) -> str:
        graph, sizes = self.graph, self.sizes
        nibbles, scales = self.source.nibbles("emb.word", sizes.vocabulary, sizes.hidden)
        words = graph.constant("words", pack(nibbles[self.kept]).reshape(len(self.kept), sizes.hidden // 2))
        scale = graph.constant("words_scale", scales[self.kept])
        options = {"bits": 4, "block_size": BLOCK, "gather_axis": 0, "quantize_axis": 1}
        graph.add("GatherBlockQuantized", [words, "input_ids", scale], "word_half", CONTRIB, **options)
        graph.add("Cast", ["word_half"], "word", to=TensorProto.FLOAT)
        positions = self.source.floats("emb.pos", sizes.positions, sizes.hidden)
        token_type = self.source.floats("emb.type", sizes.token_types, sizes.hidden)[0]
        graph.constant("positions", positions + token_type)
        graph.add("Shape", ["input_ids"], "length", start=1, end=2)
        graph.add("Slice", ["positions", graph.constant("first", np.array([0], np.int64)), "length"], "position")
        graph.add("Add", ["word", "position"], "embedded")
        return self._normalise("embedded", "emb.ln")

    def _normalise(self, state: str, name: str) -> str:
        weight = self.graph.constant(f"{name}.w", self.source.floats(f"{name}.w", self.sizes.hidden))
        bias = self.graph.constant(f"{name}.b", self.source.floats(f"{name}.b", self.sizes.hidden))
        return self.graph.add(
            "LayerNormalization", [state, weight, bias], name, axis=-1, epsilon=float(self.sizes.epsilon)
        )

    def _linear(self, state: str, name: str, outputs: int, inputs: int) -> str:
        nibbles, scales = self.source.nibbles(f"{name}.w", outputs, inputs)
        weight = self.graph.constant(f"{name}.w", pack(nibbles))
        scale = self.graph.constant(f"{name}.scale", scales.astype(np.float32).reshape(-1))
        options = {"K": inputs, "N": outputs, "bits": 4, "block_size": BLOCK, "accuracy_level": 4}
        self.graph.add("MatMulNBits", [state, weight, scale], f"{name}.product", CONTRIB, **options)
        bias = self.graph.constant(f"{name}.b", self.source.floats(f"{name}.b", outputs))
        return self.graph.add("Add", [f"{name}.product", bias], name)

    def _heads(self, state: str, name: str, order: list[int]) -> str:
        projected = self._linear(state, name, self.sizes.hidden, self.sizes.hidden)
        self.graph.add("Reshape", [projected, "split_heads"], f"{name}.split")
        return self.graph.add("Transpose", [f"{name}.split"], f"{name}.heads", perm=order)

    def _layer(self, state: str, name: str) -> str:
        graph, hidden = self.graph, self.sizes.hidden
        queries = self._heads(state, f"{name}.q", [0, 2, 1, 3])
        keys = self._heads(state, f"{name}.k", [0, 2, 3, 1])
        values = self._heads(state, f"{name}.v", [0, 2, 1, 3])
        graph.add("MatMul", [queries, keys], f"{name}.similarity")
        graph.add("Mul", [f"{name}.similarity", "attention_scale"], f"{name}.scaled")
        graph.add("Add", [f"{name}.scaled", "attention_bias"], f"{name}.masked")
        graph.add("Softmax", [f"{name}.masked"], f"{name}.attention", axis=-1)
        graph.add("MatMul", [f"{name}.attention", values], f"{name}.mixed")
        graph.add("Transpose", [f"{name}.mixed"], f"{name}.mixed_t", perm=[0, 2, 1, 3])
        graph.add("Reshape", [f"{name}.mixed_t", "join_heads"], f"{name}.context")
        attended = self._linear(f"{name}.context", f"{name}.ao", hidden, hidden)
        graph.add("Add", [state, attended], f"{name}.attended")
        state = self._normalise(f"{name}.attended", f"{name}.aln")
        inner = self._linear(state, f"{name}.fi", self.sizes.feed_forward, hidden)
        graph.add("Gelu", [inner], f"{name}.gelu")
        outer = self._linear(f"{name}.gelu", f"{name}.fo", hidden, self.sizes.feed_forward)
        graph.add("Add", [state, outer], f"{name}.fed")
        return self._normalise(f"{name}.fed", f"{name}.oln")

    def _pool(self, state: str) -> None:
        graph = self.graph
        graph.add("Unsqueeze", ["mask", graph.constant("last_axis", np.array([-1], np.int64))], "mask_column")
        graph.add("Mul", [state, "mask_column"], "kept_states")
        axis = graph.constant("token_axis", np.array([1], np.int64))
        graph.add("ReduceSum", ["kept_states", axis], "state_sum", keepdims=0)
        graph.add("ReduceSum", ["mask_column", axis], "token_count", keepdims=0)
        graph.add("Div", ["state_sum", "token_count"], "mean")
        graph.add("LpNormalization", ["mean"], "embedding", axis=-1, p=2)


def tokenizer_document(source: Source, kept: list[int]) -> dict[str, Any]:
    """What the run-time tokeniser needs; README.md describes every key."""
    vocabulary = source.vocabulary
    place = {old: new for new, old in enumerate(kept)}
    return {
        "pieces": [vocabulary.pieces[i] for i in kept],
        "scores": [float(str(score)) for score in vocabulary.scores[kept]],
        "unk_score": float(str(np.float32(vocabulary.unk_score))),
        "bos": place[vocabulary.bos],
        "eos": place[vocabulary.eos],
        "pad": place[vocabulary.pad],
        "unk": place[vocabulary.unk],
        "max_tokens": source.sizes.positions,
        "norm": {str(code_point): text for code_point, text in sorted(vocabulary.norm.items())},
    }


def convert(source_file: Path, folder: Path) -> None:
    """Write ``model.onnx`` and ``tokenizer.json`` into `folder`; the same input gives the same bytes.

    Raises:
        BadSource: the file has another layout or is cut short.
    """
    source = Source(source_file.read_bytes())
    kept = kept_pieces(source.vocabulary.pieces)
    (folder / "model.onnx").write_bytes(_Encoder(source, kept).build().SerializeToString(deterministic=True))
    text = json.dumps(tokenizer_document(source, kept), ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
