"""Messages to other systems, and the outbox that keeps their promises."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from mianshi.contracts.base import Language, Record

RETRY_SCHEDULE_S: tuple[int, ...] = (0, 5, 300, 1800, 7200, 18000, 36000, 36000)
"""Seconds to wait before attempt 1, 2, … (the schedule Svix publishes): eight attempts in about 28 hours."""


class ConnectorKind(StrEnum):
    """What speaks at the other end; `mianshi.delivery.connectors` names the module that knows how."""

    DINGTALK_ROBOT = "dingtalk_robot"
    DINGTALK_APP = "dingtalk_app"
    WECOM_ROBOT = "wecom_robot"
    WECOM_APP = "wecom_app"
    FEISHU_ROBOT = "feishu_robot"
    FEISHU_APP = "feishu_app"
    FEISHU_HIRE = "feishu_hire"
    KINGDEE = "kingdee"
    YONBIP = "yonbip"
    U8 = "u8"
    WEBHOOK = "webhook"
    FILE_DROP = "file_drop"


class EventKind(StrEnum):
    """What is told to other systems; also the type of the CloudEvent."""

    INTERVIEW_SCORED = "interview.scored"
    INTERVIEW_INSUFFICIENT = "interview.insufficient_evidence"
    INTERVIEW_REJECTED = "interview.rejected"
    INTERVIEW_FAILED = "interview.failed"
    CANDIDATE_INVITED = "candidate.invited"
    CANDIDATE_WITHDREW = "candidate.withdrew"
    CANDIDATE_DECIDED = "candidate.decided"
    CANDIDATE_HIRED = "candidate.hired"
    CANDIDATE_ERASED = "candidate.erased"
    """Everything was deleted at the candidate's request: whoever got data from us deletes it too (GDPR art. 19)."""
    COSTS_BOOKED = "costs.booked"
    COSTS_CLOSED = "costs.closed"
    """A month does not change any more, and its files lie ready."""
    BUDGET_WARNED = "budget.warned"
    BUDGET_SPENT = "budget.spent"
    RESUME_MATCHED = "resume.matched"
    """A résumé was read and held against the job's text."""
    INTERVIEW_DIVERGED = "interview.diverged"
    """People and software, or people among themselves, rated an interview a fifth of the scale apart (F79)."""
    JOB_PASS_RATE = "job.pass_rate"  # noqa: S105 - a rate of passing, no password
    """The share of a job's interviews that reach the line left its band (F115)."""
    CONNECTOR_TEST = "connector.test"
    CONNECTOR_OFF = "connector.switched_off"


INTERVIEW_EVENTS = frozenset(
    {
        EventKind.INTERVIEW_SCORED,
        EventKind.INTERVIEW_INSUFFICIENT,
        EventKind.INTERVIEW_REJECTED,
        EventKind.INTERVIEW_FAILED,
    }
)


ASKED_FOR_BY_NAME = frozenset({EventKind.RESUME_MATCHED})
"""Told only where a connection names it: it happens for one résumé after another, and would flood a group chat."""


class SwitchedOff(Record):
    """Why a connector sends nothing any more. `by` is a person's id, or ``software``."""

    at: str
    by: str
    reason: str = ""


class Connector(Record):
    """A destination; `secret` is the name of its secret in Secrets Manager, ``mianshi/connector/<id>``."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    kind: ConnectorKind
    name: str = Field(default="", max_length=80)
    """What people call it."""
    url: str = ""
    """Where it listens, or the customer's own server; empty: the platform's public address."""
    secret: str = ""
    settings: dict[str, Any] = Field(default_factory=dict)
    """As the platform's `settings` record reads them: ids of apps, people and forms, field maps."""
    events: list[EventKind] = Field(default_factory=list)
    """Only these; empty: everything this kind tells, but for what is `ASKED_FOR_BY_NAME`."""
    jobs: list[str] = Field(default_factory=list)
    """Only about these jobs; empty: about every job and about interviews without one."""
    language: Language = "zh"
    enabled: bool = True
    private_address_allowed: bool = False
    """An explicit exception to the guard against private addresses (an ERP in the customer's own network)."""
    partner: str | None = None
    """Id of the partner whose subscription it is: they see and change it by API, and nobody else's."""
    switched_off: SwitchedOff | None = None
    created_at: str = ""
    changed_at: str = ""
    """When it or its secret was changed last; who kept the secret from before reads it again. UTC, ISO 8601."""
    old_secret_until: str | None = None
    """Of a webhook whose secret was changed: until then the secret before it signs, too. UTC, ISO 8601."""


class ConnectorHealth(Record):
    """How a connector has been doing lately."""

    connector: str
    last_ok_at: str | None = None
    last_at: str | None = None
    failing_since: str | None = None
    """Of the first failure after the last success."""
    failures: int = 0
    """In a row."""
    last_error: str | None = None


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    """Handed to the network and not answered yet; or taken by the platform, which will say later how it went."""
    UNKNOWN = "unknown"
    """The body went out and no answer came."""
    DONE = "done"
    FAILED = "failed"
    """Will be tried again."""
    PARKED = "parked"
    """Needs a person."""


class Delivery(Record):
    """One outbox row per subject, connector and action. `id` is the same on every attempt: the receiver's key."""

    id: str
    subject: str
    """What it is about, as `mianshi.contracts.keys` writes it: ``interview:iv_…``, ``candidate:jb_…:ca_…``,
    ``month:2026-11``, ``job:jb_…`` or ``connector:<id>``."""
    connector: str
    event: EventKind
    action: str
    """``<occurrence>.<deed>``, such as ``closed-1.notice``: which time it happened, and what is done about it."""
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = Field(default=0, ge=0)
    remote_id: str | None = None
    """What the platform calls it: a task to ask after, a bill to submit."""
    last_status: str | None = None
    last_error: str | None = None
    may_have_arrived: bool = False
    """Of a parked row, or one that was dropped: an earlier attempt may have reached the receiver, and nobody knows
    whether it did."""
    due_at: str
    """When it is tried next, or looked after; counts while the row is open."""
    turn_at: str | None = None
    """The turn of the connector's rate limit that is kept for it."""
    created_at: str
    updated_at: str

    @property
    def interview_id(self) -> str | None:
        """Of the interview it is about, if it is about one."""
        kind, _, known = self.subject.partition(":")
        return known if kind == "interview" else None

    @property
    def deed(self) -> str:
        """What is done at the other end, such as ``notice`` or ``voucher``."""
        return self.action.partition(".")[2]


class Request(Record):
    """One HTTP request, ready to send: the exact bytes that were signed."""

    url: str
    headers: dict[str, str] = Field(default_factory=dict)
    body: bytes = b""
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"


NOT_SENT = "not_sent"
NO_ANSWER = "no_answer"
BODY_CUT = "body_cut"


class Answer(Record):
    """What came back: None status where nothing came back after the body was sent.

    `error` is ``"<code>: <sentence>"``: `NOT_SENT` where no byte of the request left, `NO_ANSWER` where it may have
    arrived, `BODY_CUT` (beside a status) where the body is incomplete. Header names are lower case.
    """

    status: int | None
    headers: dict[str, str] = Field(default_factory=dict)
    body: bytes = b""
    error: str | None = None


class Verdict(Record):
    """How a connector reads an answer."""

    result: Literal["ok", "ok_duplicate", "accepted", "retry", "config_error", "data_error", "gone", "unknown"]
    """`accepted`: taken, and asked after later under `remote_id`. `gone`: the receiver wants nothing any more.

    On a row that was accepted, `retry` and `unknown` mean that asking failed: it stays accepted, unless the deed acted
    anew or forgets what was taken by the empty `remote_id`."""
    detail: str
    retry_after_s: int | None = None
    remote_id: str | None = None
    note: str = ""
    """What a person should read although it is done, such as members who could not be reached."""


class DeliveryReceipt(Record):
    """What the delivery workflow learns from one attempt. `wait_s` counts only when `next` is ``retry``."""

    delivery: str
    next: Literal["done", "retry", "parked"]
    attempt: int
    wait_s: int = 0


class DeliveriesOwed(Record):
    """Detail of the event ``deliveries.owed``: the outbox has open rows about this subject."""

    subject: str
