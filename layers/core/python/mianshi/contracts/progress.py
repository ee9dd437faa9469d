"""How far a run is, state by state."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Record

StateStatus = Literal["waiting", "running", "done", "failed", "skipped"]

SHOWN_STATES = ("Ingest", "Transcribe", "Language", "Rate", "Vision", "Score", "CloseRun")
"""The states people follow, in the order of the workflow."""


class StateProgress(Record):
    """One state: how many of its items are done. `of` is 1 for a state that runs once."""

    state: str
    status: StateStatus
    done: int = Field(ge=0)
    of: int = Field(ge=0)
    seconds: float = Field(ge=0.0)
    """From the first entry to the last exit, or to the last event while it runs."""
