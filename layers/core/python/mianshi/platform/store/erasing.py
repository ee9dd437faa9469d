"""What is taken out of the table when a candidate is erased."""

from __future__ import annotations

from datetime import datetime, timedelta

from mianshi.contracts.delivery import Delivery, EventKind
from mianshi.contracts.events import Interview
from mianshi.contracts.outcomes import Outcome, Reason, Status
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import partners
from mianshi.platform.store.rows import InterviewRow, PlainRow, interview_pk, job_pk, table

_META = "META"
_LEDGER = "LEDGER#"
_RUNS = "ANEW#"
"""Ids of the runs that scored an interview anew: whoever deletes once more must find what they leave behind."""
_LONGEST_FUNCTION = timedelta(minutes=15)
"""A function that a stopped run had called works on until it ends (docs.aws.amazon.com/lambda: quotas)."""


def bury(interview: Interview) -> bool:
    """Leave of an interview nothing but that there was one, so that whatever comes late finds it closed.

    Returns:
        Whether something may still be at work on it: a run that was on, or ended within the last quarter of an hour.
    """
    if buried(interview):
        return False
    ended = datetime.fromisoformat(interview.closed_at) if interview.closed_at else None
    working = interview.status is Status.PROCESSING or (ended is not None and ended > now() - _LONGEST_FUNCTION)
    bare: dict[str, object] = {"uploads": [], "earlier": [], "created_by": None, "execution": None, "total": None}
    stone = interview.model_copy(update={**bare, "rescoring": None})
    with table():
        InterviewRow(interview_pk(interview.id), _META).update(
            actions=[
                InterviewRow.body.set(stone.model_dump_json()),
                InterviewRow.status.set(Status.CLOSED.value),
                InterviewRow.outcome.set(Outcome.REJECTED.value),
                InterviewRow.reason.set(Reason.ERASED.value),
                InterviewRow.closed_at.set(timestamp()),
                InterviewRow.execution.remove(),
                InterviewRow.failed_state.remove(),
                InterviewRow.total.remove(),
                InterviewRow.list_pk.remove(),
                InterviewRow.list_sk.remove(),
                InterviewRow.watch_pk.remove(),
                InterviewRow.watch_sk.remove(),
            ],
            condition=InterviewRow.pk.exists(),
        )
    return working


def buried(interview: Interview) -> bool:
    """Whether nothing of the interview is kept any more."""
    return interview.status is Status.CLOSED and interview.reason == Reason.ERASED.value


def empty(interview_id: str) -> int:
    """Delete the rows of an interview, all but the one that says there was one and what it cost; how many."""
    pk = interview_pk(interview_id)
    with table():
        rows = PlainRow.query(pk, attributes_to_get=["pk", "sk"], consistent_read=True)
        keys = [row.sk for row in rows if row.sk != _META and not row.sk.startswith((_LEDGER, _RUNS))]
        with PlainRow.batch_write() as batch:
            for sk in keys:
                batch.delete(PlainRow(pk, sk))
    return len(keys)


def free(partner_id: str, external_id: str, candidate: str) -> int:
    """Let a partner use its id for somebody again, such as who applies anew, if it still means this `candidate`
    (``job id/candidate id``); how many rows."""
    if partners.known(partner_id, "CANDIDATE", external_id) != candidate:
        return 0
    with table(), PlainRow.batch_write() as batch:
        batch.delete(PlainRow(f"PARTNER#{partner_id}", f"CANDIDATE#{external_id}"))
    return 1


def afterwards(job_id: str, candidate_id: str, *, keep_promise: bool = False) -> int:
    """Delete what was reported about a candidate after the decision, what their résumé matched, and what other systems
    were told; how many rows.

    That they are told of the deletion stays, and, where asked for, since when a résumé has been awaited.
    """
    pk = job_pk(job_id)
    with table():
        own = list(PlainRow.query(pk, PlainRow.sk == f"HIRE#{candidate_id}", consistent_read=True))
        own += PlainRow.query(pk, PlainRow.sk == f"MATCH#{candidate_id}", consistent_read=True)
        own += PlainRow.query(pk, PlainRow.sk.startswith(f"OUTCOME#{candidate_id}#"), consistent_read=True)
        if not keep_promise:
            own += PlainRow.query(pk, PlainRow.sk == f"PROMISED#{candidate_id}", consistent_read=True)
        own += [
            row
            for row in PlainRow.query(pk, PlainRow.sk.startswith(f"OUTBOX#{candidate_id}#"), consistent_read=True)
            if Delivery.model_validate_json(row.body).event is not EventKind.CANDIDATE_ERASED
        ]
        with PlainRow.batch_write() as batch:
            for row in own:
                batch.delete(PlainRow(pk, row.sk))
    return len(own)
