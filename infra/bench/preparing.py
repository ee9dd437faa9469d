"""What everything but the rater takes for an answer: checks made, replies remembered, level worked out.

    python infra/bench/preparing.py

Prints one JSON object: median and slowest seconds of a sheet whose role is known, median seconds of finding remembered
replies and of working out the level, peak memory.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.media import peak_bytes
from calibration.graded_set import items
from mianshi.contracts.rating import CheckSheet, Rater, Ratings
from mianshi.language.assess import assess
from mianshi.language.calibration import calibration
from mianshi.language.embedding import Embedder
from mianshi.language.prepare import Preparer
from mianshi.language.reading import memory_key, remembered
from models.fetch import model_dir

Found = TypeVar("Found")


def main() -> int:
    """Measure in this process and print."""
    preparer = Preparer(Embedder(model_dir("embedding")))
    chosen = [item for item in items() if item.part == "report" and item.role.id == items()[0].role.id]
    for language in ("zh", "en"):
        known = next(item for item in chosen if item.language == language)
        preparer.sheet(known.transcript, known.role)
    sheets, recalled, assessed = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for item in chosen:
            took, sheet = _timed(lambda item=item: preparer.sheet(item.transcript, item.role))  # type: ignore[misc]
            sheets.append(took)
            file = Path(folder) / memory_key("rater", sheet)
            file.write_text(_neutral(sheet).canonical_json(), encoding="utf-8")
            took, ratings = _timed(lambda sheet=sheet: _recall(Path(folder), sheet))  # type: ignore[misc]
            recalled.append(took)
            took, _ = _timed(
                lambda s=sheet, r=ratings, i=item: assess(s, r, i.transcript, i.role)  # type: ignore[misc]
            )
            assessed.append(took)
    found = {
        "sheet_s": statistics.median(sheets),
        "slowest_sheet_s": max(sheets),
        "remembered_s": statistics.median(recalled),
        "assess_s": statistics.median(assessed),
        "peak_bytes": peak_bytes(),
    }
    print(json.dumps(found))
    return 0


def _recall(folder: Path, sheet: CheckSheet) -> Ratings | None:
    text = (folder / memory_key("rater", sheet)).read_text(encoding="utf-8")
    return remembered(Ratings.model_validate_json(text), sheet)


def _neutral(sheet: CheckSheet) -> Ratings:
    known = Rater(model="none", weights_sha256=calibration().rater, engine="none")
    return Ratings(answer=sheet.answer, rater=known, values=[0.0] * len(sheet.prompts()), compute_ms=0)


def _timed(work: Callable[[], Found]) -> tuple[float, Found]:
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found


if __name__ == "__main__":
    sys.exit(main())
