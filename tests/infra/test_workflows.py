"""Rules that every state machine keeps, read from its file before anything is deployed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mianshi.contracts.events import FOLLOW_UP_HOURS
from mianshi.contracts.progress import SHOWN_STATES
from support.templates import MACHINES, ROOT, WORKFLOWS, functions, source, states, workflow

NAMES = [path.name for path in WORKFLOWS]
PASSING = {
    "Transient",
    "Lambda.TooManyRequestsException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.ClientExecutionTimeoutException",
}
DIED = {"Sandbox.Timedout", "Runtime.ExitError", "Runtime.OutOfMemory", "Lambda.Unknown"}


def tasks() -> list[Any]:
    return [
        pytest.param(name, state, beside, id=f"{file.split('.')[0]}-{name}")
        for file in NAMES
        for name, state, beside in states(workflow(file))
        if state["Type"] == "Task"
    ]


WAITS_FOR_A_PERSON = {"FollowUp": FOLLOW_UP_HOURS * 3600 + 900}
"""Waits as long as a candidate has, and for what they began to send in that time."""
COSTS_NOTHING = {"FollowUp", "TakeWhatCame"}
"""Whatever breaks here, the score that is there stands."""
FAILS_LATER = {"NotParked"}
"""Remembered by its Map: the execution fails when the neighbours had their turn (tests/statemachine shows it)."""


def ends(beside: dict[str, Any], name: str) -> set[tuple[str, str]]:
    """(type, name) of every state in which a path from `name` can end."""
    found: set[tuple[str, str]] = set()
    seen: set[str] = set()
    todo = [name]
    while todo:
        current = todo.pop()
        if current in seen:
            continue
        seen.add(current)
        state = beside[current]
        following = [c["Next"] for c in state.get("Catch", [])] + [c["Next"] for c in state.get("Choices", [])]
        following += [state[key] for key in ("Next", "Default") if key in state]
        todo += following
        if state.get("End") or state["Type"] in ("Succeed", "Fail"):
            found.add(("Fail" if current in FAILS_LATER else state["Type"], current))
    return found


@pytest.mark.parametrize("file", NAMES)
def test_every_placeholder_is_substituted_and_every_substitution_used(file: str) -> None:
    text = (ROOT / "statemachines" / file).read_text(encoding="utf-8")
    machine = source("template.yaml")["Resources"][MACHINES[file]]["Properties"]
    assert set(re.findall(r"\$\{(\w+)\}", text)) == set(machine["DefinitionSubstitutions"])
    assert machine["DefinitionUri"] == f"statemachines/{file}"


@pytest.mark.parametrize("file", NAMES)
def test_a_machine_may_invoke_exactly_its_functions(file: str) -> None:
    machine = source("template.yaml")["Resources"][MACHINES[file]]["Properties"]
    called = {name for name in machine["DefinitionSubstitutions"] if name.endswith("Function")}
    allowed = {p["LambdaInvokePolicy"]["FunctionName"]["Ref"] for p in machine["Policies"] if "LambdaInvokePolicy" in p}
    assert called == allowed


@pytest.mark.parametrize(("name", "state", "beside"), tasks())
def test_a_task_has_an_end_a_retry_and_a_catch(name: str, state: dict[str, Any], beside: dict[str, Any]) -> None:
    assert 0 < state["TimeoutSeconds"] <= 25_200 or state["TimeoutSeconds"] == WAITS_FOR_A_PERSON[name]
    named = [set(rule["ErrorEquals"]) for rule in state["Retry"]]
    assert set().union(*named).isdisjoint({"States.ALL", "States.TaskFailed", "Rejected", "Defect"})
    assert set().union(*named) >= PASSING | DIED
    assert all(0 < rule["MaxAttempts"] <= 6 for rule in state["Retry"])
    caught = [error for rule in state["Catch"] for error in rule["ErrorEquals"]]
    assert caught[-1] == "States.ALL"
    assert state["Catch"][-1]["ErrorEquals"] == ["States.ALL"]
    assert all(rule["ResultPath"] == "$.error" for rule in state["Catch"])


@pytest.mark.parametrize(("name", "state", "beside"), tasks())
def test_a_failure_ends_in_fail_and_a_refusal_in_success(
    name: str, state: dict[str, Any], beside: dict[str, Any]
) -> None:
    for rule in state["Catch"]:
        reached = {kind for kind, _ in ends(beside, rule["Next"])}
        if rule["ErrorEquals"] == ["Rejected"]:
            assert ("Succeed", "Rejected") in ends(beside, rule["Next"])
        elif name in COSTS_NOTHING:
            assert rule["Next"] == ("TakeWhatCame" if rule["ErrorEquals"] == ["States.Timeout"] else "CloseRun")
        elif rule["ErrorEquals"] == ["States.ALL"]:
            assert "Fail" in reached, f"{name} goes on after {rule['ErrorEquals']}"
            assert "Succeed" not in reached


@pytest.mark.parametrize("file", NAMES)
def test_parallel_work_is_caught_and_bounded(file: str) -> None:
    machine = workflow(file)
    for name, state, beside in states(machine):
        if state["Type"] == "Map":
            assert 0 < state["MaxConcurrency"] <= 40, name
            assert state["ItemProcessor"]["ProcessorConfig"] == {"Mode": "INLINE"}
        if state["Type"] in ("Map", "Parallel") and beside is machine["States"]:
            assert state["Catch"][-1]["ErrorEquals"] == ["States.ALL"]
            assert {kind for kind, _ in ends(beside, state["Catch"][-1]["Next"])} == {"Fail"}


@pytest.mark.parametrize("file", NAMES)
def test_states_are_named_and_explained(file: str) -> None:
    machine = workflow(file)
    assert machine["Comment"]
    for name, state, _ in states(machine):
        assert (state["Type"] == "Choice") == name.endswith("?"), name
        assert re.fullmatch(r"[A-Z]\w*\??", name)
        if state["Type"] in ("Task", "Map", "Parallel") or (state["Type"] == "Choice" and len(state["Choices"]) == 1):
            assert state["Comment"], name
        if state["Type"] == "Fail":
            passed_on = (state.get("ErrorPath"), state.get("CausePath")) == ("$.error.Error", "$.error.Cause")
            assert passed_on or (state.get("Error") and state.get("Cause")), name


@pytest.mark.parametrize("file", NAMES)
def test_nothing_is_unreachable(file: str) -> None:
    for machine in [workflow(file)]:
        inner = [machine] + [
            part
            for _, state, _ in states(machine)
            for part in [*state.get("Branches", []), *([state["ItemProcessor"]] if "ItemProcessor" in state else [])]
        ]
        for part in inner:
            reached, todo = set(), [part["StartAt"]]
            while todo:
                name = todo.pop()
                if name in reached:
                    continue
                reached.add(name)
                state = part["States"][name]
                todo += [rule["Next"] for rule in [*state.get("Catch", []), *state.get("Choices", [])]]
                todo += [state[key] for key in ("Next", "Default") if key in state]
            assert reached == set(part["States"])


def test_interview_states_match_the_functions() -> None:
    """One word: the state, its function, its folder (CloseRun has three doors, Ingest two)."""
    for name, state, _ in states(workflow("interview.asl.json")):
        if state["Type"] == "Task":
            word = "CloseRun" if name.startswith("Close") else "Ingest" if name == "TakeWhatCame" else name
            assert state["Parameters"]["FunctionName"] == f"${{{word}Function}}"
            payload = state["Parameters"]["Payload"]
            assert payload["execution.$"] == "$$.Execution.Id"
            assert payload["retry.$"] == "$$.State.RetryCount"
    names = {name for name, state, _ in states(workflow("interview.asl.json")) if state["Type"] == "Task"}
    assert set(SHOWN_STATES) <= names


def test_a_state_waits_longer_than_its_function_may_run() -> None:
    """A function out of time is told by Lambda, whose error the ledger bills; were the state the first to give up, the
    function would run on, unbilled, beside its own retry. The state's clock also counts the cold start."""
    for file in NAMES:
        for name, state, _ in states(workflow(file)):
            if state["Type"] != "Task":
                continue
            function = functions()[state["Parameters"]["FunctionName"][2:-1]]
            assert state["TimeoutSeconds"] >= function["Timeout"] + 30, name


def test_what_moves_between_states_is_small() -> None:
    """A function's answer is thrown away or selected from; it is never the whole state."""
    for file in NAMES:
        for name, state, _ in states(workflow(file)):
            if state["Type"] == "Task":
                assert "ResultPath" in state, name
                assert state["ResultPath"] != "$", name


def test_the_readme_explains_every_state() -> None:
    told = (ROOT / "statemachines" / "README.md").read_text(encoding="utf-8")
    parts = {file: told.split(f"\n## {file}\n", 1)[1].split("\n## ", 1)[0] for file in NAMES}
    for file in NAMES:
        table = [line.split("|")[1] for line in parts[file].splitlines() if line.startswith("| ")]
        named = {name.strip() for cell in table for name in cell.split(",")} - {"State"}
        assert named == {name for name, _, _ in states(workflow(file))} - {"FanOut", "WordsDone", "PicturesDone"} - {
            "NotObserved",
            "SegmentMissing",
        }
