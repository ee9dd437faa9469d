"""Events that the partner API sets off."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from mianshi.contracts.base import Record


class RecordingWanted(Record):
    """Detail of the event ``recording.wanted``: which file is fetched. Its address lies in the table for days only: a
    signed address is a secret of the partner and no matter of an event's log."""

    interview_id: str
    answer: int = Field(ge=0)


class FetchTask(Record):
    """EventBridge's event ``recording.wanted``; the rest of its envelope is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    detail: RecordingWanted


class FetchReceipt(Record):
    interview_id: str
    bytes: int
    outcome: Literal["stored", "already_there", "refused"] = "stored"
