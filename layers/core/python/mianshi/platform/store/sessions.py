"""Sessions of people who signed in, kept by the hash of what their browser holds."""

from __future__ import annotations

from datetime import datetime

from mianshi.contracts.people import Session
from mianshi.platform.store import plain

_META = "META"


def save(key: str, session: Session, until: datetime) -> None:
    """Store a session, or that it was used."""
    plain.put(f"SESSION#{key}", _META, session, until)


def find(key: str) -> Session | None:
    """The session, or None."""
    return plain.get(f"SESSION#{key}", _META, Session)


def end(key: str) -> None:
    """Forget a session."""
    plain.delete(f"SESSION#{key}", _META)
