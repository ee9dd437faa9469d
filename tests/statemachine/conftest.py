"""One running cloud for each test module; each test has interviews of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.pipeline import Pipeline, pipeline
from support.recordings import make


@pytest.fixture(scope="module")
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """A module may name OVERRIDES of states."""
    overrides = getattr(request.module, "OVERRIDES", None)
    with pipeline(tmp_path_factory.mktemp("stub"), overrides=overrides) as made:
        yield made


@pytest.fixture
def house(running: Pipeline) -> Iterator[Pipeline]:
    """The cloud, with a speech endpoint that behaves until told otherwise."""
    running.stub.behaves()
    yield running
    running.stub.behaves()


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of picture and tone; what is heard in it is up to the stub."""
    return make(tmp_path_factory.mktemp("media") / "interview.mp4", seconds=4.0)


@pytest.fixture(scope="session")
def sound_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("media") / "interview.m4a", format="mp4", video=None, seconds=4.0)
