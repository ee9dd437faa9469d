"""Which module speaks to which kind of system, and what each is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from pydantic import ValidationError

from mianshi.contracts.delivery import ASKED_FOR_BY_NAME, Connector, ConnectorKind, Delivery, EventKind, Verdict
from mianshi.contracts.keys import subject_of
from mianshi.delivery import outbox
from mianshi.delivery.answers import excerpt
from mianshi.delivery.exchange import Platform
from mianshi.errors import Rejected

_MODULES: dict[ConnectorKind, str] = {kind: f"mianshi.delivery.{kind.value}" for kind in ConnectorKind}


def platform_of(kind: ConnectorKind) -> Platform:
    """What the module of a kind offers; imported when first asked for, because a function needs few of them."""
    found: Platform = import_module(_MODULES[kind]).PLATFORM
    return found


def plan(
    connectors: Iterable[Connector],
    event: EventKind,
    subject: str,
    occurrence: str,
    now: str,
    job_id: str | None = None,
) -> list[Delivery]:
    """The outbox rows of one happening: one per connector that wants to hear of it and deed that it asks for.

    A test goes to the connector that is tested and to nobody else.

    Args:
        connectors: all there are.
        event: what happened.
        subject: what it happened to.
        occurrence: which time, such as ``closed-1``; a result that replaces an earlier one is another.
        now: UTC, ISO 8601.
        job_id: of the job concerned, if any.
    """
    return [
        outbox.new(subject, connector.id, event, f"{occurrence}.{deed}", now)
        for connector in connectors
        if hears(connector, event, job_id) and _concerns(connector, event, subject)
        for deed in platform_of(connector.kind).deeds(event, connector)
    ]


def hears(connector: Connector, event: EventKind, job_id: str | None) -> bool:
    """Whether a connector wants to know about such an event of this job: one that it names, or, where it names none,
    any but those that must be asked for by name.

    One that a person switched off is owed nothing. One that the software switched off is owed everything as before:
    its rows are parked with that reason, so that nothing is lost when it works again.
    """
    wanted = event in connector.events if connector.events else event not in ASKED_FOR_BY_NAME
    if not (wanted and (connector.enabled or _off_by_itself(connector))):
        return False
    return not connector.jobs or job_id in connector.jobs


def _off_by_itself(connector: Connector) -> bool:
    return connector.switched_off is not None and connector.switched_off.by == "software"


def _concerns(connector: Connector, event: EventKind, subject: str) -> bool:
    if event is EventKind.CONNECTOR_OFF:
        return subject_of(subject).id != connector.id
    return event is not EventKind.CONNECTOR_TEST or subject_of(subject).id == connector.id


def check(connector: Connector, secret: str) -> None:
    """See whether a connector could be used: its settings, its address and the shape of its secret.

    Raises:
        Rejected: ``bad_connector``, its detail naming what is wrong without what was given.
    """
    platform = platform_of(connector.kind)
    if not (connector.url or platform.address):
        raise Rejected("bad_connector", "url is missing")
    if connector.url and platform.address_check:
        _check_address(platform.address_check, connector.url)
    for part, shape, given in (
        ("settings", platform.settings, connector.settings),
        ("secret", platform.secret, secret),
    ):
        if shape is None:
            _check_text(platform, secret)
            continue
        try:
            shape.model_validate_json(given) if isinstance(given, str) else shape.model_validate(given)
        except ValidationError as error:
            wrong = ", ".join(".".join(map(str, e["loc"])) or part for e in error.errors()[:5])
            raise Rejected("bad_connector", f"{part}: {wrong}") from None  # the cause would print the secret


def _check_address(check_address: Callable[[str], None], url: str) -> None:
    try:
        check_address(url)
    except Rejected:
        raise Rejected("bad_connector", "url") from None  # the address may hold a token


def _check_text(platform: Platform, secret: str) -> None:
    if platform.secret_text is None:
        return
    try:
        platform.secret_text(secret)
    except Rejected:
        raise Rejected("bad_connector", "secret") from None


def credential(connector: Connector, secret: str) -> str:
    """Which app or robot a connector speaks as, equal for all connectors that use the same; by the name of the secret
    where nothing in it tells. It may hold a token: keep nothing of it but a keyed hash."""
    platform = platform_of(connector.kind)
    known = {**connector.settings, **_fields(secret)} if platform.secret else {}
    parts = [f"{name}={str(known[name]).rpartition('/')[2]}" for name in platform.credential if known.get(name)]
    return "\x1f".join((connector.kind.value, *(parts or [connector.secret or connector.id])))


def _fields(secret: str) -> dict[str, Any]:
    try:
        found = json.loads(secret)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def refused(error: Rejected) -> Verdict:
    """The verdict where a request could not even be built or its URL is not allowed: the operator has to mend it."""
    return Verdict(result="config_error", detail=excerpt(str(error)))
