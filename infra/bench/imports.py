"""Import time of each function against a bare handler, with the same built layers, byte code and interpreter.

    python infra/bench/imports.py [BUILT]

The bare handler is what a first Lambda function looks like: a Powertools Logger and a boto3 client. Fresh processes
take turns, so that a machine that drifts drifts for all. Functions come as Lambda has them, without byte code of their
own.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import layers, sizes

RUNS = 9
LIGHT = (
    *("callback", "close_run", "erase", "fetch", "invite", "rate"),
    *("react", "resume", "score", "sync_hr", "transcribe"),
)
"""All but the doors with many routes (portal, candidate, partner) and those with engines of their own."""
BARE = """
from aws_lambda_powertools import Logger
import boto3

logger = Logger(service="bare")
s3 = boto3.client("s3")


@logger.inject_lambda_context
def handler(event, context):
    return {"buckets": len(s3.list_buckets()["Buckets"])}
"""
_PROBE = """
import os, sys, time
os.environ.clear()
os.environ.update(AWS_DEFAULT_REGION="us-east-1", AWS_REGION="us-east-1", PYDANTIC_DISABLE_PLUGINS="__all__")
sys.path[:0] = sys.argv[1:]
wall, cpu = time.perf_counter(), time.process_time()
import app
print(time.perf_counter() - wall, time.process_time() - cpu)
"""


def times(built: Path, names: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """Median wall and CPU seconds of ``import app`` for the bare handler (``bare``) and for each function.

    Args:
        built: folder of built layers.
        names: functions by their folder's name.
    """
    with tempfile.TemporaryDirectory(dir=built.parent) as folder:
        places = {"bare": Path(folder) / "bare"}
        places["bare"].mkdir()
        (places["bare"] / "app.py").write_text(BARE, encoding="utf-8")
        opts = {"bare": layers.opt("close_run", built, Path(folder) / "opt-bare")}
        for name in names:
            places[name] = Path(folder) / name
            shutil.copytree(sizes.ROOT / "functions" / name, places[name], ignore=shutil.ignore_patterns("__pycache__"))
            opts[name] = layers.opt(name, built, Path(folder) / f"opt-{name}")
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in places}
        for _ in range(RUNS + 1):
            for name, place in places.items():
                taken[name].append(_import(str(place), str(opts[name] / "python")))
    return {name: _medians(runs[1:]) for name, runs in taken.items()}


def _import(*path: str) -> tuple[float, float]:
    command = [layers.interpreter()[0], "-I", "-S", "-B", "-c", _PROBE, *path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    wall, cpu = map(float, done.stdout.split())
    return wall, cpu


def _medians(runs: list[tuple[float, float]]) -> tuple[float, float]:
    walls, cpus = zip(*runs, strict=True)
    return statistics.median(walls), statistics.median(cpus)


def main() -> int:
    """Print the table; exit code 1 where a light function takes more than 1.3 times the bare handler's CPU time."""
    built = Path(sys.argv[1]) if len(sys.argv) > 1 else layers.BUILT / "x86_64"
    layers.complete(built)
    found = times(built, tuple(layers.functions()))
    bare = found["bare"]
    print(f"python{layers.interpreter()[1]}, median of {RUNS} fresh processes in turns")
    for name, (wall, cpu) in found.items():
        light = "light" if name in LIGHT else ""
        ratios = f"{wall * 1e3:>7.0f} ms{wall / bare[0]:>7.2f}{cpu * 1e3:>7.0f} ms CPU{cpu / bare[1]:>7.2f}"
        print(f"  {name:<12}{ratios}  {light}")
    return int(any(found[name][1] > 1.3 * bare[1] for name in LIGHT))


if __name__ == "__main__":
    sys.exit(main())
