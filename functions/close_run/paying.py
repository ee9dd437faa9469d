"""The ledger lines of a run that nobody else can write: its state transitions, and attempts that were killed."""

from __future__ import annotations

from mianshi import attempt
from mianshi.accounting.billing import bill, know, lambda_usage, run_name
from mianshi.contracts.events import Interview
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.tasks import CloseTask
from mianshi.contracts.usage import LineOutcome, Meter, Usage
from mianshi.platform import history, transitions, workflow
from mianshi.platform.store import erasing


def bill_run(interview: Interview, task: CloseTask, events: list[history.Event]) -> int:
    """State transitions to the end of the run, and the attempts that were killed before they could write their own
    line; how many lines.

    Whoever closes the run a second time counts the same under the same name. Only the tries to close it grow in number
    meanwhile, so each of them has a name of its own.
    """
    run, tags = run_name(task.execution), know(interview)
    tries = history.closing_retries(events)
    whole = history.transitions(events) - tries + transitions.AFTER_CLOSING
    lines = len(bill("workflow", tags, run, _outcome(interview, task), [_transitions(whole)]))
    for number in range(1, tries + 1):
        lines += len(bill("workflow", tags, f"{run}-close-{number}", "failed", [_transitions(transitions.CALLED)]))
    for dead in history.dead_attempts(events):
        usages = lambda_usage(dead.milliseconds / 1000, *workflow.function_size_mb(dead.function))
        lines += len(bill(dead.stage, tags, f"{run}-event-{dead.event}", "failed", usages, at=dead.at))
    return lines


def bill_in_vain(interview: Interview, task: CloseTask, events: list[history.Event]) -> int:
    """The same where there is nothing to close: the candidate was erased, or another run has the interview."""
    attempt.came_to(_outcome(interview, task))
    return bill_run(interview, task, events)


def _outcome(interview: Interview, task: CloseTask) -> LineOutcome:
    if erasing.buried(interview):
        return "cancelled"
    if interview.execution not in (None, task.execution):
        return "duplicate"
    return "failed" if task.outcome is Outcome.FAILED else "ok"


def _transitions(count: int) -> Usage:
    return Usage(meter=Meter.STATE_TRANSITIONS, quantity=count)
