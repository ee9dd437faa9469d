"""Short secrets of others that have to lie in the table: sealed with AES-256-GCM under the deployment's own key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from mianshi.errors import Defect
from mianshi.platform.secrets import secret
from mianshi.platform.settings import settings

_NONCE, _TAG = 12, 16
"""Bytes: the nonce, drawn by chance (NIST SP 800-38D, 8.2.2: far fewer than 2**32 seals under one key), and the proof
that nothing was changed."""


def seal(text: str, purpose: str) -> str:
    """Base64 of nonce and cipher text. `purpose` must be said again to open it: rows cannot be swapped."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - most functions seal nothing

    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + AESGCM(_key()).encrypt(nonce, text.encode(), purpose.encode())).decode()


def unseal(sealed: str, purpose: str) -> str | None:
    """What was sealed for this purpose; None where the key has changed since, or it is not ours."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    try:
        data = base64.b64decode(sealed, validate=True)
    except ValueError:
        data = b""
    if len(data) < _NONCE + _TAG:
        raise Defect("bad_seal", "what is to be opened was never sealed")
    try:
        return AESGCM(_key()).decrypt(data[:_NONCE], data[_NONCE:], purpose.encode()).decode()
    except InvalidTag:
        return None


def _key() -> bytes:
    return hmac.new(secret(settings().require("signing_key")).encode(), b"sealing", hashlib.sha256).digest()
