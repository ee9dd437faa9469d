"""The asynchronous inference endpoint: hand in an object, hear of the result by SNS."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Literal
from urllib.parse import quote, unquote_plus, urlsplit

from botocore.exceptions import ClientError
from pydantic import Field

from mianshi.contracts.base import Pointer, Record
from mianshi.errors import Defect, Transient
from mianshi.platform.clients import calling, client

QUEUE_SECONDS = 6 * 3600
"""How long a request may wait for an instance, the most SageMaker allows; Transcribe waits longer than that."""

INVOCATION_SECONDS = 3600
"""How long the model may have a request."""

_LONGEST_ATTRIBUTES = 1024
"""Characters of CustomAttributes, visible US-ASCII only (docs.aws.amazon.com: API_runtime_InvokeEndpointAsync)."""
_REFUSED = re.compile(r"(client|server) error \(4\d\d\)", re.IGNORECASE)
_PASSING = re.compile(r"server error \((0|5\d\d)\)|internalserver|time(d )?out|unavailable|expired", re.IGNORECASE)
Family = Literal["Rejected", "Transient", "Defect"]


class InferenceResult(Record):
    """What a notification says. `output` is None where the request failed."""

    inference_id: str
    status: Literal["completed", "failed"]
    output: Pointer | None = None
    failure: str = Field(default="")

    @property
    def stage(self) -> str:
        """The stage that asked, from the inference id (`store.tokens`)."""
        return self.inference_id.partition(":")[2].partition(":")[0]


def submit(
    endpoint: str, source: Pointer, inference_id: str, *, content_type: str, attributes: str | None = None
) -> None:
    """Queue one object for inference.

    Args:
        endpoint: name of the endpoint.
        source: object whose bytes become the body of the request.
        inference_id: comes back with the notification; at most 64 ASCII characters.
        content_type: of the object.
        attributes: for the container, see `attributes`; None where it needs none.

    Raises:
        Defect: ``endpoint_missing`` where there is no such endpoint, or it is being deleted.
        Transient: where SageMaker is busy.
    """
    with calling():
        try:
            client("sagemaker-runtime").invoke_endpoint_async(
                EndpointName=endpoint,
                InputLocation=f"s3://{source.bucket}/{source.key}",
                ContentType=content_type,
                Accept="application/json",
                InferenceId=inference_id,
                InvocationTimeoutSeconds=INVOCATION_SECONDS,
                RequestTTLSeconds=QUEUE_SECONDS,
                **({} if attributes is None else {"CustomAttributes": attributes}),
            )
        except ClientError as error:
            if _is_missing(error):
                raise Defect("endpoint_missing", "the inference endpoint is not there") from None
            raise


def attributes(*, language: str, vocabulary: Iterable[str]) -> str:
    """What the speech container is told beside the sound: ``language=zh;vocabulary=…``.

    Terms are percent-encoded UTF-8 with commas between them; as many as fit into what SageMaker carries, in order.
    """
    told = f"language={language}"
    for term in vocabulary:
        longer = f"{told}{',' if ';' in told else ';vocabulary='}{quote(term, safe='')}"
        if len(longer) <= _LONGEST_ATTRIBUTES:
            told = longer
    return told


def asleep(endpoint: str) -> bool:
    """Whether no instance of the endpoint runs: the next request waits for one to start. False where nobody can say."""
    try:
        with calling():
            variants = client("sagemaker").describe_endpoint(EndpointName=endpoint).get("ProductionVariants", [])
    except (Transient, Defect):
        return False
    return bool(variants) and all(variant.get("CurrentInstanceCount", 0) == 0 for variant in variants)


EndpointState = Literal["asleep", "waking", "awake", "missing", "unknown"]


def state(endpoint: str) -> EndpointState:
    """How the endpoint is: with no instance, about to have one, ready, not there, or nobody can say.

    An endpoint that is being made or changed counts as waking; one whose making failed as missing.
    """
    try:
        with calling():
            told = client("sagemaker").describe_endpoint(EndpointName=endpoint)
    except Defect:
        return "missing"
    except Transient:
        return "unknown"
    variants = told.get("ProductionVariants", [])
    running = sum(variant.get("CurrentInstanceCount", 0) for variant in variants)
    wanted = sum(variant.get("DesiredInstanceCount", 0) for variant in variants)
    if told.get("EndpointStatus") in ("Failed", "Deleting"):
        return "missing"
    if running and told.get("EndpointStatus", "InService") == "InService":
        return "awake"
    return "waking" if wanted > running or running else "asleep"


def _is_missing(error: ClientError) -> bool:
    told = error.response.get("Error", {})
    return told.get("Code") == "ValidationError" and "not found" in str(told.get("Message", "")).lower()


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
