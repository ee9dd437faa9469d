"""What is learnt night by night from histories of pure noise, and whether intervals of agreement hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from bench.learning import World, role_of, wilson
from bench.running import Table
from mianshi.contracts.learning import LearningCase, LookTaken, Outcome, RelationsTaken
from mianshi.contracts.role import Role
from mianshi.learning.agreement import agreement_of, clustered, icc_of_groups, kappa, quadratic, tables_of
from mianshi.learning.proposals import look, taken
from mianshi.learning.relations import look as look_at_relations
from mianshi.learning.relations import looked

NIGHTLY_HISTORIES = 1200
PEOPLE = 260
MOST_KEPT = 120
"""People whose data are kept at any time, in every third history."""
STUDIES = 500
CLUSTERS = ((10, 5), (20, 5), (40, 2), (30, 1), (30, 5), (100, 2))
"""Interviews, and people who rated each."""
_DAY = "2026-01-01"


def nights(histories: int, seed: int = 1) -> tuple[int, int]:
    """In how many histories anything was ever proposed, and ever concluded of performance.

    One person's outcome comes in each day; on three of ten days somebody's is corrected, on one of eight somebody's
    data are deleted, and in every third history only the newest `MOST_KEPT` stay. Of one to three jobs, each with a
    level of its own of scores and of ratings.
    """
    draw = np.random.default_rng(seed)
    role = role_of(World(people=PEOPLE))
    proposed = concluded = 0
    for at in range(histories):
        history = _History(role, draw, at)
        for day in range(PEOPLE):
            history.night(day)
        proposed += history.proposed
        concluded += history.concluded
    return proposed, concluded


class _History:
    def __init__(self, role: Role, draw: np.random.Generator, at: int) -> None:
        self.role, self.draw, self.at = role, draw, at
        self.version = role.content_hash()
        self.weights = np.asarray([competency.weight for competency in role.competencies])
        self.jobs = 1 + at % 3
        self.lift = 0.8 * draw.standard_normal(self.jobs) if self.jobs > 1 else np.zeros(1)
        together = (0.0, 0.3, 0.6)[at % 3]
        own = draw.standard_normal((PEOPLE, len(role.competencies)))
        self.z = math.sqrt(together) * draw.standard_normal((PEOPLE, 1)) + math.sqrt(1 - together) * own
        self.there: list[LearningCase] = []
        self.looks: list[LookTaken] = []
        self.relations: dict[Outcome, list[RelationsTaken]] = {}
        self.proposed = self.concluded = False

    def night(self, day: int) -> None:
        """One more person, what is corrected and deleted, and what the study of that night makes of it."""
        draw, there = self.draw, self.there
        there.append(self._person(day))
        if draw.random() < 0.3:
            who = int(draw.integers(len(there)))
            there[who] = there[who].model_copy(update={"performance": self._rating(0.0)})
        if draw.random() < 0.125 and len(there) > 40:
            there.pop(int(draw.integers(len(there))))
        if self.at % 3 == 2 and len(there) > MOST_KEPT:
            there.pop(0)
        if look(len(there))[0] > max((one.size for one in self.looks), default=0):
            found, self.looks = taken(self.role, there, self.looks, _DAY, str)
            self.proposed |= found.suggests
        spent = self.relations.get("performance", [])
        if look_at_relations(len(there))[0] > max((one.size for one in spent), default=0):
            _, self.relations = looked(self.role, there, self.relations, _DAY)
            self.concluded |= any(one.held for one in self.relations["performance"])

    def _rating(self, lift: float) -> float:
        well = 0.6 + 0.2 * (self.draw.standard_normal() + lift)
        return float(np.clip(np.round(well * 4) / 4, 0, 1))

    def _person(self, day: int) -> LearningCase:
        job = int(self.draw.integers(self.jobs))
        levels = np.clip(np.round((3 + 0.8 * self.z[day] + 0.5 * self.lift[job]) * 2) / 2, 1, 5)
        return LearningCase(
            order=f"{day:05d}",
            holds=bool(self.draw.random() < 0.5),
            role_version=self.version,
            job=f"jb_{job}",
            hired=True,
            total=float(round(float((levels - 1) @ self.weights / 4))),
            levels={one.id: float(level) for one, level in zip(self.role.competencies, levels, strict=True)},
            performance=self._rating(float(self.lift[job])),
        )


def by_night() -> Table:
    """How often histories of noise propose or conclude something when they are studied every night."""
    rows = []
    for name, count in zip(("proposals", "relations with performance"), nights(NIGHTLY_HISTORIES), strict=True):
        low, high = wilson(count, NIGHTLY_HISTORIES)
        share = f"{100 * count / NIGHTLY_HISTORIES:.1f} %"
        rows.append([name, f"{count} of {NIGHTLY_HISTORIES}", share, f"{100 * low:.1f} to {100 * high:.1f} %"])
    note = (
        f"Histories of {PEOPLE} people, one a day, with corrections, erasures, retention, and one to three jobs that "
        "score and rate differently; no relation within a job. What the design allows: 5 % of proposals, and 1.7 % of "
        "relations with one of the three outcomes."
    )
    return "Learning: night by night", ["what", "histories", "share", "95 % interval (Wilson)"], rows, note


def holding(interviews: int, people: int, same: float, studies: int, seed: int = 1) -> dict[str, float]:
    """In what share of studies the 95 % intervals of agreement hold what a table of 100,000 pairs has: kappa and ICC,
    of people with the software and with each other.

    Args:
        interviews: of a study.
        people: who rated each, beside the software.
        same: share of the variance of ratings that is the interview's, before they are rounded to levels.
        studies: how many.
        seed: of the draws.
    """
    draw = np.random.default_rng(seed)
    weights = quadratic()

    def rated(n: int, k: int) -> np.ndarray:
        true, noise = draw.standard_normal((n, 1)), draw.standard_normal((n, k))
        return np.clip(np.round(3 + math.sqrt(same) * true + math.sqrt(1 - same) * noise), 1, 5)

    large = rated(100_000, 2)
    table = tables_of([large.tolist()])[0]
    true = {"kappa": float(kappa(table, weights)), "icc": float(agreement_of(np.asarray(_sums(large))))}
    held: dict[str, list[bool]] = {}
    for _ in range(studies):
        levels = rated(interviews, people + 1)
        pairs = [[(float(row[at]), float(row[-1])) for at in range(people)] for row in levels]
        sums = np.asarray([_sums(np.asarray(one)) for one in pairs])
        found = {
            "kappa, software": clustered(tables_of(pairs), lambda counts: kappa(counts, weights), bounded=True),
            "icc, software": clustered(sums, agreement_of, bounded=True),
        }
        if people > 1:
            among = [list(combinations(map(float, row[:-1]), 2)) for row in levels]
            counts = tables_of(among, alike=True)
            found["kappa, people"] = clustered(counts, lambda each: kappa(each, weights), bounded=True)
            found["icc, people"] = icc_of_groups([row[:-1].tolist() for row in levels])
        for name, one in found.items():
            if one.low is not None and one.high is not None:
                held.setdefault(name, []).append(one.low <= true[name.partition(",")[0]] <= one.high)
    return {name: float(np.mean(each)) for name, each in held.items()}


def intervals() -> Table:
    """Whether the intervals of agreement hold, although pairs about one interview are alike."""
    names = ["kappa, software", "icc, software", "kappa, people", "icc, people"]
    rows = []
    for same in (0.5, 0.8):
        for interviews, people in CLUSTERS:
            found = holding(interviews, people, same, STUDIES)
            shares = [f"{100 * found[name]:.1f} %" if name in found else "–" for name in names]
            rows.append([f"{same}", f"{interviews} x {people}", *shares])
    note = (
        f"Share of {STUDIES} studies whose 95 % interval holds the true value; interviews x people who rated each. "
        "Below 30 interviews no interval is shown: what stands here says why."
    )
    return "Learning: intervals of agreement", ["same", "interviews x people", *names], rows, note


def _sums(pairs: np.ndarray | Sequence[Sequence[float]]) -> list[float]:
    x, y = np.asarray(pairs, dtype=np.float64).T
    return [float(len(x)), *map(float, (x.sum(), y.sum(), x @ x, y @ y, x @ y))]
