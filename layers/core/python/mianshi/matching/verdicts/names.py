"""Skills, certificates and languages: things with a name, of which some or all must be there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mianshi.contracts.matching import Quoted, Requirement, RequirementMatch, Verdict
from mianshi.matching.verdicts.evidence import Evidence, named_en, named_zh
from mianshi.matching.verdicts.telling import LISTED, not_found, told

_LEVELS: tuple[tuple[int, str], ...] = (
    (4, r"母语|双语|\bnative\b|\bbilingual\b|\bmother tongue\b|\bC2\b"),
    (
        3,
        r"流利|流畅|精通|熟练|工作语言|自由(?:交流|沟通)|同传|口译|CET-?\s*6|六级|TEM-?\s*[48]|专[四八]"
        r"|雅思\s*[7-9]|IELTS\D{0,4}[7-9]"
        r"|托福\s*1[0-2]\d|N1\b|\bfluen\w+|\bproficien\w+|\bfull professional\b|\badvanced\b|\bexcellent\b|\bC1\b"
        r"|\bbusiness level\b",
    ),
    (
        2,
        r"良好|较好|读写|CET-?\s*4|四级|日常(?:交流|沟通|会话)|N2\b|\bgood\b|\bworking\b|\bconversational\b"
        r"|\bintermediate\b|\bB[12]\b|\bupper\b",
    ),
    (1, r"基础|基本|简单|一般|初级|入门|N[345]\b|\bbasic\b|\belementary\b|\bbeginner\b|\bA[12]\b|\blimited\b"),
)
_SHAPES = tuple((level, re.compile(words, re.IGNORECASE)) for level, words in _LEVELS)


@dataclass(frozen=True)
class _Held:
    term: str
    share: float
    quotes: tuple[Quoted, ...] = ()


def skills(asked: Requirement, said: Evidence) -> RequirementMatch:
    """Where something was done with it, it is met; a list of skills is half of that."""
    return _together(asked, [_skill(term, said) for term in asked.terms])


def certificates(asked: Requirement, said: Evidence) -> RequirementMatch:
    """A certificate is there or it is not; one that is being prepared for is not. A higher one meets a lower."""
    return _together(asked, [_certificate(term, said) for term in asked.terms])


def languages(asked: Requirement, said: Evidence) -> RequirementMatch:
    """A language with the level that the résumé gives it; without one where a level is asked, it is partly there."""
    wanted = _level(asked.text)
    return _together(asked, [_language(term, said, wanted) for term in asked.terms])


def _skill(term: str, said: Evidence) -> _Held:
    seen = said.sightings(term)
    if not seen:
        return _Held(term, 0.0)
    return _Held(term, 1.0 if seen[0].shown else LISTED, tuple(one.quote for one in seen[:2]))


def _certificate(term: str, said: Evidence) -> _Held:
    seen = said.sightings(term)
    return _Held(term, 1.0, tuple(one.quote for one in seen[:1])) if seen else _Held(term, 0.0)


def _language(term: str, said: Evidence, wanted: int) -> _Held:
    seen = said.sightings(term)
    if not seen:
        seen = [one for test in _tests(term) for one in said.sightings(test)]
    if not seen:
        return _Held(term, 0.0)
    level, best = max(((_level(one.quote.text), one.quote) for one in seen), key=lambda pair: pair[0])
    tests = [one.quote for test in _tests(term) for one in said.sightings(test)]
    level = max([level, *(_level(quote.text) for quote in tests)])
    share = 1.0 if wanted == 0 or level >= wanted else LISTED
    return _Held(term, share, (best, *tests[:1]))


def _tests(language: str) -> tuple[str, ...]:
    return ("English test",) if language == "English" else ()


def _level(text: str) -> int:
    return next((level for level, shape in _SHAPES if shape.search(text)), 0)


def _together(asked: Requirement, held: Sequence[_Held]) -> RequirementMatch:
    """The best `at_least` of them count, each as much as the others."""
    need = min(asked.at_least, len(held)) or 1
    best = sorted(held, key=lambda one: -one.share)[:need]
    share = sum(one.share for one in best) / need
    missing = [one.term for one in held if one.share == 0.0]
    lesser = [one.term for one in best if 0.0 < one.share < 1.0]
    quotes = [quote for one in best for quote in one.quotes]
    if share == 0.0:
        return not_found(asked, missing)
    there = [one.term for one in best if one.share == 1.0]
    if share == 1.0:
        return told(asked, Verdict.MET, 1.0, f"有：{named_zh(there)}。", f"There: {named_en(there)}.", quotes)
    absent = missing if need > len(held) - len(missing) else []
    zh = [f"有：{named_zh(there)}"] if there else []
    en = [f"there: {named_en(there)}"] if there else []
    if lesser:
        zh.append(f"只是列出或程度不够：{named_zh(lesser)}")
        en.append(f"only listed, or of a lower level: {named_en(lesser)}")
    if absent:
        zh.append(f"没有找到：{named_zh(absent)}")
        en.append(f"not found: {named_en(absent)}")
    sentence = "; ".join(en)
    return told(
        asked, Verdict.PARTLY, share, "；".join(zh) + "。", sentence[:1].upper() + sentence[1:] + ".", quotes, absent
    )
