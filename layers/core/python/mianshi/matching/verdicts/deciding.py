"""Which kind of requirement is decided by whom."""

from __future__ import annotations

from collections.abc import Callable

from mianshi.contracts.matching import Requirement, RequirementKind, RequirementMatch
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
    """How a résumé meets one requirement. Every verdict but `not_found` quotes it word by word."""
    return _BY_KIND[asked.kind](asked, said)
