"""``make bench``: what this build costs in time, memory and size, as ratios against named peers in the same run."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import imports, sizes
from models.fetch import model_dir

ROOT = sizes.ROOT
HERE = ROOT / "infra" / "bench"
SAMPLES = ROOT / "infra" / "local" / "samples"
PEER = ROOT / ".venv-peer"
PEER_PACKAGE = "mediapipe==0.10.21"
PAIRS = 3

Table = tuple[str, list[str], list[list[str]], str]


def main() -> int:
    """Measure everything, print it, write docs/benchmarks.md."""
    tables = [measure() for measure in MEASURES]
    text = "\n".join(_markdown(table) for table in tables)
    print(text)
    head = (
        "# Benchmarks\n\n"
        "Written by `make bench`. Times are medians on one machine and drift with it; the ratios are what to read.\n\n"
        f"Machine: {_machine()}. Date: {datetime.now(UTC):%Y-%m-%d}.\n\n"
    )
    (ROOT / "docs" / "benchmarks.md").write_text(head + text, encoding="utf-8")
    return 0


def demo() -> Table:
    """Wall time of the sample interview by state, second run on a warm machine."""
    rows = []
    for run in ("first", "second"):
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            _run([str(Path(sys.executable).with_name("mianshi")), "demo", "--out", folder])
            wall = time.perf_counter() - started
            states = json.loads((Path(folder) / "run.json").read_text())["states"]
        rows.append([run, f"{wall:.1f}", *(f"{state['seconds']:.1f}" for state in states)])
    names = [state["state"] for state in states]
    note = "Seconds; `all` is the whole command, cloud included. Vision runs beside Transcribe and Language."
    return "Demo by state", ["run", "all", *names], rows, note


def import_times() -> Table:
    """Import time of each function."""
    rows = [[name, f"{seconds * 1000:.0f}"] for name, seconds in imports.all_functions().items()]
    return (
        "Import time of each function",
        ["function", "ms"],
        rows,
        f"Median of {imports.RUNS} fresh processes, warm files.",
    )


def layer_sizes() -> Table:
    """Unzipped sizes after sam build."""
    _run(["make", "build"])
    rows = [
        [name, f"{size:,}", f"{size / sizes.LIMIT:.1%}"]
        for table in (sizes.layers(), sizes.functions())
        for name, size in table.items()
    ]
    return (
        "Size of layers and functions",
        ["what", "bytes", "of 262,144,000"],
        rows,
        "A function counts with all its layers, unzipped.",
    )


def speech() -> Table:
    """Real-time factor of the container's recogniser against faster-whisper called directly."""
    with tempfile.TemporaryDirectory() as folder:
        files = [str(file) for file in _sounds(Path(folder))]
        model = str(model_dir("whisper-base"))
        pairs = _pairs(
            lambda: _json([sys.executable, str(HERE / "speech.py"), "ours", model, *files]),
            lambda: _json([sys.executable, str(HERE / "speech.py"), "peer", model, *files]),
        )
    rows = [
        _speed_row(name, [pair[i] for pair in pairs], "audio_s")
        for i, name in enumerate(("ours", "faster-whisper 1.2.1"))
    ]
    ratio = statistics.median(ours["cpu_s"] / peer["cpu_s"] for ours, peer in pairs)
    note = (
        "Whisper base int8, one thread, beam 1, word times, VAD. "
        f"CPU time ours / peer: {ratio:.2f}, median of {PAIRS} pairs."
    )
    return "Transcription", ["who", "real-time factor (wall)", "real-time factor (CPU)", "peak MB"], rows, note


def vision() -> Table:
    """Frames per second against the mediapipe package."""
    header = ["who", "frames/s (wall)", "frames/s (CPU)", "peak MB"]
    if not _peer_ready():
        return "Vision", header, [], f"Not measured: {PEER_PACKAGE} could not be installed."
    clip = str(SAMPLES / "en_software_engineer.mp4")
    pairs = _pairs(
        lambda: _json(
            [*_one_core(), sys.executable, str(HERE / "vision.py"), clip, str(ROOT / "layers/vision/models")]
        ),
        lambda: _json([*_one_core(), str(PEER / "bin" / "python"), str(HERE / "vision_peer.py"), clip]),
    )
    rows = [
        [
            name,
            f"{statistics.median(run['frames'] / run['wall_s'] for run in runs):.1f}",
            f"{statistics.median(run['frames'] / run['cpu_s'] for run in runs):.1f}",
            f"{runs[0]['peak_bytes'] / 1e6:.0f}",
        ]
        for name, runs in (("ours", [p[0] for p in pairs]), (PEER_PACKAGE, [p[1] for p in pairs]))
    ]
    ratio = statistics.median((o["frames"] / o["cpu_s"]) / (p["frames"] / p["cpu_s"]) for o, p in pairs)
    note = (
        "Face mesh, irises and body in every frame, one core, decoding included. "
        f"Frames per CPU second, ours / peer: {ratio:.2f}, median of {PAIRS} pairs."
    )
    return "Vision", header, rows, note


MEASURES: Sequence[Callable[[], Table]] = (demo, import_times, layer_sizes, speech, vision)


def _sounds(folder: Path) -> list[Path]:
    """The sound of both samples as the pipeline cuts it."""
    from mianshi.media import extract_audio  # noqa: PLC0415

    made = []
    for sample in sorted(SAMPLES.glob("*.mp4")):
        made.append(folder / f"{sample.stem}.wav")
        extract_audio(sample, made[-1])
    return made


def _pairs(ours: Callable[[], Any], peer: Callable[[], Any]) -> list[tuple[Any, Any]]:
    """In turn, so that a machine that drifts drifts for both."""
    return [(ours(), peer()) for _ in range(PAIRS)]


def _speed_row(name: str, runs: Sequence[dict[str, float]], per: str) -> list[str]:
    wall = statistics.median(run["wall_s"] / run[per] for run in runs)
    cpu = statistics.median(run["cpu_s"] / run[per] for run in runs)
    return [name, f"{wall:.3f}", f"{cpu:.3f}", f"{max(run['peak_bytes'] for run in runs) / 1e6:.0f}"]


def _peer_ready() -> bool:
    if (PEER / ".stamp").exists():
        return True
    done = subprocess.run([sys.executable, "-m", "venv", str(PEER)], check=False)
    install = [str(PEER / "bin" / "python"), "-m", "pip", "install", "-q", PEER_PACKAGE]
    if done.returncode or subprocess.run(install, check=False).returncode:
        return False
    (PEER / ".stamp").touch()
    return True


def _one_core() -> list[str]:
    return ["taskset", "-c", "0"] if Path("/usr/bin/taskset").exists() else []


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def _json(command: Sequence[str]) -> Any:
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return json.loads(done.stdout.strip().splitlines()[-1])


def _machine() -> str:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    return f"{os.cpu_count()} cores, {model}, Python {platform.python_version()}"


def _markdown(table: Table) -> str:
    title, header, rows, note = table
    lines = [f"## {title}", "", f"| {' | '.join(header)} |", f"|{'|'.join('---' for _ in header)}|"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([*lines, "", note, ""])


if __name__ == "__main__":
    sys.exit(main())
