"""Makes the shipped ONNX files from the ones tf2onnx wrote, without changing a single output bit.

1. Outputs nobody reads, and the nodes only they need, are cut (eye contours of the iris model, world
   coordinates of the pose model).
2. ``PRelu`` is spelt as Relu(x) + (-slope) * Relu(-x): onnxruntime has no fast
   PRelu kernel, and these steps give the same bits in half the time (4.0 to 1.8 ms for the mesh).
3. The weights of most MediaPipe models were published as float16 and widened by tf2onnx. A tensor for which
   ``float32(float16(w)) == w`` holds everywhere is stored as float16 and widened again by a Cast, which
   onnxruntime folds away when the session is made. Other tensors (all of the iris model) stay float32.
4. The result is run beside the source on random pictures; one differing bit is an error.

    python convert.py FOLDER_WITH_SOURCE_ONNX FOLDER_TO_WRITE

How the source files come about is in README.md. Needs onnx, onnxruntime and numpy.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OUTPUTS: dict[str, list[str]] = {
    "face_detection_short_range": ["regressors", "classificators"],
    "face_detection_full_range": ["Identity", "Identity_1"],
    "face_landmark": ["conv2d_21", "conv2d_31"],
    "iris_landmark": ["output_iris"],
    "pose_detection": ["Identity", "Identity_1"],
    "pose_landmark": ["Identity", "Identity_1", "Identity_3"],
}
"""Model name to the outputs that are read."""

SOURCES = {"pose_landmark": "pose_landmark_noseg"}
"""Where the source file is named otherwise."""


def keep_outputs(model: onnx.ModelProto, names: list[str]) -> onnx.ModelProto:
    """A copy with only these graph outputs and what they need."""
    graph = model.graph
    needed = set(names)
    kept = []
    for node in reversed(graph.node):
        if needed & set(node.output):
            needed |= set(node.input)
            kept.append(node)
    outputs = {output.name: output for output in graph.output}
    smaller = helper.make_graph(
        list(reversed(kept)),
        graph.name,
        list(graph.input),
        [outputs[name] for name in names],
        [tensor for tensor in graph.initializer if tensor.name in needed],
    )
    return _with_graph(model, smaller)


def open_prelu(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy with every PRelu over channels written as ``Relu(x) + (-slope) * Relu(-x)``."""
    graph = model.graph
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    nodes, slopes = [], {}
    for node in graph.node:
        if node.op_type != "PRelu":
            nodes.append(node)
            continue
        (x, slope), y = node.input, node.output[0]
        slopes[slope] = numpy_helper.from_array(-numpy_helper.to_array(tensors[slope]), slope + "/minus")
        nodes += [
            helper.make_node("Relu", [x], [y + "/above"]),
            helper.make_node("Neg", [x], [y + "/mirrored"]),
            helper.make_node("Relu", [y + "/mirrored"], [y + "/below"]),
            helper.make_node("Mul", [y + "/below", slope + "/minus"], [y + "/leak"]),
            helper.make_node("Add", [y + "/leak", y + "/above"], [y]),
        ]
    read = {name for node in nodes for name in node.input}
    weights = [tensor for tensor in [*graph.initializer, *slopes.values()] if tensor.name in read]
    return _with_graph(model, helper.make_graph(nodes, graph.name, list(graph.input), list(graph.output), weights))


def halve(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy whose float32 weights are stored as float16 wherever that loses nothing."""
    graph = model.graph
    casts, tensors = [], []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or not _is_half(values):
            tensors.append(tensor)
            continue
        stored = tensor.name + "/half"
        tensors.append(numpy_helper.from_array(values.astype(np.float16), stored))
        casts.append(helper.make_node("Cast", [stored], [tensor.name], to=TensorProto.FLOAT))
    smaller = helper.make_graph([*casts, *graph.node], graph.name, list(graph.input), list(graph.output), tensors)
    return _with_graph(model, smaller)


def assert_same(source: bytes, result: bytes, pictures: int = 8) -> None:
    """Runs both on the same random input.

    Raises:
        ValueError: an output differs in at least one bit.
    """
    first, second = _session(source), _session(result)
    names = [output.name for output in second.get_outputs()]
    entry = first.get_inputs()[0]
    random = np.random.default_rng(0)
    for _ in range(pictures):
        picture = random.random(entry.shape, dtype=np.float32)
        for name, a, b in zip(
            names, first.run(names, {entry.name: picture}), second.run(names, {entry.name: picture}), strict=True
        ):
            if a.tobytes() != b.tobytes():
                raise ValueError(f"output {name} differs")


def convert(source: Path, target: Path) -> None:
    """Writes every shipped model and SHA256SUMS."""
    sums = []
    for name, outputs in OUTPUTS.items():
        before = (source / f"{SOURCES.get(name, name)}.onnx").read_bytes()
        after = halve(open_prelu(keep_outputs(onnx.load_from_string(before), outputs))).SerializeToString(
            deterministic=True
        )
        assert_same(before, after)
        (target / f"{name}.onnx").write_bytes(after)
        sums.append(f"{hashlib.sha256(after).hexdigest()}  {name}.onnx\n")
        sys.stdout.write(f"{name}: {len(before):,} to {len(after):,} bytes, outputs bit-equal\n")
    (target / "SHA256SUMS").write_text("".join(sums))


def _is_half(values: NDArray[np.float32]) -> bool:
    with np.errstate(over="ignore"):
        return bool(np.array_equal(values.astype(np.float16).astype(np.float32), values))


def _with_graph(model: onnx.ModelProto, graph: onnx.GraphProto) -> onnx.ModelProto:
    result = helper.make_model(graph, opset_imports=list(model.opset_import), ir_version=model.ir_version)
    onnx.checker.check_model(result)
    return result


def _session(model: bytes) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: python convert.py FOLDER_WITH_SOURCE_ONNX FOLDER_TO_WRITE")
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
