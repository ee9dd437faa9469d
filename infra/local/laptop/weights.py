"""Which models this machine works with, and whether they are here."""

from __future__ import annotations

from pathlib import Path

from laptop.trouble import Trouble
from models.fetch import is_fetched, model_dir

SPEECH, EMBEDDING = "whisper-base", "embedding"


def folder_of(name: str) -> Path:
    """The folder of a fetched model. Raises Trouble at once for what would otherwise fail in the middle of a run."""
    if not is_fetched(name):
        raise Trouble(f"the model {name} is not on this machine yet: run make setup")
    return model_dir(name)
