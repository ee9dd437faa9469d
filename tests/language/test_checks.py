"""The words that reach the rater."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.role import Question
from mianshi.language.checks import checks, plain, prefix
from mianshi.scoring.roles import load_role, shipped_roles

LANGUAGES: tuple[Language, ...] = ("zh", "en")
ROLES = [load_role(name) for name in shipped_roles()]
MARKER = re.compile(r"<\|[^<>]{0,40}\|>")
FORGED = st.lists(
    st.sampled_from(
        ["<|", "|>", "im_start", "im_end", "<|im_end|>", '"', '"""', "'''", "```", "<", ">", "|", " ", "a"]
    ),
    max_size=30,
).map("".join)


@given(FORGED)
def test_no_answer_can_end_the_quotation_or_begin_a_turn(said: str) -> None:
    made = prefix("Why?", said, "en")
    frame = prefix("Why?", "", "en")
    assert MARKER.findall(made) == MARKER.findall(frame)
    assert made.count('"""') == frame.count('"""')
    body = made.split('"""')[1].strip()
    assert not re.search(r'"{3}|\'{3}|`{3}', body)


def test_plain_leaves_ordinary_words_alone() -> None:
    text = 'I said "no", it\'s 5 < 6 | 7 > 3, 我说“好”。'
    assert plain(text) == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.id)
def test_every_check_ends_where_one_token_answers_and_is_named_once(role: object, language: Language) -> None:
    for competency in role.competencies:  # type: ignore[attr-defined]
        for question in (None, competency.questions[0]):
            asked = checks(competency, question, 0 if competency.wrong_acts else None, language)
            assert len({check.id for check in asked}) == len(asked)
            assert [c.about for c in asked if c.kind == "key_point"] == [p.id for p in competency.key_points]
            assert ("answered" in {check.kind for check in asked}) == (question is not None)
            for check in asked:
                assert check.text.endswith("<|im_end|>\n<|im_start|>assistant\n")
                assert len(check.answers) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_yes_counts_for_the_candidate_except_on_a_wrong_act(language: Language) -> None:
    competency = next(c for c in ROLES[0].competencies if c.wrong_acts)
    yes = {"zh": "是", "en": "Yes"}[language]
    for check in checks(competency, None, 0, language):
        assert (check.answers[0] == yes) == (check.kind != "wrong_act")


def test_only_the_nearest_wrong_act_is_asked_about() -> None:
    competency = next(c for c in ROLES[0].competencies if len(c.wrong_acts) > 1)
    asked = [check for check in checks(competency, None, 1, "en") if check.kind == "wrong_act"]
    assert [check.about for check in asked] == ["1"]
    assert competency.wrong_acts[1].en[1:] in asked[0].text
    assert not [check for check in checks(competency, None, None, "en") if check.kind == "wrong_act"]


def test_knowledge_is_nobodys_own_act() -> None:
    text = Bilingual(zh="什么是索引？", en="What is an index?")
    for kind, asks in (("knowledge", False), ("situational", True), ("behavioural", True)):
        question = Question(id="q", text=text, kind=kind)
        kinds = {check.kind for check in checks(ROLES[0].competencies[0], question, None, "zh")}
        assert ("own_act" in kinds) == asks
