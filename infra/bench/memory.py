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
from bench.house import GIVEN, SAMPLES, Call, Interview, house

ONE_CPU_MB = 1769
GROUP = Path("/sys/fs/cgroup/cpu")
PERIOD_US = 20_000
SAMPLE = "en_software_engineer.mp4"
RUNS = 3
LONG_SEGMENTS, LONG_MINUTES = 240, 120
"""What Score reads: the most segments and minutes an interview has (functions/ingest, template.yaml)."""
REGION, PRICE = "us-east-1", "lambda.compute.x86"
SETTINGS = {
    "ingest": (1024, 1769, 2560),
    "vision": (1024, 1769, 2560),
    "language": (1024, 1769, 2560),
    "score": (512, 1024, 1769),
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
            if function == "score":
                _lengthen(interview)
            for memory in SETTINGS[function]:
                imported, worked, peak = _shortest(run, memory)
                per_minute = {"vision": segments / minutes, "score": 1 / LONG_MINUTES}.get(function, 1 / minutes)
                cost = float(price) * (imported + worked) * memory * per_minute * 1e6
                rows.append(Row(function, memory, imported, worked, peak, cost))
    how = "quota of a control group" if _may_limit() else "computed from CPU time: no control group may be made here"
    return rows, how


def _shortest(run: Callable[..., Call], memory: int) -> tuple[float, float, int]:
    """Seconds of import and of work of the shortest of some runs (other work only adds), and the peak in bytes."""
    share, calls = memory / ONE_CPU_MB, []
    for _ in range(RUNS):
        with limited(memory) as start:
            call = run(memory_mb=memory, start=start)
        wall, cpu = call.calls[0]
        calls.append((wall if start else max(wall, cpu / share), call))
    imported = min(call.import_s for _, call in calls) / min(1.0, share)
    return imported, min(worked for worked, _ in calls), max(call.peak_bytes for _, call in calls)


def _lengthen(interview: Interview) -> None:
    """Make of the first segment's readings as many as the longest interview has, for Score to read."""
    s3, bucket = interview.home.s3, GIVEN["ARTEFACTS"]
    where = f"interviews/{interview.id}/ingest/1/plan.json"
    plan = json.loads(s3.get_object(Bucket=bucket, Key=where)["Body"].read())
    stage = f"interviews/{interview.id}/vision/1"
    readings = json.loads(s3.get_object(Bucket=bucket, Key=f"{stage}/segment-0000.json")["Body"].read())
    first = plan["segments"][0]
    step = first["end_ms"] - first["start_ms"]
    times = [{"index": i, "start_ms": step * i, "end_ms": step * (i + 1)} for i in range(LONG_SEGMENTS)]
    plan["segments"] = [first | own for own in times]
    s3.put_object(Bucket=bucket, Key=where, Body=json.dumps(plan).encode())
    for i in range(1, LONG_SEGMENTS):
        s3.put_object(
            Bucket=bucket, Key=f"{stage}/segment-{i:04d}.json", Body=json.dumps(readings | {"segment": i}).encode()
        )


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
            f"{row.micro_per_minute:.1f}",
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
