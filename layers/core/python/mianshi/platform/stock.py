"""How much is kept, and since when: objects in S3, rows in the table, lines of the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from mianshi.contracts.base import Record
from mianshi.platform.clients import calling, client
from mianshi.platform.settings import settings


class Held(Record):
    """One object, or an earlier version of one that S3 still keeps."""

    bytes: int
    at: datetime


class TableSize(Record):
    """As DynamoDB last counted it, about every six hours. The indexes are stored, and not backed up."""

    bytes: int
    index_bytes: int


def under(bucket: str, prefix: str) -> Iterator[Held]:
    """Every version of every object whose key begins with `prefix`, page by page."""
    with calling():
        for page in client("s3").get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
            for found in page.get("Versions", []):
                yield Held(bytes=int(found["Size"]), at=found["LastModified"].astimezone(UTC))


def table_size() -> TableSize:
    """The one table with its indexes."""
    with calling():
        told = client("dynamodb").describe_table(TableName=settings().table)["Table"]
    indexes = told.get("GlobalSecondaryIndexes", [])
    return TableSize(
        bytes=int(told.get("TableSizeBytes", 0)),
        index_bytes=sum(int(index.get("IndexSizeBytes", 0)) for index in indexes),
    )


def log_bytes(group: str) -> int:
    """Bytes that a log group keeps, as CloudWatch counts them; 0 where there is no such group."""
    with calling():
        pages = client("logs").get_paginator("describe_log_groups").paginate(logGroupNamePrefix=group)
        return sum(
            int(found.get("storedBytes", 0))
            for page in pages
            for found in page["logGroups"]
            if found["logGroupName"] == group
        )
