"""Secrets of others that lie in the table: opened only by the same key for the same purpose."""

from __future__ import annotations

import base64

import boto3
import pytest

from mianshi.errors import Defect
from mianshi.platform import sealing, secrets

pytestmark = pytest.mark.usefixtures("aws")


def test_what_is_sealed_is_opened_for_its_purpose_only() -> None:
    sealed = sealing.seal("token-面试", "token:a")
    assert sealing.unseal(sealed, "token:a") == "token-面试"
    assert sealing.unseal(sealed, "token:b") is None
    assert "token" not in base64.b64decode(sealed).decode("latin-1")
    assert sealing.seal("token-面试", "token:a") != sealed, "every seal has a nonce of its own"


def test_a_single_changed_bit_is_noticed() -> None:
    data = bytearray(base64.b64decode(sealing.seal("token", "p")))
    for place in (0, 12, len(data) - 1):
        changed = bytearray(data)
        changed[place] ^= 1
        assert sealing.unseal(base64.b64encode(changed).decode(), "p") is None


def test_another_key_opens_nothing() -> None:
    sealed = sealing.seal("token", "p")
    boto3.client("secretsmanager").put_secret_value(SecretId="signing-key", SecretString="z" * 40)
    secrets._kept.clear()
    assert sealing.unseal(sealed, "p") is None


@pytest.mark.parametrize("strange", ["not base64!", "é", "", "AAAA"])
def test_what_is_no_seal_is_ours_to_mend(strange: str) -> None:
    with pytest.raises(Defect, match="bad_seal"):
        sealing.unseal(strange, "p")
