"""A stand-in for Kingdee K3Cloud: signed headers, bills in memory, and HTTP 200 for whatever goes wrong.

Written from the public SDK's wire format and third-party reports, not from our client. Save with id 0 makes a bill
every time: a client that repeats it without looking makes two, as the real system does.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import cycle
from typing import Any

from fakes.frame import Fake, Fault, Query, Reply

_SERVICE = re.compile(r"^/k3cloud/Kingdee\.BOS\.WebApi\.ServicesStub\.DynamicFormService\.(\w+)\.common\.kdsvc$")
_FILTER = re.compile(r"^(\w+)='((?:[^']|'')*)'$")
_MASK = "0054f397c6234378b09ca7d3e5debce7"
_CLOCK_S = 900
_LOST = "会话信息已丢失，请重新登录"
_ID_FIELDS = ("FID", "FVOUCHERID")


@dataclass
class Bill:
    """One bill or record. `status`: A saved, B in review, C approved, D turned down."""

    id: int
    form: str
    model: dict[str, Any]
    status: str = "A"
    saves: int = 1


@dataclass
class _Answer:
    errors: list[str] = field(default_factory=list)
    code: int = 0
    bill: Bill | None = None


class Kingdee(Fake):
    """One account set.

    Attributes:
        bills: everything saved, in order.
        accounts: the chart of accounts; None takes any.
    """

    name = "kingdee"
    acct_id, user, org, lcid = "66c3712248af25", "demo", "0", "2052"
    app_id, app_secret = "123456_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", "demoAppSecret"

    def __init__(self, clock: Callable[[], float] = time.time, accounts: set[str] | None = None) -> None:
        super().__init__(clock)
        self.bills: list[Bill] = []
        self.accounts = accounts
        self.approves_on_submit = False
        self._success = cycle([True, "true"])
        self._failure = cycle([False, "false"])

    @property
    def server_url(self) -> str:
        return f"{self.url}/k3cloud/"

    def faults(self) -> Sequence[Fault]:
        return [
            *super().faults(),
            Fault("answer", Reply.of({"errcode": 5001, "errmsg": "gateway"}, 519), "519 gateway"),
            Fault("answer", Reply.of({"errcode": 4006, "errmsg": "gateway"}, 519), "519 4006"),
            Fault("answer", Reply.page(), "200 page"),
        ]

    def of(self, form: str, number: str, number_field: str = "FBillNo") -> list[Bill]:
        """The bills with a number."""
        return [bill for bill in self.bills if bill.form == form and bill.model.get(number_field) == number]

    def handle(self, query: Query) -> Reply:
        service = _SERVICE.match(query.path)
        if query.method != "POST" or service is None:
            return Reply.page(404)
        name = service.group(1)
        asked = json.loads(query.body, parse_float=Decimal) if query.body else {}
        signed = self._signed(query)
        if name == "ExecuteBillQuery":
            return self._rows(asked.get("data") or {}) if signed else Reply.of([[self._said(_Answer([_LOST], 1))]])
        acts = {"Save": self._save, "Submit": self._submit, "Audit": self._audit}
        act = acts.get(name)
        if act is None:
            return Reply.page(404)
        answer = act(str(asked.get("formid")), asked.get("data") or {}) if signed else _Answer([_LOST], 1)
        said = "; ".join(answer.errors) or f"{name} {answer.bill.id if answer.bill else ''}"
        self.arrived(f"{name} {asked.get('formid')}", _number(asked), query.json(), verified=signed, said=said)
        return Reply.of(self._said(answer))

    # -- services

    def _save(self, form: str, data: dict[str, Any]) -> _Answer:
        model = data.get("Model")
        if not isinstance(model, dict):
            return _Answer(["Model 不能为空"], 4)
        known = next((model[name] for name in _ID_FIELDS if name in model), 0)
        wrong = self._wrong(form, model, str(data.get("IsVerifyBaseDataField", "false")).lower() == "true")
        if wrong:
            return _Answer(wrong, 4)
        if known in (0, "0", ""):
            bill = Bill(100_000 + len(self.bills) + 1, form, model)
            self.bills.append(bill)
            self.effects[(form, _number({"data": data}) or str(bill.id))] += 1
            return _Answer(bill=bill)
        bill = next((one for one in self.bills if str(one.id) == str(known)), None)  # type: ignore[assignment]
        if bill is None or bill.status == "C":
            return _Answer(["单据不存在或已审核，不能修改"], 8)
        _update(bill, model, data)
        return _Answer(bill=bill)

    def _submit(self, form: str, data: dict[str, Any]) -> _Answer:
        return self._move(form, data, "A", "C" if self.approves_on_submit else "B", "已提交或已审核的单据不能重复提交")

    def _audit(self, form: str, data: dict[str, Any]) -> _Answer:
        return self._move(form, data, "B", "C", "只有审核中的单据才能审核")

    def _move(self, form: str, data: dict[str, Any], before: str, after: str, refusal: str) -> _Answer:
        ids = {known for known in str(data.get("Ids") or "").split(",") if known}
        numbers = set(data.get("Numbers") or [])
        found = [
            bill
            for bill in self.bills
            if bill.form == form and (str(bill.id) in ids or bill.model.get("FBillNo") in numbers)
        ]
        if not found:
            return _Answer(["单据不存在"], 9)
        if any(bill.status not in (before, "D") for bill in found):
            return _Answer([refusal], 9)
        for bill in found:
            bill.status = after
        return _Answer(bill=found[0])

    def _rows(self, data: dict[str, Any]) -> Reply:
        asked = _FILTER.match(str(data.get("FilterString")))
        if asked is None or int(data.get("Limit") or 0) > 2000:
            return Reply.of([[self._said(_Answer(["字段不存在或过滤条件错误"], 4))]])
        name, value = asked.group(1), asked.group(2).replace("''", "'")
        keys = str(data.get("FieldKeys")).split(",")
        found = [
            bill for bill in self.bills if bill.form == data.get("FormId") and str(bill.model.get(name, "")) == value
        ]
        return Reply.of([[_column(bill, key) for key in keys] for bill in found])

    # -- rules

    def _wrong(self, form: str, model: dict[str, Any], verify: bool) -> list[str]:
        rows = [row for row in model.get("FEntity") or [] if isinstance(row, dict)]
        wrong = []
        if form == "GL_VOUCHER":
            sums = [sum((Decimal(str(row.get(side, 0))) for row in rows), Decimal()) for side in ("FDEBIT", "FCREDIT")]
            if len(rows) < 2 or sums[0] != sums[1]:
                wrong.append(f"借贷不平: {sums[0]} / {sums[1]}")
        if verify and self.accounts is not None:
            used = {row.get("FACCOUNTID", {}).get("FNumber") for row in rows if "FACCOUNTID" in row}
            wrong += [f"科目 {code} 不存在" for code in sorted(map(str, used - self.accounts))]
        return wrong

    def _signed(self, query: Query) -> bool:
        sent = query.headers
        client, _, masked = self.app_id.partition("_")
        plain = f"{self.acct_id},{self.user},{self.lcid},{self.org}"
        raw = base64.b64decode(masked)
        key = base64.b64encode(bytes(byte ^ ord(_MASK[at]) for at, byte in enumerate(raw))).decode()
        nonce, stamp = sent.get("x-api-nonce", ""), sent.get("x-api-timestamp", "")
        if not stamp.isdecimal() or abs(self.clock() - int(stamp)) > _CLOCK_S or not nonce:
            return False
        path = query.path.replace("/", "%2F")
        expected = {
            "x-api-clientid": client,
            "x-api-auth-version": "2.0",
            "x-api-signheaders": "x-api-timestamp,x-api-nonce",
            "x-api-signature": _hmac(f"POST\n{path}\n\nx-api-nonce:{nonce}\nx-api-timestamp:{stamp}\n", key),
            "x-kd-appkey": self.app_id,
            "x-kd-appdata": base64.b64encode(plain.encode()).decode(),
            "x-kd-signature": _hmac(self.app_id + plain, self.app_secret),
        }
        return all(sent.get(name) == value for name, value in expected.items())

    def _said(self, answer: _Answer) -> dict[str, Any]:
        bill = answer.bill
        status: dict[str, Any] = {
            "IsSuccess": next(self._failure if answer.errors else self._success),
            "Errors": [{"FieldName": "", "Message": text, "DIndex": 0} for text in answer.errors],
            "SuccessEntitys": [{"Id": bill.id, "Number": bill.model.get("FBillNo", ""), "DIndex": 0}] if bill else [],
            "SuccessMessages": [],
            "MsgCode": answer.code,
        }
        if answer.errors:
            status["ErrorCode"] = 500
        result: dict[str, Any] = {"ResponseStatus": status}
        if bill:
            result |= {"Id": bill.id, "Number": bill.model.get("FBillNo", ""), "NeedReturnData": [{}]}
        return {"Result": result}


def _update(bill: Bill, model: dict[str, Any], data: dict[str, Any]) -> None:
    """Entry rows that are not sent are deleted, unless told otherwise: the default is true."""
    only = data.get("NeedUpDateFields") or list(model)
    deletes = str(data.get("IsDeleteEntry", "true")).lower() == "true"
    rows = model.get("FEntity")
    fields = {name: value for name, value in model.items() if name in only and name != "FEntity"}
    bill.model = {**bill.model, **fields}
    if deletes:
        bill.model["FEntity"] = rows or []
    elif rows:
        bill.model["FEntity"] = [*bill.model.get("FEntity", []), *rows]
    bill.saves += 1


def _column(bill: Bill, key: str) -> Any:
    if key in _ID_FIELDS:
        return bill.id
    return bill.status if key == "FDocumentStatus" else bill.model.get(key)


def _number(asked: dict[str, Any]) -> str | None:
    data = asked.get("data") or {}
    model = data.get("Model") or {}
    for name in ("FBillNo", "FStaffNumber"):
        if model.get(name):
            return str(model[name])
    return str(data["Ids"]) if data.get("Ids") else None


def _hmac(text: str, key: str) -> str:
    digest = hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
    return base64.b64encode(digest.encode()).decode()
