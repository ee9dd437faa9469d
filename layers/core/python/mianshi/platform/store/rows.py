"""The rows of the one table, as PynamoDB models. They never leave this folder.

| pk        | sk                                   | row            | list_pk / list_sk (index `listed`)  |
|-----------|--------------------------------------|----------------|-------------------------------------|
| IV#<id>   | META                                 | InterviewRow   | INTERVIEW / <created_at>            |
| IV#<id>   | TOKEN#<stage>#<attempt>#<answer>     | TokenRow       |                                     |
| IV#<id>   | SCORECARD#<attempt>                  | ScorecardRow   |                                     |
| IV#<id>   | LEDGER#<stage>#<attempt id>          | LedgerRow      | LEDGER#<yyyy-mm> / <at>             |
| IV#<id>   | OUTBOX#<connector>#<action>          | DeliveryRow    | PARKED / <updated_at> while parked  |
| CONNECTOR | <id>                                 | ConnectorRow   |                                     |
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from mianshi.platform import meter
from mianshi.platform.clients import named
from mianshi.platform.settings import settings


class Listed(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]  # PynamoDB leaves its hook untyped
    """Rows that are listed together: interviews by time, ledger lines by month, parked deliveries."""

    class Meta:
        index_name = "listed"
        projection = AllProjection()

    list_pk = UnicodeAttribute(hash_key=True)
    list_sk = UnicodeAttribute(range_key=True)


class _Row(Model):
    """Keys common to all rows; `body` is the record as JSON, other attributes exist to be searched or compared."""

    class Meta:
        table_name = "bound on first use"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    list_pk = UnicodeAttribute(null=True)
    list_sk = UnicodeAttribute(null=True)
    body = UnicodeAttribute()
    expires_at = TTLAttribute(null=True)


class InterviewRow(_Row):
    class Meta:
        table_name = "bound on first use"

    listed = Listed()
    status = UnicodeAttribute()
    attempt = NumberAttribute(default=0)
    execution = UnicodeAttribute(null=True)
    outcome = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    failed_state = UnicodeAttribute(null=True)
    total = NumberAttribute(null=True)
    closed_at = UnicodeAttribute(null=True)


class TokenRow(_Row):
    class Meta:
        table_name = "bound on first use"

    state = UnicodeAttribute()


class ScorecardRow(_Row):
    class Meta:
        table_name = "bound on first use"


class LedgerRow(_Row):
    class Meta:
        table_name = "bound on first use"

    listed = Listed()


class DeliveryRow(_Row):
    class Meta:
        table_name = "bound on first use"

    listed = Listed()
    state = UnicodeAttribute()
    attempts = NumberAttribute(default=0)


class ConnectorRow(_Row):
    class Meta:
        table_name = "bound on first use"


_ROWS: tuple[type[_Row], ...] = (InterviewRow, TokenRow, ScorecardRow, LedgerRow, DeliveryRow, ConnectorRow)


@cache
def bind() -> None:
    """Point every model at this process's table and meter its calls; PynamoDB fixes both at class creation."""
    for row in _ROWS:
        meta: Any = row.Meta
        meta.table_name = settings().table
        meta.region = settings().aws_region
        meter.watch(row._get_connection().connection.client)


@contextmanager
def table() -> Iterator[None]:
    """Bind on first use; failures inside come out as Transient or Defect, failed conditions as they are."""
    bind()
    try:
        yield
    except PynamoDBException as error:
        if is_condition(error):
            raise
        raise named(error) from error


def is_condition(error: PynamoDBException) -> bool:
    """Whether a write failed because its condition did not hold."""
    reasons = getattr(error, "cancellation_reasons", None) or []
    code = getattr(error, "cause_response_code", None)
    return code == "ConditionalCheckFailedException" or any(
        reason is not None and reason.code == "ConditionalCheckFailed" for reason in reasons
    )


def interview_pk(interview_id: str) -> str:
    """Partition of everything about one interview."""
    return f"IV#{interview_id}"
