"""Reading goes on after a damaged stretch, and ends even when the damage does not."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import av
import pytest

from mianshi.media.source import packets


class Reader:
    """Gives packets and failures in the order written down, as FFmpeg goes on where it failed."""

    def __init__(self, script: list[int | Exception]) -> None:
        self.script = script

    def demux(self, *streams: Any) -> Iterator[Any]:
        while self.script:
            step = self.script.pop(0)
            if isinstance(step, Exception):
                raise step
            yield SimpleNamespace(size=step)


BROKEN = av.error.InvalidDataError(1, "broken")


@pytest.mark.parametrize("failure", [BROKEN, IndexError("a stream announced later")])
def test_a_failure_is_stepped_over(failure: Exception) -> None:
    script: list[int | Exception] = [1, failure, failure, 2, failure, 3, 0]
    assert [p.size for p in packets(Reader(script))] == [1, 2, 3]  # type: ignore[arg-type]


def test_endless_failure_ends_the_reading() -> None:
    reader = Reader([1, *[BROKEN] * 100_000, 2])
    assert [p.size for p in packets(reader)] == [1]  # type: ignore[arg-type]
    assert len(reader.script) > 90_000
