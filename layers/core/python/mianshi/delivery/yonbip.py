"""Yonyou YonBIP / YonSuite: recruiting costs as an accounting voucher.

Sources: yonyouopenapisdk1 0.0.2 (signature of the token call); quotes of the vendor's pages by third parties (gateway,
voucher, codes), so spellings such as ``filedCode`` are theirs. What YonBIP compares when it says that a voucher exists
is published nowhere. So every line of a voucher carries our mark in its description, and where an attempt may have
arrived, or YonBIP says that there is one already, the month's vouchers are searched for the mark.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from pydantic import AfterValidator, Field

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Answer, Request, Verdict
from mianshi.delivery import erp, vouchers
from mianshi.delivery.answers import excerpt, silence
from mianshi.delivery.exchange import (
    Attempt,
    Ended,
    Exchange,
    Grant,
    Limit,
    NeedToken,
    Platform,
    Wish,
    authorised,
    token,
)
from mianshi.delivery.fieldmaps import exact_json, parsed
from mianshi.delivery.vouchers import CHECK, Books, Entry, Voucher, double_entry
from mianshi.errors import Rejected

ADDRESS = "https://apigateway.yonyoucloud.com"
_LOOKUP = "/open-auth/dataCenter/getGatewayAddress"
_TOKEN = "/iuap-api-auth/open-auth/selfAppAuth/base/v1/getAccessToken"  # noqa: S105 - a path
_VOUCHER = "/yonbip/fi/ficloud/openapi/voucher"
_EXISTS = ("310504", "310074")
_NOT_AUTHORISED = "310037"
_MARK_LENGTH = 20
_LOOKUP_LASTS_S = 7200
_PER_PAGE, _MOST_PAGES = 10, 30
"""An answer of more than 64 KB is cut, so pages are small; beyond 300 vouchers a person looks."""


class YonbipSecret(Record):
    """What Secrets Manager holds for one tenant. The mobile number is that of the voucher's maker in YonBIP."""

    app_key: str = Field(min_length=1)
    app_secret: str = Field(min_length=1)
    maker_mobile: str = Field(min_length=1)


class YonbipSettings(Record):
    """What is posted at this customer."""

    tenant_id: str = Field(min_length=1, max_length=60)
    accbook_code: str = Field(min_length=1, max_length=60)
    voucher_type_code: str = Field(default="1", min_length=1, max_length=20)
    rate_type: str = "01"
    token_path: str = Field(default=_TOKEN, pattern=r"^/[A-Za-z0-9/_.-]+$")
    """Tenants from before July 2023: ``/open-auth/selfAppAuth/getAccessToken``."""
    books: Annotated[Books, AfterValidator(double_entry)]
    """`auxiliary` of a department: the value's code by the field's code."""


def signature(parameters: Mapping[str, str], app_secret: str) -> str:
    """Base64 of HMAC-SHA256 over ``name + value`` of the parameters in the order of their names; not URL-encoded."""
    text = "".join(f"{name}{parameters[name]}" for name in sorted(parameters))
    return base64.b64encode(hmac.new(app_secret.encode(), text.encode(), hashlib.sha256).digest()).decode()


def deliver(attempt: Attempt) -> Exchange:
    """Post one voucher, unless it is there already.

    Raises:
        Rejected: ``bad_connector`` where settings or secret cannot be used.
    """
    settings = parsed(YonbipSettings, attempt.connector.settings, "settings")
    keys = parsed(YonbipSecret, attempt.secret, "secret")
    if attempt.delivery.deed == CHECK:
        return (yield from _check(_Tenant(attempt, settings, keys)))
    if attempt.delivery.deed != "voucher":
        raise Rejected("bad_connector", f"settings: {attempt.delivery.deed} is nothing YonBIP is told")
    made = vouchers.voucher(attempt.news, settings.books, attempt.delivery, _MARK_LENGTH)
    return (yield from _Desk(attempt, settings, keys, made).post())


def _check(tenant: _Tenant) -> Exchange:
    """Ask for one voucher: tenant, app, token and book are known to be right, nothing changes."""
    month = tenant.attempt.news.at[:7]
    answer = yield from tenant.call("queryVouchers", tenant.query(month, 1, 1), changes=False)
    said = erp.read(answer, tenant.attempt.now_ms, changes=False)
    if _code(said) == "200":
        return Verdict(result="ok", detail="asked for the month's vouchers")
    words = str(said.get("message") or "") if isinstance(said, dict) else ""
    return _no(f"code {_code(said)}: {words}")


@dataclass
class _Tenant:
    """Calls of one tenant."""

    attempt: Attempt
    settings: YonbipSettings
    keys: YonbipSecret

    def call(self, name: str, body: Mapping[str, Any], *, changes: bool) -> Generator[Wish, Any, Answer]:
        places = json.loads((yield from token(self._lookup())))
        content = exact_json(dict(body))

        def build(access: str) -> Request:
            return Request(
                url=f"{places['gateway']}{_VOUCHER}/{name}?access_token={quote(access, safe='')}",
                headers={"content-type": "application/json; charset=utf-8"},
                body=content,
            )

        return (yield from authorised(self._token(places["token"]), build, _token_refused, changes=changes))

    def _lookup(self) -> NeedToken:
        """Which data centre the tenant lives in, kept as if it were a token."""
        base = (self.attempt.connector.url or ADDRESS).rstrip("/")
        url = f"{base}{_LOOKUP}?{urlencode({'tenantId': self.settings.tenant_id})}"
        return NeedToken(f"gateway-{_short(url)}", Request(url=url, method="GET"), _places)

    def _token(self, base: str) -> NeedToken:
        parameters = {"appKey": self.keys.app_key, "timestamp": str(self.attempt.now_ms)}
        query = urlencode({**parameters, "signature": signature(parameters, self.keys.app_secret)})
        path = self.settings.token_path
        first = f"/{path.split('/')[1]}"
        base = base.removesuffix(first) if base.endswith(first) else base
        request = Request(url=f"{base}{path}?{query}", method="GET")
        return NeedToken(f"token-{_short(self.keys.app_key)}", request, _grant)

    def query(self, month: str, page: int, size: int) -> dict[str, Any]:
        """One page of a month's vouchers."""
        return {
            "pager": {"pageIndex": page, "pageSize": size},
            "accbookCode": self.settings.accbook_code,
            "periodStart": month,
            "periodEnd": month,
        }


@dataclass
class _Desk(_Tenant):
    """One attempt at one voucher."""

    made: Voucher

    def post(self) -> Exchange:
        if self.attempt.uncertain:
            there = yield from self._is_there()
            if there:
                return self._there()
            if there is None and self.attempt.delivery.last_status != "data_error":  # then a person was asked to look
                return self._ask_a_person("an earlier attempt may have arrived")
        answer = yield from self.call("addVoucher", self._body(), changes=True)
        said = erp.read(answer, self.attempt.now_ms, changes=True)
        code, words = _code(said), excerpt(str(said.get("message") or "") if isinstance(said, dict) else "")
        if code in _EXISTS:
            return (yield from self._exists(code))
        return _verdict(code, words, said)

    def _exists(self, code: str) -> Exchange:
        """YonBIP says that there is such a voucher: ours, if it carries our mark, or if nothing else can be known."""
        there = yield from self._is_there()
        if there or (there is None and self.attempt.uncertain):
            return self._there()
        return self._ask_a_person(f"code {code}: YonBIP has such a voucher, and it may be another one")

    def _there(self) -> Verdict:
        return Verdict(result="ok_duplicate", detail=f"{self.made.number} is there already", remote_id=self.made.number)

    def _ask_a_person(self, why: str) -> Verdict:
        look = f"please look in {self.made.date[:7]} for a voucher whose description ends in {self.made.number}"
        return Verdict(result="data_error", detail=f"{why}; {look}, and send again only if there is none")

    def _body(self) -> dict[str, Any]:
        debits, credits = vouchers.sides(self.made, self.settings.books.credit)
        bodies = [self._line(entry, "debit") for entry in debits] + [self._line(entry, "credit") for entry in credits]
        return {
            "accbookCode": self.settings.accbook_code,
            "voucherTypeCode": self.settings.voucher_type_code,
            "makerMobile": self.keys.maker_mobile,
            "makeTime": self.made.date,
            "bodies": bodies,
        }

    def _line(self, entry: Entry, side: str) -> dict[str, Any]:
        """One line in the currency of the books: what was paid and what it is worth there are the same."""
        value = vouchers.amount(entry.cents)
        line: dict[str, Any] = {
            "description": f"{entry.description} {self.made.number}",
            "accsubjectCode": entry.post.account,
            f"{side}Original": value,
            f"{side}Org": value,
            "rateType": self.settings.rate_type,
        }
        if entry.post.auxiliary:
            codes = [{"filedCode": name, "valueCode": code} for name, code in entry.post.auxiliary.items()]
            line["clientAuxiliaryList"] = codes
        return line

    def _is_there(self) -> Generator[Wish, Any, bool | None]:
        """Whether a voucher of the month carries our mark; None where that cannot be told."""
        month, mark = self.made.date[:7], self.made.number.encode()
        for page in range(1, _MOST_PAGES + 1):
            answer = yield from self.call("queryVouchers", self.query(month, page, _PER_PAGE), changes=False)
            if answer.status == 200 and mark in answer.body:
                return True
            if answer.status == 200 and answer.error:
                return None
            rows = _rows(erp.read(answer, self.attempt.now_ms, changes=False))
            if rows is None:
                return None
            if not rows:
                return False
        return None


def _places(answer: Answer) -> Grant | Verdict:
    said = _token_answer(answer)
    if isinstance(said, Verdict):
        return said
    data = said.get("data")
    known = data if isinstance(data, dict) else {}
    gateway, access = str(known.get("gatewayUrl") or ""), str(known.get("tokenUrl") or "")
    if not (gateway and access):
        return _no(f"no gateway for this tenant: code {_code(said)} {said.get('message') or ''}")
    return Grant(json.dumps({"gateway": gateway.rstrip("/"), "token": access.rstrip("/")}), _LOOKUP_LASTS_S)


def _grant(answer: Answer) -> Grant | Verdict:
    said = _token_answer(answer)
    if isinstance(said, Verdict):
        return said
    data = said.get("data")
    known = data if isinstance(data, dict) else {}
    if _code(said) != "00000" or not known.get("access_token"):
        return _no(f"no token: code {_code(said)} {said.get('message') or ''}")
    seconds = str(known.get("expire") or "")
    return Grant(str(known["access_token"]), int(seconds) if seconds.isdecimal() else 0)


def _no(words: str) -> Verdict:
    return Verdict(result="retry" if erp.passes(words) else "config_error", detail=excerpt(words))


def _token_answer(answer: Answer) -> dict[str, Any] | Verdict:
    try:
        said = erp.read(answer, 0, changes=False)
    except Ended as end:
        return end.verdict
    return said if isinstance(said, dict) else Verdict(result="retry", detail="an answer that is no object")


def _token_refused(answer: Answer) -> bool:
    if answer.status == 401:
        return True
    if silence(answer) or answer.status != 200:
        return False
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        return False
    message = str(said.get("message") or "") if isinstance(said, dict) else ""
    return _code(said) not in ("200", *_EXISTS) and "token" in message.lower()


def _verdict(code: str, words: str, said: Any) -> Verdict:
    if code == "200":
        data = said.get("data")
        bill = data.get("billCode") if isinstance(data, dict) else None
        return Verdict(result="ok", detail="code 200", remote_id=None if bill is None else str(bill))
    detail = excerpt(f"code {code}: {words}")
    if code == _NOT_AUTHORISED or "token" in words.lower():
        return Verdict(result="config_error", detail=detail)
    if not code or erp.passes(words):
        return erp.unsure(detail, changes=True)
    return Verdict(result="data_error", detail=detail)


def _rows(said: Any) -> list[Any] | None:
    """The records of a page, whatever the list is called; None where there is none to be seen.

    Raises:
        Ended: ``config_error`` where the app may not ask, ``retry`` where YonBIP is busy.
    """
    code, words = _code(said), str(said.get("message") or "") if isinstance(said, dict) else ""
    if code != "200" and erp.passes(words):
        raise Ended(Verdict(result="retry", detail=excerpt(f"code {code}: {words}")))
    if code == _NOT_AUTHORISED:
        raise Ended(Verdict(result="config_error", detail=f"code {code}: the app may not query vouchers"))
    data = said.get("data") if isinstance(said, dict) and code == "200" else None
    if isinstance(data, dict):
        return next((value for value in data.values() if isinstance(value, list)), None)
    return data if isinstance(data, list) else None


def _code(said: Any) -> str:
    return str(said.get("code") or "") if isinstance(said, dict) else ""


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


PLATFORM = Platform(
    deliver=deliver,
    deeds=vouchers.deeds,
    repeat=lambda _deed: "look",
    settings=YonbipSettings,
    secret=YonbipSecret,
    address=ADDRESS,
    limits=(Limit(60, 60),),
)
