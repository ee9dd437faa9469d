import hashlib
import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from mianshi.errors import Defect
from mianshi.vision.models import VisionModels, load_models


@pytest.fixture(scope="session")
def convert(models_folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("convert", models_folder / "convert.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def small_model() -> onnx.ModelProto:
    random = np.random.default_rng(1)
    half = random.normal(size=(16, 3, 3, 3)).astype(np.float16).astype(np.float32)
    full = random.normal(size=(8, 32, 1, 1)).astype(np.float32)
    slope = random.normal(size=(16, 1, 1)).astype(np.float16).astype(np.float32)
    nodes = [
        helper.make_node("Pad", ["picture", "border"], ["framed"]),
        helper.make_node("Transpose", ["framed"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("Conv", ["planes", "half"], ["a"], name="a long name that nothing refers to"),
        helper.make_node("PRelu", ["a", "slope"], ["b"]),
        helper.make_node("Pad", ["b", "pads"], ["c"]),
        helper.make_node("Conv", ["c", "full"], ["map"]),
        helper.make_node("Transpose", ["map"], ["read"], perm=[0, 2, 3, 1]),
        helper.make_node("Conv", ["c", "unread_weights"], ["unread"]),
    ]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 16, 16, 3])],
        [
            helper.make_tensor_value_info("read", TensorProto.FLOAT, [1, 16, 16, 8]),
            helper.make_tensor_value_info("unread", TensorProto.FLOAT, [1, 8, 16, 16]),
        ],
        [
            numpy_helper.from_array(half, "half"),
            numpy_helper.from_array(slope, "slope"),
            numpy_helper.from_array(np.array([0, 0, 0, 0, 0, 16, 0, 0]), "pads"),
            numpy_helper.from_array(np.array([0, 1, 1, 0, 0, 1, 1, 0]), "border"),
            numpy_helper.from_array(full, "full"),
            numpy_helper.from_array(full, "unread_weights"),
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 16)], ir_version=8)


def stored_types(model: onnx.ModelProto) -> dict[str, int]:
    return {tensor.name: tensor.data_type for tensor in model.graph.initializer}


def test_conversion_changes_nothing_but_rounding(convert: ModuleType) -> None:
    before = small_model()
    after = convert.halve(convert.take_planes(convert.spell_as_convolutions(convert.keep_outputs(before, ["read"]))))
    assert convert.largest_difference(before.SerializeToString(), after.SerializeToString()) < 1e-4
    types = stored_types(after)
    assert types["half/half"] == TensorProto.FLOAT16
    assert types["full"] == TensorProto.FLOAT
    assert not any(name.startswith("unread") for name in types)
    assert not {"PRelu", "Pad", "Transpose"} & {node.op_type for node in after.graph.node}
    assert after.graph.input[0].type.tensor_type.shape.dim[1].dim_value == 3
    assert not any(node.name for node in after.graph.node)


def test_planes_and_halves_change_no_bit(convert: ModuleType) -> None:
    before = convert.take_planes(convert.keep_outputs(small_model(), ["read"]))
    source = small_model().SerializeToString()
    assert convert.largest_difference(source, before.SerializeToString()) == 0.0
    assert convert.largest_difference(source, convert.halve(before).SerializeToString()) == 0.0


@pytest.mark.parametrize("pads", [[0, 0, 0, 0, 0, 15, 0, 0], [0, 0, 1, 0, 0, 16, 0, 0], [0, 16, 0, 0, 0, 0, 0, 0]])
def test_a_pad_that_does_not_only_add_whole_blocks_stays(convert: ModuleType, pads: list[int]) -> None:
    assert convert._added_channels(np.array(pads), [1, 16, 14, 14]) == 0
    assert convert._added_channels(np.array([0, 0, 0, 0, 0, 16, 0, 0]), [1, 16, 14, 14]) == 16


def test_a_changed_weight_is_seen(convert: ModuleType) -> None:
    before, after = small_model(), small_model()
    stored = next(tensor for tensor in after.graph.initializer if tensor.name == "full")
    weights = numpy_helper.to_array(stored).copy()
    weights[0, 0] *= 1.01
    stored.CopyFrom(numpy_helper.from_array(weights, "full"))
    changed = convert.take_planes(convert.keep_outputs(after, ["read"]))
    assert convert.largest_difference(before.SerializeToString(), changed.SerializeToString()) > 1e-4


def test_shipped_files_are_what_the_sums_and_the_recipe_say(convert: ModuleType, models_folder: Path) -> None:
    sums = dict(line.split()[::-1] for line in (models_folder / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == {f"{name}.onnx" for name in convert.OUTPUTS} == {p.name for p in models_folder.glob("*.onnx")}
    for name, digest in sums.items():
        content = (models_folder / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
        model = onnx.load_from_string(content)
        assert [output.name for output in model.graph.output] == convert.OUTPUTS[name.removesuffix(".onnx")]
        large = [tensor for tensor in model.graph.initializer if np.prod(tensor.dims) > 8192]
        halves = {tensor.data_type == TensorProto.FLOAT16 for tensor in large}
        assert halves == {name != "iris_landmark.onnx"}


def test_shipped_files_give_the_outputs_of_their_sources(convert: ModuleType, models_folder: Path) -> None:
    sources = models_folder / ".." / ".." / ".." / ".." / "shared" / "models"
    if not sources.is_dir():
        pytest.skip("the converted files before half precision (../shared/models) are not on this machine")
    for name in convert.OUTPUTS:
        source = (sources / f"{convert.SOURCES.get(name, name)}.onnx").read_bytes()
        shipped = (models_folder / f"{name}.onnx").read_bytes()
        assert convert.largest_difference(source, shipped, pictures=2) <= convert.ROUNDING.get(name, 0.0), name


def test_networks_repeat_their_outputs_bit_for_bit(models: VisionModels) -> None:
    for network in (models.face_mesh, models.iris, models.pose_landmarks, models.face_full_range):
        picture = np.random.default_rng(2).random((3, network.size, network.size), dtype=np.float32)
        first, second = network(picture), network(picture)
        assert [output.tobytes() for output in first] == [output.tobytes() for output in second]


def test_a_changed_or_missing_file_is_named(models_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    shutil.copytree(models_folder, folder)
    (folder / "iris_landmark.onnx").write_bytes(b"rubbish")
    with pytest.raises(Defect, match=r"vision_models_changed: iris_landmark\.onnx"):
        load_models(folder)
    (folder / "iris_landmark.onnx").unlink()
    with pytest.raises(Defect, match=r"vision_models_missing: .*iris_landmark\.onnx"):
        load_models(folder)
