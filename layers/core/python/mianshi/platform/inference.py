"""The asynchronous inference endpoint: hand in an object, hear of the result by SNS."""

from __future__ import annotations

import json
import re
from typing import Any, Literal
from urllib.parse import unquote_plus, urlsplit

from pydantic import Field

from mianshi.contracts.base import Pointer, Record
from mianshi.errors import Defect
from mianshi.platform.clients import calling, client

QUEUE_SECONDS = 6 * 3600
"""How long a request may wait for an instance, the most SageMaker allows; Transcribe waits longer than that."""

_REFUSED = re.compile(r"(client|server) error \(4\d\d\)", re.IGNORECASE)
_PASSING = re.compile(r"server error \((0|5\d\d)\)|internalserver|time(d )?out|unavailable|expired", re.IGNORECASE)
Family = Literal["Rejected", "Transient", "Defect"]


class InferenceResult(Record):
    """What a notification says. `output` is None where the request failed."""

    inference_id: str
    status: Literal["completed", "failed"]
    output: Pointer | None = None
    failure: str = Field(default="")


def submit(endpoint: str, source: Pointer, inference_id: str, attributes: str) -> None:
    """Queue one object for inference.

    Args:
        endpoint: name of the endpoint.
        source: object whose bytes become the body of the request.
        inference_id: comes back with the notification; at most 64 ASCII characters.
        attributes: for the container, as ``key=value;key=value``.
    """
    with calling():
        client("sagemaker-runtime").invoke_endpoint_async(
            EndpointName=endpoint,
            InputLocation=f"s3://{source.bucket}/{source.key}",
            ContentType="audio/wav",
            Accept="application/json",
            InferenceId=inference_id,
            CustomAttributes=attributes,
            InvocationTimeoutSeconds=3600,
            RequestTTLSeconds=QUEUE_SECONDS,
        )


def results(event: dict[str, Any]) -> list[InferenceResult]:
    """The notifications in an SNS event (docs.aws.amazon.com: async-inference-check-predictions).

    Raises:
        Defect: ``bad_notification`` where the message is not one of SageMaker's.
    """
    return [_result(record["Sns"]["Message"]) for record in event.get("Records", [])]


def family(failure: str) -> Family:
    """How the endpoint's own words are meant: 4xx is the sound's fault, 5xx or no answer passes, the rest is ours."""
    if _REFUSED.search(failure):
        return "Rejected"
    return "Transient" if _PASSING.search(failure) else "Defect"


def _result(message: str) -> InferenceResult:
    try:
        body = json.loads(message)
        done = body["invocationStatus"] == "Completed"
        output = _pointer(body["responseParameters"]["outputLocation"]) if done else None
        return InferenceResult(
            inference_id=body["inferenceId"],
            status="completed" if done else "failed",
            output=output,
            failure=str(body.get("failureReason", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Defect("bad_notification", type(error).__name__) from None


def _pointer(location: str) -> Pointer:
    parts = urlsplit(location)
    return Pointer(bucket=parts.netloc, key=unquote_plus(parts.path.lstrip("/")))
