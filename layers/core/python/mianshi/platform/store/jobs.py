"""Jobs: who may see them, how they were changed, and how many booked each slot."""

from __future__ import annotations

from collections.abc import Iterable

from pynamodb.exceptions import PynamoDBException
from pynamodb.transactions import TransactWrite

from mianshi.contracts.base import Record
from mianshi.contracts.hiring import Job, JobChange
from mianshi.errors import Rejected
from mianshi.platform.store import plain
from mianshi.platform.store.rows import CountRow, JobRow, PlainRow, connection, is_condition, job_pk, table

_META = "META"
_LIST = "JOB"


class _Membership(Record):
    job_id: str


def create(job: Job, change: JobChange) -> None:
    """Store a new job, the first line of its log, and that its people see it."""
    _write(job, change, new=True, left=set(), joined={job.owner, *job.team})


def change(before: Job, after: Job, line: JobChange) -> Job:
    """Replace a job that nobody changed meanwhile; the job as stored.

    Raises:
        Rejected: ``changed_meanwhile`` where somebody did.
    """
    stored = after.model_copy(update={"revision": before.revision + 1})
    old, new = {before.owner, *before.team}, {after.owner, *after.team}
    _write(stored, line.model_copy(update={"revision": stored.revision}), new=False, left=old - new, joined=new - old)
    return stored


def find(job_id: str) -> Job | None:
    """The job, or None where there is none of this id."""
    with table():
        try:
            row = JobRow.get(job_pk(job_id), _META, consistent_read=True)
        except JobRow.DoesNotExist:
            return None
    return Job.model_validate_json(row.body)


def several(job_ids: Iterable[str]) -> dict[str, Job]:
    """The jobs of these ids, as far as they exist, by id."""
    with table():
        rows = JobRow.batch_get([(job_pk(known), _META) for known in dict.fromkeys(job_ids)])
        return {job.id: job for row in rows for job in [Job.model_validate_json(row.body)]}


def newest(limit: int) -> list[Job]:
    """The newest jobs of everybody."""
    with table():
        rows = JobRow.listed.query(_LIST, limit=limit, scan_index_forward=False)
        return [Job.model_validate_json(row.body) for row in rows]


def of_person(person_id: str, limit: int) -> list[Job]:
    """The newest jobs that a person owns or works on."""
    found = plain.query(f"PERSON#{person_id}", "JOB#", _Membership, newest_first=True, limit=limit)
    with table():
        rows = list(JobRow.batch_get([(job_pk(member.job_id), _META) for member in found]))
    jobs = [Job.model_validate_json(row.body) for row in rows]
    return sorted(jobs, key=lambda job: job.created_at, reverse=True)


def history(job_id: str) -> list[JobChange]:
    """The change log of a job, newest first."""
    return plain.query(job_pk(job_id), "CHANGE#", JobChange, newest_first=True)


def book(job_id: str, slot_id: str, capacity: int) -> bool:
    """Take one place in a slot. False where none is left."""
    row = CountRow(job_pk(job_id), f"SLOT#{slot_id}")
    free = CountRow.number.does_not_exist() | (CountRow.number < capacity)
    try:
        with table():
            row.update(actions=[CountRow.number.add(1)], condition=free)
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True


def unbook(job_id: str, slot_id: str) -> None:
    """Give one place of a slot back."""
    row = CountRow(job_pk(job_id), f"SLOT#{slot_id}")
    try:
        with table():
            row.update(actions=[CountRow.number.add(-1)], condition=CountRow.number > 0)
    except PynamoDBException as error:
        if not is_condition(error):
            raise


def booked(job_id: str) -> dict[str, int]:
    """How many places are taken, by slot."""
    with table():
        rows = CountRow.query(job_pk(job_id), CountRow.sk.startswith("SLOT#"))
        return {row.sk.removeprefix("SLOT#"): int(row.number) for row in rows}


def _write(job: Job, line: JobChange, *, new: bool, left: set[str], joined: set[str]) -> None:
    row = JobRow(
        job_pk(job.id),
        _META,
        list_pk=_LIST,
        list_sk=job.created_at,
        body=job.model_dump_json(),
        revision=job.revision,
    )
    condition = JobRow.pk.does_not_exist() if new else JobRow.revision == job.revision - 1
    with table():
        try:
            with TransactWrite(connection=connection()) as transaction:
                transaction.save(row, condition=condition)
                transaction.save(PlainRow(job_pk(job.id), f"CHANGE#{line.revision:06d}", body=line.model_dump_json()))
                for person in sorted(joined):
                    member = _Membership(job_id=job.id)
                    transaction.save(PlainRow(f"PERSON#{person}", f"JOB#{job.id}", body=member.model_dump_json()))
                for person in sorted(left):
                    transaction.delete(PlainRow(f"PERSON#{person}", f"JOB#{job.id}"))
        except PynamoDBException as error:
            if not is_condition(error):
                raise
            raise Rejected("changed_meanwhile", job.id) from None
