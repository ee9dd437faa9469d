"""The project's templates and workflows, read once for the tests that hold them to their rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from samtranslator.yaml_helper import yaml_parse

from laptop.house import TEMPLATE
from laptop.translate import translate

ROOT = TEMPLATE.parent
TEMPLATES = (TEMPLATE, *sorted((ROOT / "infra").glob("*.yaml")))
WORKFLOWS = tuple(sorted((ROOT / "statemachines").glob("*.asl.json")))
MACHINES = {
    "interview.asl.json": "InterviewMachine",
    "delivery.asl.json": "DeliveryMachine",
    "invitation.asl.json": "InvitationMachine",
}


@cache
def source(name: str) -> dict[str, Any]:
    """A template as written, its intrinsic functions in long form."""
    path = next(t for t in TEMPLATES if t.name == name)
    parsed: dict[str, Any] = yaml_parse(path.read_text(encoding="utf-8"))
    return parsed


@cache
def cloudformation() -> dict[str, dict[str, Any]]:
    """What SAM makes of them: logical name of the stack to its CloudFormation template."""
    made: dict[str, dict[str, Any]] = {}

    def publish(name: str, template: dict[str, Any]) -> str:
        made[name] = template
        return f"https://example.invalid/{name}"

    made["template"] = translate(TEMPLATE, {}, "us-east-1", publish)
    return made


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """Properties of every resource of a CloudFormation type, by logical name, over all stacks."""
    return {
        name: resource.get("Properties", {})
        for template in cloudformation().values()
        for name, resource in template["Resources"].items()
        if resource["Type"] == kind
    }


def functions() -> dict[str, dict[str, Any]]:
    """The functions as written, by logical name."""
    return {
        name: resource["Properties"]
        for name, resource in source("template.yaml")["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def workflow(name: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads((ROOT / "statemachines" / name).read_text(encoding="utf-8"))
    return parsed


def states(machine: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """(name, state, the states beside it), nested ones too."""
    for name, state in machine["States"].items():
        yield name, state, machine["States"]
        for inner in [*state.get("Branches", []), *([state["ItemProcessor"]] if "ItemProcessor" in state else [])]:
            yield from states(inner)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
