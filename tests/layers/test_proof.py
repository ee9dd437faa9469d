"""Every function does its work in a clean interpreter that sees its folder, its built layers and the standard library.

Building takes a minute and a network, so these run where `python infra/bench/layers.py` was run before.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench import layers
from bench.hiring import Hiring
from bench.house import SAMPLES, house, prove
from fakes.webhook import WebhookReceiver

BUILT = layers.BUILT / "x86_64"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(layers.missing(BUILT)), reason="not all layers are built: run python infra/bench/layers.py"
    ),
]


@pytest.fixture(scope="module")
def current(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built layers with our own code as it is now."""
    folder = tmp_path_factory.mktemp("layers")
    for layer in BUILT.iterdir():
        shutil.copytree(layer, folder / layer.name, copy_function=layers._link)
    ours = ("CoreLayer", "PricesLayer")
    for name in ours:
        shutil.rmtree(folder / name)
    return layers.build(folder, names=ours)


def test_every_function_does_its_work(current: Path) -> None:
    assert set(prove(current, SAMPLES / "en_software_engineer.mp4")) == set(layers.functions())


@contextmanager
def without(place: Path) -> Iterator[None]:
    """A package is taken out of its layer."""
    aside = shutil.move(place, place.parents[3] / place.name)
    try:
        yield
    finally:
        shutil.move(aside, place)


def test_a_package_that_is_missing_in_a_layer_is_noticed(current: Path) -> None:
    missed = pytest.raises(RuntimeError, match="No module named 'pynamodb'")
    with without(current / "DepsLayer" / "python" / "pynamodb"), house(current) as home, missed:
        home.call("sync_hr", {"action": "list", "subject": "interview:iv_0"})


def test_a_package_that_only_one_call_needs_is_noticed_by_that_call(current: Path) -> None:
    with without(current / "DoorsLayer" / "python" / "cryptography"), house(current) as home, WebhookReceiver() as hook:
        hiring = Hiring(home, hook)
        with pytest.raises(RuntimeError, match="callback: POST /callbacks/hire answered 503"):
            hiring.callback()
