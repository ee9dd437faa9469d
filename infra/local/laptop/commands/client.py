"""The laptop cloud's own user: creates an interview by the API, uploads, follows it, and fetches what came out."""

from __future__ import annotations

import json
import mimetypes
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

import urllib3
from pydantic import BaseModel

from laptop.cloud import Cloud
from laptop.trouble import Trouble
from mianshi.contracts.outcomes import Status
from mianshi.pages.views import CreateInterview, FileToUpload, InterviewCreated, ProgressView

M = TypeVar("M", bound=BaseModel)

POLL_SECONDS = 0.4
_SETTLED = {"done", "parked"}


class ApiRefused(Trouble):
    """The API said no; the message is its sentence."""


class Client:
    """Talks to one running cloud over its HTTP API, as a browser would."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._http = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=5, read=120))

    def create(self, wish: CreateInterview) -> InterviewCreated:
        """A new interview.

        Raises:
            ApiRefused: with the sentence a person would read.
        """
        return InterviewCreated.model_validate_json(self._ask("POST", "/api/interviews", wish.model_dump_json()))

    def upload(self, created: InterviewCreated, files: Sequence[Path]) -> None:
        """Put each file to exactly the key that was signed for it; streams, so any size goes."""
        bucket = self._cloud.outputs["UploadBucketName"]
        for ticket, file in zip(created.uploads, files, strict=True):
            self._cloud.client("s3").upload_file(str(file), bucket, ticket.fields["key"])

    def progress(self, interview_id: str) -> ProgressView:
        """How far the interview is."""
        return ProgressView.model_validate_json(self._ask("GET", f"/api/interviews/{interview_id}"))

    def follow(self, interview_id: str, seen: Callable[[ProgressView], None]) -> ProgressView:
        """Call `seen` again and again until the interview is closed and its ledger is whole.

        Raises:
            Trouble: where the run stopped and will never close the interview.
        """
        while True:
            view = self.progress(interview_id)
            seen(view)
            if view.stopped:
                raise Trouble(view.sentence.en)
            if view.status is Status.CLOSED and self._at_rest("InterviewMachineArn"):
                return view
            time.sleep(POLL_SECONDS)

    def settle_deliveries(self, interview_id: str, seconds: float) -> list[dict[str, Any]]:
        """The outbox rows, once all have ended or `seconds` are over: retries go on without us."""
        end = time.monotonic() + seconds
        while True:
            rows: list[dict[str, Any]] = self.part(interview_id, "deliveries")
            settled = all(row["state"] in _SETTLED for row in rows) and self._at_rest("DeliveryMachineArn")
            if settled or time.monotonic() > end:
                return rows
            time.sleep(POLL_SECONDS)

    def _at_rest(self, machine: str) -> bool:
        """Whether no execution of a workflow runs: the last ledger lines are written just before it ends."""
        running = self._cloud.client("stepfunctions").list_executions(
            stateMachineArn=self._cloud.outputs[machine], statusFilter="RUNNING"
        )
        return not running["executions"]

    def part(self, interview_id: str, name: str) -> Any:
        """One part of the result: scorecard, transcript, observations, costs, deliveries."""
        return json.loads(self._ask("GET", f"/api/interviews/{interview_id}/{name}"))

    def report(self, interview_id: str, place: Literal["embedded", "beside"]) -> str:
        """The report page, each recording named ``data:recordings/<answer>`` or ``recordings/<answer>``."""
        return self._ask("GET", f"/interviews/{interview_id}/report?media={place}")

    def candidate_report(self, interview_id: str) -> str:
        """The candidate's report page, to be kept as a file."""
        return self._ask("GET", f"/interviews/{interview_id}/candidate-report?media=beside")

    def _ask(self, method: str, path: str, body: str | None = None) -> str:
        headers = {"Content-Type": "application/json"} if body else {}
        answer = self._http.request(method, self._cloud.api_url + path, body=body, headers=headers)
        text: str = answer.data.decode()
        if answer.status < 400:
            return text
        raise ApiRefused(_sentence(text))


def describe(files: Sequence[Path], questions: Sequence[str]) -> list[FileToUpload]:
    """The files as the API wants them told."""
    return [
        FileToUpload(
            name=file.name,
            size=file.stat().st_size,
            type=mimetypes.guess_type(file.name)[0] or "application/octet-stream",
            question=questions[i] if i < len(questions) else None,
        )
        for i, file in enumerate(files)
    ]


def _sentence(text: str) -> str:
    try:
        error = json.loads(text)
        return str(error.get("detail") or error["sentence"]["en"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return "the portal gave no usable answer"
