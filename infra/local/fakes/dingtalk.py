"""A stand-in for DingTalk: group robot, old and new API of an app, and the events that an app subscribes to.

Written from DingTalk's documents. Where they leave something open, it behaves the way that hurts most.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Self
from urllib.parse import unquote

from fakes.dingtalk_app import TOKEN_PATHS, new, old
from fakes.dingtalk_events import Events
from fakes.frame import Fault, Query, Reply

ROBOT_PATH = "/robot/send"
_HOUR_MS = 3_600_000
_MINUTE_S = 60
_BLOCK_S = 600
_PER_MINUTE = 20
_LONGEST_ROBOT_MESSAGE = 20_000


BLOCKED_PAGE = Fault("answer", Reply.page(200), "a page: this address is blocked")
BLOCKED_1111 = Fault(
    "answer",
    Reply.of({"status": 1111, "wait": 5, "source": "x5", "punish": "deny", "uuid": ""}),
    "status 1111: this address is blocked",
)
BUSY = Fault("answer", old(-1, "系统繁忙"), "-1 busy")
QPS_OLD = Fault("answer", old(90018, "您的服务器调用钉钉开放平台当前接口的所有请求都被暂时禁用了"), "90018")
QPS_OLD_API = Fault("answer", old(90002, "您的服务器调用钉钉开放平台当前接口的所有请求都被暂时禁用了"), "90002")
QPS_NEW = Fault("answer", new(403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "too fast"), "qps of the app")
QPS_NEW_API = Fault("answer", new(403, "Forbidden.AccessDenied.QpsLimitForApi", "too fast"), "qps of the api")
TOO_FAST = Fault("answer", old(410100, "send too fast"), "410100")
EXPIRED_OLD = Fault("answer", old(42001, "access_token超时"), "42001")
EXPIRED_WRAPPED = Fault("answer", old(88, "ApiException", sub_code="40014", sub_msg="不合法的access_token"), "88")
EXPIRED_NEW = Fault("answer", new(400, "InvalidAuthentication", "不合法的access_token"), "token refused")
QUOTA_OLD = Fault("answer", old(90020, "本月调用量已用完"), "90020")
QUOTA_NEW = Fault("answer", new(403, "Forbidden.AccessDenied.ApiCountLimitForOrg", "quota used up"), "quota")


class DingTalk(Events):
    """One organisation with one group robot and one app.

    Attributes:
        keyword: what a message of the robot must contain; empty: nothing.
    """

    name = "dingtalk"

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__(clock)
        self.keyword = ""
        self._robot_token, self._sign_secret = "", ""
        self._calls: deque[float] = deque()
        self._blocked_until = 0.0
        self._answered = 0
        self._messages: set[str] = set()
        self._path = ""

    def start(self) -> Self:
        """Listen; every start makes new secrets."""
        self._robot_token, self._sign_secret = secrets.token_hex(32), f"SEC{secrets.token_hex(32)}"
        return super().start()

    @property
    def robot_url(self) -> str:
        """What a robot's connector is given as its address."""
        return self.url + ROBOT_PATH

    @property
    def robot_secret(self) -> str:
        """What a robot's connector is given as its secret."""
        return json.dumps({"access_token": self._robot_token, "sign_secret": self._sign_secret})

    def faults(self) -> Sequence[Fault]:
        """What passes by itself, as whoever is called just now would say it. A quota that is used up is an end, and
        so it is not here (`QUOTA_OLD`, `QUOTA_NEW`)."""
        common = [*super().faults(), BLOCKED_PAGE, BLOCKED_1111]
        if self._path == ROBOT_PATH:
            return [*common, BUSY, TOO_FAST, QPS_OLD]
        if self._path in TOKEN_PATHS:
            return common
        if self._path.startswith("/v1.0/"):
            return [*common, QPS_NEW, QPS_NEW_API, EXPIRED_NEW]
        return [*common, QPS_OLD, QPS_OLD_API, EXPIRED_OLD, EXPIRED_WRAPPED]

    def answer(self, query: Query) -> tuple[Reply, Fault | None]:
        with self.lock:
            self._path = query.path
            return super().answer(query)

    def next_minute(self) -> None:
        """Forget how many messages the robot got in this minute."""
        with self.lock:
            self._calls.clear()
            self._blocked_until = 0.0

    def handle(self, query: Query) -> Reply:
        if query.path == ROBOT_PATH:
            return self._robot(query) if query.method == "POST" else old(40002, "不支持的方法")
        return self.handle_app(query)

    # -- the robot

    def _robot(self, query: Query) -> Reply:
        message = query.json()
        key = str(message.get("msgUuid") or "") or None
        code, said = self._throttle() or self._unsigned(query.query) or (0, "ok")
        verified = code == 0
        if verified:
            code, said = self._unfit(query, message) or (0, "ok")
        duplicate = code == 0 and key is not None and key in self._messages
        if code == 0 and not duplicate:
            self._messages.add(str(key))
            self.effects["robot message", str(key)] += 1
        self.arrived("robot message", key, message, verified=verified, duplicate=duplicate, said=f"{code} {said}")
        self._answered += 1
        return old(str(code) if self._answered % 2 == 0 else code, said)  # the documents show both

    def _throttle(self) -> tuple[int, str] | None:
        """20 messages in a minute are free, the next one blocks the robot for ten minutes."""
        now = self.clock()
        if now < self._blocked_until:
            return 410100, "send too fast"
        while self._calls and self._calls[0] <= now - _MINUTE_S:
            self._calls.popleft()
        self._calls.append(now)
        if len(self._calls) <= _PER_MINUTE:
            return None
        self._blocked_until = now + _BLOCK_S
        return 130101, "send too fast, exceed 20 times per minute"

    def _unsigned(self, query: dict[str, str]) -> tuple[int, str] | None:
        token, stamp, given = (query.get(name, "") for name in ("access_token", "timestamp", "sign"))
        if not hmac.compare_digest(token.encode(), self._robot_token.encode()):
            return 400101, "access_token is invalid"
        if not (stamp.isascii() and stamp.isdigit()) or abs(int(stamp) - self.clock() * 1000) > _HOUR_MS:
            return 310000, "invalid timestamp"
        digest = hmac.digest(self._sign_secret.encode(), f"{stamp}\n{self._sign_secret}".encode(), hashlib.sha256)
        right = base64.b64encode(digest).decode()
        if hmac.compare_digest(given.encode(), right.encode()):
            return None
        twice = hmac.compare_digest(unquote(given).encode(), right.encode())
        return 310000, "sign not match" + (" (encoded twice)" if twice else "")

    def _unfit(self, query: Query, message: dict[str, Any]) -> tuple[int, str] | None:
        """What is wrong with a message, by the tables of message types."""
        if query.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return 43004, "invalid content-type"
        if len(query.body) > _LONGEST_ROBOT_MESSAGE:
            return 40035, "too long"
        kind = message.get("msgtype")
        needed = {
            "text": ("content",),
            "markdown": ("title", "text"),
            "actionCard": ("title", "text"),
            "link": ("title", "text", "messageUrl"),
        }.get(str(kind))
        if needed is None:
            return 400105, "unsupported msgtype"
        content = message.get(str(kind))
        if not isinstance(content, dict) or not all(isinstance(content.get(name), str) for name in needed):
            return 40035, f"{' or '.join(needed)} is missing"
        if not all(content[name] for name in needed):
            return 40035, f"{' or '.join(needed)} is empty"
        if kind == "actionCard" and not _has_buttons(content):
            return 40035, "a card without a button"
        if self.keyword and self.keyword not in "".join(content[name] for name in needed):
            return 310000, "keywords not in content"
        return None


def _has_buttons(card: dict[str, Any]) -> bool:
    """A whole card has one title and one URL; a card with several buttons has a list of both."""
    if card.get("btnOrientation", "0") not in ("0", "1"):
        return False
    if card.get("singleTitle") and card.get("singleURL"):
        return "btns" not in card
    buttons = card.get("btns")
    return bool(buttons) and all(button.get("title") and button.get("actionURL") for button in buttons or [])
