"""Records that need nothing but their key: kept, found, listed and deleted."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from pynamodb.exceptions import PynamoDBException

from mianshi.contracts.base import Record
from mianshi.platform.store.rows import PlainRow, is_condition, table

R = TypeVar("R", bound=Record)


def put(pk: str, sk: str, record: Record, expires_at: datetime | None = None) -> None:
    """Store a record under its key, in place of what lay there."""
    with table():
        PlainRow(pk, sk, body=record.model_dump_json(), expires_at=expires_at).save()


def create(pk: str, sk: str, record: Record, expires_at: datetime | None = None) -> bool:
    """Store a record under its key where nothing lies yet; False, and nothing changes, where something does."""
    try:
        with table():
            PlainRow(pk, sk, body=record.model_dump_json(), expires_at=expires_at).save(PlainRow.pk.does_not_exist())
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True


def get(pk: str, sk: str, kind: type[R]) -> R | None:
    """The record of this key, or None."""
    with table():
        try:
            row = PlainRow.get(pk, sk, consistent_read=True)
        except PlainRow.DoesNotExist:
            return None
    return kind.model_validate_json(row.body)


def query(pk: str, prefix: str, kind: type[R], *, newest_first: bool = False, limit: int | None = None) -> list[R]:
    """The records of a partition whose sort key begins with `prefix`, in the order of that key."""
    with table():
        rows = PlainRow.query(pk, PlainRow.sk.startswith(prefix), scan_index_forward=not newest_first, limit=limit)
        return [kind.model_validate_json(row.body) for row in rows]


def delete(pk: str, sk: str) -> None:
    """Remove a record; nothing happens where there is none."""
    with table():
        PlainRow(pk, sk).delete()
