"""Reading execution histories. The files were recorded from real runs of the workflow (inputs and outputs left out)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from mianshi.contracts.progress import SHOWN_STATES
from mianshi.platform.history import (
    DeadAttempt,
    closing_retries,
    dead_attempts,
    failed_state,
    failure,
    progress,
    transitions,
)
from support.histories import history, upto


def shown(events: list[dict[str, Any]], closed: bool) -> dict[str, tuple[str, int, int]]:
    return {s.state: (s.status, s.done, s.of) for s in progress(events, closed)}


def test_a_run_that_went_well() -> None:
    events = history("scored")
    assert failure(events) is None
    assert failed_state(events) is None
    assert dead_attempts(events) == []
    states = shown(events, closed=True)
    assert tuple(states) == SHOWN_STATES
    assert states.pop("Rate")[0] == "skipped"  # nothing was asked of the rater
    assert {status for status, _, _ in states.values()} == {"done"}
    segments = states["Vision"][2]
    assert segments > 1
    assert states["Vision"] == ("done", segments, segments)
    entered = [event for event in events if event["type"].endswith("StateEntered")]
    assert transitions(events) == len(entered)
    assert all(state.seconds >= 0 for state in progress(events, closed=True))


def test_a_run_under_way() -> None:
    events = history("scored")
    assert shown([], closed=False) == dict.fromkeys(SHOWN_STATES, ("waiting", 0, 1))
    assert shown(upto(events, "TaskStateEntered", "Ingest"), closed=False)["Ingest"] == ("running", 0, 1)
    half = shown(upto(events, "TaskStateExited", "Vision"), closed=False)
    assert half["Ingest"] == ("done", 1, 1)
    assert half["Vision"][:2] == ("running", 1)
    assert half["Vision"][2] > 1
    assert half["Score"] == ("waiting", 0, 1)


def test_a_retry_is_a_transition_of_its_own() -> None:
    events = history("tried_again")
    entered = [event for event in events if event["type"].endswith("StateEntered")]
    assert transitions(events) == len(entered) + 2
    assert shown(events, closed=True)["Transcribe"] == ("done", 1, 1)
    assert shown(events, closed=True)["Vision"] == ("skipped", 0, 1)
    assert dead_attempts(events) == []  # their functions lived and paid for themselves


def test_a_run_that_failed_names_its_state_and_keeps_the_cause() -> None:
    events = history("failed")
    assert failed_state(events) == "Transcribe"
    found = failure(events)
    assert found is not None
    assert (found.Error, found.message) == ("Transient", "speech_endpoint: it gave no answer this time")
    states = shown(events, closed=True)
    assert states["Transcribe"][0] == "failed"
    assert states["Score"][0] == states["Vision"][0] == "skipped"
    assert states["CloseRun"][0] == "done"


def test_a_refused_run_failed_at_the_state_that_refused() -> None:
    events = history("rejected")
    found = failure(events)
    assert found is not None
    assert found.Error == "Rejected"
    assert found.message.startswith("not_media")
    assert shown(events, closed=True)["Ingest"][0] == "failed"


def test_a_killed_attempt_is_found_with_its_function_and_its_time() -> None:
    events = history("killed")
    [dead] = dead_attempts(events)
    assert dead.stage == "language"
    assert ":function:" in dead.function
    assert "LanguageFunction" in dead.function
    assert dead.milliseconds > 0
    scheduled = [e for e in events if e["type"] == "TaskScheduled" and dead.function in str(e)]
    assert len(scheduled) == 2
    assert shown(events, closed=True)["Language"] == ("done", 1, 1)


def task(number: int, before: int, state: str, error: str, at: float) -> list[dict[str, Any]]:
    """An attempt of a task as AWS writes it: entered, scheduled, started, failed."""
    moment = partial(datetime.fromtimestamp, tz=UTC)
    function = f"arn:aws:lambda:us-east-1:1:function:{state}Function"
    parameters = json.dumps({"FunctionName": function})
    return [
        {"id": number, "previousEventId": before, "type": "TaskStateEntered", "timestamp": moment(at)}
        | {"stateEnteredEventDetails": {"name": state}},
        {"id": number + 1, "previousEventId": number, "type": "TaskScheduled", "timestamp": moment(at + 0.5)}
        | {"taskScheduledEventDetails": {"parameters": parameters}},
        {"id": number + 2, "previousEventId": number + 1, "type": "TaskStarted", "timestamp": moment(at + 1)},
        {"id": number + 3, "previousEventId": number + 2, "type": "TaskFailed", "timestamp": moment(at + 3)}
        | {"taskFailedEventDetails": {"error": error, "cause": ""}},
    ]


@pytest.mark.parametrize("error", ["Sandbox.Timedout", "Runtime.ExitError", "Runtime.OutOfMemory", "Lambda.Unknown"])
@pytest.mark.parametrize(
    ("state", "stage"), [("Vision", "vision"), ("CloseRun", "close_run"), ("CloseFailed", "close_run")]
)
def test_every_kind_of_death_is_paid_under_the_word_of_its_stage(error: str, state: str, stage: str) -> None:
    arn = f"arn:aws:lambda:us-east-1:1:function:{state}Function"
    assert dead_attempts(task(1, 0, state, error, 100.0)) == [
        DeadAttempt(stage=stage, event=4, function=arn, milliseconds=2500, at="1970-01-01T00:01:43.000Z")
    ]


@pytest.mark.parametrize("error", ["Transient", "Defect", "Rejected", "States.Timeout"])
def test_an_attempt_that_could_pay_for_itself_is_not_paid_again(error: str) -> None:
    assert dead_attempts(task(1, 0, "Vision", error, 100.0)) == []


def test_trouble_while_closing_does_not_hide_why_the_run_failed() -> None:
    events = task(1, 0, "Score", "Defect", 100.0) + task(5, 4, "CloseFailed", "Transient", 110.0)
    assert failed_state(events) == "Score"
    found = failure(events)
    assert found is not None
    assert found.Error == "Defect"


def test_tries_to_close_are_counted_apart() -> None:
    events = task(1, 0, "Score", "Transient", 100.0) + task(5, 4, "CloseRun", "Transient", 110.0)
    again = {"id": 9, "previousEventId": 8, "type": "TaskScheduled", "timestamp": events[-1]["timestamp"]}
    assert (transitions(events), closing_retries(events)) == (2, 0)
    events = [*events, again | {"taskScheduledEventDetails": {"parameters": "{}"}}]
    assert (transitions(events), closing_retries(events)) == (3, 1)


def test_an_empty_history_says_nothing() -> None:
    assert (transitions([]), dead_attempts([]), failed_state([]), failure([])) == (0, [], None, None)


def test_progress_counts_the_pieces_of_all_answers() -> None:
    """Two answers, the second of three pieces."""
    events = history("pieces")
    assert shown(events, closed=True)["Transcribe"] == ("done", 4, 4)
    assert shown(events, closed=True)["Language"] == ("done", 2, 2)
    begun = upto(events, "TaskStateEntered", "Language")  # the short answer goes on while the long one is heard
    status, done, of = shown(begun, closed=False)["Transcribe"]
    assert (status, of) == ("running", 4)
    assert 1 <= done < 4
