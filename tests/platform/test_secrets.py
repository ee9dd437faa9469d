"""Secrets are kept for a while, and read again as soon as somebody says that they changed."""

from __future__ import annotations

import boto3
import pytest

from mianshi.platform import secrets

pytestmark = pytest.mark.usefixtures("aws")
NAME = "mianshi/connector/c1"


def elsewhere(value: str) -> None:
    """Another process changes it: this one is not told."""
    boto3.client("secretsmanager").put_secret_value(SecretId=NAME, SecretString=value)


def test_a_value_is_kept_until_its_version_is_another_one() -> None:
    secrets.keep(NAME, "first")
    assert secrets.secret(NAME, "2026-11-01") == "first"
    elsewhere("second")
    assert secrets.secret(NAME, "2026-11-01") == "first", "it was asked for at every use"
    assert secrets.secret(NAME, "2026-11-02") == "second"
    assert secrets.secret(NAME, "2026-11-02") == "second"


def test_what_is_written_next_is_made_from_what_stands_now() -> None:
    secrets.keep(NAME, "first")
    assert secrets.secret(NAME) == "first"
    elsewhere("second")
    assert secrets.secret(NAME) == "first"
    assert secrets.secret(NAME, fresh=True) == "second"
    assert secrets.secret(NAME) == "second"


def test_what_this_process_wrote_it_reads() -> None:
    secrets.keep(NAME, "first")
    assert secrets.secret(NAME) == "first"
    secrets.keep(NAME, "second")
    assert secrets.secret(NAME) == "second"
