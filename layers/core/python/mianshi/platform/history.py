"""Reading a Step Functions execution history (docs.aws.amazon.com: API_HistoryEvent). Pure: events in, facts out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from mianshi.contracts.base import Record
from mianshi.contracts.progress import SHOWN_STATES, StateProgress, StateStatus
from mianshi.contracts.tasks import Failure
from mianshi.platform.clock import timestamp

Event = dict[str, Any]

_GIVING_UP = {"CloseRejected", "CloseFailed"}
_CLOSING = {"CloseRun"} | _GIVING_UP
_ASKING = "FollowUp"
_STAGES = {_ASKING: "follow_up", "TakeWhatCame": "ingest"}
_BYPASS = {"Vision": "NotObserved"}
_MAPS = {"Answers": ("Language", "Rate"), "Pieces": ("Transcribe",), "Segments": ("Vision",)}
_FAILED = ("TaskFailed", "TaskTimedOut", "LambdaFunctionFailed", "LambdaFunctionTimedOut")
_ENDED = frozenset({"ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut"})
_DIED = frozenset({"Sandbox.Timedout", "Runtime.ExitError", "Runtime.OutOfMemory", "Lambda.Unknown"})


class DeadAttempt(Record):
    """An attempt whose function could not write its own ledger line, because it was killed."""

    stage: str
    event: int
    function: str
    milliseconds: int
    at: str
    """When it died, UTC, ISO 8601."""


def transitions(events: Sequence[Event]) -> int:
    """Billed transitions so far: entered states and retries of tasks (aws.amazon.com/step-functions/pricing)."""
    by_id = _by_id(events)
    entered = sum(1 for event in events if event["type"].endswith("StateEntered"))
    scheduled = Counter(_state_of(event, by_id) for event in events if event["type"] == "TaskScheduled")
    tasks = Counter(_name(event) for event in events if event["type"] == "TaskStateEntered")
    return entered + sum(max(0, times - tasks[state]) for state, times in scheduled.items())


def closing_retries(events: Sequence[Event]) -> int:
    """How often closing the run was tried again, of the transitions so far."""
    by_id = _by_id(events)
    states = [_state_of(event, by_id) for event in events if event["type"] == "TaskScheduled"]
    entered = sum(1 for event in events if event["type"] == "TaskStateEntered" and _name(event) in _CLOSING)
    return max(0, sum(state in _CLOSING for state in states) - entered)


def dead_attempts(events: Sequence[Event]) -> list[DeadAttempt]:
    """Attempts that were killed (out of time, out of memory, crashed), and how long each ran."""
    by_id = _by_id(events)
    found = []
    for event in events:
        if event["type"] not in _FAILED or _details(event).get("error") not in _DIED:
            continue
        scheduled = _ancestor(event, by_id, "TaskScheduled")
        if scheduled is None:
            continue
        ran = event["timestamp"] - scheduled["timestamp"]
        found.append(
            DeadAttempt(
                stage=_stage_of(_state_of(event, by_id)),
                event=int(event["id"]),
                function=_function(scheduled),
                milliseconds=int(ran.total_seconds() * 1000),
                at=timestamp(event["timestamp"]),
            )
        )
    return found


def failure(events: Sequence[Event]) -> Failure | None:
    """The last failure that no retry mended, with its cause; attempts to close the run do not count.

    A Fail state hands the cause on as it leaves a Parallel, but not every implementation of the workflow does.
    """
    event = _last_failure(events)
    if event is None:
        return None
    details = _details(event)
    return Failure(Error=str(details.get("error", "")), Cause=str(details.get("cause", "")))


def failed_state(events: Sequence[Event]) -> str | None:
    """The state of the last failure that no retry mended, or None; attempts to close the run do not count."""
    event = _last_failure(events)
    return None if event is None else _state_of(event, _by_id(events))


def _last_failure(events: Sequence[Event]) -> Event | None:
    by_id = _by_id(events)
    tried_again: set[int] = set()
    for event in reversed(events):
        if event["type"] != "TaskScheduled" and event["type"] not in _FAILED:
            continue
        entry = _ancestor(event, by_id, "TaskStateEntered")
        if entry is None or _name(entry) in _CLOSING:
            continue
        if event["type"] == "TaskScheduled":
            tried_again.add(entry["id"])
        elif entry["id"] not in tried_again:
            return event
    return None


def ended(events: Sequence[Event]) -> bool:
    """Whether the execution is over, however it ended."""
    return bool(events) and events[-1]["type"] in _ENDED


def progress(events: Sequence[Event], closed: bool) -> list[StateProgress]:
    """How far each shown state is; once the run is `closed`, a state that never began was skipped."""
    sizes = _map_sizes(events)
    given_up = any(event["type"] == "TaskStateEntered" and _name(event) in _GIVING_UP for event in events)
    broken = failed_state(events) if closed or given_up else None
    return [_progress_of(state, events, sizes.get(state, 1), closed, broken) for state in SHOWN_STATES]


def _progress_of(state: str, events: Sequence[Event], of: int, closed: bool, broken: str | None) -> StateProgress:
    names = _CLOSING if state == "CloseRun" else {state}
    passed_by = any(event["type"] == "PassStateEntered" and _name(event) == _BYPASS.get(state) for event in events)
    entered = [event for event in events if event["type"] == "TaskStateEntered" and _name(event) in names]
    exited = [event for event in events if event["type"] == "TaskStateExited" and _name(event) in names]
    done = len(exited)
    if not entered:
        status: StateStatus = "skipped" if closed or passed_by else "waiting"
    elif broken in names:
        status = "failed"
    else:
        status = "done" if closed or done >= max(of, len(entered)) else "running"
    last = exited[-1] if status in {"done", "failed"} and exited else events[-1] if events else None
    seconds = _seconds(events, entered[0], last) if entered and last else 0.0
    return StateProgress(state=state, status=status, done=done, of=of, seconds=seconds)


def _seconds(events: Sequence[Event], first: Event, last: Event) -> float:
    """From one event to another, without the time in which a candidate was waited for."""
    waited = 0.0
    asked: Any = None
    for event in events[events.index(first) : events.index(last) + 1]:
        if _name(event) == _ASKING and event["type"] == "TaskStateEntered":
            asked = event["timestamp"]
        elif _name(event) == _ASKING and asked is not None:
            waited += (event["timestamp"] - asked).total_seconds()
            asked = None
    if asked is not None:
        waited += (last["timestamp"] - asked).total_seconds()
    whole: float = (last["timestamp"] - first["timestamp"]).total_seconds()
    return max(0.0, whole - waited)


def _map_sizes(events: Iterable[Event]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    entered: dict[int, str] = {}
    for event in events:
        if event["type"] == "MapStateEntered":
            entered[event["id"]] = _name(event)
        elif event["type"] == "MapStateStarted":
            name = entered.get(event.get("previousEventId", 0), "")
            length = int(event.get("mapStateStartedEventDetails", {}).get("length", 1))
            for state in _MAPS.get(name, ()):  # every answer starts a map of its own pieces
                sizes[state] = sizes.get(state, 0) + length
    return sizes


def _by_id(events: Iterable[Event]) -> dict[int, Event]:
    return {event["id"]: event for event in events}


def _ancestor(event: Event, by_id: dict[int, Event], kind: str) -> Event | None:
    seen: Event = event
    while seen["type"] != kind:
        before = by_id.get(seen.get("previousEventId", 0))
        if before is None:
            return None
        seen = before
    return seen


def _state_of(event: Event, by_id: dict[int, Event]) -> str:
    entered = _ancestor(event, by_id, "TaskStateEntered")
    return _name(entered) if entered else "unknown"


def _stage_of(state: str) -> str:
    return "close_run" if state in _CLOSING else _STAGES.get(state, state.lower())


def _name(event: Event) -> str:
    details = event.get("stateEnteredEventDetails") or event.get("stateExitedEventDetails") or {}
    return str(details.get("name", ""))


def _details(event: Event) -> dict[str, Any]:
    return next((value for key, value in event.items() if key.endswith("EventDetails")), {})


def _function(scheduled: Event) -> str:
    parameters = scheduled.get("taskScheduledEventDetails", {}).get("parameters", "{}")
    return str(json.loads(parameters).get("FunctionName", ""))
