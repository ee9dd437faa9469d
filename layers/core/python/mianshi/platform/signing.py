"""Signatures that only we can make: over links, over what a browser must bring back, over addresses we do not keep."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from mianshi.platform.secrets import secret
from mianshi.platform.settings import settings

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def signature(what: str) -> str:
    """HMAC-SHA256 of `what` under the deployment's own key, 80 bits of it as 20 hexadecimal characters."""
    return hmac.new(_key(), what.encode(), hashlib.sha256).hexdigest()[:20]


def signed(what: str, given: str) -> bool:
    """Whether `given` is our signature of `what`, in constant time."""
    return hmac.compare_digest(signature(what).encode(), given.encode())


def pseudonym(what: str) -> str:
    """A keyed hash in place of something we must not keep, such as a network address; equal for equal ones."""
    return signature(f"pseudonym:{what}")


def chance(characters: int = 26) -> str:
    """Characters nobody can guess, 5 bits each, without those that are easily mistaken for one another."""
    return "".join(secrets.choice(_LETTERS) for _ in range(characters))


def hashed(what: str) -> str:
    """SHA-256 of a secret that was drawn by chance: the secret stays with the browser, this with us."""
    return hashlib.sha256(what.encode()).hexdigest()


def _key() -> bytes:
    return secret(settings().require("signing_key")).encode()
