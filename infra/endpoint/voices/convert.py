"""Makes ``encoder.onnx`` from the voice encoder that the wheel Resemblyzer 0.1.4 carries, without PyTorch.

    python convert.py FOLDER/resemblyzer/pretrained.pt FOLDER_TO_WRITE

1. The checkpoint is PyTorch's older form: pickles, then the numbers of each storage. It is read by an unpickler that
   knows a few harmless names and no others, so that nothing in the file can run code.
2. The three recurrent layers and the output layer are kept. The optimiser's state (the larger part of the file) and
   the two numbers of the training loss are not.
3. The weights are stored as float16 and widened by a Cast, which onnxruntime folds away when the session is made.

How the source comes about is in README.md. Needs onnx and numpy.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections import OrderedDict
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

SOURCE_SHA256 = "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e"
"""``resemblyzer/pretrained.pt`` in Resemblyzer-0.1.4-py3-none-any.whl."""
LAYERS = 3
HIDDEN = 256
BANDS = 40


class Storage:
    """A run of numbers that the checkpoint's tensors are views of; its numbers come after the pickles."""

    def __init__(self, kind: str) -> None:
        kinds: dict[str, np.dtype[Any]] = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}
        self.dtype = kinds[kind]
        self.numbers: NDArray[Any] = np.empty(0, self.dtype)


class View:
    """A tensor: a storage, where it starts there, its shape and its steps (in numbers, not bytes)."""

    def __init__(self, storage: Storage, offset: int, shape: tuple[int, ...], steps: tuple[int, ...], *_: Any) -> None:
        self.storage, self.offset, self.shape, self.steps = storage, offset, shape, steps

    def array(self) -> NDArray[Any]:
        numbers = self.storage.numbers[self.offset :]
        width = numbers.itemsize
        return np.lib.stride_tricks.as_strided(numbers, self.shape, [step * width for step in self.steps]).copy()


def _parameter(view: View, *_: Any) -> View:
    return view


class Checkpoint(pickle.Unpickler):
    """Reads the checkpoint's main pickle; a name that tensors have no need of is refused."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream)
        self.storages: dict[str, Storage] = {}

    def find_class(self, module: str, name: str) -> Any:
        known: dict[tuple[str, str], Any] = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): View,
            ("torch._utils", "_rebuild_parameter"): _parameter,
        }
        if module == "torch" and name.endswith("Storage"):
            return name
        if (module, name) not in known:
            raise pickle.UnpicklingError(f"the checkpoint asks for {module}.{name}")
        return known[module, name]

    def persistent_load(self, pid: Any) -> Storage:
        _, kind, key, *_ = pid
        return self.storages.setdefault(key, Storage(kind))


def read(stream: BinaryIO) -> dict[str, NDArray[Any]]:
    """The tensors of the network, by the names of the checkpoint.

    Raises:
        pickle.UnpicklingError: the file asks for a name that a checkpoint has no need of.
    """
    for _ in ("magic number", "protocol", "sizes of types"):
        Checkpoint(stream).load()
    checkpoint = Checkpoint(stream)
    state = checkpoint.load()["model_state"]
    for key in Checkpoint(stream).load():
        storage = checkpoint.storages[key]
        size = int.from_bytes(stream.read(8), "little") * storage.dtype.itemsize
        storage.numbers = np.frombuffer(stream.read(size), storage.dtype)
    return {name: view.array() for name, view in state.items()}


def gates(tensor: NDArray[Any]) -> NDArray[Any]:
    """PyTorch stacks the gates input, forget, cell, output; ONNX wants input, output, forget, cell."""
    taken, forget, cell, out = np.split(tensor, 4)
    return np.concatenate([taken, out, forget, cell])


def network(tensors: dict[str, NDArray[Any]]) -> onnx.ModelProto:
    """``mels`` (frames, windows, 40) to ``voices`` (windows, 256), not yet of length 1."""
    stored: list[onnx.TensorProto] = []
    nodes: list[onnx.NodeProto] = []

    def weight(name: str, value: NDArray[Any]) -> str:
        stored.append(numpy_helper.from_array(np.ascontiguousarray(value.astype(np.float16)), f"{name}_half"))
        nodes.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
        return name

    stored.append(numpy_helper.from_array(np.array([1], np.int64), "direction"))
    stored.append(numpy_helper.from_array(np.array([0], np.int64), "first"))
    below = "mels"
    for layer in range(LAYERS):
        names = [f"lstm.{kind}_l{layer}" for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
        own, recurrent, *biases = (gates(tensors[name]) for name in names)
        inputs = [
            below,
            weight(f"own_{layer}", own[None]),
            weight(f"recurrent_{layer}", recurrent[None]),
            weight(f"bias_{layer}", np.concatenate(biases)[None]),
        ]
        nodes.append(helper.make_node("LSTM", inputs, [f"all_{layer}", f"last_{layer}"], hidden_size=HIDDEN))
        nodes.append(helper.make_node("Squeeze", [f"all_{layer}", "direction"], [f"frames_{layer}"]))
        below = f"frames_{layer}"
    nodes.pop()
    nodes.append(helper.make_node("Squeeze", [f"last_{LAYERS - 1}", "first"], ["state"]))
    out = [weight("output", tensors["linear.weight"].T), weight("output_bias", tensors["linear.bias"])]
    nodes.append(helper.make_node("MatMul", ["state", out[0]], ["projected"]))
    nodes.append(helper.make_node("Add", ["projected", out[1]], ["sum"]))
    nodes.append(helper.make_node("Relu", ["sum"], ["voices"]))
    mels = helper.make_tensor_value_info("mels", TensorProto.FLOAT, ["frames", "windows", BANDS])
    voices = helper.make_tensor_value_info("voices", TensorProto.FLOAT, ["windows", HIDDEN])
    graph = helper.make_graph(nodes, "voice encoder", [mels], [voices], stored)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 16)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def main() -> None:
    """Checks the source, converts it and writes the digest beside it."""
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    content = source.read_bytes()
    if hashlib.sha256(content).hexdigest() != SOURCE_SHA256:
        sys.exit(f"{source} is not the checkpoint of Resemblyzer 0.1.4")
    written = network(read(BytesIO(content))).SerializeToString(deterministic=True)
    (folder / "encoder.onnx").write_bytes(written)
    (folder / "SHA256SUMS").write_text(f"{hashlib.sha256(written).hexdigest()}  encoder.onnx\n")
    print(f"{folder / 'encoder.onnx'}: {len(written):,} bytes")


if __name__ == "__main__":
    main()
