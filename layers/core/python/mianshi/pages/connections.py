"""The pages about connections to other systems, and about partners who call ours."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.delivery import Connector, ConnectorHealth, ConnectorKind, Delivery, EventKind
from mianshi.contracts.partner import ApiKey, Partner, Scope
from mianshi.pages.connection_fields import EVENT_NAMES, KIND_HINTS, KIND_NAMES, SCOPE_NAMES, field_words
from mianshi.pages.frame import Frame, render_page

FieldType = Literal["text", "number", "tick", "list", "json", "choice", "secret"]
DONE = (
    "added",
    "saved",
    "tested",
    "on",
    "off",
    "secret",
    "removed",
    "resent",
    "resent_all",
    "resent_none",
    "created",
    "revoked",
)


class FormField(Record):
    """One field of a connection's form, made of the platform's own records. `value` is what stands in it."""

    name: str
    """``settings.<field>`` or ``secret.<field>``."""
    type: FieldType
    value: str = ""
    required: bool = False
    wrong: bool = False
    example: str = ""
    choices: list[str] = Field(default_factory=list)

    def words(self, kind: ConnectorKind) -> tuple[Bilingual, Bilingual | None]:
        """Its label, and what helps to fill it in."""
        return field_words(kind, self.name)


class ConnectionLine(Record):
    """One connection as the list shows it. `quota`: calls a month, where the platform counts them."""

    connector: Connector
    health: ConnectorHealth
    calls: int
    quota: int | None = None

    @property
    def state(self) -> Literal["on", "off", "failing", "switched_off", "new"]:
        """In one word."""
        if not self.connector.enabled:
            off = self.connector.switched_off
            return "switched_off" if off and off.by == "software" else "off"
        if self.health.failures:
            return "failing"
        return "on" if self.health.last_ok_at else "new"


class ConnectionsView(Record):
    lines: list[ConnectionLine]
    done: str = ""


class KindsView(Record):
    """What can be connected."""

    kinds: list[ConnectorKind]


class ConnectionForm(Record):
    """The form of one connection; `id` is empty for a new one. `wrong`: names of the fields that came back."""

    kind: ConnectorKind
    id: str = ""
    name: str = ""
    url: str = ""
    address: str = ""
    """The platform's public address, used where `url` is empty."""
    url_needed: bool = False
    language: str = "zh"
    private: bool = False
    events: list[EventKind] = Field(default_factory=list)
    """Ticked."""
    tells: list[EventKind] = Field(default_factory=list)
    """All that this kind can tell."""
    jobs: str = ""
    fields: list[FormField] = Field(default_factory=list)
    plain_secret: bool = False
    """Whether the secret is one text of its own."""
    wrong: list[str] = Field(default_factory=list)
    once: str = ""


class ConnectionView(Record):
    """One connection: how it is doing, what it was told, what can be done."""

    line: ConnectionLine
    callback_url: str = ""
    """What the platform is told to call, for the kinds that call back."""
    delivered: list[Delivery]
    parked: list[Delivery]
    parked_cut: bool = False
    """Whether there may be more of them than are shown."""
    waiting: int = 0
    """Deliveries that are on their way or will be tried again."""
    waiting_cut: bool = False
    """Whether there may be more than were counted."""
    next_at: str | None = None
    """When the first of them is tried, UTC."""
    once: str = ""
    """Mark of the forms, so that one that is sent twice counts once."""
    done: str = ""
    shown_secret: str = ""
    """A secret that was just made, shown this once."""


class PartnersView(Record):
    partners: list[Partner]
    done: str = ""


class PartnerView(Record):
    """One partner and its keys. `shown_key`: one that was just made, shown this once."""

    partner: Partner | None = None
    """None for a new one."""
    name: str = ""
    jobs: str = "own"
    contact: str = ""
    wrong: list[str] = Field(default_factory=list)
    shown_key: str = ""
    api_url: str = ""
    done: str = ""

    def active(self, key: ApiKey, now: str) -> bool:
        """Whether a key can be used."""
        return key.revoked_at is None and (key.expires_at is None or key.expires_at > now)


def render_connections(view: ConnectionsView, frame: Frame) -> str:
    """All connections."""
    return render_page("connections/list.html", frame, view=view, kinds=KIND_NAMES, done=_done(view.done))


def render_kinds(view: KindsView, frame: Frame) -> str:
    """What can be connected."""
    return render_page("connections/kinds.html", frame, view=view, kinds=KIND_NAMES, hints=KIND_HINTS)


def render_form(view: ConnectionForm, frame: Frame) -> str:
    """The form of a connection, new or known."""
    return render_page("connections/form.html", frame, view=view, kinds=KIND_NAMES, event_names=EVENT_NAMES)


def render_connection(view: ConnectionView, frame: Frame) -> str:
    """One connection."""
    return render_page(
        "connections/one.html", frame, view=view, kinds=KIND_NAMES, event_names=EVENT_NAMES, done=_done(view.done)
    )


def render_partners(view: PartnersView, frame: Frame) -> str:
    """All partners."""
    return render_page("partners/list.html", frame, view=view, done=_done(view.done))


def render_partner(view: PartnerView, frame: Frame, now: str) -> str:
    """One partner, or the form for a new one. `now`: UTC, ISO 8601."""
    return render_page(
        "partners/one.html",
        frame,
        view=view,
        scopes=list(Scope),
        scope_names=SCOPE_NAMES,
        now=now,
        done=_done(view.done),
    )


def _done(name: str) -> str:
    return name if name in DONE else ""
