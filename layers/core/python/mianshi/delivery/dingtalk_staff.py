"""DingTalk Smart HR (智能人事): a person who is to start, and skill scores in a staff file.

Sources: DingTalk open platform, "add-employees-to-be-hired-through-intelligent-personnel", "intelligent-personnel-
query-the-list-of-employees-to-be-hired" (user ids only, 50 a page), "api-getemployeerosterbyfield" (their fields) and
"intelligent-personnel-update-employee-file-information".
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from mianshi.contracts.afterwards import Hire
from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Verdict
from mianshi.contracts.news import InterviewNews, News, PersonNews
from mianshi.delivery import days
from mianshi.delivery.answers import nameless
from mianshi.delivery.dingtalk import App, Said, look, new, old
from mianshi.delivery.exchange import Attempt, Ended, Exchange, Wish
from mianshi.delivery.messages import fit

_EMPLOYEE = "/topapi/smartwork/hrm/employee"
_FIELDS = "/v1.0/hrm/rosters/lists/query"
_MOBILE = "sys00-mobile"
_PAGE, _MOST_PAGES = 50, 10
_SHORTEST_PHONE = 7
_LONGEST_VALUE = 200
_VAGUE = frozenset({"-1"})

RosterFact = Literal["total", "interview", "report", "role", "finished_on"]


class PreEntry(Record):
    """How somebody hired is announced to Smart HR."""

    time: str = Field(default="09:00", pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
    """Of the first day, in the organisation's own time."""
    departments: dict[str, int] = Field(default_factory=dict)
    """DingTalk's number of a department, by what ours is called; an unknown one is left to HR."""
    employee_type: int | None = Field(default=None, ge=0, le=6)
    """DingTalk's ``employeeType``; None leaves it to HR."""


class Roster(Record):
    """Which group of the staff file gets the scores, and which field of it each: by DingTalk's ``field_code``."""

    group_id: str = Field(min_length=1)
    fields: dict[RosterFact, str] = Field(default_factory=dict)
    competencies: dict[str, str] = Field(default_factory=dict)
    """By the competency's name, as it stands in the report."""

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not (self.fields or self.competencies):
            raise ValueError("no field is named")
        return self


def pre_enter(attempt: Attempt, app: App, wanted: PreEntry, op_user: str) -> Exchange:
    """Announce somebody hired, unless they are announced already.

    DingTalk refuses a person who is in the organisation with words that say "busy" only, so such an answer is looked
    into and never simply tried again.
    """
    person, hire = attempt.news.person, attempt.news.hire
    if hire is None:
        return _nothing("nothing to announce: the hire was taken back")
    if person is None or not person.name or not person.phone:
        return Verdict(result="data_error", detail="DingTalk needs a name and a phone number, and one is missing")
    if attempt.uncertain and (yield from _waiting(app, person)):
        return Verdict(result="ok_duplicate", detail="this person was announced already")
    payload = {"param": _announcement(attempt.news, person, hire, wanted, op_user)}
    said = yield from old(app, f"{_EMPLOYEE}/addpreentry", payload, changes=True)
    if said.verdict is None and said.fields.get("success") is not False:
        return Verdict(result="ok", detail="announced", remote_id=str(said.fields.get("userid") or "") or None)
    if said.verdict is not None and said.code not in _VAGUE:
        return nameless(said.verdict, person)
    if (yield from _waiting(app, person)):
        return Verdict(result="ok_duplicate", detail="this person was announced already")
    detail = "DingTalk refuses and gives no reason: most often the person is in the organisation already"
    return Verdict(result="data_error", detail=detail)


def _nothing(why: str) -> Verdict:
    """Done, because there is nothing to do; a person reads why."""
    return Verdict(result="ok", detail=why, note=why)


def enter_scores(attempt: Attempt, app: App, wanted: Roster) -> Exchange:
    """Put the skill scores into the staff file, where the person was told so. Row 0 of the group is overwritten, so
    that repeating is harmless."""
    hire, interview = attempt.news.hire, attempt.news.interview
    if hire is None or not hire.told_about_scores:
        return _nothing("nothing written: the person was not told that scores go into their file")
    if interview is None or interview.needs_person:
        return _nothing("nothing written: there is no score")
    if not hire.employee_id:
        detail = "the hire names no employee id (DingTalk's userid): add it, then send again"
        return Verdict(result="data_error", detail=detail)
    section = _section(interview, attempt, wanted)
    if not section:
        return Verdict(result="config_error", detail="none of the roster's fields has a score in this interview")
    payload = {
        "agentid": app.agent_id,
        "param": {
            "userid": hire.employee_id,
            "groups": [{"group_id": wanted.group_id, "sections": [{"old_index": 0, "section": section}]}],
        },
    }
    said = yield from old(app, f"{_EMPLOYEE}/v2/update", payload, changes=True)
    return said.verdict or _written(said)


def _written(said: Said) -> Verdict:
    if said.fields.get("success") is False or said.fields.get("result") is False:
        return Verdict(result="data_error", detail="DingTalk did not change the staff file and gives no reason")
    return Verdict(result="ok", detail="staff file updated")


def _section(interview: InterviewNews, attempt: Attempt, wanted: Roster) -> list[dict[str, str]]:
    known: dict[RosterFact, str] = {
        "total": str(interview.total),
        "interview": interview.id,
        "report": interview.report_url,
        "role": interview.role_name.in_language(attempt.connector.language),
        "finished_on": days.day(interview.closed_at),
    }
    scores = {part.name: part.score for part in interview.competencies}
    found = {code: known[fact] for fact, code in wanted.fields.items()}
    found |= {code: str(scores[name]) for name, code in wanted.competencies.items() if scores.get(name) is not None}
    return [{"field_code": code, "value": fit(value, _LONGEST_VALUE)} for code, value in found.items()]


def _announcement(news: News, person: PersonNews, hire: Hire, wanted: PreEntry, op_user: str) -> dict[str, str]:
    title = news.job.title.zh if news.job else ""
    name = hire.department or (news.job.department if news.job else "")
    department = wanted.departments.get(name)
    more: dict[str, Any] = {"position": hire.position or title}
    if department is not None:
        more |= {"depts": str(department), "mainDeptId": department, "mainDeptName": name}
    if wanted.employee_type is not None:
        more["employeeType"] = wanted.employee_type
    return {
        "name": person.name,
        "mobile": person.phone,
        "pre_entry_time": f"{hire.starts_on} {wanted.time}:00",
        "op_userid": op_user,
        "extend_info": json.dumps(more, ensure_ascii=False, separators=(",", ":")),
    }


def _waiting(app: App, person: PersonNews) -> Generator[Wish, Any, bool]:
    """Whether somebody with this phone number is among those who are to start.

    Raises:
        Ended: where that cannot be seen.
    """
    offset = 0
    for _ in range(_MOST_PAGES):
        payload = {"offset": offset, "size": _PAGE}
        path = f"{_EMPLOYEE}/querypreentry"
        listed = (yield from look(old(app, path, payload, changes=False))).get("result") or {}
        users = [str(user) for user in listed.get("data_list") or []]
        if users and (yield from _among(app, users, person.phone)):
            return True
        following = listed.get("next_cursor")
        if not isinstance(following, int) or following <= offset:
            return False
        offset = following
    detail = f"more than {_PAGE * _MOST_PAGES} people are to start: a person has to look whether this one is"
    raise Ended(Verdict(result="data_error", detail=detail))


def _among(app: App, users: list[str], phone: str) -> Generator[Wish, Any, bool]:
    payload = {"userIdList": users, "fieldFilterList": [_MOBILE], "appAgentId": app.agent_id}
    fields = yield from look(new(app, _FIELDS, payload, changes=False))
    return any(_same(phone, number) for number in _numbers(fields))


def _numbers(fields: dict[str, Any]) -> list[str]:
    return [
        str(value.get("value") or value.get("label") or "")
        for entry in fields.get("result") or []
        for field in entry.get("fieldDataList") or []
        if field.get("fieldCode") == _MOBILE
        for value in field.get("fieldValueList") or []
    ]


def _same(one: str, other: str) -> bool:
    """Whether two ways to write a phone number mean the same, with or without the country's code."""
    ours, theirs = (re.sub(r"\D", "", text) for text in (one, other))
    shorter, longer = sorted((ours, theirs), key=len)
    return len(shorter) >= _SHORTEST_PHONE and longer.endswith(shorter)
