"""What is learnt from simulated histories: how often from pure noise, and how often a relation that is there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from bench.running import Table
from mianshi.contracts.learning import LearningCase
from mianshi.contracts.role import Role
from mianshi.learning.association import Z95
from mianshi.learning.proposals import Changes, changes, look

NOISE_HISTORIES = 2000
TRUE_HISTORIES = 200
SIZES = (50, 100, 200, 400)
EFFECTS = (0.2, 0.3, 0.4, 0.5)
_PHRASES = [f"{first}{second}" for first in "甲乙丙丁戊己庚辛壬癸" for second in "天地玄黄宇宙洪荒"]
_SAID = 12


@dataclass(frozen=True)
class World:
    """How people of one history come about.

    `tells`: correlation of single competencies, by place, with performance before anything is rounded. `line_tells`:
    the same of the total. `shared` is said by three of four high performers and one of five others.
    """

    people: int
    competencies: int = 6
    tells: Mapping[int, float] = field(default_factory=dict)
    line_tells: float = 0.0
    shared: str = ""
    together: float = 0.4
    """Correlation of the competencies with each other."""
    step: float = 0.1
    """To which levels are rounded."""
    ratings: int = 5
    """Steps of the employer's scale."""
    chosen: float = 1.0
    """Share of the interviewed who were hired, the best by total with some chance in it."""
    words: bool = True
    forward: int = 60


def role_of(world: World) -> Role:
    """A role with so many competencies of weights as alike as they come."""
    k = world.competencies
    weights = [100 // k + (at < 100 % k) for at in range(k)]
    text = {"zh": "一", "en": "a"}
    phrases = {"zh": ["某词"], "en": ["word"]}
    competencies = [
        {
            "id": f"c{at}",
            "name": text,
            "weight": weight,
            "questions": [{"id": f"q{at}", "text": text}],
            "key_points": [{"id": f"p{at}", "name": text, "synonyms": phrases, "examples": phrases}],
            "anchors": dict.fromkeys(("level_1", "level_3", "level_5"), text),
        }
        for at, weight in enumerate(weights)
    ]
    thresholds = {"forward": world.forward, "review": max(0, world.forward - 20)}
    return Role.model_validate(
        {
            "id": "made",
            "name": text,
            "competencies": competencies,
            "thresholds": thresholds,
            "expected_answer_seconds": 60,
        }
    )


def history(world: World, role: Role, draw: np.random.Generator) -> list[LearningCase]:
    """So many hired people with performance, in the order of their outcomes."""
    weights = np.asarray([competency.weight for competency in role.competencies])
    interviewed = math.ceil(world.people / world.chosen)
    general = draw.standard_normal((interviewed, 1))
    own = draw.standard_normal((interviewed, world.competencies))
    z = math.sqrt(world.together) * general + math.sqrt(1 - world.together) * own
    total = (z @ weights) / np.std(z @ weights)
    chance = draw.standard_normal(interviewed)
    hired = np.sort(np.argsort(-(total + chance), kind="stable")[: world.people])
    signal = sum((r * z[:, at] for at, r in world.tells.items()), start=world.line_tells * total)
    explained = float(np.var(signal)) if world.tells or world.line_tells else 0.0
    well = signal + math.sqrt(max(0.0, 1 - explained)) * draw.standard_normal(interviewed)
    levels = np.clip(np.round((3 + 0.8 * z) / world.step) * world.step, 1, 5)
    performance = np.clip(np.round((0.6 + 0.2 * well) * (world.ratings - 1)) / (world.ratings - 1), 0, 1)
    said = _words(world, well, draw)
    gaps = draw.random(levels.shape) < 0.03
    halves = draw.random(interviewed) < 0.5
    return [
        LearningCase(
            order=f"{at:06d}",
            holds=bool(halves[who]),
            role_version="v",
            job="jb",
            hired=True,
            total=float(round(float((levels[who] - 1) @ weights / 4))),
            levels={f"c{c}": float(level) for c, level in enumerate(levels[who]) if not gaps[who, c]},
            performance=float(performance[who]),
            words=said[who],
        )
        for at, who in enumerate(hired)
    ]


def looks(role: Role, cases: Sequence[LearningCase]) -> Iterator[Changes]:
    """What is proposed at every look there would have been while the outcomes came in."""
    size, _ = look(len(cases))
    while size:
        size, alpha = look(size)
        yield changes(role, cases[:size], alpha, str)
        size //= 2


def noise(histories: int, seed: int = 8) -> dict[str, int]:
    """In how many histories without any relation something was ever proposed, by kind and at all."""
    draw = np.random.default_rng(seed)
    found = dict.fromkeys(("weights", "threshold", "terms", "any"), 0)
    roles: dict[tuple[int, int], Role] = {}
    for at in range(histories):
        world = World(
            people=(400, 200, 200, 100)[at % 4],
            competencies=5 + at % 2,
            together=(0.0, 0.3, 0.6)[at % 3],
            step=(0.1, 0.5, 1.0)[at % 3],
            ratings=(5, 11, 101)[at // 3 % 3],
            chosen=(1.0, 0.4)[at // 2 % 2],
            words=at % 10 == 0,
            forward=(60, 50)[at % 2],
        )
        role = roles.setdefault((world.competencies, world.forward), role_of(world))
        proposed = list(looks(role, history(world, role, draw)))
        kinds = {
            "weights": any(one.weights for one in proposed),
            "threshold": any(one.threshold for one in proposed),
            "terms": any(one.terms for one in proposed),
        }
        for kind, true in {**kinds, "any": any(kinds.values())}.items():
            found[kind] += true
    return found


def found_by(world: World, histories: int, seed: int = 21) -> dict[str, float]:
    """Share of histories of a true relation in which each kind was proposed at one of the looks."""
    draw = np.random.default_rng(seed)
    role = role_of(world)
    counts = dict.fromkeys(("weights", "threshold", "terms"), 0)
    for _ in range(histories):
        proposed = list(looks(role, history(world, role, draw)))
        counts["weights"] += any(_gains(role, one, world) for one in proposed)
        counts["threshold"] += any(one.threshold is not None for one in proposed)
        counts["terms"] += any(world.shared in term.term for one in proposed for term in one.terms)
    return {kind: count / histories for kind, count in counts.items()}


def wilson(count: int, of: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    share, z2 = count / of, Z95 * Z95
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z95 / (1 + z2 / of) * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return middle - half, middle + half


def false_proposals() -> Table:
    """How often histories of pure noise propose something."""
    found = noise(NOISE_HISTORIES)
    rows = []
    for kind, count in found.items():
        low, high = wilson(count, NOISE_HISTORIES)
        rows.append(
            [
                kind,
                f"{count} of {NOISE_HISTORIES}",
                f"{100 * count / NOISE_HISTORIES:.1f} %",
                f"{100 * low:.1f} to {100 * high:.1f} %",
            ]
        )
    note = (
        "Histories of 100 to 400 hired people, looked at 50, 100, 200 and 400 as their outcomes came in; five or six "
        "competencies, alike or not, levels and ratings in fine and coarse steps, half of them after a selection; "
        "every tenth with words. Performance is drawn apart from all of it. What the design allows is 5 %."
    )
    return "Learning: proposals from noise", ["kind", "histories", "share", "95 % interval (Wilson)"], rows, note


def power() -> Table:
    """How often a true relation is proposed, at whichever look up to so many people."""
    rows = []
    for r in EFFECTS:
        for n in SIZES:
            one = found_by(World(people=n, tells={2: r}, together=0.0, words=False), TRUE_HISTORIES)["weights"]
            line = found_by(World(people=n, line_tells=r, words=False, forward=36), TRUE_HISTORIES)["threshold"]
            rows.append([f"{r}", f"{n}", f"{100 * one:.0f} %", f"{100 * line:.0f} %"])
    for n in SIZES:
        term = found_by(World(people=n, shared="团队复盘"), TRUE_HISTORIES)["terms"]
        rows.append(["term", f"{n}", f"{100 * term:.0f} % (term)", "–"])
    note = (
        "r: correlation of one competency of six (weight), or of the total (threshold, which stands one "
        "standard deviation too low), with "
        "performance before it was rounded to five steps. Term: said by three of four of the best quarter, one of five "
        f"others. Share of {TRUE_HISTORIES} histories in which it was proposed at one of the looks up to n people."
    )
    return "Learning: proposals of what is there", ["r", "n", "weights", "threshold"], rows, note


def _gains(role: Role, proposal: Changes, world: World) -> bool:
    now = {competency.id: competency.weight for competency in role.competencies}
    return bool(proposal.weights) and any((proposal.weights or {})[f"c{at}"] > now[f"c{at}"] for at in world.tells)


def _words(world: World, well: np.ndarray, draw: np.random.Generator) -> list[dict[str, str]]:
    if not world.words:
        return [{} for _ in well]
    high = well >= np.quantile(well, 0.75)
    found = []
    for best in high:
        said = [_PHRASES[at] for at in draw.integers(0, len(_PHRASES), _SAID)]
        if world.shared and draw.random() < (0.75 if best else 0.2):
            said.append(world.shared)
        found.append({"zh": "，".join(said)})
    return found
