"""The way into an AWS account: every parameter and output as the templates have them."""

from __future__ import annotations

import json
import re

import pytest

from mianshi.contracts.delivery import Connector
from support.documents import block_in, rows, section, template, text_of

BOTH = pytest.mark.parametrize("language", ["en", "zh"])


def page(language: str) -> str:
    return text_of("docs/deploy.md" if language == "en" else "docs/deploy.zh.md")


def tables(language: str) -> list[list[str]]:
    return rows(section(page(language), "Parameters" if language == "en" else "参数"))


@BOTH
def test_every_parameter_with_its_default(language: str) -> None:
    empty = "empty" if language == "en" else "空"
    there = {
        name: {None: "–", "": empty}.get(slot.get("Default"), f"`{slot.get('Default')}`")
        for name, slot in template()["Parameters"].items()
    }
    told = {cells[0].strip("`"): cells[1] for cells in tables(language) if len(cells) == 3 and cells[0][0] == "`"}
    assert told == there


def test_every_parameter_of_a_nested_stack_is_passed_on() -> None:
    for resource in template()["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Application":
            nested = template(resource["Properties"]["Location"])
            assert set(resource["Properties"]["Parameters"]) == set(nested["Parameters"])


@BOTH
def test_the_connector_to_copy_is_one(language: str) -> None:
    item = re.search(r"--item '(.*?)'\n", block_in(page(language), "put-item"), re.DOTALL)
    assert item
    row = json.loads(item[1])
    connector = Connector.model_validate_json(row["body"]["S"])
    assert (row["pk"]["S"], row["sk"]["S"]) == ("CONNECTOR", connector.id)
    assert f"--name {connector.secret} " in page(language)


def test_placeholders_are_outputs() -> None:
    there = {name.upper() for name in template()["Outputs"]}
    known = {"EXECUTION", "FUNCTION", "RESUMEFUNCTION", "QUEUEURL", "REPLACE"}
    for name in ("docs/deploy.md", "docs/operate.md"):
        source = text_of(name)
        used = set(re.findall(r"(?:--[a-z-]+ |s3://|endpoint/|TABLE=)([A-Z]{7,})\b", source))
        assert used - known <= there


def test_the_runtime_is_the_one_that_is_told() -> None:
    runtime = template()["Globals"]["Function"]["Runtime"]
    layers = [r for r in template()["Resources"].values() if r["Type"] == "AWS::Serverless::LayerVersion"]
    assert {r["Properties"]["CompatibleRuntimes"][0] for r in layers} == {runtime}
    for name in ("docs/deploy.md", "docs/deploy.zh.md", "docs/unproven.md"):
        assert f"`{runtime}`" in text_of(name)


def test_ingest_accepts_no_more_than_the_endpoint_hears() -> None:
    minutes = template()["Parameters"]["MaxMinutes"]["Default"]
    longest = re.search(r'"MAX_AUDIO_SECONDS", (\d+)', text_of("infra/endpoint/serve.py"))
    assert longest
    assert minutes * 60 <= int(longest[1])
