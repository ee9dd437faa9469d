"""Questions from a résumé: bounded, neutral, each with the line it comes from, and never about a gap."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual
from mianshi.contracts.matching import Match, Posting, Requirement, RequirementKind, RequirementMatch, Verdict
from mianshi.contracts.resumes import Education, Fact, FactKind, Period, Profile, Quoted, Work
from mianshi.matching.questions import LONGEST_QUOTE, MOST, from_resume
from mianshi.scoring.protected import lint_text


def _quote(text: str) -> Quoted:
    return Quoted(text=text, page=1, line=3)


def _asked(n: int, verdict: Verdict, *, must: bool = True, quote: str = "") -> tuple[Requirement, RequirementMatch]:
    requirement = Requirement(id=f"r{n}", text=f"requirement {n}", kind=RequirementKind.SKILL, must=must)
    told = Bilingual(zh=f"依据{n}", en=f"because {n}")
    quotes = [_quote(quote)] if quote else []
    return requirement, RequirementMatch(requirement=f"r{n}", verdict=verdict, share=0.5, quotes=quotes, told=told)


def _match(*pairs: tuple[Requirement, RequirementMatch]) -> tuple[Posting, Match]:
    posting = Posting(text="x", language="en", requirements=[one for one, _ in pairs])
    found = [verdict for _, verdict in pairs]
    return posting, Match(posting="p", resume="r", method="m", percent=50, requirements=found, missing=[])


def test_what_is_required_and_missing_comes_first_and_what_is_met_is_not_asked() -> None:
    posting, match = _match(
        _asked(1, Verdict.MET, quote="did it"),
        _asked(2, Verdict.PARTLY, must=False, quote="knows SQL"),
        _asked(3, Verdict.NOT_FOUND),
    )
    found = from_resume(Profile(language="en"), posting, match, lint_text)
    assert [one.requirement for one in found] == ["r3", "r2"]
    assert found[1].quote == "knows SQL" and "knows SQL" in found[1].text.en
    assert found[1].why == Bilingual(zh="依据2", en="because 2")
    assert [one.id for one in found] == ["pq1", "pq2"]
    assert from_resume(Profile(language="en"), posting, match, lint_text) == found


def test_figures_are_asked_about_once_a_kind_and_the_whole_is_bounded() -> None:
    facts = [
        Fact(kind=kind, value=n, unit="x", quote=_quote(f"{kind.value} {n} " + "long " * 40))
        for n in (1, 2)
        for kind in FactKind
    ]
    found = from_resume(Profile(language="en", facts=facts), None, None, lint_text)
    assert len(found) == min(MOST, len(FactKind))
    assert all(len(one.text.en) < LONGEST_QUOTE + 140 for one in found)
    pairs = [_asked(n, Verdict.NOT_FOUND) for n in range(20)]
    assert len(from_resume(Profile(language="en", facts=facts), *_match(*pairs), lint_text)) == MOST


def test_nobody_is_asked_why_they_did_not_work() -> None:
    work = [
        Work(employer="A", title="clerk", period=Period(start="2015-01", end="2016-01"), quote=_quote("A, clerk")),
        Work(employer="B", title="clerk", period=Period(start="2021-01", current=True), quote=_quote("B, clerk")),
    ]
    assert from_resume(Profile(language="en", work=work, months=70), None, None, lint_text) == []


def test_only_work_is_asked_about() -> None:
    kinds = (RequirementKind.EDUCATION, RequirementKind.CERTIFICATE, RequirementKind.LANGUAGE, RequirementKind.OTHER)
    pairs = []
    for n, kind in enumerate((*kinds, RequirementKind.EXPERIENCE)):
        requirement, verdict = _asked(n, Verdict.NOT_FOUND)
        pairs.append((requirement.model_copy(update={"kind": kind}), verdict))
    assert [one.requirement for one in from_resume(Profile(language="en"), *_match(*pairs), lint_text)] == ["r4"]


def test_a_line_of_schooling_is_not_asked_about() -> None:
    line = _quote("2010-2014 学院 会计 本科，负责学生社团")
    schooling = Profile(language="zh", education=[Education(quote=line)], facts=[Fact(kind=FactKind.LED, quote=line)])
    pairs = _match(_asked(1, Verdict.PARTLY, quote=line.text))
    assert from_resume(schooling, *pairs, lint_text) == []
    elsewhere = schooling.model_copy(update={"education": []})
    assert len(from_resume(elsewhere, *pairs, lint_text)) == 1


def test_no_question_touches_a_protected_topic() -> None:
    asked = _asked(1, Verdict.NOT_FOUND)[0].model_copy(update={"text": "已婚已育优先"})
    said = _asked(2, Verdict.PARTLY, quote="孩子已上小学，时间充裕，用Excel")[1]
    pairs = ((asked, _asked(1, Verdict.NOT_FOUND)[1]), (_asked(2, Verdict.PARTLY)[0], said))
    posting, match = _match(*pairs)
    assert len(from_resume(Profile(language="zh"), posting, match, lambda _: [])) == 2
    assert from_resume(Profile(language="zh"), posting, match, lint_text) == []
