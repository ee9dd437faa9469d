"""Connectors: where results go, how each has been doing, its tokens and what it was asked this month."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Connector, ConnectorHealth, ConnectorKind
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
    """Change a connector that nobody changed meanwhile; `changed_at` follows by itself.

    Raises:
        Rejected: ``changed_meanwhile``.
    """
    after = Connector.model_validate(before.model_copy(update={**updates, "changed_at": timestamp()}).model_dump())
    with table():
        try:
            stands = ConnectorRow.get(_ALL, before.id, consistent_read=True).body
        except ConnectorRow.DoesNotExist:
            stands = ""
    # Compared as records: the text may have been written by hand, or by a version that knew fewer fields.
    if _read(stands) != before:
        raise Rejected("changed_meanwhile", before.id)
    try:
        with table():
            ConnectorRow(_ALL, after.id, body=after.model_dump_json()).save(ConnectorRow.body == stands)
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


def counted(connector: Connector, calls: int) -> None:
    """Count calls towards the platform's monthly quota, which is the organisation's: all connectors of a kind share it,
    also those that are there no more."""
    with table():
        _calls(connector.kind).update(actions=[CountRow.number.add(calls), CountRow.expires_at.set(expiry(400))])


def calls_this_month(connector_id: str) -> int:
    """Calls made since the month began, UTC, by this connector and all others of its kind; 0 where there is none."""
    known = find(connector_id)
    return _number(_calls(known.kind)) if known else 0


def turn(credential: str, count: int, seconds: int, most_s: int | None = None) -> int:
    """Take the next turn of a credential of which `count` may be used in any stretch of `seconds`.

    Every caller gets a turn of its own, in the order in which they ask, so that nobody has to ask twice: a quarter of
    `count` may go at once, the others evenly after that (the generic cell rate algorithm, ITU-T I.371, as a virtual
    schedule: burst + rate x seconds = count, so no window ever holds more).

    Args:
        credential: the name of its secret, or whatever else tells credentials apart; only a hash of it is stored.
        count: at most so many,
        seconds: in so long.
        most_s: a turn later than that is not taken; None: any is.

    Returns:
        Milliseconds until the turn; 0: at once; more than `most_s`: none was taken, for none comes sooner.
    """
    burst = max(1, count // 4)
    apart = -(-1000 * seconds // max(1, count - burst))
    name = hashlib.sha256(credential.encode()).hexdigest()[:24]
    row = CountRow(f"LIMIT#send:{name}", f"{count}/{seconds}")
    while True:  # either the schedule is behind now or it is not; only a change between the two writes comes here again
        at = int(now().timestamp() * 1000)
        ends = CountRow.expires_at.set(now() + timedelta(days=2))
        taken = CountRow.number >= at
        if most_s is not None:
            taken &= CountRow.number <= at + 1000 * most_s + (burst - 1) * apart
        if _updated(row, [CountRow.number.add(apart), ends], taken):
            return max(0, int(row.number) - burst * apart - at)
        idle = CountRow.number.does_not_exist() | (CountRow.number < at)
        if _updated(row, [CountRow.number.set(at + apart), ends], idle):
            return 0
        if most_s is not None and (wait := _number(row) - (burst - 1) * apart - at) > 1000 * most_s:
            return wait


def token(connector_id: str, key: str, at_least: timedelta, origin: str = "") -> str | None:
    """The kept token, if it can be used for that long still.

    `origin`: a hash of where and with what it was got; one that was got elsewhere is not found.
    """
    kept = plain.get(_pk(connector_id), f"TOKEN#{key}", KeptToken)
    if kept is None or not kept.sealed or kept.until <= timestamp(now() + at_least):
        return None
    return sealing.unseal(kept.sealed, _purpose(connector_id, key, origin))


def lease(connector_id: str, key: str) -> int | None:
    """Ask to fetch the next token: one caller at a time, so that a thousand rows do not ask the platform at once.

    Returns:
        The lease, for `release`; None where another caller holds it.
    """
    at, until = now(), now() + timedelta(seconds=LEASE_S)
    mark = int(until.timestamp() * 1000)
    row = CountRow(_pk(connector_id), f"LEASE#{key}", number=mark, expires_at=until)
    try:
        with table():
            row.save(CountRow.number.does_not_exist() | (CountRow.number <= int(at.timestamp() * 1000)))
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return None
    return mark


def keep_token(connector_id: str, key: str, value: str, until: datetime, origin: str = "") -> None:
    """Keep a token, sealed."""
    kept = KeptToken(sealed=sealing.seal(value, _purpose(connector_id, key, origin)), until=timestamp(until))
    plain.put(_pk(connector_id), f"TOKEN#{key}", kept, until)


def release(connector_id: str, key: str, lease: int) -> None:
    """Let others fetch a token at once; a lease that ran out and is another's by now stays."""
    row = CountRow(_pk(connector_id), f"LEASE#{key}")
    try:
        with table():
            row.delete(CountRow.number == lease)
    except PynamoDBException as error:
        if not is_condition(error):
            raise


def _read(body: str) -> Connector | None:
    try:
        return Connector.model_validate_json(body)
    except ValueError:
        return None


def _calls(kind: ConnectorKind) -> CountRow:
    return CountRow(f"CALLS#{kind.value}", f"{now():%Y-%m}")


def _number(row: CountRow) -> int:
    with table():
        try:
            return int(CountRow.get(row.pk, row.sk, consistent_read=True).number)
        except CountRow.DoesNotExist:
            return 0


def _updated(row: CountRow, actions: list[Action], condition: Condition) -> bool:
    try:
        with table():
            row.update(actions=actions, condition=condition)
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True


def _purpose(connector_id: str, key: str, origin: str) -> str:
    return f"token:{connector_id}:{key}:{origin}"


def _pk(connector_id: str) -> str:
    return f"CONNECTOR#{connector_id}"
