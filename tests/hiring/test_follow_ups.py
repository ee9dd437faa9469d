"""Follow-up questions: as many for everybody, neutral, to what stayed general."""

from __future__ import annotations

import re

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.scorecard import CompetencyScore, Evidence, Scorecard
from mianshi.hiring.follow_ups import NEVER_HEARD, PROBES, SUGGESTED, Kind, follow_ups, kinds, suggested
from mianshi.scoring.protected import lint
from mianshi.scoring.roles import load_role
from support.report_fixture import scorecard

ROLE = load_role("retail_store_manager")


def _score(
    n: int, level: float | None, *, weak: str = "", moved: float = -0.5, of: int | None = None
) -> CompetencyScore:
    competency = ROLE.competencies[n]
    words = [
        Evidence(
            answer=n if of is None else of,
            start_ms=0,
            end_ms=9,
            quote=weak or "x",
            key_point="" if weak else "p",
            effect="weakens" if weak else "supports",
            statement="x",
            moved=moved,
        )
    ]
    return CompetencyScore(
        id=competency.id, name=competency.name.en, weight=competency.weight, level=level,
        score=None if level is None else round((level - 1) * 25), confidence=0.5 + n / 10,
        evidence=words if weak or of is not None else [], missing_key_points=[],
    )  # fmt: skip


def _card(*scores: CompetencyScore) -> Scorecard:
    return scorecard("en").model_copy(update={"competencies": list(scores)})


def test_everybody_is_suggested_the_same_number_vague_words_first() -> None:
    vague = suggested(_card(_score(0, 4.0), _score(1, 2.0, weak="we all worked hard"), _score(2, 3.0)), ROLE)
    fluent = suggested(_card(_score(0, 4.5), _score(1, 4.5), _score(2, 4.5)), ROLE)
    assert len(vague) == len(fluent) == SUGGESTED
    assert vague[0].quote == "we all worked hard"
    assert "we all worked hard" in vague[0].text.en and "we all worked hard" in vague[0].text.zh
    assert [one.competency for one in vague] == [ROLE.competencies[n].id for n in (1, 0, 2)], "then the least sure"
    assert len({one.competency for one in vague}) == SUGGESTED


@pytest.mark.parametrize("most", [1, 2, 3])
def test_the_software_puts_exactly_as_many_as_the_job_has(most: int) -> None:
    for card in (
        _card(*(_score(n, 4.5) for n in range(4))),
        _card(*(_score(n, 2.0, weak=f"generally speaking {n}") for n in range(4))),
    ):
        assert len(follow_ups(card, ROLE, most)) == most


def test_what_is_put_quotes_nothing_and_goes_on_from_an_answer() -> None:
    """The words are kept with the interview, longer than what the candidate said may be."""
    card = _card(_score(0, 4.0, of=2), _score(1, 2.0, weak="we all worked hard"), _score(2, None))
    asked: dict[int, Kind] = {2: "behavioural", 1: "behavioural"}
    first, second, third = follow_ups(card, ROLE, 3, 5, asked)
    assert [one.answer for one in (first, second, third)] == [5, 6, 7]
    assert first.quote == "we all worked hard" and "worked hard" not in first.text.en + first.text.zh
    assert (first.of, second.of, third.of) == (1, 2, None)
    assert "question 2:" in first.text.en and "第 2 题" in first.text.zh and "question 3:" in second.text.en
    assert ROLE.competencies[2].name.en in third.text.en
    probes = {probe.en for probe in ROLE.probes}
    assert all(one.text.en.partition(": ")[2] in probes for one in (first, second)), "the role's own words"
    assert third.text.en.endswith(NEVER_HEARD.en), "there is nothing to go on from"


def test_nobody_is_asked_what_came_of_something_that_never_happened() -> None:
    """The kind is that of the question which the answer was to, whichever competency it is about."""
    kind = {q.text.zh: q.kind for c in ROLE.competencies for q in c.questions}
    words = list(kind)
    asked = kinds({0: words[0], 1: next(text for text in words if kind[text] == "situational"), 2: "另一个问题"}, ROLE)
    assert asked == {0: kind[words[0]], 1: "situational"}
    card = _card(*(_score(n, 2.0, weak=f"somehow {n}", of=1) for n in range(3)))
    put = [one.text.en.partition(": ")[2] for one in follow_ups(card, ROLE, 3, 5, asked)]
    assert put == [probe.en for probe in PROBES["situational"]]
    assert [one.text.en.partition(". ")[2] for one in suggested(card, ROLE, asked)] == put


def test_the_kind_of_an_unknown_question_is_that_of_all_its_competency_has_or_open() -> None:
    only = [{question.kind for question in competency.questions} for competency in ROLE.competencies]
    for n, found in enumerate(only):
        kind = next(iter(found)) if len(found) == 1 else None
        own = (ROLE.probes if kind == "behavioural" else []) or PROBES[kind]
        [put] = follow_ups(_card(_score(n, 3.0, of=0)), ROLE, 1)
        assert put.text.zh.endswith(own[0].zh), kind
    assert {len(found) for found in only} == {1, 2}


@pytest.mark.parametrize(
    "probe", [NEVER_HEARD, *(probe for own in PROBES.values() for probe in own)], ids=lambda probe: probe.en
)
def test_our_own_words_touch_no_protected_topic_and_ask(probe: Bilingual) -> None:
    assert lint(ROLE.model_copy(update={"probes": [probe]})) == []
    assert probe.zh[-1] in "？。" and probe.en[-1] in "?." and not re.search(r"[A-Za-z]", probe.zh)


def test_a_quote_turns_no_writing() -> None:
    [put] = follow_ups(_card(_score(0, 2.0, weak="\u202eabc\u2066 somehow\u200f")), ROLE, 1)
    assert put.quote == "abc somehow"


def test_the_vaguest_passage_comes_first() -> None:
    card = _card(_score(0, 3.0, weak="a little", moved=-0.1), _score(1, 2.0, weak="very much", moved=-0.9))
    assert [one.quote for one in follow_ups(card, ROLE, 2)] == ["very much", "a little"]


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("we reorganised the whole warehouse and afterwards everybody understood responsibilities", "everybody…"),
        ("我们把整个仓库的布局重新规划了一遍" * 5, "我们把整个仓库的…"),
    ],
)
def test_a_quote_ends_with_a_word(said: str, ends: str) -> None:
    assert ends in suggested(_card(_score(0, 2.0, weak=said)), ROLE)[0].text.en
