"""Approvals and Smart HR of the DingTalk stand-in."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

from fakes.dingtalk_app import App, Calls, old, wrong_new, wrong_old
from fakes.frame import Query, Reply

OUR_KEY = re.compile(r"dl_[0-9a-f]{40}")
"""How the sender's own number looks in a form."""
_DAY_MS = 86_400_000
_SECOND_ROUND = {
    "delivery": "系统编号",
    "job": "职位",
    "candidate": "候选人编号",
    "total": "AI评分",
    "report": "报告链接",
    "decided_by": "决定人",
}
_OFFER = {"delivery": "系统编号", "job": "职位", "candidate": "候选人编号", "starts_on": "入职日期", "position": "岗位"}


class Staff(App):
    """Who is to start, staff files, and what waits for somebody's approval.

    Attributes:
        forms: names of the components of each approval form, by process code.
        waiting: who is to start, by the temporary userid.
        roster: rows of the staff files by userid, group and row, each with values by field code.
        instances: approvals that were started.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__(clock)
        self.forms: dict[str, list[str]] = {
            "PROC-SECOND-ROUND": list(_SECOND_ROUND.values()),
            "PROC-OFFER": list(_OFFER.values()),
        }
        self.waiting: dict[str, dict[str, str]] = {}
        self.roster: dict[tuple[str, str, int], dict[str, str]] = {}
        self.instances: dict[str, dict[str, Any]] = {}

    @property
    def staff_settings(self) -> dict[str, Any]:
        """Settings of a connector that starts both approvals, announces people and writes into staff files."""
        return {
            "second_round": {"process_code": "PROC-SECOND-ROUND", "originator": "hr02", "fields": _SECOND_ROUND},
            "offer": {"process_code": "PROC-OFFER", "originator": "hr02", "fields": _OFFER},
            "op_user": "hr02",
            "pre_entry": {"employee_type": 3},
            "roster": {"group_id": "ai-interview", "fields": {"total": "total", "interview": "interview"}},
        }

    def more(self) -> Calls:
        return {
            ("POST", "/topapi/smartwork/hrm/employee/addpreentry"): self._pre_enter,
            ("POST", "/topapi/smartwork/hrm/employee/querypreentry"): self._pre_entered,
            ("POST", "/topapi/smartwork/hrm/employee/v2/update"): self._update,
            ("POST", "/v1.0/hrm/rosters/lists/query"): self._read_roster,
            ("POST", "/v1.0/workflow/processInstances"): self._start_approval,
            ("GET", "/v1.0/workflow/processInstances"): self._read_approval,
            ("POST", "/v1.0/workflow/processes/instanceIds/query"): self._list_approvals,
        }

    def end_approval(self, instance: str, result: str) -> dict[str, Any]:
        """Let everybody agree (``agree``) or somebody refuse (``refuse``); the event about it, for `call_back`."""
        with self.lock:
            known = self.instances[instance]
            known.update(status="COMPLETED", result=result)
            return {
                "EventType": "bpms_instance_change",
                "type": "finish",
                "result": result,
                "processInstanceId": instance,
                "processCode": known["processCode"],
                "staffId": known["originatorUserId"],
            }

    # -- Smart HR

    def _pre_enter(self, query: Query) -> Reply:
        person = query.json().get("param")
        if not isinstance(person, dict):
            wrong_old("param")
        name, mobile, moment = (str(person.get(part) or "") for part in ("name", "mobile", "pre_entry_time"))
        if not name or not re.fullmatch(r"\+?[0-9 -]{5,20}", mobile):
            wrong_old("name or mobile")
        if moment and not re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d", moment):
            wrong_old("pre_entry_time")
        if person.get("op_userid") not in self.members:
            wrong_old("op_userid")
        if "extend_info" in person and not isinstance(_parsed(person["extend_info"]), dict):
            wrong_old("extend_info")
        digits = re.sub(r"\D", "", mobile)[-11:]
        self.arrived("pre-entry", digits, person)
        if digits in [*self.members.values(), *(known["mobile"] for known in self.waiting.values())]:
            return old(-1, "系统繁忙", success=False)  # so vague is it
        user = f"pre{len(self.waiting):04d}"
        self.waiting[user] = {**{key: str(value) for key, value in person.items()}, "mobile": digits}
        self.effects["pre-entry", digits] += 1
        return old(0, success=True, userid=user)

    def _pre_entered(self, query: Query) -> Reply:
        given = query.json()
        offset, size = given.get("offset"), given.get("size")
        if not isinstance(offset, int) or not isinstance(size, int) or not 1 <= size <= 50:
            wrong_old("offset or size")
        users = list(self.waiting)[offset : offset + size]
        more = {"next_cursor": offset + size} if offset + size < len(self.waiting) else {}
        return old(0, success=True, result={"data_list": users, **more})

    def _read_roster(self, query: Query) -> Reply:
        given = query.json()
        users, wanted = given.get("userIdList"), given.get("fieldFilterList")
        if not isinstance(users, list) or not 1 <= len(users) <= 100 or given.get("appAgentId") != self.agent_id:
            wrong_new("invalidParameter")
        mobiles = {user: known["mobile"] for user, known in self.waiting.items()} | self.members
        entries = [
            {
                "userId": user,
                "fieldDataList": [
                    {
                        "fieldCode": "sys00-mobile",
                        "fieldName": "手机号",
                        "groupId": "sys00",
                        "fieldValueList": [{"itemIndex": 0, "label": "", "value": f"+86-{mobiles[user]}"}],
                    }
                ]
                if wanted is None or "sys00-mobile" in wanted
                else [],
            }
            for user in users
            if user in mobiles
        ]
        return Reply.of({"result": entries})

    def _update(self, query: Query) -> Reply:
        given = query.json()
        change = given.get("param")
        if given.get("agentid") != self.agent_id or not isinstance(change, dict):
            wrong_old("agentid or param")
        user = str(change.get("userid"))
        self.arrived("staff file", user, change)
        if user not in self.members:
            return old(60121, "找不到该用户")
        for group in change.get("groups") or []:
            for section in group.get("sections") or []:
                self._write_row(user, str(group["group_id"]), section)
        return old(0, success=True, result=True)

    def _write_row(self, user: str, group: str, section: dict[str, Any]) -> None:
        """Without ``old_index`` a row is added; with it, that row becomes what is given, and what is not is cleared."""
        rows = [row for known, name, row in self.roster if (known, name) == (user, group)]
        row = section.get("old_index", len(rows))
        values = {str(field["field_code"]): str(field["value"]) for field in section.get("section") or []}
        if (user, group, row) not in self.roster:
            self.effects["staff file", f"{user}:{group}"] += 1
        self.roster[user, group, row] = values

    # -- approvals

    def _start_approval(self, query: Query) -> Reply:
        given = query.json()
        form = self.forms.get(str(given.get("processCode")))
        entries = given.get("formComponentValues")
        if form is None:
            wrong_new("processCodeError")
        if given.get("originatorUserId") not in self.members or not isinstance(entries, list) or len(entries) > 150:
            wrong_new("processInstanceInvalidParameter")
        if not given.get("approvers") and not isinstance(given.get("deptId"), int):
            wrong_new("invalidParameter")
        if any(entry.get("name") not in form for entry in entries):
            wrong_new("illegalComponent")
        if any(not isinstance(entry.get("value"), str) or len(entry["value"]) > 65_535 for entry in entries):
            wrong_new("formConverterError")
        found = OUR_KEY.search(json.dumps(entries))
        key = found.group() if found else hashlib.sha256(query.body).hexdigest()[:12]
        instance = secrets.token_urlsafe(16)
        self.instances[instance] = {**given, "at_ms": int(self.clock() * 1000), "status": "RUNNING", "result": ""}
        self.arrived("approval", key, given, duplicate=("approval", key) in self.effects)
        self.effects["approval", key] += 1
        return Reply.of({"instanceId": instance})

    def _read_approval(self, query: Query) -> Reply:
        known = self.instances.get(query.query.get("processInstanceId", ""))
        if known is None:
            wrong_new("processInstanceNotExist")
        entries = [
            {"id": f"TextField_{n}", "componentType": "TextField", "name": entry["name"], "value": entry["value"]}
            for n, entry in enumerate(known["formComponentValues"])
        ]
        told = {
            "title": "审批",
            "status": known["status"],
            "result": known["result"],
            "originatorUserId": known["originatorUserId"],
            "formComponentValues": entries,
        }
        return Reply.of({"result": told, "success": True})

    def _list_approvals(self, query: Query) -> Reply:
        given = query.json()
        start, cursor, size = (_number(given.get(name)) for name in ("startTime", "nextToken", "maxResults"))
        if cursor < 0 or not 1 <= size <= 20 or self.clock() * 1000 - start > 120 * _DAY_MS:
            wrong_new("invalidParameter")
        users = given.get("userIds")
        found = [
            name
            for name, known in self.instances.items()
            if known["processCode"] == given.get("processCode")
            and known["at_ms"] >= start
            and (not users or known["originatorUserId"] in users)
        ]
        more = {"nextToken": str(cursor + size)} if cursor + size < len(found) else {}
        return Reply.of({"result": {"list": found[cursor : cursor + size], **more}, "success": True})


def _number(value: Any) -> int:
    return value if isinstance(value, int) else -1


def _parsed(text: Any) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return None
