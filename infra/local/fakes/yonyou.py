"""A stand-in for Yonyou YonBIP: gateway lookup, a token with ``+/=`` in it, vouchers, and codes that are texts.

Written from the vendor's examples as third parties quote them, not from our client. A voucher exists where one of the
same book, month and lines is there: what the real system compares is published nowhere, so `compares` can be switched.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Literal

from fakes.frame import Fake, Fault, Query, Reply

_CLOCK_MS = 600_000
_NEW = "/iuap-api-auth/open-auth/selfAppAuth/base/v1/getAccessToken"
_OLD = "/open-auth/selfAppAuth/getAccessToken"
_VOUCHER = "/iuap-api-gateway/yonbip/fi/ficloud/openapi/voucher/"


class Yonbip(Fake):
    """One tenant in one data centre.

    Attributes:
        vouchers: what was posted, in order, each with its bill code.
        compares: what makes a voucher the same as another one: its lines, or nothing ever.
        accounts: the chart of accounts; None takes any.
        allowed: whether the app may post vouchers.
    """

    name = "yonbip"
    tenant_id, app_key, app_secret = "t1", "41832a3d2df94989b500da6a22268747", "demoAppSecret"
    expire_s = 7200

    def __init__(self, clock: Callable[[], float] = time.time, accounts: set[str] | None = None) -> None:
        super().__init__(clock)
        self.vouchers: list[dict[str, Any]] = []
        self.compares: Literal["lines", "nothing"] = "lines"
        self.accounts = accounts
        self.allowed = True
        self.tokens: dict[str, float] = {}
        self.lookups = 0

    def faults(self) -> Sequence[Fault]:
        return [
            *super().faults(),
            Fault("answer", Reply.of({"code": "500", "message": "系统繁忙，请稍后重试"}), "busy"),
            Fault("answer", Reply.page(), "200 page"),
            Fault("answer", Reply(429, b"", {"Retry-After": "1"}), "429"),
        ]

    def expire_tokens(self) -> None:
        """Let every token end before its time."""
        with self.lock:
            self.tokens.clear()

    def handle(self, query: Query) -> Reply:
        if query.method == "GET" and query.path == "/open-auth/dataCenter/getGatewayAddress":
            return self._gateway(query.query.get("tenantId", ""))
        if query.method == "GET" and query.path in (_NEW, _OLD):
            return self._token(query.query)
        if query.method != "POST" or not query.path.startswith(_VOUCHER):
            return Reply.page(404)
        name = query.path.removeprefix(_VOUCHER)
        verified = self.tokens.get(query.query.get("access_token", ""), 0) > self.clock()
        if not verified:
            answer = {"code": "310036", "message": "access_token 无效或已过期"}
        elif not self.allowed:
            answer = {"code": "310037", "message": "该应用未授权此接口"}
        elif name == "addVoucher":
            return self._add(json.loads(query.body, parse_float=Decimal), query)
        elif name == "queryVouchers":
            return self._listed(query.json())
        else:
            return Reply.page(404)
        self.arrived(f"voucher {name}", None, query.json(), verified=verified, said=answer["message"])
        return Reply.of(answer)

    def _gateway(self, tenant: str) -> Reply:
        self.lookups += 1
        if tenant != self.tenant_id:
            return Reply.of({"code": "404", "message": "租户不存在", "data": None})
        data = {"gatewayUrl": f"{self.url}/iuap-api-gateway", "tokenUrl": f"{self.url}/iuap-api-auth"}
        return Reply.of({"code": "00000", "message": "", "data": data})

    def _token(self, asked: dict[str, str]) -> Reply:
        signed = dict(sorted((name, value) for name, value in asked.items() if name != "signature"))
        text = "".join(name + value for name, value in signed.items())
        digest = hmac.digest(self.app_secret.encode(), text.encode(), hashlib.sha256)
        stamp = asked.get("timestamp", "")
        fresh = stamp.isdecimal() and abs(self.clock() * 1000 - int(stamp)) <= _CLOCK_MS
        right = asked.get("signature") == base64.b64encode(digest).decode() and asked.get("appKey") == self.app_key
        if not (fresh and right):
            return Reply.of({"code": "50000", "message": "签名不正确", "data": None})
        token = f"a+b/{len(self.tokens)}c=={hashlib.sha256(stamp.encode()).hexdigest()[:8]}+/="
        self.tokens[token] = self.clock() + self.expire_s
        return Reply.of(
            {"code": "00000", "message": "成功！", "data": {"access_token": token, "expire": self.expire_s}}
        )

    def _add(self, voucher: dict[str, Any], query: Query) -> Reply:
        wrong = self._wrong(voucher)
        same = [one for one in self.vouchers if _compared(one) == _compared(voucher)]
        key = _mark(voucher)
        if wrong:
            answer: dict[str, Any] = {"code": "999", "message": wrong}
        elif same and self.compares == "lines":
            answer = {"code": "310504", "message": "凭证已存在"}
        else:
            code = len(self.vouchers) + 1
            self.vouchers.append({**voucher, "billCode": code})
            self.effects[("voucher", key)] += 1
            answer = {"code": "200", "message": "", "data": {"billCode": code}}
        repeat = answer["code"] == "310504"
        self.arrived("voucher addVoucher", key, query.json(), duplicate=repeat, said=answer["message"])
        return Reply.of(answer)

    def _wrong(self, voucher: dict[str, Any]) -> str:
        lines = voucher.get("bodies") or []
        sums = [
            sum((Decimal(str(line.get(side, 0))) for line in lines), Decimal()) for side in ("debitOrg", "creditOrg")
        ]
        if len(lines) < 2 or sums[0] != sums[1]:
            return f"借贷不平: {sums[0]} / {sums[1]}"
        if not voucher.get("makerMobile") or not voucher.get("accbookCode"):
            return "必填项为空"
        unknown = {line.get("accsubjectCode") for line in lines} - (self.accounts or set())
        return f"科目不存在: {sorted(map(str, unknown))}" if self.accounts is not None and unknown else ""

    def _listed(self, asked: dict[str, Any]) -> Reply:
        pager = asked.get("pager") or {}
        size, page = int(pager.get("pageSize", 0)), int(pager.get("pageIndex", 0))
        found = [
            one
            for one in self.vouchers
            if one["accbookCode"] == asked.get("accbookCode")
            and str(asked.get("periodStart")) <= str(one["makeTime"])[:7] <= str(asked.get("periodEnd"))
        ]
        rows = [
            {"header": {"billcode": one["billCode"], "maketime": one["makeTime"]}, "body": _plain(one["bodies"])}
            for one in found[(page - 1) * size : page * size]
        ]
        data = {"pageIndex": page, "pageSize": size, "recordCount": len(found), "recordList": rows}
        return Reply.of({"code": "200", "message": "", "data": data})


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=float))


def _compared(voucher: dict[str, Any]) -> str:
    """Book, month, accounts and amounts, without the descriptions."""
    lines = [
        (line.get("accsubjectCode"), str(line.get("debitOrg")), str(line.get("creditOrg")))
        for line in voucher["bodies"]
    ]
    return json.dumps([voucher["accbookCode"], str(voucher["makeTime"])[:7], lines])


def _mark(voucher: dict[str, Any]) -> str:
    lines = voucher.get("bodies") or [{}]
    return str(lines[0].get("description", "")).rpartition(" ")[2]
