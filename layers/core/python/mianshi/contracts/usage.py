"""What was used and what it costs."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

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
    DYNAMODB_WRITES = "dynamodb.ondemand.write_units"
    DYNAMODB_READS = "dynamodb.ondemand.read_units"
    SECRETS_CALLS = "secretsmanager.calls"
    EVENTS = "eventbridge.custom_events"


UNITS: dict[Meter, str] = {
    Meter.LAMBDA_COMPUTE: "MB-ms",
    Meter.LAMBDA_COMPUTE_ARM: "MB-ms",
    Meter.LAMBDA_REQUESTS: "request",
    Meter.LAMBDA_TMP: "MB-ms",
    Meter.STATE_TRANSITIONS: "transition",
    Meter.ENDPOINT_SECONDS: "ms",
    Meter.S3_WRITES: "request",
    Meter.S3_READS: "request",
    Meter.DYNAMODB_WRITES: "milli-unit",
    Meter.DYNAMODB_READS: "milli-unit",
    Meter.SECRETS_CALLS: "request",
    Meter.EVENTS: "event",
}


class Usage(Record):
    """A quantity of one meter. `variant` completes the price key where one meter has several prices (instance type)."""

    meter: Meter
    quantity: int = Field(ge=0)
    variant: str | None = None

    @property
    def price_key(self) -> str:
        return f"{self.meter.value}.{self.variant}" if self.variant else self.meter.value


class LedgerLine(Record):
    """One immutable line per attempt and meter. `amount_micro` is None where the price book has no price."""

    interview_id: str
    stage: str
    attempt: str
    price_key: str
    quantity: int = Field(ge=0)
    unit: str
    amount_micro: int | None
    currency: str
    price_book: str
    region: str
    outcome: Literal["ok", "failed"]
    at: str
    """UTC, ISO 8601."""
