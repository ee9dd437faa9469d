"""Memory settings of the functions that work: what each costs in time and money, and how much memory it needs.

    python infra/bench/memory.py [BUILT]

Runs Ingest, Vision, Language and Score on a sample from their built layers, each under the share of a CPU that Lambda
gives to a memory setting: 1,769 MB are one vCPU, the rest in proportion (docs.aws.amazon.com/lambda:
configuration-memory). The share is a quota of a control group where this process may make one (cgroup v1, root);
elsewhere time is CPU time divided by the share.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import layers, sizes
from bench.house import SAMPLES, Call, Interview, house

ONE_CPU_MB = 1769
GROUP = Path("/sys/fs/cgroup/cpu")
PERIOD_US = 20_000
SAMPLE = "en_software_engineer.mp4"
REGION, PRICE = "us-east-1", "lambda.compute.x86"
SETTINGS = {
    "ingest": (1024, 1769, 2560),
    "vision": (1024, 1769, 2560),
    "language": (1024, 1769, 2560),
    "score": (256, 512, 1024),
}


class Row(NamedTuple):
    """One function at one setting. Seconds are those of a cold start's imports and of the work; `micro_per_minute` is
    in millionths of a dollar per minute of interview, every process counted as cold."""

    function: str
    memory_mb: int
    import_s: float
    work_s: float
    peak_bytes: int
    micro_per_minute: float

    @property
    def headroom(self) -> float:
        """Share of the setting that stays free at the peak."""
        return 1 - self.peak_bytes / (self.memory_mb * 2**20)


def measure(built: Path) -> tuple[list[Row], str]:
    """Every function at every setting, and how the share of a CPU was made."""
    price = _price_per_mb_s()
    rows = []
    with house(built) as home:
        interview = Interview(home, SAMPLES / SAMPLE)
        minutes = interview.said["duration_ms"] / 60_000
        interview.ingest()
        interview.transcribe()
        interview.resume()
        segments = len(interview.receipt["segments"])
        work: dict[str, Callable[..., Call]] = {
            "ingest": interview.ingest,
            "vision": lambda **how: interview.vision(0, **how),
            "language": interview.language,
            "score": interview.score,
        }
        for function, run in work.items():
            for memory in SETTINGS[function]:
                with limited(memory) as start:
                    call = run(memory_mb=memory, start=start)
                share = memory / ONE_CPU_MB
                imported = call.import_s / min(1.0, share)
                worked = call.calls[0][0] if start else max(call.calls[0][0], call.calls[0][1] / share)
                times = segments if function == "vision" else 1
                cost = float(price) * (imported + worked) * memory * times / minutes * 1e6
                rows.append(Row(function, memory, imported, worked, call.peak_bytes, cost))
    how = "quota of a control group" if _may_limit() else "computed from CPU time: no control group may be made here"
    return rows, how


@contextmanager
def limited(memory_mb: int) -> Iterator[Callable[[], None] | None]:
    """What puts a process under the CPU share of a memory setting, or None where that is not possible."""
    if not _may_limit():
        yield None
        return
    group = GROUP / f"mianshi-{os.getpid()}"
    group.mkdir()
    try:
        (group / "cpu.cfs_period_us").write_text(str(PERIOD_US))
        (group / "cpu.cfs_quota_us").write_text(str(PERIOD_US * memory_mb // ONE_CPU_MB))
        yield partial(_join, group / "tasks")
    finally:
        _remove(group)


def _join(tasks: Path) -> None:
    tasks.write_text(str(os.getpid()))


def _may_limit() -> bool:
    return (GROUP / "cpu.cfs_quota_us").exists() and os.access(GROUP, os.W_OK)


def _remove(group: Path) -> None:
    for _ in range(50):
        try:
            group.rmdir()
        except OSError:
            time.sleep(0.1)
        else:
            return


def _price_per_mb_s() -> Decimal:
    book = json.loads(max((sizes.ROOT / "infra" / "prices").glob("*.json")).read_text(encoding="utf-8"))
    price = book["regions"][REGION]["prices"][PRICE]
    return Decimal(price["price"]) / int(price["per"]) * 1000


def table(rows: list[Row]) -> list[list[str]]:
    """The rows as text; the template's own setting is marked."""
    chosen = {name: own["MemorySize"] for name, own in layers.functions().items()}
    return [
        [
            row.function,
            f"{row.memory_mb:,}" + (" (chosen)" if chosen[row.function] == row.memory_mb else ""),
            f"{row.import_s:.2f}",
            f"{row.work_s:.2f}",
            f"{row.peak_bytes / 2**20:.0f}",
            f"{row.headroom:.0%}",
            f"{row.micro_per_minute:.0f}",
        ]
        for row in rows
    ]


HEADER = ["function", "memory, MB", "import, s", "work, s", "peak, MiB", "free", "millionths of USD per minute"]


def main() -> int:
    """Print the table."""
    built = Path(sys.argv[1]) if len(sys.argv) > 1 else layers.BUILT / "x86_64"
    if not built.exists():
        layers.build(built)
    rows, how = measure(built)
    print(f"Share of a CPU: {how}. Sample: {SAMPLE}. Python {layers.interpreter()[1]}.")
    for line in [HEADER, *table(rows)]:
        print("  ".join(f"{cell:>16}" for cell in line))
    return 0


if __name__ == "__main__":
    sys.exit(main())
