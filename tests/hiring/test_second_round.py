"""What is asked in a second round: the weak competencies of the first."""

from __future__ import annotations

import pytest

from mianshi.contracts.scorecard import CompetencyScore, Evidence, MissingKeyPoint, Scorecard
from mianshi.hiring.follow_ups import suggested
from mianshi.hiring.second_round import SECOND_ROUND, second_round
from mianshi.scoring.advice import advise
from mianshi.scoring.protected import lint_text
from mianshi.scoring.roles import load_role, shipped_roles
from support.report_fixture import scorecard

ROLE = load_role("retail_store_manager")


def _score(n: int, level: float | None, *, weak: str = "", missing: bool = False) -> CompetencyScore:
    competency = ROLE.competencies[n]
    point = competency.key_points[0]
    words = [
        Evidence(answer=n, start_ms=0, end_ms=9, quote=weak, key_point="", effect="weakens", statement="x", moved=-0.5)
    ]
    return CompetencyScore(
        id=competency.id, name=competency.name.en, weight=competency.weight, level=level,
        score=None if level is None else round((level - 1) * 25), confidence=0.5 + n / 10, required_level=3.0,
        evidence=words if weak else [],
        missing_key_points=[MissingKeyPoint(id=point.id, name=point.name.en)] if missing else [],
    )  # fmt: skip


def _card(*scores: CompetencyScore) -> Scorecard:
    return scorecard("en").model_copy(update={"competencies": list(scores)})


def test_the_second_round_begins_with_what_was_not_answered_and_names_what_to_listen_for_apart() -> None:
    asked = {q.text.zh for q in ROLE.competencies[1].questions}
    card = _card(_score(0, 4.0), _score(1, 2.0, missing=True), _score(2, None), _score(3, 2.8))
    found = second_round(card, ROLE, asked)
    assert [one.competency for one in found] == [ROLE.competencies[n].id for n in (2, 1, 3)]
    point = ROLE.competencies[1].key_points[0].name
    weak = found[1]
    assert point.en in weak.why.en and point.zh in weak.why.zh
    assert point.en not in weak.text.en, "the question must not tell the answer"
    assert "2.0" in weak.why.en and "3.0" in weak.why.en
    assert weak.text.zh not in asked
    assert found[0].text == ROLE.competencies[2].questions[0].text, "one that nobody asked"
    assert second_round(_card(_score(0, 4.0)), ROLE, asked) == []
    many = second_round(_card(*(_score(n, None) for n in range(len(ROLE.competencies)))), ROLE, [])
    assert len(many) == min(SECOND_ROUND, len(ROLE.competencies))


@pytest.mark.parametrize("role_id", shipped_roles())
def test_no_question_of_ours_touches_a_protected_topic_or_leads(role_id: str) -> None:
    role = load_role(role_id)
    scores = [
        CompetencyScore(id=c.id, name=c.name.en, weight=c.weight, confidence=0.5, evidence=[], missing_key_points=[])
        for c in role.competencies
    ]
    asked = [q.text.zh for c in role.competencies for q in c.questions]
    for one in (*suggested(_card(*scores), role), *second_round(_card(*scores), role, asked)):
        assert lint_text(one.text.zh) == [] and lint_text(one.text.en) == []
    assert not [advice for advice in advise(role) if "suggests its answer" in advice.sentence.en]
