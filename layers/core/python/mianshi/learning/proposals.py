"""Changes to a role proposed from what became of the people who were hired. A person applies them, nothing else does.

How noise is kept out (measured in docs/benchmarks.md). The first 50, 100, 200, 400 … people are looked at, by when
their outcome came in, and each look is taken once: what it found is kept and shown, and whoever is corrected, deleted
or joins later, it is not taken again. The chance of a false proposal is 2.5 % at the first look and half as much at
each further one, so under 5 % over all looks of a version; at one look it is divided among the kinds (Bonferroni).
Within a kind one half of the people makes the change and the other half, which had no part in it, decides by one test
whether it holds; in which half somebody is, their case says (`holds`), and it never changes.

Only hired people have an outcome, so everything holds among people who were already chosen, and says nothing of those
who were not hired. A version is judged by people who were scored by it first: whose interview was scored anew by a
version made from their own outcomes, does not count for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mianshi.contracts.base import Bilingual
from mianshi.contracts.learning import (
    FEWEST_TO_PROPOSE,
    HoldOut,
    LearningCase,
    LookTaken,
    Proposal,
    Term,
    ThresholdChange,
)
from mianshi.contracts.role import Role
from mianshi.learning.association import FEWEST_IN_JOB
from mianshi.learning.lines import propose_line
from mianshi.learning.relations import relations
from mianshi.learning.terms import find_terms
from mianshi.learning.weights import Levels, propose_weights

FALSE_PROPOSALS = 0.05
"""Chance that pure noise is ever proposed, over all looks and kinds."""
KINDS = 3
"""Weights, the line, terms."""


@dataclass(frozen=True)
class Changes:
    """What one look proposes."""

    weights: dict[str, int] | None = None
    hold_out: HoldOut | None = None
    threshold: ThresholdChange | None = None
    terms: list[Term] = field(default_factory=list)


def look(n: int) -> tuple[int, float]:
    """How many people are looked at of `n`, and the chance of noise that this look may spend; (0, 0) below 50."""
    if n < FEWEST_TO_PROPOSE:
        return 0, 0.0
    size, alpha = FEWEST_TO_PROPOSE, FALSE_PROPOSALS / 2
    while size * 2 <= n:
        size, alpha = size * 2, alpha / 2
    return size, alpha


def taken(
    role: Role, cases: Sequence[LearningCase], before: Sequence[LookTaken], at: str, clear: Callable[[str], str]
) -> tuple[Proposal, list[LookTaken]]:
    """What the newest look found, and every look spent by now; what was spent `before` stands as it was found.

    Args:
        role: one version.
        cases: as for `propose`.
        before: looks that were spent at this version.
        at: the moment.
        clear: as for `propose`.
    """
    size, alpha = look(len(_judging(role, cases)))
    last = max(before, key=lambda one: one.size, default=None)
    if last is not None and size <= last.size:
        return last.proposal, list(before)
    found = propose(role, cases, clear, at[:10])
    if not size:
        return found, []
    return found, [*before, LookTaken(size=size, alpha=alpha, at=at, proposal=found)]


def propose(role: Role, cases: Sequence[LearningCase], clear: Callable[[str], str], on: str = "") -> Proposal:
    """What the people who were hired, and scored by this version of `role`, suggest to change in it.

    Whoever asks twice keeps the looks apart, by `taken`: asked anew of other people, this tests anew.

    Args:
        role: one version.
        cases: of any version; in one and the same order every time, as of equal `order` the first given come first.
        clear: takes out of a text what must not be learnt from, such as clauses that touch a protected topic.
        on: the day, ``YYYY-MM-DD``, where the look is kept.
    """
    version = role.content_hash()
    known = _judging(role, cases)
    size, alpha = look(len(known))
    seen = known[:size]
    found = changes(role, seen, alpha, clear) if seen else Changes()
    proposal = Proposal(
        role=role.id,
        role_version=version,
        cases=len(known),
        looked_at=size,
        alpha=alpha if seen else None,
        looked_on=on if seen else "",
        words_of=sum(bool(case.words) for case in seen),
        relations=relations(role, seen or known, ["performance"], [c for c in cases if c.role_version == version]),
        weights=found.weights,
        hold_out=found.hold_out,
        terms=found.terms,
        threshold=found.threshold,
        notes=[],
    )
    return proposal.model_copy(update={"notes": [*_notes(proposal), *_within_jobs(seen)]})


def changes(role: Role, seen: Sequence[LearningCase], alpha: float, clear: Callable[[str], str]) -> Changes:
    """What holds at one look, noise being proposed with a chance of at most `alpha`: one half of the people makes, the
    other decides.

    Args:
        role: one version.
        seen: people who were hired and scored by it, with performance, in the order of their outcomes.
        alpha: what this look may spend.
        clear: as for `propose`.
    """
    making, holding = halves(seen)
    weights = propose_weights(role, Levels.of(role, making), Levels.of(role, holding), alpha / KINDS)
    return Changes(
        weights=weights[0] if weights else None,
        hold_out=weights[1] if weights else None,
        threshold=propose_line(role, making, holding, alpha / KINDS),
        terms=find_terms(role, (making, holding), alpha / KINDS, clear),
    )


def halves(seen: Sequence[LearningCase]) -> tuple[list[LearningCase], list[LearningCase]]:
    """Those whose data make a change, and those whose data decide."""
    return [case for case in seen if not case.holds], [case for case in seen if case.holds]


def _judging(role: Role, cases: Sequence[LearningCase]) -> list[LearningCase]:
    """Hired people with performance whose interview was scored by this version and by none before it."""
    version = role.content_hash()
    known = [one for one in cases if one.hired and one.performance is not None and one.role_version == version]
    return sorted((one for one in known if not one.anew), key=lambda one: one.order)


def _notes(proposal: Proposal) -> list[Bilingual]:
    notes = [
        Bilingual(
            zh="只有被录用、并且一开始就按这一版评分的人才算在内：结论只在他们中间成立。",
            en="Only people who were hired, and scored by this version first, count: what is found holds among them.",
        )
    ]
    if not proposal.looked_at:
        return [*notes, _too_few(proposal.cases)]
    following = proposal.looked_at * 2
    notes.append(
        Bilingual(
            zh=(
                f"看的是最先有结果的 {proposal.looked_at} 人：大约一半用来提出改动，另一半用来检验。"
                f"下一次看是满 {following} 人时；这一次误提的概率至多 {_percent(proposal.alpha)}%，"
                "这一版历次合计不到 5%。"
            ),
            en=(
                f"Looked at: the first {proposal.looked_at} people with an outcome; about half made the proposal, the "
                f"others tried it. The next look is at {following}. The chance that noise is proposed is at most "
                f"{_percent(proposal.alpha)} % this time and under 5 % over all looks of this version."
            ),
        )
    )
    if proposal.looked_on:
        notes.append(
            Bilingual(
                zh=f"这一次看是在 {proposal.looked_on}，结果照原样保留：之后更正或删除了谁的数据，都不会重新检验。",
                en=f"Looked at on {proposal.looked_on} and kept as found: whoever is corrected or deleted later, it is "
                "not tested again.",
            )
        )
    notes.append(
        Bilingual(
            zh=f"其中 {proposal.words_of} 人说过的话还保留着：常用说法只能从他们中间找。",
            en=f"The words of {proposal.words_of} of them are still kept: phrases can be found among those only.",
        )
    )
    if not proposal.suggests:
        notes.append(
            Bilingual(
                zh="没有一项改动在另一半人里站得住：不提出任何改动。",
                en="No change holds in the other half of the people: nothing is proposed.",
            )
        )
    return notes


def _within_jobs(seen: Sequence[LearningCase]) -> list[Bilingual]:
    """That people are compared within their job, and how many could not be."""
    if len({case.job for case in seen}) < 2:
        return []
    sizes = Counter((case.holds, case.job) for case in seen)
    few = sum(size for size in sizes.values() if size < FEWEST_IN_JOB)
    return [
        Bilingual(
            zh=f"有几个职位：只在职位内部比较。{few} 人所在的职位在自己那一半里不足 {FEWEST_IN_JOB} 人，没有计入。",
            en=f"There are several jobs: people are compared within their own. {few} people are left out: their job "
            f"has fewer than {FEWEST_IN_JOB} in their half.",
        )
    ]


def _too_few(n: int) -> Bilingual:
    return Bilingual(
        zh=f"n={n}，少于 {FEWEST_TO_PROPOSE}，太少：不提出任何改动。",
        en=f"n={n} is too few (below {FEWEST_TO_PROPOSE}): nothing is proposed.",
    )


def _percent(share: float | None) -> str:
    return f"{100 * (share or 0.0):.2f}".rstrip("0").rstrip(".")
