"""How a WeCom calls back: the check of an address, and sealed events. Its cipher is its own.

Written from WeCom's developer centre, 90930 and 90968. AES-256-CBC, the IV is the beginning of the key; inside are 16
bytes of chance, the length, the message and the corpid, filled up to 32 bytes.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import struct
import time
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

ECHO_S, EVENT_S = 1.0, 5.0
"""Seconds that a server has to answer."""
TRIES = 3


class Caller:
    """The side of WeCom that calls a server. `token` and `aes_key` are what the administrator typed in."""

    def __init__(self, corpid: str, clock: Callable[[], float] = time.time) -> None:
        self.corpid = corpid
        self.clock = clock
        self.token = secrets.token_hex(10)
        self.aes_key = (
            base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=").replace("+", "a").replace("/", "b")
        )

    def accepts(self, url: str) -> bool:
        """Whether the address can be saved: it answers the check with the bare plain text, in time."""
        plain = str(secrets.randbelow(10**19))
        sealed = self.seal(plain.encode())
        status, said = _answered(f"{url}?{self._query(sealed, echostr=sealed)}", ECHO_S)
        return status == 200 and said == plain.encode()

    def call_back(self, url: str, event_xml: str) -> list[int]:
        """Post an event, again where it was not answered with 200 in time; the statuses, 0 for none."""
        sealed = self.seal(event_xml.encode())
        envelope = (
            f"<xml><ToUserName><![CDATA[{self.corpid}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        )
        address = f"{url}?{self._query(sealed)}"
        statuses: list[int] = []
        while len(statuses) < TRIES and 200 not in statuses:
            statuses.append(_answered(address, EVENT_S, envelope.encode())[0])
        return statuses

    def press(self, url: str, user: str, key: str, task_id: str) -> list[int]:
        """Tell that a member pressed a button of a card."""
        parts = {
            "ToUserName": self.corpid,
            "FromUserName": user,
            "CreateTime": str(int(self.clock())),
            "MsgType": "event",
            "Event": "template_card_event",
            "EventKey": key,
            "TaskId": task_id,
            "CardType": "button_interaction",
            "ResponseCode": secrets.token_hex(16),
            "AgentID": "1000002",
        }
        inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in parts.items())
        return self.call_back(url, f"<xml>{inside}</xml>")

    def seal(self, message: bytes, chance: bytes | None = None) -> str:
        """Base64 of the sealed message."""
        key = base64.b64decode(self.aes_key + "=")
        plain = (chance or secrets.token_bytes(16)) + struct.pack(">I", len(message)) + message + self.corpid.encode()
        fill = 32 - len(plain) % 32
        cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        return base64.b64encode(cipher.update(plain + bytes([fill] * fill)) + cipher.finalize()).decode()

    def signature(self, timestamp: str, nonce: str, sealed: str) -> str:
        """SHA-1 over the four texts, sorted."""
        return hashlib.sha1("".join(sorted([self.token, timestamp, nonce, sealed])).encode()).hexdigest()  # noqa: S324

    def _query(self, sealed: str, **more: str) -> str:
        timestamp, nonce = str(int(self.clock())), str(secrets.randbelow(10**10))
        signature = self.signature(timestamp, nonce, sealed)
        return urlencode({"msg_signature": signature, "timestamp": timestamp, "nonce": nonce, **more})


def _answered(url: str, seconds: float, body: bytes | None = None) -> tuple[int, bytes]:
    """Status (0: none) and body; a GET where there is no `body`. The address is a test's or the laptop's own."""
    request = Request(url, body, {"Content-Type": "text/xml"} if body else {})  # noqa: S310
    try:
        with urlopen(request, timeout=seconds) as answer:  # noqa: S310
            return int(answer.status), answer.read(65_536)
    except HTTPError as error:
        with error:
            return error.code, error.read(65_536)
    except OSError:
        return 0, b""
