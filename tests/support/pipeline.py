"""The project's own template and functions on the laptop cloud, with a speech endpoint that needs no model."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from moto.stepfunctions.parser.asl.component.common.retry.interval_seconds_decl import IntervalSecondsDecl
from moto.stepfunctions.parser.asl.eval.environment import Environment

from fakes.dingtalk import DingTalk
from fakes.frame import Arrival
from fakes.webhook import WebhookReceiver
from laptop.cloud import Cloud, Container
from laptop.commands.client import Client
from laptop.house import ROOT, TEMPLATE, connect
from mianshi.contracts.base import LanguageChoice
from mianshi.contracts.events import Consent
from mianshi.contracts.outcomes import Status
from mianshi.contracts.usage import LedgerLine, Meter
from mianshi.pages.views import CreateInterview, FileToUpload, InterviewCreated, ProgressView
from mianshi.platform.history import transitions
from mianshi.platform.store.ledger import lines_of
from support.embedder_fixture import embedding_dir
from support.heard import COACHING, COMPLAINT, heard

T = TypeVar("T")
PATIENCE_S = 120.0
PARAMETERS = {
    "SpeechImageUri": "laptop",
    "SpeechModelDataUrl": "s3://laptop/model.tar.gz",
    "SpeechModelBucketArn": "arn:aws:s3:::laptop",
    "RaterImageUri": "laptop",
    "RaterModelDataUrl": "s3://laptop/model.tar.gz",
    "RaterModelBucketArn": "arn:aws:s3:::laptop",
    "PortalSignIn": "none",
    "DeliverySchedule": "0,1,1,1",
}


class Stub:
    """The steering wheel of `support/speech_stub.py` and `support/rater_stub.py`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.says()

    def says(self, *answers: Sequence[str]) -> None:
        """What is heard from now on; the two usual answers when none is given."""
        text = heard(*(answers or (COMPLAINT, COACHING))).model_dump_json()
        (self.folder / "heard.json").write_text(text, encoding="utf-8")

    def will(self, *steps: str) -> None:
        """How the next requests go."""
        (self.folder / "plan.json").write_text(json.dumps(steps))

    def requests(self, interview_id: str) -> list[dict[str, Any]]:
        """What was asked of it for one interview."""
        log = self.folder / "requests.log"
        lines = log.read_text().splitlines() if log.exists() else []
        return [r for r in map(json.loads, lines) if r["id"].startswith(interview_id)]

    def rater_will(self, *steps: str) -> None:
        """How the rater's next requests go."""
        (self.folder / "rater_plan.json").write_text(json.dumps(steps))

    def rater_requests(self) -> list[dict[str, Any]]:
        """What was asked of the rater so far: how many prompts, and how it went."""
        log = self.folder / "rater_requests.log"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def behaves(self) -> None:
        for plan in ("plan.json", "rater_plan.json"):
            (self.folder / plan).unlink(missing_ok=True)
        self.says()


def eventually(ask: Callable[[], T], seconds: float = PATIENCE_S) -> T:
    """The first true thing that `ask` gives."""
    until = time.monotonic() + seconds
    while not (found := ask()):
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)
    return found


@dataclass
class Pipeline:
    """A running cloud and the people around it."""

    cloud: Cloud
    client: Client
    stub: Stub
    dingtalk: DingTalk
    webhook: WebhookReceiver

    @property
    def arrivals(self) -> list[Arrival]:
        """What both receivers got, in order."""
        return sorted([*self.dingtalk.arrivals, *self.webhook.arrivals], key=lambda arrival: arrival.at)

    def told(self, interview_id: str) -> list[Arrival]:
        """What both receivers got about one interview: what others are owed may come at any time."""
        return [arrival for arrival in self.arrivals if interview_id in json.dumps(arrival.body)]

    def create(
        self,
        names: Sequence[str] = ("interview.mp4",),
        *,
        questions: Sequence[str] = (),
        language: LanguageChoice = "auto",
        policy: str = "cn",
        observations: bool = True,
        role_definition: dict[str, Any] | None = None,
    ) -> InterviewCreated:
        files = [
            FileToUpload(name=name, size=1, type="video/mp4", question=questions[i] if i < len(questions) else None)
            for i, name in enumerate(names)
        ]
        return self.client.create(
            CreateInterview(
                role=role_definition["id"] if role_definition else "retail_store_manager",
                role_definition=role_definition,
                language=language,
                policy=policy,
                consent=Consent(recording=True, analysis=True, observations=observations),
                files=files,
            )
        )

    def run(self, file: Path, **wish: Any) -> ProgressView:
        """One recording from creation to its end."""
        created = self.create(**wish)
        self.client.upload(created, [file])
        return self.closed(created.interview_id)

    def closed(self, interview_id: str) -> ProgressView:
        """The interview and its execution, once both have ended."""

        eventually(lambda: self.row(interview_id)["status"]["S"] == Status.CLOSED)
        self.executions(interview_id)
        return self.client.progress(interview_id)

    def executions(self, interview_id: str, machine: str = "InterviewMachineArn") -> list[dict[str, Any]]:
        """The executions about one interview, oldest first, once all have ended."""

        def look() -> list[dict[str, Any]]:
            states = self.cloud.client("stepfunctions")
            listed = states.list_executions(stateMachineArn=self.cloud.outputs[machine])["executions"]
            all_of_them = [states.describe_execution(executionArn=one["executionArn"]) for one in listed]
            ours = sorted((e for e in all_of_them if interview_id in e["input"]), key=lambda e: e["startDate"])
            return [] if any(e["status"] == "RUNNING" for e in ours) else ours

        return eventually(look)

    def history(self, interview_id: str, which: int = 0) -> list[dict[str, Any]]:
        """Events of one execution of the interview."""
        pages = self.cloud.client("stepfunctions").get_paginator("get_execution_history")
        arn = self.executions(interview_id)[which]["executionArn"]
        return [event for page in pages.paginate(executionArn=arn) for event in page["events"]]

    def row(self, interview_id: str, sort: str = "META") -> dict[str, Any]:
        """A row of the table, as DynamoDB keeps it."""
        found: dict[str, Any] = self.cloud.client("dynamodb").get_item(
            TableName=self.cloud.outputs["TableName"], Key={"pk": {"S": f"IV#{interview_id}"}, "sk": {"S": sort}}
        )["Item"]
        return found

    def rows(self, interview_id: str, prefix: str = "") -> list[dict[str, Any]]:
        """All rows of one interview."""
        found: list[dict[str, Any]] = self.cloud.client("dynamodb").query(
            TableName=self.cloud.outputs["TableName"],
            KeyConditionExpression="pk = :p",
            ExpressionAttributeValues={":p": {"S": f"IV#{interview_id}"}},
        )["Items"]
        return [row for row in found if row["sk"]["S"].startswith(prefix)]

    def ledger(self, interview_id: str, stage: str | None = None) -> list[LedgerLine]:
        lines = [line for row in self.rows(interview_id, "LEDGER#") for line in lines_of(row["body"]["S"])]
        return [line for line in lines if stage in (None, line.stage)]

    def transitions(self, interview_id: str) -> tuple[int, int]:
        """Of every execution about the interview, interview and delivery: how many were made and how many billed."""
        states = self.cloud.client("stepfunctions")
        made = 0
        for machine in ("InterviewMachineArn", "DeliveryMachineArn"):
            for execution in self.executions(interview_id, machine):
                pages = states.get_paginator("get_execution_history").paginate(executionArn=execution["executionArn"])
                made += transitions([event for page in pages for event in page["events"]])
        lines = self.ledger(interview_id)
        return made, sum(line.quantity for line in lines if line.price_key == Meter.STATE_TRANSITIONS.value)

    def keys(self, interview_id: str) -> list[str]:
        """Keys of every object that belongs to the interview, in both buckets."""
        s3 = self.cloud.client("s3")
        found = []
        for bucket in ("UploadBucketName", "ArtefactBucketName"):
            for prefix in ("uploads", "interviews", "work"):
                listed = s3.list_objects_v2(Bucket=self.cloud.outputs[bucket], Prefix=f"{prefix}/{interview_id}/")
                found += [item["Key"] for item in listed.get("Contents", [])]
        return found

    def explain(self, interview_id: str) -> str:
        """What went wrong in its executions and what the functions logged, for the message of an assertion."""
        told = []
        for which in range(len(self.executions(interview_id))):
            for event in self.history(interview_id, which):
                if "Failed" in event["type"] or "TimedOut" in event["type"]:
                    told += [str(value) for key, value in event.items() if key.endswith("EventDetails")]
        for function in self.cloud.functions.logical_ids():
            lines = self.cloud.functions.log(function).splitlines()
            told += [line for line in lines if interview_id in line and '"level":"INFO"' not in line]
        return "\n".join(told)


def quick_retries() -> dict[str, dict[str, Any]]:
    """Every task's own retries, with no growing waits: which errors and how often stay as they are."""
    found: dict[str, dict[str, Any]] = {}

    def walk(value: Any) -> None:
        if isinstance(value, list):
            for item in value:
                walk(item)
        elif isinstance(value, dict):
            for name, state in value.get("States", {}).items():
                if "Retry" in state:
                    found[name] = {"Retry": [_quick(rule) for rule in state["Retry"]]}
            for item in value.values():
                walk(item)

    for file in sorted((ROOT / "statemachines").glob("*.asl.json")):
        walk(json.loads(file.read_text(encoding="utf-8")))
    return found


def _quick(rule: dict[str, Any]) -> dict[str, Any]:
    return {name: rule[name] for name in ("ErrorEquals", "MaxAttempts")} | {"IntervalSeconds": 1, "BackoffRate": 1}


def _hurried(self: IntervalSecondsDecl, env: Environment) -> None:
    """Step Functions counts whole seconds between attempts; a twentieth of that is as good here."""
    env.stack.append(self.seconds / 20)


def _container(script: str, folder: Path) -> Container:
    return Container([sys.executable, "-P", str(Path(__file__).with_name(script))], {"STUB": str(folder)})


@contextmanager
def pipeline(
    folder: Path, *, overrides: dict[str, dict[str, Any]] | None = None, parameters: dict[str, str] | None = None
) -> Iterator[Pipeline]:
    """Everything up, with both local receivers connected; skips where the embedding weights are missing."""
    weights = embedding_dir()
    if not (weights / "model.onnx").exists():
        pytest.skip("the embedding weights are not fetched (make setup)")
    states = quick_retries()
    for name, fields in (overrides or {}).items():
        states[name] = {**states.get(name, {}), **fields}
    cloud = Cloud(
        TEMPLATE,
        parameters={**PARAMETERS, **(parameters or {})},
        opt={"/opt/vision-models": ROOT / "layers" / "vision" / "models", "/opt/embedding-model": weights},
        containers={name: _container(f"{name}_stub.py", folder) for name in ("speech", "rater")},
        state_overrides=states,
        retry_delays=(0.1, 0.1),
    )
    stub = Stub(folder)
    with pytest.MonkeyPatch.context() as patch, DingTalk() as dingtalk, WebhookReceiver() as webhook, cloud:
        patch.setattr(IntervalSecondsDecl, "_eval_body", _hurried)
        connect(cloud, dingtalk, webhook)
        yield Pipeline(cloud, Client(cloud), stub, dingtalk, webhook)
