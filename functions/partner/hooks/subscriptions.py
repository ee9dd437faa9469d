"""What a subscription needs and how it is told."""

from __future__ import annotations

import base64
import secrets as chance
from collections.abc import Sequence

from mianshi.contracts.delivery import Connector, EventKind
from mianshi.contracts.partner_api import FieldProblem
from mianshi.contracts.partner_webhooks import WebhookHealth, WebhookTold
from mianshi.contracts.people import AuditAction
from mianshi.doors import access
from mianshi.errors import Rejected
from mianshi.outbound import listening
from mianshi.platform import http
from mianshi.platform.clock import timestamp
from mianshi.platform.store import connectors
from protocol.frame import Call
from protocol.problems import Refused


def check(call: Call, url: str | None, job_ids: Sequence[str]) -> None:
    """See whether events may go to an address, and whether the partner sees the jobs.

    Raises:
        Refused: ``invalid``, naming every value that cannot be used.
    """
    wrong: list[FieldProblem] = []
    if url is not None:
        try:
            http.allowed(url, private_address_allowed=False)
        except Rejected as error:
            wrong.append(FieldProblem(pointer="#/url", detail=error.detail))
    for at, job_id in enumerate(job_ids):
        try:
            call.job(job_id)
        except Rejected as error:
            wrong.append(FieldProblem(pointer=f"#/jobs/{at}", detail=error.detail))
    if wrong:
        raise Refused("invalid", errors=wrong)


def check_scopes(call: Call, events: Sequence[EventKind]) -> None:
    """See whether the key may read what it asks to be told; who names no event asks for interviews and candidates.

    Raises:
        Refused: ``missing_scope``.
    """
    wanted = events or (EventKind.INTERVIEW_SCORED, EventKind.CANDIDATE_DECIDED)
    missing = {scope for event in wanted for scope in listening.needs(event)} - set(call.key.scopes)
    if missing:
        named = " and ".join(sorted(missing))
        raise Refused("missing_scope", f"To be told of these events the key needs {named} as well.")


def check_off(call: Call, connector: Connector) -> None:
    """See whether a subscription that is off may be switched on by the partner: by whom was it switched off?

    Raises:
        Refused: ``not_allowed``.
    """
    off = connector.switched_off
    if off is None or off.by not in ("software", call.who):
        raise Refused("not_allowed", "Whoever runs this installation switched it off. Ask them to switch it on.")


def new_secret() -> str:
    """``whsec_`` and 32 bytes by chance in base64 (Standard Webhooks: 24 to 64 bytes)."""
    return f"whsec_{base64.b64encode(chance.token_bytes(32)).decode()}"


def told(connector: Connector) -> WebhookTold:
    """A subscription without its secret, and how it has been doing."""
    health = connectors.health(connector.id)
    off, until = connector.switched_off, connector.old_secret_until
    return WebhookTold(
        id=connector.id,
        url=connector.url,
        name=connector.name,
        events=connector.events,
        jobs=connector.jobs,
        language=connector.language,
        enabled=connector.enabled,
        switched_off_at=off.at if off else None,
        switched_off_because=off.reason if off else "",
        created_at=connector.created_at,
        old_secret_until=until if until and until > timestamp() else None,
        health=WebhookHealth(
            last_ok_at=health.last_ok_at,
            last_at=health.last_at,
            failing_since=health.failing_since,
            failures=health.failures,
            last_error=health.last_error,
        ),
    )


def note(call: Call, connector: Connector, what: str) -> None:
    """Add to the access log."""
    access.note(call.who, AuditAction.CONNECTION_CHANGED, f"{connector.id} {what}")
