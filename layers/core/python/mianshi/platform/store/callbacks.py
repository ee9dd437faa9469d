"""What platforms called back with, how far the work about it has come, and which of our candidates belong to theirs."""

from __future__ import annotations

from datetime import datetime, timedelta

from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition

from mianshi.contracts.base import Record
from mianshi.contracts.callbacks import CallbackEvent, CallbackProgress, Outcome
from mianshi.errors import Transient
from mianshi.platform.clock import expiry, now, timestamp
from mianshi.platform.store import plain
from mianshi.platform.store.rows import ListedRow, PlainRow, is_condition, table

KEEP_DAYS = 7
"""Longer than any platform sends an event again (Feishu: six hours), and than a signed time is believed (a day)."""
LEASE_S = 150
"""Whoever works on an event has so long; then another may. Longer than the function that does it can live."""
FIRST_LOOK = timedelta(minutes=15)
"""An event that is not ended so long after it came is taken up again. Lambda's own tries are over in three minutes."""
_WAITING = "CALLBACK"


class Announced(Record):
    """That an event is on the bus."""

    at: str


class Known(Record):
    """What we call somebody of a platform's: ``job id/candidate id``."""

    ours: str


def keep(event: CallbackEvent) -> None:
    """Keep an event, listed among those that wait until it is emptied; one that was kept before stays as it is."""
    row = ListedRow(
        _pk(event.connector),
        f"EVENT#{event.id}",
        list_pk=_WAITING,
        list_sk=timestamp(datetime.fromisoformat(event.received_at) + FIRST_LOOK),
        body=event.model_dump_json(),
        expires_at=expiry(KEEP_DAYS),
    )
    _put_if(row, ListedRow.pk.does_not_exist())


def find(connector_id: str, event_id: str) -> CallbackEvent | None:
    """The event of this id, or None."""
    return plain.get(_pk(connector_id), f"EVENT#{event_id}", CallbackEvent)


def waiting(limit: int) -> list[CallbackEvent]:
    """Events that were not ended in the time they had, the longest due first."""
    with table():
        rows = ListedRow.listed.query(_WAITING, ListedRow.list_sk <= timestamp(), limit=limit)
        return [CallbackEvent.model_validate_json(row.body) for row in rows]


def postpone(event: CallbackEvent) -> bool:
    """Let an event that waits be due again when it is twice as old. False where it was ended meanwhile."""
    age = max(now() - datetime.fromisoformat(event.received_at), FIRST_LOOK)
    row = ListedRow(_pk(event.connector), f"EVENT#{event.id}")
    try:
        with table():
            row.update(actions=[ListedRow.list_sk.set(timestamp(now() + age))], condition=ListedRow.list_pk == _WAITING)
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True


def empty(event: CallbackEvent) -> None:
    """Forget what an event said, and that it waits; that it came stays known."""
    blank = event.model_copy(update={"data": {}})
    plain.put(_pk(event.connector), f"EVENT#{event.id}", blank, expiry(KEEP_DAYS))


def announced(connector_id: str, event_id: str) -> bool:
    """Whether an event is on the bus already."""
    return plain.get(_pk(connector_id), f"ANNOUNCED#{event_id}", Announced) is not None


def mark_announced(connector_id: str, event_id: str) -> None:
    """Keep that an event is on the bus. A row of its own: whoever works on the event writes at the same time."""
    plain.put(_pk(connector_id), f"ANNOUNCED#{event_id}", Announced(at=timestamp()), expiry(KEEP_DAYS))


def begin(connector_id: str, event_id: str) -> Outcome | bool:
    """Begin the work about an event: True for the first time, False where somebody began and never ended, or what was
    done where it is done.

    Raises:
        Transient: ``callback_running`` where somebody began just now.
    """
    sk, fresh = f"REACTED#{event_id}", CallbackProgress(at=timestamp())
    row = PlainRow(_pk(connector_id), sk, body=fresh.model_dump_json(), expires_at=expiry(KEEP_DAYS))
    if _put_if(row, PlainRow.pk.does_not_exist()):
        return True
    before = plain.get(_pk(connector_id), sk, CallbackProgress)
    if before is not None and before.done is not None:
        return before.done
    if before is None or not _is_free(before) or not _put_if(row, PlainRow.body == before.model_dump_json()):
        raise Transient("callback_running", "another call works on this event")
    return False


def give_up(connector_id: str, event_id: str) -> None:
    """Let somebody else begin at once: whoever worked on an event failed, and knows it."""
    progress = CallbackProgress(at=timestamp(), given_up=True)
    plain.put(_pk(connector_id), f"REACTED#{event_id}", progress, expiry(KEEP_DAYS))


def end(connector_id: str, event_id: str, done: Outcome) -> None:
    """Keep what was done about an event."""
    progress = CallbackProgress(at=timestamp(), done=done)
    plain.put(_pk(connector_id), f"REACTED#{event_id}", progress, expiry(KEEP_DAYS))


def known(connector_id: str, key: str) -> str | None:
    """Our ``job id/candidate id`` of somebody of a platform's, or None. `key`: a pseudonym of what it calls them."""
    found = plain.get(_pk(connector_id), f"CANDIDATE#{key}", Known)
    return found.ours if found else None


def remember(connector_id: str, key: str, ours: str, keep_days: int) -> str:
    """Keep our ``job id/candidate id`` for somebody of a platform's; what was kept first stays, and is returned."""
    body = Known(ours=ours).model_dump_json()
    row = PlainRow(_pk(connector_id), f"CANDIDATE#{key}", body=body, expires_at=expiry(keep_days))
    if _put_if(row, PlainRow.pk.does_not_exist()):
        return ours
    return known(connector_id, key) or ours


def _is_free(before: CallbackProgress) -> bool:
    return before.given_up or before.at <= timestamp(now() - timedelta(seconds=LEASE_S))


def _put_if(row: PlainRow | ListedRow, condition: Condition) -> bool:
    try:
        with table():
            row.save(condition)
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True


def _pk(connector_id: str) -> str:
    return f"CONNECTOR#{connector_id}"
