"""One clause that may be met in several ways: ``a degree or 3 years of work``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mianshi.contracts.base import Bilingual
from mianshi.contracts.matching import Requirement, RequirementKind
from mianshi.matching.lexicon import degrees
from mianshi.matching.postings import reading
from mianshi.matching.postings.numbers import years

UNCLEAR = Bilingual(
    zh="这一条写了几种可以互换的条件，读不准，没有参与匹配；请写成“甲或乙”一行，“或”的两边各写一个条件。",
    en="This asks for one of several sets of conditions, which cannot be read safely, so it is left out. Please write "
    "“A or B” on one line, with one condition on each side.",
)
_OR = re.compile(
    r"[,，;；]?\s*(?<![/／和及与])(?:或者|或(?![以之]上|更|同等|相[近关当似]|类似|等同|其他|多))\s*"
    r"|[,;；]?\s*(?<!and/)(?<!either )\bor\b(?!\s+(?:more|above|higher|better|over|older|greater|equivalent|similar"
    r"|related|comparable|other|any|an? (?:related|equivalent|similar)|relevant|so|later|up)\b)\s+",
    re.IGNORECASE,
)
_SET_APART = re.compile(r"[,，;；]\s*(?:或者?|or\b)", re.IGNORECASE)
_AND = re.compile(r"[和与且]|以及|\band\b", re.IGNORECASE)
_INSTEAD = re.compile(r"\b(?:in lieu of|instead of|in place of|as a substitute for)\b.*$|代替.*$", re.IGNORECASE)
_ASIDE = re.compile(r"[（(][^）)]*[)）]")


def read(text: str, title: str) -> list[Requirement] | None:
    """What a clause asks for; alternatives are one requirement. None where it cannot be told what is asked together.

    Args:
        text: one clause.
        title: of the job, for ``relevant experience``.
    """
    if _mixed(text):
        return None
    parts = [_INSTEAD.sub("", part).strip(" ,，;；") for part in _OR.split(text)]
    parts = [part for part in parts if part]
    ways = [_asked(part, title) for part in parts] if len(parts) > 1 else []
    if ways and (_stand_alone(ways) or _pair_or_one(text, ways)):
        return [_joined(text, ways)] if all(len(way) == 1 for way in ways) else None
    return reading.requirements(text, title)


def _mixed(text: str) -> bool:
    """Years that depend on the degree: ``5 years (2 with a master's)``, 本科3年、硕士1年."""
    asides = " ".join(_ASIDE.findall(text))
    aside = bool(years(_ASIDE.sub(" ", text)) and degrees(asides) and re.search(r"\d", asides))
    return aside or (len({one.degree for one in degrees(text)}) > 1 and len(years(text)) > 1 and not _OR.search(text))


def _asked(part: str, title: str) -> list[Requirement]:
    return [one for one in reading.requirements(part, title) if one.kind is not RequirementKind.OTHER]


def _stand_alone(ways: Sequence[Sequence[Requirement]]) -> bool:
    """Whether every part asks for something complete in itself, and not all for a degree or all for a certificate."""
    kinds = {one.kind for way in ways for one in way}
    whole = all(way and all(_complete(one) for one in way) for way in ways)
    alike = len(kinds) == 1 and (kinds & {RequirementKind.EDUCATION, RequirementKind.CERTIFICATE} or _alike(ways))
    return whole and not alike


def _complete(one: Requirement) -> bool:
    held = one.degree is not None or one.years is not None or one.amount is not None
    return held or one.kind is RequirementKind.CERTIFICATE


def _alike(ways: Sequence[Sequence[Requirement]]) -> bool:
    return len({(one.years, one.amount) for way in ways for one in way}) == 1


def _pair_or_one(text: str, ways: Sequence[Sequence[Requirement]]) -> bool:
    """``Java and Go, or Python``: the comma sets the last one apart from what belongs together."""
    skills = all(len(way) == 1 and way[0].kind is RequirementKind.SKILL for way in ways)
    apart = _SET_APART.search(text)
    return skills and apart is not None and bool(_AND.search(text[: apart.start()]))


def _joined(text: str, ways: Sequence[Sequence[Requirement]]) -> Requirement:
    first, *others = (way[0] for way in ways)
    return first.model_copy(update={"text": text, "either": others})
