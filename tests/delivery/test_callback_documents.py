"""What the page about callbacks says is what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mianshi.contracts.base import Language
from mianshi.contracts.callbacks import REACTIONS, Reactions
from mianshi.delivery.callbacks import dingtalk, feishu, understood, wecom
from mianshi.delivery.callbacks.hearing import Keys, keys_of
from mianshi.platform.store.callbacks import KEEP_DAYS

ROOT = Path(__file__).parents[2]
PAGES: dict[Language, Path] = {
    "zh": ROOT / "docs" / "connectors" / "callbacks.zh.md",
    "en": ROOT / "docs" / "connectors" / "callbacks.md",
}


@pytest.fixture(params=PAGES)
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


@pytest.fixture
def page(language: Language) -> str:
    return PAGES[language].read_text(encoding="utf-8")


def test_the_table_of_events_is_what_is_understood(page: str, language: Language) -> None:
    told = re.findall(r"^\| `(\w+)` \| `([\w.]+)` \| (.+) \|$", page, re.MULTILINE)
    known = [(one.connector.value, one.kind, one.does.in_language(language)) for one in understood.EVENTS]
    assert told == known


def test_the_settings_to_copy_are_read(page: str) -> None:
    block = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    assert block is not None
    read = Reactions.model_validate(json.loads(block[1])[REACTIONS])
    assert read.processes["PROC-9A01…"].then == "advance"
    unset = {name for name in Reactions.model_fields if not getattr(read, name)}
    assert unset == set()


def test_the_secrets_to_copy_have_the_keys_that_callbacks_need(page: str) -> None:
    wanted: dict[str, type[Keys]] = {
        "app_id": feishu.FeishuKeys,
        "app_key": dingtalk.DingTalkKeys,
        "corpid": wecom.WeComKeys,
    }
    secrets = re.findall(r'`(\{"(\w+)": .*?\})`', page)
    assert [first for _, first in secrets] == list(wanted)
    for text, first in secrets:
        keys_of(wanted[first], text.replace('"callback_aes_key": "…"', f'"callback_aes_key": "{"x" * 43}"'))


def test_every_code_of_the_log_is_explained(page: str) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "functions" / "react").glob("*.py"))
    used = set(re.findall(r'note\(\s*turn, "(\w+)"', code)) | {"invited", "invited_without_mail"}
    explained = set(re.findall(r"`(\w+)`", page))
    assert len(used) > 25
    assert used - explained == set()


def test_the_days_named_are_those_of_the_store(page: str) -> None:
    assert re.search(rf"{KEEP_DAYS} (天|days)", page)
