"""What an event only names is read from the platform: an application and its person, an approval and who agreed.

Sources: Feishu open platform, hire-v1 "application/get", "talent/get"; DingTalk open platform, "obtains-the-details-of-
a-single-approval-instance-pop". Of a person only name and contacts are taken, though the platform tells age and sex.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from typing import Any
from urllib.parse import quote

from pydantic import Field, ValidationError

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import BODY_CUT, Connector, EventKind, Request, Verdict
from mianshi.contracts.keys import connector_subject
from mianshi.contracts.news import News
from mianshi.delivery import dingtalk, feishu, outbox
from mianshi.delivery.callbacks.hearing import Event, event_id, text_of
from mianshi.delivery.exchange import Attempt, Ended, Exchange, Wish, authorised
from mianshi.errors import Rejected, code_of

_READ = Verdict(result="ok", detail="read")
_CHINA = "86"
_AGREED = "AGREE"
_DONE_BY_HAND = frozenset({"EXECUTE_TASK_NORMAL", "EXECUTE_TASK_AGENT"})
"""Kinds of records of an approval in which somebody decided."""
_MOST_PAGES = 20
_LIST = re.compile(r'"failed_list"\s*:\s*\[\s*')
_BETWEEN = re.compile(r"\s*,\s*")
_JSON = json.JSONDecoder()
_TOO_LONG = f"{BODY_CUT}: the answer is longer"
"""As `platform.http` says it; an answer that broke off for another reason may come whole the next time."""


class Applicant(Record):
    """Who applies, as the platform says it; not checked yet."""

    name: str = ""
    email: str = ""
    phone: str = ""


class Application(Record):
    """One application in Feishu Hire."""

    job: str
    stage: str
    active: bool
    person: Applicant


class Agreement(Record):
    """An approval that was agreed to: by whom last, and what its form says, by the names of its fields."""

    by: str
    """The platform's id of that person; empty where nobody can be named."""
    form: dict[str, str] = Field(default_factory=dict)


def asking(connector: Connector, secret: str, now_ms: int, at: str) -> Attempt:
    """What a platform's module needs to know of whoever reads. `at`: UTC, ISO 8601."""
    subject = connector_subject(connector.id)
    row = outbox.new(subject, connector.id, EventKind.CONNECTOR_TEST, "read.read", at)
    news = News(event=EventKind.CONNECTOR_TEST, subject=subject, at=at)
    return Attempt(delivery=row, connector=connector, secret=secret, news=news, now_ms=now_ms)


def application(attempt: Attempt, application_id: str, found: list[Application]) -> Exchange:
    """Read an application in Feishu Hire and whose it is, into `found`."""
    api = feishu.Api(attempt)
    told = _object((yield from _look(api, f"hire/v1/applications/{quote(application_id, safe='')}")).get("application"))
    talent_id = text_of(told, "talent_id")
    if not talent_id:
        return Verdict(result="data_error", detail="Feishu tells no talent of this application")
    talent = _object((yield from _look(api, f"hire/v1/talents/{quote(talent_id, safe='')}")).get("talent"))
    person = _object(talent.get("basic_info"))
    found.append(
        Application(
            job=text_of(told, "job_id"),
            stage=text_of(_object(told.get("stage")), "id"),
            active=text_of(told, "active_status") in ("", "1"),
            person=applicant(person, {"code": text_of(person, "mobile_code"), "number": text_of(person, "mobile")}),
        )
    )
    return _READ


def _look(api: feishu.Api, path: str) -> Generator[Wish, Any, dict[str, Any]]:
    """The data of a read. A code that nobody wrote down is about what was asked for, and an answer that is too long
    stays so: asking again changes nothing.

    Raises:
        Ended: where there are none.
    """
    said = yield from api.act("GET", path)
    if said.code == 0:
        return said.data
    verdict = said.verdict
    if said.code is None:
        passes = _TOO_LONG not in verdict.detail
    else:
        passes = verdict.result != "retry" or said.code in feishu.THROTTLED | feishu.TOKEN_REFUSED
    if not passes:
        verdict = verdict.model_copy(update={"result": "data_error"})
    raise Ended(verdict)


def applicant(person: dict[str, Any], mobile: dict[str, Any]) -> Applicant:
    """Name and contacts; `mobile`: ``code`` of the country and ``number``."""
    number, code = text_of(mobile, "number").strip(), text_of(mobile, "code").strip().lstrip("+")
    abroad = code.isascii() and code.isdigit() and code != _CHINA and not number.startswith("+")
    return Applicant(
        name=text_of(person, "name").strip(),
        email=text_of(person, "email").strip(),
        phone=f"+{code} {number}" if number and abroad else number,
    )


def agreement(attempt: Attempt, instance_id: str, found: list[Agreement]) -> Exchange:
    """Read an approval of DingTalk into `found`.

    Raises:
        Rejected: ``bad_connector`` where the secret cannot be used.
    """
    path = f"/v1.0/workflow/processInstances?processInstanceId={quote(instance_id, safe='')}"
    said = yield from dingtalk.new(_app(attempt), path, None, changes=False)
    if said.verdict is not None:
        return said.verdict
    told = _object(said.fields.get("result"))
    agreed = [
        text_of(record, "userId")
        for record in _objects(told.get("operationRecords"))
        if text_of(record, "type") in _DONE_BY_HAND and text_of(record, "result").upper() == _AGREED
    ]
    form = {text_of(field, "name"): text_of(field, "value") for field in _objects(told.get("formComponentValues"))}
    found.append(Agreement(by=agreed[-1] if agreed else "", form=form))
    return _READ


def missed(attempt: Attempt, found: list[Event]) -> Exchange:
    """Fetch the events that DingTalk could not hand over, into `found`. It forgets them as soon as it has told them.

    Source: DingTalk open platform, "list-of-events-where-historical-push-notifications-failed" (200 at once).

    Raises:
        Rejected: ``bad_connector`` where the secret cannot be used.
    """
    app = _app(attempt)

    def request(token: str) -> Request:
        url = f"{app.old_api}/call_back/get_call_back_failed_result?access_token={quote(token, safe='')}"
        return Request(url=url, method="GET")

    for _ in range(_MOST_PAGES):
        answer = yield from authorised(dingtalk.need(app), request, dingtalk.refused, changes=False)
        cut = answer.error is not None and code_of(answer.error) == BODY_CUT
        told = _cut_list(answer.body) if cut else _whole_list(answer.body)
        if text_of(told, "errcode") != "0":
            return Verdict(result="retry", detail=f"HTTP {answer.status}, errcode {text_of(told, 'errcode')[:20]}")
        found += [event for entry in _objects(told.get("failed_list")) if (event := _missed(entry))]
        if cut:
            return Verdict(result="retry", detail="the list of missed events was too long, its end was not read")
        if told.get("has_more") is not True:
            break
    return _READ


def _whole_list(body: bytes) -> dict[str, Any]:
    try:
        return _object(json.loads(body))
    except ValueError:
        return {}


def _cut_list(body: bytes) -> dict[str, Any]:
    """What can be read of an answer whose end is missing: DingTalk tells none of it twice."""
    text = body.decode(errors="ignore")
    entries: list[Any] = []
    before = _LIST.search(text)
    while before:
        try:
            entry, end = _JSON.raw_decode(text, before.end())
        except ValueError:
            break
        entries.append(entry)
        before = _BETWEEN.match(text, end)
    return {"errcode": "0", "failed_list": entries} if entries else {}


def _missed(entry: dict[str, Any]) -> Event | None:
    kind = text_of(entry, "call_back_tag")
    said = _inside(entry.get(kind))
    said |= _inside(said.get("bpmsCallBackData"))
    if not (kind and said):
        return None
    unique = json.dumps(said, sort_keys=True)
    return Event(event_id(text_of(said, "eventId"), kind, text_of(entry, "event_time"), unique), kind, said)


def _inside(value: object) -> dict[str, Any]:
    """An object, or one that was written as text once more."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return dict(_object(value))


def _app(attempt: Attempt) -> dingtalk.App:
    given = attempt.connector.settings
    try:
        secret = dingtalk.AppSecret.model_validate_json(attempt.secret)
    except ValidationError:
        raise Rejected("bad_connector", "The secret of the DingTalk app cannot be read.") from None  # prints the secret
    new, old = (str(given.get(name) or usual) for name, usual in _BASES)
    return dingtalk.App(new, old, 0, secret, attempt.now_ms)


_BASES = (("new_api_base", dingtalk.NEW_API), ("old_api_base", dingtalk.OLD_API))


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
