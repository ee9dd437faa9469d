"""The rows of the one table, as PynamoDB models. They never leave this folder.

| pk                | sk                                 | row            | list_pk / list_sk (index `listed`)  |
|-------------------|------------------------------------|----------------|-------------------------------------|
| IV#<id>           | META                               | InterviewRow   | INTERVIEW / <created_at>            |
| IV#<id>           | TOKEN#<stage>#<attempt>#<answer>   | TokenRow       |                                     |
| IV#<id>           | SCORECARD#<attempt>                | ScorecardRow   |                                     |
| IV#<id>           | LEDGER#<stage>#<attempt id>        | LedgerRow      | LEDGER#<yyyy-mm> / <at>             |
| IV#<id>           | OUTBOX#<connector>#<action>        | DeliveryRow    | OWED, PARKED or DELIVERED#<conn.>   |
| JOB#<id>          | OUTBOX#<candidate>#<conn.>#<act.>  | DeliveryRow    | as above / <due_at>, <updated_at>   |
| OUTBOX#<subject>  | OUTBOX#<connector>#<action>        | DeliveryRow    | as above                            |
| IV#<id>           | HUMAN#<person>                     | PlainRow       |                                     |
| IV#<id>           | EARLIER#<person>#<at>              | PlainRow       |                                     |
| IV#<id>           | DIVERGED#<revision>                | ListedRow      | DIVERGED / <at> until closed        |
| IV#<id>           | SEEN#<person>                      | PlainRow       |                                     |
| IV#<id>           | ANSWER#<number>                    | PlainRow       |                                     |
| IV#<id>           | COMMENT#<at>#<id>                  | PlainRow       |                                     |
| CONNECTOR         | <id>                               | ConnectorRow   |                                     |
| CONNECTOR#<id>    | HEALTH, TOKEN#<key>                | PlainRow       |                                     |
| CONNECTOR#<id>    | CALLS#<yyyy-mm>, LEASE#<key>       | CountRow       |                                     |
| CONNECTOR#<id>    | EVENT#<event id>                   | ListedRow      | CALLBACK / <due at> until it ended  |
| CONNECTOR#<id>    | ANNOUNCED#<event>, REACTED#<event> | PlainRow       |                                     |
| CONNECTOR#<id>    | CANDIDATE#<pseudonym>              | PlainRow       |                                     |
| JOB#<id>          | HIRE#<candidate>, OUTCOME#<c.>#... | PlainRow       |                                     |
| IV#<id>           | PROMISED#<answer>                  | PlainRow       |                                     |
| JOB#<id>          | PROMISED#<candidate>               | PlainRow       |                                     |
| PARTNER#<id>      | MADE#<job>                         | PlainRow       |                                     |
| PARTNER           | <id>                               | PlainRow       |                                     |
| PARTNER#<id>      | ONCE#<key>                         | PlainRow       |                                     |
| PARTNER#<id>      | JOB#<external>, CANDIDATE#<ext.>   | PlainRow       |                                     |
| OVERHEAD#<stage>  | LEDGER#<stage>#<attempt id>        | LedgerRow      | LEDGER#<yyyy-mm> / <at>             |
| IV#<id>           | KEPT                               | ListedRow      | KEPT / <last deletion>#<id>         |
| COSTS#<yyyy-mm>   | BOOKED#<sequence>, CLOSED          | PlainRow       |                                     |
| COSTS#<yyyy-mm>   | OVERHEAD#<day>#<part>, UPTO#<what> | PlainRow       |                                     |
| COSTS             | OVERHEADS_SINCE                    | PlainRow       |                                     |
| COSTS             | TERMS#<revision>, BUDGET#<job>     | PlainRow       |                                     |
| JOB#<id>          | BUDGET, SPENT                      | PlainRow       |                                     |
| JOB#<id>          | PASS_RATE, APART                   | PlainRow       |                                     |
| JOB#<id>          | META                               | JobRow         | JOB / <created_at>                  |
| JOB#<id>          | CHANGE#<revision>                  | PlainRow       |                                     |
| JOB#<id>          | CANDIDATE#<id>                     | CandidateRow   |                                     |
| JOB#<id>          | CONSENT#<candidate>#<at>           | PlainRow       |                                     |
| JOB#<id>          | REQUEST#<candidate>#<id>           | ListedRow      | REQUEST / <due_at> until answered   |
| JOB#<id>          | DECISION#<candidate>#<at>          | PlainRow       |                                     |
| JOB#<id>          | SLOT#<id>                          | CountRow       |                                     |
| PERSON#<id>       | JOB#<id>                           | PlainRow       |                                     |
| PERSON#<id>       | GUIDE#<guide>                      | PlainRow       |                                     |
| SESSION#<hash>    | META                               | PlainRow       |                                     |
| LINK#<id>         | META                               | LinkRow        | LINK#<candidate> / <created_at>     |
| PERSON#<id>       | SESSIONS                           | PlainRow       |                                     |
| LIMIT#<what>      | <window> or BLOCK                  | CountRow       |                                     |
| AUDIT#<date>      | <at>#<chance>                      | ListedRow      | AUDIT#<candidate> / <at>            |
| FUNNEL#<week>     | JOB#<id>                           | FunnelRow      | FUNNEL#<job> / <week>               |
| USAGE#<yyyy-mm>   | <person>#<action>                  | CountRow       |                                     |

Interviews that somebody may have to do something about are in the index `watched` besides (watch_pk / watch_sk):
AWAITING_UPLOAD, PROCESSING or FAILED / <created_at>; the others leave it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import PynamoDBException
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from mianshi.errors import Transient
from mianshi.platform import meter
from mianshi.platform.clients import named, session
from mianshi.platform.settings import settings


class Listed(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]  # PynamoDB leaves its hook untyped
    """Rows that are listed together: interviews by time, ledger lines by month, deliveries by state."""

    class Meta:
        index_name = "listed"
        projection = AllProjection()

    list_pk = UnicodeAttribute(hash_key=True)
    list_sk = UnicodeAttribute(range_key=True)


class Watched(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]  # as above
    """Interviews that are not done well: waiting, being worked on, failed. The others are not in it."""

    class Meta:
        index_name = "watched"
        projection = AllProjection()

    watch_pk = UnicodeAttribute(hash_key=True)
    watch_sk = UnicodeAttribute(range_key=True)


class _Row(Model):
    """Keys common to all rows; `body` is the record as JSON, other attributes exist to be searched or compared."""

    class Meta:
        table_name = "bound on first use"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    list_pk = UnicodeAttribute(null=True)
    list_sk = UnicodeAttribute(null=True)
    body = UnicodeAttribute(default="{}")
    expires_at = TTLAttribute(null=True)


class InterviewRow(_Row):
    class Meta:
        table_name = "bound on first use"

    listed = Listed()
    watched = Watched()
    watch_pk = UnicodeAttribute(null=True)
    watch_sk = UnicodeAttribute(null=True)
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


class PlainRow(_Row):
    """A record and its key, and nothing else."""

    class Meta:
        table_name = "bound on first use"


class ListedRow(_Row):
    class Meta:
        table_name = "bound on first use"

    listed = Listed()


class JobRow(_Row):
    class Meta:
        table_name = "bound on first use"

    listed = Listed()
    revision = NumberAttribute(default=0)


class CandidateRow(_Row):
    class Meta:
        table_name = "bound on first use"

    revision = NumberAttribute(default=0)


class LinkRow(_Row):
    class Meta:
        table_name = "bound on first use"

    listed = Listed()
    bound_to = UnicodeAttribute(null=True)
    """Of a link that opens once: hash of the secret of the browser that opened it."""
    revoked = NumberAttribute(default=0)


class CountRow(_Row):
    """A counter; its body says nothing."""

    class Meta:
        table_name = "bound on first use"

    number = NumberAttribute(default=0)


class FunnelRow(_Row):
    """One counter for each step, as attributes ``n_<step>``."""

    class Meta:
        table_name = "bound on first use"

    listed = Listed()
    n_invited = NumberAttribute(null=True)
    n_started = NumberAttribute(null=True)
    n_submitted = NumberAttribute(null=True)
    n_scored = NumberAttribute(null=True)
    n_not_scored = NumberAttribute(null=True)
    n_forward = NumberAttribute(null=True)
    n_advanced = NumberAttribute(null=True)
    n_held = NumberAttribute(null=True)
    n_rejected = NumberAttribute(null=True)
    n_withdrawn = NumberAttribute(null=True)
    n_appealed = NumberAttribute(null=True)


_CONFLICTS = frozenset({"TransactionCanceledException", "TransactionConflictException"})
_CONFLICT_PAUSES = (0.03, 0.06, 0.12, 0.25, 0.5)
"""Seconds: a counter that a thousand candidates move in ten minutes is touched twice in a second."""
_ROWS: tuple[type[_Row], ...] = (
    InterviewRow,
    TokenRow,
    ScorecardRow,
    LedgerRow,
    DeliveryRow,
    ConnectorRow,
    PlainRow,
    ListedRow,
    JobRow,
    CandidateRow,
    LinkRow,
    CountRow,
    FunnelRow,
)


@cache
def bind() -> None:
    """Point every model at this process's table and at the one metered client; PynamoDB fixes both at class creation.

    A client of its own for each model would cost a cold start more than a second of reading botocore's descriptions.
    """
    for row in _ROWS:
        meta: Any = row.Meta
        meta.table_name = settings().table
        meta.region = settings().aws_region
        row._get_connection().connection._client = connection().client


@cache
def connection() -> Connection:
    """What transactions of this process go through, and whose client the models share."""
    made = Connection(region=settings().aws_region)
    made._local.session = session()  # PynamoDB would make another, and pay for it in every cold start
    meter.watch(made.client)
    return made


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


def together(write: Callable[[], None]) -> None:
    """Run a transaction, again where DynamoDB cancelled it because another one touched the same counter just then."""
    for pause in (*_CONFLICT_PAUSES, None):
        try:
            write()
        except Transient as error:
            if pause is None or error.detail not in _CONFLICTS:
                raise
            time.sleep(pause * (0.5 + random.random()))  # noqa: S311 - spreads those who collided; nobody must guess it
        else:
            return


def is_condition(error: PynamoDBException) -> bool:
    """Whether a write failed because its condition did not hold."""
    reasons = getattr(error, "cancellation_reasons", None) or []
    code = getattr(error, "cause_response_code", None)
    return code == "ConditionalCheckFailedException" or any(
        reason is not None and reason.code == "ConditionalCheckFailed" for reason in reasons
    )


def job_pk(job_id: str) -> str:
    """Partition of everything about one job."""
    return f"JOB#{job_id}"


def interview_pk(interview_id: str) -> str:
    """Partition of everything about one interview."""
    return f"IV#{interview_id}"
