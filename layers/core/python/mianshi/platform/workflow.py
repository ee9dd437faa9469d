"""The running workflow: answering its tokens and reading how far it is."""

from __future__ import annotations

from typing import Any, Literal

from botocore.exceptions import ClientError

from mianshi.contracts.base import Record
from mianshi.errors import Transient
from mianshi.platform.clients import calling, client

_GONE = frozenset({"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"})


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
