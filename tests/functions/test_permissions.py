"""What a function's code asks of AWS and what its role allows are the same list."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest

from mianshi.platform.settings import Settings
from support.templates import ROOT, as_list, functions, source

NEEDS: dict[str, set[str]] = {
    "objects.put_record": {"s3:PutObject"},
    "objects.upload": {"s3:PutObject", "s3:AbortMultipartUpload"},
    "objects.signed_post": {"s3:PutObject"},
    "objects.get_record": {"s3:GetObject"},
    "objects.download": {"s3:GetObject"},
    "objects.get_body": {"s3:GetObject"},
    "objects.signed_get": {"s3:GetObject"},
    "objects.find_record": {"s3:GetObject", "s3:ListBucket"},  # without it, what is missing looks forbidden
    "objects.stored": {"s3:GetObject", "s3:ListBucket"},
    "interviews.create": {"dynamodb:PutItem"},
    "interviews.find": {"dynamodb:GetItem"},
    "interviews.latest": {"dynamodb:Query"},
    "interviews.claim": {"dynamodb:GetItem", "dynamodb:UpdateItem"},
    "interviews.close": {"dynamodb:UpdateItem", "dynamodb:PutItem"},
    "tokens.save": {"dynamodb:PutItem"},
    "tokens.waiting": {"dynamodb:GetItem"},
    "tokens.answered": {"dynamodb:UpdateItem"},
    "scorecards.save": {"dynamodb:PutItem"},
    "scorecards.find": {"dynamodb:GetItem"},
    "outbox.connectors": {"dynamodb:Query"},
    "outbox.of_interview": {"dynamodb:Query"},
    "outbox.change": {"dynamodb:PutItem"},
    "ledger.of_interview": {"dynamodb:Query"},
    "ledger.of_month": {"dynamodb:Query"},
    "stage.stage": {"dynamodb:PutItem"},  # the ledger line of every attempt
    "stage.bill": {"dynamodb:PutItem"},
    "secrets.secret": {"secretsmanager:GetSecretValue"},
    "session.opens": {"secretsmanager:GetSecretValue"},
    "session.valid": {"secretsmanager:GetSecretValue"},
    "session.cookie": {"secretsmanager:GetSecretValue"},
    "inference.submit": {"sagemaker:InvokeEndpointAsync"},
    "inference.asleep": {"sagemaker:DescribeEndpoint"},
    "workflow.succeed": {"states:SendTaskSuccess"},
    "workflow.fail": {"states:SendTaskFailure"},
    "workflow.history": {"states:GetExecutionHistory"},
    "workflow.announce": {"events:PutEvents"},
    "workflow.function_size_mb": {"lambda:GetFunctionConfiguration"},
}
BEYOND = {
    # SageMaker reads the sound and writes the result; that its own role alone is enough was never seen in a real cloud.
    "TranscribeFunction": {"s3:PutObject"},
}
NOTHING = {
    "objects.upload_origin",
    "session.COOKIE",
    "session.SECONDS",
    "objects.artefact",
    "objects.work",
    "objects.memory",
    "inference.results",
    "inference.attributes",
    "inference.Family",
    "inference.InferenceResult",
    "inference.family",
    "tokens.Token",
    "session.required",
    "stage.found",
    "stage.logger",
    "stage.lambda_usage",
}
ROOMS = {"objects", "interviews", "tokens", "scorecards", "outbox", "ledger", "secrets", "session", "inference"}
ROOMS |= {"workflow", "stage"}
"""Rooms that reach AWS; `history`, `clock` and `http` do not, `settings` has a test of its own."""


def trees(folder: str) -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "functions" / folder).glob("*.py"))]


def used(folder: str) -> set[str]:
    """``room.name`` of everything the code takes from a room that reaches AWS."""
    found: set[str] = set()
    for tree in trees(folder):
        names: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                ("mianshi.platform", "mianshi.stage")
            ):
                room = str(node.module).rsplit(".", 1)[-1]
                for alias in node.names:
                    if room in ROOMS:
                        found.add(f"{room}.{alias.name}")
                    elif alias.name in ROOMS:
                        names[alias.asname or alias.name] = alias.name
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
                found.add(f"{names[node.value.id]}.{node.attr}")
    return found


def allowed(name: str) -> set[str]:
    given: set[str] = set()
    for policy in functions()[name]["Policies"]:
        for statement in policy["Statement"]:
            given |= set(as_list(statement["Action"]))
    return given


def folder_of(name: str) -> str:
    return str(functions()[name]["CodeUri"]).rsplit("/", 1)[-1]


@pytest.mark.parametrize("name", functions())
def test_a_role_allows_what_the_code_does_and_nothing_else(name: str) -> None:
    calls = used(folder_of(name)) - NOTHING
    assert calls <= set(NEEDS), f"not in the table: {calls - set(NEEDS)}"
    needed = set().union(*(NEEDS[call] for call in calls))
    given = allowed(name)
    assert needed - given == set(), f"{name} will be refused"
    assert given - needed == BEYOND.get(name, set()), f"{name} may more than it does"


@pytest.mark.parametrize("name", functions())
def test_every_setting_the_code_reads_is_given_or_has_a_default(name: str) -> None:
    written = functions()[name].get("Environment", {}).get("Variables", {})
    given = set(written) | set(source("template.yaml")["Globals"]["Function"]["Environment"]["Variables"])
    text = "\n".join(path.read_text() for path in (ROOT / "functions" / folder_of(name)).glob("*.py"))
    required = set(re.findall(r"settings\(\)\.require\(\"(\w+)\"\)", text))
    read = set(re.findall(r"settings\(\)\.(?!require\b)(\w+)", text))
    assert read <= set(Settings.model_fields)
    assert {setting.upper() for setting in required} <= given
    optional = {s for s in read if not Settings.model_fields[s].is_required()}
    assert {s.upper() for s in optional} <= given, "a default that production never sets is a setting nobody can change"
    own = {variable.lower() for variable in written}
    assert own <= read | required | behind(name), f"{name} is given what it never reads"


def behind(name: str) -> set[str]:
    """Settings that are read by the rooms a function calls; the frame around every stage bills its /tmp."""
    session = any(called.startswith("session.") for called in used(folder_of(name)))
    return {"tmp_mb"} | ({"portal_sign_in", "portal_key"} if session else set())


def statements(name: str) -> list[dict[str, Any]]:
    return [s for policy in functions()[name]["Policies"] for s in policy["Statement"]]


@pytest.mark.parametrize("name", functions())
def test_a_query_of_the_index_is_allowed_where_the_index_is_queried(name: str) -> None:
    listed = used(folder_of(name)) & {"interviews.latest", "ledger.of_month"}
    reaches = any("/index/listed" in str(s["Resource"]) for s in statements(name))
    assert reaches == bool(listed)
