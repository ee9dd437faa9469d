"""A pass rate outside its band is told once for each time it leaves the band."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from mianshi.contracts.delivery import Connector, ConnectorKind, EventKind
from mianshi.contracts.hiring import FunnelStep, Job, JobStatus
from mianshi.contracts.keys import job_subject
from mianshi.outbound import gathering
from mianshi.platform import workflow
from mianshi.platform.clock import now
from mianshi.platform.store import connectors, funnel, jobs, outbox
from support.aws_fixture import aws
from support.desk import open_job
from support.shells import shell

__all__ = ["aws"]
pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def alarms(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(workflow, "announce", lambda *_: None)
    connectors.add(Connector(id="hr", kind=ConnectorKind.WEBHOOK, url="https://hr.example/"))
    return shell("study", monkeypatch, "alarms")


def counted(job: Job, scored: int, forward: int) -> None:
    for step, number in ((FunnelStep.SCORED, scored), (FunnelStep.FORWARD, forward)):
        funnel.count(job.id, step, by=number)


def told(job: Job) -> list[Any]:
    return [row for row in outbox.about(job_subject(job.id)) if row.event is EventKind.JOB_PASS_RATE]


def test_it_is_told_once_with_its_numbers(alarms: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    job, well, closed = open_job(pass_low=0.3), open_job(), open_job(status=JobStatus.CLOSED)
    counted(job, 20, 5)
    counted(well, 20, 15)
    counted(closed, 20, 0)
    assert alarms.tell() == 1
    [row] = told(job)
    news = gathering.news(row, with_person=False)
    assert news.pass_rate is not None
    assert (news.pass_rate.scored, news.pass_rate.forward, news.pass_rate.low) == (20, 5, 0.3)
    monkeypatch.setattr(funnel, "this_week", _next_week)
    assert alarms.tell() == 0 and len(told(job)) == 1, "the next day and the next week it is the same alarm"
    assert told(well) == told(closed) == []


def test_after_a_change_of_side_it_is_news(alarms: ModuleType) -> None:
    job = open_job()
    counted(job, 20, 4)
    assert alarms.tell() == 1
    line = jobs.history(job.id)[0]
    jobs.change(job, job.model_copy(update={"pass_low": 0.0, "pass_high": 0.1}), line)
    assert alarms.tell() == 1 and len(told(job)) == 2


def test_where_nobody_listens_nothing_is_owed(alarms: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    job = open_job()
    counted(job, 20, 4)
    monkeypatch.setattr(connectors, "every", lambda: [])
    assert alarms.tell() == 0 and told(job) == []


def _next_week() -> str:
    year, week, _ = (now() + timedelta(weeks=1)).isocalendar()
    return f"{year}-W{week:02d}"
