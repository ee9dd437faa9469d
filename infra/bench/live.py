"""The graded answers that the rater reads while tables are made, and what reading them takes.

`ANSWERS` in the environment sets how many of a language (whole questions of eight first; ``all`` for all that are kept
for the report).
"""

from __future__ import annotations

import math
import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bench.reader import engine, plain_rating, read_live, reader
from bench.running import Table, script
from calibration.graded_set import Item, Part, items, readings
from mianshi.contracts.base import Language
from mianshi.contracts.rating import CheckSheet, Ratings

LANGUAGES: tuple[Language, ...] = ("zh", "en")
QUESTION_SIZE = 8
"""Graded answers to a question in a language."""
ANSWERS = str(2 * QUESTION_SIZE)
FIRST_CHECKS = 4
"""Answers of a language of which the first check is also read alone."""


@dataclass(frozen=True)
class Live:
    """One answer, the replies to its checks, to its first check alone (of a few), and to the plain rating; None where
    the model said something else."""

    item: Item
    ratings: Ratings | None
    first: Ratings | None
    plain: Ratings | None

    @property
    def plain_level(self) -> float:
        """The expected digit; the middle where there is none."""
        value = self.plain.values[0] if self.plain else None
        return 3.0 if value is None else value


@cache
def part(language: Language, name: Part) -> list[Item]:
    """The graded answers of a part of the set."""
    return [item for item in items() if item.language == language and item.part == name]


def sheet_of(item: Item) -> CheckSheet:
    """What is asked about a graded answer."""
    return engine().sheet(item.transcript, item.role)


@cache
def live(language: Language) -> list[Live]:
    """Questions spread over those kept for the report, read now; one has stored readings to compare with."""
    kept = part(language, "report")
    groups = list(dict.fromkeys(item.group for item in kept))
    told = os.environ.get("ANSWERS", ANSWERS)
    most = len(kept) if told == "all" else int(told)
    many = min(len(groups), math.ceil(most / QUESTION_SIZE))
    stored = [group for group in groups if all(item.key in readings() for item in kept if item.group == group)][:1]
    others = [group for group in groups if group not in stored]
    asked = [*stored, *others[:: max(1, len(others) // many)]][:many]
    chosen = [item for item in kept if item.group in asked][:most]
    found = []
    for at, item in enumerate(chosen):
        ratings = read_live(sheet_of(item))
        first = _first_check(item) if at < FIRST_CHECKS else None
        plain = read_live(plain_rating(sheet_of(item), item.competency, language))
        found.append(Live(item, ratings, first, plain))
    return found


def speed() -> Table:
    """Seconds per answer and memory: preparing, reading, from the cache, and one plain rating by the same model."""
    read = [each for language in LANGUAGES for each in live(language)]
    ours = _seconds([each.ratings for each in read])
    plain = _seconds([each.plain for each in read])
    checks = [len(each.ratings.values) for each in read if each.ratings]
    first = _seconds([each.first for each in read])
    rest = [
        (each.ratings.compute_ms - each.first.compute_ms) / 1000 / (len(each.ratings.values) - 1)
        for each in read
        if each.ratings and each.first
    ]
    prepared = script("preparing.py")
    rater = f"{reader().peak_bytes / 1e6:.0f}"
    preparing = [prepared["sheet_s"], prepared["slowest_sheet_s"]]
    rows = [
        ["ours: checks made, role known", *_median_and_most(preparing), f"{prepared['peak_bytes'] / 1e6:.0f}"],
        [f"ours: {statistics.median(checks):g} checks read, nothing known", *_median_and_most(ours), rater],
        ["of which the answer with the first check", *_median_and_most(first), ""],
        ["of which each further check", *_median_and_most(rest), ""],
        ["ours: level from the replies", *_median_and_most([prepared["assess_s"]]), ""],
        ["ours from the cache: replies remembered", *_median_and_most([prepared["remembered_s"]]), ""],
        ["plain rating, same model and engine", *_median_and_most(plain), rater],
    ]
    engine_name = next(each.ratings.rater for each in read if each.ratings)
    note = (
        f"{len(read)} graded answers of both languages on two cores, {engine_name.engine}, the weights of "
        f"`{engine_name.model}`. Ours reads an answer once and every check from there. Ours / plain rating: "
        f"{statistics.median(ours) / statistics.median(plain):.1f}. From the cache the checks still have to be made "
        "to know what is asked: the two rows add up."
    )
    return "Scoring an answer", ["what", "seconds (median)", "most", "peak MB"], rows, note


def _first_check(item: Item) -> Ratings | None:
    sheet = sheet_of(item)
    passage = sheet.passages[0]
    alone = passage.model_copy(update={"checks": passage.checks[:1]})
    return read_live(sheet.model_copy(update={"passages": [alone]}))


def _seconds(read: Sequence[Ratings | None]) -> list[float]:
    return [each.compute_ms / 1000 for each in read if each]


def _median_and_most(seconds: Sequence[float]) -> list[str]:
    digits = 2 if statistics.median(seconds) < 0.995 else 1
    digits = 4 if statistics.median(seconds) < 0.01 else digits
    return [f"{statistics.median(seconds):.{digits}f}", f"{max(seconds):.{digits}f}"]
