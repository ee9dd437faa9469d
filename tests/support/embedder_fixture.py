"""The fetched embedding model, or a skip that says so."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from mianshi.language.embedding import Embedder


def embedding_dir() -> Path:
    """Where `make setup` leaves the weights."""
    base = (
        os.environ.get("MIANSHI_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mianshi"
    )
    return Path(base) / "models" / "embedding"


@cache
def _load(folder: Path) -> Embedder:
    return Embedder(folder)


def shared_embedder() -> Embedder:
    """One embedder for the whole test run; skips where the weights were not fetched."""
    folder = embedding_dir()
    if not (folder / "model.onnx").exists():
        pytest.skip("the embedding weights are not fetched (make setup)")
    return _load(folder)
