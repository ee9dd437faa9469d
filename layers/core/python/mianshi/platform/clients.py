"""AWS clients: built once per process, metered, and with failures named in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from mianshi.errors import Defect, Transient
from mianshi.platform import meter

_RETRIES = Config(
    retries={"mode": "standard", "total_max_attempts": 4},
    connect_timeout=5,
    read_timeout=30,
    s3={"addressing_style": "path"},
)
_PASSING = frozenset(
    {
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "InternalServerException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


@cache
def client(service: str) -> Any:
    """The metered client of `service` in this process."""
    made = boto3.client(service, config=_RETRIES)
    meter.watch(made)
    return made


def named(error: Exception) -> Transient | Defect:
    """An AWS failure as one of our families: what passes is Transient, everything else is ours to mend."""
    code = _code(error)
    if code is None and isinstance(error, HTTPClientError):
        return Transient("aws_unreachable", type(error).__name__)
    if code is None:
        return Defect("aws_call_failed", type(error).__name__)
    status = _status(error)
    if code in _PASSING or status >= 500:
        return Transient("aws_busy", code)
    return Defect("aws_refused", code)


def _code(error: Exception) -> str | None:
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "Unknown"))
    code = getattr(error, "cause_response_code", None)  # PynamoDB keeps the vendor's code here
    return str(code) if code else None


def _status(error: Exception) -> int:
    response = getattr(error, "response", None)
    if not isinstance(response, dict):
        return 0
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


@contextmanager
def calling() -> Iterator[None]:
    """Within it, failures of AWS calls come out as Transient or Defect."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise named(error) from error
