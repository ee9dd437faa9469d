"""Who calls, and whether they may: the key, its scope, and how often it was used in this minute."""

from __future__ import annotations

from mianshi.contracts.partner import Scope
from mianshi.platform.clock import now
from mianshi.platform.store import limits, partners
from protocol.frame import Call
from protocol.problems import Refused

WINDOW_S = 60
MOST_BAD_KEYS = 30
"""Wrong keys from one address in a minute; then it waits, so that nobody can try keys at our cost."""


def enter(call: Call, scope: Scope) -> None:
    """Let a call in.

    Raises:
        Rejected: ``no_key``, ``bad_key``, ``too_many``, ``missing_scope``.
    """
    scheme, _, token = call.header("authorization").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refused("no_key", headers={"WWW-Authenticate": 'Bearer realm="partner"'})
    call.known = partners.holder(token.strip())
    if call.known is None:
        _slow_down(call)
        raise Refused("bad_key", headers={"WWW-Authenticate": 'Bearer realm="partner", error="invalid_token"'})
    _count(call)
    if scope not in call.key.scopes:
        challenge = f'Bearer realm="partner", error="insufficient_scope", scope="{scope.value}"'
        sentence = f"This call needs the scope {scope.value}; the key does not have it."
        raise Refused("missing_scope", sentence, headers={"WWW-Authenticate": challenge})


def _count(call: Call) -> None:
    most = call.key.per_minute
    used = limits.hit(f"partner:{call.key.id}", WINDOW_S)
    left = _seconds_left()
    call.tell("RateLimit-Policy", f'"key";q={most};w={WINDOW_S}')
    call.tell("RateLimit", f'"key";r={max(0, most - used)};t={left}')
    if used > most:
        raise Refused("too_many", f"This key may call {most} times a minute.", headers={"Retry-After": str(left)})


def _slow_down(call: Call) -> None:
    if limits.hit(f"badkey:{call.address}", WINDOW_S) > MOST_BAD_KEYS:
        raise Refused("too_many", "Too many wrong keys.", headers={"Retry-After": str(_seconds_left())})


def _seconds_left() -> int:
    return WINDOW_S - int(now().timestamp()) % WINDOW_S
