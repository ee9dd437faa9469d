"""Puts the checks of every graded answer to the embedded rater and keeps its replies in `readings.json`.

Takes about seven seconds an answer on two cores, 80 minutes for all; what is there and still answers the same questions
is not asked again. The first question of every role comes first, then every role's second, so that a run that is cut
short has read something of each.

    python infra/calibration/read.py [--answers N]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "local"))

from calibration.graded_set import READINGS, Item, items
from laptop.weights import EMBEDDING, RATER, RATER_NAME, folder_of
from mianshi.contracts.rating import CheckSheet
from mianshi.language.embedding import Embedder
from mianshi.language.prepare import Preparer
from mianshi.language.reading import read
from rater.engine import Deadline
from rater.llama import Llama, Options
from rater.wire import Request, answer_of

SAVED_EVERY = 10
SECONDS = 600.0


def in_turn(every: list[Item]) -> Iterator[Item]:
    """The first question of every role, then the second, and so on."""
    places: dict[str, list[str]] = {}
    for item in every:
        asked = places.setdefault(item.role.id, [])
        if item.question.id not in asked:
            asked.append(item.question.id)
    yield from sorted(every, key=lambda i: (places[i.role.id].index(i.question.id), i.role.id, i.language))


def asked_of(sheet: CheckSheet) -> str:
    """Which questions the replies answer: first 12 hexadecimal digits of a SHA-256."""
    return hashlib.sha256("\0".join(sheet.prompts()).encode()).hexdigest()[:12]


def main() -> int:
    """Read what was not read yet; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=10_000, help="how many to read at most")
    options = parser.parse_args()
    preparer = Preparer(Embedder(folder_of(EMBEDDING)))
    rater = Llama(Options(RATER_NAME, folder_of(RATER) / "model.gguf"))
    kept: dict[str, Any] = json.loads(READINGS.read_text(encoding="utf-8")) if READINGS.is_file() else {}
    answers, asked = kept.get("answers", {}), kept.get("asked", {})
    done, started = 0, time.monotonic()
    for item in in_turn(items()):
        sheet = preparer.sheet(item.transcript, item.role)
        if not sheet.passages or asked.get(item.key) in (asked_of(sheet), "other"):
            continue
        if done >= options.answers:
            break
        request = Request(tuple(sheet.prompts()), max_tokens=1, logprobs=20, seed=0)
        response = answer_of(request, rater.complete(request, Deadline(SECONDS)), rater.identity)
        ratings = read(sheet, {**response, "weights_sha256": rater.identity["sha256"], "compute_ms": 0})
        checks = [check for passage in sheet.passages for check in passage.checks]
        values = [None if value is None else round(value, 4) for value in ratings.values]
        answers[item.key] = {check.id: value for check, value in zip(checks, values, strict=True)}
        asked[item.key] = asked_of(sheet)
        done += 1
        if done % SAVED_EVERY == 0:
            _save(rater, answers, asked)
            print(f"{done} read, {(time.monotonic() - started) / done:.1f} s each, {item.key}", flush=True)
    _save(rater, answers, asked)
    return 0


def _save(rater: Llama, answers: dict[str, Any], asked: dict[str, str]) -> None:
    kept = {"rater": rater.identity, "asked": asked, "answers": answers}
    unfinished = READINGS.with_suffix(".new")
    unfinished.write_text(json.dumps(kept, ensure_ascii=False, indent=0, sort_keys=True), encoding="utf-8")
    unfinished.replace(READINGS)


if __name__ == "__main__":
    sys.exit(main())
