"""Advice: each kind is given where it is due, and a complete role gets none."""

from __future__ import annotations

from typing import Any

import pytest

from mianshi.contracts.role import Role
from mianshi.scoring.advice import advise, advise_text
from support.judged_fixture import small_role_data


def complete() -> dict[str, Any]:
    data = small_role_data((35, 35, 30))
    for n, competency in enumerate(data["competencies"]):
        competency |= {
            "wrong_acts": [{"zh": "怪别人", "en": "blamed them"}],
            "excellence": {"zh": "带动别人", "en": "moved others"},
        }
        point = competency["key_points"][0]
        competency["key_points"] = [
            {
                **point,
                "id": f"p{n}{letter}",
                "shown_when": {"zh": "做了", "en": "did it"},
                "examples": {"zh": ["我做了。", "我又做了。"], "en": ["I did it.", "I did it again."]},
            }
            for letter in "abcd"
        ]
    return data


def test_a_complete_role_needs_no_advice() -> None:
    assert advise(Role.model_validate(complete())) == []


def question(zh: str, en: str) -> dict[str, Any]:
    return {"questions": [{"id": "q0", "text": {"zh": zh, "en": en}}]}


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        ({"wrong_acts": []}, "wrong_acts", "no wrong acts"),
        ({"excellence": None}, "excellence", "lifts a 4 to a 5"),
        ({"questions": [{"id": "q0", "text": {"zh": "?", "en": "?"}, "core": False}]}, "questions", "no core question"),
        (
            {"anchors": {f"level_{n}": {"zh": f"{n}级", "en": "Good."} for n in (1, 3, 5)}},
            "anchors",
            "two levels read the same (en)",
        ),
        (question("你肯定会先道歉吧?", "What did you do?"), "questions.0.text.zh", "suggests its answer"),
        (
            question("讲一次。", "Don't you think the customer comes first?"),
            "questions.0.text.en",
            "suggests its answer",
        ),
        (question("怎么发现的?怎么改的?", "What did you do?"), "questions.0.text.zh", "several things"),
        (question("讲一次。", "What did you do, how did it end and why?"), "questions.0.text.en", "several things"),
        (question("你的性格怎么样?", "Tell me."), "questions.0.text.zh", "speaks of personality"),
    ],
)
def test_each_kind_of_advice(change: dict[str, Any], where: str, words: str) -> None:
    data = complete()
    data["competencies"][0] |= change
    (advice,) = advise(Role.model_validate(data))
    assert advice.where == f"competencies.0.{where}"
    assert words in advice.sentence.en
    assert advice.sentence.zh


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"shown_when": None}, "does not say when it is shown"),
        ({"examples": {"zh": ["我做了。", "又做了。"], "en": ["I did."]}}, "fewer than 2 example sentences (en)"),
        ({"synonyms": {"zh": [], "en": ["did"]}}, "has no words for it (zh)"),
    ],
)
def test_advice_on_key_points(change: dict[str, Any], words: str) -> None:
    data = complete()
    data["competencies"][1]["key_points"][2] |= change
    (advice,) = advise(Role.model_validate(data))
    assert words in advice.sentence.en


def test_few_key_points_and_extreme_weights() -> None:
    data = complete()
    data["competencies"][0]["weight"], data["competencies"][1]["weight"] = 66, 4
    del data["competencies"][0]["key_points"][2:]
    assert [advice.where for advice in advise(Role.model_validate(data))] == [
        "competencies.0.weight", "competencies.0.key_points", "competencies.1.weight",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "word", ["内向", "性格开朗", "introvert", "culture fit", "抗压", "MBTI", "outgoing", "文化契合"]
)
def test_personality_words_get_an_act_to_name_instead(word: str) -> None:
    (advice,) = advise_text(f"招店长\n要求{word} ok")
    assert advice.where == "line 2"
    assert " act" in advice.sentence.en or "happening" in advice.sentence.en
    assert "写" in advice.sentence.zh


def test_ordinary_job_texts_need_no_advice() -> None:
    assert advise_text("负责门店销售与盘点\nYou hand over shifts and count stock.") == []
