"""Execution histories that were recorded from real runs of the interview workflow, inputs and outputs left out."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

HISTORIES = Path(__file__).resolve().parents[1] / "platform" / "histories"


def history(name: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = json.loads((HISTORIES / f"{name}.json").read_text())
    return [{**event, "timestamp": datetime.fromisoformat(event["timestamp"])} for event in events]


def upto(events: list[dict[str, Any]], kind: str, state: str) -> list[dict[str, Any]]:
    """The history as it was when that event had just happened."""
    for at, event in enumerate(events):
        details = event.get("stateEnteredEventDetails") or event.get("stateExitedEventDetails") or {}
        if event["type"] == kind and details.get("name") == state:
            return events[: at + 1]
    raise AssertionError((kind, state))
