"""Connectors: where results go, how each has been doing, its tokens and what it was asked this month."""

from __future__ import annotations

from datetime import datetime, timedelta

from pynamodb.exceptions import PynamoDBException

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Connector, ConnectorHealth
from mianshi.errors import Rejected
from mianshi.platform import sealing
from mianshi.platform.clock import expiry, now, timestamp
from mianshi.platform.store import plain
from mianshi.platform.store.rows import ConnectorRow, CountRow, is_condition, table

_ALL = "CONNECTOR"
LEASE_S = 20
"""Whoever fetches a token has so long; then another may."""


class KeptToken(Record):
    """An access token, sealed. `until`: UTC, ISO 8601."""

    sealed: str = ""
    until: str = ""


def every() -> list[Connector]:
    """All connectors, by id; rows that this version does not understand are left out and stop no other."""
    with table():
        rows = list(ConnectorRow.query(_ALL))
    return [connector for row in rows if (connector := _read(row.body))]


def find(connector_id: str) -> Connector | None:
    """The connector of this id, or None."""
    with table():
        try:
            row = ConnectorRow.get(_ALL, connector_id, consistent_read=True)
        except ConnectorRow.DoesNotExist:
            return None
    return _read(row.body)


def add(connector: Connector) -> None:
    """Store a new connector.

    Raises:
        Rejected: ``already_done`` where there is one of this id.
    """
    try:
        with table():
            ConnectorRow(_ALL, connector.id, body=connector.model_dump_json()).save(ConnectorRow.pk.does_not_exist())
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        raise Rejected("already_done", connector.id) from None


def change(before: Connector, **updates: object) -> Connector:
    """Change a connector that nobody changed meanwhile.

    Raises:
        Rejected: ``changed_meanwhile``.
    """
    after = Connector.model_validate(before.model_copy(update=updates).model_dump())
    try:
        with table():
            row = ConnectorRow(_ALL, after.id, body=after.model_dump_json())
            row.save(ConnectorRow.body == before.model_dump_json())
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        raise Rejected("changed_meanwhile", before.id) from None
    return after


def remove(connector_id: str) -> None:
    """Forget a connector; what it was told stays known."""
    with table():
        ConnectorRow(_ALL, connector_id).delete()


def health(connector_id: str) -> ConnectorHealth:
    """How a connector has been doing."""
    known = plain.get(_pk(connector_id), "HEALTH", ConnectorHealth)
    return known or ConnectorHealth(connector=connector_id)


def doing(health: ConnectorHealth) -> None:
    """Keep how a connector is doing. Two attempts at once may overwrite each other: it is a hint, not a count."""
    plain.put(_pk(health.connector), "HEALTH", health)


def counted(connector_id: str, calls: int) -> None:
    """Count calls towards the platform's monthly quota."""
    with table():
        _calls(connector_id).update(actions=[CountRow.number.add(calls), CountRow.expires_at.set(expiry(400))])


def calls_this_month(connector_id: str) -> int:
    """Calls made since the month began, UTC."""
    row = _calls(connector_id)
    with table():
        try:
            return int(CountRow.get(row.pk, row.sk).number)
        except CountRow.DoesNotExist:
            return 0


def token(connector_id: str, key: str, at_least: timedelta) -> str | None:
    """The kept token, if it can be used for that long still."""
    kept = plain.get(_pk(connector_id), f"TOKEN#{key}", KeptToken)
    if kept is None or not kept.sealed or kept.until <= timestamp(now() + at_least):
        return None
    return sealing.unseal(kept.sealed, _purpose(connector_id, key))


def lease(connector_id: str, key: str) -> bool:
    """Whether the caller may fetch the next token: one at a time, so that a thousand rows do not ask at once."""
    over, until = int(now().timestamp()), now() + timedelta(seconds=LEASE_S)
    row = CountRow(_pk(connector_id), f"LEASE#{key}", number=int(until.timestamp()), expires_at=until)
    try:
        with table():
            row.save(CountRow.number.does_not_exist() | (CountRow.number <= over))
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True


def keep_token(connector_id: str, key: str, value: str, until: datetime) -> None:
    """Keep a token, sealed, and let the next one be fetched when it is needed."""
    kept = KeptToken(sealed=sealing.seal(value, _purpose(connector_id, key)), until=timestamp(until))
    plain.put(_pk(connector_id), f"TOKEN#{key}", kept, until)
    release(connector_id, key)


def release(connector_id: str, key: str) -> None:
    """Let others fetch a token at once."""
    plain.delete(_pk(connector_id), f"LEASE#{key}")


def _read(body: str) -> Connector | None:
    try:
        return Connector.model_validate_json(body)
    except ValueError:
        return None


def _calls(connector_id: str) -> CountRow:
    return CountRow(_pk(connector_id), f"CALLS#{now():%Y-%m}")


def _purpose(connector_id: str, key: str) -> str:
    return f"token:{connector_id}:{key}"


def _pk(connector_id: str) -> str:
    return f"CONNECTOR#{connector_id}"
