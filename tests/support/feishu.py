"""What tests of Feishu share: a clock that stands still, a connection to Hire, news of candidates from Feishu."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from fakes.feishu import Feishu
from fakes.frame import Fault, Query, Reply
from mianshi.contracts.delivery import ConnectorKind
from mianshi.contracts.news import CandidateNews, News
from mianshi.contracts.outcomes import Outcome
from mianshi.delivery import feishu
from support.deeds import AT, Sender, connector, interview_news

ALL = {"eco_exam": True, "external": True, "exam": True, "note": True, "pre_hire": True, "operator_id": "ou_hr"}
APP_SECRET = json.dumps({"app_id": Feishu.app_id, "app_secret": Feishu.app_secret})


@dataclass
class Clock:
    """Stands at the moment of all news until a test moves it."""

    now: float = feishu.milliseconds(AT) / 1000

    def __call__(self) -> float:
        return self.now


def to_hire(platform: Feishu, clock: Clock) -> Sender:
    """Everything is told to Hire."""
    made = connector(ConnectorKind.FEISHU_HIRE, platform.url, settings=ALL)
    return Sender(made, APP_SECRET, clock, timeout_s=0.3)


def of_exam(exam_id: str, **more: Any) -> News:
    """A scored interview of somebody whom an exam sent."""
    candidate = CandidateNews(id="ca_1", external_id=exam_id, came_by=feishu.ECO_EXAM_SOURCE)
    return interview_news(candidate=candidate, **more)


def of_application(application_id: str, **more: Any) -> News:
    """A scored interview of somebody whom a stage sent."""
    candidate = CandidateNews(id="ca_1", external_id=application_id, came_by=feishu.APPLICATION_SOURCE)
    return interview_news(candidate=candidate, **more)


def rescored(news: News, total: int) -> News:
    """The same with another total."""
    assert news.interview
    return news.model_copy(update={"interview": news.interview.model_copy(update={"total": total})})


def unscored(news: News, outcome: Outcome = Outcome.INSUFFICIENT_EVIDENCE) -> News:
    """The same without a total."""
    assert news.interview
    told = news.interview.model_copy(update={"outcome": outcome, "total": None, "recommendation": None})
    return news.model_copy(update={"interview": told})


def application(platform: Feishu) -> str:
    """Id of an application of Feishu's own."""
    return platform.desk.apply(platform.desk.add_talent("测试 一号", "13800000000"))


def token(platform: Feishu) -> str:
    """A token, so that the next request is the one that a test wants to go wrong."""
    path = "/open-apis/auth/v3/tenant_access_token/internal"
    answer = json.loads(platform.handle(Query("POST", path, {}, {}, APP_SECRET.encode())).body)
    return str(answer["tenant_access_token"])


def break_at(platform: Feishu, change: str, fault: Fault) -> None:
    """Let the creation of one thing go wrong, once."""
    ordinary, left = platform.answer, [fault]

    def answer(query: Query) -> tuple[Reply, Fault | None]:
        if left and query.method == "POST" and query.path.endswith(change):
            platform.fail_next(1, left.pop())
        return ordinary(query)

    platform.answer = answer  # type: ignore[method-assign]
