"""The frame around every stage: read the contract, name failures, write the log and the ledger, hand back a receipt."""

from __future__ import annotations

import functools
import os
import platform
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import ValidationError

from mianshi.contracts.base import Record
from mianshi.contracts.keys import interview_of_upload, subject_of
from mianshi.contracts.usage import Meter, Usage
from mianshi.errors import Defect, Rejected, Transient
from mianshi.finance.ledger import price
from mianshi.finance.prices import PriceBook
from mianshi.log import logger
from mianshi.platform import meter
from mianshi.platform.clock import now_ms, timestamp
from mianshi.platform.prices import price_file
from mianshi.platform.settings import settings
from mianshi.platform.store import ledger

T = TypeVar("T", bound=Record)
Handler = Callable[[dict[str, Any], Any], Any]

_OWN_LEDGER_WRITE = 2000
"""Thousandths of a write unit: the ledger row itself, one in the table and one in the index, each under 1 KB."""


def stage(name: str, task: type[T]) -> Callable[[Callable[[T], Record]], Handler]:
    """Make a Lambda handler of a function from task record to receipt record.

    Args:
        name: the stage's one word, as in folder, state, metric and cost line.
        task: contract of the event.

    The handler raises only Rejected, Transient and Defect; anything else becomes ``Defect("unexpected")``, logged with
    its frames but without its message, which might hold what a person said.
    """

    def wrap(work: Callable[[T], Record]) -> Handler:
        _initialised()

        @functools.wraps(work)
        def handler(event: dict[str, Any], context: Any) -> Any:
            started = time.perf_counter() - _unbilled_seconds()
            meter.reset()
            interview_id = _interview_of(event)
            logger.structure_logs(append=False, stage=name, interview_id=interview_id, request=context.aws_request_id)
            outcome: Literal["ok", "failed"] = "failed"
            try:
                receipt = work(_read(task, event))
                outcome = "ok"
                return receipt.model_dump(mode="json")
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
                _bill(name, interview_id, outcome, time.perf_counter() - started, context)

        return handler

    return wrap


def bill(
    stage_name: str, interview_id: str, attempt: str, outcome: Literal["ok", "failed"], usages: list[Usage]
) -> int:
    """Price usages and add them to the ledger; how many lines that made."""
    book = PriceBook.from_dict(price_file())
    lines = price(
        usages,
        interview_id=interview_id,
        stage=stage_name,
        attempt=attempt,
        outcome=outcome,
        at=timestamp(),
        region=settings().aws_region,
        book=book,
    )
    ledger.record(lines)
    return len(lines)


FREE_TMP_MB = 512


def lambda_usage(seconds: float, memory_mb: int, tmp_mb: int = FREE_TMP_MB) -> list[Usage]:
    """One request, its compute and /tmp above 512 MB, by the started millisecond (aws.amazon.com/lambda/pricing)."""
    billed_ms = int(-(-seconds * 1000 // 1))
    used = [
        Usage(meter=Meter.LAMBDA_REQUESTS, quantity=1),
        Usage(meter=_compute_meter(), quantity=billed_ms * memory_mb),
    ]
    if tmp_mb > FREE_TMP_MB:
        used.append(Usage(meter=Meter.LAMBDA_TMP, quantity=billed_ms * (tmp_mb - FREE_TMP_MB)))
    return used


def _compute_meter() -> Meter:
    """Arm has a price of its own. The functions of a stack all run on one kind of processor: this one's."""
    return Meter.LAMBDA_COMPUTE_ARM if platform.machine() == "aarch64" else Meter.LAMBDA_COMPUTE


def _bill(name: str, interview_id: str | None, outcome: Literal["ok", "failed"], seconds: float, context: Any) -> None:
    if interview_id is None:
        return
    meter.add(Meter.DYNAMODB_WRITES, _OWN_LEDGER_WRITE)
    usages = lambda_usage(seconds, int(context.memory_limit_in_mb), settings().tmp_mb) + meter.counted()
    attempt = f"{context.aws_request_id}-{now_ms()}"  # an asynchronous event that is tried again keeps its request id
    try:
        bill(name, interview_id, attempt, outcome, usages)
    except (Transient, Defect) as error:
        logger.error("ledger line lost", extra={"code": error.code})
        if outcome == "ok":
            raise


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
