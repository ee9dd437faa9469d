"""Driving a deed: one token for all who need it, an answer that is never lost, secrets that are never told."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import boto3
import pytest

from bench.outbox_world import ARTEFACTS, TABLE
from mianshi.contracts.delivery import Answer, Connector, ConnectorKind, Request, Verdict
from mianshi.contracts.usage import Meter
from mianshi.delivery.exchange import Call, Ended, Exchange, Grant, NeedToken, Store, authorised, call, token
from mianshi.errors import Defect, Rejected, Transient
from mianshi.outbound import driving
from mianshi.platform import meter, objects
from mianshi.platform.clock import now
from mianshi.platform.store import connectors

pytestmark = pytest.mark.usefixtures("aws")
ERP = Connector(id="erp", kind=ConnectorKind.WEBHOOK, url="https://erp.example.com")
OTHER_KIND = Connector(id="other", kind=ConnectorKind.DINGTALK_APP)
FETCH = Request(url="https://erp.example.com/token?secret=s3cr3t", method="GET")
ACT = Request(url="https://erp.example.com/act")
OK = Verdict(result="ok", detail="HTTP 200")


def read(answer: Answer) -> Grant | Verdict:
    if answer.status == 200:
        return Grant(answer.body.decode(), 7200)
    return Verdict(result="unknown" if answer.status is None else "config_error", detail=f"HTTP {answer.status}")


NEED = NeedToken("app", FETCH, read)


class Network:
    """Answers by path; ``/token`` gives a new token each time."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []
        self.seconds: list[float] = []
        self.fetched = 0
        self.lock = threading.Lock()

    def __call__(self, request: Request, *, private_address_allowed: bool, total_timeout_s: float) -> Answer:
        with self.lock:
            self.requests.append(request)
            self.seconds.append(total_timeout_s)
            if "/token" in request.url:
                self.fetched += 1
                return Answer(status=200, body=f"token-{self.fetched}".encode())
            return self.answers.pop(0) if self.answers else Answer(status=200)


def drive(exchange: Exchange, network: Any, secret: str = "s") -> driving.Driven:
    return driving.drive(exchange, ERP, secret, network)


def acting(verdict: Verdict = OK) -> Exchange:
    held = yield from token(NEED)
    yield from call(ACT.model_copy(update={"headers": {"authorization": held}}))
    return verdict


def looking() -> Exchange:
    answer = yield from call(ACT, changes=False)
    return Verdict(result="ok" if answer.status == 200 else "unknown", detail="seen")


def test_a_token_is_fetched_once_and_used_until_it_ends_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network()
    assert [drive(acting(), network).verdict.result for _ in range(3)] == ["ok"] * 3
    assert network.fetched == 1
    assert {r.headers["authorization"] for r in network.requests if r.headers} == {"token-1"}
    later = now() + timedelta(seconds=7200 - 9 * 60)
    monkeypatch.setattr(driving, "now", lambda: later)
    monkeypatch.setattr(connectors, "now", lambda: later)
    drive(acting(), network)
    assert network.fetched == 2


def test_twenty_at_once_fetch_one_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driving, "_PAUSE_S", 0.02)
    monkeypatch.setattr(driving, "_TRIES", 1000)
    gate = threading.Barrier(20)

    class Slow(Network):
        def __call__(self, request: Request, **more: Any) -> Answer:
            if "/token" in request.url:
                threading.Event().wait(0.05)
            return super().__call__(request, **more)

    network = Slow()

    def one(_: int) -> str:
        gate.wait()
        return drive(acting(), network).verdict.result

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(one, range(20))) == ["ok"] * 20
    assert network.fetched == 1
    assert len({r.headers["authorization"] for r in network.requests if r.headers}) == 1


def test_a_token_that_was_refused_is_replaced_once() -> None:
    def deed() -> Exchange:
        answer = yield from authorised(
            NEED,
            lambda held: ACT.model_copy(update={"headers": {"authorization": held}}),
            lambda answer: answer.status == 401,
        )
        return Verdict(result="ok" if answer.status == 200 else "config_error", detail=f"HTTP {answer.status}")

    network = Network()
    drive(deed(), network)
    network.answers = [Answer(status=401), Answer(status=200)]
    assert drive(deed(), network).verdict.result == "ok"
    assert (network.fetched, network.requests[-1].headers["authorization"]) == (2, "token-2")
    network.answers = [Answer(status=401), Answer(status=401)]
    assert drive(deed(), network).verdict.result == "config_error"
    assert network.fetched == 3


def test_a_token_of_another_secret_or_address_is_not_used() -> None:
    network = Network()
    drive(acting(), network, "old")
    drive(acting(), network, "new")
    assert network.fetched == 2
    driving.drive(acting(), ERP.model_copy(update={"url": "https://sandbox.example.com"}), "new", network)
    assert network.fetched == 3


def test_whoever_waits_too_long_for_a_token_comes_back_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driving, "_PAUSE_S", 0.0)
    lease = connectors.lease("erp", "app")
    assert lease is not None
    driven = drive(acting(), Network())
    assert (driven.verdict.result, driven.acted) == ("retry", False)
    connectors.release("erp", "app", lease + 1)  # of somebody whose lease ran out before
    assert connectors.lease("erp", "app") is None
    connectors.release("erp", "app", lease)
    assert connectors.lease("erp", "app") is not None


def test_a_lease_of_a_function_that_died_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert connectors.lease("erp", "app") is not None
    moment = now() + timedelta(seconds=connectors.LEASE_S + 1)
    monkeypatch.setattr(connectors, "now", lambda: moment)
    assert connectors.lease("erp", "app") is not None


@pytest.mark.parametrize("broken", [Transient("aws_busy"), Defect("bad_seal"), RuntimeError("x")])
def test_whatever_breaks_while_fetching_the_lease_is_given_back(broken: Exception) -> None:
    def refuse(_: Request, **__: Any) -> Answer:
        raise broken

    if isinstance(broken, Transient):
        assert drive(acting(), refuse).verdict.result == "retry"
    else:
        with pytest.raises(type(broken)):
            drive(acting(), refuse)
    assert connectors.lease("erp", "app") is not None


@pytest.mark.parametrize(("status", "result"), [(None, "retry"), (400, "config_error")])
def test_no_token_is_a_verdict(status: int | None, result: str) -> None:
    def refuse(_: Request, **__: Any) -> Answer:
        return Answer(status=status)

    driven = drive(acting(), refuse)
    assert (driven.verdict.result, driven.acted) == (result, False)
    assert connectors.lease("erp", "app") is not None


def test_what_ended_deep_inside_is_the_verdict() -> None:
    def deed() -> Exchange:
        yield from call(ACT)
        raise Ended(Verdict(result="data_error", detail="no such field"))

    driven = drive(deed(), Network())
    assert (driven.verdict.detail, driven.acted) == ("no such field", True)


def test_a_request_that_must_not_be_sent_is_for_the_operator() -> None:
    def refuse(_: Request, **__: Any) -> Answer:
        raise Rejected("bad_url", "Only https is allowed.")

    assert drive(looking(), refuse).verdict.result == "config_error"


def test_only_what_may_change_something_leaves_a_doubt() -> None:
    silent = Network(*[Answer(status=None, error="no_answer: nothing in time")] * 2)
    assert drive(looking(), silent) == driving.Driven(Verdict(result="retry", detail="seen"), acted=False)
    unsure = drive(acting(Verdict(result="unknown", detail="no answer")), Network())
    assert (unsure.verdict.result, unsure.acted) == ("unknown", True)


def test_our_own_trouble_before_anything_left_is_no_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any) -> None:
        raise Transient("aws_busy", "x")

    monkeypatch.setattr(connectors, "token", busy)
    driven = drive(acting(), Network())
    assert driven == driving.Driven(Verdict(result="retry", detail="our side: aws_busy"), acted=False)

    def after_acting() -> Exchange:
        yield from call(ACT)
        yield from token(NEED)
        return OK

    driven = drive(after_acting(), Network())
    assert driven == driving.Driven(Verdict(result="unknown", detail="our side: aws_busy"), acted=True)


def test_calls_are_counted_by_month_without_tokens_and_looks_that_cost_nothing() -> None:
    def deed() -> Exchange:
        yield from token(NEED)
        yield from call(ACT)
        yield from call(ACT, changes=False)
        yield from call(ACT, changes=False, counted=False)
        return OK

    for known in (ERP, ERP.model_copy(update={"id": "same"}), OTHER_KIND):
        connectors.add(known)
    drive(deed(), Network())
    drive(looking(), Network())
    driving.drive(looking(), ERP.model_copy(update={"id": "same"}), "s3cr3t", Network())
    assert connectors.calls_this_month("erp") == connectors.calls_this_month("same") == 4, "the quota is shared"
    assert connectors.calls_this_month("other") == connectors.calls_this_month("nobody") == 0


def test_every_request_that_leaves_is_counted_for_what_it_may_cost_tokens_too() -> None:
    meter.reset()
    network = Network()
    drive(acting(), network)
    [used] = [usage for usage in meter.counted() if usage.meter is Meter.CONNECTOR_CALLS]
    assert (used.price_key, used.quantity) == ("connector.calls.erp", len(network.requests)) and used.quantity == 2


def test_a_count_that_cannot_be_kept_does_not_lose_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any) -> None:
        raise Transient("aws_busy", "x")

    monkeypatch.setattr(connectors, "counted", busy)
    assert drive(looking(), Network()).verdict.result == "ok"


def test_a_slow_platform_gets_less_and_less_time_and_then_none(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.0, 40.0, 49.0])
    monkeypatch.setattr("mianshi.outbound.driving.time.monotonic", lambda: next(clock))

    def deed() -> Exchange:
        for _ in range(3):
            yield from call(ACT)
        return OK

    network = Network()
    driven = drive(deed(), network)
    assert network.seconds == [15, 10]
    assert (driven.verdict.result, driven.acted) == ("unknown", True)


def test_a_call_that_asks_for_more_time_gets_it_while_there_is_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mianshi.outbound.driving.time.monotonic", lambda: 0.0)
    network = Network()

    def slow() -> Exchange:
        yield from call(ACT, seconds=30)
        yield from call(ACT)
        yield from call(ACT, seconds=90)
        return OK

    drive(slow(), network)
    assert network.seconds == [30, driving.CALL_S, driving.BUDGET_S]


def test_a_file_is_dropped_and_what_refuses_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def deed(bucket: str) -> Exchange:
        answer: Answer = yield Store(bucket, "drop/one.csv", b"a,b", "text/csv")
        return Verdict(
            result="ok" if answer.status == 200 else "config_error", detail=f"{answer.status} {answer.error}"
        )

    assert drive(deed(ARTEFACTS), Network()) == driving.Driven(Verdict(result="ok", detail="200 None"), acted=True)
    assert "403" in drive(deed("no-such-bucket"), Network()).verdict.detail

    def busy(*_: Any) -> None:
        raise Transient("aws_busy", "x")

    monkeypatch.setattr(objects, "put_bytes", busy)
    assert "503" in drive(deed(ARTEFACTS), Network()).verdict.detail


def test_no_secret_reaches_the_table_or_the_log(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any) -> None:
        raise Transient("aws_busy", "x")

    monkeypatch.setattr(connectors, "counted", busy)
    drive(acting(), Network(), "whsec_verysecret")
    drive(acting(Verdict(result="retry", detail="HTTP 500")), Network(), "whsec_other")
    told, kept = log.getvalue(), repr(list(_everything()))
    assert "calls not counted" in told and "TOKEN#app" in kept
    for secret in ("whsec_verysecret", "token-1", "s3cr3t"):
        assert secret not in told + kept


def _everything() -> Iterator[dict[str, Any]]:
    yield from boto3.client("dynamodb").scan(TableName=TABLE)["Items"]


def test_turns_are_given_in_order_and_never_more_than_the_limit_in_any_stretch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start = now()
    monkeypatch.setattr(connectors, "now", lambda: start)
    turns = [connectors.turn("a", 20, 60) for _ in range(60)]
    assert turns == sorted(turns)
    assert turns[:5] == [0] * 5
    assert all(sum(begin <= t < begin + 60_000 for t in turns) <= 20 for begin in turns)
    assert turns[-1] <= 60 * 4000
    assert connectors.turn("b", 20, 60) == 0
    monkeypatch.setattr(connectors, "now", lambda: start + timedelta(hours=1))
    assert connectors.turn("a", 20, 60) == 0


def test_turns_are_one_each_under_many_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    start = now()
    monkeypatch.setattr(connectors, "now", lambda: start)
    with ThreadPoolExecutor(16) as pool:
        turns = sorted(pool.map(lambda _: connectors.turn("a", 8, 60), range(24)))
    assert turns == [0, 0, *(10_000 * n for n in range(1, 23))]


def test_a_turn_that_comes_too_late_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    start = now()
    monkeypatch.setattr(connectors, "now", lambda: start)
    turns = [connectors.turn("a", 20, 60, 40) for _ in range(60)]  # a turn in 4 s, five at once
    assert turns[:16] == [0] * 5 + [4000 * n for n in range(1, 11)] + [44_000]
    assert set(turns[15:]) == {44_000}, "those who ask in vain do not push the others back"
    monkeypatch.setattr(connectors, "now", lambda: start + timedelta(seconds=4))
    assert connectors.turn("a", 20, 60, 40) == 40_000


def test_the_name_of_a_secret_does_not_stand_in_the_key_of_its_limit() -> None:
    connectors.turn("mianshi/connector/payroll", 20, 60)
    assert "payroll" not in repr(list(_everything()))


@pytest.mark.parametrize("wish", [Call(ACT), NEED])
def test_a_deed_is_closed_whatever_happens(wish: Any) -> None:
    closed: list[bool] = []

    def deed() -> Exchange:
        try:
            yield wish
        finally:
            closed.append(True)
        return OK

    def broken(_: Request, **__: Any) -> Answer:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        drive(deed(), broken)
    assert closed == [True]


@pytest.mark.parametrize(
    ("first", "requests"),
    [
        (Answer(status=None), 2),
        (Answer(status=503), 2),
        (Answer(status=429), 2),
        (Answer(status=429, headers={"retry-after": "60"}), 1),
        (Answer(status=404), 1),
    ],
)
def test_a_look_is_asked_once_more_and_an_act_never(
    monkeypatch: pytest.MonkeyPatch, first: Answer, requests: int
) -> None:
    monkeypatch.setattr(driving, "_PAUSE_S", 0)

    def deed(changes: bool) -> Exchange:
        answer = yield from call(ACT, changes=changes)
        return Verdict(result="ok" if answer.status == 200 else "retry", detail="")

    looked, acted = Network(first), Network(first)
    drive(deed(False), looked)
    drive(deed(True), acted)
    assert (len(looked.requests), len(acted.requests)) == (requests, 1)


def test_a_look_is_not_repeated_where_no_time_would_be_left_to_act(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driving, "BUDGET_S", 2 * driving.CALL_S - 1)
    network = Network(Answer(status=503), Answer(status=503))
    drive(looking(), network)
    assert len(network.requests) == 1
