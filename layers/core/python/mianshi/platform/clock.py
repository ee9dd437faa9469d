"""Time and identity, in one place so that nothing else asks for them."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime, timedelta

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def now() -> datetime:
    """The current time, in UTC."""
    return datetime.now(UTC)


def timestamp(moment: datetime | None = None) -> str:
    """ISO 8601 in UTC with milliseconds: sorts as text."""
    return (moment or now()).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def expiry(days: int) -> datetime:
    """The moment `days` from now, for a row's time to live."""
    return now() + timedelta(days=days)


def new_interview_id() -> str:
    """``iv_`` and a ULID."""
    return new_id("iv")


def new_id(kind: str) -> str:
    """``<kind>_`` and a ULID: 48 bits of milliseconds, 80 bits of chance (github.com/ulid/spec)."""
    number = (now_ms() << 80) | secrets.randbits(80)
    return f"{kind}_" + "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))
