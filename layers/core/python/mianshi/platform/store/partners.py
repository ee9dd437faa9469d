"""Partners, their keys, what they did once, and which of our ids belong to theirs."""

from __future__ import annotations

from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition

from mianshi.contracts.base import Record
from mianshi.contracts.partner import Partner
from mianshi.errors import Rejected
from mianshi.platform.clock import expiry
from mianshi.platform.store import plain
from mianshi.platform.store.rows import PlainRow, is_condition, table

_ALL = "PARTNER"
ONCE_DAYS = 1
"""An idempotency key is remembered for so long."""


class Known(Record):
    """What we call something of a partner's: ``job id`` or ``job id/candidate id``."""

    ours: str


class Done(Record):
    """The answer to a request that carried an idempotency key. Without a status it is still being worked on."""

    request: str
    """Hash of method, path and body: another request under the same key is refused."""
    status: int | None = None
    body: str = ""
    at: str


def every() -> list[Partner]:
    """All partners, by id."""
    with table():
        return [Partner.model_validate_json(row.body) for row in PlainRow.query(_ALL)]


def find(partner_id: str) -> Partner | None:
    """The partner of this id, or None."""
    return plain.get(_ALL, partner_id, Partner)


def add(partner: Partner) -> None:
    """Store a new partner."""
    plain.put(_ALL, partner.id, partner)


def change(before: Partner, **updates: object) -> Partner:
    """Change a partner that nobody changed meanwhile.

    Raises:
        Rejected: ``changed_meanwhile``.
    """
    changed = before.model_copy(update={**updates, "revision": before.revision + 1})
    after = Partner.model_validate(changed.model_dump())
    row = PlainRow(_ALL, after.id, body=after.model_dump_json())
    if not _put_if(row, PlainRow.body == before.model_dump_json()):
        raise Rejected("changed_meanwhile", before.id)
    return after


def known(partner_id: str, kind: str, external_id: str) -> str | None:
    """Our id of what a partner calls `external_id` (`kind`: ``JOB`` or ``CANDIDATE``), or None."""
    found = plain.get(_pk(partner_id), f"{kind}#{external_id}", Known)
    return found.ours if found else None


def remember(partner_id: str, kind: str, external_id: str, ours: str, keep_days: int) -> bool:
    """Keep our id of something of a partner's. False where another was kept before: it stays."""
    body = Known(ours=ours).model_dump_json()
    row = PlainRow(_pk(partner_id), f"{kind}#{external_id}", body=body, expires_at=expiry(keep_days))
    return _put_if(row, PlainRow.pk.does_not_exist())


def first(partner_id: str, key: str, done: Done) -> Done | None:
    """Begin a request under an idempotency key: None for the first, what is kept for every other."""
    row = PlainRow(_pk(partner_id), f"ONCE#{key}", body=done.model_dump_json(), expires_at=expiry(ONCE_DAYS))
    if _put_if(row, PlainRow.pk.does_not_exist()):
        return None
    return plain.get(_pk(partner_id), f"ONCE#{key}", Done) or done


def finish(partner_id: str, key: str, done: Done) -> None:
    """Keep the answer."""
    plain.put(_pk(partner_id), f"ONCE#{key}", done, expiry(ONCE_DAYS))


def forget(partner_id: str, key: str) -> None:
    """Let a request that failed on our side be sent again under its key."""
    plain.delete(_pk(partner_id), f"ONCE#{key}")


def _put_if(row: PlainRow, condition: Condition) -> bool:
    try:
        with table():
            row.save(condition)
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True


def _pk(partner_id: str) -> str:
    return f"PARTNER#{partner_id}"
