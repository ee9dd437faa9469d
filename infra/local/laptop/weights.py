"""Which models this machine works with, and whether they are here."""

from __future__ import annotations

from pathlib import Path

from laptop.trouble import Trouble
from models.fetch import is_fetched, model_dir

SPEECH, EMBEDDING, RATER = "whisper-base", "embedding", "rater"
RATER_NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m"
"""As scorecards print it."""


def folder_of(name: str) -> Path:
    """The folder of a fetched model. Raises Trouble at once for what would otherwise fail in the middle of a run."""
    if not is_fetched(name):
        raise Trouble(f"the model {name} is not on this machine yet: run make setup")
    return model_dir(name)
