"""The sealed envelope that DingTalk, WeCom and YonBIP share.

AES-256-CBC, IV = the first 16 bytes of the key, PKCS#7 padding to 32 bytes. The plain text is 16 bytes of chance, the
length of the message (4 bytes, big endian), the message, and the id of whom it is for. Sources: DingTalk open platform,
"configure-synchttp-push"; WeCom developer centre 90968.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import Any

from mianshi.delivery.callbacks.hearing import FORGED, octets, same
from mianshi.errors import Rejected

_BLOCK = 32
_CHANCE = 16
_LENGTH = 4


def aes_key(encoding_aes_key: str) -> bytes:
    """The 32 bytes that 43 characters of base64 stand for.

    Raises:
        Rejected: ``forged`` where the connector's key is none.
    """
    try:
        key = base64.b64decode(encoding_aes_key + "=", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise Rejected(FORGED, "the connector's AES key is not 43 characters of base64")
    return key


def seal(key: bytes, message: bytes, receive_id: str, chance: bytes) -> str:
    """Base64 of the sealed message; `chance`: 16 bytes that nobody can guess."""
    plain = chance[:_CHANCE] + len(message).to_bytes(_LENGTH, "big") + message + receive_id.encode()
    missing = _BLOCK - len(plain) % _BLOCK
    cipher = _cipher(key).encryptor()
    return base64.b64encode(cipher.update(plain + bytes([missing]) * missing) + cipher.finalize()).decode()


def unseal(key: bytes, encrypted: str, receive_ids: Sequence[str]) -> tuple[bytes, str]:
    """The message, and for whom it was sealed.

    Args:
        key: of `aes_key`.
        encrypted: base64, verified before: nothing here protects against changes.
        receive_ids: for whom it may be sealed; none: for anybody.

    Raises:
        Rejected: ``forged``, the same for every reason.
    """
    plain = _unpadded(key, encrypted)
    end = _CHANCE + _LENGTH + int.from_bytes(plain[_CHANCE : _CHANCE + _LENGTH], "big")
    if len(plain) < _CHANCE + _LENGTH or end > len(plain):
        raise Rejected(FORGED, "the envelope is broken")
    receive_id = plain[end:].decode(errors="replace")
    fits = [same(receive_id, known) for known in receive_ids]  # every one, so that time tells nothing
    if receive_ids and not any(fits):
        raise Rejected(FORGED, "the envelope is for somebody else")
    return plain[_CHANCE + _LENGTH : end], receive_id


def signature(token: str, timestamp: str, nonce: str, encrypted: str) -> str:
    """Hexadecimal SHA-1 of the four texts, sorted and joined."""
    joined = octets("".join(sorted((token, timestamp, nonce, encrypted))))
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()


def verify(given: str, token: str, timestamp: str, nonce: str, encrypted: str) -> None:
    """Refuse whatever was not signed with the token.

    Raises:
        Rejected: ``forged``.
    """
    if not token or not same(given.lower(), signature(token, timestamp, nonce, encrypted)):
        raise Rejected(FORGED, "the signature does not fit")


def _unpadded(key: bytes, encrypted: str) -> bytes:
    try:
        data = base64.b64decode(encrypted, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data or len(data) % 16:
        raise Rejected(FORGED, "the envelope is broken")
    cipher = _cipher(key).decryptor()
    plain: bytes = cipher.update(data) + cipher.finalize()
    missing = plain[-1]
    if not 1 <= missing <= _BLOCK or plain[-missing:] != bytes([missing]) * missing:
        raise Rejected(FORGED, "the envelope is broken")
    return plain[:-missing]


def _cipher(key: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415 - reading needs none

    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
