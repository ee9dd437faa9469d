"""Kingdee K3Cloud: recruiting costs as a voucher or an expense claim, and whoever was hired as an employee's record.

Sources: README of kingdee.cdp.webapi.sdk 8.2.0 (Save, queries), third-party code (errors, status of a document).
K3Cloud drops no repeats, so every deed looks for a bill with our own number before it saves one, always: a repeat
continues where the first attempt stopped. The secret is ``{"acct_id", "user", "app_id", "app_secret"}``; the
connector's URL is the customer's ServerUrl, such as ``https://xxx.ik3cloud.com/k3cloud/``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field, field_validator

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Connector, EventKind, Request, Verdict
from mianshi.contracts.news import InterviewNews, News
from mianshi.delivery import erp, vouchers
from mianshi.delivery import kingdee_wire as wire
from mianshi.delivery.answers import excerpt, nameless
from mianshi.delivery.exchange import Attempt, Ended, Exchange, Limit, Platform, Wish, call
from mianshi.delivery.fieldmaps import Fact, exact_json, fill, known_places, parsed
from mianshi.delivery.kingdee_wire import KingdeeSecret
from mianshi.delivery.vouchers import CHECK, Books
from mianshi.errors import Rejected

_FIELD = r"^[A-Za-z_][A-Za-z0-9_.]{0,79}$"
_STAFF_NUMBER = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CALL_S = 30
"""Saving a bill with many entries takes long, and nothing is published about how long."""
_DRAFTS, _REVIEWED, _APPROVED, _REFUSED = ("Z", "A"), "B", "C", "D"


class Form(Record):
    """A form of the customer's, and how far a bill is taken: saved, submitted, approved."""

    form: str = Field(pattern=_FIELD)
    id_field: str = Field(default="FID", pattern=_FIELD)
    number_field: str = Field(default="FBillNo", pattern=_FIELD)
    """Holds our own number: the bill number, or a text field that the customer added."""
    number_length: int = Field(default=30, ge=16, le=42)
    status_field: str = Field(default="FDocumentStatus", pattern=_FIELD)
    fields: dict[str, Any]
    """The head of the bill, with places (`fieldmaps`)."""
    verify_base_data: bool = True
    """Whether Kingdee refuses codes that it does not know, such as an account's, rather than leaving them empty."""
    submit: bool = False
    audit: bool = False


class VoucherForm(Form):
    """``GL_VOUCHER``, or an expense claim such as ``ER_ExpReimbursement`` where `books` has no credit."""

    books: Books
    entries: str = Field(default="FEntity", pattern=_FIELD)
    debit: dict[str, Any]
    credit: dict[str, Any] = Field(default_factory=dict)

    @field_validator("fields", "debit", "credit")
    @classmethod
    def _places(cls, template: dict[str, Any]) -> Any:
        return known_places(template, vouchers.PLACES)


_EMPLOYEE = frozenset(
    {
        *("number", "name", "phone", "email", "employee_id", "starts_on", "position", "department", "department_code"),
        *("job", "job_id", "job_external_id", "candidate_id", "candidate_external_id"),
        *("total", "competencies", "report_url"),
    }
)


class EmployeeForm(Form):
    """``BD_Empinfo``. Scores fill their places only where the person was told that they go into the file (F13)."""

    number_field: str = Field(default="FStaffNumber", pattern=_FIELD)
    departments: dict[str, str] = Field(default_factory=dict)
    """The ERP's code of a department, by the name in the hire."""
    update: dict[str, Any] = Field(default_factory=dict)
    """Fields written into a record that is there already; empty: it is left as it is."""

    @field_validator("fields", "update")
    @classmethod
    def _places(cls, template: dict[str, Any]) -> Any:
        return known_places(template, _EMPLOYEE)


class KingdeeSettings(Record):
    """What is posted at this customer; a part that is missing is not done."""

    org_number: str = Field(default="0", max_length=40)
    lcid: int = 2052
    voucher: VoucherForm | None = None
    employee: EmployeeForm | None = None


def deliver(attempt: Attempt) -> Exchange:
    """Bring one bill to where the settings want it.

    Raises:
        Rejected: ``bad_connector`` where settings or secret cannot be used.
    """
    settings = parsed(KingdeeSettings, attempt.connector.settings, "settings")
    desk = _Desk(attempt, settings, parsed(KingdeeSecret, attempt.secret, "secret"))
    if attempt.delivery.deed == CHECK:
        return (yield from _check(desk))
    if attempt.delivery.deed == "voucher" and settings.voucher:
        return (yield from _voucher(desk, settings.voucher))
    if attempt.delivery.deed == "employee" and settings.employee:
        return (yield from _employee(desk, settings.employee))
    raise Rejected("bad_connector", f"settings: {attempt.delivery.deed} is not set up")


def deeds(event: EventKind, connector: Connector) -> list[str]:
    """A voucher where costs are booked, a record where somebody is hired, as far as the settings have a form for it."""
    if event is EventKind.CONNECTOR_TEST:
        return [CHECK]
    wanted = {EventKind.COSTS_BOOKED: "voucher", EventKind.CANDIDATE_HIRED: "employee"}.get(event)
    return [wanted] if wanted and connector.settings.get(wanted) else []


def _check(desk: _Desk) -> Exchange:
    """Ask each form for a bill that is not there: credentials, form and fields are known to be right afterwards."""
    forms = [form for form in (desk.settings.voucher, desk.settings.employee) if form]
    for form in forms:
        yield from desk.look(form, vouchers.number_of(desk.attempt.delivery, form.number_length))
    if not forms:
        return Verdict(result="config_error", detail="settings: neither a voucher nor an employee is set up")
    return Verdict(result="ok", detail="asked " + ", ".join(form.form for form in forms))


def _voucher(desk: _Desk, form: VoucherForm) -> Exchange:
    made = vouchers.voucher(desk.attempt.news, form.books, desk.attempt.delivery, form.number_length)
    debits, credits = vouchers.sides(made, form.books.credit)
    entries = [fill(form.debit, vouchers.facts(made, entry)) for entry in debits]
    entries += [fill(form.credit, vouchers.facts(made, entry)) for entry in credits]
    head = fill(form.fields, vouchers.facts(made)) or {}
    return (yield from desk.bring(form, made.number, {**head, form.entries: entries}, {}))


def _employee(desk: _Desk, form: EmployeeForm) -> Exchange:
    told = _about(desk.attempt.news, form)
    number = str(told["employee_id"] or vouchers.number_of(desk.attempt.delivery, form.number_length))
    if not _STAFF_NUMBER.fullmatch(number):
        return Verdict(result="data_error", detail="the employee's number holds signs that Kingdee cannot be asked for")
    told["number"] = number
    return (yield from desk.bring(form, number, fill(form.fields, told) or {}, fill(form.update, told) or {}))


def _about(news: News, form: EmployeeForm) -> dict[str, Fact]:
    """What the field maps of an employee may name."""
    hire, person, job, candidate = news.hire, news.person, news.job, news.candidate
    if hire is None or person is None:
        raise Ended(Verdict(result="data_error", detail="nobody was hired, or the person's data are gone"))
    known = news.interview if hire.told_about_scores else None
    scored = known if known and not known.needs_person else None
    return {
        "name": person.name,
        "phone": person.phone,
        "email": person.email,
        "employee_id": hire.employee_id,
        "starts_on": hire.starts_on,
        "position": hire.position,
        "department": hire.department,
        "department_code": form.departments.get(hire.department),
        "job": job.title.zh if job else None,
        "job_id": job.id if job else None,
        "job_external_id": job.external_id if job else None,
        "candidate_id": candidate.id if candidate else None,
        "candidate_external_id": candidate.external_id if candidate else None,
        "total": scored.total if scored else None,
        "competencies": _competencies(scored) if scored else None,
        "report_url": scored.report_url if scored else None,
    }


def _competencies(interview: InterviewNews) -> str:
    return "; ".join(f"{part.name} {part.score}" for part in interview.competencies if part.score is not None)


@dataclass
class _Desk:
    """One attempt at one bill."""

    attempt: Attempt
    settings: KingdeeSettings
    keys: KingdeeSecret
    _calls: int = field(default=0, init=False)

    def bring(self, form: Form, number: str, model: Mapping[str, Any], update: Mapping[str, Any]) -> Exchange:
        """Find or save the bill with our number, then submit and approve it as far as the settings ask."""
        found = yield from self.look(form, number)
        if len(found) > 1:
            return Verdict(
                result="data_error", detail=f"{len(found)} bills have the number {number}: please remove all but one"
            )
        if found:
            known, status = found[0]
            if update:
                yield from self._save(form, {form.id_field: _id(known), **update}, list(update))
        else:
            model = {form.id_field: 0, form.number_field: number, **model}
            known, status = (yield from self._save(form, model, [])), _DRAFTS[1]
        if found and not self._may_be_ours(form, number):
            kept = f"all but {', '.join(update)}" if update else "everything"
            note = f"{number} was in Kingdee before, and {kept} was left as it was"
            return Verdict(result="ok_duplicate", detail=number, remote_id=number, note=note)
        if status == _REFUSED:
            said = f"{number} was turned down in Kingdee: mend it there or delete it, then send again"
            return Verdict(result="data_error", detail=said)
        yield from self._finish(form, known, number, status)
        return Verdict(result="ok_duplicate" if found else "ok", detail=number, remote_id=number)

    def _may_be_ours(self, form: Form, number: str) -> bool:
        """Whether we may have saved it: a record that somebody else began is not submitted in their name."""
        ours = number == vouchers.number_of(self.attempt.delivery, form.number_length)
        return ours or self.attempt.uncertain or self.attempt.delivery.last_status is not None

    def _finish(self, form: Form, known: str, number: str, status: str) -> Generator[Wish, Any, None]:
        if form.submit and status in _DRAFTS:
            status = yield from self._move(form, "Submit", known, number, _REVIEWED + _APPROVED)
        if form.audit and status == _REVIEWED:
            yield from self._move(form, "Audit", known, number, _APPROVED)

    def _move(self, form: Form, service: str, known: str, number: str, goals: str) -> Generator[Wish, Any, str]:
        """Submit or approve; a refusal counts for nothing where the bill is there already (a workflow was quicker)."""
        data = {"Ids": known} if known else {"Numbers": [number]}
        try:
            yield from self._post(service, {"formid": form.form, "data": data}, changes=True)
        except Ended as refusal:
            if refusal.verdict.result != "data_error":
                raise
            now = next((status for _, status in (yield from self.look(form, number))), "")
            if not now or now not in goals:
                said = excerpt(f"{number} is saved, {service} was refused: {refusal.verdict.detail}", 300)
                raise Ended(refusal.verdict.model_copy(update={"detail": said})) from None
            return now
        return goals[0]

    def look(self, form: Form, number: str) -> Generator[Wish, Any, list[tuple[str, str]]]:
        """Id and status of every bill with the number."""
        data = {
            "FormId": form.form,
            "FieldKeys": f"{form.id_field},{form.number_field},{form.status_field}",
            "FilterString": f"{form.number_field}='{number}'",
            "OrderString": "",
            "TopRowCount": 0,
            "StartRow": 0,
            "Limit": 10,
        }
        rows = yield from self._post("ExecuteBillQuery", {"data": data}, changes=False)
        if not isinstance(rows, list):
            raise Ended(Verdict(result="retry", detail="ExecuteBillQuery answered without rows"))
        ours = [row for row in rows if isinstance(row, list) and len(row) == 3 and _same(row[1], number)]
        return [(str(row[0]), str(row[2])) for row in ours]

    def _save(self, form: Form, model: Mapping[str, Any], only: list[str]) -> Generator[Wish, Any, str]:
        """Save a bill; its id, empty where Kingdee tells none.

        `IsDeleteEntry` is true where it is left out, and then an update removes every entry row it does not repeat.
        """
        data = {
            "NeedUpDateFields": only,
            "NeedReturnFields": [form.number_field],
            "IsDeleteEntry": "false",
            "IsVerifyBaseDataField": str(form.verify_base_data).lower(),
            "ValidateFlag": "true",
            "NumberSearch": "true",
            "ValidateRepeatJson": "true",
            "Model": dict(model),
        }
        said = yield from self._post("Save", {"formid": form.form, "data": data}, changes=True)
        result = said.get("Result") if isinstance(said, dict) else None
        known = result.get("Id") if isinstance(result, dict) else None
        return str(known) if known else ""

    def _post(self, service: str, body: Mapping[str, Any], *, changes: bool) -> Generator[Wish, Any, Any]:
        url = f"{self.attempt.connector.url.rstrip('/')}/{wire.SERVICES}.{service}.common.kdsvc"
        self._calls += 1
        seed = f"{self.attempt.delivery.id}.{self.attempt.delivery.attempts}.{self.attempt.now_ms}.{self._calls}"
        nonce = str(int(hashlib.sha256(seed.encode()).hexdigest()[:12], 16))
        signed = wire.signed_headers(
            url, self.keys, self.attempt.now_ms // 1000, nonce, self.settings.lcid, self.settings.org_number
        )
        headers = {**signed, "content-type": "application/json", "accept-charset": "utf-8"}
        request = Request(url=url, headers=headers, body=exact_json(dict(body)))
        answer = yield from call(request, changes=changes, seconds=_CALL_S)
        said = wire.read(answer, self.attempt.now_ms, changes=changes)
        refusal = wire.refusal_of(said)
        if refusal:
            raise Ended(nameless(refusal, self.attempt.news.person))
        if wire.response_status(said) is None and service != "ExecuteBillQuery":
            raise Ended(erp.unsure("no ResponseStatus", changes=changes))
        return said


def _same(one: Any, other: str) -> bool:
    return str(one).strip().upper() == other.upper()


def _id(known: str) -> int | str:
    return int(known) if known.isdecimal() else known


PLATFORM = Platform(
    deliver=deliver,
    deeds=deeds,
    repeat=lambda _deed: "look",
    settings=KingdeeSettings,
    secret=KingdeeSecret,
    limits=(Limit(4, 60),),  # one in half a minute: as an attempt takes 50 s at most, two are under way at once
    needs_person=frozenset({"employee"}),
)
