"""The process around vLLM, with something in its place that only looks like it."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from endpoint.container import Refusal
from rater.engine import Deadline, EngineDied
from rater.vllm import Options, Vllm, sha256_of_weights
from rater.wire import Request

TESTS = Path(__file__).parents[1]
Start = Callable[[str], Vllm]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    command = tmp_path / "vllm"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -P {TESTS / "support" / "small_vllm.py"} "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(TESTS))
    monkeypatch.setattr("rater.vllm.POLL_SECONDS", 0.05)
    started: list[Vllm] = []

    def run(name: str) -> Vllm:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "b.safetensors").write_bytes(b"second")
        (folder / "a.safetensors").write_bytes(b"first")
        started.append(Vllm(Options("small", folder, context=5, gpu_memory_percent=90, start_seconds=60)))
        return started[-1]

    yield run
    for one in started:
        one._end()


def test_prompts_are_followed_one_by_one_from_an_empty_cache(start: Start) -> None:
    engine = start("weights")
    assert engine.identity["engine"] == "vLLM 0.0.1"
    assert len(engine.identity["sha256"]) == 64
    request = Request(("one", "two", "three"), logprobs=20)
    first, again = engine.complete(request, Deadline(20)), engine.complete(request, Deadline(20))
    assert first == again
    assert [one.cached_tokens for one in first] == [0, 1, 2]
    assert {one.text for one in first} == {"Yes"}
    [token] = first[0].tokens
    assert token.logprob == max(token.top.values()) == token.top["Yes"]


def test_nothing_it_says_after_its_start_reaches_the_log(start: Start, capfd: pytest.CaptureFixture[str]) -> None:
    engine = start("weights")
    engine.complete(Request(("Marzipanfabrik",)), Deadline(20))
    engine._end()
    told = capfd.readouterr()
    assert "loading" in told.err
    assert "Marzipanfabrik" not in told.err + told.out


def test_a_prompt_that_does_not_fit(start: Start) -> None:
    with pytest.raises(Refusal) as refusal:
        start("weights").complete(Request(("one", "a b c d e f")), Deadline(20))
    assert (refusal.value.status, refusal.value.code) == (400, "context_length_exceeded")
    assert "Prompt 1" in refusal.value.message


def test_its_death_is_noticed(start: Start) -> None:
    engine = start("weights")
    assert engine.is_alive
    with pytest.raises(EngineDied):
        engine.complete(Request(("die",)), Deadline(20))
    engine._child.wait(20)
    assert not engine.is_alive


def test_one_that_never_starts(start: Start) -> None:
    with pytest.raises(EngineDied, match="ended while it loaded"):
        start("broken")


def test_the_digest_is_that_of_the_list_of_digests(tmp_path: Path) -> None:
    (tmp_path / "b.safetensors").write_bytes(b"second")
    (tmp_path / "a.safetensors").write_bytes(b"first")
    lines = "".join(
        f"{hashlib.sha256(text).hexdigest()}  {name}.safetensors\n"
        for name, text in (("a", b"first"), ("b", b"second"))
    )
    assert sha256_of_weights(tmp_path) == hashlib.sha256(lines.encode()).hexdigest()
