"""Counts what AWS calls use, at the one place every call passes: botocore's own events."""

from __future__ import annotations

from collections import Counter
from typing import Any

from mianshi.contracts.usage import Meter, Usage

_S3_WRITES = frozenset(
    {"PutObject", "CopyObject", "ListObjectsV2", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"}
)
_S3_READS = frozenset({"GetObject", "HeadObject"})
_DYNAMODB_READS = frozenset({"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"})
_DYNAMODB_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})

_counts: Counter[Meter] = Counter()


def reset() -> None:
    """Forget what was counted: an invocation begins."""
    _counts.clear()


def add(what: Meter, quantity: int = 1) -> None:
    """Count something that no botocore event shows."""
    _counts[what] += quantity


def counted() -> list[Usage]:
    """What was used since `reset`, in the units of `mianshi.contracts.usage.UNITS`."""
    return [Usage(meter=what, quantity=quantity) for what, quantity in sorted(_counts.items()) if quantity]


def watch(client: Any) -> None:
    """Count the calls of one botocore client; DynamoDB is asked to say what each call consumed."""
    events = client.meta.events
    events.register("provide-client-params.dynamodb.*", _ask_for_capacity)
    events.register("after-call.*.*", _count)


def _ask_for_capacity(params: dict[str, Any], model: Any, **_: Any) -> None:
    if model.name in _DYNAMODB_READS | _DYNAMODB_WRITES:
        params["ReturnConsumedCapacity"] = "TOTAL"


def _count(model: Any, parsed: dict[str, Any], **_: Any) -> None:
    operation, service = model.name, model.service_model.service_name
    if service == "s3" and operation in _S3_WRITES:
        _counts[Meter.S3_WRITES] += 1
    elif service == "s3" and operation in _S3_READS:
        _counts[Meter.S3_READS] += 1
    elif service == "dynamodb" and operation in _DYNAMODB_READS | _DYNAMODB_WRITES:
        what = Meter.DYNAMODB_READS if operation in _DYNAMODB_READS else Meter.DYNAMODB_WRITES
        _counts[what] += _milli_units(parsed)
    elif service == "secretsmanager":
        _counts[Meter.SECRETS_CALLS] += 1
    elif service == "events" and operation == "PutEvents":
        _counts[Meter.EVENTS] += 1


def _milli_units(parsed: dict[str, Any]) -> int:
    """Thousandths of a capacity unit; a call that does not say what it consumed counts as one unit."""
    consumed = parsed.get("ConsumedCapacity")
    parts = consumed if isinstance(consumed, list) else [consumed or {}]
    return sum(round(1000 * float(part.get("CapacityUnits", 1))) for part in parts) or 1000
