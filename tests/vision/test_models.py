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
    half = random.normal(size=(8, 3, 3, 3)).astype(np.float16).astype(np.float32)
    full = random.normal(size=(8, 8, 1, 1)).astype(np.float32)
    slope = random.normal(size=(8, 1, 1)).astype(np.float16).astype(np.float32)
    nodes = [
        helper.make_node("Transpose", ["picture"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("Conv", ["planes", "half"], ["a"]),
        helper.make_node("PRelu", ["a", "slope"], ["b"]),
        helper.make_node("Conv", ["b", "full"], ["read"]),
        helper.make_node("Conv", ["b", "unread_weights"], ["unread"]),
    ]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 16, 16, 3])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 8, 14, 14]) for name in ("read", "unread")],
        [
            numpy_helper.from_array(half, "half"),
            numpy_helper.from_array(slope, "slope"),
            numpy_helper.from_array(full, "full"),
            numpy_helper.from_array(full, "unread_weights"),
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 16)], ir_version=8)


def stored_types(model: onnx.ModelProto) -> dict[str, int]:
    return {tensor.name: tensor.data_type for tensor in model.graph.initializer}


def test_conversion_halves_what_is_exact_and_changes_no_bit(convert: ModuleType) -> None:
    before = small_model()
    after = convert.halve(convert.open_prelu(convert.keep_outputs(before, ["read"])))
    convert.assert_same(before.SerializeToString(), after.SerializeToString())
    types = stored_types(after)
    assert types["half/half"] == TensorProto.FLOAT16
    assert types["full"] == TensorProto.FLOAT
    assert not any(name.startswith("unread") for name in types)
    assert not any(node.op_type == "PRelu" for node in after.graph.node)


def test_a_changed_bit_is_an_error(convert: ModuleType) -> None:
    before, after = small_model(), small_model()
    weights = numpy_helper.to_array(after.graph.initializer[2]).copy()
    weights[0, 0] *= 1.001
    after.graph.initializer[2].CopyFrom(numpy_helper.from_array(weights, "full"))
    with pytest.raises(ValueError, match="read differs"):
        convert.assert_same(before.SerializeToString(), after.SerializeToString())


def test_shipped_files_are_what_the_sums_and_the_recipe_say(convert: ModuleType, models_folder: Path) -> None:
    sums = dict(line.split()[::-1] for line in (models_folder / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == {f"{name}.onnx" for name in convert.OUTPUTS} == {p.name for p in models_folder.glob("*.onnx")}
    for name, digest in sums.items():
        content = (models_folder / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
        model = onnx.load_from_string(content)
        assert [output.name for output in model.graph.output] == convert.OUTPUTS[name.removesuffix(".onnx")]
        large = [tensor for tensor in model.graph.initializer if np.prod(tensor.dims) > 4096]
        halves = {tensor.data_type == TensorProto.FLOAT16 for tensor in large}
        assert halves == {name != "iris_landmark.onnx"}


def test_shipped_files_give_the_bits_of_their_sources(convert: ModuleType, models_folder: Path) -> None:
    sources = models_folder / ".." / ".." / ".." / ".." / "shared" / "models"
    if not sources.is_dir():
        pytest.skip("the converted files before half precision (../shared/models) are not on this machine")
    for name in convert.OUTPUTS:
        source = (sources / f"{convert.SOURCES.get(name, name)}.onnx").read_bytes()
        convert.assert_same(source, (models_folder / f"{name}.onnx").read_bytes(), pictures=2)


def test_networks_repeat_their_outputs_bit_for_bit(models: VisionModels) -> None:
    for network in (models.face_mesh, models.iris, models.pose_landmarks, models.face_full_range):
        picture = np.random.default_rng(2).random((network.size, network.size, 3), dtype=np.float32)
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
