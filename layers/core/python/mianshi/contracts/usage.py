"""What was used and what it costs."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from mianshi.contracts.base import Record


class Meter(StrEnum):
    """What is counted; the value is the exact key in the price book and its unit is fixed here (`UNITS`)."""

    LAMBDA_COMPUTE = "lambda.compute.x86"
    LAMBDA_COMPUTE_ARM = "lambda.compute.arm"
    LAMBDA_REQUESTS = "lambda.requests"
    LAMBDA_TMP = "lambda.ephemeral_storage"
    STATE_TRANSITIONS = "stepfunctions.standard.transitions"
    ENDPOINT_SECONDS = "sagemaker.async.instance"
    S3_WRITES = "s3.standard.put_requests"
    S3_READS = "s3.standard.get_requests"
    S3_STORAGE = "s3.standard.storage"
    DYNAMODB_WRITES = "dynamodb.ondemand.write_units"
    DYNAMODB_READS = "dynamodb.ondemand.read_units"
    DYNAMODB_STORAGE = "dynamodb.storage"
    DYNAMODB_BACKUP = "dynamodb.pitr"
    SECRETS_CALLS = "secretsmanager.calls"
    SECRETS = "secretsmanager.secrets"
    EVENTS = "eventbridge.custom_events"
    HTTP_REQUESTS = "apigateway.http.requests"
    QUEUE_REQUESTS = "sqs.standard.requests"
    LOGS_INGESTED = "cloudwatch.logs.ingestion"
    LOGS_STORAGE = "cloudwatch.logs.storage"
    ALARMS = "cloudwatch.alarms"
    METRICS = "cloudwatch.metrics"
    TRACES = "xray.traces"
    ACTIVE_USERS = "cognito.active_users"
    MAIL = "ses.messages"
    DATA_OUT = "transfer.out.internet"
    CONNECTOR_CALLS = "connector.calls"
    """Calls to other systems; each connector has a price of the customer's own, or none and is not counted."""
    REVIEW = "people.review"
    """Time that people say they spent on a review, at the customer's own hourly rate."""


UNITS: dict[Meter, str] = {
    Meter.LAMBDA_COMPUTE: "MB-ms",
    Meter.LAMBDA_COMPUTE_ARM: "MB-ms",
    Meter.LAMBDA_REQUESTS: "request",
    Meter.LAMBDA_TMP: "MB-ms",
    Meter.STATE_TRANSITIONS: "transition",
    Meter.ENDPOINT_SECONDS: "ms",
    Meter.S3_WRITES: "request",
    Meter.S3_READS: "request",
    Meter.S3_STORAGE: "byte-month",
    Meter.DYNAMODB_WRITES: "milli-unit",
    Meter.DYNAMODB_READS: "milli-unit",
    Meter.DYNAMODB_STORAGE: "byte-month",
    Meter.DYNAMODB_BACKUP: "byte-month",
    Meter.SECRETS_CALLS: "request",
    Meter.SECRETS: "milli-month",
    Meter.EVENTS: "event",
    Meter.HTTP_REQUESTS: "request",
    Meter.QUEUE_REQUESTS: "request",
    Meter.LOGS_INGESTED: "byte",
    Meter.LOGS_STORAGE: "byte-month",
    Meter.ALARMS: "milli-month",
    Meter.METRICS: "milli-month",
    Meter.TRACES: "trace",
    Meter.ACTIVE_USERS: "user",
    Meter.MAIL: "message",
    Meter.DATA_OUT: "byte",
    Meter.CONNECTOR_CALLS: "request",
    Meter.REVIEW: "ms",
}
"""A byte-month is one byte kept for a whole calendar month, a milli-month a thousandth of one thing kept for one."""

VARIANTS = frozenset({Meter.ENDPOINT_SECONDS, Meter.CONNECTOR_CALLS})
"""Meters whose price key goes on: with an instance type, with a connector's id."""
OWN_METERS = frozenset({Meter.CONNECTOR_CALLS, Meter.REVIEW})
"""Meters that no cloud has a price for: the customer's terms have it (`contracts.terms`)."""
UNMETERED = frozenset({Meter.DATA_OUT, Meter.TRACES, Meter.METRICS, Meter.ACTIVE_USERS})
"""Meters that the price book has and an estimate may count, while nothing writes lines of them: their cost stands on
the cloud's bill only."""

ADJUSTMENT = "adjustment"
"""Stage and price key of what a person enters: no meter, and nothing was counted."""

LineOutcome = Literal["ok", "failed", "duplicate", "cancelled"]
"""`duplicate`: the work was done already. `cancelled`: somebody stopped it, or nobody waited for it any more."""
LineKind = Literal["usage", "overhead", "credit", "adjustment"]
"""`usage`: caused by what its tags name. `overhead`: of the whole system, or a share of it that a stated rule gave.
`credit`: free tier, volume tier, discount and rounding of a day. `adjustment`: entered by a person, or late for a
closed month."""


class Usage(Record):
    """A quantity of one meter. `variant` completes the price key where one meter has several prices (instance type)."""

    meter: Meter
    quantity: int = Field(ge=0)
    variant: str | None = None

    @property
    def price_key(self) -> str:
        """The meter, and its variant where it has several: ``sagemaker.async.instance.ml.g6.xlarge``."""
        return f"{self.meter.value}.{self.variant}" if self.variant else self.meter.value


class Tags(Record):
    """Whose cost something is, as it was when it was used; empty where there is none. No names of people."""

    interview_id: str = ""
    candidate_id: str = ""
    job_id: str = ""
    department: str = ""
    source: str = ""
    """Where the candidate came from, such as a job board."""


class LedgerLine(Tags):
    """One immutable line per attempt and meter. `amount_micro` is None where there is no price.

    Only credits and adjustments may be below zero. The price in force is `price_book`: the date of a file of the price
    book, or ``terms-<revision>`` for a price of the customer's own.
    """

    stage: str
    attempt: str
    price_key: str
    quantity: int = Field(ge=0)
    unit: str
    amount_micro: int | None
    currency: str
    price_book: str
    region: str
    outcome: LineOutcome
    at: str
    """UTC, ISO 8601: the day it counts for."""
    kind: LineKind = "usage"
    adjusts: str = ""
    """Month (``YYYY-MM``) that an adjustment is about, where that was closed before."""
    note: str = Field(default="", max_length=200)
    """Of an adjustment: why, in the words of whoever entered it. Of a line that came late: the day it is about, and
    the discount that is off already where its month is over."""

    @model_validator(mode="after")
    def _below_zero(self) -> Self:
        if (self.amount_micro or 0) < 0 and self.kind in ("usage", "overhead"):
            raise ValueError("nothing that is used costs less than nothing")
        return self

    @property
    def tags(self) -> Tags:
        """Whose cost it is, without what it is."""
        return Tags.model_validate({name: getattr(self, name) for name in Tags.model_fields})
