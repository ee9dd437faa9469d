"""Every function does its work in a clean interpreter that sees its folder, its built layers and the standard library.

Building takes a minute and a network, so these run where `python infra/bench/layers.py` was run before.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bench import layers
from bench.house import SAMPLES, house, prove

BUILT = layers.BUILT / "x86_64"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not BUILT.exists(), reason="no layers are built: run python infra/bench/layers.py first"),
]


@pytest.fixture(scope="module")
def current(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built layers with our own code as it is now."""
    folder = tmp_path_factory.mktemp("layers")
    for layer in BUILT.iterdir():
        shutil.copytree(layer, folder / layer.name, copy_function=layers._link)
    shutil.rmtree(folder / "CoreLayer")
    return layers.build(folder, names=("CoreLayer", "PricesLayer"))


def test_an_interview_goes_through_every_function(current: Path) -> None:
    assert set(prove(current, SAMPLES / "en_software_engineer.mp4")) == set(layers.functions())


def test_a_package_that_is_missing_in_a_layer_is_noticed(current: Path) -> None:
    shutil.move(current / "DepsLayer" / "python" / "pynamodb", current.parent / "pynamodb")
    with house(current) as home, pytest.raises(RuntimeError, match="No module named 'pynamodb'"):
        home.call("sync_hr", {"action": "list", "interview_id": "iv_0"})
