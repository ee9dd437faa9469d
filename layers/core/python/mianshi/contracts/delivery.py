"""Messages to other systems, and the outbox that keeps their promises."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Language, Record

RETRY_SCHEDULE_S: tuple[int, ...] = (0, 5, 300, 1800, 7200, 18000, 36000, 36000)
"""Seconds to wait before attempt 1, 2, … (the schedule Svix publishes): eight attempts in about 28 hours."""


class ConnectorKind(StrEnum):
    DINGTALK_ROBOT = "dingtalk_robot"
    WEBHOOK = "webhook"


class Connector(Record):
    """A destination an operator configured; `secret` is the name of its secret in Secrets Manager."""

    id: str
    kind: ConnectorKind
    url: str
    secret: str
    language: Language = "zh"
    enabled: bool = True
    private_address_allowed: bool = False
    """An explicit exception to the guard against private addresses (an ERP in the customer's own network)."""


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    """Handed to the network; the answer is not in yet."""
    UNKNOWN = "unknown"
    """The body went out and no answer came."""
    DONE = "done"
    FAILED = "failed"
    """Will be tried again."""
    PARKED = "parked"
    """Needs a person."""


class Delivery(Record):
    """One outbox row per interview, connector and action. `id` is the same on every attempt: the receiver's key."""

    id: str
    interview_id: str
    connector: str
    action: str
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = Field(default=0, ge=0)
    remote_id: str | None = None
    last_status: str | None = None
    last_error: str | None = None
    created_at: str
    updated_at: str


class Request(Record):
    """One HTTP request, ready to send: the exact bytes that were signed."""

    url: str
    headers: dict[str, str]
    body: bytes


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

    result: Literal["ok", "ok_duplicate", "retry", "config_error", "data_error", "unknown"]
    detail: str
    retry_after_s: int | None = None
    remote_id: str | None = None


class DeliveryReceipt(Record):
    """What the delivery workflow learns from one attempt. `wait_s` counts only when `next` is ``retry``."""

    delivery: str
    next: Literal["done", "retry", "parked"]
    attempt: int
    wait_s: int = 0
