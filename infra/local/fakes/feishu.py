"""A stand-in for Feishu: tokens, the group bot, app messages, Hire and People, and the events it pushes.

Written from Feishu's documents. Codes and limits are those of "tenant_access_token_internal", "api-call-guide",
"custom bot guide", "im-v1/message/create" and "event-subscription-guide"; Hire and People are in `feishu_hire`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import re
import secrets
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from fakes.feishu_hire import Desk
from fakes.frame import Fake, Fault, Query, Reply

TOKEN_LIFE_S, TOKEN_RENEWED_S = 7200, 1800
SIGNATURE_LIFE_S, UUID_LIFE_S = 3600, 3600
BOT_BYTES, CARD_BYTES = 20 * 1024, 30 * 1024
RESEND_AFTER_S = (15.0, 300.0, 3600.0, 21600.0)
"""Seconds after which an event is pushed again that was not answered with HTTP 200 within three seconds."""
_PLAIN_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_SCOPES = {
    "im/v1/messages": "im:message:send_as_bot",
    "hire/v1/eco_exam": "hire:exam",
    "hire/v1/exams": "hire:exam",
    "hire/v1/tests": "hire:exam",
    "hire/v1/external_": "hire:external_application",
    "hire/v1/notes": "hire:note",
    "hire/v1/talents": "hire:talent",
    "hire/v1/applications": "hire:application",
    "corehr/v2/pre_hires": "corehr:pre_hire:write",
}


def failed(code: int, msg: str, status: int = 400, **more: Any) -> Reply:
    """An error as Feishu tells it."""
    return Reply.of({"code": code, "msg": msg, **more}, status)


def done(data: dict[str, Any]) -> Reply:
    """Success with data."""
    return Reply.of({"code": 0, "msg": "success", "data": data})


def throttled(status: int, reset_s: int = 3) -> Reply:
    """Too many calls: HTTP 429, or 400 on older APIs."""
    reply = failed(99991400, "request trigger frequency limit", status)
    return Reply(
        reply.status,
        reply.body,
        reply.headers | {"X-Ogw-Ratelimit-Limit": "50", "X-Ogw-Ratelimit-Reset": str(reset_s)},
    )


class Feishu(Fake):
    """One tenant with one app and one bot.

    Attributes:
        unreachable: receiver of messages to the code they are refused with.
        denied: scopes that the app lacks.
        desk: Feishu Hire and Feishu People.
    """

    name = "feishu"
    app_id, app_secret = "cli_9f5343c580712544", "demoFeishuAppSecret"
    hook, sign_secret = "0f3e9a52-demo-hook", "demo_feishu_secret"
    encrypt_key, verification_token = "demoEncryptKey", "demoVerificationToken"
    tenant_key = "2ca1d211f64f6438"

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__(clock)
        self.unreachable: dict[str, int] = {}
        self.denied: set[str] = set()
        self.desk = Desk(self)
        self._tokens: list[tuple[str, float]] = []
        self._uuids: dict[str, tuple[float, str]] = {}
        self._sent: dict[str, deque[float]] = {}
        self._numbers = itertools.count(1)

    # -- requests

    def handle(self, query: Query) -> Reply:
        """The answer to one request, with a log id as every answer has one."""
        reply = self._route(query)
        trace = {"X-Tt-Logid": f"20261128{next(self._numbers):08d}"}
        return Reply(reply.status, reply.body, reply.headers | trace)

    def faults(self) -> Sequence[Fault]:
        """What passes by itself: throttling in both forms, a token that is refused, a bot at the full hour."""
        return [
            *super().faults(),
            Fault("answer", throttled(429), "429 throttled"),
            Fault("answer", throttled(400), "400 throttled"),
            Fault("answer", failed(99991663, "Invalid access token for authorization."), "token refused"),
            Fault("answer", Reply.of({"code": 11232, "msg": "frequency limited psm", "data": {}}), "11232"),
            Fault("answer", failed(1002001, "system error", 500), "1002001"),
        ]

    def number(self) -> str:
        """A new id, as Feishu's snowflakes look."""
        return str(6_960_663_240_000_000_000 + next(self._numbers))

    def _route(self, query: Query) -> Reply:
        path = query.path.removeprefix("/open-apis/")
        if path == "auth/v3/tenant_access_token/internal":
            return self._token(query)
        if path.startswith("bot/v2/hook/"):
            return self._robot(query, path.rpartition("/")[2])
        refused = self._unauthorised(query) or self._unscoped(path)
        if refused:
            return refused
        if path == "im/v1/messages" and query.method == "POST":
            return self._message(query)
        return self.desk.handle(query, path) or failed(99991404, "no such api", 404)

    # -- tokens

    def end_tokens(self) -> None:
        """Let every token end at once, sooner than was said."""
        with self.lock:
            self._tokens.clear()

    def _token(self, query: Query) -> Reply:
        asked, now = query.json(), self.clock()
        if asked.get("app_id") != self.app_id:
            return Reply.of({"code": 10003, "msg": "invalid param"})
        if asked.get("app_secret") != self.app_secret:
            return Reply.of({"code": 10014, "msg": "app secret invalid"})
        left = self._tokens[-1][1] - now if self._tokens else 0.0
        if left < TOKEN_RENEWED_S:
            self._tokens.append((f"t-{secrets.token_hex(12)}", now + TOKEN_LIFE_S))
            left = TOKEN_LIFE_S
        token = self._tokens[-1][0]
        return Reply.of({"code": 0, "msg": "ok", "tenant_access_token": token, "expire": int(left)})

    def _unauthorised(self, query: Query) -> Reply | None:
        header = query.headers.get("authorization", "")
        if not header:
            return failed(99991661, "Missing access token for authorization.")
        if not header.startswith("Bearer t-"):
            return failed(99991671, "Invalid token format.")
        alive = {token for token, ends in self._tokens if ends > self.clock()}
        if header.removeprefix("Bearer ") not in alive:
            return failed(99991663, "Invalid access token for authorization.")
        return None

    def _unscoped(self, path: str) -> Reply | None:
        scope = next((scope for prefix, scope in _SCOPES.items() if path.startswith(prefix)), "")
        if scope not in self.denied:
            return None
        missing = [{"type": "action_scope_required", "subject": scope}]
        return failed(99991672, "Access denied.", error={"permission_violations": missing})

    # -- the bot

    def _robot(self, query: Query, hook: str) -> Reply:
        body = query.json()
        refusal = self._robot_refusal(query, hook, body)
        key = _link(body.get("card"))
        self.arrived("bot message", key, body, verified=refusal not in (19001, 19021), said=str(refusal or 0))
        if refusal:
            return Reply.of({"code": refusal, "msg": "refused", "data": {}})
        self.effects["bot message", key] += 1
        return Reply.of({"StatusCode": 0, "StatusMessage": "success", "code": 0, "msg": "success", "data": {}})

    def _robot_refusal(self, query: Query, hook: str, body: dict[str, Any]) -> int:
        if hook != self.hook:
            return 19001
        stamp = str(body.get("timestamp", ""))
        if not stamp.isdigit() or abs(self.clock() - int(stamp)) > SIGNATURE_LIFE_S:
            return 19021
        mac = hmac.new(f"{stamp}\n{self.sign_secret}".encode(), digestmod="sha256")
        if not hmac.compare_digest(base64.b64encode(mac.digest()).decode(), str(body.get("sign"))):
            return 19021
        if len(query.body) > BOT_BYTES or body.get("msg_type") != "interactive" or "card" not in body:
            return 9499
        return 11232 if self._too_many("bot", 5, 1) or self._too_many("bot a minute", 100, 60) else 0

    def _too_many(self, what: str, most: int, seconds: float) -> bool:
        times, now = self._sent.setdefault(what, deque()), self.clock()
        while times and times[0] <= now - seconds:
            times.popleft()
        if len(times) >= most:
            return True
        times.append(now)
        return False

    # -- messages

    def _message(self, query: Query) -> Reply:
        body, kind = query.json(), query.query.get("receive_id_type", "")
        uuid, receiver = str(body.get("uuid") or ""), str(body.get("receive_id") or "")
        kept = self._uuids.get(uuid)
        fresh = kept if uuid and kept and self.clock() - kept[0] < UUID_LIFE_S else None
        refusal = self._message_refusal(body, kind, receiver, uuid)
        self.arrived("message", uuid, body, duplicate=fresh is not None, said=str(refusal or 0))
        if refusal:
            return failed(refusal, "refused")
        if fresh:
            return done({"message_id": fresh[1]})
        if self._too_many(receiver, 5, 1):
            return failed(230020, "This operation triggers the frequency limit.")
        message = f"om_{secrets.token_hex(16)}"
        self._uuids[uuid] = (self.clock(), message)
        self.effects["message", uuid] += 1
        return done({"message_id": message, "msg_type": body["msg_type"], "body": {"content": body["content"]}})

    def _message_refusal(self, body: dict[str, Any], kind: str, receiver: str, uuid: str) -> int:
        content = body.get("content")
        if kind not in ("open_id", "user_id", "union_id", "email", "chat_id") or not receiver or len(uuid) > 50:
            return 230001
        if not isinstance(content, str) or body.get("msg_type") != "interactive":
            return 230001
        try:
            card = json.loads(content)
        except ValueError:
            return 230001
        if len(content.encode()) > CARD_BYTES:
            return 230025
        if not isinstance(card, dict) or not isinstance(card.get("elements"), list):
            return 230099
        if _PLAIN_PHONE.search(content):
            return 230028
        return self.unreachable.get(receiver, 0)

    # -- events

    def event(self, kind: str, event: dict[str, Any]) -> dict[str, Any]:
        """An event in its envelope (schema 2.0), with an id of its own."""
        header = {
            "event_id": secrets.token_hex(16),
            "event_type": kind,
            "create_time": str(int(self.clock() * 1000)),
            "token": self.verification_token,
            "app_id": self.app_id,
            "tenant_key": self.tenant_key,
        }
        return {"schema": "2.0", "header": header, "event": event}

    def call_back(
        self,
        url: str,
        event: dict[str, Any],
        waits_s: Sequence[float] = RESEND_AFTER_S,
        sleep: Callable[[float], None] = time.sleep,
    ) -> list[int | None]:
        """Push an event until it is answered with HTTP 200 within three seconds: the same `event_id` each time.

        Returns:
            What each push was answered with, None where nothing came in time.
        """
        answers: list[int | None] = []
        for wait in (0.0, *waits_s):
            sleep(wait)
            status, _ = self._push(url, event, timeout_s=3.0)
            answers.append(status)
            if status == 200:
                break
        return answers

    def challenge(self, url: str) -> bool:
        """Whether the address proves that it is ours, as when it is saved in the developer console."""
        asked = secrets.token_hex(8)
        body = {"challenge": asked, "token": self.verification_token, "type": "url_verification"}
        status, answer = self._push(url, body, timeout_s=1.0)
        try:
            return status == 200 and json.loads(answer) == {"challenge": asked}
        except ValueError:
            return False

    def _push(self, url: str, body: dict[str, Any], timeout_s: float) -> tuple[int | None, bytes]:
        raw = json.dumps({"encrypt": encrypt(self.encrypt_key, json.dumps(body, ensure_ascii=False))}).encode()
        stamp, nonce = str(int(self.clock())), secrets.token_hex(8)
        request = urllib.request.Request(  # noqa: S310 - the address is a test's or the demo's
            url,
            data=raw,
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "X-Lark-Request-Timestamp": stamp,
                "X-Lark-Request-Nonce": nonce,
                "X-Lark-Signature": signature(self.encrypt_key, stamp, nonce, raw),
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout_s) as answer:  # noqa: S310
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return None, b""


def signature(encrypt_key: str, timestamp: str, nonce: str, raw_body: bytes) -> str:
    """Hex of the plain SHA-256 over timestamp, nonce, key and body as sent."""
    return hashlib.sha256(f"{timestamp}{nonce}{encrypt_key}".encode() + raw_body).hexdigest()


def encrypt(encrypt_key: str, text: str, start: bytes | None = None) -> str:
    """AES-256-CBC under the SHA-256 of the key; the first 16 bytes are the start vector."""
    start = start or secrets.token_bytes(16)
    padder = padding.PKCS7(128).padder()
    padded = padder.update(text.encode()) + padder.finalize()
    cipher = Cipher(algorithms.AES(hashlib.sha256(encrypt_key.encode()).digest()), modes.CBC(start)).encryptor()
    return base64.b64encode(start + cipher.update(padded) + cipher.finalize()).decode()


def decrypt(encrypt_key: str, blob: str) -> str:
    """What `encrypt` hid."""
    data = base64.b64decode(blob)
    key = hashlib.sha256(encrypt_key.encode()).digest()
    cipher = Cipher(algorithms.AES(key), modes.CBC(data[:16])).decryptor()
    padded = cipher.update(data[16:]) + cipher.finalize()
    remover = padding.PKCS7(128).unpadder()
    return (remover.update(padded) + remover.finalize()).decode()


def _link(card: Any) -> str:
    """The address of the first button, by which a bot's messages can be told apart."""
    elements = card.get("elements", []) if isinstance(card, dict) else []
    buttons = [button for element in elements for button in element.get("actions", [])]
    return str(buttons[0].get("url")) if buttons else ""
