"""Signed-in sessions of the portal: a cookie that only we can make, valid for hours."""

from __future__ import annotations

import hashlib
import hmac
import time

from mianshi.platform.secrets import secret
from mianshi.platform.settings import settings

COOKIE = "mianshi_session"
SECONDS = 8 * 3600


def required() -> bool:
    """Whether people sign in at all; ``none`` is for a portal that nobody else can reach."""
    return settings().portal_sign_in != "none"


def opens(key: str) -> bool:
    """Whether this is the access key."""
    return hmac.compare_digest(key.encode(), _key())


def cookie() -> str:
    """The value of a fresh session cookie: its end (seconds since 1970) and a signature over it."""
    until = str(int(time.time()) + SECONDS)
    return f"{until}.{_signature(until)}"


def valid(value: str) -> bool:
    """Whether a cookie is ours and has not ended."""
    until, _, signature = value.partition(".")
    if not until.isdigit() or not hmac.compare_digest(signature.encode(), _signature(until).encode()):
        return False
    return int(until) > time.time()


def _signature(until: str) -> str:
    return hmac.new(_key(), f"session:{until}".encode(), hashlib.sha256).hexdigest()


def _key() -> bytes:
    return secret(settings().require("portal_key")).encode()
