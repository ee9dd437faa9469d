"""What partners send and get about webhooks: subscriptions, secrets, deliveries, sending again."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from mianshi.contracts.base import Language, Record
from mianshi.contracts.delivery import DeliveryState, EventKind
from mianshi.contracts.partner_api import PageQuery
from mianshi.contracts.partner_api_more import of_the_calendar

Moment = Annotated[
    str,
    StringConstraints(
        pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$"
    ),
    AfterValidator(of_the_calendar),
]
"""ISO 8601 with its offset from UTC."""


class WebhookWish(Record):
    """A subscription."""

    url: str = Field(min_length=1, max_length=2048)
    """https, port 443, a public name."""
    name: str = Field(default="", max_length=80)
    """What you call it."""
    events: list[EventKind] = Field(default_factory=list, max_length=len(EventKind))
    """Only these; empty: all."""
    jobs: list[str] = Field(default_factory=list, max_length=100)
    """Only about these jobs; empty: about every job that the partner sees, future ones too."""
    language: Language = "zh"
    """Of titles and names in the messages."""


class WebhookChange(Record):
    """What is to be different; what is left out stays."""

    url: str | None = Field(default=None, min_length=1, max_length=2048)
    """As in `WebhookWish`."""
    name: str | None = Field(default=None, max_length=80)
    """What you call it."""
    events: list[EventKind] | None = Field(default=None, max_length=len(EventKind))
    """Only these; empty: all."""
    jobs: list[str] | None = Field(default=None, max_length=100)
    """Only about these; empty: every job that you see."""
    language: Language | None = None
    """Of titles and names in the messages."""
    enabled: bool | None = None
    """True switches on again what was switched off; what waits is sent then."""


class WebhookHealth(Record):
    """How deliveries have been going lately."""

    last_ok_at: str | None = None
    """Last message that arrived. UTC."""
    last_at: str | None = None
    """Last attempt. UTC."""
    failing_since: str | None = None
    """First failure after the last success. UTC."""
    failures: int = 0
    """In a row."""
    last_error: str | None = None
    """Why the last attempt failed."""


class WebhookTold(Record):
    """A subscription as it is kept, without its secret."""

    id: str
    """Ours."""
    url: str
    """Where messages go."""
    name: str
    """What you call it."""
    events: list[EventKind]
    """Only these; empty: all."""
    jobs: list[str]
    """Only about these; empty: every job that you see."""
    language: Language
    """Of titles and names in the messages."""
    enabled: bool
    """Whether messages are sent."""
    switched_off_at: str | None = None
    """UTC."""
    switched_off_because: str = ""
    """Why, where software did it after days of failures."""
    created_at: str
    """UTC."""
    old_secret_until: str | None = None
    """While it lasts, every message carries two signatures: of the new secret and of the one before."""
    health: WebhookHealth
    """How deliveries have been going."""


class WebhookMade(WebhookTold):
    """A subscription that was just made. The secret is told this once: null where this answer is given again."""

    secret: str | None
    """`whsec_` and base64: the key of the signatures. Null where this answer is given again."""


class SecretTold(Record):
    """A new secret, told this once; the old one signs as well until `old_secret_until`."""

    id: str
    """Of the webhook."""
    secret: str | None
    """`whsec_` and base64. Null where this answer is given again."""
    old_secret_until: str
    """Until then the secret before signs as well. UTC."""


class DeliveriesQuery(PageQuery):
    state: Literal["done", "parked", "open"] = "done"
    """`parked`: given up, see `reason`; `open`: waiting for its next try."""


class DeliveryTold(Record):
    """One message, newest first. `id` is its ``webhook-id``, the same at every attempt and replay."""

    id: str
    """Its `webhook-id`."""
    event: EventKind
    """What happened."""
    subject: str
    """What it is about."""
    state: DeliveryState
    """`done` arrived, `parked` was given up; every other waits for a try."""
    attempts: int
    """So far."""
    reason: str = ""
    """Why the last attempt failed."""
    next_at: str | None = None
    """When it is tried next. UTC."""
    created_at: str
    """UTC."""
    updated_at: str
    """Of the last attempt. UTC."""


class ReplayWish(Record):
    """Which messages are sent again: one by its id, or all that were delivered or given up since a moment."""

    delivery_id: str | None = Field(default=None, max_length=64)
    """One message."""
    since: Moment | None = None
    """Everything delivered or given up at or after this moment."""
    until: Moment | None = None
    """To go on with what one call had no room for: `until` of its answer."""


class ReplayTold(Record):
    """How many are on their way again, under the ids they had. `more`: send the same again, with this `until`."""

    replayed: int
    """How many are on their way again."""
    more: bool = False
    """Whether there are others: send the same again, with `until`."""
    until: str
    """Send it with the next call to go on. UTC."""


class TestTold(Record):
    """A test message that is on its way."""

    __test__ = False
    delivery_id: str
    """Its `webhook-id`."""
