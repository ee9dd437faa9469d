"""Events of the DingTalk stand-in: encrypted, signed, and sent again until an encrypted ``success`` comes in time."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from fakes.dingtalk_app import Calls, old
from fakes.dingtalk_staff import Staff
from fakes.frame import Query, Reply

PATIENCE_S = 2.5
RESENDS_S = (10, 30)
"""Seconds after the first and after the second try."""
_BLOCK = 32


@dataclass
class Push:
    """One event on its way. `said`: what was wrong with the last answer, empty where it was right."""

    url: str
    event: dict[str, Any]
    tries: int = 0
    due_at: float = 0.0
    said: str = ""
    done: bool = False


class Events(Staff):
    """Pushes of one app.

    Attributes:
        callback_token, callback_aes_key: as the app's event subscription shows them.
        pushes: every event that was sent, and how it went.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__(clock)
        self.callback_token = secrets.token_hex(8)
        self.callback_aes_key = base64.b64encode(secrets.token_bytes(32)).decode().replace("+", "a").replace("/", "b")
        self.callback_aes_key = self.callback_aes_key.rstrip("=")[:43]
        self.pushes: list[Push] = []

    @property
    def app_secret(self) -> str:
        keys = {"callback_token": self.callback_token, "callback_aes_key": self.callback_aes_key}
        return json.dumps({**json.loads(super().app_secret), **keys})

    def check_url(self, url: str) -> Push:
        """What DingTalk sends when the address is saved in its console."""
        return self.call_back(url, {"EventType": "check_url"})

    def call_back(self, url: str, event: dict[str, Any]) -> Push:
        """Send an event; where no right answer comes, `resend` sends it again once its time has come."""
        push = Push(url, {"eventId": secrets.token_hex(8), **event})
        self.pushes.append(push)
        self._try(push)
        return push

    def resend(self) -> list[Push]:
        """Send again what is due by the clock; what was sent."""
        due = [p for p in self.pushes if not p.done and p.tries <= len(RESENDS_S) and p.due_at <= self.clock()]
        for push in due:
            self._try(push)
        return due

    def envelope(
        self, event: dict[str, Any] | str, *, signature: str = "msg_signature"
    ) -> tuple[dict[str, str], bytes]:
        """Query and body of one push. Older pages call the query's first parameter ``signature``."""
        text = event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)
        stamp, nonce = str(int(self.clock() * 1000)), secrets.token_hex(4)
        sealed = encrypt(self.callback_aes_key, text, self.app_key)
        query = {signature: sign(self.callback_token, stamp, nonce, sealed), "timestamp": stamp, "nonce": nonce}
        return query, json.dumps({"encrypt": sealed}).encode()

    def judge(self, status: int, body: bytes) -> str:
        """What is wrong with an answer to a push; empty where it is an encrypted ``success``."""
        if status != 200:
            return f"HTTP {status}"
        try:
            given = {name: str(json.loads(body)[name]) for name in ("msg_signature", "timeStamp", "nonce", "encrypt")}
        except (ValueError, KeyError, TypeError):
            return "not a signed and encrypted answer"
        right = sign(self.callback_token, given["timeStamp"], given["nonce"], given["encrypt"])
        if given["msg_signature"] != right:
            return "the signature of the answer does not match"
        try:
            text, owner = decrypt(self.callback_aes_key, given["encrypt"])
        except ValueError:
            return "the answer cannot be decrypted"
        if owner != self.app_key:
            return "the answer is encrypted for another app"
        return "" if text == "success" else "the answer is not success"

    def more(self) -> Calls:
        return {**super().more(), ("GET", "/call_back/get_call_back_failed_result"): self._failed}

    def _failed(self, _query: Query) -> Reply:
        given_up = [push for push in self.pushes if not push.done and push.tries > len(RESENDS_S)]
        entries = [
            {
                "call_back_tag": str(push.event.get("EventType")),
                "event_time": int(push.due_at * 1000),
                str(push.event.get("EventType")): push.event,
            }
            for push in given_up[:200]
        ]
        return old(0, has_more=len(given_up) > 200, failed_list=entries)

    def _try(self, push: Push) -> None:
        query, body = self.envelope(push.event)
        push.said = self._post(f"{push.url}?{urlencode(query)}", body)
        push.done = not push.said
        push.tries += 1
        if push.tries <= len(RESENDS_S):
            push.due_at = self.clock() + RESENDS_S[push.tries - 1]

    def _post(self, url: str, body: bytes) -> str:
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 - a test's own
        began = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310
                status, said = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return f"HTTP {error.code}"
        except (OSError, ValueError):
            return "no answer in time"
        if time.monotonic() - began > PATIENCE_S:
            return "no answer in time"
        return self.judge(status, said)


def sign(token: str, stamp: str, nonce: str, sealed: str) -> str:
    """Hexadecimal SHA-1 of the four texts, sorted and joined."""
    return hashlib.sha1("".join(sorted((token, stamp, nonce, sealed))).encode()).hexdigest()  # noqa: S324 - theirs


def encrypt(aes_key: str, text: str, owner: str, noise: bytes | None = None) -> str:
    """Base64 of AES-256-CBC over 16 random bytes, the length, the text and whose it is, padded to 32 bytes."""
    message = text.encode()
    whole = (noise or secrets.token_bytes(16)) + len(message).to_bytes(4, "big") + message + owner.encode()
    short = _BLOCK - len(whole) % _BLOCK
    engine = _cipher(aes_key).encryptor()
    return base64.b64encode(engine.update(whole + bytes([short]) * short) + engine.finalize()).decode()


def decrypt(aes_key: str, sealed: str) -> tuple[str, str]:
    """The text and whose it is.

    Raises:
        ValueError: where it was not encrypted with this key.
    """
    engine = _cipher(aes_key).decryptor()
    whole = engine.update(base64.b64decode(sealed, validate=True)) + engine.finalize()
    short = whole[-1] if whole else 0
    if not 1 <= short <= _BLOCK or whole[-short:] != bytes([short]) * short:
        raise ValueError("padding")
    rest = whole[16:-short]
    length = int.from_bytes(rest[:4], "big")
    if length > len(rest) - 4:
        raise ValueError("length")
    return rest[4 : 4 + length].decode(), rest[4 + length :].decode()


def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(aes_key + "=")
    return Cipher(algorithms.AES256(key), modes.CBC(key[:16]))
