"""What is known while one event is worked on, and the line in the access log that says what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import ValidationError

from mianshi.contracts.callbacks import REACTIONS, CallbackEvent, Outcome, Reactions
from mianshi.contracts.delivery import Connector
from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.people import AuditAction
from mianshi.delivery.callbacks.hearing import text_of
from mianshi.doors import access

_LONGEST = 80
_STRANGE = re.compile(r"[^A-Za-z0-9_.:@-]")
"""Ids of platforms hold nothing else; what somebody wrote never gets into the log by this way."""


@dataclass(frozen=True)
class Turn:
    """One event of a connector. `again`: somebody began before and did not end. `reactions` None: not readable."""

    connector: Connector
    event: CallbackEvent
    reactions: Reactions | None
    again: bool

    @property
    def who(self) -> str:
        """As the access log names it."""
        return f"connector:{self.connector.id}"

    def told(self, name: str) -> str:
        """A field of the event as text; empty where there is none."""
        return text_of(self.event.data, name)


def turn_of(connector: Connector, event: CallbackEvent, *, again: bool) -> Turn:
    """A turn with what the connector's settings ask for."""
    try:
        reactions = Reactions.model_validate(connector.settings.get(REACTIONS) or {})
    except ValidationError:
        reactions = None
    return Turn(connector, event, reactions, again)


def note(turn: Turn, code: str, *ids: str, about: Candidate | Job | None = None, done: Outcome = "noted") -> Outcome:
    """Tell in the access log what came of an event, where a person finds it; `ids` are the platform's own."""
    shown = " ".join(_STRANGE.sub("?", known)[:_LONGEST] for known in ids if known)
    kind = _STRANGE.sub("?", turn.event.kind)[:_LONGEST]
    access.note(turn.who, AuditAction.CALLBACK_RECEIVED, f"{kind}: {code} {shown}".rstrip(), about=about)
    return done
