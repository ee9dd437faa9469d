"""Candidates of a job, what they agreed to and what they asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from mianshi.contracts.delivery import Delivery
from mianshi.contracts.hiring import Candidate, CandidateRequest, ConsentRecord, FunnelStep
from mianshi.errors import Rejected
from mianshi.platform.clock import expiry
from mianshi.platform.store import funnel, outbox, plain
from mianshi.platform.store.rows import CandidateRow, ListedRow, connection, is_condition, job_pk, table, together

_PREFIX = "CANDIDATE#"
_WAITING = "REQUEST"


def add(candidates: Sequence[Candidate], keep_days: int) -> None:
    """Store new candidates."""
    expires_at = expiry(keep_days)
    with table(), CandidateRow.batch_write() as batch:
        for candidate in candidates:
            batch.save(_row(candidate, expires_at))


def add_one(candidate: Candidate, keep_days: int) -> bool:
    """Store a new candidate. False where there is one of this id: they stay as they are."""
    try:
        with table():
            _row(candidate, expiry(keep_days)).save(CandidateRow.pk.does_not_exist())
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True


def find(job_id: str, candidate_id: str) -> Candidate | None:
    """The candidate, or None where this job has none of this id."""
    with table():
        try:
            row = CandidateRow.get(job_pk(job_id), _PREFIX + candidate_id, consistent_read=True)
        except CandidateRow.DoesNotExist:
            return None
    return Candidate.model_validate_json(row.body)


def page(job_id: str, limit: int, before: str | None = None) -> tuple[list[Candidate], str | None]:
    """Up to `limit` candidates of a job, newest first, and the id to go on before (None at the end)."""
    below = CandidateRow.sk.between(_PREFIX, _PREFIX + before) if before else CandidateRow.sk.startswith(_PREFIX)
    with table():
        rows = list(CandidateRow.query(job_pk(job_id), below, limit=limit + 2, scan_index_forward=False))
    found = [Candidate.model_validate_json(row.body) for row in rows]
    found = [candidate for candidate in found if candidate.id != before][: limit + 1]
    more = len(found) > limit
    return found[:limit], found[limit - 1].id if more else None


def change(
    before: Candidate,
    *,
    steps: Sequence[FunnelStep] = (),
    deliveries: Sequence[Delivery] = (),
    beside: Callable[[TransactWrite], None] | None = None,
    **updates: object,
) -> Candidate:
    """Change a candidate that nobody changed meanwhile, count `steps` in the job's funnel and put what is owed to other
    systems into the outbox, all or nothing.

    Args:
        before: as last read.
        steps: of the funnel.
        deliveries: rows of the outbox.
        beside: adds more to the same transaction.
        updates: what is to be different.

    Returns:
        The candidate as stored.

    Raises:
        Rejected: ``changed_meanwhile`` where somebody did: read again, and see whether the change still makes sense.
    """
    changed = before.model_copy(update={**updates, "revision": before.revision + 1})
    after = Candidate.model_validate(changed.model_dump())
    row = CandidateRow(job_pk(after.job_id), _PREFIX + after.id)
    actions: list[Action] = [CandidateRow.body.set(after.model_dump_json()), CandidateRow.revision.set(after.revision)]
    unchanged = CandidateRow.revision == before.revision

    def write() -> None:
        with table():
            if not steps and not deliveries and beside is None:
                row.update(actions=actions, condition=unchanged)
                return
            with TransactWrite(connection=connection()) as transaction:
                transaction.update(row, actions=actions, condition=unchanged)
                outbox.adding(transaction, deliveries)
                if beside is not None:
                    beside(transaction)
                if steps:
                    counted, additions = funnel.addition(after.job_id, *steps)
                    transaction.update(counted, actions=additions)

    try:
        together(write)
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        raise Rejected("changed_meanwhile", before.id) from None
    return after


def agreed(job_id: str, candidate_id: str, consent: ConsentRecord, keep_days: int) -> None:
    """Add to what a candidate agreed to; nothing that was recorded before changes."""
    plain.put(job_pk(job_id), f"CONSENT#{candidate_id}#{consent.at}", consent, expiry(keep_days))


def consents(job_id: str, candidate_id: str) -> list[ConsentRecord]:
    """Everything a candidate agreed to, oldest first."""
    return plain.query(job_pk(job_id), f"CONSENT#{candidate_id}#", ConsentRecord)


def ask(request: CandidateRequest, keep_days: int) -> None:
    """Store what a candidate asked for, or what was answered."""
    waits = request.answered_at is None
    with table():
        ListedRow(
            job_pk(request.job_id),
            f"REQUEST#{request.candidate_id}#{request.id}",
            list_pk=_WAITING if waits else None,
            list_sk=request.due_at if waits else None,
            body=request.model_dump_json(),
            expires_at=expiry(keep_days),
        ).save()


def unanswered(limit: int) -> list[CandidateRequest]:
    """What candidates of every job asked for and nobody answered yet, the most urgent first."""
    with table():
        return [CandidateRequest.model_validate_json(row.body) for row in ListedRow.listed.query(_WAITING, limit=limit)]


def requests(job_id: str, candidate_id: str | None = None) -> list[CandidateRequest]:
    """What the candidates of a job asked for, or one of them, oldest first for each."""
    prefix = f"REQUEST#{candidate_id}#" if candidate_id else "REQUEST#"
    return plain.query(job_pk(job_id), prefix, CandidateRequest)


def _row(candidate: Candidate, expires_at: datetime) -> CandidateRow:
    return CandidateRow(
        job_pk(candidate.job_id),
        _PREFIX + candidate.id,
        body=candidate.model_dump_json(),
        revision=candidate.revision,
        expires_at=expires_at,
    )
