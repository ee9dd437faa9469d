"""EventBridge targets and SNS records, in the shapes AWS sends."""

import json
import logging
import re
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from laptop import moto_seam

LOG = logging.getLogger(__name__)
_OUR_TARGETS = re.compile(r":(states|lambda):")
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_UNIT_S = {"minute": 60, "hour": 3600, "day": 86_400}
_TICK_S = 0.25
# moto reports S3's event name; EventBridge carries the name of the API call.
_REASONS = {
    "ObjectCreated:Put": "PutObject",
    "ObjectCreated:Post": "POST Object",
    "ObjectCreated:Copy": "CopyObject",
    "ObjectCreated:CompleteMultipartUpload": "CompleteMultipartUpload",
    "ObjectRemoved:Delete": "DeleteObject",
}


class EventRouter:
    """Starts state machines and functions that rules point to, off the thread that caused the event."""

    def __init__(self, client: Callable[[str], Any], invoke_async: Callable[[str, bytes], None]) -> None:
        self._client, self._invoke_async = client, invoke_async
        self._workers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="events")
        self.quiet = False  # restoring a snapshot must not start anything
        self.every_s: float | None = None
        """Instead of what the schedules say: a test does not wait a quarter of an hour."""
        self._fired: dict[str, float] = {}
        self._closed = threading.Event()
        threading.Thread(target=self._keep_time, name="schedules", daemon=True).start()

    def take(self, rule: Any, event: dict[str, Any]) -> bool:
        """Serves our targets of a rule; True when none is left for moto."""
        if self.quiet:
            return True
        faithful(event)
        if not moto_seam.rule_matches(rule, event):
            return True
        ours = [target for target in rule.targets if _OUR_TARGETS.search(target["Arn"])]
        for target in ours:
            self._workers.submit(self._deliver, target, json.dumps(target_input(target, event)))
        return len(ours) == len(rule.targets)

    def _keep_time(self) -> None:
        while not self._closed.wait(_TICK_S):
            try:
                self.fire(time.monotonic())
            except Exception:  # a stack that is being made or torn down just now
                LOG.exception("schedules were left out for a moment")

    def fire(self, now: float) -> None:
        """Serve the rules whose time has come; a rule that is new waits one interval first, as in AWS.

        `now`: seconds of a clock that never goes back.
        """
        if self.quiet:
            return
        for rule, expression in moto_seam.scheduled_rules():
            interval = self.every_s or interval_s(expression)
            if interval is None or now - self._fired.setdefault(rule.arn, now) < interval:
                continue
            self._fired[rule.arn] = now
            for target in rule.targets:
                if _OUR_TARGETS.search(target["Arn"]):
                    self._workers.submit(self._deliver, target, json.dumps(target_input(target, _tick(rule))))

    def _deliver(self, target: dict[str, Any], payload: str) -> None:
        arn = target["Arn"]
        try:
            if ":lambda:" in arn:
                self._invoke_async(arn, payload.encode())
            else:
                self._client("stepfunctions").start_execution(
                    stateMachineArn=arn, name=str(uuid.uuid4()), input=payload
                )
        except Exception as e:
            LOG.exception("an event did not reach %s", arn)
            if queue := target.get("DeadLetterConfig", {}).get("Arn"):
                self.dead_letter(queue, payload.encode(), {"ERROR_CODE": type(e).__name__, "TARGET_ARN": arn})

    def dead_letter(self, queue_arn: str, body: bytes, attributes: dict[str, str]) -> None:
        """Sends an event nobody could handle to an SQS queue."""
        sqs = self._client("sqs")
        url = sqs.get_queue_url(QueueName=queue_arn.rsplit(":", maxsplit=1)[-1])["QueueUrl"]
        named = {k: {"DataType": "String", "StringValue": v} for k, v in attributes.items() if v}
        sqs.send_message(QueueUrl=url, MessageBody=body.decode("utf-8", "replace"), MessageAttributes=named)

    def notify(self, function_arn: str, record: dict[str, Any]) -> None:
        """Invokes a function for one SNS message."""
        if not self.quiet:
            self._invoke_async(function_arn, json.dumps({"Records": [sns_record(record)]}).encode())

    def close(self) -> None:
        self._closed.set()
        self._workers.shutdown(wait=False, cancel_futures=True)


def interval_s(expression: str) -> float | None:
    """Seconds of ``rate(15 minutes)``; None for another kind of schedule, which nothing fires here."""
    found = _RATE.fullmatch(expression)
    return float(found[1]) * _UNIT_S[found[2]] if found else None


def _tick(rule: Any) -> dict[str, Any]:
    """What EventBridge tells a target that asks for no constant."""
    moment = datetime.now(UTC)
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": moto_seam.ACCOUNT,
        "time": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": rule.region_name,
        "resources": [rule.arn],
        "detail": {},
    }


def faithful(event: dict[str, Any]) -> None:
    """Completes moto's event in place: RFC 3339 time, an id of its own, and S3's detail as AWS documents it."""
    if isinstance(event.get("time"), int | float):
        moment = datetime.fromtimestamp(float(event["time"]), UTC)
        event["time"] = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    if not event.get("id"):
        event["id"] = str(uuid.uuid4())
    if event.get("source") != "aws.s3" or "object" not in event["detail"] or "etag" in event["detail"]["object"]:
        return
    event["id"] = str(uuid.uuid4())
    event["resources"] = [str(arn) for arn in event.get("resources", [])]
    detail = event["detail"]
    item = detail["object"]
    item["etag"] = item.pop("eTag", "")
    if item.get("version-id") in (None, "null"):
        item.pop("version-id", None)
    item["sequencer"] = f"{int(datetime.now(UTC).timestamp() * 1e6):018X}"
    detail["request-id"] = uuid.uuid4().hex[:16].upper()
    detail["requester"] = event["account"]
    detail["source-ip-address"] = "127.0.0.1"
    detail["reason"] = _REASONS.get(moto_seam.s3_call(), detail["reason"])


def target_input(target: dict[str, Any], event: dict[str, Any]) -> Any:
    """What a target gets: the event, a constant (Input), a part (InputPath) or a template (InputTransformer)."""
    if "Input" in target:
        return json.loads(target["Input"])
    if "InputPath" in target:
        return _at(event, target["InputPath"])
    if transformer := target.get("InputTransformer"):
        text: str = transformer["InputTemplate"]
        for name, path in transformer.get("InputPathsMap", {}).items():
            value = _at(event, path)
            text = text.replace(f'"<{name}>"', json.dumps(value)).replace(
                f"<{name}>", value if isinstance(value, str) and not text.startswith("{") else json.dumps(value)
            )
        return json.loads(text)
    return event


def _at(event: Any, path: str) -> Any:
    for part in [p for p in path.removeprefix("$").split(".") if p]:
        event = event.get(part) if isinstance(event, dict) else None
    return event


def sns_record(record: dict[str, Any]) -> dict[str, Any]:
    """One element of `Records` as SNS hands it to a function."""
    now = datetime.now(UTC)
    return {
        "EventVersion": "1.0",
        "EventSubscriptionArn": record["subscription_arn"],
        "EventSource": "aws:sns",
        "Sns": {
            "Type": "Notification",
            "MessageId": record["message_id"],
            "TopicArn": record["topic_arn"],
            "Subject": record["subject"],
            "Message": record["message"],
            "Timestamp": f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}Z",
            "SignatureVersion": "1",
            "Signature": "",
            "SigningCertUrl": "",
            "UnsubscribeUrl": "",
            "MessageAttributes": record["attributes"],
        },
    }
