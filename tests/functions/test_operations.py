"""Operating: started again once, sent again once, and who may look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest

from mianshi.contracts.delivery import DeliveryState, EventKind
from mianshi.contracts.events import Consent, Interview, Upload
from mianshi.contracts.keys import interview_subject, upload_key
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.people import AuditAction, AuditEntry, StaffRole
from mianshi.delivery import outbox as rules
from mianshi.errors import Rejected, Transient
from mianshi.platform import queues, workflow
from mianshi.platform.clock import new_interview_id, now, timestamp
from mianshi.platform.store import audit, interviews, outbox
from mianshi.platform.store.rows import table
from support.portal_moto import UPLOADS, Portal, portal


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str | None]]:
    """Key and name of every run that was started."""
    runs: list[tuple[str, str | None]] = []

    def start(bucket: str, key: str, name: str | None = None) -> str:
        if (key, name) not in runs:  # as Step Functions: the same name twice is one run
            runs.append((key, name))
        return "arn"

    monkeypatch.setattr(workflow, "start", start)
    return runs


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    with portal(monkeypatch, EVENT_DEAD_LETTERS="", SPEECH_ENDPOINT="speech", RATER_ENDPOINT="rater") as opened:
        yield opened


def interview(
    outcome: Outcome | None = None, reason: str | None = None, *, stored: bool = True, **changes: Any
) -> Interview:
    name = new_interview_id()
    made = Interview(
        id=name,
        role="retail_store_manager",
        role_version="v",
        language="zh",
        policy="cn",
        consent=Consent(recording=True, analysis=True, observations=False),
        uploads=[Upload(answer=0, key=upload_key(name, 0), file_name="<script>.mp4")],
        created_at=timestamp(now() - timedelta(days=2)),
    ).model_copy(update=changes)
    interviews.create(made, 30)
    if stored:
        boto3.client("s3").put_object(Bucket=UPLOADS, Key=upload_key(name, 0), Body=b"x")
    if outcome is not None:
        interviews.claim(name, "run-1")
        interviews.close(name, "run-1", outcome, [], reason=reason, failed_state="Transcribe")
    return found(name)


def found(name: str) -> Interview:
    known = interviews.find(name)
    assert known is not None
    return known


def test_a_failed_interview_is_started_again_once_however_often_one_clicks(
    door: Portal, started: list[tuple[str, str | None]]
) -> None:
    failed = interview(Outcome.FAILED, "aws_busy")
    door.sign_in(StaffRole.ADMIN)
    page = door.get("/operations").text
    assert failed.id in page and "AWS was busy" in page and "Recognise speech" in page
    first = door.post("/operations/restart", {"interview": failed.id})
    second = door.post("/operations/restart", {"interview": failed.id})
    assert [first.status, second.status] == [303, 303]
    assert len(started) == 1
    assert (found(failed.id).status, found(failed.id).outcome) == (Status.AWAITING_UPLOAD, None)
    assert "Started again" in door.get(first.headers["location"]).text
    with pytest.raises(Rejected, match="already_done"):  # two tabs: the other one still shows it as failed
        door.module("office.operations").restart(failed)
    assert audit.usage(f"{now():%Y-%m}")["admin-1"][AuditAction.RESTARTED.value] == 2


def test_what_is_not_over_or_ended_well_is_not_started_again(
    door: Portal, started: list[tuple[str, str | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    restart = door.module("office.operations").restart
    scored, unread = interview(Outcome.SCORED), interview(Outcome.INSUFFICIENT_EVIDENCE, "enough_speech")
    for known in (scored, unread, interview()):
        with pytest.raises(Rejected, match="not_restartable"):
            restart(known)
    running = interview()
    interviews.claim(running.id, "run-1")
    monkeypatch.setattr(workflow, "history", lambda _: [{"type": "TaskScheduled", "id": 1}])
    with pytest.raises(Rejected, match="still_running"):
        restart(found(running.id))
    with pytest.raises(Rejected, match="gone"):
        restart(interview(Outcome.FAILED, stored=False))
    assert started == []
    assert found(scored.id).outcome is Outcome.SCORED
    door.sign_in(StaffRole.ADMIN)
    refused = door.post("/operations/restart", {"interview": scored.id})
    assert refused.status == 409 and "Only an interview that failed or stopped" in refused.text


def test_a_stopped_run_and_one_the_rater_did_not_answer_are_started_again(
    door: Portal, started: list[tuple[str, str | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    restart = door.module("office.operations").restart
    restart(interview(Outcome.INSUFFICIENT_EVIDENCE, interviews.RATER_UNAVAILABLE))
    stopped = interview()
    interviews.claim(stopped.id, "run-1")
    seen = found(stopped.id)
    monkeypatch.setattr(workflow, "history", lambda _: [{"type": "ExecutionFailed", "id": 1}])
    restart(seen)
    assert len(started) == 2
    interviews.claim(stopped.id, "run-2")  # the new run has it; a tab that saw the old one must not take it away
    with pytest.raises(Rejected, match="already_done"):
        restart(seen)
    assert found(stopped.id).execution == "run-2"


def parked(known: Interview) -> None:
    about = interview_subject(known.id)
    row = rules.new(about, "erp", EventKind.INTERVIEW_SCORED, "closed-1.event", timestamp())
    row, _ = rules.park(rules.sending(row, timestamp()), timestamp(), "HTTP 410 <script>")
    with table():
        outbox.delivery_row(row).save()


def test_a_parked_delivery_is_sent_again_once_and_is_left_to_the_sweep_if_nobody_hears_of_it(
    door: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = interview(Outcome.SCORED)
    parked(known)
    door.sign_in(StaffRole.ADMIN)
    page = door.get("/operations").text
    assert "HTTP 410 &lt;script&gt;" in page
    about = interview_subject(known.id)
    form = {"subject": about, "connector": "erp", "action": "closed-1.event"}
    announced: list[tuple[str, str]] = []
    monkeypatch.setattr(workflow, "announce", lambda kind, detail: announced.append((kind, detail.subject)))
    assert door.post("/operations/resend", form).status == 303
    again = door.post("/operations/resend", form)
    assert again.status == 409 and "done already" in again.text
    assert announced == [("deliveries.owed", about)]
    [row] = outbox.about(about)
    assert (row.state, row.attempts) == (DeliveryState.PENDING, 0)

    def deaf(*_: Any) -> None:
        raise Transient("event_not_taken")

    monkeypatch.setattr(workflow, "announce", deaf)
    outbox.change(row, rules.park(row, timestamp(), "HTTP 500")[0])
    assert door.post("/operations/resend", form).status == 303
    assert outbox.parked(9) == []
    assert [row.subject for row in outbox.owed(timestamp(now() + timedelta(seconds=1)), 9)] == [about]


def test_the_auditor_looks_and_only_an_operator_acts(door: Portal, started: list[tuple[str, str | None]]) -> None:
    failed = interview(Outcome.FAILED, "a_code_nobody_knows")
    waiting, young = interview(), interview(created_at=timestamp())
    door.sign_in(StaffRole.AUDITOR)
    page = door.get("/operations?lang=zh").text
    assert failed.id in page and waiting.id in page and young.id not in page
    assert "软件自身的错误" in page
    assert "/operations/restart" not in page
    assert door.post("/operations/restart", {"interview": failed.id}).status == 403
    for role in (StaffRole.HR, StaffRole.FINANCE, StaffRole.INTERVIEWER, StaffRole.HIRING_MANAGER):
        door.sign_in(role)
        assert {door.get(path).status for path in ("/operations", "/log", "/usage")} == {403}
    door.sign_in(StaffRole.ADMIN)
    assert door.post("/operations/restart", {"interview": failed.id}, csrf=False).status == 403
    assert started == []


def test_the_log_is_read_in_pages_filtered_and_notes_its_reader(door: Portal) -> None:
    day = f"{now():%Y-%m-%d}"
    for number in range(120):
        at = f"{day}T00:00:{number // 10:02}.{number % 10:03}Z"
        action = AuditAction.REPORT_READ if number % 2 else AuditAction.DECIDED
        about = "ca_1" if number == 7 else None
        audit.record(AuditEntry(at=at, who=f"hr-{number % 3}", action=action, candidate_id=about, detail="=x"))
    door.sign_in(StaffRole.AUDITOR)
    first = door.get(f"/log?day={day}").text
    assert first.count('<tr><th scope="row"') == 100
    address = first.rsplit('href="/log?', 1)[1].split('"')[0].replace("&amp;", "&")
    assert door.get(f"/log?{address}").text.count('<tr><th scope="row"') >= 20
    filtered = door.get(f"/log?day={day}&action=decided&who=hr-0").text
    assert filtered.count('<tr><th scope="row"') == 20
    assert door.get("/log?about=ca_1").text.count('<tr><th scope="row"') == 1
    content = door.get(f"/log/download/{day}").text
    assert "'=x" in content and len(content.splitlines()) > 120
    counts = audit.usage(f"{now():%Y-%m}")["auditor-1"]
    assert counts[AuditAction.LOG_READ.value] == 4
    assert counts[AuditAction.DATA_EXPORTED.value] == 1
    assert door.get("/log?day=2026-02-30").status == 422


def test_use_is_counted_by_person_with_its_formula(door: Portal) -> None:
    at = timestamp()
    for who, actions in {
        "hr-1": [AuditAction.REPORT_READ, AuditAction.DECIDED],
        "hr-2": [AuditAction.REPORT_READ],
        "candidate:ca_1": [AuditAction.CONSENT_GIVEN],
    }.items():
        for action in actions:
            audit.record(AuditEntry(at=at, who=who, action=action))
    door.sign_in(StaffRole.ADMIN)
    page = door.get("/usage").text
    assert "candidate:ca_1" not in page
    assert "<dd>50%</dd>" in page
    assert "1 ÷ people who read a report 2" in page


def test_what_cannot_be_asked_is_not_zero(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = boto3.client("sqs").create_queue(QueueName="dead")["QueueUrl"]
    boto3.client("sqs").send_message(QueueUrl=queue, MessageBody="{}")
    assert queues.waiting(queue) == 1
    assert queues.waiting(f"{queue}-gone") is None
    assert queues.waiting("") is None
    door.sign_in(StaffRole.ADMIN)
    assert "cannot be told" in door.get("/operations").text
