"""One running cloud for the whole folder; each test has interviews of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from support.pipeline import Pipeline, pipeline
from support.recordings import make

HERE = Path(__file__).parent


class _Shared:
    """A process holds one cloud at a time: this one ends as soon as the next test lies outside this folder."""

    def __init__(self) -> None:
        self._up = ExitStack()
        self._wanted: tuple[dict[str, Any], dict[str, str]] | None = None
        self._pipeline: Pipeline | None = None

    def get(self, folder: Path, overrides: dict[str, Any], parameters: dict[str, str]) -> Pipeline:
        if self._pipeline is None or self._wanted != (overrides, parameters):
            self.close()
            self._pipeline = self._up.enter_context(pipeline(folder, overrides=overrides, parameters=parameters))
            self._wanted = overrides, parameters
        return self._pipeline

    def close(self) -> None:
        self._pipeline = None
        self._up.pop_all().close()


_shared = _Shared()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    yield
    if nextitem is None or HERE not in nextitem.path.parents:
        _shared.close()


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """The cloud, with a speech endpoint that behaves until told otherwise.

    A module may name OVERRIDES of states and PARAMETERS of the template.
    """
    wanted = (getattr(request.module, name, {}) for name in ("OVERRIDES", "PARAMETERS"))
    running = _shared.get(tmp_path_factory.mktemp("stub"), *wanted)
    running.stub.behaves()
    running.dingtalk.next_minute()  # each test has a minute of its own with the robot, which takes 20 calls in one
    yield running
    running.stub.behaves()


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of picture and tone; what is heard in it is up to the stub."""
    return make(tmp_path_factory.mktemp("media") / "interview.mp4", seconds=4.0)


@pytest.fixture(scope="session")
def sound_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("media") / "interview.m4a", format="mp4", video=None, seconds=4.0)
