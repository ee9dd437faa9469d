"""The rows around an interview: jobs, candidates, links, counters, the access log and the funnel."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto.core.config import default_user_config

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.hiring import Candidate, CandidateRequest, FunnelStep, Job, JobChange, RequestKind, Stage
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.people import AuditAction, AuditEntry, Link
from mianshi.errors import Rejected
from mianshi.platform import deleting, workflow
from mianshi.platform.clock import expiry, new_interview_id, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import audit, candidates, funnel, interviews, jobs, limits, links
from support.aws_fixture import UPLOADS

pytestmark = pytest.mark.usefixtures("aws")

JOB = "jb_1"


def job(**changes: Any) -> Job:
    now = timestamp()
    return Job(
        id=JOB, title=Bilingual(zh="店长", en="Manager"), owner="hr", team=["lead"], role="r", role_version="v1",
        policy="cn", created_at=now, changed_at=now,
    ).model_copy(update=changes)  # fmt: skip


def line(revision: int = 0) -> JobChange:
    return JobChange(at=timestamp(), by="hr", role_version="v1", revision=revision, what=[])


def person(number: int, **facts: Any) -> Candidate:
    return Candidate(id=f"ca_{number:03d}", job_id=JOB, name="", created_at="", created_by="hr", **facts)


def test_a_job_that_somebody_else_changed_is_not_overwritten() -> None:
    first = job()
    jobs.create(first, line())
    stored = jobs.change(first, first.model_copy(update={"department": "north"}), line())
    with pytest.raises(Rejected, match="changed_meanwhile"):
        jobs.change(first, first.model_copy(update={"department": "south"}), line())
    assert jobs.find(JOB) == stored
    assert (stored.revision, stored.department) == (1, "north")
    assert [change.revision for change in jobs.history(JOB)] == [1, 0]


def test_a_job_is_seen_by_its_people_and_by_nobody_else() -> None:
    first = job()
    jobs.create(first, line())
    jobs.change(first, first.model_copy(update={"team": ["new"]}), line())
    seen = {who: [known.id for known in jobs.of_person(who, 9)] for who in ("hr", "lead", "new", "stranger")}
    assert seen == {"hr": [JOB], "lead": [], "new": [JOB], "stranger": []}


def test_a_slot_is_booked_to_its_capacity_however_many_come_at_once() -> None:
    with ThreadPoolExecutor(8) as people:
        got = list(people.map(lambda _: jobs.book(JOB, "s1", 3), range(12)))
    assert sum(got) == 3
    jobs.unbook(JOB, "s1")
    assert (jobs.booked(JOB), jobs.book(JOB, "s1", 3), jobs.book(JOB, "s1", 3)) == ({"s1": 2}, True, False)
    jobs.unbook(JOB, "never")
    assert jobs.booked(JOB) == {"s1": 3}


def test_candidates_are_read_page_by_page_each_once() -> None:
    candidates.add([person(number) for number in range(7)], 30)
    read, before = [], None
    for _ in range(4):
        page, before = candidates.page(JOB, 3, before)
        read.append([candidate.id for candidate in page])
        if before is None:
            break
    assert read == [["ca_006", "ca_005", "ca_004"], ["ca_003", "ca_002", "ca_001"], ["ca_000"]]


def test_a_candidate_that_somebody_else_changed_is_not_overwritten_and_nothing_is_counted() -> None:
    first = person(1)
    candidates.add([first], 30)
    steps = (FunnelStep.SUBMITTED,)
    changed = candidates.change(first, steps=steps, stage=Stage.SUBMITTED)
    with pytest.raises(Rejected, match="changed_meanwhile"):
        candidates.change(first, steps=steps, stage=Stage.SUBMITTED)
    assert candidates.find(JOB, first.id) == changed
    [week] = funnel.of_job(JOB)
    assert week.counts["submitted"] == 1


def test_what_waits_for_an_answer_is_one_list_until_it_is_answered() -> None:
    for id_, job_id, due in (("rq_1", JOB, "2026-12-09"), ("rq_2", "jb_2", "2026-12-05"), ("rq_3", JOB, "2026-12-07")):
        asked = CandidateRequest(
            id=id_, job_id=job_id, candidate_id="ca_1", kind=RequestKind.APPEAL, at=timestamp(), due_at=due
        )
        candidates.ask(asked, 30)
    waiting = candidates.unanswered(10)
    assert [request.id for request in waiting] == ["rq_2", "rq_3", "rq_1"]
    candidates.ask(waiting[1].model_copy(update={"answered_at": timestamp(), "answer": "yes"}), 30)
    assert [request.id for request in candidates.unanswered(10)] == ["rq_2", "rq_1"]
    assert [request.id for request in candidates.unanswered(1)] == ["rq_2"]
    assert {request.id for request in candidates.requests(JOB)} == {"rq_1", "rq_3"}


def test_the_funnel_counts_by_week_and_by_job() -> None:
    funnel.count(JOB, FunnelStep.INVITED, by=3)
    funnel.count(JOB, FunnelStep.INVITED, FunnelStep.STARTED)
    funnel.count("jb_2", FunnelStep.STARTED)
    weeks = {week.job_id: week.counts for week in funnel.of_week(funnel.this_week())}
    assert (weeks[JOB]["invited"], weeks[JOB]["started"], weeks["jb_2"]["invited"]) == (4, 1, 0)
    assert [week.week for week in funnel.of_job(JOB)] == [funnel.this_week()]


def test_a_link_that_opens_once_belongs_to_the_first_browser() -> None:
    now = timestamp()
    link = Link(
        id="lk_1", purpose="interview", job_id=JOB, candidate_id="ca_1", created_by="hr", created_at=now,
        expires_at=now, once=True,
    )  # fmt: skip
    links.save(link, expiry(1))
    assert [links.bind("lk_1", browser) for browser in ("first", "other", "first")] == [True, False, True]
    assert not links.bind("lk_unknown", "first")
    links.revoke("lk_1")
    assert [known.revoked for known in links.of_candidate("ca_1")] == [True]


def test_tries_are_counted_in_their_stretch_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    at = datetime(2026, 11, 28, 12, 0, 5, tzinfo=UTC)
    monkeypatch.setattr(limits, "now", lambda: at)
    assert [limits.hit("door", 60) for _ in range(3)] == [1, 2, 3]
    assert limits.hits("door", 60) == 3
    monkeypatch.setattr(limits, "now", lambda: at + timedelta(seconds=60))
    assert (limits.hits("door", 60), limits.hit("door", 60)) == (0, 1)
    limits.clear("door", 60)
    assert limits.hits("door", 60) == 0


def test_the_access_log_is_read_by_day_and_by_candidate() -> None:
    for number in range(5):
        at = f"2026-11-28T12:00:0{number}.000Z"
        action = AuditAction.REPORT_READ if number % 2 else AuditAction.RECORDING_READ
        audit.record(AuditEntry(at=at, who="hr", action=action, job_id=JOB, candidate_id=f"ca_{number % 2}"))
    read, before = [], None
    for _ in range(4):
        page, before = audit.of_day("2026-11-28", 2, before)
        read += [entry.at[18] for entry in page]
        if before is None:
            break
    assert read == ["4", "3", "2", "1", "0"]
    assert [entry.at[18] for entry in audit.about("ca_0", 9)] == ["4", "2", "0"]
    for other in ("candidate:ca_0", "link:x", "software"):
        audit.record(AuditEntry(at=at, who=other, action=AuditAction.LINK_OPENED, candidate_id="ca_0"))
    assert audit.usage("2026-11") == {"hr": {"report_read": 2, "recording_read": 3}}


@pytest.mark.parametrize("outcome", [Outcome.SCORED, Outcome.FAILED])
def test_an_interview_is_watched_until_it_ends_well(outcome: Outcome) -> None:
    known = Interview(
        id=new_interview_id(), role="r", role_version="v", language="zh", policy="cn", uploads=[],
        consent=Consent(recording=True, analysis=True, observations=True), created_at=timestamp(),
    )  # fmt: skip

    def watched() -> list[str]:
        kinds = (interviews.WAITING, interviews.WORKING, interviews.FAILED)
        return [kind for kind in kinds if any(each.id == known.id for each in interviews.watched(kind, 9))]

    interviews.create(known, 30)
    seen = [watched()]
    interviews.claim(known.id, "run")
    seen.append(watched())
    steps = (FunnelStep.SCORED,)
    assert interviews.close(known.id, "run", outcome, [], job_id=JOB, steps=steps)
    assert not interviews.close(known.id, "run", outcome, [], job_id=JOB, steps=steps)
    seen.append(watched())
    ended = [interviews.FAILED] if outcome is Outcome.FAILED else []
    assert seen == [[interviews.WAITING], [interviews.WORKING], ended]
    [week] = funnel.of_job(JOB)
    assert week.counts["scored"] == 1


def _until(true: Callable[[], bool]) -> None:
    """What runs in a thread of the stand-in happens a moment later."""
    for _ in range(200):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def test_a_run_is_started_once_under_a_name_and_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(default_user_config, "stepfunctions", {"execute_state_machine": True})
    states = boto3.client("stepfunctions")
    wait = '{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": true}}}'
    role = "arn:aws:iam::123456789012:role/r"
    machine = states.create_state_machine(name="m", definition=wait, roleArn=role)["stateMachineArn"]
    monkeypatch.setenv("INTERVIEW_MACHINE", machine)
    settings.cache_clear()
    run = workflow.start("bucket", "uploads/iv/0", "again")
    assert workflow.start("bucket", "uploads/iv/0", "again") == run
    told = states.describe_execution(executionArn=run)["input"]
    assert told == '{"detail": {"bucket": {"name": "bucket"}, "object": {"key": "uploads/iv/0"}}}'
    _until(
        lambda: any(e["type"] == "WaitStateEntered" for e in states.get_execution_history(executionArn=run)["events"])
    )
    assert workflow.stop(run)
    _until(lambda: states.describe_execution(executionArn=run)["status"] == "ABORTED")
    assert not workflow.stop(run + "-never")


def test_what_lies_under_a_prefix_is_deleted_and_nothing_beside_it() -> None:
    s3 = boto3.client("s3")
    for key in ("a/1", "a/2", "ab/1"):
        s3.put_object(Bucket=UPLOADS, Key=key, Body=b"x")
    s3.create_multipart_upload(Bucket=UPLOADS, Key="a/3")
    assert (deleting.everything_under(UPLOADS, "a/"), deleting.everything_under(UPLOADS, "a/")) == (3, 0)
    assert [item["Key"] for item in s3.list_objects_v2(Bucket=UPLOADS)["Contents"]] == ["ab/1"]
