"""The running workflow: starting and stopping it, answering its tokens and reading how far it is."""

from __future__ import annotations

import json
from typing import Any, Literal

from botocore.exceptions import ClientError

from mianshi.contracts.base import Record
from mianshi.errors import Transient
from mianshi.platform.clients import calling, client
from mianshi.platform.clock import new_id
from mianshi.platform.settings import settings

_GONE = frozenset({"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"})


def start(bucket: str, key: str, name: str | None = None) -> str:
    """Run the interview that an upload belongs to, as S3's event about that upload would.

    Args:
        bucket: where the upload lies.
        key: of the upload.
        name: of the execution; whoever says the same name twice starts one run. One of its own where None.

    Returns:
        The execution's ARN. Whether the run gets the interview is decided by its claim.
    """
    machine = settings().require("interview_machine")
    name = name or new_id("run")
    task = {"detail": {"bucket": {"name": bucket}, "object": {"key": key}}}
    with calling():
        try:
            begun = client("stepfunctions").start_execution(stateMachineArn=machine, name=name, input=json.dumps(task))
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "ExecutionAlreadyExists":
                return f"{machine.replace(':stateMachine:', ':execution:')}:{name}"
            raise
    return str(begun["executionArn"])


def stop(execution: str) -> bool:
    """End an execution, whatever it is doing; one that is over stays as it ended. False where it is forgotten."""
    with calling():
        try:
            client("stepfunctions").stop_execution(executionArn=execution, error="Stopped")
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "ExecutionDoesNotExist":
                return False
            raise
    return True


def succeed(token: str, output: Record) -> bool:
    """Answer a task token. False where nobody waits for it any more."""
    return _answer("send_task_success", taskToken=token, output=output.model_dump_json())


def fail(token: str, family: Literal["Rejected", "Transient", "Defect"], message: str) -> bool:
    """Answer a task token with one of our failures, as a function would raise it."""
    return _answer("send_task_failure", taskToken=token, error=family, cause=message)


def _answer(call: str, **arguments: str) -> bool:
    with calling():
        try:
            getattr(client("stepfunctions"), call)(**arguments)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _GONE:
                return False
            raise
    return True


def history(execution: str) -> list[dict[str, Any]]:
    """All events of an execution, oldest first; none once it is forgotten (Step Functions keeps 90 days).

    What moved through it is receipts: ids and counts.
    """
    with calling():
        pages = client("stepfunctions").get_paginator("get_execution_history")
        try:
            return [
                event
                for page in pages.paginate(executionArn=execution, maxResults=1000, includeExecutionData=True)
                for event in page["events"]
            ]
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "ExecutionDoesNotExist":
                return []
            raise


def announce(detail_type: str, detail: Record) -> None:
    """Put an event of ours on the bus; the delivery workflow listens to it."""
    with calling():
        answer = client("events").put_events(
            Entries=[{"Source": "mianshi", "DetailType": detail_type, "Detail": detail.model_dump_json()}]
        )
    if answer.get("FailedEntryCount"):
        raise Transient("event_not_taken", detail_type)


def function_size_mb(function: str) -> tuple[int, int]:
    """Configured memory and /tmp of a function that could not report them itself, because it was killed."""
    with calling():
        size = client("lambda").get_function_configuration(FunctionName=function)
    return int(size["MemorySize"]), int(size.get("EphemeralStorage", {}).get("Size", 512))
