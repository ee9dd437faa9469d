"""Skills, certificates and languages: things with a name, of which some or all must be there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mianshi.contracts.matching import Requirement, RequirementKind, RequirementMatch, Verdict
from mianshi.contracts.resumes import Quoted
from mianshi.matching.lexicon import Found, find
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
    (
        1,
        r"基础|基本|简单|一般|初级|入门|N[345]\b|\bbasic\b|初学|略懂|\belementary\b|\bbeginner\b|\bnovice\b|\bA[12]\b|\blimited\b",
    ),
)
_HARDLY = re.compile(
    r"不(?:太|够|是很|很)?(?:流利|流畅|熟练|好)|\bnot (?:very |yet )?(?:fluent|good|proficient)", re.IGNORECASE
)
_KNOWS_OF = re.compile(r"了解|知道|\b(?:familiar(?:ity)? with|awareness of|basic knowledge of)\b", re.IGNORECASE)
"""A job that asks no more than to know of something."""
_PARTED = re.compile(r"[,，;；。、|｜/]")
_SAYS_ONE = re.compile(r"^\s*[（(:：\-–—]")
_SHAPES = tuple((level, re.compile(words, re.IGNORECASE)) for level, words in _LEVELS)


@dataclass(frozen=True)
class _Held:
    term: str
    share: float
    quotes: tuple[Quoted, ...] = ()


def skills(asked: Requirement, said: Evidence) -> RequirementMatch:
    """Where something was done with it, it is met; a list of skills is half of that."""
    return _together(asked, [_skill(term, said, asked) for term in asked.terms])


def certificates(asked: Requirement, said: Evidence) -> RequirementMatch:
    """A certificate is there or it is not; one that is being prepared for is not. A higher one meets a lower."""
    held = [_certificate(term, said) for term in asked.terms]
    missed = [said.unheld[term] for term in asked.terms if term in said.unheld]
    if missed and not any(one.share for one in held):
        return told(
            asked,
            Verdict.NOT_MET,
            0.0,
            "简历写明还没有取得、没有通过或已失效。",
            "The résumé says that it is not held: in progress, not passed or no longer valid.",
            missed,
            asked.terms,
        )
    return _together(asked, held)


def languages(asked: Requirement, said: Evidence) -> RequirementMatch:
    """A language with the level that the résumé gives it; without one where a level is asked, it is partly there."""
    wanted = _level(asked.text)
    return _together(asked, [_language(term, said, wanted) for term in asked.terms])


def _skill(term: str, said: Evidence, asked: Requirement) -> _Held:
    """Where no more is asked than to know of something, saying so is enough."""
    seen = said.sightings(term)
    if not seen:
        return _Held(term, 0.0)
    enough = seen[0].shown or _KNOWS_OF.search(asked.text)
    return _Held(term, 1.0 if enough else LISTED, tuple(one.quote for one in seen[:2]))


def _certificate(term: str, said: Evidence) -> _Held:
    seen = said.sightings(term)
    return _Held(term, 1.0, tuple(one.quote for one in seen[:1])) if seen else _Held(term, 0.0)


def _language(term: str, said: Evidence, wanted: int) -> _Held:
    seen = said.sightings(term)
    tests = [one.quote for test in _tests(term) for one in said.sightings(test)]
    known = [(_level_of(term, one.quote.text), one.quote) for one in seen]
    known += [(_level(quote.text), quote) for quote in tests]
    if not known:
        return _Held(term, 0.0)
    level, best = max(known, key=lambda pair: pair[0])
    share = 1.0 if wanted == 0 or level >= wanted else LISTED
    return _Held(term, share, (best, *tests[:1]))


def _level_of(language: str, text: str) -> int:
    """The level that a line gives `language`: what stands with it, or what is said of all that the line names."""
    hits = [hit for hit in find(text) if hit.kind == "language"]
    own = [at for at, hit in enumerate(hits) if hit.name == language]
    if not own or len({hit.name for hit in hits}) == 1:
        return _level(text)
    return max(_own_level(text, hits, at) for at in own)


def _own_level(text: str, hits: Sequence[Found], at: int) -> int:
    """``Fluent in English and Mandarin`` tells of both, ``English (native), Mandarin (beginner)`` of each alone."""
    before = text[hits[at - 1].end if at else 0 : hits[at].start]
    after = text[hits[at].end : hits[at + 1].start if at + 1 < len(hits) else len(text)]
    near = _level(_PARTED.split(before)[-1]) or _level(_PARTED.split(after)[0])
    if near:
        return near
    ahead, behind = text[: hits[0].start], text[hits[-1].end :]
    return _level(_PARTED.split(ahead)[-1]) or (0 if _SAYS_ONE.match(behind) else _level(behind))


def _tests(language: str) -> tuple[str, ...]:
    return ("English test",) if language == "English" else ()


def _level(text: str) -> int:
    if _HARDLY.search(text):
        return 1
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
        listed = asked.kind is not RequirementKind.LANGUAGE
        zh.append(f"{'简历列出，没有写在哪里用过' if listed else '没有写到所要求的程度'}：{named_zh(lesser)}")
        en.append(
            f"{'listed, with nothing told of its use' if listed else 'not told at the level asked'}: {named_en(lesser)}"
        )
    if absent:
        zh.append(f"没有找到：{named_zh(absent)}")
        en.append(f"not found: {named_en(absent)}")
    sentence = "; ".join(en)
    return told(
        asked, Verdict.PARTLY, share, "；".join(zh) + "。", sentence[:1].upper() + sentence[1:] + ".", quotes, absent
    )
