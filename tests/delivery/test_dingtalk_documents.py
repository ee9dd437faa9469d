"""What the pages about DingTalk tell people to copy has to work, and what they list has to be all there is."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from mianshi.contracts.delivery import RETRY_SCHEDULE_S
from mianshi.delivery import dingtalk_notice
from mianshi.delivery.dingtalk_app import MONTHLY_QUOTA, AppSettings
from mianshi.delivery.dingtalk_approvals import MOST_LOOKED_AT, Fact
from mianshi.delivery.dingtalk_staff import RosterFact

DOCS = Path(__file__).parents[2] / "docs" / "connectors"
BOTH = pytest.mark.parametrize("name", ["dingtalk.md", "dingtalk.zh.md"])


def blocks(name: str) -> list[dict[str, Any]]:
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", (DOCS / name).read_text(), re.DOTALL)]


@BOTH
def test_the_settings_to_copy_are_settings(name: str) -> None:
    approval, pre_entry, roster = blocks(name)
    made = {"second_round": approval, "offer": approval, "pre_entry": pre_entry, "roster": roster}
    settings = AppSettings.model_validate({"agent_id": 1, "op_user": "hr02", **made})
    assert settings.second_round and settings.pre_entry and settings.roster


@BOTH
def test_every_fact_of_a_form_and_of_a_staff_file_is_explained(name: str) -> None:
    text = (DOCS / name).read_text()
    assert [fact for fact in get_args(Fact) if f"`{fact}`" not in text] == []
    assert [fact for fact in get_args(RosterFact) if f"`{fact}`" not in text] == []


@BOTH
def test_the_numbers_named_are_those_of_the_code(name: str) -> None:
    text = (DOCS / name).read_text()
    assert f"{MONTHLY_QUOTA:,}" in text and f"{dingtalk_notice.MOST_RECEIVERS}" in text
    assert dingtalk_notice._ASK_AFTER_S == (30, 300, 1800, 7200, 18_000)
    assert len(RETRY_SCHEDULE_S) == 8 and 27 <= sum(RETRY_SCHEDULE_S) / 3600 <= 28
    assert re.search(rf"\b{MOST_LOOKED_AT}\b", text.replace("张", " "))


def test_both_languages_have_the_same_parts() -> None:
    shapes = []
    for name in ("dingtalk.md", "dingtalk.zh.md"):
        text = (DOCS / name).read_text()
        shapes.append((re.findall(r"^(#+) ", text, re.MULTILINE), text.count("\n| "), blocks(name)))
    assert shapes[0] == shapes[1]
