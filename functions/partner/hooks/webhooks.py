"""Webhooks: subscriptions of a partner, their secrets, what was sent, and sending it again."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from hooks import subscriptions
from mianshi.contracts.delivery import Connector, ConnectorKind, Delivery, EventKind, SwitchedOff
from mianshi.contracts.keys import connector_subject
from mianshi.contracts.partner import Scope
from mianshi.contracts.partner_api import FieldProblem, Page
from mianshi.contracts.partner_webhooks import (
    DeliveriesQuery,
    DeliveryTold,
    ReplayTold,
    ReplayWish,
    SecretTold,
    TestTold,
    WebhookChange,
    WebhookMade,
    WebhookTold,
    WebhookWish,
)
from mianshi.delivery import outbox as rules
from mianshi.errors import Rejected
from mianshi.outbound import listening, owing, replaying
from mianshi.platform import secrets
from mianshi.platform.clock import new_id, now, timestamp
from mianshi.platform.store import connectors, deliveries, limits, outbox
from protocol import frame
from protocol.frame import Call
from protocol.problems import Refused

router = frame.Routes("Webhooks")
_SCOPE = Scope.WEBHOOKS_WRITE
MOST = 20
"""Subscriptions of one partner."""
OVERLAP = timedelta(hours=24)
"""How long an old secret signs beside the new one."""
MOST_REPLAYED = 100
"""By one call."""
_TESTS_A_MINUTE = 5


@router.post(
    "/webhooks", scope=_SCOPE, takes=WebhookWish, gives=WebhookMade, status=201, summary="Subscribe", problems=(409,)
)
def subscribe(call: Call, wish: WebhookWish) -> WebhookMade:
    """Events are sent to `url` from now on. The answer holds the secret that signs them: it is never told again.

    The address must be https on port 443 with a public host name; it is not called now, so send a test next. Nothing
    is told about jobs that the partner does not see, and no event whose content its keys may not read.
    """
    if len(_own(call)) >= MOST:
        raise _enough()
    subscriptions.check_scopes(call, wish.events)
    subscriptions.check(call, wish.url, wish.jobs)
    known = f"pa-{call.partner.id[-8:].lower()}-{new_id('x')[-6:].lower()}"
    connector = Connector(
        id=known,
        kind=ConnectorKind.WEBHOOK,
        name=wish.name,
        url=wish.url,
        secret=f"mianshi/connector/{known}",
        events=wish.events,
        jobs=wish.jobs,
        language=wish.language,
        partner=call.partner.id,
        created_at=timestamp(),
    )
    secret = subscriptions.new_secret()
    secrets.keep(connector.secret, secret)
    connectors.add(connector)
    if len(_own(call)) > MOST:  # others came at the same moment
        _gone(connector)
        raise _enough()
    subscriptions.note(call, connector, "added")
    call.tell("Location", f"{frame.PREFIX}/webhooks/{known}")
    return WebhookMade(**subscriptions.told(connector).model_dump(), secret=secret)


@router.get("/webhooks", scope=_SCOPE, gives=Page[WebhookTold], summary="List subscriptions")
def listed(call: Call) -> Page[WebhookTold]:
    """All of them, with how each has been doing; there are never more than one page."""
    return Page[WebhookTold](items=[subscriptions.told(connector) for connector in _own(call)])


@router.get("/webhooks/{webhook_id}", scope=_SCOPE, gives=WebhookTold, summary="Read a subscription")
def read(call: Call, webhook_id: str) -> WebhookTold:
    """A subscription, and how it has been doing."""
    return subscriptions.told(_one(call, webhook_id))


@router.patch(
    "/webhooks/{webhook_id}",
    scope=_SCOPE,
    takes=WebhookChange,
    gives=WebhookTold,
    summary="Change a subscription",
    problems=(409,),
)
def change(call: Call, wish: WebhookChange, webhook_id: str) -> WebhookTold:
    """What is left out stays. With `enabled` true a subscription goes on that you switched off, or that was off because
    it failed for days; not one that whoever runs this installation switched off."""
    known = _one(call, webhook_id)
    updates: dict[str, Any] = {name: value for name, value in wish if value is not None}
    if wish.events is not None:
        subscriptions.check_scopes(call, wish.events)
    subscriptions.check(call, updates.get("url"), updates.get("jobs", []))
    if wish.enabled and not known.enabled:
        subscriptions.check_off(call, known)
    if wish.enabled is not None:
        off = None if wish.enabled else SwitchedOff(at=timestamp(), by=call.who)
        updates["switched_off"] = known.switched_off or off if off else None
    after = connectors.change(known, **updates)
    if wish.enabled and not known.enabled:
        connectors.doing(connectors.health(known.id).model_copy(update={"failing_since": None, "failures": 0}))
    subscriptions.note(call, after, "changed")
    return subscriptions.told(after)


@router.delete("/webhooks/{webhook_id}", scope=_SCOPE, summary="Unsubscribe")
def remove(call: Call, webhook_id: str) -> None:
    """Nothing is sent any more, and the secret is deleted."""
    known = _one(call, webhook_id)
    _gone(known)
    subscriptions.note(call, known, "removed")


@router.post(
    "/webhooks/{webhook_id}/secret",
    scope=_SCOPE,
    gives=SecretTold,
    status=201,
    summary="Get a new secret",
    problems=(409,),
)
def rotate(call: Call, webhook_id: str) -> SecretTold:
    """The new secret signs within five minutes; for 24 hours the one before signs as well, and a message with either
    signature is genuine. One that got into wrong hands is ended by asking twice: only the last two ever sign."""
    known = _one(call, webhook_id)
    old = secrets.secret(known.secret, fresh=True).split()
    secret, until = subscriptions.new_secret(), timestamp(now() + OVERLAP)
    after = connectors.change(known, old_secret_until=until)
    secrets.keep(known.secret, " ".join([secret, *old[:1]]))
    with contextlib.suppress(Rejected):  # who changed it just now has told everybody who keeps the secret from before
        connectors.change(after)
    subscriptions.note(call, known, "new secret")
    return SecretTold(id=known.id, secret=secret, old_secret_until=until)


@router.post(
    "/webhooks/{webhook_id}/test",
    scope=_SCOPE,
    gives=TestTold,
    status=202,
    summary="Send a test",
    problems=(409,),
)
def test(call: Call, webhook_id: str) -> TestTold:
    """A signed `connector.test` is on its way, whatever the subscription asks to hear of."""
    known = _one(call, webhook_id)
    if not known.enabled:
        raise Refused("no_test", "The subscription is switched off.")
    if limits.hit(f"test:{known.id}", 60) > _TESTS_A_MINUTE:
        raise Refused("too_many", "Five tests a minute are enough.", headers={"Retry-After": "60"})
    action = f"test-{new_id('t')}.event"
    owed = outbox.add([rules.new(connector_subject(known.id), known.id, EventKind.CONNECTOR_TEST, action, timestamp())])
    owing.wake(owed)
    return TestTold(delivery_id=owed[0].id)


@router.get(
    "/webhooks/{webhook_id}/deliveries",
    scope=_SCOPE,
    gives=Page[DeliveryTold],
    query=DeliveriesQuery,
    summary="List what was sent",
)
def sent(call: Call, webhook_id: str, query: DeliveriesQuery) -> Page[DeliveryTold]:
    """Newest first. `state` is `done`, `parked` (given up, with the reason) or `open` (by when it is tried next). What
    you may not be told any more is left out, so that a page may hold fewer."""
    known = _one(call, webhook_id)
    rows, more = deliveries.page(known.id, query.state, query.limit, call.position(query.cursor))
    return Page[DeliveryTold](
        items=[_delivery(row) for row in listening.still(known, rows)], next=call.cursor(more) if more else None
    )


@router.post(
    "/webhooks/{webhook_id}/replay",
    scope=_SCOPE,
    takes=ReplayWish,
    gives=ReplayTold,
    status=202,
    summary="Send again",
)
def replay(call: Call, wish: ReplayWish, webhook_id: str) -> ReplayTold:
    """One message by its id, or everything that was delivered or given up since a moment.

    Messages keep their `webhook-id`: a receiver that has had one recognises it. Their content is gathered anew.
    """
    known = _one(call, webhook_id)
    if wish.delivery_id is not None and wish.since is None:
        row = deliveries.by_id(known.id, wish.delivery_id)
        if row is None or not any(listening.still(known, [row])):
            raise Rejected("not_found", "No message of this id was delivered or given up.")
        return ReplayTold(replayed=replaying.replay(known, [row]), until=timestamp())
    if wish.since is None or wish.delivery_id is not None:
        detail = "Name either one delivery or a moment."
        raise Refused("invalid", errors=[FieldProblem(pointer="#/since", detail=detail)])
    since, until = _moment(wish.since), _moment(wish.until) if wish.until else timestamp()
    found = listening.still(known, deliveries.told(known.id, since, until))
    rows = list(islice(found, MOST_REPLAYED + 1))
    return ReplayTold(
        replayed=replaying.replay(known, rows[:MOST_REPLAYED]), more=len(rows) > MOST_REPLAYED, until=until
    )


def _enough() -> Refused:
    return Refused("limit_reached", f"A partner has at most {MOST} webhooks.")


def _own(call: Call) -> list[Connector]:
    return [connector for connector in connectors.every() if connector.partner == call.partner.id]


def _one(call: Call, webhook_id: str) -> Connector:
    found = connectors.find(webhook_id)
    if found is None or found.partner != call.partner.id:
        raise Rejected("not_found", "There is no such webhook.")
    return found


def _gone(connector: Connector) -> None:
    """The secret first: while the subscription is there, whoever was interrupted can ask again."""
    secrets.forget(connector.secret)
    connectors.remove(connector.id)


def _moment(text: str) -> str:
    return timestamp(datetime.fromisoformat(text))


def _delivery(row: Delivery) -> DeliveryTold:
    still = row.state.value in ("pending", "failed", "unknown", "sent")
    return DeliveryTold(
        id=row.id,
        event=row.event,
        subject=row.subject,
        state=row.state,
        attempts=row.attempts,
        reason=row.last_error or "",
        next_at=row.due_at if still else None,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
