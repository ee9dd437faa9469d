"""Sessions of people who signed in, kept by the hash of what their browser holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from pynamodb.exceptions import PutError

from mianshi.contracts.people import Session, SessionsEnded
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import plain
from mianshi.platform.store.rows import PlainRow, is_condition, table

_META = "META"
_ENDED = "SESSIONS"
_LONGEST = timedelta(days=2)
"""Longer than any session lasts."""


def save(key: str, session: Session, until: datetime) -> None:
    """Store a new session."""
    plain.put(f"SESSION#{key}", _META, session, until)


def used(key: str, session: Session, until: datetime) -> None:
    """Store that a session was used, unless it was ended meanwhile."""
    row = PlainRow(f"SESSION#{key}", _META, body=session.model_dump_json(), expires_at=until)
    with table():
        try:
            row.save(condition=PlainRow.pk.exists())
        except PutError as error:
            if not is_condition(error):
                raise


def find(key: str) -> Session | None:
    """The session, or None; also None after all sessions of its person were ended."""
    found = plain.get(f"SESSION#{key}", _META, Session)
    if found is None:
        return None
    ended = plain.get(f"PERSON#{found.person.id}", _ENDED, SessionsEnded)
    return None if ended is not None and found.created_at <= ended.at else found


def end(key: str) -> None:
    """Forget a session."""
    plain.delete(f"SESSION#{key}", _META)


def end_all(person_id: str) -> None:
    """End every session that a person has now."""
    plain.put(f"PERSON#{person_id}", _ENDED, SessionsEnded(at=timestamp()), now() + _LONGEST)
