"""CloseRun: the last state on every path. Status, outbox rows, ledger, and the event that starts the deliveries."""

from __future__ import annotations

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

from mianshi import __version__
from mianshi.contracts.events import CloseReceipt, Interview, InterviewClosed
from mianshi.contracts.keys import interview_of_upload
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.role import Role
from mianshi.contracts.scorecard import Scorecard
from mianshi.contracts.tasks import CloseTask
from mianshi.contracts.usage import Meter, Usage
from mianshi.delivery import outbox as rules
from mianshi.errors import code_of
from mianshi.platform import history, objects, workflow
from mianshi.platform.clock import timestamp
from mianshi.platform.store import interviews, outbox, scorecards
from mianshi.privacy.policies import load_policy, policy_version
from mianshi.scoring.scorecard import closed_without_score
from mianshi.stage import bill, lambda_usage, stage

metrics = Metrics(namespace="Mianshi")


@stage("close_run", CloseTask)
def handler(task: CloseTask) -> CloseReceipt:
    """Safe to repeat: a run that is closed already is announced again, and nothing else changes."""
    interview_id = interview_of_upload(task.upload.key) or ""
    interview = interviews.find(interview_id) if interview_id else None
    if interview is None or interview.execution not in (None, task.execution):
        return CloseReceipt(interview_id=interview_id, outcome=task.outcome, lines=0)
    events = workflow.history(task.execution)
    card = _scorecard(interview, task, events)
    rows = rules.plan(interview.id, outbox.connectors(), f"closed-{interview.attempt}", timestamp())
    closed = interviews.close(
        interview.id,
        task.execution,
        card.outcome,
        rows,
        reason=card.reason,
        failed_state=history.failed_state(events) if card.outcome is Outcome.FAILED else None,
        total=card.total,
    )
    detail = InterviewClosed(interview_id=interview.id, outcome=card.outcome, deliveries=len(rows))
    try:
        lines = _bill_run(interview.id, interview.attempt, events)
    finally:  # a ledger that cannot be written must not keep the result from the customer
        workflow.announce(f"interview.{card.outcome}", detail)
    if closed:
        _count(card.outcome)
    return CloseReceipt(interview_id=interview.id, outcome=card.outcome, lines=lines)


def _scorecard(interview: Interview, task: CloseTask, events: list[history.Event]) -> Scorecard:
    """The scorecard Score made, or one that says why there is no score."""
    made = scorecards.find(interview.id, interview.attempt)
    if made is not None and task.outcome not in (Outcome.REJECTED, Outcome.FAILED):
        return made
    role = objects.get_record(objects.artefact(interview.id, "role", 0, "role.json"), Role)
    policy = load_policy(interview.policy)
    card = closed_without_score(
        interview_id=interview.id,
        role=role,
        policy=policy.id,
        policy_version=policy_version(policy),
        outcome=Outcome.REJECTED if task.outcome is Outcome.REJECTED else Outcome.FAILED,
        reason=_reason(task, events),
        language=None if interview.language == "auto" else interview.language,
        versions={"code": __version__},
    )
    scorecards.save(card, interview.attempt, policy.retention.score_days)
    return card


def _reason(task: CloseTask, events: list[history.Event]) -> str:
    """The code a stage named; where the workflow lost it on the way here, its history still has it."""
    if task.error is None:
        return "unknown"
    told = (task.error, history.failure(events))
    return next((code for error in told if error and (code := code_of(error.message))), task.error.Error)


def _bill_run(interview_id: str, attempt: int, events: list[history.Event]) -> int:
    """State transitions so far, and the attempts that were killed before they could write their own line."""
    run = [Usage(meter=Meter.STATE_TRANSITIONS, quantity=history.transitions(events))]
    lines = bill("workflow", interview_id, f"run-{attempt}", "ok", run)
    for dead in history.dead_attempts(events):
        usages = lambda_usage(dead.milliseconds / 1000, workflow.function_memory_mb(dead.function))
        lines += bill(dead.stage, interview_id, f"run-{attempt}-event-{dead.event}", "failed", usages)
    return lines


def _count(outcome: Outcome) -> None:
    metrics.add_dimension("outcome", outcome.value)
    metrics.add_metric("InterviewClosed", MetricUnit.Count, 1)
    metrics.flush_metrics()
