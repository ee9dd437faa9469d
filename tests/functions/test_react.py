"""What callbacks ask for: done once, in the connector's name, and told where a person finds it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from types import ModuleType
from typing import Any, cast

import boto3
import pytest

from fakes.dingtalk import DingTalk
from fakes.dingtalk_events import Push
from fakes.feishu import Feishu
from fakes.frame import Fault, Query, Reply
from mianshi.contracts.afterwards import Hire
from mianshi.contracts.callbacks import CallbackEvent, CallbackProgress, CallbackReceived
from mianshi.contracts.delivery import Answer, Connector, ConnectorKind, DeliveryState, EventKind, Verdict
from mianshi.contracts.hiring import Candidate, DecisionKind, Job, JobStatus, Stage
from mianshi.contracts.keys import candidate_subject
from mianshi.contracts.people import AuditAction
from mianshi.delivery import outbox as rules
from mianshi.delivery.callbacks import reading
from mianshi.delivery.callbacks.hearing import Event
from mianshi.delivery.exchange import Exchange, Store
from mianshi.doors import called_back, links
from mianshi.errors import Defect, Rejected, Transient
from mianshi.outbound import driving
from mianshi.platform import secrets, workflow
from mianshi.platform.clock import expiry, now, timestamp
from mianshi.platform.store import afterwards, audit, callbacks, candidates, connectors, outbox, plain
from mianshi.platform.store import links as kept_links
from support.desk import Desk, candidate, desk, fresh, open_job, staged
from support.shells import shell
from support.templates import functions

STAGE = "st-AI 面试"
NAME, PHONE, EMAIL = "欧阳<script>\u202e🙂", "13800000001", "ouyang@example.com"


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk(monkeypatch, mail_from="hr@example.com") as running:
        yield running


@pytest.fixture
def app(room: Desk, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return shell("react", monkeypatch)


@pytest.fixture
def feishu() -> Iterator[Feishu]:
    with Feishu() as running:
        yield running


class Approvals(DingTalk):
    """The stand-in, which tells besides who agreed."""

    by: tuple[str, ...] = ("boss", "manager75")

    def _read_approval(self, query: Query) -> Reply:
        reply = super()._read_approval(query)
        told = json.loads(reply.body)
        told["result"]["operationRecords"] = [
            {"userId": "hr02", "type": "START_PROCESS_INSTANCE", "result": "NONE"},
            *({"userId": user, "type": "EXECUTE_TASK_NORMAL", "result": "AGREE"} for user in self.by),
            {"userId": "hr02", "type": "ADD_REMARK", "result": "NONE"},
        ]
        return Reply.of(told)

    def approval(self, number: str, **form: str) -> str:
        entries = [{"name": name, "value": value} for name, value in form.items()]
        self.instances[number] = {
            "status": "COMPLETED",
            "result": "agree",
            "originatorUserId": "hr02",
            "formComponentValues": entries,
        }
        return number


@pytest.fixture
def dingtalk() -> Iterator[Approvals]:
    with Approvals() as running:
        yield running


def connect(kind: ConnectorKind, secret: dict[str, str], url: str = "", **settings: Any) -> Connector:
    name = "mianshi/connector/c1"
    boto3.client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(secret))
    made = Connector(id="c1", kind=kind, url=url, secret=name, settings=settings, private_address_allowed=True)
    connectors.add(made)
    return made


def at_feishu(feishu: Feishu, **reactions: Any) -> Connector:
    secret = {"app_id": feishu.app_id, "app_secret": feishu.app_secret}
    return connect(ConnectorKind.FEISHU_HIRE, secret, feishu.url, eco_exam=True, reactions=reactions)


def at_dingtalk(dingtalk: Approvals, **reactions: Any) -> Connector:
    secret = cast(dict[str, str], json.loads(dingtalk.app_secret))
    return connect(ConnectorKind.DINGTALK_APP, secret, **dingtalk.app_settings, reactions=reactions)


def react(app: ModuleType, kind: str, data: dict[str, Any], event_id: str = "e1") -> str:
    """One event, kept as the callback function keeps it and worked on as the bus asks for it."""
    callbacks.keep(CallbackEvent(connector="c1", id=event_id, kind=kind, data=data, received_at=timestamp()))
    return again(app, event_id)


def again(app: ModuleType, event_id: str = "e1") -> str:
    task = {"version": "0", "detail-type": "callback.received", "detail": {"connector": "c1", "event": event_id}}
    return str(app.handler(task, CONTEXT)["done"])


def pushed(app: ModuleType, envelope: dict[str, Any]) -> str:
    """An event of the Feishu stand-in."""
    header = envelope["header"]
    return react(app, header["event_type"], envelope["event"], header["event_id"])


def people(job: Job) -> list[Candidate]:
    return candidates.page(job.id, 50)[0]


def notes() -> list[str]:
    """What today's log tells about events, oldest first."""
    lines, _ = audit.of_day(timestamp()[:10], 200)
    return [line.detail for line in lines[::-1] if line.action is AuditAction.CALLBACK_RECEIVED]


def invitations(room: Desk) -> int:
    return sum(kind == "candidate.invited" for kind, _ in room.announced)


# -- Feishu Hire


def test_a_stage_change_adds_and_invites_once(app: ModuleType, room: Desk, feishu: Feishu) -> None:
    job = open_job()
    at_feishu(feishu, stages={STAGE: job.id})
    application = feishu.desk.apply(feishu.desk.add_talent(NAME, PHONE, EMAIL), stage="初筛")
    moved = feishu.desk.stage_changed(application, "AI 面试")
    assert pushed(app, moved) == "invited"
    [made] = people(job)
    assert (made.name, made.phone, made.email) == (NAME, PHONE, EMAIL)
    assert (made.source, made.external_id, made.stage) == ("feishu_hire", application, Stage.INVITED)
    assert made.came_by == "feishu_hire"
    assert made.created_by == "connector:c1" and links.live(made.id) is not None
    assert [(line.who, line.action.value) for line in room.log(made)] == [
        ("connector:c1", "candidate_added"),
        ("connector:c1", "invited"),
        ("connector:c1", "callback_received"),
    ]
    assert notes() == ["hire.application.stage_changed_v1: invited"]
    assert again(app, moved["header"]["event_id"]) == "invited"
    kept = callbacks.find("c1", moved["header"]["event_id"])
    assert kept is not None and kept.data == {}
    assert pushed(app, feishu.desk.stage_changed(application, "AI 面试")) == "noted"
    assert invitations(room) == 1 and people(job) == [made]
    assert notes()[-1].endswith("already_invited")


def test_whoever_is_there_already_is_not_added_twice(app: ModuleType, room: Desk, feishu: Feishu) -> None:
    job = open_job()
    at_feishu(feishu, stages={STAGE: ""}, jobs={"77": job.id})
    known = candidate(job, "别人写的名字", phone="+86 138-0000-0001", source="内推")
    application = feishu.desk.apply(feishu.desk.add_talent(NAME, PHONE), job_id="77")
    assert pushed(app, feishu.desk.stage_changed(application, "AI 面试")) == "invited"
    [after] = people(job)
    assert (after.id, after.name, after.external_id) == (known.id, "别人写的名字", application)
    assert (after.came_by, after.source) == ("feishu_hire", "内推"), "where HR says they came from stays"
    assert notes() == ["hire.application.stage_changed_v1: invited_without_mail"]
    second = feishu.desk.apply(feishu.desk.add_talent(NAME, PHONE), job_id="77")
    assert pushed(app, feishu.desk.stage_changed(second, "AI 面试")) == "noted"
    assert [note.partition(": ")[2] for note in notes()[1:]] == [f"known_under_another_id {second}", "already_invited"]
    assert invitations(room) == 1


def test_an_exam_invites_and_its_link_goes_back_by_the_outbox(app: ModuleType, feishu: Feishu) -> None:
    job = open_job()
    at_feishu(feishu, papers={"paper001": job.id})
    envelope = feishu.desk.arrange(NAME, PHONE, "not an address")
    assert pushed(app, envelope) == "invited"
    [made] = people(job)
    assert (made.came_by, made.external_id) == ("feishu_eco_exam", envelope["event"]["exam_id"])
    assert (made.phone, made.email) == (PHONE, "")
    [row] = outbox.about(candidate_subject(job.id, made.id))
    assert (row.connector, row.event, row.deed) == ("c1", EventKind.CANDIDATE_INVITED, "login_info")
    other = open_job()
    assert pushed(app, feishu.desk.arrange("李雷", "13800000002", "", paper_id=other.id)) == "invited"
    assert [one.name for one in people(other)] == ["李雷"]
    assert all(exam["state"] == "created" for exam in feishu.desk.exams.values()), "the outbox tells it, nobody else"


def test_where_no_link_will_come_feishu_is_told_so(app: ModuleType, feishu: Feishu) -> None:
    job, closed = open_job(), open_job(status=JobStatus.CLOSED)
    at_feishu(feishu, papers={"paper001": job.id, "closed": closed.id, "nothing": "jb_none"})
    candidate(job, NAME, phone=PHONE, external_id="APP-1")
    staged(candidate(job, phone="13800000002"), Stage.WITHDRAWN)
    arrange = feishu.desk.arrange
    for envelope in (
        arrange(NAME, "13800000009", "", paper_id="other"),
        arrange(NAME, "13800000009", "", paper_id="nothing"),
        arrange(" ", "13800000009", ""),
        arrange("李雷", "13800000003", "", paper_id="closed"),
        arrange(NAME, PHONE, ""),  # known by another id: the link would go nowhere
        arrange("韩梅梅", "13800000002", ""),  # withdrew
    ):
        pushed(app, envelope)
        exam_id = envelope["event"]["exam_id"]
        assert feishu.desk.exams[exam_id]["state"] == "failed", notes()[-2:]
        assert notes()[-1] == f"hire.eco_exam.created_v1: exam_not_arranged {exam_id}"
    said = [arrival.body for arrival in feishu.arrivals if arrival.what == "exam link"]
    assert len(said) == 6 and all(body["result"] == 1 and "访问记录" in body["msg"] for body in said)
    again_told = arrange("周某某", "13800000004", "")
    assert pushed(app, again_told) == "invited"
    assert react(app, "hire.eco_exam.created_v1", again_told["event"], "sent-anew") == "noted"
    assert feishu.desk.exams[again_told["event"]["exam_id"]]["state"] == "created", "its link is on its way"
    gone = arrange(NAME, PHONE, "", paper_id="other")
    del feishu.desk.exams[gone["event"]["exam_id"]]
    assert pushed(app, gone) == "noted"
    assert notes()[-1] == f"hire.eco_exam.created_v1: exam_not_told data_error {gone['event']['exam_id']}"


def test_what_cannot_be_matched_is_noted(app: ModuleType, feishu: Feishu) -> None:
    job = open_job(status=JobStatus.CLOSED)
    at_feishu(feishu, stages={STAGE: "", "st-已关闭": job.id, "st-没有": "jb_none"}, papers={"p": job.id})
    talent = feishu.desk.add_talent(NAME, PHONE)
    application = feishu.desk.apply(talent, job_id="88")
    assert pushed(app, feishu.desk.stage_changed(application, "不相干")) == "ignored"
    assert notes() == []
    assert pushed(app, feishu.desk.stage_changed(application, "AI 面试")) == "noted"
    assert pushed(app, feishu.desk.stage_changed(application, "没有")) == "noted"
    assert pushed(app, feishu.desk.stage_changed(application, "已关闭")) == "noted"
    late = feishu.desk.stage_changed(application, "AI 面试")
    feishu.desk.stage_changed(application, "录用")
    assert pushed(app, late) == "noted"
    ended = feishu.desk.stage_changed(application, "AI 面试")
    feishu.desk.applications[application]["active_status"] = 2
    assert pushed(app, ended) == "noted"
    gone = feishu.desk.stage_changed(application, "AI 面试")
    del feishu.desk.applications[application]
    assert pushed(app, gone) == "noted"
    assert pushed(app, feishu.desk.arrange(NAME, PHONE, "", paper_id="other")) == "noted"
    assert pushed(app, feishu.desk.arrange(" ", PHONE, "", paper_id="p")) == "noted"
    assert pushed(app, feishu.desk.bind()) == "noted"
    assert [note.partition(": ")[2].partition(" ")[0] for note in notes()] == [
        "job_not_mapped",
        "job_unknown",
        "job_not_open",
        "moved_on",
        "ended_there",
        "not_readable",
        "paper_not_mapped",
        "exam_not_arranged",
        "no_name",
        "exam_not_arranged",
        "account_bound",
    ]
    assert not any(NAME[:2] in note or PHONE in note for note in notes())
    assert [one.stage for one in people(job)] == [Stage.ADDED]


def test_an_application_deleted_there_is_noted_with_its_candidate(app: ModuleType, room: Desk, feishu: Feishu) -> None:
    job = open_job()
    at_feishu(feishu, stages={STAGE: job.id})
    application = feishu.desk.apply(feishu.desk.add_talent(NAME, PHONE), stage="AI 面试")
    pushed(app, feishu.desk.stage_changed(application, "AI 面试"))
    gone = feishu.event("hire.application.deleted_v1", {"application_ids": ["nobody", application]})
    assert pushed(app, gone) == "noted"
    [made] = people(job)
    assert room.log(made)[-1].detail == f"hire.application.deleted_v1: deleted_there {application}"


def test_a_platform_that_is_busy_is_asked_again_and_nothing_is_lost(
    app: ModuleType, room: Desk, feishu: Feishu
) -> None:
    job = open_job()
    at_feishu(feishu, stages={STAGE: job.id})
    application = feishu.desk.apply(feishu.desk.add_talent(NAME, PHONE))
    moved = feishu.desk.stage_changed(application, "AI 面试")
    feishu.fail_next(1, Fault("answer", Reply.page(502)))
    with pytest.raises(Transient, match="platform_busy"):
        pushed(app, moved)
    assert notes() == ["hire.application.stage_changed_v1: waits platform_busy"]
    event_id = moved["header"]["event_id"]
    assert again(app, event_id) == "invited", "whoever failed leaves it to the next at once"
    assert len(people(job)) == 1 and invitations(room) == 1


def test_nobody_else_works_on_an_event_while_its_function_may_live(app: ModuleType, feishu: Feishu) -> None:
    at_feishu(feishu)
    callbacks.keep(CallbackEvent(connector="c1", id="e1", kind="hire.eco_account.created_v1", received_at=timestamp()))
    assert callbacks.begin("c1", "e1") is True
    lives_s = functions()["ReactFunction"]["Timeout"]
    begun = timestamp(now() - timedelta(seconds=lives_s))
    plain.put("CONNECTOR#c1", "REACTED#e1", CallbackProgress(at=begun), expiry(1))
    with pytest.raises(Transient, match="callback_running"):
        again(app)
    older("e1")
    assert again(app) == "noted"


def test_an_event_that_never_ended_is_taken_up_again_and_again_and_ever_later(
    app: ModuleType, room: Desk, feishu: Feishu, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = open_job()
    at_feishu(feishu, stages={STAGE: job.id})
    moved = feishu.desk.stage_changed(feishu.desk.apply(feishu.desk.add_talent(NAME, PHONE)), "AI 面试")
    event_id = moved["header"]["event_id"]
    for _ in range(3):  # as often as Lambda tries
        feishu.fail_next(1, Fault("answer", Reply.page(502)))
        with pytest.raises(Transient, match="platform_busy"):
            pushed(app, moved)
    assert look(app, "waiting")["again"] == 0, "it has just come"
    told = []
    for minutes in range(0, 24 * 60, 10):
        later(monkeypatch, minutes=minutes)
        if look(app, "waiting")["again"]:
            told.append(minutes)
    assert told[0] == 20 and len(told) in (6, 7)
    assert all(next_one >= 2 * one for one, next_one in pairwise(told))
    assert [kind for kind, _ in room.announced] == ["callback.received"] * len(told)
    assert again(app, event_id) == "invited"
    later(monkeypatch, minutes=7 * 24 * 60)
    assert look(app, "waiting")["again"] == 0
    assert callbacks.postpone(callbacks.find("c1", event_id) or pytest.fail("forgotten")) is False


def test_what_was_kept_and_never_reached_the_bus_is_announced_later(
    app: ModuleType, room: Desk, feishu: Feishu, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = at_feishu(feishu)
    event = Event("e1", "hire.eco_account.created_v1", {"account_id": "7"})
    with monkeypatch.context() as down:
        down.setattr(workflow, "announce", busy)
        with pytest.raises(Transient, match="bus"):
            called_back.take(known, event)
        later(down, minutes=16)
        assert look(app, "waiting")["again"] == 0, "the bus is still down"
    later(monkeypatch, minutes=60)
    assert look(app, "waiting")["again"] == 1 and callbacks.announced("c1", "e1")
    assert again(app, "e1") == "noted"
    callbacks.keep(CallbackEvent(connector="gone", id="e2", kind="x", data={"name": NAME}, received_at=timestamp()))
    later(monkeypatch, minutes=120)
    assert look(app, "waiting")["again"] == 1
    task = {"detail": {"connector": "gone", "event": "e2"}}
    assert app.handler(task, CONTEXT)["done"] == "ignored"
    left = callbacks.find("gone", "e2")
    assert left is not None and left.data == {}, "of a connector that is gone nothing waits"
    assert callbacks.waiting(10) == []


def busy(*_: object) -> None:
    raise Transient("bus", "the bus is busy")


def later(patch: pytest.MonkeyPatch, **delta: int) -> None:
    """Lets time pass for the store of callbacks."""
    moved = now() + timedelta(**delta)
    patch.setattr(callbacks, "now", lambda: moved)
    patch.setattr(callbacks, "timestamp", lambda at=moved: timestamp(at))


def older(event_id: str) -> None:
    """As if the one who began had done so long ago."""
    plain.put("CONNECTOR#c1", f"REACTED#{event_id}", CallbackProgress(at="2026-01-01T00:00:00.000Z"), expiry(1))


def test_a_work_that_broke_off_after_inviting_invites_again_and_adds_nobody(
    app: ModuleType, room: Desk, feishu: Feishu, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = open_job()
    at_feishu(feishu, papers={"paper001": job.id})
    envelope, event_id = feishu.desk.arrange(NAME, PHONE, EMAIL), ""
    event_id = envelope["header"]["event_id"]

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(callbacks, "end", killed)
        with pytest.raises(KeyboardInterrupt):
            pushed(app, envelope)
    older(event_id)
    assert again(app, event_id) == "invited"
    [made] = people(job)
    assert invitations(room) == 2 and made.stage is Stage.INVITED
    assert sum(not link.revoked for link in kept_links.of_candidate(made.id)) == 1


def test_whoever_is_slower_than_somebody_else_tries_again(
    app: ModuleType, room: Desk, feishu: Feishu, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = open_job()
    at_feishu(feishu, papers={"paper001": job.id})
    envelope = feishu.desk.arrange(NAME, PHONE, EMAIL)

    def changed(*_: object, **__: object) -> None:
        raise Rejected("changed_meanwhile", "somebody was quicker")

    with monkeypatch.context() as busy:
        busy.setattr(candidates, "change", changed)
        with pytest.raises(Transient, match="changed_meanwhile"):
            pushed(app, envelope)
    older(envelope["header"]["event_id"])
    assert again(app, envelope["header"]["event_id"]) == "invited"
    assert len(people(job)) == 1 and invitations(room) == 1
    assert notes()[0] == "hire.eco_exam.created_v1: waits changed_meanwhile"
    assert audit.usage(timestamp()[:7]) == {}  # a connector is nobody who uses the product


def test_what_only_reads_stores_nothing(room: Desk) -> None:
    def storing() -> Exchange:
        yield Store(bucket="b", key="k", body=b"", content_type="text/plain")
        return Verdict(result="ok", detail="")

    with pytest.raises(Defect, match="no_store"):
        driving.look(storing(), Connector(id="c1", kind=ConnectorKind.FEISHU_HIRE))


def test_events_of_a_connector_that_cannot_be_read_or_is_off_are_noted(app: ModuleType, feishu: Feishu) -> None:
    known = at_feishu(feishu, stages="nonsense")
    assert pushed(app, feishu.desk.bind()) == "noted"
    connectors.change(known, settings={}, enabled=False)
    assert pushed(app, feishu.desk.bind()) == "noted"
    connectors.remove("c1")
    assert pushed(app, feishu.desk.bind()) == "ignored"
    assert [note.rpartition(" ")[2] for note in notes()] == ["bad_settings", "switched_off"]


# -- DingTalk

APPROVED = {"type": "finish", "result": "agree", "processCode": "PROC-1", "staffId": "hr02"}


def test_an_approval_invites_whom_its_form_describes(app: ModuleType, room: Desk, dingtalk: Approvals) -> None:
    job = open_job()
    fields = {"name": "候选人", "phone": "电话", "email": "邮件"}
    at_dingtalk(dingtalk, processes={"PROC-1": {"job": job.id, "then": "invite", "fields": fields}})
    instance = dingtalk.approval("in1", 候选人=NAME, 电话=PHONE, 邮件=EMAIL)
    started = {**APPROVED, "type": "start", "processInstanceId": instance}
    assert react(app, "bpms_instance_change", started, "e0") == "ignored"
    assert react(app, "bpms_instance_change", {**APPROVED, "processInstanceId": instance}) == "invited"
    [made] = people(job)
    assert (made.name, made.email, made.external_id) == (NAME, EMAIL, "in1")
    assert react(app, "bpms_instance_change", {**APPROVED, "processInstanceId": instance}, "e2") == "noted"
    other = {**APPROVED, "processCode": "PROC-9", "processInstanceId": instance}
    assert react(app, "bpms_instance_change", other, "e3") == "ignored"
    assert invitations(room) == 1


def test_an_approval_advances_in_the_name_of_who_agreed_last(app: ModuleType, room: Desk, dingtalk: Approvals) -> None:
    job = open_job()
    chosen = candidate(job)
    at_dingtalk(dingtalk, processes={"PROC-1": {"then": "advance"}}, deciders={"manager75": "张经理", "hr02": "发起人"})
    instance = dingtalk.approval("in1", 链接=f"https://hr.example.com/jobs/{job.id}/candidates/{chosen.id}")
    assert react(app, "bpms_instance_change", {**APPROVED, "processInstanceId": instance}) == "decided"
    made = fresh(chosen).decision
    assert made is not None
    assert (made.kind, made.by, made.by_name) == (DecisionKind.ADVANCE, "dingtalk:manager75", "张经理")
    assert "in1" in made.reason and "钉钉" in made.reason
    assert ("connector:c1", AuditAction.DECIDED) in [(line.who, line.action) for line in room.log(chosen)]
    assert react(app, "bpms_instance_change", {**APPROVED, "processInstanceId": instance}, "e2") == "noted"
    assert notes()[-1].endswith("already_decided")


def test_nobody_decides_who_is_not_listed_and_software_never_rejects(app: ModuleType, dingtalk: Approvals) -> None:
    job = open_job()
    chosen = candidate(job)
    at_dingtalk(dingtalk, processes={"PROC-1": {"then": "advance"}}, deciders={"hr02": "发起人"})
    page = f"https://hr.example.com/jobs/{job.id}/candidates/{chosen.id}"
    instance = dingtalk.approval("in1", 链接=page)
    assert react(app, "bpms_instance_change", {**APPROVED, "processInstanceId": instance}) == "noted"
    refusal = {**APPROVED, "result": "refuse", "processInstanceId": instance}
    assert react(app, "bpms_instance_change", refusal, "e2") == "noted"
    stranger = {**APPROVED, "processInstanceId": dingtalk.approval("in2", 备注="没有编号")}
    assert react(app, "bpms_instance_change", stranger, "e3") == "noted"
    assert fresh(chosen).decision is None
    assert [note.partition(": ")[2] for note in notes()] == [
        "decider_not_listed manager75",
        "approval_refused in1",
        "candidate_unknown in2",
    ]


def told(job: Job, about: Candidate, deed: str, remote_id: str) -> str:
    """Something that this connector was told about a candidate, delivered; its id."""
    row = rules.new(
        candidate_subject(job.id, about.id), "c1", EventKind.CANDIDATE_HIRED, f"hired-1.{deed}", timestamp()
    )
    done = row.model_copy(update={"state": DeliveryState.DONE, "remote_id": remote_id})
    outbox.add([done])
    return row.id


def test_how_our_own_approval_ended_is_told_at_its_candidate(app: ModuleType, room: Desk, dingtalk: Approvals) -> None:
    job = open_job()
    chosen = candidate(job)
    at_dingtalk(dingtalk)
    told(job, chosen, "offer", "in7")
    event = {**APPROVED, "processCode": "PROC-OFFER", "processInstanceId": "in7"}
    assert react(app, "bpms_instance_change", event) == "noted"
    assert room.log(chosen)[-1].detail == "bpms_instance_change: approval_agreed in7"


def test_a_changed_record_is_kept_with_the_hire(app: ModuleType, dingtalk: Approvals) -> None:
    job = open_job()
    chosen = candidate(job)
    at_dingtalk(dingtalk)
    told(job, chosen, "pre_entry", "staff1")
    change = {"actionType": "userInfoChange", "staffId": "staff1"}
    assert react(app, "hrm_user_record_change", change, "e0") == "noted"
    hire = Hire(starts_on="2026-12-01", by="lin", at=timestamp())
    afterwards.correct(job.id, chosen.id, hire, 30)
    assert react(app, "hrm_user_record_change", change, "e1") == "hired"
    after = afterwards.hired(job.id, chosen.id)
    assert after is not None and (after.employee_id, after.starts_on) == ("staff1", "2026-12-01")
    assert react(app, "hrm_user_record_change", {**change, "staffId": "somebody"}, "e2") == "ignored"
    assert react(app, "hrm_user_record_change", {"actionType": "x"}, "e3") == "ignored"
    assert [note.partition(": ")[2] for note in notes()] == ["hire_unknown staff1", "hire_noted staff1"]


def test_events_that_dingtalk_could_not_hand_over_are_asked_for(
    app: ModuleType, room: Desk, dingtalk: Approvals
) -> None:
    nobody = "http://127.0.0.1:1/callbacks/c1"
    told_before = {"eventId": "known", "EventType": "bpms_instance_change", "type": "finish"}
    for event in (
        {"EventType": "bpms_instance_change", "type": "finish", "result": "agree", "processInstanceId": "in1"},
        {"EventType": "user_add_org", "UserId": ["u1"]},
        told_before,
    ):
        push = dingtalk.call_back(nobody, event)
        push.tries = 9
    plain.put("CONNECTOR#c1", "ANNOUNCED#known", callbacks.Announced(at=timestamp()))
    full = json.loads(dingtalk.app_secret)
    full |= {"callback_token": dingtalk.callback_token, "callback_aes_key": dingtalk.callback_aes_key}
    bare = {name: full[name] for name in ("app_key", "app_secret")}
    known = connect(ConnectorKind.DINGTALK_APP, bare, **dingtalk.app_settings)
    assert missed(app) == 0  # the app subscribes to nothing
    boto3.client("secretsmanager").put_secret_value(SecretId=known.secret, SecretString=json.dumps(full))
    secrets._kept.clear()
    assert missed(app) == 1
    [(kind, detail)] = room.announced
    assert kind == "callback.received" and isinstance(detail, CallbackReceived)
    kept = callbacks.find("c1", detail.event)
    assert kept is not None and kept.data["processInstanceId"] == "in1"
    dingtalk.fail_next(1, Fault("answer", Reply.page(502)))
    assert missed(app) == 0


def test_one_failure_loses_no_other_event_that_dingtalk_has_forgotten(
    app: ModuleType, room: Desk, dingtalk: Approvals, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = json.loads(dingtalk.app_secret)
    full |= {"callback_token": dingtalk.callback_token, "callback_aes_key": dingtalk.callback_aes_key}
    connectors.add(Connector(id="a0", kind=ConnectorKind.DINGTALK_APP, secret="mianshi/connector/nowhere"))
    connect(ConnectorKind.DINGTALK_APP, full, **dingtalk.app_settings)
    for number in range(4):
        event = {"EventType": "bpms_instance_change", "type": "finish", "processInstanceId": f"in{number}"}
        dingtalk.call_back("http://127.0.0.1:1/callbacks/c1", event).tries = 9
    keep, announce = callbacks.keep, workflow.announce
    tries = {"keep": 0, "announce": 0}

    def failing(name: str, ordinary: Callable[..., None]) -> Callable[..., None]:
        def call(*given: object) -> None:
            tries[name] += 1
            busy() if tries[name] == 2 else ordinary(*given)

        return call

    monkeypatch.setattr(callbacks, "keep", failing("keep", keep))
    monkeypatch.setattr(workflow, "announce", failing("announce", announce))
    assert missed(app) == 2, "one was not kept, one not announced"
    assert tries == {"keep": 4, "announce": 3}
    dingtalk.pushes.clear()  # as the real one, which tells nothing twice
    later(monkeypatch, minutes=16)
    assert look(app, "waiting")["again"] == 3
    assert len(room.announced) == 5


CONTEXT = type("Context", (), {"aws_request_id": "r", "memory_limit_in_mb": 512})()


def look(app: ModuleType, action: str) -> dict[str, int]:
    answer: dict[str, int] = app.handler({"action": action}, CONTEXT)
    return answer


def missed(app: ModuleType) -> int:
    return look(app, "missed")["events"]


def test_an_answer_that_is_too_long_is_not_asked_for_again(app: ModuleType, feishu: Feishu) -> None:
    job = open_job()
    at_feishu(feishu, stages={STAGE: job.id})
    application = feishu.desk.apply(feishu.desk.add_talent("长" * 30_000, PHONE))
    assert pushed(app, feishu.desk.stage_changed(application, "AI 面试")) == "noted"
    assert notes() == [f"hire.application.stage_changed_v1: not_readable data_error {application}"]


def test_a_missed_approval_is_read_as_dingtalks_page_shows_it() -> None:
    inside = {"bpmsCallBackData": json.dumps({"processInstanceId": "in1", "type": "finish"}), "corpid": "d"}
    entry = {"call_back_tag": "bpms_instance_change", "event_time": 1, "bpms_instance_change": inside}
    app_secret = json.dumps({"app_key": "k", "app_secret": "s"})
    found: list[Event] = []
    asking = reading.asking(Connector(id="c1", kind=ConnectorKind.DINGTALK_APP), app_secret, 0, timestamp())
    exchange = reading.missed(asking, found)
    next(exchange)
    exchange.send("token")
    body = json.dumps({"errcode": 0, "has_more": False, "failed_list": [entry, {"call_back_tag": "x"}, 7]}).encode()
    with pytest.raises(StopIteration) as ended:
        exchange.send(Answer(status=200, body=body))
    assert ended.value.value.result == "ok"
    assert [(event.kind, event.data["processInstanceId"]) for event in found] == [("bpms_instance_change", "in1")]


def test_of_a_list_of_missed_events_that_is_too_long_what_came_is_kept(
    app: ModuleType, room: Desk, dingtalk: Approvals
) -> None:
    full = json.loads(dingtalk.app_secret)
    full |= {"callback_token": dingtalk.callback_token, "callback_aes_key": dingtalk.callback_aes_key}
    connect(ConnectorKind.DINGTALK_APP, full, **dingtalk.app_settings)
    for number in range(150):
        event = {"EventType": "bpms_instance_change", "processInstanceId": f"in{number}", "title": "长" * 150}
        dingtalk.pushes.append(Push("http://127.0.0.1:1", event, tries=9))
    fetched = missed(app)
    assert 40 < fetched < 150
    known = [callbacks.find("c1", detail.event) for _, detail in room.announced if isinstance(detail, CallbackReceived)]
    assert [event.data["processInstanceId"] for event in known if event] == [f"in{n}" for n in range(fetched)]


# -- WeCom


def press(app: ModuleType, button: str, task: str, event_id: str, user: str = "zhangsan") -> str:
    data = {"EventKey": button, "TaskId": task, "FromUserName": user, "MsgType": "event"}
    return react(app, "template_card_event", data, event_id)


def test_buttons_of_a_card_do_what_the_settings_say(app: ModuleType, room: Desk) -> None:
    job = open_job()
    chosen = candidate(job, email=EMAIL)
    buttons = {"invite": "invite", "advance": "advance", "seen": "note"}
    secret = {"corpid": "ww1", "corpsecret": "s"}
    connect(ConnectorKind.WECOM_APP, secret, reactions={"buttons": buttons, "deciders": {"zhangsan": "张三"}})
    card = told(job, chosen, "card", "msg1")
    assert press(app, "invite", card, "e1") == "invited"
    assert press(app, "invite", card, "e2") == "invited"
    assert press(app, "seen", card, "e3") == "noted"
    assert press(app, "advance", card, "e4", user="lisi") == "noted"
    assert press(app, "unknown", card, "e5") == "noted"
    assert press(app, "invite", "dl_nothing", "e6") == "noted"
    assert press(app, "advance", card, "e7") == "decided"
    assert press(app, "invite", card, "e8") == "noted"
    assert invitations(room) == 2
    made = fresh(chosen).decision
    assert made is not None and (made.by, made.by_name) == ("wecom:zhangsan", "张三")
    assert [note.partition(": ")[2].partition(" ")[0] for note in notes()] == [
        "invited",
        "invited",
        "button_pressed",
        "decider_not_listed",
        "button_not_mapped",
        "candidate_unknown",
        "advanced",
        "already_decided",
    ]


def test_whoever_left_is_neither_invited_nor_decided_about(app: ModuleType, room: Desk) -> None:
    job = open_job()
    gone = staged(candidate(job), Stage.WITHDRAWN)
    buttons = {"invite": "invite", "advance": "advance"}
    secret = {"corpid": "ww1", "corpsecret": "s"}
    connect(ConnectorKind.WECOM_APP, secret, reactions={"buttons": buttons, "deciders": {"zhangsan": "张三"}})
    card = told(job, gone, "card", "msg1")
    assert [press(app, button, card, button) for button in buttons] == ["noted", "noted"]
    assert fresh(gone).decision is None and invitations(room) == 0
    assert [note.partition(": ")[2] for note in notes()] == ["already_withdrawn", "refused candidate_left"]
