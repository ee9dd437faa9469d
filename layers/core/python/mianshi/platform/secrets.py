"""Secrets: read when needed, kept for a few minutes, never logged."""

from __future__ import annotations

import time

from mianshi.platform.clients import calling, client

_KEEP_SECONDS = 300

_kept: dict[str, tuple[float, str]] = {}
"""By name: until when (monotonic seconds) the value may be used, and the value."""


def secret(name: str) -> str:
    """The current value of a secret, at most five minutes old."""
    until, value = _kept.get(name, (0.0, ""))
    if time.monotonic() >= until:
        with calling():
            value = str(client("secretsmanager").get_secret_value(SecretId=name)["SecretString"])
        _kept[name] = (time.monotonic() + _KEEP_SECONDS, value)
    return value
