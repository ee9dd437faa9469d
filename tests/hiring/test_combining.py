"""The combined report: weights, missing parts, older parts, and sums that anybody can do again."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.afterwards import TestScore
from mianshi.contracts.combination import Combination, CombinedPart, Part
from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.hiring import HumanRating
from mianshi.contracts.matching import MatchNote
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.resumes import ResumeReason
from mianshi.hiring.combining import band, combined, half_up, human_part, interview_part, resume_part, written_part
from mianshi.scoring.combine import score_of, total_of
from support.jobs import JOB

AT = "2026-11-28T08:00:00.000Z"
OURS = JOB.model_copy(update={"posting": "p2"})


def known(**changes: object) -> Interview:
    made = Interview(
        id="iv_1", role="r", role_version=JOB.role_version, language="zh", policy="cn", uploads=[], created_at=AT,
        consent=Consent(recording=True, analysis=True, observations=False), status=Status.CLOSED,
        outcome=Outcome.SCORED, total=70, closed_at=AT,
    )  # fmt: skip
    return made.model_copy(update=changes)


def rating(levels: dict[str, float], by: str = "chen", *, saw: bool = False, at: str = AT) -> HumanRating:
    return HumanRating(interview_id="iv_1", by=by, by_name=by, levels=levels, saw_scores=saw, at=at)


def taken(score: float, highest: float = 100, name: str = "SQL", day: str = "2026-11-01") -> TestScore:
    return TestScore(name=name, score=score, highest=highest, taken_on=day, by="lin", at=AT)


def part(kind: Part, value: int | None, *, older: bool = False) -> CombinedPart:
    return CombinedPart(part=kind, value=value, weight=0, used=0, older=older)


def weights(*given: int) -> Combination:
    return Combination(weights=dict(zip(Part, given, strict=False)))


EVERY = {Part.INTERVIEW: 70, Part.HUMAN: 81, Part.RESUME: 60, Part.TEST: 90}


def test_a_worked_example_with_everything_there() -> None:
    made = combined(weights(40, 30, 20, 10), [part(kind, value) for kind, value in EVERY.items()])
    assert (made.total, made.covered) == (73, 100)  # 28 + 24.3 + 12 + 9 = 73.3
    assert [one.used for one in made.parts] == [40, 30, 20, 10]
    assert made.rule.zh.startswith(
        "（面试（系统） 70 × 40 + 人工评分 81 × 30 + 简历匹配 60 × 20 + 笔试 90 × 10）÷ 100 = 73.30"
    )
    assert "缺失" not in made.rule.zh


def test_what_is_missing_is_named_and_its_weight_shared_out() -> None:
    made = combined(weights(40, 30, 20, 10), [part(Part.INTERVIEW, 70), part(Part.HUMAN, 81)])
    assert (made.total, made.covered) == (75, 70)  # (2800 + 2430) / 70 = 74.71
    assert [one.used for one in made.parts] == [57.14, 42.86, 0, 0]
    assert "74.71" in made.rule.en and "Missing: Résumé match, Written test; its weight of 30" in made.rule.en


@pytest.mark.parametrize(("share", "total"), [(49, None), (50, 70)])
def test_under_half_of_the_weight_there_is_no_total(share: int, total: int | None) -> None:
    made = combined(weights(share, 100 - share), [part(Part.INTERVIEW, 70)])
    assert made.total == total and made.covered == share
    assert all(one.used == 0 for one in made.parts) == (total is None)
    assert ("no total is given" in made.rule.en) == (total is None)


def test_a_part_that_weighs_nothing_is_shown_and_not_counted() -> None:
    made = combined(weights(100, 0, 0, 0), [part(Part.INTERVIEW, 70), part(Part.TEST, 0)])
    assert made.total == 70 and [one.part for one in made.parts] == [Part.INTERVIEW, Part.TEST]
    assert "缺失" not in made.rule.zh


@given(
    st.lists(st.integers(0, 100), min_size=3, max_size=3).map(sorted),
    st.lists(st.none() | st.integers(0, 100), min_size=4, max_size=4),
)
def test_totals_stay_between_what_is_there_whatever_is_missing(cuts: list[int], values: list[int | None]) -> None:
    given_weights = weights(cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], 100 - cuts[2])
    parts = [part(kind, value) for kind, value in zip(Part, values, strict=True)]
    made = combined(given_weights, parts)
    there = [one for one in made.parts if one.value is not None and one.weight]
    assert made.covered == sum(one.weight for one in there)
    if made.total is None:
        assert made.covered < 50
        return
    present = [one.value for one in there if one.value is not None]
    assert min(present) <= made.total <= max(present)
    assert sum(round(one.used * 100) for one in made.parts) == 10_000
    exact = Fraction(sum(value * one.weight for value, one in zip(present, there, strict=True)), made.covered)
    assert abs(Fraction(made.total) - exact) <= Fraction(1, 2)
    assert all(combined(given_weights, order).total == made.total for order in permutations(parts))


def test_whoever_gives_the_softwares_levels_gets_the_softwares_total() -> None:
    levels, of_role = {"a": 3.5, "b": 4.0, "c": 1.5}, {"a": 30, "b": 50, "c": 20}
    theirs = total_of((of_role[key], score_of(round(level * 10))) for key, level in levels.items())
    assert human_part([rating(levels)], of_role, known(), OURS).value == theirs == 59


def test_people_are_meaned_over_what_each_rated() -> None:
    found = human_part(
        [rating({"a": 5.0}), rating({"a": 2.0, "b": 4.0}, "zhao", saw=True), rating({"x": 1.0}, "wu")],
        {"a": 60, "b": 40, "x": 0},
        known(),
        OURS,
    )
    assert (found.value, found.people) == (73, 2)  # 100 and (25 x 60 + 75 x 40) / 100 = 45
    assert found.note is not None and found.note.en.startswith("1 of them had seen")
    for ratings, note in (([rating({"x": 1.0})], "nothing they rated has a weight"), ([], "nobody has rated yet")):
        missing = human_part(ratings, {"x": 0}, known(), OURS)
        assert missing.value is None and missing.note is not None and note in missing.note.en


@pytest.mark.parametrize(
    "one",
    [
        None,
        known(outcome=Outcome.INSUFFICIENT_EVIDENCE, total=None),
        known(outcome=Outcome.REJECTED, total=None),
        known(outcome=Outcome.FAILED, total=None),
        known(outcome=None, status=Status.PROCESSING, total=None),
        known(total=None),
    ],
)
def test_an_interview_without_a_score_is_missing_and_never_nought(one: Interview | None) -> None:
    found = interview_part(one, OURS)
    assert found.value is None and found.note is not None
    made = combined(weights(50, 50), [found, part(Part.HUMAN, 80)])
    assert made.total == 80


def test_parts_made_for_an_older_version_say_so() -> None:
    assert not interview_part(known(), OURS).older
    assert interview_part(known(role_version="older"), OURS).older
    assert human_part([rating({"a": 3.0})], {"a": 1}, known(role_version="older"), OURS).older
    anew = SimpleNamespace(at="2026-11-28T09:00:00.000Z")
    assert human_part([rating({"a": 3.0})], {"a": 1}, known(rescoring=anew), OURS).older
    for version, at, older in (("older", "2026-11-29", True), (JOB.role_version, AT, False)):
        told = rating({"a": 3.0}, at=at).model_copy(update={"role_version": version})
        assert human_part([told], {"a": 1}, known(rescoring=anew), OURS).older is older
    assert resume_part(MatchNote(percent=60, posting="p1", at=AT), OURS).older
    assert not resume_part(MatchNote(percent=60, posting="p2", at=AT), OURS).older


def test_a_resume_that_cannot_be_read_says_why() -> None:
    refused = resume_part(MatchNote(refused=ResumeReason.PICTURE, at=AT), OURS)
    assert refused.value is None and refused.note is not None and "扫描件" in refused.note.zh
    no_posting = resume_part(None, JOB)
    assert no_posting.note is not None and "职位" in no_posting.note.zh
    assert resume_part(None, OURS).value is None


def test_written_tests_are_shares_of_their_highest_and_the_newest_of_a_name_counts() -> None:
    assert written_part([]).value is None
    twice = [taken(10, day="2026-10-01"), taken(45, 60), taken(8, 10, "Excel")]
    found = written_part(twice)
    assert (found.value, found.made_at) == (78, "2026-11-01")  # (75 + 80) / 2 = 77.5
    assert found.note is not None and "2 tests" in found.note.en
    assert [written_part([taken(score, 100)]).value for score in (-5, 130)] == [0, 100]


def test_beside_others_a_total_is_a_band() -> None:
    assert [band(total) for total in (0, 19, 20, 59, 79, 80, 100)] == [
        *((0, 19), (0, 19), (20, 39), (40, 59), (60, 79)),
        *((80, 100), (80, 100)),
    ]


def test_halves_go_up() -> None:
    assert [half_up(Fraction(value, 2)) for value in (0, 1, 3, 145)] == [0, 1, 2, 73]
