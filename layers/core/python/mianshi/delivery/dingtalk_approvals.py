"""DingTalk OA approvals: one instance for a second round or an offer, found again by our id in its form.

Sources: DingTalk open platform, "create-an-approval-instance", "obtain-an-approval-list-of-instance-ids" (20 a page,
at most 120 days back) and "obtains-the-details-of-a-single-approval-instance-pop". There is no key against repeats.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from typing import Any, Literal, Self
from urllib.parse import quote

from pydantic import Field, model_validator

from mianshi.contracts.base import Language, Record
from mianshi.contracts.delivery import Delivery, Verdict
from mianshi.contracts.hiring import DecisionKind
from mianshi.contracts.news import News
from mianshi.delivery import days
from mianshi.delivery.dingtalk import App, look, new
from mianshi.delivery.exchange import Attempt, Ended, Exchange, Wish
from mianshi.delivery.messages import fit

Fact = Literal[
    "delivery",
    "job",
    "department",
    "candidate",
    "external_id",
    "interview",
    "total",
    "page",
    "report",
    "decided_by",
    "decided_on",
    "starts_on",
    "position",
]
MOST_LOOKED_AT = 40
"""Instances that are opened in search of ours; each is a call of the monthly quota."""
_PAGE = 20
_INSTANCES = "/v1.0/workflow/processInstances"
_LIST = "/v1.0/workflow/processes/instanceIds/query"
_CLOCKS_MS = 600_000
"""How far DingTalk's clock and ours may differ."""
_OLDEST_MS = 119 * 86_400_000
_LONGEST_VALUE = 600


class Approval(Record):
    """Which approval is started, by whom, and which fact goes into which component of its form (by the form's names).

    `approvers` empty: those of the form's own process, for which `dept_id` counts (-1: the root department).
    """

    process_code: str = Field(min_length=1)
    originator: str = Field(min_length=1)
    dept_id: int = -1
    approvers: list[str] = Field(default_factory=list, max_length=20)
    action: Literal["AND", "OR"] = "AND"
    """Whether all `approvers` must agree, or one."""
    fields: dict[Fact, str]

    @model_validator(mode="after")
    def _can_be_found_again(self) -> Self:
        if not self.fields.get("delivery"):
            raise ValueError("a component for our own number is needed")
        return self


def approve(attempt: Attempt, app: App, wanted: Approval) -> Exchange:
    """Start the approval, unless an earlier attempt did or there is nothing to approve."""
    if attempt.delivery.deed == "second_round" and not _advances(attempt.news, attempt.delivery):
        why = "nothing to start: it was not decided that the candidate goes on"
        return Verdict(result="ok", detail=why, note=why)
    if attempt.uncertain:
        known = yield from _known(attempt, app, wanted)
        if known:
            return Verdict(result="ok_duplicate", detail="the approval had been started", remote_id=known)
    said = yield from new(app, _INSTANCES, _payload(attempt, app, wanted), changes=True)
    if said.verdict is not None:
        return said.verdict
    instance = said.fields.get("instanceId")
    if not isinstance(instance, str) or not instance:
        return Verdict(result="unknown", detail="no instanceId in the answer")
    return Verdict(result="ok", detail="approval started", remote_id=instance)


def _advances(news: News, delivery: Delivery) -> bool:
    """Whether this very decision lets the candidate go on; a later one has a delivery of its own.

    A delivery is made between its decision and the storing of both, and who decides next has read what was stored: so
    what was decided after the delivery was made is another decision.
    """
    made = news.decision
    if made is None or made.kind is not DecisionKind.ADVANCE:
        return False
    return datetime.fromisoformat(made.at) <= datetime.fromisoformat(delivery.created_at)


def _payload(attempt: Attempt, app: App, wanted: Approval) -> dict[str, Any]:
    known = values(attempt.news, attempt.delivery, attempt.connector.language)
    payload: dict[str, Any] = {
        "originatorUserId": wanted.originator,
        "processCode": wanted.process_code,
        "deptId": wanted.dept_id,
        "microappAgentId": app.agent_id,
        "formComponentValues": [
            {"name": component, "value": known[fact]} for fact, component in wanted.fields.items() if known[fact]
        ],
    }
    if wanted.approvers:
        action = wanted.action if len(wanted.approvers) > 1 else "NONE"
        payload["approvers"] = [{"actionType": action, "userIds": wanted.approvers}]
    return payload


def values(news: News, delivery: Delivery, language: Language) -> dict[Fact, str]:
    """The facts as texts; empty where they are not known. Nobody's name is among them but the decider's."""
    job, candidate, interview = news.job, news.candidate, news.interview
    decided, hire = news.decision, news.hire
    scored = interview is not None and not interview.needs_person
    told: dict[Fact, str] = {
        "delivery": delivery.id,
        "job": job.title.in_language(language) if job else "",
        "department": job.department if job else "",
        "candidate": candidate.id if candidate else "",
        "external_id": candidate.external_id if candidate else "",
        "interview": interview.id if interview else "",
        "total": str(interview.total) if interview and scored else "",
        "page": news.link,
        "report": interview.report_url if interview else "",
        "decided_by": decided.by_name if decided else "",
        "decided_on": days.day(decided.at) if decided else "",
        "starts_on": hire.starts_on if hire else "",
        "position": hire.position if hire else "",
    }
    return {fact: fit(" ".join(words.split()), _LONGEST_VALUE) for fact, words in told.items()}


def _known(attempt: Attempt, app: App, wanted: Approval) -> Generator[Wish, Any, str]:
    """The instance that carries our id, or an empty text.

    Raises:
        Ended: where it cannot be seen whether there is one.
    """
    name, start = wanted.fields["delivery"], _since(attempt)
    seen, cursor = 0, 0
    while True:
        listed = yield from _page(app, wanted, start, cursor)
        for instance in listed.get("list") or []:
            seen += 1
            if seen > MOST_LOOKED_AT:
                detail = f"more than {MOST_LOOKED_AT} approvals to look through: a person has to"
                raise Ended(Verdict(result="data_error", detail=detail))
            if attempt.delivery.id in (yield from _entered(app, str(instance), name)):
                return str(instance)
        following = str(listed.get("nextToken") or "")
        if not (following.isascii() and following.isdigit()) or int(following) <= cursor:
            return ""
        cursor = int(following)


def _page(app: App, wanted: Approval, start: int, cursor: int) -> Generator[Wish, Any, dict[str, Any]]:
    payload = {
        "processCode": wanted.process_code,
        "startTime": start,
        "nextToken": cursor,
        "maxResults": _PAGE,
        "userIds": [wanted.originator],
    }
    return _result((yield from look(new(app, _LIST, payload, changes=False))))


def _entered(app: App, instance: str, component: str) -> Generator[Wish, Any, list[str]]:
    """What stands in a component of an instance's form."""
    path = f"{_INSTANCES}?processInstanceId={quote(instance, safe='')}"
    opened = _result((yield from look(new(app, path, None, changes=False))))
    entries = opened.get("formComponentValues") or []
    return [str(entry.get("value")) for entry in entries if entry.get("name") == component]


def _result(fields: dict[str, Any]) -> dict[str, Any]:
    result = fields.get("result")
    if isinstance(result, dict):
        return result
    raise Ended(Verdict(result="unknown", detail="could not look whether it arrived: no result in the answer"))


def _since(attempt: Attempt) -> int:
    """Milliseconds since 1970 from which on an earlier attempt may have started it."""
    planned = int(datetime.fromisoformat(attempt.delivery.created_at).timestamp() * 1000)
    return max(planned - _CLOCKS_MS, attempt.now_ms - _OLDEST_MS)
