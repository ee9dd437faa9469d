"""Ratings that are far apart: the open ones of all interviews together, and everything that was found in one."""

from __future__ import annotations

from collections.abc import Sequence

from pynamodb.exceptions import PynamoDBException
from pynamodb.transactions import TransactWrite

from mianshi.contracts.delivery import Delivery
from mianshi.contracts.divergence import Divergence
from mianshi.errors import Rejected
from mianshi.platform.clock import expiry
from mianshi.platform.store import outbox, plain
from mianshi.platform.store.rows import ListedRow, connection, interview_pk, is_condition, table

_PREFIX = "DIVERGED#"
_OPEN = "DIVERGED"


def keep(found: Divergence, keep_days: int, deliveries: Sequence[Delivery] = ()) -> None:
    """Store what was found, or how it was closed, and what is owed to other systems because of it, all or nothing."""
    with table(), TransactWrite(connection=connection()) as transaction:
        transaction.save(_row(found, keep_days))
        outbox.adding(transaction, deliveries)


def close(before: Divergence, after: Divergence, keep_days: int) -> None:
    """Store how one was closed.

    Raises:
        Rejected: ``changed_meanwhile`` where somebody closed it first.
    """
    try:
        with table():
            _row(after, keep_days).save(condition=ListedRow.list_sk == before.at)
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        raise Rejected("changed_meanwhile", before.interview_id) from None


def of(interview_id: str) -> list[Divergence]:
    """Everything found in one interview, oldest first."""
    return plain.query(interview_pk(interview_id), _PREFIX, Divergence)


def newest(interview_id: str) -> Divergence | None:
    """What was found last, open or closed, or None."""
    found = plain.query(interview_pk(interview_id), _PREFIX, Divergence, newest_first=True, limit=1)
    return found[0] if found else None


def waiting(limit: int) -> list[Divergence]:
    """The open ones of all interviews, the longest waiting first."""
    with table():
        rows = ListedRow.listed.query(_OPEN, limit=limit)
        return [Divergence.model_validate_json(row.body) for row in rows]


def _row(found: Divergence, keep_days: int) -> ListedRow:
    return ListedRow(
        interview_pk(found.interview_id),
        f"{_PREFIX}{found.revision:04d}",
        body=found.model_dump_json(),
        list_pk=_OPEN if found.open else None,
        list_sk=found.at if found.open else None,
        expires_at=expiry(keep_days),
    )
