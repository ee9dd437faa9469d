"""Changes to a role proposed from what became of the people who were hired. A person applies them, nothing else does.

Only hired people have an outcome, so the correlations are those among people who were already chosen: smaller than
among all candidates, and silent about those who were not hired.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import Field

from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.role import Role
from mianshi.errors import Rejected
from mianshi.scoring.association import interval, spearman
from mianshi.scoring.roles import role_version

BAD_PROPOSAL = "bad_proposal"
FEWEST_CASES = 50
"""Below it nothing is proposed: at n = 50 the 95 % interval of a correlation of 0.3 still reaches from 0.02 to 0.54."""
MOST_POINTS = 10
"""How far one proposal may move one weight."""
FOLDS = 5


@dataclass(frozen=True)
class Case:
    """One hired person: level by competency, the outcome (larger is better), and the answers by language."""

    levels: Mapping[str, float]
    outcome: float
    words: Mapping[Language, str] = field(default_factory=dict)


class Correlation(Record):
    """Rank correlation of a competency's level with the outcome, and its 95 % interval; None: cannot be said."""

    competency: str
    n: int
    rho: float | None
    low: float | None
    high: float | None
    sentence: Bilingual


class HoldOut(Record):
    """Rank correlation of the total with the outcome in people whose data did not make the weights (5 folds)."""

    n: int
    now: float | None
    proposed: float | None


class Term(Record):
    """A term that high performers use more often: in how many people's answers, of how many; p and q of the test.

    `key_point` is for the person who decides: the id of the key point that takes it as a word; None leaves it out.
    """

    language: Language
    term: str
    high_with: int
    high_of: int
    others_with: int
    others_of: int
    p: float
    q: float
    key_point: str | None = None


class Proposal(Record):
    """What the data suggest for one version of a role, with the evidence. `weights` None: no change of weights."""

    role: str
    role_version: str
    cases: int
    correlations: list[Correlation]
    weights: dict[str, int] | None
    hold_out: HoldOut | None
    terms: list[Term] = Field(default_factory=list)
    notes: list[Bilingual]


class Approval(Record):
    """Who turned which version of a role into which, by which proposal. `at` as the caller gives it."""

    role: str
    from_version: str
    to_version: str
    proposal: str
    approved_by: str
    at: str


def propose(role: Role, cases: Sequence[Case], terms: Sequence[Term] = ()) -> Proposal:
    """Weights by correlation with the outcome, and the `terms` found elsewhere, as one proposal for `role`.

    Nothing is proposed for fewer than `FEWEST_CASES`; a competency whose interval holds 0 is no reason to move weight.
    """
    found = [_correlation(competency.id, cases) for competency in role.competencies]
    reasons = [one for one in found if _is_reason(one, FEWEST_CASES)]
    weights = _weights(role, found, FEWEST_CASES)
    now = {competency.id: competency.weight for competency in role.competencies}
    changed = weights != now
    return Proposal(
        role=role.id,
        role_version=role_version(role),
        cases=len(cases),
        correlations=found,
        weights=weights if changed else None,
        hold_out=_hold_out(role, cases) if changed else None,
        terms=list(terms) if len(cases) >= FEWEST_CASES else [],
        notes=_notes(len(cases), bool(reasons)),
    )


def apply(role: Role, proposal: Proposal, approved_by: str, at: str) -> tuple[Role, Approval]:
    """The role with the weights of `proposal` and those of its terms that name a key point, and the record of it.

    Raises:
        Rejected: ``bad_proposal``: made for another version, changes nothing, moves a weight too far, names an unknown
            key point, or nobody is named who approves it.
    """
    if not approved_by.strip():
        raise Rejected(BAD_PROPOSAL, "a proposal is applied by a named person")
    if (proposal.role, proposal.role_version) != (role.id, role_version(role)):
        raise Rejected(
            BAD_PROPOSAL,
            f"the proposal is for {proposal.role} {proposal.role_version}, not for {role.id} {role_version(role)}",
        )
    if proposal.weights is not None:
        _check_weights(role, proposal.weights)
    chosen = [term for term in proposal.terms if term.key_point]
    raw = role.model_dump(mode="json")
    points = {point["id"]: point for competency in raw["competencies"] for point in competency["key_points"]}
    for competency in raw["competencies"]:
        competency["weight"] = (proposal.weights or {}).get(competency["id"], competency["weight"])
    for term in chosen:
        if term.key_point not in points:
            raise Rejected(BAD_PROPOSAL, f"there is no key point '{str(term.key_point)[:40]}' for '{term.term[:40]}'")
        synonyms = points[term.key_point]["synonyms"][term.language]
        if term.term not in synonyms:
            synonyms.append(term.term)
    new = Role.model_validate(raw)
    if new == role:
        raise Rejected(BAD_PROPOSAL, "the proposal changes nothing: no weights, and no term with a key point")
    approval = Approval(
        role=role.id,
        from_version=role_version(role),
        to_version=role_version(new),
        proposal=proposal.content_hash(),
        approved_by=approved_by.strip(),
        at=at,
    )
    return new, approval


def _check_weights(role: Role, weights: Mapping[str, int]) -> None:
    """A proposal file may have been edited by hand: what holds for those we make holds for it."""
    now = {competency.id: competency.weight for competency in role.competencies}
    if set(weights) != set(now) or sum(weights.values()) != 100:
        raise Rejected(BAD_PROPOSAL, "the weights of the proposal must name every competency and make 100")
    for name, weight in weights.items():
        if weight < 1 or abs(weight - now[name]) > MOST_POINTS:
            raise Rejected(BAD_PROPOSAL, f"the weight of {name} moves by more than {MOST_POINTS} points or below 1")


def _correlation(competency: str, cases: Sequence[Case]) -> Correlation:
    pairs = [(case.levels[competency], case.outcome) for case in cases if competency in case.levels]
    n = len(pairs)
    rho = spearman([level for level, _ in pairs], [outcome for _, outcome in pairs]) if n > 3 else None
    if rho is None:
        low = high = None
        sentence = Bilingual(zh="数据不足，算不出相关。", en="Too little data for a correlation.")
    else:
        low, high = (round(bound, 3) for bound in interval(rho, n))
        rho = round(rho, 3)
        zh, en = (
            f"相关 {rho}（95% 区间 {low} 到 {high}，n={n}）",
            f"correlation {rho} (95 % interval {low} to {high}, n={n})",
        )
        if n < FEWEST_CASES:
            sentence = Bilingual(
                zh=f"{zh}；少于 {FEWEST_CASES} 人，不足为据。",
                en=f"{en}; fewer than {FEWEST_CASES} people are too few.",
            )
        elif low <= 0 <= high:
            sentence = Bilingual(
                zh=f"{zh}；区间含 0，不能说有关。", en=f"{en}; the interval holds 0, so nothing can be said."
            )
        else:
            sentence = Bilingual(zh=f"{zh}。", en=f"{en}.")
    return Correlation(competency=competency, n=n, rho=rho, low=low, high=high, sentence=sentence)


def _is_reason(one: Correlation, fewest: int) -> bool:
    if one.rho is None or one.low is None or one.high is None:
        return False
    return one.n >= fewest and not one.low <= 0 <= one.high


def _weights(role: Role, found: Sequence[Correlation], fewest: int) -> dict[str, int]:
    """Each competency with a reason moves by ``10 * rho`` points; those without give or take the difference in
    proportion to their weights (all do, where every one has a reason). Whole numbers from 1 that make 100.
    """
    now = {competency.id: competency.weight for competency in role.competencies}
    moved = {one.competency: MOST_POINTS * one.rho for one in found if one.rho is not None and _is_reason(one, fewest)}
    if not moved:
        return now
    others = [name for name in now if name not in moved] or list(now)
    share = sum(moved.values()) / sum(now[name] for name in others)
    wished = {name: now[name] + moved.get(name, 0.0) - (now[name] * share if name in others else 0.0) for name in now}
    floor = {name: max(1, now[name] - MOST_POINTS) for name in now}
    ceiling = {name: min(100, now[name] + MOST_POINTS) for name in now}
    weights = {name: min(max(round(wished[name]), floor[name]), ceiling[name]) for name in now}
    while sum(weights.values()) != 100:
        step = 1 if sum(weights.values()) < 100 else -1
        free = [name for name in now if floor[name] <= weights[name] + step <= ceiling[name]]
        chosen = max(free, key=lambda name: step * (wished[name] - weights[name]))
        weights[chosen] += step
    return weights


def _hold_out(role: Role, cases: Sequence[Case]) -> HoldOut:
    """Every person's total by weights that the other four fifths would have proposed."""
    now = {competency.id: competency.weight for competency in role.competencies}
    before, after, outcomes = [], [], []
    for fold in range(FOLDS):
        rest = [case for at, case in enumerate(cases) if at % FOLDS != fold]
        proposed = _weights(role, [_correlation(name, rest) for name in now], fewest=4)
        for case in cases[fold::FOLDS]:
            if case.levels:
                before.append(_total(case, now))
                after.append(_total(case, proposed))
                outcomes.append(case.outcome)
    old, new = spearman(before, outcomes), spearman(after, outcomes)
    return HoldOut(
        n=len(outcomes),
        now=None if old is None else round(old, 3),
        proposed=None if new is None else round(new, 3),
    )


def _total(case: Case, weights: Mapping[str, int]) -> float:
    known = {name: level for name, level in case.levels.items() if name in weights}
    return sum(weights[name] * level for name, level in known.items()) / max(1, sum(weights[name] for name in known))


def _notes(n: int, reasons: bool) -> list[Bilingual]:
    notes = [
        Bilingual(
            zh="只有被录用的人才有表现数据：相关只在他们中间成立。",
            en="Only hired people have an outcome: the correlations hold among them.",
        )
    ]
    if n < FEWEST_CASES:
        notes.append(
            Bilingual(
                zh=f"n={n}，少于 {FEWEST_CASES}，太少：不提出任何改动。",
                en=f"n={n} is too few (below {FEWEST_CASES}): nothing is proposed.",
            )
        )
    elif not reasons:
        notes.append(
            Bilingual(zh="没有一项能力的区间不含 0：不改权重。", en="Every interval holds 0: the weights stay.")
        )
    return notes
