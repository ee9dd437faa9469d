"""Degrees by their order, majors by name and kinship. Schools are never looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mianshi.contracts.base import Bilingual
from mianshi.contracts.matching import Requirement, RequirementMatch, Verdict
from mianshi.contracts.resumes import DEGREES, Degree, Education
from mianshi.matching.lexicon import broader, find
from mianshi.matching.verdicts.evidence import Evidence, named_en, named_zh
from mianshi.matching.verdicts.telling import LISTED, not_found, told

DEGREE_NAMES: dict[Degree, Bilingual] = {
    Degree.HIGH_SCHOOL: Bilingual(zh="高中", en="high school"),
    Degree.VOCATIONAL: Bilingual(zh="中专", en="technical school"),
    Degree.COLLEGE: Bilingual(zh="大专", en="associate degree"),
    Degree.BACHELOR: Bilingual(zh="本科", en="bachelor's degree"),
    Degree.MASTER: Bilingual(zh="硕士", en="master's degree"),
    Degree.DOCTOR: Bilingual(zh="博士", en="doctorate"),
}
_RELATED = re.compile(r"相关|相近|类|对口|\b(?:related|relevant|similar|equivalent|comparable)\b", re.IGNORECASE)
_STUDYING = re.compile(
    r"在读|预计|肄业|结业|未毕业|\b(?:expected|in progress|candidate|ongoing|not completed|incomplete|dropped out)\b",
    re.IGNORECASE,
)


def verdict(asked: Requirement, said: Evidence) -> RequirementMatch:
    """The level first, then the major; a degree that is still studied for is partly there."""
    held = [one for one in said.profile.education if one.degree is not None]
    if asked.degree is None:
        return _major(asked, said.profile.education)
    if not held:
        return not_found(asked, [DEGREE_NAMES[asked.degree].zh], "简历里没有写明学历。", "The résumé names no degree.")
    enough = [one for one in held if _rank(one) >= DEGREES.index(asked.degree)]
    if not enough:
        best = max(held, key=_rank)
        return _lower(asked, best, asked.degree)
    finished = [one for one in enough if not _studying(one, said.now)]
    if not finished:
        one = max(enough, key=_rank)
        names = _name(one)
        return told(
            asked,
            Verdict.PARTLY,
            LISTED,
            f"{names.zh}在读，尚未毕业。",
            f"Still studying for {'an' if names.en[:1] in 'aeiou' else 'a'} {names.en}.",
            [one.quote],
        )
    if asked.majors:
        return _major(asked, finished)
    best = max(finished, key=_rank)
    names = _name(best)
    return told(asked, Verdict.MET, 1.0, f"学历：{names.zh}。", f"Holds: {names.en}.", [best.quote])


def _lower(asked: Requirement, best: Education, wanted: Degree) -> RequirementMatch:
    has, needs = _name(best), DEGREE_NAMES[wanted]
    return told(
        asked,
        Verdict.NOT_MET,
        0.0,
        f"最高学历为{has.zh}，要求{needs.zh}及以上。",
        f"Highest: {has.en}; asked for: {needs.en} or above.",
        [best.quote],
        [needs.zh],
    )


def _major(asked: Requirement, among: Sequence[Education]) -> RequirementMatch:
    """Whether one of the majors is there; where the level was asked too, that much is met."""
    wanted_zh, wanted_en = named_zh(asked.majors), named_en(asked.majors)
    related = bool(_RELATED.search(asked.text))
    fits = [one for one in among if _fits(one, asked.majors, related=related)]
    if fits:
        best = max(fits, key=_rank)
        return told(asked, Verdict.MET, 1.0, f"专业：{best.major}。", f"Major: {best.major}.", [best.quote])
    other = [one for one in among if one.major]
    share = LISTED if asked.degree else 0.0
    if other:
        best = max(other, key=_rank)
        return told(
            asked,
            Verdict.PARTLY if asked.degree else Verdict.NOT_MET,
            share,
            f"专业为{best.major}，要求：{wanted_zh}。",
            f"Major: {best.major}; asked for: {wanted_en}.",
            [best.quote],
            asked.majors,
        )
    if asked.degree and among:
        quote = max(among, key=_rank).quote
        return told(
            asked,
            Verdict.PARTLY,
            share,
            f"学历符合，没有写专业（要求：{wanted_zh}）。",
            f"The level is there, no major is named (asked for: {wanted_en}).",
            [quote],
            asked.majors,
        )
    return not_found(asked, asked.majors)


def _fits(one: Education, majors: Sequence[str], *, related: bool) -> bool:
    text = one.major or (one.quote.text.replace(one.school, " ") if one.school else one.quote.text)
    names = {hit.name for hit in find(text) if hit.kind == "major"}
    for wanted in majors:
        if any(name == wanted or wanted in broader(name) for name in names):
            return True
        if related and any(broader(name) & broader(wanted) or name in broader(wanted) for name in names):
            return True
        if wanted in text or (one.major and len(one.major) > 1 and one.major in wanted):
            return True
    return False


def _studying(one: Education, now: str) -> bool:
    end = one.period.end or ""
    return one.period.current or end[:7] > now or bool(_STUDYING.search(one.quote.text))


def _rank(one: Education) -> int:
    return DEGREES.index(one.degree) if one.degree else -1


def _name(one: Education) -> Bilingual:
    return DEGREE_NAMES[one.degree] if one.degree else Bilingual(zh="", en="")
