"""``mianshi demo``: a sample recording of ours through everything, with receivers that check what arrives."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from laptop.commands.run import Job, run
from laptop.house import SAMPLES
from mianshi.contracts.outcomes import Outcome


def demo(out: Path, console: Console) -> Outcome:
    """The Mandarin store manager, end to end."""
    console.print("A synthetic candidate (drawn face, synthesised voice) answers two questions of a store manager.\n")
    return run(Job(videos=[SAMPLES / "zh_store_manager.mp4"], role="retail_store_manager", out=out), console)
