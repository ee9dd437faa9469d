"""Counts what AWS calls use, at the one place every call passes: botocore's own events."""

from __future__ import annotations

from collections import Counter
from typing import Any

from mianshi.contracts.usage import Meter, Usage

_S3_LISTS = frozenset({"ListObjectsV2", "ListObjectVersions", "ListMultipartUploads", "ListParts"})
"""Priced as writes (aws.amazon.com/s3/pricing: PUT, COPY, POST, LIST)."""
_S3_WRITES = _S3_LISTS | {"PutObject", "CopyObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"}
_S3_READS = frozenset({"GetObject", "HeadObject"})
_DYNAMODB_READS = frozenset({"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"})
_DYNAMODB_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})
_TAKEN = range(200, 300)

_counts: Counter[tuple[Meter, str | None]] = Counter()


def reset() -> None:
    """Forget what was counted: an invocation begins."""
    _counts.clear()


def add(what: Meter, quantity: int = 1, variant: str | None = None) -> None:
    """Count something that no botocore event shows; `variant` as for `contracts.usage.Usage`."""
    _counts[what, variant] += quantity


def counted() -> list[Usage]:
    """What was used since `reset`, in the units of `mianshi.contracts.usage.UNITS`."""
    found = sorted(_counts.items(), key=lambda item: (item[0][0], item[0][1] or ""))
    return [Usage(meter=what, quantity=quantity, variant=variant) for (what, variant), quantity in found if quantity]


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
    if service == "s3":
        _count_s3(operation)
    elif service == "dynamodb" and operation in _DYNAMODB_READS | _DYNAMODB_WRITES:
        add(Meter.DYNAMODB_READS if operation in _DYNAMODB_READS else Meter.DYNAMODB_WRITES, _milli_units(parsed))
    elif service == "secretsmanager":
        add(Meter.SECRETS_CALLS)
    elif service == "events" and operation == "PutEvents":
        add(Meter.EVENTS)
    elif service == "sesv2" and operation == "SendEmail" and _taken(parsed):
        add(Meter.MAIL)


def _count_s3(operation: str) -> None:
    if operation in _S3_WRITES:
        add(Meter.S3_WRITES)
    elif operation in _S3_READS:
        add(Meter.S3_READS)


def _taken(parsed: dict[str, Any]) -> bool:
    """SES asks money for what it took and for nothing else (aws.amazon.com/ses/pricing)."""
    return parsed.get("ResponseMetadata", {}).get("HTTPStatusCode") in _TAKEN


def _milli_units(parsed: dict[str, Any]) -> int:
    """Thousandths of a capacity unit; a call that does not say what it consumed counts as one unit."""
    consumed = parsed.get("ConsumedCapacity")
    parts = consumed if isinstance(consumed, list) else [consumed or {}]
    return sum(round(1000 * float(part.get("CapacityUnits", 1))) for part in parts) or 1000
