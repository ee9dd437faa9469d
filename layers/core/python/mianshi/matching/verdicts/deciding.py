"""Which kind of requirement is decided by whom."""

from __future__ import annotations

from collections.abc import Callable

from mianshi.contracts.matching import Requirement, RequirementKind, RequirementMatch, Verdict
from mianshi.matching.lexicon import kinds
from mianshi.matching.verdicts import education, experience, facts, names, other
from mianshi.matching.verdicts.evidence import Evidence

_BY_KIND: dict[RequirementKind, Callable[[Requirement, Evidence], RequirementMatch]] = {
    RequirementKind.EDUCATION: education.verdict,
    RequirementKind.EXPERIENCE: experience.verdict,
    RequirementKind.SKILL: names.skills,
    RequirementKind.CERTIFICATE: names.certificates,
    RequirementKind.LANGUAGE: names.languages,
    RequirementKind.IMPLIED: facts.verdict,
    RequirementKind.OTHER: other.verdict,
}


def verdict(asked: Requirement, said: Evidence) -> RequirementMatch:
    """How a résumé meets one requirement. Every verdict but `not_found` quotes it word by word.

    Of alternatives the one that is met best counts.

    A name that no lexicon knows and no line bears may be told in other words: it is compared by meaning as well.
    """
    if asked.either:
        ways = (asked.model_copy(update={"either": []}), *asked.either)
        best = max((verdict(way, said) for way in ways), key=lambda made: (made.share, bool(made.quotes)))
        return best.model_copy(update={"requirement": asked.id})
    made = _BY_KIND[asked.kind](asked, said)
    if made.verdict is Verdict.NOT_FOUND and _may_be_told_otherwise(asked):
        return other.verdict(asked, said)
    return made


def _may_be_told_otherwise(asked: Requirement) -> bool:
    named = asked.kind in (RequirementKind.SKILL, RequirementKind.EXPERIENCE) and asked.years is None
    return named and bool(asked.terms) and all(not kinds(term) and _is_phrase(term) for term in asked.terms)


def _is_phrase(term: str) -> bool:
    """Words, and not the name of a product: nothing else means ``Concur``."""
    return not term.isascii() or (" " in term and term.islower())
