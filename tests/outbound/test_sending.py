"""One attempt at one row: where it may break, what is stored then, and who is never told twice."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import boto3
import pytest

from bench.outbox_world import TABLE
from mianshi import attempt
from mianshi.contracts.base import Record
from mianshi.contracts.delivery import (
    Answer,
    Connector,
    ConnectorKind,
    Delivery,
    DeliveryReceipt,
    DeliveryState,
    EventKind,
    Request,
    SwitchedOff,
    Verdict,
)
from mianshi.contracts.keys import connector_subject
from mianshi.contracts.partner import Partner
from mianshi.delivery import connectors as kinds
from mianshi.delivery import outbox as rules
from mianshi.delivery.dingtalk import AppSecret
from mianshi.delivery.exchange import Attempt, Exchange, Limit, Platform, Repeat, call
from mianshi.delivery.webhook import WebhookSettings
from mianshi.errors import Defect, Rejected, Transient
from mianshi.outbound import driving, gathering, health
from mianshi.platform import clock
from mianshi.platform.store import connectors, outbox, partners
from support.shells import shell

pytestmark = pytest.mark.usefixtures("aws")
ABOUT = connector_subject("erp")
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


class Killed(BaseException):
    pass


class Network:
    """What the other end answers, and what it saw."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.requests: list[Request] = []

    def __call__(self, request: Request, **_: Any) -> Answer:
        self.requests.append(request)
        answer = self.answers.pop(0) if self.answers else Answer(status=200)
        if isinstance(answer, BaseException):
            raise answer
        assert isinstance(answer, Answer)
        return answer


class Time:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 30, 1, 0, 7, tzinfo=UTC)

    def passes(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()

    class Virtual(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return made.moment.astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Virtual)
    return made


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    made = Network()
    original = driving.drive
    monkeypatch.setattr(
        driving, "drive", lambda exchange, connector, secret: original(exchange, connector, secret, made)
    )
    return made


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, time: Time, network: Network) -> Iterator[ModuleType]:
    monkeypatch.setattr("random.uniform", lambda *_: 0.0)
    monkeypatch.setattr(driving, "_PAUSE_S", 0)
    attempt.begin()
    yield shell("sync_hr", monkeypatch, "sending")


def connected(**more: Any) -> Connector:
    made = Connector.model_validate(
        {
            "id": "erp",
            "kind": ConnectorKind.WEBHOOK,
            "url": "https://erp.example.com",
            "secret": "mianshi/connector/erp",
        }
        | more
    )
    connectors.add(made)
    boto3.client("secretsmanager").create_secret(Name="mianshi/connector/erp", SecretString=SECRET)
    return made


def owed(**changes: Any) -> Delivery:
    row = rules.new(ABOUT, "erp", EventKind.CONNECTOR_TEST, "test-1.event", clock.timestamp())
    row = row.model_copy(update=changes)
    outbox.add([row])
    return row


def stands() -> Delivery:
    [row] = outbox.about(ABOUT)
    return row


def send(app: ModuleType) -> DeliveryReceipt:
    receipt: DeliveryReceipt = app.send(stands())
    return receipt


def platform(
    monkeypatch: pytest.MonkeyPatch, deliver: Any, repeat: Repeat, shape: type[Record] | None = None, **more: Any
) -> None:
    made = Platform(
        deliver=deliver,
        deeds=lambda *_: ["event"],
        repeat=lambda _: repeat,
        settings=WebhookSettings,
        secret=shape,
        **more,
    )
    monkeypatch.setattr(kinds, "platform_of", lambda _: made)


def acting(seen: list[Attempt]) -> Any:
    def deliver(this_one: Attempt) -> Exchange:
        seen.append(this_one)
        answer = yield from call(Request(url="https://erp.example.com"))
        return Verdict(result="ok" if answer.status == 200 else "unknown", detail=f"HTTP {answer.status}")

    return deliver


def test_a_message_that_arrives_ends_its_row(app: ModuleType, network: Network) -> None:
    connected()
    owed()
    assert send(app).next == "done"
    row = stands()
    assert (row.state, row.attempts, row.last_status) == (DeliveryState.DONE, 1, "ok")
    assert len(network.requests) == 1 and attempt.outcome() == "ok"
    assert send(app).next == "done" and len(network.requests) == 1
    assert connectors.health("erp").last_ok_at is not None
    assert outbox.delivered("erp", 5) == [row]


def test_a_message_that_was_refused_and_one_that_nobody_is_owed_any_more_are_told_apart_in_the_ledger(
    app: ModuleType, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected()
    owed()
    network.answers = [Answer(status=503)]
    send(app)
    assert attempt.outcome() == "failed"

    def gone(*_: Any, **__: Any) -> None:
        raise Rejected("gone", "erased")

    monkeypatch.setattr(gathering, "news", gone)
    outbox.change(stands(), stands().model_copy(update={"due_at": clock.timestamp()}))
    attempt.begin()
    send(app)
    assert attempt.outcome() == "cancelled"


@pytest.mark.parametrize("repeat", ["key", "look", "person"])
def test_killed_between_the_answer_and_the_record(
    app: ModuleType, network: Network, time: Time, monkeypatch: pytest.MonkeyPatch, repeat: Repeat
) -> None:
    seen: list[Attempt] = []
    platform(monkeypatch, acting(seen), repeat)
    connected()
    owed()
    network.answers = [Killed()]
    with pytest.raises(Killed):
        send(app)
    assert (stands().state, stands().attempts) == (DeliveryState.SENT, 1)
    assert send(app).next == "retry" and len(seen) == 1, "the row is leased: nobody else touches it"
    time.passes(rules.LEASE_S)
    receipt = send(app)
    if repeat == "person":
        assert receipt.next == "parked" and len(seen) == 1
        assert stands().last_error == f"an attempt ended without an answer ({rules.MAY_BE_THERE})"
    else:
        assert receipt.next == "done"
        assert [attempt.uncertain for attempt in seen] == [False, True]
        assert {attempt.delivery.id for attempt in seen} == {stands().id}


def test_killed_before_anything_was_marked_leaves_the_row_as_it_was(
    app: ModuleType, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected()
    before = owed()

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(gathering, "news", die)
        with pytest.raises(Killed):
            send(app)
    assert stands() == before and network.requests == []
    assert send(app).next == "done"


def test_an_answer_that_cannot_be_recorded_is_a_doubt(
    app: ModuleType, network: Network, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Attempt] = []
    platform(monkeypatch, acting(seen), "look")
    connected()
    owed()
    real, calls = outbox.change, []

    def second_fails(before: Delivery, after: Delivery) -> None:
        calls.append(after.state)
        if len(calls) == 2:
            raise Transient("aws_busy", "x")
        real(before, after)

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "change", second_fails)
        with pytest.raises(Transient):
            send(app)
    time.passes(rules.LEASE_S)
    assert send(app).next == "done" and seen[-1].uncertain


def test_two_workflows_at_one_row_send_it_once(app: ModuleType, network: Network) -> None:
    connected()
    read_by_both = owed()
    assert app.send(read_by_both).next == "done"
    with pytest.raises(Transient, match="delivery_changed"):
        app.send(read_by_both)
    assert len(network.requests) == 1
    assert send(app).next == "done"


def test_doubt_is_told_to_every_later_attempt(
    app: ModuleType, network: Network, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Attempt] = []

    def deliver(this_one: Attempt) -> Exchange:
        seen.append(this_one)
        if this_one.uncertain:
            look = yield from call(Request(url="https://erp.example.com/find"), changes=False)
            if look.status != 200:
                return Verdict(result="retry", detail="cannot look")
            return Verdict(result="ok_duplicate", detail="it is there")
        yield from call(Request(url="https://erp.example.com/act"))
        return Verdict(result="unknown", detail="no answer")

    platform(monkeypatch, deliver, "look")
    connected()
    owed()
    network.answers = [Answer(status=None), *[Answer(status=503)] * 4, Answer(status=200)]  # a look is asked twice
    for _ in range(3):
        time.passes(send(app).wait_s)
        assert stands().state is DeliveryState.UNKNOWN
    assert send(app).next == "done"
    assert [request.url.rpartition("/")[2] for request in network.requests] == ["act", *["find"] * 5]


def test_what_was_taken_is_asked_after_even_after_a_crash(
    app: ModuleType, network: Network, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []

    def deliver(this_one: Attempt) -> Exchange:
        if this_one.delivery.last_status == "accepted":
            asked.append(this_one.delivery.remote_id)
            answer = yield from call(Request(url="https://erp.example.com/ask"), changes=False)
            return Verdict(result="ok" if answer.status == 200 else "retry", detail=f"HTTP {answer.status}")
        yield from call(Request(url="https://erp.example.com/act"))
        return Verdict(result="accepted", detail="taken", remote_id="task-1", retry_after_s=30)

    platform(monkeypatch, deliver, "person")
    connected()
    owed()
    assert send(app).wait_s == 30
    time.passes(30)
    network.answers = [Killed(), Answer(status=503), Answer(status=503), Answer(status=200)]
    with pytest.raises(Killed):
        send(app)
    time.passes(rules.LEASE_S)
    time.passes(send(app).wait_s)
    assert send(app).next == "done"
    assert asked == ["task-1"] * 3  # by three attempts
    assert sum(request.url.endswith("/act") for request in network.requests) == 1


def test_a_mistake_of_ours_in_the_middle_goes_to_a_person_and_rings(
    app: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deliver(_: Attempt) -> Exchange:
        yield from call(Request(url="https://erp.example.com"))
        raise KeyError("somebody's name")

    platform(monkeypatch, deliver, "key")
    connected()
    owed()
    with pytest.raises(KeyError):
        send(app)
    reason = f"our side: KeyError ({rules.MAY_BE_THERE})"
    assert (stands().state, stands().last_error) == (DeliveryState.PARKED, reason)


def test_an_address_that_is_not_allowed_is_for_the_operator(app: ModuleType, network: Network) -> None:
    connected(url="http://169.254.169.254/latest")
    network.answers = [Rejected("bad_url", "Only https is allowed.")]
    owed()
    assert send(app).next == "parked"
    assert "Only https" in (stands().last_error or "")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"enabled": False}, "the connector is switched off"),
        (
            {
                "enabled": False,
                "switched_off": SwitchedOff(at="2026-11-30T08:00:00.000Z", by="software", reason="HTTP 410"),
            },
            "the connector is switched off since 2026-11-30: HTTP 410",
        ),
    ],
)
def test_a_connector_that_is_off_gets_nothing_and_the_row_says_so(
    app: ModuleType, network: Network, change: dict[str, Any], reason: str
) -> None:
    connectors.change(connected(), **change)
    owed()
    assert send(app).next == "parked"
    assert (stands().last_error, network.requests) == (reason, [])


def test_a_connector_that_is_gone_and_a_secret_that_is_missing(app: ModuleType, network: Network) -> None:
    owed()
    assert send(app).next == "parked"
    assert stands().last_error == "there is no such connector any more"
    connectors.add(
        Connector(id="erp", kind=ConnectorKind.WEBHOOK, url="https://x.example.com", secret="mianshi/connector/no")
    )
    outbox.change(stands(), rules.redeliver(stands(), "key", clock.timestamp()))
    assert send(app).next == "parked"
    assert stands().last_error == "the connector's secret cannot be read (ResourceNotFoundException)"
    assert stands().attempts == 0 and network.requests == []
    assert connectors.health("erp").failures == 1


def test_what_is_owed_no_more_ends_quietly(app: ModuleType, network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    connected()
    owed()

    def gone(*_: Any, **__: Any) -> None:
        raise Rejected("gone", "the data were deleted")

    monkeypatch.setattr(gathering, "news", gone)
    assert send(app).next == "done"
    assert (stands().state, stands().last_status, network.requests) == (DeliveryState.DONE, "not_needed", [])


def test_a_partner_that_was_switched_off_is_sent_nothing_of_what_waits(app: ModuleType, network: Network) -> None:
    partners.add(Partner(id="pa_1", name="Lantern", active=False, created_at=clock.timestamp()))
    connected(partner="pa_1")
    owed()
    assert send(app).next == "done"
    row = stands()
    assert (row.last_status, row.last_error) == ("not_needed", "not sent: the partner may not be told of this any more")
    assert network.requests == []


def test_facts_that_are_missing_are_ours_to_mend(app: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    connected()
    before = owed()

    def strange(*_: Any, **__: Any) -> None:
        raise Rejected("not_found", "x")

    monkeypatch.setattr(gathering, "news", strange)
    with pytest.raises(Defect, match="no_news"):
        send(app)
    assert stands() == before


def test_rows_wait_for_their_turn_and_then_go_without_asking_again(
    app: ModuleType, network: Network, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Attempt] = []
    platform(monkeypatch, acting(seen), "key", limits=(Limit(10, 60),))
    connected()
    rows = [rules.new(ABOUT, "erp", EventKind.CONNECTOR_TEST, f"test-{n}.event", clock.timestamp()) for n in range(12)]
    outbox.add(rows)
    waits = [app.send(row).wait_s for row in rows]
    assert waits[:2] == [0, 0] and all(wait > 0 for wait in waits[2:])
    assert waits[2:] == sorted(set(waits[2:]))
    assert all(row.attempts == 0 for row in outbox.about(ABOUT) if row.state is DeliveryState.PENDING)
    start, sent_at = time.moment, []
    for row, wait in sorted(zip(rows[2:], waits[2:], strict=True), key=lambda pair: pair[1]):
        time.moment = start + timedelta(seconds=wait)
        again = outbox.find(ABOUT, "erp", row.action)
        assert again is not None
        assert app.send(again).next == "done"
        sent_at.append(wait)
    assert all(sum(begin <= at < begin + 60 for at in [0, 0, *sent_at]) <= 10 for begin in [0, *sent_at])


def test_two_connectors_of_one_secret_share_its_limit(app: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    platform(monkeypatch, acting([]), "key", limits=(Limit(2, 60),))
    one = connected()
    connectors.add(one.model_copy(update={"id": "other"}))
    connectors.add(one.model_copy(update={"id": "third", "secret": ""}))
    waits = []
    for name in ("erp", "other", "third"):
        row = rules.new(connector_subject(name), name, EventKind.CONNECTOR_TEST, "test-1.event", clock.timestamp())
        outbox.add([row])
        waits.append(app.send(row).wait_s)
    assert waits[0] == waits[2] == 0 and waits[1] > 0


def test_two_connectors_of_one_app_share_its_limit_and_its_key_tells_nothing(
    app: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform(monkeypatch, acting([]), "key", limits=(Limit(2, 60),), shape=AppSecret)
    waits, manager = [], boto3.client("secretsmanager")
    for name, key in (("one", "ding-app-1"), ("same", "ding-app-1"), ("another", "ding-app-2")):
        manager.create_secret(
            Name=f"mianshi/connector/{name}", SecretString=f'{{"app_key": "{key}", "app_secret": "s"}}'
        )
        connectors.add(
            Connector(id=name, kind=ConnectorKind.DINGTALK_APP, secret=f"mianshi/connector/{name}", changed_at="1")
        )
        row = rules.new(connector_subject(name), name, EventKind.CONNECTOR_TEST, "test-1.event", clock.timestamp())
        outbox.add([row])
        waits.append(app.send(row).wait_s)
    assert waits[0] == waits[2] == 0 and waits[1] > 0
    assert "ding-app" not in repr(boto3.client("dynamodb").scan(TableName=TABLE)["Items"])


def test_a_connector_whose_health_cannot_be_noted_is_told_all_the_same(
    app: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected()
    owed()

    def busy(*_: Any) -> None:
        raise Transient("aws_busy", "x")

    monkeypatch.setattr(health, "after", busy)
    assert send(app).next == "done"
    assert stands().state is DeliveryState.DONE


def test_the_log_of_a_delivery_names_no_address_and_no_secret(
    app: ModuleType, network: Network, log: io.StringIO
) -> None:
    connected(url="https://erp.example.com/hook?key=abc123")
    owed()
    network.answers = [Answer(status=500, body=b"13800000000 \xe6\x9d\x8e\xe9\x9b\xb7")]
    send(app)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    [line] = [line for line in lines if line["message"] == "delivery"]
    assert (line["connector"], line["result"], line["next"]) == ("erp", "retry", "retry")
    assert not any(word in json.dumps(lines) for word in ("abc123", "13800000000", "whsec", "李雷"))
