"""The way into an AWS account: every parameter and output as the templates have them."""

from __future__ import annotations

import json
import re

import pytest

from mianshi.contracts.delivery import Connector
from support.documents import block_in, rows, section, template, text_of

NESTED = ("infra/data.yaml", "infra/endpoint.yaml")
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


@BOTH
def test_parameters_of_the_nested_stacks_that_nobody_passes_on(language: str) -> None:
    passed = {
        name
        for resource in template()["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Application"
        for name in resource["Properties"]["Parameters"]
    }
    there = {
        (name, f"`{slot['Default']}`", f"`{file}`")
        for file in NESTED
        for name, slot in template(file)["Parameters"].items()
        if name not in passed
    }
    told = {(cells[0].strip("`"), cells[1], cells[2]) for cells in tables(language) if len(cells) == 4}
    assert {entry for entry in told if entry[2].startswith("`infra")} == there


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
    known = {"EXECUTION", "RESUMEFUNCTION", "QUEUEURL", "REPLACE"}
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


def test_the_limits_that_do_not_fit_are_told_as_long_as_they_do_not() -> None:
    minutes = template()["Parameters"]["MaxMinutes"]["Default"]
    longest = re.search(r'"MAX_AUDIO_SECONDS", (\d+)', text_of("infra/endpoint/serve.py"))
    assert longest
    fits = minutes * 60 <= int(longest[1])
    for name in ("docs/deploy.md", "docs/deploy.zh.md", "docs/unproven.md"):
        assert ("MAX_AUDIO_SECONDS" in text_of(name)) != fits, name
