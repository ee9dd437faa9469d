"""SageMaker's asynchronous inference: accept, queue, run on the real server, store, notify.

The message follows what real endpoints publish: awsRegion, eventTime, receivedTime, invocationStatus,
requestParameters, responseParameters (when completed), failureReason (when failed), inferenceId, eventVersion,
eventSource and eventName.
"""

import json
import logging
import queue
import re
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from laptop.deploy import Endpoint
from laptop.inference_server import Answer, InferenceServer, ServerDied, ServerTooSlow
from laptop.loopback import Handler, LoopbackServer

LOG = logging.getLogger(__name__)
DEFAULT_TTL_SECONDS = 6 * 3600
DEFAULT_TIMEOUT_SECONDS = 900
_PATH = re.compile(r"^/endpoints/([^/]+)/async-invocations$")
_PREFIX = "X-Amzn-SageMaker-"


class Invalid(Exception):
    """A request that SageMaker answers with a ValidationError."""


@dataclass
class Request:
    """One accepted request; locations are s3:// URLs."""

    endpoint: Endpoint
    input_location: str
    output_location: str
    failure_location: str | None
    inference_id: str
    content_type: str | None
    accept: str | None
    custom_attributes: str | None
    ttl_s: float
    timeout_s: float
    received: datetime = field(default_factory=lambda: datetime.now(UTC))
    queued_at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Activity:
    """A change of capacity: asked for at `start`, done at `end`."""

    start: datetime
    end: datetime
    instances: int


class SageMaker:
    """The API on a loopback port and one worker per endpoint, which takes its requests in order."""

    def __init__(
        self,
        client: Callable[[str], Any],
        region: str,
        make_server: Callable[[Endpoint], InferenceServer | None],
        idle_seconds: float,
    ) -> None:
        self._client, self._region = client, region
        self._make_server, self._idle_seconds = make_server, idle_seconds
        self._endpoints: dict[str, Endpoint] = {}
        self._workers: dict[str, _Worker] = {}
        self._server = LoopbackServer(_handler_for(self))

    @property
    def url(self) -> str:
        return self._server.url

    def start(self) -> None:
        self._server.start()

    def deploy(self, endpoints: dict[str, Endpoint]) -> None:
        for name, endpoint in endpoints.items():
            self._endpoints[name] = endpoint
            server = self._make_server(endpoint)
            self._workers[name] = _Worker(name, self._client, self._region, server, self._idle_seconds)

    def running(self) -> dict[str, int | None]:
        """Pid of each endpoint's server; None: at zero instances."""
        return {name: worker.pid for name, worker in self._workers.items()}

    def activities(self, endpoint: str) -> list[Activity]:
        """What Application Auto Scaling did for an endpoint, oldest first; KeyError where there is none."""
        return list(self._workers[endpoint].activities)

    def close(self) -> None:
        self._server.close()
        for worker in self._workers.values():
            worker.close()

    def accept(self, name: str, headers: Any) -> Request:
        """Queues a request. Raises Invalid."""
        worker = self._workers.get(name)
        location = headers.get(f"{_PREFIX}InputLocation", "")
        if worker is None:
            raise Invalid(f"Endpoint {name} of account 123456789012 not found.")
        if not re.match(r"^(https|s3)://([^/]+)/?(.*)$", location):
            raise Invalid("InputLocation must be an S3 URI")
        endpoint = self._endpoints[name]
        result = str(uuid.uuid4())
        failure = endpoint.failure_path
        request = Request(
            endpoint,
            location,
            f"{endpoint.output_path.rstrip('/')}/{result}.out",
            f"{failure.rstrip('/')}/{result}-error.out" if failure else None,
            headers.get(f"{_PREFIX}Inference-Id") or str(uuid.uuid4()),
            headers.get(f"{_PREFIX}Content-Type") or headers.get("Content-Type"),
            headers.get(f"{_PREFIX}Accept"),
            headers.get(f"{_PREFIX}Custom-Attributes"),
            _number(headers, "RequestTTLSeconds", DEFAULT_TTL_SECONDS, 60, 21600),
            _number(headers, "InvocationTimeoutSeconds", DEFAULT_TIMEOUT_SECONDS, 1, 3600),
        )
        worker.put(request)
        return request


def _number(headers: Any, name: str, default: int, low: int, high: int) -> float:
    text = headers.get(f"{_PREFIX}{name}") or str(default)
    if not text.isdigit() or not low <= int(text) <= high:
        raise Invalid(f"{name} must be between {low} and {high}")
    return float(text)


class _Worker:
    """Takes the requests of one endpoint in turn and tells moto's SageMaker how many instances run: none or one."""

    def __init__(
        self,
        name: str,
        client: Callable[[str], Any],
        region: str,
        server: InferenceServer | None,
        idle_seconds: float,
    ) -> None:
        self._name = name
        self._client, self._region, self._server, self._idle_seconds = client, region, server, idle_seconds
        self._inbox: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._closing = False
        self.activities: list[Activity] = []
        self._scaled(datetime.now(UTC), 0)  # the template begins with one
        self._thread = threading.Thread(target=self._run, name=f"inference-{name}", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        return self._server.pid if self._server else None

    def put(self, request: Request) -> None:
        self._inbox.put(request)

    def close(self) -> None:
        self._closing = True
        self._inbox.put(None)
        if self._server:
            self._server.stop()
        self._thread.join(timeout=5)

    def _scaled(self, since: datetime, count: int) -> None:
        """Tells of an instance that was asked for `since` and is there now, or is gone."""
        self._tell_instances(count)
        self.activities.append(Activity(since, datetime.now(UTC), count))

    def _tell_instances(self, count: int) -> None:
        sagemaker = self._client("sagemaker")
        variants = sagemaker.describe_endpoint(EndpointName=self._name)["ProductionVariants"]
        sagemaker.update_endpoint_weights_and_capacities(
            EndpointName=self._name,
            DesiredWeightsAndCapacities=[
                {"VariantName": variant["VariantName"], "DesiredInstanceCount": count} for variant in variants
            ],
        )

    def _run(self) -> None:
        while True:
            try:
                request = self._inbox.get(timeout=self._idle_seconds if self.pid else None)
            except queue.Empty:
                if self._server:
                    begun = datetime.now(UTC)
                    self._server.stop()  # scale to zero
                    self._scaled(begun, 0)
                continue
            if request is None:
                return
            try:
                self._serve(request)
            except Exception:
                if not self._closing:
                    LOG.exception("an asynchronous inference could not be finished")

    def _serve(self, request: Request) -> None:
        reason: str | None = None
        answer: Answer | None = None
        if time.monotonic() - request.queued_at > request.ttl_s:
            reason = "ClientError: The request expired before it could be processed."
        else:
            try:
                answer = self._infer(request)
                if not 200 <= answer.status < 300:
                    reason = f"ClientError: Received server error ({answer.status}) from model."
            except ServerTooSlow:
                reason = "ClientError: The model did not answer within the invocation timeout."
            except ServerDied:
                reason = "InternalServerError: The inference server ended while it worked on the request."
            except self._client("s3").exceptions.ClientError as e:
                reason = f"ClientError: The input could not be read ({e.response['Error']['Code']})."
        if self._closing:
            return
        location = request.output_location if reason is None else request.failure_location
        if answer and location:
            bucket, key = split_location(location)
            self._client("s3").put_object(Bucket=bucket, Key=key, Body=answer.body, ContentType=answer.content_type)
        self._publish(request, answer, reason)

    def _infer(self, request: Request) -> Answer:
        if self._server is None:
            raise ServerDied("no inference server is configured")
        try:
            return self._once(self._server, request)
        except ServerTooSlow:
            self._server.stop()  # it is still busy with a request nobody waits for
            raise
        except ServerDied:
            if self._closing:
                raise
            self._server.stop()
            return self._once(self._server, request)

    def _once(self, server: InferenceServer, request: Request) -> Answer:
        if server.pid is None:
            if self.activities[-1].instances:
                self._scaled(datetime.now(UTC), 0)  # it died
            begun = datetime.now(UTC)
            server.ensure()
            self._scaled(begun, 1)
        bucket, key = split_location(request.input_location)
        source = self._client("s3").get_object(Bucket=bucket, Key=key)
        headers = {
            "Content-Type": request.content_type or source["ContentType"],
            "Accept": request.accept or "*/*",
            f"{_PREFIX}Inference-Id": request.inference_id,
        }
        if request.custom_attributes:
            headers[f"{_PREFIX}Custom-Attributes"] = request.custom_attributes
        return server.invoke(source["Body"], source["ContentLength"], headers, request.timeout_s)

    def _publish(self, request: Request, answer: Answer | None, reason: str | None) -> None:
        endpoint = request.endpoint
        topic = endpoint.success_topic if reason is None else endpoint.error_topic
        if not topic:
            return
        parameters = {
            "accept": request.accept,
            "contentType": request.content_type,
            "customAttributes": request.custom_attributes,
            "endpointName": endpoint.name,
            "inputLocation": request.input_location,
        }
        message: dict[str, Any] = {
            "awsRegion": self._region,
            "eventTime": _rfc3339(datetime.now(UTC)),
            "receivedTime": _rfc3339(request.received),
            "invocationStatus": "Completed" if reason is None else "Failed",
            "requestParameters": {k: v for k, v in parameters.items() if v is not None},
            "inferenceId": request.inference_id,
            "eventVersion": "1.0",
            "eventSource": "aws:sagemaker",
            "eventName": "InferenceResult",
        }
        if reason is None and answer:
            message["responseParameters"] = {
                "contentType": answer.content_type,
                "outputLocation": request.output_location,
            }
        else:
            message["failureReason"] = reason
        self._client("sns").publish(TopicArn=topic, Message=json.dumps(message))


def split_location(location: str) -> tuple[str, str]:
    """Bucket and key of an s3:// URL."""
    bucket, _, key = location.removeprefix("s3://").partition("/")
    return bucket, key


def _rfc3339(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def _handler_for(service: SageMaker) -> type[Handler]:
    class SageMakerHandler(Handler):
        def do_POST(self) -> None:
            self.read_body(limit=None)
            path = _PATH.match(self.path)
            if path is None:
                self.answer_json(404, {"message": "unknown operation"})
                return
            try:
                request = service.accept(path.group(1), self.headers)
            except Invalid as e:
                self.answer_json(400, {"message": str(e)}, [("x-amzn-ErrorType", "ValidationError")])
                return
            places = [(f"{_PREFIX}OutputLocation", request.output_location)]
            if request.failure_location:
                places.append((f"{_PREFIX}FailureLocation", request.failure_location))
            self.answer_json(202, {"InferenceId": request.inference_id}, places)

    return SageMakerHandler
