"""Secrets: read when needed, kept for a few minutes, never logged."""

from __future__ import annotations

from functools import cache

from aws_lambda_powertools.utilities.parameters import SecretsProvider

from mianshi.platform.clients import calling, client

_KEEP_SECONDS = 300


@cache
def _provider() -> SecretsProvider:
    return SecretsProvider(boto3_client=client("secretsmanager"))


def secret(name: str) -> str:
    """The current value of a secret."""
    with calling():
        value = _provider().get(name, max_age=_KEEP_SECONDS)
    return value.decode() if isinstance(value, bytes) else str(value)
