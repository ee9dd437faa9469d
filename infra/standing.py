"""Writes infra/prices/standing.json: what the templates cost while nobody uses them.

Every type of resource has a rule here. A type without one ends the program: a charge that nobody thought of must not
stay out of the list unseen. `make standing` writes the file, and a test holds it to the templates.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "infra" / "prices" / "standing.json"
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_A_DAY = {"minute": 1440, "hour": 24, "day": 1}
_FREE = {
    "AWS::S3::Bucket": "an empty bucket; objects are counted by size and time",
    "AWS::S3::BucketPolicy": "a rule",
    "AWS::DynamoDB::Table": "on demand; what is kept and asked is counted",
    "AWS::SQS::Queue": "requests only, and no event source polls one",
    "AWS::SQS::QueuePolicy": "a rule",
    "AWS::SNS::Topic": "messages only; to a function they cost nothing",
    "AWS::Logs::LogGroup": "what is written and kept is counted",
    "AWS::IAM::Role": "a rule",
    "AWS::SageMaker::Model": "a name for an image and weights, which lie elsewhere",
    "AWS::SageMaker::EndpointConfig": "a description",
    "AWS::SageMaker::Endpoint": "no instances while nothing is asked of it",
    "AWS::ApplicationAutoScaling::ScalableTarget": "a rule",
    "AWS::Cognito::UserPool": "counted by the people who sign in within a month",
    "AWS::Cognito::UserPoolClient": "part of the user pool",
    "AWS::Cognito::UserPoolDomain": "part of the user pool",
    "AWS::Cognito::UserPoolGroup": "part of the user pool",
    "AWS::Serverless::Function": "requests and time only; the code is within the account's free 75 GB",
    "AWS::Serverless::LayerVersion": "within the account's free 75 GB of code",
    "AWS::Serverless::StateMachine": "transitions only",
    "AWS::Serverless::HttpApi": "requests only",
    "AWS::Serverless::Application": "its resources are listed by themselves",
}
_OUTSIDE = [
    "container images in ECR and the weights of the models in S3, which are there before the template is",
    "a NAT gateway, where connectors need a fixed address (EgressSubnetIds)",
    "secrets of connections and of partners' webhooks, made when somebody sets them up (Bookkeep counts them)",
    "domain names, certificates and anything else that was bought for the portal's address",
    "one bill's taxes and support plan",
]


class NoRule(Exception):
    """A resource whose standing cost nobody has thought of."""


def standing() -> dict[str, Any]:
    """The list, from the templates as they are."""
    found: list[dict[str, Any]] = []
    clocks: list[dict[str, Any]] = []
    free: Counter[str] = Counter()
    for name, resource, when, names in _resources(ROOT / "template.yaml", "", ""):
        kind, properties = resource["Type"], resource.get("Properties", {})
        charged = _charged(kind, properties)
        if charged:
            found.append(
                {"meter": charged[0], "count": charged[1], "resources": [name], "when": when, "why": charged[2]}
            )
        elif kind in _FREE or kind == "AWS::ApplicationAutoScaling::ScalingPolicy":
            free[kind] += 1
            _check(kind, name, properties)
        else:
            raise NoRule(f"{name}: what does a {kind} cost while nobody uses it?")
        clocks += _clocks(name, properties, names) if kind == "AWS::Serverless::Function" else []
    why = {**_FREE, "AWS::ApplicationAutoScaling::ScalingPolicy": "a step policy; its alarm is listed by itself"}
    return {
        "things": _together(found),
        "schedules": clocks,
        "nothing": [{"type": kind, "count": count, "why": why[kind]} for kind, count in sorted(free.items())],
        "outside": _OUTSIDE,
    }


def _resources(path: Path, above: str, when: str) -> Iterator[tuple[str, dict[str, Any], str, dict[str, Any]]]:
    """(name, resource, condition, Globals of functions) of a template and those it contains."""
    template = yaml_parse(path.read_text(encoding="utf-8"))
    shared = template.get("Globals", {}).get("Function", {})
    for name, resource in template["Resources"].items():
        condition = resource.get("Condition", when)
        yield f"{above}{name}", resource, condition, shared
        if resource["Type"] == "AWS::Serverless::Application":
            yield from _resources(path.parent / resource["Properties"]["Location"], f"{above}{name}/", condition)


def _charged(kind: str, properties: dict[str, Any]) -> tuple[str, int, str] | None:
    """Meter, how many, and why."""
    if kind == "AWS::SecretsManager::Secret":
        return "secretsmanager.secrets", 1, "by the month, prorated"
    if kind == "AWS::CloudWatch::Alarm":
        return "cloudwatch.alarms", 1, "standard resolution, one metric"
    tracking = properties.get("PolicyType") == "TargetTrackingScaling"
    if kind == "AWS::ApplicationAutoScaling::ScalingPolicy" and tracking:
        return "cloudwatch.alarms", 2, "Application Auto Scaling makes two alarms for a target tracking policy"
    return None


def _check(kind: str, name: str, properties: dict[str, Any]) -> None:
    if kind == "AWS::ApplicationAutoScaling::ScalableTarget" and properties["MinCapacity"] != 0:
        raise NoRule(f"{name}: instances that never stop are a standing charge")
    polled = [
        event for event in properties.get("Events", {}).values() if event["Type"] in ("SQS", "DynamoDB", "Kinesis")
    ]
    if polled:
        raise NoRule(f"{name}: what does polling its event source cost?")
    if "ProvisionedConcurrencyConfig" in properties:
        raise NoRule(f"{name}: provisioned concurrency is a standing charge")


def _clocks(name: str, properties: dict[str, Any], shared: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for event, told in properties.get("Events", {}).items():
        if told["Type"] not in ("Schedule", "ScheduleV2"):
            continue
        rate = _RATE.fullmatch(told["Properties"]["Schedule"])
        if told["Type"] == "ScheduleV2" or rate is None:
            raise NoRule(f"{name}.{event}: how often does it run?")
        yield {
            "resource": f"{name}.{event}",
            "function": Path(properties["CodeUri"]).name,
            "memory_mb": properties.get("MemorySize", shared["MemorySize"]),
            "runs_per_day": _A_DAY[rate[2]] // int(rate[1]),
        }


def _together(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Things of one meter, condition and reason as one entry."""
    made: dict[tuple[str, str, str], dict[str, Any]] = {}
    for thing in found:
        key = (thing["meter"], thing["when"], thing["why"])
        if key in made:
            made[key]["count"] += thing["count"]
            made[key]["resources"] += thing["resources"]
        else:
            made[key] = thing
    return [made[key] for key in sorted(made)]


def written() -> str:
    """The file as it has to be."""
    return json.dumps(standing(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
