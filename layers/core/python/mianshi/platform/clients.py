"""AWS clients: built once per process, metered, and with failures named in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError, IncompleteReadError
from botocore.session import Session

from mianshi.errors import Defect, Transient
from mianshi.platform import meter

_RETRIES = Config(retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=5, read_timeout=30)
_SIGNING = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
"""Left alone, botocore signs addresses the old way (SigV2) in the older regions, where S3 refuses that for buckets made
after June 2020, and sends browsers to the global host, which redirects an upload away while a bucket is new."""
_UNREACHABLE = (HTTPClientError, ConnectionError, IncompleteReadError)
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
        "TransactionCanceledException",  # another write or throttling; a failed condition never comes here
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


@cache
def session() -> Any:
    """The one session of this process: each reads botocore's descriptions of every endpoint anew."""
    return Session()


@cache
def client(service: str) -> Any:
    """The metered client of `service` in this process. boto3 would only add its resources, and their import time."""
    made = session().create_client(service, config=_RETRIES.merge(_SIGNING) if service == "s3" else _RETRIES)
    meter.watch(made)
    return made


def named(error: BaseException) -> Transient | Defect:
    """An AWS failure as one of our families: what passes is Transient, everything else is ours to mend."""
    error = _cause(error)
    code = _code(error)
    if code is None and isinstance(error, _UNREACHABLE):
        return Transient("aws_unreachable", type(error).__name__)
    if code is None:
        return Defect("aws_call_failed", type(error).__name__)
    status = _status(error)
    if code in _PASSING or status >= 500:
        return Transient("aws_busy", code)
    return Defect("aws_refused", code)


def _cause(error: BaseException) -> BaseException:
    """What AWS said, where PynamoDB wrapped it."""
    below = getattr(error, "cause", None)
    return below if isinstance(below, BaseException) else error


def _code(error: BaseException) -> str | None:
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "Unknown"))
    return None


def _status(error: BaseException) -> int:
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
