"""Permissions, dependencies and licences: complete, and no more than complete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from support.documents import ROOT, rows, section, template, text_of

DEPLOYED = (
    "layers/deps",
    "layers/doors",
    "layers/media",
    "layers/vision",
    "layers/language",
    "layers/resumes",
    "layers/study",
    "infra/endpoint",
)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def granted() -> Iterator[tuple[str, str, set[str]]]:
    """Heading of the page, Sid and actions of every statement that a function's policies hold."""
    for name, resource in template()["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            for policy in resource["Properties"]["Policies"]:
                for statement in policy["Statement"]:
                    yield name, statement["Sid"], set(listed(statement["Action"]))
    for policy in template("infra/endpoint.yaml")["Resources"]["Role"]["Properties"]["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            yield "The endpoints", statement["Sid"], set(listed(statement["Action"]))


def told(heading: str) -> dict[str, set[str]]:
    table = rows(section(text_of("docs/permissions.md"), heading))
    return {cells[0].strip("`"): set(re.findall(r"`(.+?)`", cells[1])) for cells in table if cells[0].startswith("`")}


@pytest.mark.parametrize("heading", sorted({heading for heading, _, _ in granted()}))
def test_every_grant_is_explained_and_none_is_invented(heading: str) -> None:
    there = {sid: actions for name, sid, actions in granted() if name == heading}
    assert told(heading) == there


def test_grants_of_the_workflows() -> None:
    page = section(text_of("docs/permissions.md"), "Workflows")
    for resource in template()["Resources"].values():
        if resource["Type"] != "AWS::Serverless::StateMachine":
            continue
        for policy in resource["Properties"]["Policies"]:
            if invoke := policy.get("LambdaInvokePolicy"):
                assert invoke["FunctionName"]["Ref"].removesuffix("Function") in page
            for statement in policy.get("Statement", []):
                assert all(f"`{action}`" in page for action in statement["Action"])


def pinned(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text_of(name), re.MULTILINE | re.IGNORECASE))


def test_every_deployed_package_has_its_licence_and_version() -> None:
    files = [f"{folder}/requirements.txt" for folder in DEPLOYED] + ["infra/endpoint/requirements-gpu.txt"]
    there = {(package, version) for file in files for package, version in pinned(file).items()}
    assert {(cells[0], cells[1]) for cells in rows(text_of("docs/licences.md")) if re.match(r"\d", cells[1])} == there


def test_every_dependency_of_ours_has_its_reason() -> None:
    wanted = {
        re.split(r"[\[=]", line)[0]
        for file in (ROOT / "layers").glob("*/requirements.in")
        for line in file.read_text().splitlines()
        if "==" in line
    } | {
        re.split(r"[\[=]", line)[0]
        for name in (
            "endpoint/requirements",
            "endpoint/requirements-gpu",
            "rater/requirements",
            "local/requirements",
            "sam/requirements",
        )
        for line in [*text_of(f"infra/{name}.in").splitlines(), *text_of("tests/requirements.in").splitlines()]
        if "==" in line
    }
    reasons = {cells[0] for cells in rows(section(text_of("docs/decisions.md"), "Dependencies"))} - {"package"}
    assert reasons == wanted


def test_the_licence_is_whole() -> None:
    licence = text_of("LICENSE")
    assert "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    assert "APPENDIX: How to apply the Apache License to your work." in licence


def test_models_in_the_repository_are_named_in_the_notice() -> None:
    assert list((ROOT / "layers/vision/models").glob("*.onnx"))
    assert "MediaPipe" in text_of("NOTICE")
    assert "layers/vision/models" in text_of("NOTICE")
