"""The part of the DingTalk stand-in that an app sees: tokens, limits and work notifications."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NamedTuple, NoReturn, Self

from fakes.frame import Fake, Query, Reply

TOKEN_S = 7200
TOKEN_PATHS = ("/v1.0/oauth2/accessToken", "/gettoken")
_CHINA = timezone(timedelta(hours=8))
_LONGEST_NOTICE = 2048
_MOST_A_DAY = 500
_DAY_S = 86_400
_CALLS_A_SECOND = 20


Calls = dict[tuple[str, str], Callable[[Query], Reply]]
"""What answers, by method and path."""


class Refusal(Exception):
    """An error answer of either API."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply


class Notice(NamedTuple):
    """One work notification: whom it reached, and why others got none."""

    at: float
    reached: list[str]
    invalid: list[str]
    forbidden: dict[str, str]


def old(code: int | str, words: str = "ok", **more: Any) -> Reply:
    """An answer of the old API, and of the robot."""
    return Reply.of({"errcode": code, "errmsg": words, "request_id": "r1", **more})


def new(status: int, code: str, words: str) -> Reply:
    """An error of the new API."""
    return Reply.of({"code": code, "message": words, "requestid": "R1"}, status)


class App(Fake):
    """One internal app of an organisation.

    Attributes:
        members: userids of the organisation, with their mobile numbers.
        processed: whether DingTalk has got round to the notices it took; until then it tells nothing about them.
        over_minute, over_day: userids that are over a limit just now.
        used, quota: calls of this month (tokens do not count), and how many there may be.
        refusal: what the old API answers to a token it does not like: 40014, 42001 or 88.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__(clock)
        self.agent_id = 0
        self.app_key, self._app_secret = "", ""
        self.members: dict[str, str] = {"manager01": "13900000001", "hr02": "13900000002"}
        self.processed = True
        self.over_minute: set[str] = set()
        self.over_day: set[str] = set()
        self.used, self.quota = 0, 10**9
        self.refusal = 42001
        self._tokens: dict[str, float] = {}
        self._notices: dict[str, Notice] = {}
        self._shown: set[tuple[str, str, str]] = set()
        self._today: Counter[tuple[str, str]] = Counter()
        self._second, self._calls_in_it = 0, 0

    def start(self) -> Self:
        self.agent_id = 10**9 + secrets.randbelow(10**9)
        self.app_key, self._app_secret = f"ding{secrets.token_hex(8)}", secrets.token_urlsafe(32)
        return super().start()

    @property
    def app_secret(self) -> str:
        """What the app's connector is given as its secret."""
        return json.dumps({"app_key": self.app_key, "app_secret": self._app_secret})

    @property
    def app_settings(self) -> dict[str, Any]:
        """The settings that every connector of the app needs."""
        return {"agent_id": self.agent_id, "new_api_base": self.url, "old_api_base": self.url}

    def expire_tokens(self) -> None:
        """Let every token end now."""
        with self.lock:
            self._tokens = dict.fromkeys(self._tokens, 0.0)

    def handle_app(self, query: Query) -> Reply:
        """The answer to a request that is not the robot's."""
        known: Calls = {
            ("POST", "/topapi/message/corpconversation/asyncsend_v2"): self._send,
            ("POST", "/topapi/message/corpconversation/getsendresult"): self._sent,
            **self.more(),
        }
        if query.path in TOKEN_PATHS:
            return self._token(query)
        act = known.get((query.method, query.path))
        is_new = query.path.startswith("/v1.0/")
        if act is None:
            return new(404, "InvalidAction.NotFound", "no such API") if is_new else old(40078, "不存在的接口")
        try:
            self._admit(query, is_new)
            return act(query)
        except Refusal as error:
            return error.reply

    def more(self) -> Calls:
        """Further calls."""
        return {}

    # -- who may call

    def _token(self, query: Query) -> Reply:
        is_new = query.path.startswith("/v1.0/")
        given = query.json() if is_new else query.query
        key, secret = (given.get(name) for name in (("appKey", "appSecret") if is_new else ("appkey", "appsecret")))
        if (key, secret) != (self.app_key, self._app_secret):
            if is_new:
                return new(400, "invalidClientIdOrSecret", "无效的clientId或者clientSecret")
            return old(40089, "不合法的corpid或corpsecret")
        now = self.clock()
        live = [token for token, ends in self._tokens.items() if ends > now]
        token = live[0] if live else secrets.token_hex(16)
        self._tokens[token] = now + TOKEN_S
        if is_new:
            return Reply.of({"accessToken": token, "expireIn": TOKEN_S})
        return old(0, access_token=token, expires_in=TOKEN_S)

    def _admit(self, query: Query, is_new: bool) -> None:
        given = query.headers.get("x-acs-dingtalk-access-token") if is_new else query.query.get("access_token")
        if self._tokens.get(given or "", 0.0) <= self.clock():
            if is_new:
                raise Refusal(new(400, "InvalidAuthentication", "不合法的access_token"))
            inside = {"sub_code": "40014", "sub_msg": "不合法的access_token"} if self.refusal == 88 else {}
            raise Refusal(old(self.refusal, "不合法的access_token", **inside))
        if self.used >= self.quota:
            words = "本月调用量已用完"
            raise Refusal(
                new(403, "Forbidden.AccessDenied.ApiCountLimitForOrg", words) if is_new else old(90020, words)
            )
        second = int(self.clock())
        self._calls_in_it = self._calls_in_it + 1 if second == self._second else 1
        self._second = second
        if self._calls_in_it > _CALLS_A_SECOND:
            code = "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"
            raise Refusal(new(403, code, "too fast") if is_new else old(90018, "too fast"))
        self.used += 1

    # -- work notifications

    def _send(self, query: Query) -> Reply:
        given = query.json()
        message, users = given.get("msg"), str(given.get("userid_list") or "").split(",")
        if given.get("agent_id") != self.agent_id:
            wrong_old("agent_id")
        if not users[0] or len(users) > 100:
            wrong_old("userid_list")
        if not isinstance(message, dict) or not _is_notice(message):
            wrong_old("msg")
        words = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        if len(words.encode()) > _LONGEST_NOTICE:
            wrong_old("msg: more than 2048 bytes")
        task = str(10**6 + len(self._notices))
        self._notices[task] = self._show(users, words)
        self.arrived("work notification", hashlib.sha256(words.encode()).hexdigest()[:12], given)
        return old(0, task_id=int(task))

    def _show(self, users: list[str], words: str) -> Notice:
        """Who sees it. The same words to the same person on the same day are dropped without a word."""
        day = datetime.fromtimestamp(self.clock(), UTC).astimezone(_CHINA).date().isoformat()
        key = hashlib.sha256(words.encode()).hexdigest()[:12]
        notice = Notice(self.clock(), [], [], {})
        for user in users:
            if user not in self.members:
                notice.invalid.append(user)
            elif (day, user, words) in self._shown:
                notice.forbidden[user] = "143106"
            elif user in self.over_day or self._today[day, user] >= _MOST_A_DAY:
                notice.forbidden[user] = "143105"
            elif user in self.over_minute:
                notice.forbidden[user] = "143103"
            else:
                self._shown.add((day, user, words))
                self._today[day, user] += 1
                self.effects["work notification", f"{user}:{key}"] += 1
                notice.reached.append(user)
        return notice

    def _sent(self, query: Query) -> Reply:
        given = query.json()
        notice = self._notices.get(str(given.get("task_id")))
        if given.get("agent_id") != self.agent_id or notice is None or self.clock() - notice.at > _DAY_S:
            wrong_old("task_id")
        if not self.processed:
            return old(0, send_result={})
        result = {
            "invalid_user_id_list": notice.invalid,
            "forbidden_user_id_list": list(notice.forbidden),
            "failed_user_id_list": [],
            "read_user_id_list": [],
            "unread_user_id_list": notice.reached,
            "invalid_dept_id_list": [],
            "forbidden_list": [{"code": c, "count": 1, "userid": u} for u, c in notice.forbidden.items()],
        }
        return old(0, send_result=result)


def _is_notice(message: dict[str, Any]) -> bool:
    content = message.get(str(message.get("msgtype")))
    needed = {
        "action_card": ("title", "markdown", "single_title", "single_url"),
        "markdown": ("title", "text"),
        "text": ("content",),
    }.get(str(message.get("msgtype")), ("",))
    return isinstance(content, dict) and all(isinstance(content.get(name), str) and content[name] for name in needed)


def wrong_old(what: str) -> NoReturn:
    """Refuse a parameter of the old API."""
    raise Refusal(old(40035, f"不合法的参数: {what}"))


def wrong_new(code: str) -> NoReturn:
    """Refuse a call of the new API."""
    raise Refusal(new(400, code, "refused"))
