"""Years of work, of any kind or in a field, from dated employments; overlaps count once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mianshi.contracts.base import Bilingual
from mianshi.contracts.matching import Requirement, RequirementMatch, Verdict
from mianshi.contracts.resumes import Fact, FactKind, Quoted, Work
from mianshi.matching.lexicon import broader, find
from mianshi.matching.postings.numbers import years
from mianshi.matching.profile.dates import months
from mianshi.matching.verdicts.evidence import Evidence, named_en, named_zh, quoted, shape_of
from mianshi.matching.verdicts.telling import LISTED, SHORT, not_found, number, told

LEADING = "team management"
LEADS = re.compile(
    r"经理|主管|总监|店长|组长|班长|队长|(?<!班)主任|部长|负责人|厂长|院长|总裁|\b(?:manager|head|director|supervisor"
    r"|lead(?:er)?|chief|vp|president|captain|foreman)\b",
    re.IGNORECASE,
)
_CLAIM = re.compile(r"经验|经历|工龄|从业|工作|experience", re.IGNORECASE)
_INTERNS = re.compile(r"实习|志愿|社团|学生(?:会|干部)|\b(?:intern(?:ship)?s?|volunteer\w*)\b", re.IGNORECASE)
_YEAR = 12


def verdict(asked: Requirement, said: Evidence) -> RequirementMatch:
    """Dated employments decide; years that are only claimed are partly there. Internships, student offices and unpaid
    work are experience, and no years of employment unless the job asks for internships.
    """
    terms = _narrowest(asked.terms)
    jobs = [work for work in said.profile.work if not work.project]
    fits = [work for work in jobs if not terms or _in_field(work, terms, said)]
    if asked.years is None:
        return _been_there(asked, said, terms, fits)
    beside = [] if _INTERNS.search(asked.text) else [work for work in fits if work.internship]
    employed = [work for work in fits if work not in beside]
    worked = months([work.period for work in employed], said.now)
    if not worked:
        return _undated(asked, said, terms, employed, beside)
    return _counted(asked, terms, employed, worked, asked.years, _aside(beside, said.now))


def _aside(beside: Sequence[Work], now: str) -> Bilingual:
    """What is left out of the years, for the end of a sentence; empty where nothing is."""
    if not beside:
        return Bilingual(zh="", en="")
    time = months([work.period for work in beside], now)
    zh, en = (f"{time}个月", f" ({time} {'month' if time == 1 else 'months'})") if time else ("", "")
    return Bilingual(
        zh=f"；实习、学生职务或志愿服务{zh}不计入年限",
        en=f"; internships, student offices or volunteering{en} are not counted in",
    )


def _counted(
    asked: Requirement,
    terms: Sequence[str],
    fits: Sequence[Work],
    worked: int,
    wanted: float,
    aside: Bilingual,
) -> RequirementMatch:
    quotes = [work.quote for work in fits]
    has = number(round(worked / _YEAR, 1))
    unit = "year" if has == "1" else "years"
    zh = f"按任职时间合计{has}年{_of_zh(terms)}"
    en = f"{has} {unit}{_of_en(terms)} by the dates of employment"
    if worked >= round(wanted * _YEAR):
        return told(asked, Verdict.MET, 1.0, f"{zh}{aside.zh}。", f"{en}{aside.en}.", quotes)
    needs = number(wanted)
    share = SHORT * worked / (wanted * _YEAR)
    return told(
        asked,
        Verdict.NOT_MET,
        share,
        f"{zh}，要求{needs}年{aside.zh}。",
        f"{en}; {needs} {'is' if needs == '1' else 'are'} asked for{aside.en}.",
        quotes,
        list(asked.terms),
    )


def _been_there(asked: Requirement, said: Evidence, terms: Sequence[str], fits: Sequence[Work]) -> RequirementMatch:
    """Experience of a kind, without a number of years."""
    zh, en = named_zh(terms), named_en(terms)
    if fits:
        return told(asked, Verdict.MET, 1.0, f"做过：{zh}。", f"Has worked in: {en}.", [work.quote for work in fits])
    projects = [work for work in said.profile.work if work.project and _in_field(work, terms, said)]
    if projects:
        quotes = [work.quote for work in projects]
        return told(asked, Verdict.PARTLY, LISTED, f"只在项目中做过：{zh}。", f"In projects only: {en}.", quotes)
    return _only_named(asked, said, terms)


def _undated(
    asked: Requirement, said: Evidence, terms: Sequence[str], fits: Sequence[Work], beside: Sequence[Work]
) -> RequirementMatch:
    """Nothing dated bears on it: an employment without dates, a claim, or nothing."""
    claims = _claims(said, terms, asked.years or 0.0)
    if claims:
        return told(
            asked,
            Verdict.PARTLY,
            LISTED,
            "简历自称达到年限，任职时间里看不出来。",
            "The years are claimed, and not shown by dated employments.",
            claims,
        )
    if fits:
        zh, en = named_zh(terms), named_en(terms)
        quotes = [work.quote for work in fits]
        return told(
            asked,
            Verdict.PARTLY,
            LISTED,
            f"做过{zh}，但没有可计算的时间。",
            f"Has done {en or 'such work'}, without dates to count.",
            quotes,
        )
    if beside:
        aside = _aside(beside, said.now)
        return told(
            asked,
            Verdict.NOT_MET,
            0.0,
            f"没有可计入的任职时间{_of_zh(terms)}{aside.zh}。",
            f"No employment to count{_of_en(terms)}{aside.en}.",
            [work.quote for work in beside],
            terms,
        )
    dated = [work for work in said.profile.work if not work.project]
    if dated and terms:
        return _only_named(asked, said, terms)
    return not_found(asked, terms, "简历里没有可计算的工作时间。", "The résumé holds no dated employment.")


def _only_named(asked: Requirement, said: Evidence, terms: Sequence[str]) -> RequirementMatch:
    zh, en = named_zh(terms), named_en(terms)
    seen = [one.quote for term in terms for one in said.sightings(term)]
    if seen:
        return told(
            asked,
            Verdict.PARTLY,
            LISTED / (2 if asked.years else 1),
            f"只提到{zh}，没有对应的任职。",
            f"{en} is only mentioned, no employment shows it.",
            seen,
            terms,
        )
    return not_found(asked, terms)


def _claims(said: Evidence, terms: Sequence[str], wanted: float) -> list[Quoted]:
    found: list[Quoted] = []
    for at, line in said.lines.items():
        if at in said.done or not _CLAIM.search(line.text):
            continue
        if max((one.value for one in years(line.text)), default=0.0) < wanted:
            continue
        if not terms or any(_names(line.text, term) for term in terms):
            found.append(quoted(line))
    return found[:1]


def _in_field(work: Work, terms: Sequence[str], said: Evidence) -> bool:
    """Whether an employment's heading or lines name one of `terms`, or something narrower."""
    lines = {work.quote.line, *work.lines}
    heading = f"{work.title} {work.employer}"
    for term in terms:
        if _names(heading, term) or (term == LEADING and _leads(work, said)):
            return True
        if any(one.quote.line in lines for one in said.sightings(term)):
            return True
    return False


def _leads(work: Work, said: Evidence) -> bool:
    lines = {work.quote.line, *work.lines}
    leading = (FactKind.LED, FactKind.TEAM_SIZE)
    facts: list[Fact] = [one for one in said.profile.facts if one.kind in leading and one.quote.line in lines]
    return bool(facts or LEADS.search(work.title))


def _names(text: str, term: str) -> bool:
    return any(hit.name == term or term in broader(hit.name) for hit in find(text)) or bool(shape_of(term).search(text))


def _narrowest(terms: Sequence[str]) -> list[str]:
    """Without what is only the wider name of another: 零售门店管理 asks for managing stores, which is retail."""
    return [term for term in terms if not any(term in broader(other) for other in terms if other != term)]


def _of_zh(terms: Sequence[str]) -> str:
    return f"（{named_zh(terms)}）" if terms else ""


def _of_en(terms: Sequence[str]) -> str:
    return f" ({named_en(terms)})" if terms else ""
