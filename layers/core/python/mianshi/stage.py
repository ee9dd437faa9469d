"""The frame around every stage: read the contract, name failures, write the log and the ledger, hand back a receipt."""

from __future__ import annotations

import functools
import os
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from mianshi import attempt
from mianshi.accounting.billing import bill, lambda_usage, tags_of, tags_of_candidate, tags_of_subject
from mianshi.contracts.base import Record
from mianshi.contracts.keys import Subject, candidate_of_resume, interview_of_upload, subject_of
from mianshi.contracts.usage import LineOutcome, Tags
from mianshi.errors import Defect, Rejected, Transient
from mianshi.log import logger
from mianshi.platform import meter
from mianshi.platform.clock import now_ms
from mianshi.platform.settings import settings

T = TypeVar("T", bound=Record)
Handler = Callable[[dict[str, Any], Any], Any]


def stage(name: str, task: type[T]) -> Callable[[Callable[[T], Record]], Handler]:
    """Make a Lambda handler of a function from task record to receipt record.

    Args:
        name: the stage's one word, as in folder, state, metric and cost line.
        task: contract of the event.

    The handler raises only Rejected, Transient and Defect; anything else becomes ``Defect("unexpected")``, logged with
    its frames but without its message, which might hold what a person said.

    Every invocation is a row of the ledger, whatever it was called for and however it ended (`mianshi.attempt`).
    """

    def wrap(work: Callable[[T], Record]) -> Handler:
        _initialised()

        @functools.wraps(work)
        def handler(event: dict[str, Any], context: Any) -> Any:
            started = time.perf_counter() - _unbilled_seconds()
            meter.reset()
            attempt.begin()
            interview_id = _interview_of(_told(event))
            logger.structure_logs(append=False, stage=name, interview_id=interview_id, request=context.aws_request_id)
            outcome: LineOutcome | None = None
            try:
                answer = work(_read(task, event)).model_dump(mode="json")
                outcome = attempt.outcome()
                return answer
            except (Rejected, Transient, Defect) as error:
                logger.warning("stage failed", extra={"family": type(error).__name__, "code": error.code})
                raise
            except Exception as error:
                logger.error(
                    "unexpected",
                    extra={"kind": type(error).__name__, "frames": traceback.format_tb(error.__traceback__)},
                )
                raise Defect("unexpected", type(error).__name__) from None
            finally:
                _bill(name, event, outcome, time.perf_counter() - started, context)

        return handler

    return wrap


def _bill(name: str, event: dict[str, Any], outcome: LineOutcome | None, seconds: float, context: Any) -> None:
    """Write the row of an attempt; `outcome` is None where it raised, which no trouble with the ledger may hide."""
    this_one = f"{context.aws_request_id}-{now_ms()}"  # an asynchronous event that is tried again keeps its request id
    try:
        tags = _tags_of(_told(event))  # before the count is taken: the read is part of it
        usages = lambda_usage(seconds, int(context.memory_limit_in_mb), settings().tmp_mb) + meter.counted()
        bill(name, tags, this_one, outcome or "failed", usages, own_row=True)
    except (Transient, Defect) as error:
        logger.error("ledger line lost", extra={"code": error.code})
        if outcome is not None:
            raise


def _told(event: dict[str, Any]) -> dict[str, Any]:
    """What an event is about: its own fields, or the detail of one of ours."""
    detail = event.get("detail")
    return detail if isinstance(detail, dict) else event


def _tags_of(told: dict[str, Any]) -> Tags:
    """Whose cost it is: of the interview, else of the candidate, of the job, of what other systems are told about."""
    job_id = str(told.get("job_id") or "")
    whose = _interview_of(told) or str(told.get("candidate_id") or "")
    resume = candidate_of_resume(str(_dict(told.get("object")).get("key", "")))
    if resume is not None:
        return tags_of_candidate(*resume)
    if whose and job_id and not whose.startswith("iv_"):
        return tags_of_candidate(job_id, whose)
    if whose:
        return tags_of(whose)
    if job_id:
        return tags_of_subject(Subject("job", job_id))
    return tags_of_subject(subject_of(str(told.get("subject", ""))))


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _read(task: type[T], event: dict[str, Any]) -> T:
    try:
        return task.model_validate(event)
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, e["loc"])) for e in error.errors())
        raise Defect("bad_task", f"the event breaks its contract at: {wrong}") from None


def _interview_of(event: dict[str, Any]) -> str | None:
    if "interview_id" in event:
        return str(event["interview_id"])
    if "subject" in event:
        subject = subject_of(str(event["subject"]))
        return subject.id if subject.kind == "interview" else None
    return interview_of_upload(str(event.get("upload", {}).get("key", "")))


_initialisation: float | None = None


def _initialised() -> None:
    """Note how long the process took to make its handler. The wait for the first event does not count: Lambda may
    prepare a process minutes before it is needed, and bills the preparation only."""
    global _initialisation  # noqa: PLW0603 - one process, one initialisation
    if _initialisation is None:
        ticks = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
        started = ticks / os.sysconf("SC_CLK_TCK")
        _initialisation = max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - started)


def _unbilled_seconds() -> float:
    """The initialisation, for the first invocation of the process; 0 for the others."""
    global _initialisation
    seconds, _initialisation = _initialisation or 0.0, 0.0
    return seconds


def found(something: T | None) -> T:
    """What must exist at this point of a run.

    Raises:
        Defect: ``not_found`` where it does not.
    """
    if something is None:
        raise Defect("not_found", "a record this stage depends on is not there")
    return something
