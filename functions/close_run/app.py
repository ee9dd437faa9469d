"""CloseRun: the last state on every path. Status, outbox rows, ledger, and the event that starts the deliveries."""

from __future__ import annotations

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

import adopting
import closing
import paying
from mianshi import attempt
from mianshi.contracts.events import CloseReceipt, InterviewClosed
from mianshi.contracts.keys import interview_of_upload, interview_subject
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.tasks import CloseTask
from mianshi.outbound import owing
from mianshi.platform import history, workflow
from mianshi.platform.store import erasing, interviews
from mianshi.stage import stage

metrics = Metrics(namespace="Mianshi")


@stage("close_run", CloseTask)
def handler(task: CloseTask) -> CloseReceipt:
    """Safe to repeat: a run that is closed already is announced again, and nothing else changes.

    A run of somebody who was erased, or that never had the interview, closes nothing and is paid for."""
    interview_id = interview_of_upload(task.upload.key) or ""
    interview = interviews.find(interview_id) if interview_id else None
    events = workflow.history(task.execution) if interview else []
    if interview is None or erasing.buried(interview) or interview.execution not in (None, task.execution):
        lines = paying.bill_in_vain(interview, task, events) if interview else 0
        return CloseReceipt(interview_id=interview_id, outcome=task.outcome, lines=lines)
    card = closing.scorecard(interview, task, events)
    anew = adopting.adopt(interview, card) if interview.is_rescoring else None
    rows = closing.owed(interview, task.execution, card) if anew is None else []
    closed = interviews.close(
        interview.id,
        task.execution,
        card.outcome,
        rows,
        reason=card.reason,
        failed_state=history.failed_state(events) if card.outcome is Outcome.FAILED else None,
        total=card.total,
        job_id=interview.job_id,
        steps=closing.steps(interview, card),
    )
    if not closed:
        attempt.came_to("duplicate")
    owing.complete(rows)
    try:
        lines = paying.bill_run(interview, task, events)
    finally:  # a ledger that cannot be written must not keep the result from the customer
        owing.wake(anew) if anew is not None else _announce(interview.id, card.outcome, len(rows))
    if closed and anew is None:
        _count(card.outcome)
    return CloseReceipt(interview_id=interview.id, outcome=card.outcome, lines=lines)


def _announce(interview_id: str, outcome: Outcome, deliveries: int) -> None:
    subject = interview_subject(interview_id)
    detail = InterviewClosed(interview_id=interview_id, subject=subject, outcome=outcome, deliveries=deliveries)
    workflow.announce(f"interview.{outcome}", detail)


def _count(outcome: Outcome) -> None:
    metrics.add_dimension("outcome", outcome.value)
    metrics.add_metric("InterviewClosed", MetricUnit.Count, 1)
    metrics.flush_metrics()
