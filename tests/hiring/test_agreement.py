"""How far people and software are apart, and who must not see the scores yet."""

from __future__ import annotations

import pytest

from mianshi.contracts.hiring import HumanRating
from mianshi.contracts.people import Person, StaffRole
from mianshi.contracts.scorecard import CompetencyScore, Scorecard
from mianshi.hiring.agreement import apart, hides_scores, joint, means, side_by_side
from support.jobs import JOB
from support.report_fixture import scorecard

R = StaffRole


def _score(name: str, level: float | None, weight: int) -> CompetencyScore:
    return CompetencyScore(
        id=name, name=name, weight=weight, level=level, confidence=0.5, evidence=[], missing_key_points=[]
    )


def _card(*competencies: CompetencyScore) -> Scorecard:
    return scorecard("zh", competencies=list(competencies))


def _rating(levels: dict[str, float], by: str = "chen") -> HumanRating:
    return HumanRating(interview_id="iv", by=by, by_name=by, levels=levels, saw_scores=False, at="2026-11-28T00:00:00Z")


@pytest.mark.parametrize(("person", "far"), [(3.0, True), (3.5, False), (5.0, True), (4.5, False)])
def test_a_whole_level_apart_is_worth_a_second_look(person: float, far: bool) -> None:
    [line] = side_by_side(_card(_score("a", 4.0, 100)), [_rating({"a": person})])
    assert line.opinions[0].far is far and line.opinions[0].difference == person - 4.0


def test_what_only_one_side_rated_has_no_difference() -> None:
    card = _card(_score("a", None, 50), _score("b", 3.0, 30), _score("c", None, 20))
    lines = side_by_side(card, [_rating({"a": 5.0})])
    assert [line.competency for line in lines] == ["a", "b"]
    assert all(opinion.difference is None and not opinion.far for line in lines for opinion in line.opinions)


def test_the_mean_is_weighted_and_warns_from_a_fifth_of_the_scale_on() -> None:
    card = _card(_score("a", 4.2, 75), _score("b", 4.2, 25), _score("c", 1.0, 900))
    [at] = means(card, [_rating({"a": 3.4, "b": 3.4})])
    assert (at.difference, at.far) == (-0.8, True)
    [below] = means(card, [_rating({"a": 3.5, "b": 3.5})])
    assert not below.far
    [weighted] = means(card, [_rating({"a": 4.0, "b": 2.0})])
    assert weighted.person == 3.5


def test_a_person_who_rated_nothing_the_software_rated_has_no_mean() -> None:
    assert means(_card(_score("a", None, 100)), [_rating({"a": 5.0})]) == []


@pytest.mark.parametrize(
    ("roles", "rated", "hidden"),
    [
        ([R.INTERVIEWER], [], True),
        ([R.HIRING_MANAGER], [], True),
        ([R.INTERVIEWER], ["somebody else"], True),
        ([R.INTERVIEWER], ["chen"], False),
        ([R.HR], [], False),
        ([R.ADMIN], [], False),
        ([R.AUDITOR], [], False),
        ([R.INTERVIEWER, R.HR], [], False),
    ],
)
def test_who_rates_first_where_the_job_asks_for_it(roles: list[StaffRole], rated: list[str], hidden: bool) -> None:
    person = Person(id="chen", name="Chen", roles=roles)
    ratings = [_rating({"a": 3.0}, by) for by in rated]
    assert hides_scores(JOB.model_copy(update={"blind_first": True}), person, ratings) is hidden
    assert not hides_scores(JOB, person, ratings)


def test_a_rating_by_another_version_stands_beside_and_is_held_against_nothing() -> None:
    card = scorecard("en").model_copy(update={"role_version": "new"})
    levels = {c.id: 1.0 for c in card.competencies}
    ours, theirs = (_rating(levels).model_copy(update={"role_version": version}) for version in ("new", "old"))
    assert apart(card, [ours]) is not None and apart(card, [theirs]) is None
    assert means(card, [theirs]) == [] and joint(card, [theirs]) is None
    [line, *_] = side_by_side(card, [theirs])
    assert (line.opinions[0].level, line.opinions[0].difference) == (1.0, None)
