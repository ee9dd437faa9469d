"""Built, sent, received, read: the whole way of a message against receivers that check it independently."""

import json
import time
from collections.abc import Iterator
from email.utils import formatdate
from urllib.parse import quote

import pytest

from laptop.receivers import Receivers
from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import Connector, ConnectorKind, Delivery, DeliveryState, Request, Verdict
from mianshi.contracts.outcomes import Outcome
from mianshi.delivery import connectors, outbox
from mianshi.delivery.messages import Facts
from mianshi.errors import Rejected
from mianshi.platform import http

FACTS = Facts(
    interview_id="iv_01HZX0000000000000000000AA",
    role_name=Bilingual(zh="软件工程师", en="Software engineer"),
    outcome=Outcome.SCORED,
    total=64,
    recommendation="review",
    report_url="https://hr.example.com/i/1",
    closed_at="2026-11-20T08:00:00Z",
)
KINDS = list(ConnectorKind)


class Clock:
    def __init__(self) -> None:
        self.s = time.time()

    def __call__(self) -> float:
        return self.s

    @property
    def ms(self) -> int:
        return int(self.s * 1000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def receivers(clock: Clock) -> Iterator[Receivers]:
    with Receivers(clock) as started:
        yield started


def connector(receivers: Receivers, kind: ConnectorKind) -> tuple[Connector, str]:
    robot = kind is ConnectorKind.DINGTALK_ROBOT
    url = receivers.dingtalk_url if robot else receivers.webhook_url
    made = Connector(id="here", kind=kind, url=url, secret="s", private_address_allowed=True)
    return made, receivers.dingtalk_secret if robot else receivers.webhook_secret


def deliver(
    receivers: Receivers, kind: ConnectorKind, clock: Clock, delivery_id: str = "dl_1", secret: str | None = None
) -> Verdict:
    target, right = connector(receivers, kind)
    request = connectors.build_request(FACTS, target, secret or right, delivery_id, clock.ms)
    answer = http.send(request, private_address_allowed=True, total_timeout_s=0.5)
    return connectors.read_answer(target, answer, clock.ms)


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_arrives_verified_and_a_repeat_is_recognised(
    receivers: Receivers, clock: Clock, kind: ConnectorKind
) -> None:
    assert deliver(receivers, kind, clock).result == "ok"
    assert deliver(receivers, kind, clock).result == "ok"
    assert [(r.kind, r.id, r.verified, r.duplicate) for r in receivers.received] == [
        (kind.value, "dl_1", True, False),
        (kind.value, "dl_1", True, True),
    ]


def test_dingtalk_answers_with_numbers_and_with_words(receivers: Receivers, clock: Clock) -> None:
    results = {deliver(receivers, ConnectorKind.DINGTALK_ROBOT, clock, f"dl_{n}").result for n in range(4)}
    assert results == {"ok"}


@pytest.mark.parametrize(("field", "code"), [("sign_secret", "310000"), ("access_token", "400101")])
def test_dingtalk_refuses_a_wrong_secret(receivers: Receivers, clock: Clock, field: str, code: str) -> None:
    wrong = json.dumps(json.loads(receivers.dingtalk_secret) | {field: "SECwrong"})
    verdict = deliver(receivers, ConnectorKind.DINGTALK_ROBOT, clock, secret=wrong)
    assert verdict.result == "config_error" and code in verdict.detail
    assert not receivers.received[0].verified


def test_dingtalk_refuses_a_signature_encoded_twice(receivers: Receivers, clock: Clock) -> None:
    target, secret = connector(receivers, ConnectorKind.DINGTALK_ROBOT)
    request = connectors.build_request(FACTS, target, secret, "dl_1", clock.ms)
    head, _, sign = request.url.partition("&sign=")
    twice = Request(url=f"{head}&sign={quote(sign, safe='')}", headers=request.headers, body=request.body)
    answer = http.send(twice, private_address_allowed=True)
    assert connectors.read_answer(target, answer, clock.ms).result == "config_error"
    assert "310000" in receivers.received[0].said


@pytest.mark.parametrize(("kind", "off_s"), [(ConnectorKind.DINGTALK_ROBOT, 3601), (ConnectorKind.WEBHOOK, 301)])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_clock_too_far_off_is_refused(
    receivers: Receivers, clock: Clock, kind: ConnectorKind, off_s: int, sign: int
) -> None:
    target, secret = connector(receivers, kind)
    request = connectors.build_request(FACTS, target, secret, "dl_1", clock.ms + sign * (off_s + 1) * 1000)
    verdict = connectors.read_answer(target, http.send(request, private_address_allowed=True), clock.ms)
    assert verdict.result in ("config_error", "retry") and not receivers.received[0].verified
    request = connectors.build_request(FACTS, target, secret, "dl_1", clock.ms + sign * (off_s - 3) * 1000)
    verdict = connectors.read_answer(target, http.send(request, private_address_allowed=True), clock.ms)
    assert verdict.result == "ok"


def test_dingtalk_blocks_the_21st_message_of_a_minute_for_ten(receivers: Receivers, clock: Clock) -> None:
    kind = ConnectorKind.DINGTALK_ROBOT
    assert {deliver(receivers, kind, clock, f"dl_{n}").result for n in range(20)} == {"ok"}
    for n in (20, 21):
        verdict = deliver(receivers, kind, clock, f"dl_{n}")
        assert (verdict.result, verdict.retry_after_s) == ("retry", 600)
    clock.s += 599
    assert deliver(receivers, kind, clock, "dl_20").result == "retry"
    clock.s += 2
    assert deliver(receivers, kind, clock, "dl_20").result == "ok"


def test_webhook_receiver_refuses_a_changed_body_and_takes_either_secret(receivers: Receivers, clock: Clock) -> None:
    target, secret = connector(receivers, ConnectorKind.WEBHOOK)
    request = connectors.build_request(FACTS, target, secret, "dl_1", clock.ms)
    changed = request.model_copy(update={"body": request.body.replace(b"64", b"99")})
    assert http.send(changed, private_address_allowed=True).status == 401
    old = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert deliver(receivers, ConnectorKind.WEBHOOK, clock, secret=f"{old} {secret}").result == "ok"
    assert deliver(receivers, ConnectorKind.WEBHOOK, clock, "dl_2", secret=old).result == "retry"


def test_every_start_makes_new_secrets() -> None:
    receivers = Receivers()
    with receivers:
        first = (receivers.dingtalk_secret, receivers.webhook_secret)
    with receivers:
        assert not set(first) & {receivers.dingtalk_secret, receivers.webhook_secret}


@pytest.mark.parametrize("retry_after", ["90", "date"])
def test_retry_after_reaches_the_outbox(receivers: Receivers, clock: Clock, retry_after: str) -> None:
    value = formatdate(int(clock.s) + 90, usegmt=True) if retry_after == "date" else retry_after
    receivers.fail_next(1, status=503, retry_after=value)
    verdict = deliver(receivers, ConnectorKind.WEBHOOK, clock)
    assert verdict.result == "retry" and verdict.retry_after_s in (89, 90)
    assert receivers.received == []


@pytest.mark.parametrize("how", ["reset", "slow"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_lost_on_the_way_is_sent_again_and_seen_once(
    receivers: Receivers, clock: Clock, kind: ConnectorKind, how: str
) -> None:
    target, _ = connector(receivers, kind)
    row = outbox.plan(FACTS.interview_id, [target], "closed", "2026-11-20T08:00:00Z")[0]
    receivers.fail_next(1, "reset" if how == "reset" else "slow")
    row = attempt(receivers, clock, kind, row)
    assert row.state is DeliveryState.UNKNOWN
    assert outbox.may_send(row, connectors.has_dedupe_key(target)) == "send"
    row = attempt(receivers, clock, kind, row)
    assert row.state is DeliveryState.DONE
    assert [(r.id, r.verified, r.duplicate) for r in receivers.received] == [
        (row.id, True, False),
        (row.id, True, True),
    ]


def attempt(receivers: Receivers, clock: Clock, kind: ConnectorKind, row: Delivery) -> Delivery:
    now = "2026-11-20T08:00:01Z"
    row = outbox.sending(row, now)
    return outbox.after(row, deliver(receivers, kind, clock, row.id), now, 0.0)[0]


@pytest.mark.parametrize("status", [301, 410])
def test_a_receiver_that_moved_or_left_is_parked(receivers: Receivers, clock: Clock, status: int) -> None:
    receivers.fail_next(1, status=status)
    assert deliver(receivers, ConnectorKind.WEBHOOK, clock).result == "config_error"


def test_a_guard_without_the_exception_does_not_reach_the_loopback(receivers: Receivers, clock: Clock) -> None:
    target, secret = connector(receivers, ConnectorKind.WEBHOOK)
    request = connectors.build_request(FACTS, target, secret, "dl_1", clock.ms)
    with pytest.raises(Rejected) as caught:
        http.send(request, private_address_allowed=False)
    verdict = connectors.refused(caught.value)
    assert verdict.result == "config_error" and "bad_url" in verdict.detail
    assert receivers.received == []
