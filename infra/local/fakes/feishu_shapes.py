"""How Feishu Hire answers, and what it takes for a whole assessment, result or pre-hire."""

from __future__ import annotations

import re
from typing import Any

from fakes.frame import Reply

Entry = dict[str, Any]


def failed(code: int, msg: str, status: int = 400) -> Reply:
    """A refusal, as Feishu words it."""
    return Reply.of({"code": code, "msg": msg}, status)


def done(data: Entry) -> Reply:
    """What was asked for."""
    return Reply.of({"code": 0, "msg": "success", "data": data})


def assessed(body: Entry) -> bool:
    """Whether an assessment is one: whole scores, and a conclusion that is known."""
    parts = body.get("assessment_dimension_list") or []
    whole = all(type(part.get("score", 0)) is int and part.get("assessment_type") in (1, 2, 3, 4) for part in parts)
    return whole and body.get("conclusion") in (1, 2, 3)


def scored(body: Entry) -> bool:
    """Whether a result is one: a number from 0 to 100 as a text, reports and details with what they need."""
    result = body.get("result")
    if not isinstance(result, str) or not re.fullmatch(r"\d{1,3}(\.\d+)?", result) or float(result) > 100:
        return False
    reports = all(part.get("name") and part.get("url") for part in body.get("report_list") or [])
    return reports and all(part.get("name") and part.get("result") for part in body.get("detail_list") or [])


def seen(entry: Entry, fields: list[str]) -> Entry:
    """A pre-hire as a search shows it: the fields that were asked for."""
    basic = entry["basic_info"]
    person = {"phone_number": basic.get("phone_number"), "email_address": basic.get("email")}
    shown = {name: value for name, value in person.items() if f"person_info.{name}" in fields}
    status = {"onboarding_status": entry.get("status", "preboarding")}
    return {"pre_hire_id": entry["id"], "person_info": shown, "onboarding_info": status}
