"""Tables about the picture: how fast it is read, and how far the landmarks are from the mediapipe package's."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.running import DATA, MEDIAPIPE, ROOT, SAMPLES, Table, median, megabytes, pairs, peer, run, script

MODELS = ROOT / "layers" / "vision" / "models"
MEASURES = ("mesh", "attention", "iris", "yaw", "pitch", "roll", "body", "body_once")


def speed() -> Table:
    """Frames per CPU second on one core at 640x360, decoding apart."""
    header = ["who", "clip", "frames/s", "frames/s with decoding", "peak MB"]
    python = peer(MEDIAPIPE)
    if python is None:
        return "Vision", header, [], f"Not measured: {MEDIAPIPE} could not be installed."
    rows, notes = [], []
    with tempfile.TemporaryDirectory() as folder:
        for name, source in _clips().items():
            clip = Path(folder) / f"{name}.mp4"
            run([str(part) for part in (sys.executable, ROOT / "infra/bench/vision_clip.py", source, clip)])
            found = pairs(
                lambda clip=clip: script("vision.py", clip, MODELS, one_core=True),  # type: ignore[misc]
                lambda clip=clip: script("vision_peer.py", clip, python=python, one_core=True),  # type: ignore[misc]
            )
            for who, runs in (("ours", [o for o, _ in found]), (MEDIAPIPE, [p for _, p in found])):
                rows.append([who, name, _rate(runs, apart=True), _rate(runs, apart=False), megabytes(runs)])
            apart, whole = (
                statistics.median(_per_s(o, apart=a) / _per_s(p, apart=a) for o, p in found) for a in (True, False)
            )
            notes.append(f"{name}: {apart:.2f} without decoding, {whole:.2f} with it")
    return (
        "Vision",
        header,
        rows,
        "Face mesh, irises and body in every frame, 640x360 H.264, one core, CPU time, blocks of eight frames. "
        f"Ours / peer, median of pairs: {'; '.join(notes)}.",
    )


def agreement() -> Table:
    """Landmarks against the mediapipe package's on the same frames."""
    title, header = "Agreement with MediaPipe", ["view", "frames", "both", "only ours", "only peer"]
    header += [f"{name} mean (p95)" for name in MEASURES]
    python = peer(MEDIAPIPE)
    if python is None:
        return title, header, [], f"Not measured: {MEDIAPIPE} could not be installed."
    real = (DATA / "media" / f"{name}.mp4" for name in _REAL)
    clips = [*sorted(SAMPLES.glob("*.mp4")), *(clip for clip in real if clip.exists())]
    found = script("vision_agreement.py", python, MODELS, *clips)
    rows = [
        [view, *(str(seen[key]) for key in ("frames", "both", "only_ours", "only_peer")), *map(_spread, _of(seen))]
        for view, seen in found.items()
    ]
    note = (
        "Mesh and irises in % of the distance between the outer eye corners, body in % of the shoulder width, angles "
        "in degrees. Mesh: the same network; irises and `attention`: the package's attention mesh, another network; "
        "`body_once`: without tracking. Counted after a run-in of eight frames."
    )
    return title, header, rows, note


_REAL = ("zh_presenter_25s", "en_presenter_4s_2160p50", "silent_person_2s_2160p50")


def _clips() -> dict[str, Path]:
    found = {"sample": SAMPLES / "en_software_engineer.mp4", "footage": DATA / "media" / "zh_presenter_25s.mp4"}
    return {name: path for name, path in found.items() if path.exists()}


def _per_s(used: dict[str, float], *, apart: bool) -> float:
    return used["frames"] / (used["cpu_s"] - (used["decode_cpu_s"] if apart else 0.0))


def _rate(runs: list[dict[str, float]], *, apart: bool) -> str:
    return median([_per_s(used, apart=apart) for used in runs])


def _of(seen: dict[str, Any]) -> list[dict[str, float] | None]:
    return [seen[name] for name in MEASURES]


def _spread(value: dict[str, float] | None) -> str:
    return f"{value['mean']} ({value['p95']})" if value else "n/a"
