"""Secrets: read when needed, kept for a few minutes, never logged."""

from __future__ import annotations

import time

from botocore.exceptions import ClientError

from mianshi.platform.clients import calling, client

_KEEP_SECONDS = 300

_kept: dict[str, tuple[float, str, str]] = {}
"""By name: until when (monotonic seconds) the value may be used, of which version it is, and the value."""


def secret(name: str, version: str = "", *, fresh: bool = False) -> str:
    """The value of a secret, at most five minutes old.

    Args:
        name: in Secrets Manager.
        version: whatever tells that it was changed, such as a connector's `changed_at`; a value that was kept under
            another version is read again.
        fresh: read it now, because what is written next is made from it.
    """
    until, known, value = _kept.get(name, (0.0, "", ""))
    if fresh or known != version or time.monotonic() >= until:
        with calling():
            value = str(client("secretsmanager").get_secret_value(SecretId=name)["SecretString"])
        _kept[name] = (time.monotonic() + _KEEP_SECONDS, version, value)
    return value


def keep(name: str, value: str) -> None:
    """Store a secret, in place of what was kept under this name; other processes see it within five minutes,
    or at once where they ask for another version."""
    with calling():
        try:
            client("secretsmanager").create_secret(Name=name, SecretString=value)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != "ResourceExistsException":
                raise
            client("secretsmanager").put_secret_value(SecretId=name, SecretString=value)
    _kept.pop(name, None)


def forget(name: str) -> None:
    """Delete a secret for good; nothing happens where there is none."""
    with calling():
        client("secretsmanager").delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
    _kept.pop(name, None)
