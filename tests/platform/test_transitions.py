"""The numbers of transitions are those of the workflows' own files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mianshi.platform import transitions
from mianshi.platform.history import closing_retries
from mianshi.platform.history import transitions as counted
from support.histories import HISTORIES, history, upto

ROOT = Path(__file__).resolve().parents[2]
States = dict[str, dict[str, Any]]


def states(name: str) -> States:
    found: States = json.loads((ROOT / "statemachines" / f"{name}.asl.json").read_text())["States"]
    return found


def after(state: dict[str, Any]) -> list[str]:
    """Where a state leads when nothing goes wrong."""
    ways = [choice["Next"] for choice in state.get("Choices", [])] + [state.get("Default"), state.get("Next")]
    return [way for way in ways if way]


def ways(found: States, start: str, stop: set[str]) -> Iterator[list[str]]:
    """Every way from a state to an end, or to a state in `stop`, by the names of the states that are entered."""
    following = after(found[start])
    if not following:
        yield [start]
    for name in following:
        if name in stop:
            yield [start]
        else:
            yield from ([start, *way] for way in ways(found, name, stop))


def caught(state: dict[str, Any], error: str) -> str:
    return next(str(rule["Next"]) for rule in state["Catch"] if error in rule["ErrorEquals"])


def test_a_run_that_is_not_ours() -> None:
    found = states("interview")
    lengths = {len(way) for way in ways(found, "Begin", {"FanOut"}) if way[-1] != "IsOurRun?"}
    assert lengths == {transitions.NOT_CLAIMED}


@pytest.mark.parametrize("state", ["CloseRun", "CloseRejected", "CloseFailed"])
def test_what_follows_the_closing(state: str) -> None:
    found = states("interview")
    assert {len(way) for way in ways(found, state, set())} == {transitions.CALLED + transitions.AFTER_CLOSING}
    assert found[caught(found[state], "States.ALL")]["Type"] == "Fail"  # one more as well where it cannot be closed


def test_a_delivery() -> None:
    outer = states("delivery")
    handled = [way for way in ways(outer, "List", set()) if way[-1] == "AllHandled"]
    assert [len(way) for way in handled] == [transitions.CALLED + transitions.LISTED]
    inner: States = outer["Deliveries"]["ItemProcessor"]["States"]
    assert {len(way) for way in ways(inner, "Send", {"Send"})} == {transitions.CALLED + transitions.SENT}
    assert {len(way) for way in ways(inner, "Park", set())} == {transitions.CALLED + transitions.PARKED}


def test_an_invitation() -> None:
    found = states("invitation")
    all_ways = {tuple(way) for way in ways(found, "ByMail?", set())}
    mailed, reminded = transitions.CALLED + transitions.INVITED, transitions.CALLED + transitions.REMINDED
    for way in all_ways:
        expected = mailed if "Invite" in way else transitions.BY_LINK
        expected += reminded if "Remind" in way else 0
        assert len(way) == expected, way
    assert len(all_ways) == 4
    refused = ["ByMail?", "Invite", caught(found["Invite"], "Rejected")]
    assert after(found[refused[-1]]) == [] and len(refused) == transitions.CALLED + transitions.ADDRESS_REFUSED
    assert after(found[caught(found["Remind"], "Rejected")]) == []  # in place of Done


@pytest.mark.parametrize("name", [path.stem for path in sorted(HISTORIES.glob("*.json"))])
def test_what_is_billed_while_a_run_is_closed_is_what_it_had_when_it_was_over(name: str) -> None:
    """Histories of real executions, cut where the closing function looked at them."""
    events = history(name)
    closing = next(
        s for s in ("CloseRun", "CloseRejected", "CloseFailed") if f'"name": "{s}"' in json.dumps(events, default=str)
    )
    then = upto(events, "TaskStateEntered", closing)
    assert closing_retries(events) == 0
    assert counted(then) + transitions.AFTER_CLOSING == counted(events)
