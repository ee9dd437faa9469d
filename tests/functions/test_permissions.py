"""What a function's code asks of AWS and what its role allows are the same list."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from mianshi.platform.settings import Settings
from support.permissions import LISTED, ROOMS, WATCHED, needs
from support.reach import called, doors
from support.shells import modules
from support.templates import as_list, functions, source

BEYOND = {
    # SageMaker reads the sound and writes the result; that its own role alone is enough was never seen in a real cloud.
    "TranscribeFunction": {"s3:PutObject"},
}
APIS = {"PortalFunction", "CandidateFunction", "PartnerFunction", "CallbackFunction"}
BEHIND = {
    "signing": {"signing_key"},
    "connectors": {"signing_key"},
    "workflow": {"interview_machine"},
    "mail": {"mail_from"},
    "accounts": {"user_pool"},
    "identity": {"user_pool", "user_pool_client", "sign_in_url"},
}
"""Settings that a room of the platform reads for whoever calls it."""


def sources(folder: str) -> list[Path]:
    """The function's own code, and the doors it goes through."""
    return [*modules(folder).values(), *sorted(doors(folder))]


def used(folder: str) -> set[str]:
    """``room.name`` of everything the code can reach in a room that reaches AWS."""
    ours = ("mianshi.platform.", "mianshi.stage", "mianshi.accounting.billing")
    found = {(module.rsplit(".", 1)[-1], name) for module, name in called(folder) if name and module.startswith(ours)}
    return {f"{room}.{name}" for room, name in found if room in ROOMS}


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
    needed = set().union(*map(needs, used(folder_of(name))))
    given = allowed(name)
    assert needed - given == set(), f"{name} will be refused"
    assert given - needed == BEYOND.get(name, set()), f"{name} may more than it does"


@pytest.mark.parametrize("name", functions())
def test_every_setting_the_code_reads_is_given_or_has_a_default(name: str) -> None:
    written = functions()[name].get("Environment", {}).get("Variables", {})
    given = set(written) | set(source("template.yaml")["Globals"]["Function"]["Environment"]["Variables"])
    text = "\n".join(path.read_text() for path in sources(folder_of(name)))
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
    calls = used(folder_of(name))
    read = {"tmp_mb"} if name not in APIS else set()
    for room, settings in BEHIND.items():
        read |= settings if any(call.startswith(f"{room}.") for call in calls) else set()
    return read


def statements(name: str) -> list[dict[str, Any]]:
    return [s for policy in functions()[name]["Policies"] for s in policy["Statement"]]


@pytest.mark.parametrize("name", functions())
def test_an_index_may_be_read_where_it_is_read(name: str) -> None:
    resources = " ".join(str(s["Resource"]) for s in statements(name))
    whole = "/index/*" in resources
    for index, readers in (("listed", LISTED), ("watched", WATCHED)):
        assert (whole or f"/index/{index}" in resources) == bool(used(folder_of(name)) & readers), index
