"""What callbacks ask for: done once, in the connector's name, and told where a person finds it."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest

from fakes.feishu import Feishu
from mianshi.contracts.afterwards import Hire
from mianshi.contracts.delivery import Connector, ConnectorKind, DeliveryState, EventKind, Verdict
from mianshi.contracts.hiring import Candidate, DecisionKind, Job, JobStatus, Stage
from mianshi.contracts.keys import candidate_subject
from mianshi.contracts.people import AuditAction
from mianshi.contracts.terms import Budget, BudgetState
from mianshi.delivery import outbox as rules
from mianshi.delivery.exchange import Exchange, Store
from mianshi.doors import links
from mianshi.errors import Defect
from mianshi.outbound import driving
from mianshi.platform.clock import timestamp
from mianshi.platform.store import afterwards, callbacks, connectors, outbox, terms
from support.desk import Desk, candidate, desk, fresh, open_job, staged
from support.reacting import (
    EMAIL,
    KEPT,
    NAME,
    PHONE,
    STAGE,
    Approvals,
    again,
    at_dingtalk,
    at_feishu,
    connect,
    invitations,
    notes,
    people,
    pushed,
    react,
)
from support.shells import shell


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


@pytest.fixture
def dingtalk() -> Iterator[Approvals]:
    with Approvals() as running:
        yield running


# -- Feishu Hire


def test_a_stage_change_adds_and_invites_once(app: ModuleType, room: Desk, feishu: Feishu) -> None:
    job = open_job()
    at_feishu(feishu, stages={STAGE: job.id})
    application = feishu.desk.apply(feishu.desk.add_talent(NAME, PHONE, EMAIL), stage="初筛")
    moved = feishu.desk.stage_changed(application, "AI 面试")
    assert pushed(app, moved) == "invited"
    [made] = people(job)
    assert (made.name, made.phone, made.email) == (KEPT, PHONE, EMAIL)
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


def test_a_spent_budget_is_noted_and_invites_nobody(app: ModuleType, feishu: Feishu) -> None:
    job = open_job()
    at_feishu(feishu, stages={STAGE: job.id})
    budget = Budget(job_id=job.id, currency="CNY", amount_micro=5, stop=True, by="q", at="2026-11-01T00:00:00.000Z")
    terms.set_budget(budget)
    later = "2099-01-01T00:00:00.000Z"
    terms.note_budget(BudgetState(job_id=job.id, period="all", spent_micro=5, state="spent", at=later))
    application = feishu.desk.apply(feishu.desk.add_talent(NAME, PHONE))
    assert pushed(app, feishu.desk.stage_changed(application, "AI 面试")) == "noted"
    assert notes()[-1].endswith("budget_spent")
    assert [one.stage for one in people(job)] == [Stage.ADDED]


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
    assert (made.name, made.email, made.external_id) == (KEPT, EMAIL, "in1")
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


def test_an_answer_that_is_too_long_is_not_asked_for_again(app: ModuleType, feishu: Feishu) -> None:
    job = open_job()
    at_feishu(feishu, stages={STAGE: job.id})
    application = feishu.desk.apply(feishu.desk.add_talent("长" * 30_000, PHONE))
    assert pushed(app, feishu.desk.stage_changed(application, "AI 面试")) == "noted"
    assert notes() == [f"hire.application.stage_changed_v1: not_readable data_error {application}"]


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
