"""Webhooks against a receiver that is not ours in anything but the name."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook

from fakes.webhook import GONE, MOVED, SLOW_HEADER, WebhookReceiver, new_secret
from mianshi.contracts.delivery import ConnectorKind, EventKind, Request
from mianshi.delivery import webhook
from support.deeds import Sender, connector, interview_news
from support.happenings import news_of


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as running:
        yield running


def sender(receiver: WebhookReceiver, secret: str = "", timeout_s: float = 1.0) -> Sender:
    return Sender(connector(ConnectorKind.WEBHOOK, receiver.endpoint), secret or receiver.secret, timeout_s=timeout_s)


@pytest.mark.parametrize("event", list(EventKind))
def test_the_receiver_takes_every_event_once(receiver: WebhookReceiver, event: EventKind) -> None:
    ours = sender(receiver)
    receiver.success = 204
    assert [ours.send(news_of(event), "event").result for _ in range(2)] == ["ok", "ok"]
    assert [(a.verified, a.duplicate, a.said) for a in receiver.arrivals] == [(True, False, "204"), (True, True, "204")]
    assert list(receiver.effects.values()) == [1]


def test_the_receiver_refuses_a_foreign_secret_and_takes_either_while_they_change(receiver: WebhookReceiver) -> None:
    assert sender(receiver, new_secret()).send(interview_news(), "event").detail == "HTTP 401"
    old, receiver.secrets = receiver.secrets[0], [new_secret(), receiver.secrets[0]]
    assert sender(receiver, old).send(interview_news(), "event").result == "ok"
    receiver.secrets = receiver.secrets[:1]
    assert sender(receiver, old).send(interview_news(2), "event").detail == "HTTP 401"
    assert sender(receiver, f"{receiver.secret} {old}").send(interview_news(2), "event").result == "ok"


@pytest.mark.parametrize(("off_s", "result"), [(299, "ok"), (-299, "ok"), (310, "retry"), (-310, "retry")])
def test_the_receiver_looks_at_the_clock_both_ways(receiver: WebhookReceiver, off_s: int, result: str) -> None:
    now_s = receiver.clock()
    receiver.clock = lambda: now_s
    ours = sender(receiver)
    ours.clock = lambda: now_s + off_s
    assert ours.send(interview_news(), "event").result == result


def test_the_receiver_takes_what_the_reference_library_signs(receiver: WebhookReceiver) -> None:
    body = json.dumps({"specversion": "1.0", "id": "dl_9", "source": "/x", "type": "t"})
    now = datetime.fromtimestamp(int(receiver.clock()), tz=UTC)
    headers = {
        "content-type": "application/cloudevents+json",
        "webhook-id": "dl_9",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": "v1a,AAAA " + Webhook(receiver.secret).sign("dl_9", now, body),
    }
    sender(receiver)._call(Request(url=receiver.endpoint, headers=headers, body=body.encode()))
    assert receiver.arrivals[-1].said == "200"


def test_the_receiver_refuses_what_is_no_event(receiver: WebhookReceiver) -> None:
    ours = sender(receiver)
    ours.send(interview_news(), "event")
    assert receiver.arrivals[-1].body["data"]["total"] == 82
    for changed, said in ((b"{}", "422"), (b"x" * 20481, "413")):
        now_s = int(receiver.clock())
        signed = webhook.sign("dl_9", now_s, changed, receiver.secret)
        headers = {
            "content-type": "application/cloudevents+json",
            "webhook-id": "dl_9",
            "webhook-timestamp": str(now_s),
            "webhook-signature": signed,
        }
        ours._call(Request(url=receiver.endpoint, headers=headers, body=changed))
        assert receiver.arrivals[-1].said.startswith(said)
    assert len(receiver.effects) == 1


def test_what_passes_is_tried_again_and_what_ends_is_not(receiver: WebhookReceiver) -> None:
    ours = sender(receiver, timeout_s=0.3)
    for number, fault in enumerate([*receiver.faults(), SLOW_HEADER]):
        receiver.fail_next(1, fault)
        first = ours.send(interview_news(number), "event")
        expected = {"slow body": "ok", "endless body": "ok"}.get(
            fault.name, "retry" if fault.how == "answer" else "unknown"
        )
        assert first.result == expected, fault.name
        assert ours.send(interview_news(number), "event").result == "ok"
    assert set(receiver.effects.values()) == {1}
    for fault, result in ((MOVED, "config_error"), (GONE, "gone")):
        receiver.fail_next(1, fault)
        assert ours.send(interview_news(99), "event").result == result


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_of_the_receiver_is_heard(receiver: WebhookReceiver, as_date: bool) -> None:
    receiver.fail_next(1, receiver.too_fast(as_date=as_date))
    verdict = sender(receiver).send(interview_news(), "event")
    assert verdict.result == "retry" and verdict.retry_after_s in (7, 8)
