"""What React fails on, and what never reached it: nothing is lost, and nothing is done twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from types import ModuleType

import boto3
import pytest

from fakes.dingtalk_events import Push
from fakes.feishu import Feishu
from fakes.frame import Fault, Reply
from mianshi.contracts.callbacks import CallbackEvent, CallbackProgress, CallbackReceived
from mianshi.contracts.delivery import Answer, Connector, ConnectorKind
from mianshi.contracts.hiring import Stage
from mianshi.delivery.callbacks import reading
from mianshi.delivery.callbacks.hearing import Event
from mianshi.doors import called_back
from mianshi.errors import Rejected, Transient
from mianshi.platform import secrets, workflow
from mianshi.platform.clock import expiry, now, timestamp
from mianshi.platform.store import audit, callbacks, candidates, connectors, plain
from mianshi.platform.store import links as kept_links
from support.desk import Desk, desk, open_job
from support.reacting import (
    CONTEXT,
    EMAIL,
    NAME,
    PHONE,
    STAGE,
    Approvals,
    again,
    at_feishu,
    busy,
    connect,
    invitations,
    later,
    look,
    missed,
    notes,
    older,
    people,
    pushed,
)
from support.shells import shell
from support.templates import functions


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
