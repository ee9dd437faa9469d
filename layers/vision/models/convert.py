"""Makes the shipped ONNX files from the ones tf2onnx wrote; their outputs stay the same but for float rounding.

1. Outputs nobody reads, and the nodes only they need, are cut (eye contours of the iris model, world
   coordinates of the pose model); so are the names of nodes (49 kB).
2. ``PRelu`` and the ``Pad`` that widens channels are spelt as convolutions. onnxruntime keeps neighbouring
   convolutions and sums in its blocked layout (NCHWc) and falls out of it at a PRelu, whose kernel is slow besides.
   CPU time on one core: mesh 2.8 to 0.6 ms, iris 2.4 to 0.6 ms.
3. Pictures go in, and heat maps come out, as planes (channel, row, column), the order in which the networks work;
   a Pad round the picture becomes padding of the first convolution.
4. The weights of most MediaPipe models were published as float16 and widened by tf2onnx. A tensor for which
   ``float32(float16(w)) == w`` holds everywhere is stored as float16 and widened again by a Cast, which
   onnxruntime folds away when the session is made. Other tensors (all of the iris model) stay float32.
5. The result is run beside the source on random pictures. Mesh and iris may differ by `ROUNDING`, because sums are
   taken in another order; the other four must give the same bits.

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

ROUNDING = {"face_landmark": 1e-3, "iris_landmark": 1e-3}
"""Model name to the largest difference of an output (pixels of the crop, or a logit) that is taken for rounding."""

_BLOCK = 16
"""Channels are blocked by eight or sixteen, depending on the processor; others leave the fast layout anyway."""


def keep_outputs(model: onnx.ModelProto, names: list[str]) -> onnx.ModelProto:
    """A copy with only these graph outputs and what they need; nodes lose their names, which nothing refers to."""
    graph = model.graph
    needed = set(names)
    kept: list[onnx.NodeProto] = []
    for node in reversed(graph.node):
        if needed & set(node.output):
            needed |= set(node.input)
            kept.append(onnx.NodeProto())
            kept[-1].CopyFrom(node)
            kept[-1].ClearField("name")
    outputs = {output.name: output for output in graph.output}
    smaller = helper.make_graph(
        list(reversed(kept)),
        graph.name,
        list(graph.input),
        [outputs[name] for name in names],
        [tensor for tensor in graph.initializer if tensor.name in needed],
    )
    return _with_graph(model, smaller)


def spell_as_convolutions(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy in which every PRelu over channels, and every Pad that only adds channels, is made of convolutions.

    ``PRelu(x) = x + (1 - slope) * Relu(-x)``, both factors as 1 x 1 convolutions of each channel by itself; added
    channels are a 1 x 1 convolution with the identity and rows of zeros.
    """
    graph = model.graph
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    shapes = _shapes(model)
    nodes: list[onnx.NodeProto] = []
    made: dict[str, NDArray[np.float32]] = {}
    for node in graph.node:
        if node.op_type == "PRelu":
            steps, weights = _prelu(node, tensors[node.input[1]].reshape(-1))
        elif node.op_type == "Pad" and (added := _added_channels(tensors[node.input[1]], shapes[node.input[0]])):
            steps, weights = _widening(node, shapes[node.input[0]][1], added)
        else:
            steps, weights = [node], {}
        nodes += steps
        made |= weights
    read = {name for node in nodes for name in node.input}
    new = [numpy_helper.from_array(values, name) for name, values in made.items()]
    kept = [tensor for tensor in [*graph.initializer, *new] if tensor.name in read]
    return _with_graph(model, helper.make_graph(nodes, graph.name, list(graph.input), list(graph.output), kept))


def take_planes(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy that reads 1 x 3 x height x width and gives maps as 1 x channel x row x column."""
    graph = model.graph
    entry, size = graph.input[0].name, graph.input[0].type.tensor_type.shape.dim[1].dim_value
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    shapes = _shapes(model)
    planes, border, renamed = entry, [0, 0, 0, 0], {}
    nodes: list[onnx.NodeProto] = []
    outputs = {output.name: output for output in graph.output}
    for node in graph.node:
        if node.op_type == "Pad" and node.input[0] == entry:
            _, top, left, _, _, bottom, right, _ = tensors[node.input[1]].tolist()
            planes, border = node.output[0], [top, left, bottom, right]
        elif node.op_type == "Transpose" and node.input[0] == planes:
            renamed[node.output[0]] = entry
        elif node.op_type == "Transpose" and node.output[0] in outputs:
            shape = shapes[node.input[0]]
            outputs[node.output[0]] = helper.make_tensor_value_info(node.output[0], TensorProto.FLOAT, shape)
            renamed[node.input[0]] = node.output[0]
        else:
            nodes.append(_padded(node, border) if planes != entry and renamed.get(node.input[0]) == entry else node)
    reading = helper.make_tensor_value_info(entry, TensorProto.FLOAT, [1, 3, size, size])
    nodes = [_with_names(node, renamed) for node in nodes]
    read = {name for node in nodes for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in read]
    return _with_graph(model, helper.make_graph(nodes, graph.name, [reading], list(outputs.values()), kept))


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


def largest_difference(source: bytes, result: bytes, pictures: int = 8) -> float:
    """Runs both on the same random pictures, the result on planes; 0.0: every bit of every output is the same."""
    first, second = _session(source), _session(result)
    names = [output.name for output in second.get_outputs()]
    entry = first.get_inputs()[0]
    random = np.random.default_rng(0)
    largest = 0.0
    for _ in range(pictures):
        picture = random.random(entry.shape, dtype=np.float32)
        planes = np.ascontiguousarray(picture.transpose(0, 3, 1, 2))
        pairs = zip(first.run(names, {entry.name: picture}), second.run(names, {entry.name: planes}), strict=True)
        largest = max([largest, *(float(np.abs(a - _as_rows(b, a.shape)).max()) for a, b in pairs)])
    return largest


def convert(source: Path, target: Path) -> None:
    """Writes every shipped model and SHA256SUMS.

    Raises:
        ValueError: an output of a model differs by more than rounding.
    """
    sums = []
    for name, outputs in OUTPUTS.items():
        before = (source / f"{SOURCES.get(name, name)}.onnx").read_bytes()
        smaller = keep_outputs(onnx.load_from_string(before), outputs)
        after = halve(take_planes(spell_as_convolutions(smaller))).SerializeToString(deterministic=True)
        difference = largest_difference(before, after)
        if difference > ROUNDING.get(name, 0.0):
            raise ValueError(f"{name}: an output differs by {difference}")
        (target / f"{name}.onnx").write_bytes(after)
        sums.append(f"{hashlib.sha256(after).hexdigest()}  {name}.onnx\n")
        sys.stdout.write(f"{name}: {len(before):,} to {len(after):,} bytes, largest difference {difference:.1e}\n")
    (target / "SHA256SUMS").write_text("".join(sums))


Steps = tuple[list[onnx.NodeProto], dict[str, NDArray[np.float32]]]


def _prelu(node: onnx.NodeProto, slopes: NDArray[np.float32]) -> Steps:
    x, y, channels = node.input[0], node.output[0], len(slopes)
    minus, rest = f"minus_{channels}", f"{node.input[1]}/rest"
    steps = [
        helper.make_node("Conv", [x, minus], [f"{y}/mirrored"], group=channels, kernel_shape=[1, 1]),
        helper.make_node("Relu", [f"{y}/mirrored"], [f"{y}/below"]),
        helper.make_node("Conv", [f"{y}/below", rest], [f"{y}/lift"], group=channels, kernel_shape=[1, 1]),
        helper.make_node("Add", [x, f"{y}/lift"], [y]),
    ]
    shape = (channels, 1, 1, 1)
    return steps, {minus: np.full(shape, -1, np.float32), rest: (1 - slopes).reshape(shape).astype(np.float32)}


def _widening(node: onnx.NodeProto, channels: int, added: int) -> Steps:
    name = f"widen_{channels}_{added}"
    step = helper.make_node("Conv", [node.input[0], name], [node.output[0]], kernel_shape=[1, 1])
    return [step], {name: np.eye(channels + added, channels, dtype=np.float32)[:, :, None, None]}


def _added_channels(pads: NDArray[np.int64], shape: list[int]) -> int:
    """How many channels a Pad adds behind the others, 0 where it does anything else or blocks do not come out even."""
    added = int(pads[5]) if len(pads) == 8 else 0
    only = added and int(np.abs(pads).sum()) == added
    return added if only and shape[1] % _BLOCK == added % _BLOCK == 0 else 0


def _padded(node: onnx.NodeProto, border: list[int]) -> onnx.NodeProto:
    """The convolution with `border` (top, left, bottom, right) added to its padding."""
    copy = _with_names(node, {})
    pads = next((list(one.ints) for one in copy.attribute if one.name == "pads"), [0, 0, 0, 0])
    others = [one for one in copy.attribute if one.name not in ("pads", "auto_pad")]
    del copy.attribute[:]
    copy.attribute.extend([*others, helper.make_attribute("pads", [a + b for a, b in zip(pads, border, strict=True)])])
    return copy


def _with_names(node: onnx.NodeProto, renamed: dict[str, str]) -> onnx.NodeProto:
    copy = onnx.NodeProto()
    copy.CopyFrom(node)
    copy.input[:] = [renamed.get(name, name) for name in node.input]
    copy.output[:] = [renamed.get(name, name) for name in node.output]
    return copy


def _as_rows(values: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Planes in the order of the source (row, column, channel), where its `shape` says that they are planes."""
    return values if values.shape == shape else values.transpose(0, 2, 3, 1)


def _shapes(model: onnx.ModelProto) -> dict[str, list[int]]:
    known = [*model.graph.input, *onnx.shape_inference.infer_shapes(model).graph.value_info]
    return {value.name: [size.dim_value for size in value.type.tensor_type.shape.dim] for value in known}


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
