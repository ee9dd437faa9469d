"""Secrets: read when needed, kept for a few minutes, never logged."""

from __future__ import annotations

from functools import cache

from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

from mianshi.platform.clients import client, named

_KEEP_SECONDS = 300


@cache
def _provider() -> SecretsProvider:
    return SecretsProvider(boto3_client=client("secretsmanager"))


def secret(name: str) -> str:
    """The current value of a secret."""
    try:
        value = _provider().get(name, max_age=_KEEP_SECONDS)
    except GetParameterError as error:
        raise named(error.__context__ or error) from None  # its own words repeat the name of the secret
    return value.decode() if isinstance(value, bytes) else str(value)
