"""What changed between two roles is told completely and in plain words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mianshi.contracts.role import Role
from mianshi.scoring.differences import differences
from mianshi.scoring.roles import load_role, shipped_roles
from support.judged_fixture import small_role, small_role_data

Edit = Callable[[dict[str, Any]], object]


def told(edit: Edit) -> list[str]:
    data = small_role_data()
    edit(data)
    return [change.en for change in differences(small_role(), Role.model_validate(data))]


@pytest.mark.parametrize("name", shipped_roles())
def test_equal_roles_have_no_difference(name: str) -> None:
    assert differences(load_role(name), load_role(name)) == []


def weights(data: dict[str, Any]) -> None:
    data["competencies"][0]["weight"], data["competencies"][1]["weight"] = 45, 35


@pytest.mark.parametrize(
    ("edit", "sentences"),
    [
        (weights, ['Competencies c0: Weight "50" → "45"', 'Competencies c1: Weight "30" → "35"']),
        (
            lambda d: d["competencies"][0]["key_points"][0]["synonyms"].update(en=["made", "built"]),
            ["Key points p0a: Words for it (English) without did", "Key points p0a: Words for it (English) with made; built"],
        ),
        (
            lambda d: d["competencies"][1]["key_points"].pop(),
            ['Key points p1b: removed "Point 1b"'],
        ),
        (
            lambda d: d["competencies"][1].update(wrong_acts=[{"zh": "怪人", "en": "blames"}]),
            ['Wrong acts c1: added "blames"'],
        ),
        (
            lambda d: d["competencies"][1]["questions"][0].update(core=False),
            ['Questions q1: Core "是 yes" → "否 no"'],
        ),
        (lambda d: d.update(thresholds={"forward": 75, "review": 50}), ['Role: Put forward from "70" → "75"']),
        (lambda d: d.update(probes=[{"zh": "结果?", "en": "The result?"}]), ['Follow-ups : added "The result?"']),
        (lambda d: d["competencies"][2]["key_points"].reverse(), ["Key points: the order changed"]),
    ],
)  # fmt: skip
def test_each_change_is_one_sentence(edit: Edit, sentences: list[str]) -> None:
    assert told(edit) == [sentence.replace("Follow-ups :", "Follow-ups:") for sentence in sentences]


def test_a_key_point_that_moved_to_another_competency_says_so() -> None:
    def move(data: dict[str, Any]) -> None:
        data["competencies"][1]["key_points"].append(data["competencies"][0]["key_points"].pop())

    assert 'Key points p0b: Competency "c0" → "c1"' in told(move)


def test_the_chinese_sentence_says_the_same() -> None:
    data = small_role_data()
    weights(data)
    assert differences(small_role(), Role.model_validate(data))[0].zh == "能力 c0：权重 “50” → “45”"
