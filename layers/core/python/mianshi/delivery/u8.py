"""Yonyou U8 open platform: recruiting costs as an accounting voucher.

Source: third-party code and the vendor's examples as they quote them. U8 knows a repeat by our own ``biz_id``, or by a
trade id that it hands out for one use. An agent at the customer's site must be online.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from pydantic import AfterValidator, Field, field_validator

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Answer, Connector, Request, Verdict
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
    call,
)
from mianshi.delivery.fieldmaps import exact_json, fill, known_places, parsed
from mianshi.delivery.vouchers import CHECK, Books, Entry, Voucher, double_entry
from mianshi.errors import Rejected

ADDRESS = "https://api.yonyouup.com"
TOKEN_LASTS_S = 7200
_REPEATED = ("重复", "已使用", "已存在", "已被使用", "exist", "duplicate", "already")


class U8Secret(Record):
    """What Secrets Manager holds for one app."""

    app_key: str = Field(min_length=1)
    app_secret: str = Field(min_length=1)


class U8Settings(Record):
    """What is posted at this customer."""

    from_account: str = Field(min_length=1, max_length=60)
    to_account: str = Field(min_length=1, max_length=60)
    recognised_by: Literal["biz_id", "tradeid"] = "biz_id"
    voucher_type: str = Field(default="记", max_length=10)
    enter: str = Field(default="", max_length=40)
    """The voucher's maker, as U8 knows them."""
    debit_key: str = Field(default="natural_debit_currency", pattern=r"^[a-z_]{1,60}$")
    credit_key: str = Field(default="natural_credit_currency", pattern=r"^[a-z_]{1,60}$")
    entry: dict[str, Any] = Field(default_factory=dict)
    """More fields of every entry, with places, such as ``{"auxiliary": {"dept_id": "{aux:department}"}}``."""
    books: Annotated[Books, AfterValidator(double_entry)]

    @field_validator("entry")
    @classmethod
    def _places(cls, template: dict[str, Any]) -> Any:
        return known_places(template, vouchers.PLACES)


def deliver(attempt: Attempt) -> Exchange:
    """Post one voucher; U8 recognises a repeat by our number, or by the trade id kept from the first attempt.

    Raises:
        Rejected: ``bad_connector`` where settings or secret cannot be used.
    """
    settings = parsed(U8Settings, attempt.connector.settings, "settings")
    keys = parsed(U8Secret, attempt.secret, "secret")
    if attempt.delivery.deed == CHECK:
        return (yield from _check(_token_request(attempt.connector, settings, keys)))
    if attempt.delivery.deed != "voucher":
        raise Rejected("bad_connector", f"settings: {attempt.delivery.deed} is nothing U8 is told")
    made = vouchers.voucher(attempt.news, settings.books, attempt.delivery)
    return (yield from _Desk(attempt, settings, keys, made).post())


def _check(request: Request) -> Exchange:
    """Ask for a token: the app's keys are known to be right afterwards; the agent is not asked."""
    got = _grant((yield from call(request, changes=False)))
    return got if isinstance(got, Verdict) else Verdict(result="ok", detail="a token was handed out")


@dataclass
class _Desk:
    """One attempt at one voucher."""

    attempt: Attempt
    settings: U8Settings
    keys: U8Secret
    made: Voucher

    def post(self) -> Exchange:
        kept = self.attempt.delivery.remote_id
        again = self.attempt.uncertain or self.attempt.delivery.last_status == "unknown" or bool(kept)
        key = {"biz_id": self.made.number}
        if self.settings.recognised_by == "tradeid":
            asked = self.attempt.delivery.last_status == "data_error"  # a person was told to look, and sends it again
            if again and not kept and not asked:
                return Verdict(result="data_error", detail=self._look("an earlier attempt may have arrived"))
            key = {"tradeid": kept or (yield from self._trade_id())}
        content = exact_json({"voucher": self._voucher()})
        query = {"to_account": self.settings.to_account, **key, "sync": "1"}
        answer = yield from self._call("POST", "/api/voucher/add", query, content)
        verdict = self._read(answer, again)
        if verdict.result in ("unknown", "retry") and "tradeid" in key:
            return verdict.model_copy(update={"remote_id": key["tradeid"]})
        return verdict

    def _read(self, answer: Answer, again: bool) -> Verdict:
        try:
            said = erp.read(answer, self.attempt.now_ms, changes=True)
        except Ended as end:
            return end.verdict
        code, words = _code(said)
        if code == "0":
            known = said.get("id") or said.get("voucher_id")
            return Verdict(result="ok", detail="errcode 0", remote_id=str(known) if known else self.made.number)
        detail = excerpt(f"errcode {code}: {words}")
        if again and any(word in words.lower() for word in _REPEATED):
            return Verdict(result="ok_duplicate", detail=detail, remote_id=self.made.number)
        if not code or erp.passes(words):
            return erp.unsure(detail, changes=True)
        if "token" in words.lower() or "app_key" in words.lower():
            return Verdict(result="config_error", detail=detail)
        return Verdict(result="data_error", detail=self._look(detail) if again else detail)

    def _look(self, why: str) -> str:
        where = f"please look in {self.made.date[:7]} for a voucher whose abstract ends in {self.made.number}"
        return f"{why}; {where}, and send again only if there is none"

    def _voucher(self) -> dict[str, Any]:
        left, right = vouchers.sides(self.made, self.settings.books.credit)
        debits = [self._entry(at, entry, self.settings.debit_key) for at, entry in enumerate(left, 1)]
        credits = [self._entry(at, entry, self.settings.credit_key) for at, entry in enumerate(right, len(left) + 1)]
        return {
            "voucher_type": self.settings.voucher_type,
            "fiscal_year": int(self.made.date[:4]),
            "accounting_period": int(self.made.date[5:7]),
            "date": self.made.date,
            "enter": self.settings.enter,
            "debit": {"entry": debits},
            "credit": {"entry": credits},
        }

    def _entry(self, number: int, entry: Entry, key: str) -> dict[str, Any]:
        more = fill(self.settings.entry, vouchers.facts(self.made, entry)) or {}
        return {
            **more,
            "entry_id": number,
            "account_code": entry.post.account,
            "abstract": f"{entry.description} {self.made.number}",
            "currency": self.made.currency,
            key: vouchers.amount(entry.cents),
        }

    def _trade_id(self) -> Generator[Wish, Any, str]:
        answer = yield from self._call("GET", "/system/tradeid", {}, b"")
        said = erp.read(answer, self.attempt.now_ms, changes=False)
        code, words = _code(said)
        trade = said.get("trade") if isinstance(said, dict) else None
        known = trade.get("id") if isinstance(trade, dict) else said.get("tradeid") if isinstance(said, dict) else None
        if code != "0" or not known:
            raise Ended(Verdict(result="retry", detail=excerpt(f"no trade id: errcode {code}: {words}")))
        return str(known)

    def _call(
        self, method: Literal["GET", "POST"], path: str, query: dict[str, str], content: bytes
    ) -> Generator[Wish, Any, Answer]:
        def build(access: str) -> Request:
            known = {"from_account": self.settings.from_account, "app_key": self.keys.app_key, "token": access}
            return Request(
                url=f"{_base(self.attempt.connector)}{path}?{urlencode({**known, **query})}",
                headers={"content-type": "application/json; charset=utf-8"} if content else {},
                body=content,
                method=method,
            )

        return (yield from authorised(self._token(), build, _token_refused, changes=method == "POST"))

    def _token(self) -> NeedToken:
        request = _token_request(self.attempt.connector, self.settings, self.keys)
        return NeedToken(f"token-{self.settings.from_account}", request, _grant)


def _base(connector: Connector) -> str:
    return (connector.url or ADDRESS).rstrip("/")


def _token_request(connector: Connector, settings: U8Settings, keys: U8Secret) -> Request:
    known = {"from_account": settings.from_account, **keys.model_dump()}
    return Request(url=f"{_base(connector)}/system/token?{urlencode(known)}", method="GET")


def _grant(answer: Answer) -> Grant | Verdict:
    try:
        said = erp.read(answer, 0, changes=False)
    except Ended as end:
        return end.verdict
    code, words = _code(said)
    held = said.get("token") if isinstance(said, dict) else None
    known = held.get("id") if isinstance(held, dict) else None
    if code != "0" or not known:
        detail = excerpt(f"no token: errcode {code}: {words}")
        return Verdict(result="retry" if erp.passes(words) else "config_error", detail=detail)
    return Grant(str(known), TOKEN_LASTS_S)


def _token_refused(answer: Answer) -> bool:
    if silence(answer) or answer.status != 200:
        return False
    try:
        code, words = _code(json.loads(answer.body))
    except (ValueError, RecursionError):
        return False
    return code not in ("", "0") and "token" in words.lower()


def _code(said: Any) -> tuple[str, str]:
    """``errcode`` is a text, ``"0"`` where all is well."""
    if not isinstance(said, dict) or said.get("errcode") is None:
        return "", ""
    return str(said["errcode"]), str(said.get("errmsg") or "")


PLATFORM = Platform(
    deliver=deliver,
    deeds=vouchers.deeds,
    repeat=lambda _deed: "key",
    settings=U8Settings,
    secret=U8Secret,
    address=ADDRESS,
    limits=(Limit(60, 60),),
)
