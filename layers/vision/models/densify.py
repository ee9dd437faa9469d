"""Writes a TensorFlow Lite file without its sparse weights, which tf2onnx cannot read.

MediaPipe stores the weights of two networks sparse and expands them with DENSIFY operators when the network loads.
This expands them once and takes those operators out; nothing else changes.

    python densify.py SOURCE.tflite TARGET.tflite

Needs tensorflow and flatbuffers. The storage format is TensorFlow Lite's ``SparsityParameters``: dimensions in
traversal order, each dense or as compressed sparse rows, the last ones blocks of the first.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flatbuffers  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray
from tensorflow.lite.python import schema_py_generated as schema  # type: ignore[import-untyped]

_TYPES = {0: np.float32, 1: np.float16, 2: np.int32, 9: np.int8}
_DENSE = 0


def densify(content: bytes) -> tuple[bytes, int]:
    """The same network with dense weights, and how many tensors were expanded."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(content, 0))
    graph = model.subgraphs[0]
    codes = [max(code.builtinCode, code.deprecatedBuiltinCode) for code in model.operatorCodes]
    kept, expanded = [], 0
    for operator in graph.operators:
        if codes[operator.opcodeIndex] != schema.BuiltinOperator.DENSIFY:
            kept.append(operator)
            continue
        sparse, dense = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
        buffer = schema.BufferT()
        buffer.data = np.frombuffer(_expand(sparse, model.buffers[sparse.buffer].data).tobytes(), np.uint8)
        model.buffers.append(buffer)
        dense.buffer, dense.type, dense.sparsity = len(model.buffers) - 1, sparse.type, None
        sparse.buffer, sparse.sparsity, sparse.shape = 0, None, np.array([1])
        expanded += 1
    graph.operators = kept
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output()), expanded


def _expand(tensor: Any, data: Any) -> NDArray[Any]:
    sparsity, rank = tensor.sparsity, len(tensor.shape)
    blocks = [] if sparsity.blockMap is None else list(sparsity.blockMap)
    sizes = np.ones(rank, np.int64)
    for block, axis in enumerate(blocks):
        sizes[axis] = sparsity.dimMetadata[rank + block].denseSize
    values = np.frombuffer(bytes(bytearray(data)), _TYPES[tensor.type])
    result = np.zeros(list(tensor.shape), values.dtype)
    for path, position in _entries(sparsity.dimMetadata, (), 0):
        place = np.zeros(rank, np.int64)
        for axis, index in zip(sparsity.traversalOrder, path, strict=True):
            if axis < rank:
                place[axis] += index * sizes[axis]
            else:
                place[blocks[axis - rank]] += index
        result[tuple(place)] = values[position]
    return result


def _entries(levels: list[Any], path: tuple[int, ...], position: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """Index path and storage position of every stored value under `path`."""
    if len(path) == len(levels):
        yield path, position
        return
    level = levels[len(path)]
    if level.format == _DENSE:
        children = [(index, position * level.denseSize + index) for index in range(level.denseSize)]
    else:
        start, end = level.arraySegments.values[position], level.arraySegments.values[position + 1]
        children = [(int(level.arrayIndices.values[place]), place) for place in range(start, end)]
    for index, place in children:
        yield from _entries(levels, (*path, index), int(place))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: python densify.py SOURCE.tflite TARGET.tflite")
    written, count = densify(Path(sys.argv[1]).read_bytes())
    Path(sys.argv[2]).write_bytes(written)
    sys.stdout.write(f"{count} tensors expanded\n")
