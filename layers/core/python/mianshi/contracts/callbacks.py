"""What DingTalk, WeCom and Feishu tell us, and what we do about it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from mianshi.contracts.base import Record


class CallbackEvent(Record):
    """One event of a platform, decrypted; kept for days only, because it may hold personal data."""

    connector: str
    id: str
    """The platform's own id of the event, or one made of what is unique about it: the key against repeats."""
    kind: str
    """As the platform calls it, such as ``bpms_instance_change`` or ``hire.eco_exam.created_v1``."""
    data: dict[str, Any] = Field(default_factory=dict)
    received_at: str


class CallbackReceived(Record):
    """Detail of the event ``callback.received``: where the platform's event is kept, nothing of what it says."""

    connector: str
    event: str


class CallbackTask(Record):
    """EventBridge's event ``callback.received``; the rest of its envelope is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    detail: CallbackReceived


class ReactReceipt(Record):
    """What was done about a callback."""

    connector: str
    done: Literal["invited", "decided", "noted", "hired", "ignored"]
