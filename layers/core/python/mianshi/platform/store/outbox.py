"""The outbox: what is owed to other systems, and how each attempt went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pynamodb.exceptions import PynamoDBException
from pynamodb.transactions import TransactWrite

from mianshi.contracts.delivery import Delivery, DeliveryState
from mianshi.contracts.keys import subject_of
from mianshi.errors import Rejected, Transient
from mianshi.platform.clock import expiry
from mianshi.platform.store.rows import DeliveryRow, interview_pk, is_condition, job_pk, table

_OWED = "OWED"
_PARKED = "PARKED"
_DELIVERED = "DELIVERED#"
KEEP_DAYS = 180
"""What was delivered stays known for so long: as long as somebody may ask, or a happening be told again. What is open
or waits for a person has no end."""
IN_TRANSACTION = 80
"""Rows that go into the transaction of their happening; DynamoDB takes 100 writes in one, and others are in it, too."""


def delivery_row(delivery: Delivery) -> DeliveryRow:
    """The row of a delivery: open ones are listed by when they are due, parked ones together, others by connector."""
    lists = {
        DeliveryState.PARKED: (_PARKED, delivery.updated_at),
        DeliveryState.DONE: (_DELIVERED + delivery.connector, delivery.updated_at),
    }
    list_pk, list_sk = lists.get(delivery.state, (_OWED, delivery.due_at))
    pk, sk = _key(delivery.subject, delivery.connector, delivery.action)
    return DeliveryRow(
        pk,
        sk,
        list_pk=list_pk,
        list_sk=list_sk,
        body=delivery.model_dump_json(),
        state=delivery.state.value,
        attempts=delivery.attempts,
        expires_at=expiry(KEEP_DAYS) if delivery.state is DeliveryState.DONE else None,
    )


def add(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Store rows that belong to nothing else that is written; those there are already stay as they are.

    Returns:
        What was new.
    """
    return [delivery for delivery in deliveries if _added(delivery)]


def adding(transaction: TransactWrite, deliveries: Sequence[Delivery]) -> None:
    """Make new rows part of a transaction, which fails as a whole where one of them is there already.

    Only the first `IN_TRANSACTION` of them: `outbound.owing.announce` adds the others right afterwards.
    """
    for delivery in deliveries[:IN_TRANSACTION]:
        transaction.save(delivery_row(delivery), condition=DeliveryRow.pk.does_not_exist())


def about(subject: str) -> list[Delivery]:
    """The outbox rows about one subject."""
    pk, prefix = _key(subject, "", "")
    with table():
        rows = list(DeliveryRow.query(pk, DeliveryRow.sk.startswith(prefix.rstrip("#") + "#"), consistent_read=True))
    return [delivery for delivery in _read(rows) if delivery.subject == subject]


def find(subject: str, connector: str, action: str) -> Delivery | None:
    """One row, or None."""
    with table():
        try:
            row = DeliveryRow.get(*_key(subject, connector, action), consistent_read=True)
        except DeliveryRow.DoesNotExist:
            return None
    return Delivery.model_validate_json(row.body)


def parked(limit: int) -> list[Delivery]:
    """The newest deliveries that need a person."""
    return _listed(_PARKED, limit)


def owed(until: str, limit: int) -> list[Delivery]:
    """Open rows that were due before `until` (UTC, ISO 8601), the longest overdue first."""
    with table():
        return _read(DeliveryRow.listed.query(_OWED, DeliveryRow.list_sk < until, limit=limit))


def delivered(connector: str, limit: int) -> list[Delivery]:
    """What a connector was told last, newest first."""
    return _listed(_DELIVERED + connector, limit)


def change(before: Delivery, after: Delivery) -> None:
    """Replace a row that nobody changed meanwhile.

    Raises:
        Transient: ``delivery_changed`` where somebody did.
    """
    stood = delivery_row(before)
    # Not by its body: a later version writes the same record as another text.
    unchanged = (
        (DeliveryRow.state == stood.state)
        & (DeliveryRow.attempts == stood.attempts)
        & (DeliveryRow.list_sk == stood.list_sk)
    )
    try:
        with table():
            delivery_row(after).save(unchanged)
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        raise Transient("delivery_changed", after.id) from None


def _added(delivery: Delivery) -> bool:
    try:
        with table():
            delivery_row(delivery).save(DeliveryRow.pk.does_not_exist())
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True


def _listed(partition: str, limit: int) -> list[Delivery]:
    with table():
        return _read(DeliveryRow.listed.query(partition, limit=limit, scan_index_forward=False))


def _read(rows: Iterable[DeliveryRow]) -> list[Delivery]:
    """The deliveries; a row that another version wrote stops no other."""
    found = []
    for row in rows:
        try:
            found.append(Delivery.model_validate_json(row.body))
        except ValueError:
            continue  # of a later version: that one reads it
    return found


def _key(subject: str, connector: str, action: str) -> tuple[str, str]:
    """What is about an interview or a candidate lies with them, and is deleted with them."""
    kind, known, job_id = subject_of(subject)
    tail = f"{connector}#{action}"
    if kind == "interview":
        return interview_pk(known), f"OUTBOX#{tail}"
    if kind == "candidate":
        return job_pk(job_id), f"OUTBOX#{known}#{tail}"
    if kind == "unknown":
        raise Rejected("not_found", "a delivery is about nothing we know")
    return f"OUTBOX#{subject}", f"OUTBOX#{tail}"
