"""What every bench shares: running a script, pairs against a peer, and the peers' own environment."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench import sizes

ROOT = sizes.ROOT
HERE = ROOT / "infra" / "bench"
SAMPLES = ROOT / "infra" / "local" / "samples"
DATA = ROOT.parent / "shared" / "data"
"""Real recordings, where this checkout has them beside it."""
PAIRS = 3

Table = tuple[str, list[str], list[list[str]], str]
"""Title, header, rows, and a note on how to read it."""

PEERS = ROOT / ".venv-peer"
MEDIAPIPE, PRAAT = "mediapipe==0.10.21", "praat-parselmouth==0.4.7"


def peer(package: str) -> Path | None:
    """The Python of the environment that holds a peer, made where it is missing; None where it cannot be made."""
    python, stamp = PEERS / "bin" / "python", PEERS / f".{package}"
    if not stamp.exists():
        if not python.exists() and subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=False).returncode:
            return None
        install = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-q", package]
        if subprocess.run(install, check=False, stderr=subprocess.DEVNULL).returncode:
            return None
        stamp.touch()
    return python


def run(command: Sequence[str]) -> None:
    """Run a command in the repository, its output thrown away.

    Raises:
        CalledProcessError: it failed.
    """
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def script(name: str, *arguments: object, python: Path | str = sys.executable, one_core: bool = False) -> Any:
    """The JSON in the last line that a script beside this one prints.

    Raises:
        CalledProcessError: it failed; `stderr` says why.
    """
    pinned = ["taskset", "-c", "0"] if one_core and Path("/usr/bin/taskset").exists() else []
    command = [*pinned, str(python), str(HERE / name), *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return json.loads(done.stdout.strip().splitlines()[-1])


def pairs(ours: Callable[[], Any], theirs: Callable[[], Any]) -> list[tuple[Any, Any]]:
    """In turn, so that a machine that drifts drifts for both."""
    return [(ours(), theirs()) for _ in range(PAIRS)]


def median(values: Sequence[float], digits: int = 1) -> str:
    """The median as text."""
    return f"{statistics.median(values):.{digits}f}"


def megabytes(runs: Sequence[dict[str, float]]) -> str:
    """The highest peak of some runs, in MB (10^6 bytes)."""
    return f"{max(each['peak_bytes'] for each in runs) / 1e6:.0f}"
