"""The outbox: what is owed to other systems, and how each attempt went."""

from __future__ import annotations

from pynamodb.exceptions import PynamoDBException

from mianshi.contracts.delivery import Connector, Delivery, DeliveryState
from mianshi.errors import Transient
from mianshi.platform.store.rows import ConnectorRow, DeliveryRow, interview_pk, is_condition, table

_CONNECTORS = "CONNECTOR"
_PARKED = "PARKED"


def delivery_row(delivery: Delivery) -> DeliveryRow:
    """The row of a delivery; while it is parked it is listed for a person."""
    parked = delivery.state is DeliveryState.PARKED
    return DeliveryRow(
        interview_pk(delivery.interview_id),
        f"OUTBOX#{delivery.connector}#{delivery.action}",
        list_pk=_PARKED if parked else None,
        list_sk=delivery.updated_at if parked else None,
        body=delivery.model_dump_json(),
        state=delivery.state.value,
        attempts=delivery.attempts,
    )


def of_interview(interview_id: str) -> list[Delivery]:
    """The outbox rows of one interview."""
    with table():
        rows = list(
            DeliveryRow.query(interview_pk(interview_id), DeliveryRow.sk.startswith("OUTBOX#"), consistent_read=True)
        )
    return [Delivery.model_validate_json(row.body) for row in rows]


def parked(limit: int) -> list[Delivery]:
    """The newest deliveries that need a person."""
    with table():
        rows = DeliveryRow.listed.query(_PARKED, limit=limit, scan_index_forward=False)
        return [Delivery.model_validate_json(row.body) for row in rows]


def change(before: Delivery, after: Delivery) -> None:
    """Replace a row that nobody changed meanwhile.

    Raises:
        Transient: ``delivery_changed`` where somebody did.
    """
    unchanged = (DeliveryRow.state == before.state.value) & (DeliveryRow.attempts == before.attempts)
    try:
        with table():
            delivery_row(after).save(unchanged)
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        raise Transient("delivery_changed", after.id) from None


def connectors() -> list[Connector]:
    """All configured connectors."""
    with table():
        return [Connector.model_validate_json(row.body) for row in ConnectorRow.query(_CONNECTORS)]
