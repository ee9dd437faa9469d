"""A stand-in for the Yonyou U8 open platform: ``errcode`` is a text, trade ids serve once, an agent may be offline.

Written from third-party examples, not from our client.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from fakes.frame import Fake, Fault, Query, Reply


class U8(Fake):
    """One customer's account set behind its agent.

    Attributes:
        vouchers: what was posted, in order.
        online: whether the agent at the customer's site answers.
        accounts: the chart of accounts; None takes any.
    """

    name = "u8"
    from_account, to_account, app_key, app_secret = "isv1", "cust1", "opa1", "u8secret"
    expires_s = 7200

    def __init__(self, clock: Callable[[], float] = time.time, accounts: set[str] | None = None) -> None:
        super().__init__(clock)
        self.vouchers: list[dict[str, Any]] = []
        self.online = True
        self.accounts = accounts
        self.tokens: dict[str, float] = {}
        self.trades: dict[str, str | None] = {}
        """Trade ids handed out, and the voucher each was used for."""
        self._done: dict[str, str] = {}

    def faults(self) -> Sequence[Fault]:
        return [
            *super().faults(),
            Fault("answer", _says("30012", "企业代理不在线"), "agent offline"),
            Fault("answer", Reply.page(), "200 page"),
        ]

    def expire_tokens(self) -> None:
        """Let every token end before its time."""
        with self.lock:
            self.tokens.clear()

    def handle(self, query: Query) -> Reply:
        asked = query.query
        if query.method == "GET" and query.path == "/system/token":
            return self._token(asked)
        if asked.get("from_account") != self.from_account or self.tokens.get(asked.get("token", ""), 0) <= self.clock():
            return _says("20002", "token 无效")
        if query.method == "GET" and query.path == "/system/tradeid":
            trade = f"tr{len(self.trades) + 1:06d}"
            self.trades[trade] = None
            return _says("0", "", trade={"id": trade})
        if query.method == "POST" and query.path == "/api/voucher/add":
            return self._add(query)
        return Reply.page(404)

    def _token(self, asked: dict[str, str]) -> Reply:
        if (asked.get("app_key"), asked.get("app_secret")) != (self.app_key, self.app_secret):
            return _says("20001", "app_key 或 app_secret 不正确")
        token = f"tk+{len(self.tokens)}/="
        self.tokens[token] = self.clock() + self.expires_s
        return _says("0", "", token={"id": token, "expiresIn": self.expires_s})

    def _add(self, query: Query) -> Reply:
        asked = query.query
        keys = [asked[name] for name in ("biz_id", "tradeid") if asked.get(name)]
        voucher = json.loads(query.body, parse_float=Decimal).get("voucher") or {}
        reply, repeat = self._posted(keys, voucher, asked)
        said = json.loads(reply.body)
        told = said["errmsg"] or f"id {said.get('id')}"
        self.arrived("voucher add", keys[0] if keys else None, query.json(), duplicate=repeat, said=told)
        return reply

    def _posted(self, keys: list[str], voucher: dict[str, Any], asked: dict[str, str]) -> tuple[Reply, bool]:
        if len(keys) != 1:
            return _says("40001", "tradeid 与 biz_id 必须且只能传一个"), False
        key = keys[0]
        if "tradeid" in asked and key not in self.trades:
            return _says("40002", "tradeid 无效"), False
        if "biz_id" in asked and key in self._done:
            return _says("0", "", id=self._done[key]), True
        if self.trades.get(key):
            return _says("40003", "tradeid 已使用"), True
        if asked.get("to_account") != self.to_account or not self.online:
            return _says("30012", "企业代理不在线"), False
        wrong = self._wrong(voucher)
        if wrong:
            return _says("50001", wrong), False
        known = f"v{len(self.vouchers) + 1}"
        self.vouchers.append(voucher)
        self.effects[("voucher", _mark(voucher))] += 1
        self._done[key] = known
        if key in self.trades:
            self.trades[key] = known
        return _says("0", "", id=known), False

    def _wrong(self, voucher: dict[str, Any]) -> str:
        sides = [voucher.get(side, {}).get("entry") or [] for side in ("debit", "credit")]
        names = ("natural_debit_currency", "natural_credit_currency")
        sums = [
            sum((Decimal(str(line.get(name, 0))) for line in side), Decimal())
            for side, name in zip(sides, names, strict=True)
        ]
        lines = [line for side in sides for line in side]
        if len(lines) < 2 or sums[0] != sums[1]:
            return f"借贷不平: {sums[0]} / {sums[1]}"
        if [line.get("entry_id") for line in lines] != list(range(1, len(lines) + 1)):
            return "entry_id 不连续"
        unknown = {line.get("account_code") for line in lines} - (self.accounts or set())
        return f"科目不存在: {sorted(map(str, unknown))}" if self.accounts is not None and unknown else ""


def _says(code: str, words: str, **more: Any) -> Reply:
    return Reply.of({"errcode": code, "errmsg": words, **more})


def _mark(voucher: dict[str, Any]) -> str:
    lines = (voucher.get("debit") or {}).get("entry") or [{}]
    return str(lines[0].get("abstract", "")).rpartition(" ")[2]
