"""Interviews: created once, claimed once, closed once."""

from __future__ import annotations

from collections.abc import Sequence

from pynamodb.connection import Connection
from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from mianshi.contracts.delivery import Delivery
from mianshi.contracts.events import Interview
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.platform import meter
from mianshi.platform.clock import expiry, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store.outbox import delivery_row
from mianshi.platform.store.rows import InterviewRow, interview_pk, is_condition, table

_META = "META"
_LIST = "INTERVIEW"


def create(interview: Interview, keep_days: int) -> None:
    """Store a new interview."""
    row = InterviewRow(
        interview_pk(interview.id),
        _META,
        list_pk=_LIST,
        list_sk=interview.created_at,
        body=interview.model_dump_json(),
        status=interview.status.value,
        expires_at=expiry(keep_days),
    )
    with table():
        row.save(InterviewRow.pk.does_not_exist())


def find(interview_id: str) -> Interview | None:
    """The interview, or None where there is none of this id."""
    row = _row(interview_id)
    return None if row is None else _interview(row)


def latest(limit: int) -> list[Interview]:
    """The newest interviews first."""
    with table():
        return [_interview(row) for row in InterviewRow.listed.query(_LIST, limit=limit, scan_index_forward=False)]


def claim(interview_id: str, execution: str) -> Interview | None:
    """Give the interview to one execution. The same execution may ask again; any other gets None."""
    row = _row(interview_id)
    if row is None:
        return None
    if row.execution != execution:
        try:
            with table():
                row.update(
                    actions=[
                        InterviewRow.status.set(Status.PROCESSING.value),
                        InterviewRow.execution.set(execution),
                        InterviewRow.attempt.set(InterviewRow.attempt + 1),
                    ],
                    condition=InterviewRow.status == Status.AWAITING_UPLOAD.value,
                )
        except PynamoDBException as error:
            if not is_condition(error):
                raise
            return None
    return _interview(row)


def close(
    interview_id: str,
    execution: str,
    outcome: Outcome,
    deliveries: Sequence[Delivery],
    *,
    reason: str | None = None,
    failed_state: str | None = None,
    total: int | None = None,
) -> bool:
    """Close the interview and put its outbox rows, both or neither.

    Returns:
        False where another execution owns the interview or it was closed before.
    """
    with table():
        row = InterviewRow(interview_pk(interview_id), _META)
        ours = (InterviewRow.execution == execution) | InterviewRow.execution.does_not_exist()
        meta: list[Action] = [
            InterviewRow.status.set(Status.CLOSED.value),
            InterviewRow.execution.set(execution),
            InterviewRow.outcome.set(outcome.value),
            InterviewRow.closed_at.set(timestamp()),
        ]
        meta += [InterviewRow.reason.set(reason)] if reason else []
        meta += [InterviewRow.failed_state.set(failed_state)] if failed_state else []
        meta += [InterviewRow.total.set(total)] if total is not None else []
        connection = Connection(region=settings().aws_region)
        meter.watch(connection.client)
        try:
            with TransactWrite(connection=connection) as transaction:
                transaction.update(
                    row,
                    actions=meta,
                    condition=ours & (InterviewRow.status != Status.CLOSED.value) & InterviewRow.pk.exists(),
                )
                for delivery in deliveries:
                    transaction.save(delivery_row(delivery))
        except PynamoDBException as error:
            if not is_condition(error):
                raise
            return False
    return True


def _row(interview_id: str) -> InterviewRow | None:
    with table():
        try:
            return InterviewRow.get(interview_pk(interview_id), _META, consistent_read=True)
        except InterviewRow.DoesNotExist:
            return None


def _interview(row: InterviewRow) -> Interview:
    return Interview.model_validate_json(row.body).model_copy(
        update={
            "status": Status(row.status),
            "attempt": int(row.attempt),
            "execution": row.execution,
            "outcome": Outcome(row.outcome) if row.outcome else None,
            "reason": row.reason,
            "failed_state": row.failed_state,
            "total": None if row.total is None else int(row.total),
            "closed_at": row.closed_at,
        }
    )
