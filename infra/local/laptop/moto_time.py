"""What we replace in moto about time: moments with fractions of a second, and waiting in any time zone."""

from datetime import datetime, timedelta
from typing import Any

from moto.stepfunctions.parser.asl.component.state.choice.comparison.operator.implementations.is_operator import (
    IsTimestamp,
)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.timestamp import Timestamp


def _moment(text: str) -> datetime | None:
    # moto takes whole seconds only; Step Functions takes RFC 3339.
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo and "T" in text else None


def _until(timestamp: str) -> datetime | None:
    # moto compares with the machine's local time and cuts the rest of a second off, so that it wakes too early.
    moment = _moment(timestamp)
    return moment and moment.astimezone().replace(tzinfo=None) + timedelta(milliseconds=999)


REPLACED: list[tuple[Any, str, Any]] = [
    (IsTimestamp, "string_to_timestamp", staticmethod(_moment)),
    (Timestamp, "_from_timestamp_string", staticmethod(_until)),
]
