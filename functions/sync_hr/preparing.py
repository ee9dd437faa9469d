"""What one attempt needs before anything is marked: the connector's secret, the facts, and a turn."""

from __future__ import annotations

from mianshi.contracts.delivery import Connector, Delivery, Verdict
from mianshi.delivery import connectors as kinds
from mianshi.delivery import outbox as rules
from mianshi.delivery.exchange import Attempt, Platform
from mianshi.errors import Defect, Rejected
from mianshi.outbound import gathering, listening, reversing
from mianshi.platform import signing
from mianshi.platform.clock import now_ms, timestamp
from mianshi.platform.secrets import secret
from mianshi.platform.store import connectors

_MARGIN = 0.9
"""Share of a limit that is used: between taking a turn and the request some time passes, and not always the same."""


def prepared(row: Delivery, connector: Connector, platform: Platform) -> Attempt | Verdict | str | int:
    """Everything that is needed, before anything is marked; the reason why nothing is owed any more; or the seconds
    until what has to arrive before it may have arrived."""
    if not any(listening.still(connector, [row])):
        return "the partner may not be told of this any more"
    held_up = reversing.held_up(row)
    if held_up is not None:
        return held_up
    try:
        key = secret(connector.secret, connector.changed_at) if connector.secret else ""
    except Defect as error:
        return Verdict(result="config_error", detail=f"the connector's secret cannot be read ({error.detail})")
    try:
        news = gathering.news(row, with_person=row.deed in platform.needs_person, partner=connector.partner)
    except Rejected as error:
        if error.code == "gone":
            return error.detail
        raise Defect("no_news", error.code) from None
    return Attempt(row, connector, key, news, now_ms(), rules.uncertain(row))


def until_turn(row: Delivery, prepared: Attempt, platform: Platform) -> int:
    """Seconds until the credential may be used for this row; 0 where it may go out."""
    if rules.has_turn(row, timestamp()):
        return 0
    credential = signing.pseudonym(f"credential:{kinds.credential(prepared.connector, prepared.secret)}")
    most, longest = rules.LONGEST_PAUSE_S, 0
    for limit in sorted(platform.limits, key=lambda limit: limit.count / limit.seconds):  # the narrowest refuses first
        wait = connectors.turn(credential, max(1, int(limit.count * _MARGIN)), limit.seconds, most)
        longest = max(longest, -(-wait // 1000))
        if longest > most:
            break
    return longest


def off(connector: Connector | None) -> str:
    """Why nothing goes out by a connector that is off or gone."""
    if connector is None:
        return "there is no such connector any more"
    off = connector.switched_off
    if off is None:
        return "the connector is switched off"
    return f"the connector is switched off since {off.at[:10]}" + (f": {off.reason}" if off.reason else "")
