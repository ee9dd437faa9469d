"""``make bench``: what this build costs in time, memory and size, as ratios against named peers in the same run.

    python infra/bench/bench.py [TABLE...]

measures everything, or the named tables alone (those are printed and not written down).
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import (
    agreement,
    arriving,
    costs,
    facts,
    hearing,
    learning,
    learning_nightly,
    live,
    matching,
    media,
    packages,
    seeing,
    visiting,
)
from bench.running import ROOT, Table, run


def main(names: Sequence[str]) -> int:
    """Measure, print, and write docs/benchmarks.md where everything was measured."""
    unknown = sorted(set(names) - set(MEASURES))
    if unknown:
        print(f"no table is called {', '.join(unknown)}; there are {', '.join(MEASURES)}", file=sys.stderr)
        return 2
    tables = []
    for name in names or MEASURES:
        tables.append(_markdown(MEASURES[name]()))
        print(tables[-1], flush=True)
    if not names:
        head = (
            "# Benchmarks\n\n"
            "Written by `make bench`. Times are medians on one machine and drift with it: read the ratios.\n\n"
            f"Machine: {_machine()}. Date: {datetime.now(UTC):%Y-%m-%d}.\n\n"
        )
        (ROOT / "docs" / "benchmarks.md").write_text(head + "\n".join(tables), encoding="utf-8")
    return 0


def demo() -> Table:
    """Wall time of the sample interview by state, second run on a warm machine."""
    rows = []
    for which in ("first", "second"):
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            run([str(Path(sys.executable).with_name("mianshi")), "demo", "--out", folder])
            wall = time.perf_counter() - started
            states = json.loads((Path(folder) / "run.json").read_text())["states"]
        rows.append([which, f"{wall:.1f}", *(f"{state['seconds']:.1f}" for state in states)])
    names = [state["state"] for state in states]
    note = "Seconds; `all` is the whole command, cloud included. Vision runs beside Transcribe and Language."
    return "Demo by state", ["run", "all", *names], rows, note


MEASURES: dict[str, Callable[[], Table]] = {
    "demo": demo,
    "words": hearing.words,
    "word-times": hearing.word_times,
    "sound": hearing.sound,
    "vision": seeing.speed,
    "landmarks": seeing.agreement,
    "agreement": agreement.graded,
    "kinds": agreement.kinds,
    "hostile": agreement.hostile,
    "wording": agreement.wording,
    "facts": facts.facts,
    "noise": learning.false_proposals,
    "power": learning.power,
    "nights": learning_nightly.by_night,
    "intervals": learning_nightly.intervals,
    "scoring": live.speed,
    "media": media.table,
    "doors": visiting.pages,
    "arriving": arriving.campaign,
    "costs": costs.table,
    **matching.TABLES,
    "imports": packages.import_times,
    "sizes": packages.layer_sizes,
    "memory": packages.memory_settings,
}


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
    sys.exit(main(sys.argv[1:]))
