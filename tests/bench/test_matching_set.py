"""The labelled résumés are well-formed, their files are there and hold what they say, and the bench counts right."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.resumes import hostility, layouts, ranking, word
from bench.resumes.labels import Count, alternatives, compare, facts, months_right, names_alike, normal, terms_alike
from bench.resumes.people import HERE, SUFFIXES, Person, everybody, read
from bench.resumes.verdicts import Judged, judge
from mianshi.contracts.base import Bilingual
from mianshi.contracts.matching import (
    DoubtKind,
    Match,
    Posting,
    Requirement,
    RequirementKind,
    RequirementMatch,
    Verdict,
)
from mianshi.contracts.resumes import (
    Degree,
    Education,
    Fact,
    FactKind,
    HiddenWhy,
    Period,
    Profile,
    Quoted,
    ResumeReason,
    Skill,
    Work,
)

PARTS = [part for part in ("development", "held_out") if (HERE / part / "people").is_dir()]
PEOPLE = [(part, person) for part in PARTS for person in everybody(part)]
QUOTE = Quoted(text="x", page=1, line=0)
_WHEN = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2]))?")


def _ids(value: Any) -> str:
    return value.id if isinstance(value, Person) else str(value)


def test_the_set_is_as_large_and_as_mixed_as_it_says() -> None:
    everyone = list(everybody("development"))
    assert len(everyone) >= 40
    assert len({each.id for each in everyone}) == len(everyone)
    languages = Counter(each.language for each in everyone)
    assert languages["zh"] >= 18 and languages["en"] >= 14 and languages["mixed"] >= 8
    assert min(Counter(each.layout for each in everyone).values()) >= 4
    assert {each.layout for each in everyone} == set(SUFFIXES)


@pytest.mark.parametrize(("part", "person"), PEOPLE, ids=_ids)
def test_labels_are_well_formed_and_stand_on_the_page(part: str, person: Person) -> None:
    page, gold = normal(person.text()), person.gold
    for entry in [*gold["education"], *gold["work"]]:
        for when in (entry["start"], entry["end"]):
            assert when is None or _WHEN.fullmatch(when)
        assert (entry["start"] or "") <= (entry["end"] or "9999")
    for entry in gold["education"]:
        assert all(Degree(each) for each in alternatives(entry["degree"]))
        assert any(normal(each) in page for each in alternatives(entry["school"]))
    for entry in gold["work"]:
        for name in (*alternatives(entry["employer"])[:1], *alternatives(entry["title"])[:1]):
            assert normal(name) in page
    for label in [*gold["skills"], *gold["certificates"]]:
        assert any(normal(each) in page for each in alternatives(label)), label
    assert all(FactKind(each["kind"]) and ("value" in each or each["kind"] == "led") for each in gold["facts"])
    low, high = gold["months"]
    assert 0 <= low <= high


@pytest.mark.parametrize(("part", "person"), PEOPLE, ids=_ids)
def test_the_file_is_there_and_is_what_its_record_makes(part: str, person: Person, tmp_path: Path) -> None:
    path = HERE / part / "files" / person.file
    if path.suffix == ".pdf":
        assert path.read_bytes().startswith(b"%PDF-")
    elif path.suffix == ".docx":
        again = tmp_path / person.file
        word.package(again, word.LAYOUTS[person.layout](person))
        assert word.parts(again) == word.parts(path)
    else:
        encoding = "gb18030" if person.layout == "txt_gb18030" else "utf-8"
        assert path.read_text(encoding=encoding) == layouts.plain(person)


def _by_later_authors(part: str) -> set[str]:
    told = HERE / part / "authors.json"
    lists = json.loads(told.read_text(encoding="utf-8")).values() if told.exists() else []
    return {each for ids in lists for each in ids}


@pytest.mark.parametrize("part", PARTS)
def test_everybody_is_graded_and_verdicts_quote_what_stands_there(part: str) -> None:
    gold, everyone = ranking.fit(part), {each.id: each for each in everybody(part)}
    ungraded = _by_later_authors(part)
    assert ungraded < set(everyone)
    for name, grades in gold.grades.items():
        assert ranking.posting_file(part, name).exists()
        assert set(grades) in (set(everyone), set(everyone) - ungraded)
        assert set(grades.values()) <= {0, 1, 2, 3} and max(grades.values()) >= 2
    for name, people in gold.verdicts.items():
        posting = normal(ranking.posting_file(part, name).read_text(encoding="utf-8"))
        for person, phrases in people.items():
            page = normal(everyone[person].text())
            for phrase, right in phrases.items():
                assert normal(phrase) in posting
                assert right["is"] and all(Verdict(each) for each in right["is"])
                assert all(normal(words) in page for words in right.get("words", []))
    for name, left_out in gold.left_out.items():
        posting = normal(ranking.posting_file(part, name).read_text(encoding="utf-8"))
        assert all(normal(words) in posting for words in left_out)


def test_hostile_files_are_there_and_ask_for_what_exists() -> None:
    cases = hostility.cases()
    assert {case.file for case in cases} == {
        path.name for path in (HERE / "hostile").iterdir() if path.suffix != ".json"
    }
    for case in cases:
        assert all(ResumeReason(each) for each in case.must["refused"])
        assert all(HiddenWhy(each) for each in case.must.get("hidden", []))
        assert all(DoubtKind(each) for each in case.must.get("doubts", []))
    assert sum((HERE / "hostile" / case.file).stat().st_size for case in cases) < 1_000_000


def test_a_hostile_file_that_gains_by_what_it_hides_is_told() -> None:
    case = hostility.Case("a.pdf", "", {"refused": [], "not_in_text": ["Java"], "percent_as": "honest.txt"})
    became = {"refused": "", "text": "x", "percent": 10, "hidden": [], "doubts": [], "pages": 1, "peak_bytes": 1}
    assert hostility.wrong(case, became, {"honest.txt": 10}) == []
    assert len(hostility.wrong(case, {**became, "text": "Java"}, {"honest.txt": 5})) == 2
    assert hostility.wrong(case, {**became, "refused": "resume_empty"}, {}) == ["refused: resume_empty"]


GOLD: dict[str, Any] = {
    "education": [
        {"school": "海曙理工学院", "degree": "bachelor", "major": "软件工程", "start": "2014", "end": "2018"}
    ],
    "work": [{"employer": "青舟网络", "title": "开发", "start": "2018-07", "end": None, "current": True}],
    "skills": ["Java", ["K8s", "Kubernetes"]],
    "skills_optional": ["沟通"],
    "certificates": [],
    "certificates_optional": [],
    "facts": [{"kind": "team_size", "value": 4}, {"kind": "led"}],
    "months": [99, 101],
}


def _profile(**changes: Any) -> Profile:
    school = Education(
        school="海曙理工学院",
        degree=Degree.BACHELOR,
        major="软件工程",
        period=Period(start="2014", end="2018"),
        quote=QUOTE,
    )
    work = Work(employer="青舟网络（杭州）", title="开发", period=Period(start="2018-07", current=True), quote=QUOTE)
    skills = [Skill(name="Java", listed=[QUOTE]), Skill(name="Kubernetes", shown=[QUOTE])]
    told = [Fact(kind=FactKind.TEAM_SIZE, value=4, quote=QUOTE), Fact(kind=FactKind.LED, quote=QUOTE)]
    whole = {"education": [school], "work": [work], "skills": skills, "facts": told, "months": 100, **changes}
    return Profile(language="zh", **whole)


def test_a_perfect_reading_has_nothing_wrong_and_nothing_missed() -> None:
    for field, count in compare(_profile(), GOLD).items():
        assert (count.wrong, count.missed) == (0, 0), field
    assert months_right(_profile(), GOLD) and not months_right(_profile(months=102), GOLD)


def test_a_file_that_was_not_read_misses_everything() -> None:
    counts = compare(None, GOLD)
    assert counts["skills"] == Count(missed=2) and counts["work dates"] == Count(missed=1)
    assert counts["school"].f1 == 0 and not months_right(None, GOLD)


def test_what_is_listed_wrongly_counts_and_what_is_optional_does_not() -> None:
    listed = [Skill(name=name, listed=[QUOTE]) for name in ("Java", "JavaScript", "沟通")]
    assert compare(_profile(skills=listed), GOLD)["skills"] == Count(right=1, wrong=1, missed=1)
    other = Work(employer="别家", title="店长", period=Period(start="2001", end="2002"), quote=QUOTE)
    counts = compare(_profile(work=[other]), GOLD)
    assert counts["employer"] == Count(wrong=1, missed=1) and counts["employer"].precision == 0


def test_names_and_terms_are_alike_only_where_they_are() -> None:
    assert names_alike("欧朵便利（中国）", "欧朵便利")
    assert not names_alike("2015.07-2019.02 欧朵便利（中国） 店员 收银 补货", "欧朵便利")
    assert not terms_alike("JavaScript", "Java") and not terms_alike("MySQL", "SQL")
    assert terms_alike("Salesforce CRM", "Salesforce")


def test_a_change_may_be_told_by_its_ends_its_difference_or_in_percent() -> None:
    gold = [{"kind": "result", "value": 45, "or": [120, 75]}]
    for value, right in ((120, 1), (75, 1), (45, 1), (37.5, 1), (99, 0)):
        assert facts([Fact(kind=FactKind.RESULT, value=value, quote=QUOTE)], gold).right == right
    both = [Fact(kind=FactKind.RESULT, value=value, quote=QUOTE) for value in (120.0, 75.0)]
    assert facts(both, gold) == Count(right=1)


def test_gains_are_one_for_the_best_order_and_less_for_the_worst() -> None:
    grades = [3, 2, 1, 0, 0]
    assert ranking.ndcg(grades, np.array([5.0, 4, 3, 2, 1])) == pytest.approx(1)
    assert ranking.ndcg(grades, np.array([1.0, 2, 3, 4, 5])) < 0.7
    assert ranking.spearman(grades, np.ones(5)) == 0
    low, high = ranking.interval([0.2, 0.4, 0.6])
    assert 0.2 <= low < 0.4 < high <= 0.6


def test_verdicts_count_where_a_careful_reader_could_defend_them() -> None:
    asked = Posting(
        text="x",
        language="en",
        requirements=[Requirement(id="a", text="Python", kind=RequirementKind.SKILL)],
    )
    made = Match(
        posting="", resume="", method="", percent=100, missing=[],
        requirements=[
            RequirementMatch(
                requirement="a", verdict=Verdict.MET, share=1, told=Bilingual(zh="是", en="yes"),
                quotes=[Quoted(text="Wrote Python", page=1, line=0)],
            )
        ],
    )  # fmt: skip
    right, wrong, unread = Judged(), Judged(), Judged()
    judge(asked, made, {"Python": {"is": ["met", "partly"], "words": ["Python"]}}, right)
    judge(asked, made, {"Python": {"is": ["not_found"]}}, wrong)
    judge(asked, made, {"Cobol": {"is": ["not_found"]}}, unread)
    assert (right.right, right.quoted, right.clear) == (1, 1, 0)
    assert (wrong.right, wrong.too_good) == (0, 1)
    assert (unread.right, unread.unread) == (0, 1)


def test_a_record_with_an_unknown_layout_is_refused(tmp_path: Path) -> None:
    told = json.loads((HERE / "development" / "people" / "p01.json").read_text(encoding="utf-8"))
    path = tmp_path / "p99.json"
    path.write_text(json.dumps({**told, "layout": "papyrus"}), encoding="utf-8")
    with pytest.raises(ValueError, match="papyrus"):
        read(path)
