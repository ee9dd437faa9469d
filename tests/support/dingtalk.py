"""News for the DingTalk app, its settings, and a stand-in to send them to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from fakes.dingtalk import (
    DingTalk,
)
from mianshi.contracts.afterwards import Hire
from mianshi.contracts.delivery import ConnectorKind, DeliveryState, EventKind
from mianshi.contracts.hiring import DecisionKind
from mianshi.contracts.news import DecisionNews, News
from support.deeds import AT, Sender, connector, interview_news

KIND = ConnectorKind.DINGTALK_APP
FORM = {"delivery": "系统编号", "job": "职位", "candidate": "候选人编号", "total": "AI评分", "decided_by": "决定人"}
SETTINGS: dict[str, Any] = {
    "receivers": ["manager01", "hr02"],
    "second_round": {"process_code": "PROC-1", "originator": "hr02", "fields": FORM},
    "offer": {
        "process_code": "PROC-2",
        "originator": "hr02",
        "approvers": ["manager01", "hr02"],
        "action": "OR",
        "fields": {"delivery": "系统编号", "starts_on": "入职日期", "position": "岗位"},
    },
    "op_user": "hr02",
    "pre_entry": {"departments": {"零售": 7}, "employee_type": 3},
    "roster": {
        "group_id": "g1",
        "fields": {"total": "f-total", "interview": "f-interview"},
        "competencies": {"处理投诉": "f-complaint", "带队": "f-lead"},
    },
}
RESETS = ("reset_after", "slow_after")
ACTS = ("/asyncsend_v2", "/addpreentry", "/v2/update", "/processInstances")
"""Ends of the addresses at which a POST changes something."""


class Clock:
    """Starts at four in the afternoon in China, so that the tests' same day is the same day."""

    def __init__(self) -> None:
        self.s = 1_795_852_800.0

    def __call__(self) -> float:
        return self.s


def running(clock: Clock) -> Iterator[DingTalk]:
    """A stand-in whose forms are those of `SETTINGS`; nobody waits for its port to close."""
    started = DingTalk(clock).start()
    started.forms = {"PROC-1": list(FORM.values()), "PROC-2": ["系统编号", "入职日期", "岗位"]}
    yield started
    threading.Thread(target=started.stop).start()


def sender(dingtalk: DingTalk, clock: Clock) -> Sender:
    """Of an app for which everything is done."""
    made = connector(KIND, settings={**SETTINGS, **dingtalk.app_settings})
    return Sender(made, dingtalk.app_secret, clock, timeout_s=0.25)


def of_candidate(event: EventKind, **more: Any) -> News:
    base = interview_news()
    changes = {
        "event": event,
        "subject": "candidate:jb_1:ca_1",
        "decision": DecisionNews(kind=DecisionKind.ADVANCE, by_name="李经理", at=AT).model_dump(),
        "link": "https://hr.example.com/jobs/jb_1/candidates/ca_1",
    }
    return News.model_validate({**base.model_dump(), **changes, **more})


def decided(kind: DecisionKind = DecisionKind.ADVANCE, at: str = AT) -> News:
    made = DecisionNews(kind=kind, by_name="李经理", at=at)
    return of_candidate(EventKind.CANDIDATE_DECIDED, decision=made.model_dump())


def hired(*, told: bool = True, employee: str = "manager01", **more: Any) -> News:
    made = Hire(
        starts_on="2026-12-14",
        position="店长",
        department="零售",
        employee_id=employee,
        told_about_scores=told,
        by="p1",
        at=AT,
    )
    return of_candidate(EventKind.CANDIDATE_HIRED, hire=made.model_dump(), **more)


WAYS: dict[str, Callable[[], News]] = {
    "notice": interview_news,
    "second_round": decided,
    "offer": hired,
    "pre_entry": hired,
    "roster": hired,
}


def now_at(clock: Clock) -> dict[str, str]:
    """Fields of a row that was planned and last touched now."""
    text = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(clock.s))
    return {"created_at": text, "updated_at": text}


def ask(ours: Sender, news: News, task: str | None, attempts: int = 2) -> Any:
    return ours.send(
        news, "notice", last_status="accepted", remote_id=task, attempts=attempts, state=DeliveryState.SENT
    )


def slowed(dingtalk: DingTalk, clock: Clock) -> None:
    """From now on a tenth of a second passes with every call."""
    answer = dingtalk.answer

    def slower(query: Any) -> Any:
        clock.s += 0.1
        return answer(query)

    dingtalk.answer = slower  # type: ignore[method-assign]
