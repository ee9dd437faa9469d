"""Runs a platform's deed against a stand-in over real HTTP, without AWS: tokens live in a dictionary."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import Answer, Connector, ConnectorKind, Delivery, EventKind, Request, Verdict
from mianshi.contracts.news import CandidateNews, CompetencyNews, InterviewNews, JobNews, News, PersonNews
from mianshi.contracts.outcomes import Outcome
from mianshi.delivery import outbox
from mianshi.delivery.connectors import platform_of, refused
from mianshi.delivery.exchange import Attempt, Call, Ended, Grant, NeedToken, Store
from mianshi.errors import Rejected
from mianshi.platform import http

AT = "2026-11-28T08:00:00.000Z"


@dataclass
class Sender:
    """Sends deeds of one connector, as functions/sync_hr would."""

    connector: Connector
    secret: str
    clock: Callable[[], float] = time.time
    timeout_s: float = 1.0
    tokens: dict[str, str] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    stored: list[Store] = field(default_factory=list)

    def send(self, news: News, deed: str, *, occurrence: str = "closed-1", **changes: Any) -> Verdict:
        """One attempt. `changes`: fields of the delivery, and ``uncertain``."""
        uncertain = bool(changes.pop("uncertain", False))
        row = outbox.new(news.subject, self.connector.id, news.event, f"{occurrence}.{deed}", AT)
        return self.again(row.model_copy(update=changes), news, uncertain=uncertain)

    def again(self, row: Delivery, news: News, *, uncertain: bool = False) -> Verdict:
        """One attempt at a row."""
        attempt = Attempt(row, self.connector, self.secret, news, int(self.clock() * 1000), uncertain)
        reply: Any = None
        try:
            exchange = platform_of(self.connector.kind).deliver(attempt)
            while True:
                wish = exchange.send(reply)
                if isinstance(wish, Call):
                    reply = self._call(wish.request)
                elif isinstance(wish, NeedToken):
                    reply = self._token(wish)
                else:
                    self.stored.append(wish)
                    reply = Answer(status=200)
        except StopIteration as end:
            verdict: Verdict = end.value
            return verdict
        except Ended as end:
            return end.verdict
        except Rejected as error:
            return refused(error)

    def _call(self, request: Request) -> Answer:
        self.requests.append(request)
        return http.send(request, private_address_allowed=True, total_timeout_s=self.timeout_s)

    def _token(self, wish: NeedToken) -> str | Verdict:
        kept = self.tokens.get(wish.key)
        if kept and kept != wish.stale:
            return kept
        got = wish.read(self._call(wish.fetch))
        if isinstance(got, Grant):
            self.tokens[wish.key] = got.token
            return got.token
        return got


def connector(kind: ConnectorKind, url: str = "", **more: Any) -> Connector:
    """A connector of a kind that may talk to loopback."""
    made = {"id": "c1", "kind": kind, "url": url, "secret": "mianshi/connector/c1", "private_address_allowed": True}
    return Connector.model_validate({**made, **more})


def interview_news(number: int = 1, **more: Any) -> News:
    """A scored interview of a candidate with a job."""
    interview = f"iv_{number:026d}"
    told = InterviewNews(
        id=interview,
        role_name=Bilingual(zh="门店店长", en="Store manager"),
        outcome=Outcome.SCORED,
        total=82,
        recommendation="forward",
        competencies=[
            CompetencyNews(name="处理投诉", level=4.1, score=78),
            CompetencyNews(name="带队", level=None, score=None),
        ],
        started_at="2026-11-28T07:00:00.000Z",
        closed_at=AT,
        report_url=f"https://hr.example.com/interviews/{interview}/report",
    )
    news = News(
        event=EventKind.INTERVIEW_SCORED,
        subject=f"interview:{interview}",
        at=AT,
        job=JobNews(
            id=f"jb_{number:026d}",
            title=Bilingual(zh="上海店长", en="Manager Shanghai"),
            department="零售",
            external_id="REQ-7",
        ),
        candidate=CandidateNews(id=f"ca_{number:026d}", external_id=f"APP-{number}", source="校招"),
        person=PersonNews(name="测试 一号", phone="13800000000", email="one@example.com"),
        interview=told,
        link=told.report_url,
    )
    return News.model_validate({**news.model_dump(), **more})
