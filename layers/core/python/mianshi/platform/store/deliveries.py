"""The outbox as one connector sees it: what it was told, what was given up, what is still on its way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal

from mianshi.contracts.delivery import Delivery
from mianshi.platform.store.rows import DeliveryRow, table

Kept = Literal["done", "parked", "open"]
LOOKED_THROUGH = 5000
"""Rows of all connectors that one search among the parked or the open ones reads before it is asked to go on."""


def page(connector: str, kept: Kept, limit: int, after: str | None = None) -> tuple[list[Delivery], str | None]:
    """Up to `limit` rows of a connector, and the position to go on after (None at the end).

    Newest first; the open ones by when they are tried next. Rows that wait are not kept by connector: after
    `LOOKED_THROUGH` of them a page ends with what was found, which may be nothing, and the next goes on there.
    """
    found: list[Delivery] = []
    seen, last = 0, None
    for delivery, position in _rows(kept, connector, after):
        seen += 1
        if delivery and delivery.connector == connector:
            if len(found) == limit:
                return found, last
            found.append(delivery)
        last = position
    return found, last if seen == LOOKED_THROUGH else None


def told(connector: str, since: str, until: str) -> Iterator[Delivery]:
    """What was delivered to a connector, and then what was given up, from `since` to before `until`, each oldest first;
    of either, `LOOKED_THROUGH` rows are read at most."""
    if since >= until:
        return
    between = DeliveryRow.list_sk.between(since, until)
    for partition in (f"DELIVERED#{connector}", "PARKED"):
        with table():
            for row in DeliveryRow.listed.query(partition, between, limit=LOOKED_THROUGH):
                delivery = _read(row.body)
                if delivery and delivery.connector == connector and delivery.updated_at < until:
                    yield delivery


def by_id(connector: str, delivery_id: str) -> Delivery | None:
    """The row of this id, delivered or parked, among the newest `LOOKED_THROUGH`; None where it is not there."""
    for kept in ("parked", "done"):
        rows = _rows(kept, connector, None)
        found = next((row for row, _ in rows if row and row.connector == connector and row.id == delivery_id), None)
        if found is not None:
            return found
    return None


def _rows(kept: Kept, connector: str, after: str | None) -> Iterator[tuple[Delivery | None, str]]:
    """The delivered rows of a connector, or the parked or open ones of all, `LOOKED_THROUGH` at most; None for one that
    another version wrote, which hides no other."""
    partition = {"done": f"DELIVERED#{connector}", "parked": "PARKED", "open": "OWED"}[kept]
    start: dict[str, Any] | None = None
    if after is not None:
        pk, sk, list_sk = json.loads(after)
        keys = {"pk": pk, "sk": sk, "list_pk": partition, "list_sk": list_sk}
        start = {name: {"S": value} for name, value in keys.items()}
    with table():
        rows = DeliveryRow.listed.query(
            partition, scan_index_forward=kept == "open", last_evaluated_key=start, limit=LOOKED_THROUGH
        )
        for row in rows:
            yield _read(row.body), json.dumps([row.pk, row.sk, row.list_sk])


def _read(body: str) -> Delivery | None:
    try:
        return Delivery.model_validate_json(body)
    except ValueError:
        return None
