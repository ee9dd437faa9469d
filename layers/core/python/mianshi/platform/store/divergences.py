"""Ratings that are far apart: the open ones of all interviews together, and everything that was found in one."""

from __future__ import annotations

from collections.abc import Sequence

from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from mianshi.contracts.divergence import Divergence, DivergenceCounts
from mianshi.errors import Rejected
from mianshi.platform.clock import expiry
from mianshi.platform.store import plain
from mianshi.platform.store.rows import ListedRow, interview_pk, is_condition, job_pk, table

_PREFIX = "DIVERGED#"
_OPEN = "DIVERGED"
_COUNTS = "APART"


def keeping(transaction: TransactWrite, found: Sequence[Divergence], keep_days: int) -> None:
    """Make what was found, or how it was closed, part of the transaction of the rating that it follows from. All of it
    fails where somebody else found one with that number meanwhile, or closed the one that this closes."""
    for one in found:
        transaction.save(
            _row(one, keep_days), condition=ListedRow.pk.does_not_exist() if one.open else _still_open(one)
        )


def close(before: Divergence, after: Divergence, keep_days: int) -> None:
    """Store how one was closed.

    Raises:
        Rejected: ``changed_meanwhile`` where somebody closed it first, or a later rating renewed it.
    """
    try:
        with table():
            _row(after, keep_days).save(condition=_still_open(before))
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
    return next(iter(found), None)


def waiting(limit: int) -> list[Divergence]:
    """The open ones of all interviews, the longest waiting first."""
    with table():
        rows = ListedRow.listed.query(_OPEN, limit=limit)
        return [Divergence.model_validate_json(row.body) for row in rows]


def counts(job_id: str) -> DivergenceCounts:
    """How often ratings of a job were apart."""
    return plain.get(job_pk(job_id), _COUNTS, DivergenceCounts) or DivergenceCounts()


def count(job_id: str, competencies: Sequence[str] | None) -> None:
    """Count a stored rating; `competencies` are those apart, None where the rating is near the others.

    Two at the same moment may be counted once: it is a figure to look at, and nothing is decided by it.
    """
    known = counts(job_id)
    apart = {**known.competencies}
    for name in competencies or ():
        apart[name] = apart.get(name, 0) + 1
    found = DivergenceCounts(rated=known.rated + 1, apart=known.apart + (competencies is not None), competencies=apart)
    plain.put(job_pk(job_id), _COUNTS, found)


def _still_open(one: Divergence) -> Condition:
    return ListedRow.list_sk == one.at


def _row(found: Divergence, keep_days: int) -> ListedRow:
    return ListedRow(
        interview_pk(found.interview_id),
        f"{_PREFIX}{found.revision:04d}",
        body=found.model_dump_json(),
        list_pk=_OPEN if found.open else None,
        list_sk=found.at if found.open else None,
        expires_at=expiry(keep_days),
    )
