"""What is only implied: people led, money, scale, results, being in charge. Numbers are compared, never converted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mianshi.contracts.base import Bilingual
from mianshi.contracts.matching import Requirement, RequirementMatch, Verdict
from mianshi.contracts.resumes import Fact, FactKind
from mianshi.contracts.units import UNITS
from mianshi.matching.verdicts.evidence import Evidence, named_en, named_zh
from mianshi.matching.verdicts.experience import LEADING, LEADS
from mianshi.matching.verdicts.telling import LISTED, SHORT, not_found, number, told

_WHAT: dict[FactKind, Bilingual] = {
    FactKind.TEAM_SIZE: Bilingual(zh="带过的人数", en="people led"),
    FactKind.AMOUNT: Bilingual(zh="金额", en="amount"),
    FactKind.SCALE: Bilingual(zh="规模", en="scale"),
    FactKind.RESULT: Bilingual(zh="成果", en="result"),
    FactKind.LED: Bilingual(zh="负责或带领", en="in charge"),
}


def _zh(unit: str) -> str:
    return UNITS[unit][0] if unit in UNITS else unit


def verdict(asked: Requirement, said: Evidence) -> RequirementMatch:
    """The greatest number of the kind that is asked decides."""
    kind = asked.fact or FactKind.LED
    told_of = [one for one in said.profile.facts if one.kind is kind]
    if kind is FactKind.LED:
        return _led(asked, said)
    if not told_of:
        return _without(asked, said, kind)
    if asked.amount is None:
        what = _WHAT[kind]
        quotes = [one.quote for one in told_of]
        return told(asked, Verdict.MET, 1.0, f"写明了{what.zh}。", f"Told as a number or a deed: {what.en}.", quotes)
    return _compared(asked, kind, told_of, asked.amount)


def _compared(asked: Requirement, kind: FactKind, told_of: Sequence[Fact], wanted: float) -> RequirementMatch:
    what = _WHAT[kind]
    units = asked.terms
    unit = units[0] if units else ""
    same = [one for one in told_of if one.value is not None and (not units or one.unit in (*units, ""))]
    if not same:
        return _other_unit(asked, told_of, unit) if kind is FactKind.AMOUNT else not_found(asked)
    about = [one for one in same if kind is not FactKind.AMOUNT or _same_kind_of_money(asked.text, one.quote.text)]
    if not about:
        return _other_money(asked, same)
    same = about
    best = max(same, key=lambda one: one.value or 0.0)
    value = best.value or 0.0
    counted = best.unit or unit
    has, has_zh = f"{number(value)} {counted}".strip(), f"{number(value)} {_zh(counted)}".strip()
    needs, needs_zh = (
        f"{number(wanted)} {counted}".strip(),
        f"{number(wanted)} {_zh(counted)}".strip(),
    )
    if value >= wanted:
        return told(asked, Verdict.MET, 1.0, f"{what.zh}：{has_zh}。", f"{what.en.capitalize()}: {has}.", [best.quote])
    return told(
        asked,
        Verdict.NOT_MET,
        SHORT * value / wanted if wanted else 0.0,
        f"{what.zh}：{has_zh}，要求{needs_zh}。",
        f"{what.en.capitalize()}: {has}; asked for: {needs}.",
        [best.quote],
        [needs],
    )


def _other_unit(asked: Requirement, told_of: Sequence[Fact], unit: str) -> RequirementMatch:
    one = max(told_of, key=lambda fact: fact.value or 0.0)
    return told(
        asked,
        Verdict.PARTLY,
        LISTED,
        f"写的是另一种单位（{one.unit or '未注明'}，要求{unit}），不作换算。",
        f"Told in another unit ({one.unit or 'none named'}; asked for: {unit}); nothing is converted.",
        [one.quote],
    )


_MONEY = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"GMV|店铺|网店|电商|天猫|淘宝|京东|拼多多|抖音|\bgross merchandise\b|\be-?commerce\b",
        r"销售|营收|业绩|流水|产值|成交|\b(?:revenue|sales|turnover|quota|bookings)\b",
        r"合同|单笔|签约|订单|回款|大单|\b(?:contracts?|deals?|closed|signed|accounts?)\b",
        r"预算|费用|投放|成本|花费|\b(?:budgets?|spend|costs?|expenses?)\b",
        r"采购|\b(?:procure\w*|purchas\w*|sourcing)\b",
        r"资产|融资|贷款|基金|资金|\b(?:assets|funds?|funding|loans?|portfolio)\b",
    )
)
"""Kinds of money: what was sold online, sold, signed, spent, bought, managed."""


def _same_kind_of_money(asked: str, told_of: str) -> bool:
    """Whether two texts tell of one kind of money; where the job names none, any will do."""
    wanted = [shape for shape in _MONEY if shape.search(asked)]
    return not wanted or any(shape.search(told_of) for shape in wanted)


def _other_money(asked: Requirement, same: Sequence[Fact]) -> RequirementMatch:
    one = max(same, key=lambda fact: fact.value or 0.0)
    return told(
        asked,
        Verdict.PARTLY,
        LISTED / 2,
        "写了金额，但说的是另一种金额。",
        "An amount is told, and of another kind of money.",
        [one.quote],
    )


_NUMBER = re.compile(
    r"(?<![A-Za-z\d.])(?!0\s*[到-]\s*1)(?<!到)(?<!从0到)\d+(?![A-Za-z\d])|[一二两三四五六七八九十百千万]+(?:家|个|人|名|台|万|亿|场|次|项)"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million)\b",
    re.IGNORECASE,
)


def _led(asked: Requirement, said: Evidence) -> RequirementMatch:
    """Somebody led something; where the job names of what, the same employment has to name it too."""
    deeds = [one for one in said.profile.facts if one.kind in (FactKind.LED, FactKind.TEAM_SIZE)]
    if not deeds:
        return _without(asked, said, FactKind.LED)
    subjects = [term for term in asked.terms if term != LEADING]
    about = [one for one in deeds if not subjects or _about(one, subjects, said)]
    if about and _NUMBER.search(asked.text):
        return told(
            asked,
            Verdict.PARTLY,
            LISTED,
            "写明负责或带领过；要求里的数字没有读出来，请人核对。",
            "Was in charge or led; the number that is asked for was not read, so a person should look.",
            [one.quote for one in about],
        )
    if about:
        return told(
            asked, Verdict.MET, 1.0, "写明负责或带领过。", "Was in charge or led.", [one.quote for one in about]
        )
    return told(
        asked,
        Verdict.PARTLY,
        LISTED,
        f"带领过，但没有写明是{named_zh(subjects)}。",
        f"Led something; that it was {named_en(subjects)} is not told.",
        [one.quote for one in deeds],
        subjects,
    )


def _about(fact: Fact, subjects: Sequence[str], said: Evidence) -> bool:
    work = next((one for one in said.profile.work if fact.quote.line in (one.quote.line, *one.lines)), None)
    lines = {fact.quote.line, *([work.quote.line, *work.lines] if work else [])}
    return any(one.quote.line in lines for term in subjects for one in said.sightings(term))


def _without(asked: Requirement, said: Evidence, kind: FactKind) -> RequirementMatch:
    """No number: leading without one, or a title that leads, is near to having led people."""
    if kind in (FactKind.TEAM_SIZE, FactKind.LED):
        led = [one.quote for one in said.profile.facts if one.kind is FactKind.LED]
        titles = [work.quote for work in said.profile.work if not work.project and LEADS.search(work.title)]
        if led or titles:
            return told(
                asked,
                Verdict.PARTLY,
                LISTED,
                "有带领或管理职务，没有写明人数。",
                "Led, or has a leading title; how many people is not told.",
                led or titles,
            )
    return not_found(asked)
