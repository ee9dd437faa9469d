"""What DingTalk, WeCom and Feishu tell us, and what we do about it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from mianshi.contracts.base import Record

Outcome = Literal["invited", "decided", "noted", "hired", "ignored"]
REACTIONS = "reactions"
"""Key of a connector's settings under which its `Reactions` stand."""


class CallbackEvent(Record):
    """One event of a platform, decrypted; kept for days only, because it may hold personal data."""

    connector: str
    id: str
    """The platform's own id of the event, or one made of what is unique about it: the key against repeats."""
    kind: str
    """As the platform calls it, such as ``bpms_instance_change`` or ``hire.eco_exam.created_v1``."""
    data: dict[str, Any] = Field(default_factory=dict)
    received_at: str


class CallbackProgress(Record):
    """How far the work about an event has come. Without `done` somebody began it at `at` and has not ended."""

    at: str
    done: Outcome | None = None
    given_up: bool = False
    """Whoever began knows that they failed: the next may begin at once."""


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
    done: Outcome


class FormFields(Record):
    """What the fields of an approval form are called that describe a candidate."""

    name: str = Field(default="姓名", max_length=60)
    phone: str = Field(default="手机", max_length=60)
    email: str = Field(default="邮箱", max_length=60)


class ProcessReaction(Record):
    """What is done when an approval of one kind ends. There is no "reject": only people do that, on our own page."""

    when: Literal["agree"] = "agree"
    then: Literal["invite", "advance", "note"] = "note"
    """`invite`: the candidate whom the form names or describes. `advance`: the decision of whoever approved last."""
    job: str = ""
    """Id of our job, for candidates that the form describes."""
    fields: FormFields = FormFields()


class Reactions(Record):
    """What events of a platform start here, as ``settings["reactions"]`` of its connector says."""

    stages: dict[str, str] = Field(default_factory=dict)
    """Feishu Hire: id of the stage that invites, to the id of our job; empty: the job of `jobs`."""
    jobs: dict[str, str] = Field(default_factory=dict)
    """Feishu Hire: the platform's id of a job, to ours."""
    papers: dict[str, str] = Field(default_factory=dict)
    """Feishu Hire: id of a paper of ours, to the job whose interview it stands for. One that is called by the id of a
    job of ours needs no line."""
    processes: dict[str, ProcessReaction] = Field(default_factory=dict)
    """DingTalk: by the code of the approval form."""
    buttons: dict[str, Literal["invite", "advance", "note"]] = Field(default_factory=dict)
    """WeCom: by the key of a card's button."""
    deciders: dict[str, str] = Field(default_factory=dict)
    """The platform's id of whoever may advance candidates from there, to their name as decisions show it. Nobody else
    decides from a platform."""
    receive_ids: list[str] = Field(default_factory=list, max_length=10)
    """DingTalk, WeCom: to whom callbacks may be addressed besides the app itself, such as a CorpId."""
