"""Import time of each function, in a fresh process, with byte code in place."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5
_PROBE = "import time; t = time.perf_counter(); import app; print(time.perf_counter() - t)"


def import_seconds(function: Path) -> float:
    """Median seconds that ``import app`` takes for one function folder."""
    path = os.pathsep.join([str(function), str(ROOT / "layers" / "core" / "python")])
    taken = []
    for _ in range(RUNS + 1):
        done = subprocess.run(
            [sys.executable, "-c", _PROBE],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": path, "AWS_DEFAULT_REGION": "us-east-1"},
            capture_output=True,
            text=True,
            check=True,
        )
        taken.append(float(done.stdout))
    return statistics.median(taken[1:])


def all_functions() -> dict[str, float]:
    """Seconds by function name."""
    return {app.parent.name: import_seconds(app.parent) for app in sorted((ROOT / "functions").glob("*/app.py"))}
