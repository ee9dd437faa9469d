"""A WeCom: tokens, app messages with the check against repeats, group robots, and encrypted callbacks of its own.

Written from WeCom's developer centre: 91039 (token), 90236 (message/send), 91770 (group robots), 90313 (error codes),
90930 and 90968 (callbacks).
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from typing import Any

from fakes.frame import Fake, Fault, Query, Reply
from fakes.wecom_calling import Caller

TOKEN_S = 7200
ROBOT_PER_MINUTE = 20
MEMBER_PER_MINUTE = 30
LONGEST_CHECK_S = 14_400
_TYPES = ("textcard", "markdown", "template_card")
_TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")
_REFERENCE = re.compile(r"(?:编号|Reference):\s?([0-9a-f]{10})")
_OURS = re.compile(r"(?:iv|ca)_[0-9A-Z]{26}")


class WeCom(Fake):
    """One company with one app and one group robot.

    Attributes:
        corpid, corpsecret, agentid: of the app.
        users, parties: who may be written to.
        trusted: whether the address we come from is in the app's list (企业可信IP).
        robot_key: of the group robot.
        caller: what sends callbacks.
        shown: what each member has seen, and ``group`` for the robot's group: texts, in order.
    """

    name = "wecom"

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__(clock)
        self.corpid, self.corpsecret, self.agentid = "ww" + secrets.token_hex(8), secrets.token_urlsafe(32), 1000002
        self.robot_key = secrets.token_hex(16)
        self.users = {"zhangsan", "lisi"}
        self.parties = {"2"}
        self.trusted = True
        self.caller = Caller(self.corpid, clock)
        self.shown: dict[str, list[str]] = defaultdict(list)
        self._token, self._ends = "", 0.0
        self._bodies: dict[str, float] = {}
        self._seen: dict[str, deque[float]] = defaultdict(deque)

    @property
    def robot_url(self) -> str:
        """What a robot's connector is given as its address."""
        return self.url + "/cgi-bin/webhook/send"

    @property
    def robot_secret(self) -> str:
        """What a robot's connector is given as its secret."""
        return json.dumps({"key": self.robot_key})

    @property
    def app_secret(self) -> str:
        """What an app's connector is given as its secret; its address is `url`."""
        told = {"corpid": self.corpid, "corpsecret": self.corpsecret}
        return json.dumps(told | {"callback_token": self.caller.token, "callback_aes_key": self.caller.aes_key})

    def expire_token(self) -> None:
        """End the token before its time, as WeCom may."""
        with self.lock:
            self._ends = 0.0

    def faults(self) -> Sequence[Fault]:
        return [
            *super().faults(),
            Fault("answer", _said(-1, "system error"), "-1 busy"),
            Fault("answer", _said(40014, "invalid access_token"), "40014"),
            Fault("answer", _said(45009, "reach max api daily quota limit"), "45009"),
            Fault("answer", _said(45033, "api concurrent out of limit"), "45033"),
            Fault("answer", Reply.page(200), "page"),
        ]

    def handle(self, query: Query) -> Reply:
        if query.path == "/cgi-bin/gettoken" and query.method == "GET":
            return self._gettoken(query)
        if query.path == "/cgi-bin/message/send" and query.method == "POST":
            return self._message(query)
        if query.path == "/cgi-bin/webhook/send" and query.method == "POST":
            return self._robot(query)
        return Reply(404)

    # -- token

    def _gettoken(self, query: Query) -> Reply:
        if query.query.get("corpid") != self.corpid:
            return _said(40013, "invalid corpid")
        if query.query.get("corpsecret") != self.corpsecret:
            return _said(40001, "invalid credential")
        if self.clock() >= self._ends:
            self._token, self._ends = secrets.token_urlsafe(150), self.clock() + TOKEN_S
        left = int(self._ends - self.clock())
        return Reply.of({"errcode": 0, "errmsg": "ok", "access_token": self._token, "expires_in": left})

    def _refused(self, query: Query) -> tuple[int, str] | None:
        given = query.query.get("access_token")
        if not given:
            return 41001, "access_token missing"
        if given != self._token or self.clock() >= self._ends:
            return 40014, "invalid access_token"
        if not self.trusted:
            return 60020, "not allow to access from your ip, hint: [1700000000], from ip: 203.0.113.7, more info"
        return None

    # -- app messages

    def _message(self, query: Query) -> Reply:
        told = query.json()
        content = told.get(str(told.get("msgtype")))
        content = content if isinstance(content, dict) else {}
        key = _key_of(told, content)
        wrong = self._refused(query) or _malformed(told, content, self.agentid)
        if wrong:
            self.arrived("app message", key, told, verified=wrong[0] not in (41001, 40014), said=str(wrong[0]))
            return _said(*wrong)
        users = [user for user in str(told.get("touser", "")).split("|") if user]
        parties = [party for party in str(told.get("toparty", "")).split("|") if party]
        known = self.users if users == ["@all"] else {user for user in users if user in self.users}
        invalid = [] if users == ["@all"] else [user for user in users if user not in self.users]
        if not known and not self.parties.intersection(parties):
            self.arrived("app message", key, told, said="81013")
            return _said(81013, "user & party & tag all invalid")
        repeat = self._is_repeat(told, query.body)
        said = "0, a repeat" if repeat else self._show(sorted(known), parties, key, content)
        self.arrived("app message", key, told, duplicate=repeat, said=said)
        return Reply.of(
            {
                "errcode": 0,
                "errmsg": "ok",
                "invaliduser": "|".join(user.lower() for user in invalid),
                "invalidparty": "|".join(party for party in parties if party not in self.parties),
                "invalidtag": "",
                "msgid": secrets.token_urlsafe(24),
            }
        )

    def _is_repeat(self, told: dict[str, Any], body: bytes) -> bool:
        """Whether these very bytes were shown within the interval that the request itself names."""
        digest = hashlib.sha256(body).hexdigest()
        if told.get("enable_duplicate_check") != 1:
            return False
        first = self._bodies.get(digest)
        if first is not None and self.clock() - first < int(told.get("duplicate_check_interval", 1800)):
            return True
        self._bodies[digest] = self.clock()
        return False

    def _show(self, users: Sequence[str], parties: Sequence[str], key: str, content: dict[str, Any]) -> str:
        """What is above a member's 30 in a minute is dropped, and the sender is not told."""
        readers = [*users, *(f"party {party}" for party in parties if party in self.parties)]
        text = json.dumps(content, ensure_ascii=False)
        seeing = [reader for reader in readers if self._under(reader, MEMBER_PER_MINUTE)]
        for reader in seeing:
            self.shown[reader].append(text)
        if seeing:
            self.effects["app message", key] += 1
        return "0" if len(seeing) == len(readers) else f"0, dropped for {len(readers) - len(seeing)} in silence"

    # -- robot

    def _robot(self, query: Query) -> Reply:
        told = query.json()
        content = told.get("markdown")
        text = content.get("content") if isinstance(content, dict) else None
        if query.query.get("key") != self.robot_key:
            self.arrived("robot message", None, told, verified=False, said="93000")
            return _said(93000, "invalid webhook url")
        if told.get("msgtype") != "markdown" or not isinstance(text, str) or not 0 < len(text.encode()) <= 4096:
            self.arrived("robot message", None, told, said="40058")
            return _said(40058, "markdown.content exceed max length 4096")
        if not self._under("group", ROBOT_PER_MINUTE):
            self.arrived("robot message", None, told, said="45009")
            return _said(45009, "api freq out of limit")
        key = _named(text)
        self.shown["group"].append(text)
        self.effects["robot message", key] += 1
        self.arrived("robot message", key, told, duplicate=self.effects["robot message", key] > 1, said="0")
        return _said(0, "ok")

    def _under(self, reader: str, per_minute: int) -> bool:
        seen = self._seen[reader]
        while seen and seen[0] <= self.clock() - 60:
            seen.popleft()
        if len(seen) >= per_minute:
            return False
        seen.append(self.clock())
        return True


def _said(errcode: int, errmsg: str) -> Reply:
    return Reply.of({"errcode": errcode, "errmsg": errmsg})


def _key_of(told: dict[str, Any], content: dict[str, Any]) -> str:
    """Our key in a message: a card's task id, or the reference in its words."""
    if isinstance(content.get("task_id"), str):
        return str(content["task_id"])
    return _named(json.dumps(told, ensure_ascii=False))


def _named(text: str) -> str:
    found = _REFERENCE.search(text)
    if found:
        return found[1]
    ours = _OURS.search(text)
    return ours[0] if ours else hashlib.sha256(text.encode()).hexdigest()[:16]


def _malformed(told: dict[str, Any], content: dict[str, Any], agentid: int) -> tuple[int, str] | None:
    if told.get("agentid") != agentid:
        return 40056, "invalid agentid"
    if told.get("msgtype") not in _TYPES or not content:
        return 40058, "invalid msgtype or missing content"
    if not (told.get("touser") or told.get("toparty") or told.get("totag")):
        return 40058, "touser, toparty and totag are empty"
    interval = told.get("duplicate_check_interval", 1800)
    if not isinstance(interval, int) or not 0 < interval <= LONGEST_CHECK_S:
        return 40058, "duplicate_check_interval"
    checks = {"textcard": _textcard, "markdown": _markdown, "template_card": _card}
    wrong = checks[str(told["msgtype"])](content)
    return (40058, wrong) if wrong else None


def _textcard(content: dict[str, Any]) -> str:
    """WeCom cuts a title or a description that is too long; here it is refused, so that the cut is seen in a test."""
    limits = {"title": 128, "description": 512, "url": 2048}
    for name, most in limits.items():
        if not 0 < len(str(content.get(name, "")).encode()) <= most:
            return f"textcard.{name}"
    return "textcard.btntxt" if len(str(content.get("btntxt", ""))) > 4 else ""


def _markdown(content: dict[str, Any]) -> str:
    return "" if 0 < len(str(content.get("content", "")).encode()) <= 2048 else "markdown.content"


def _card(content: dict[str, Any]) -> str:
    kind = content.get("card_type")
    if kind not in ("text_notice", "button_interaction"):
        return "template_card.card_type"
    if len(content.get("horizontal_content_list", [])) > 6 or len(content.get("jump_list", [])) > 3:
        return "a list of the card is too long"
    if "task_id" in content and not _TASK_ID.fullmatch(str(content["task_id"])):
        return "template_card.task_id"
    if not (content.get("main_title", {}).get("title") or content.get("sub_title_text")):
        return "template_card.main_title"
    action = content.get("card_action")
    if kind == "text_notice":
        return "" if isinstance(action, dict) and action.get("url") else "template_card.card_action"
    buttons = content.get("button_list", [])
    right = 0 < len(buttons) <= 6 and all(one.get("text") and one.get("key") for one in buttons)
    return "" if right and "task_id" in content else "template_card.button_list"
