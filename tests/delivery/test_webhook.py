import json
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import Answer, Connector, ConnectorKind
from mianshi.contracts.outcomes import Outcome
from mianshi.delivery import webhook
from mianshi.delivery.messages import Facts
from mianshi.errors import Rejected

NOW_MS = 1_700_000_000_000
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
OTHER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ERP = Connector(id="erp", kind=ConnectorKind.WEBHOOK, url="https://erp.example.com/in", secret="erp", language="en")
FACTS = Facts(
    interview_id="iv_01HZX0000000000000000000AA",
    role_name=Bilingual(zh="零售店长", en="Retail store manager"),
    outcome=Outcome.SCORED,
    total=78,
    recommendation="review",
    report_url="https://hr.example.com/i/1",
    closed_at="2026-11-20T08:00:00Z",
)


@pytest.mark.parametrize(
    ("secret", "identity", "stamp", "body", "signature"),
    [
        (
            OTHER,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            b'{"test": 2432232314}',
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
        (
            SECRET,
            "msg_demo0001",
            1700000000,
            b'{"type":"interview.report.ready","timestamp":"2023-11-14T22:13:20Z",'
            b'"data":{"interview_id":"iv_001","score":82}}',
            "v1,hot7944ddsGtKp5jwAS0e5aFXhVZJuWMgiMWjSChdd8=",
        ),
    ],
)
def test_signature_vectors(secret: str, identity: str, stamp: int, body: bytes, signature: str) -> None:
    assert webhook.sign(identity, stamp, body, secret) == signature


@given(st.binary(min_size=24, max_size=64), st.text(max_size=200), st.integers(0, 2**31))
def test_signature_agrees_with_the_reference_library(key: bytes, text: str, stamp: int) -> None:
    secret = "whsec_" + b64encode(key).decode()
    theirs = Webhook(secret).sign("dl_1", datetime.fromtimestamp(stamp, tz=UTC), text)
    assert webhook.sign("dl_1", stamp, text.encode(), secret) == theirs


def test_reference_library_accepts_a_request_and_no_changed_one() -> None:
    now_ms = int(datetime.now(tz=UTC).timestamp() * 1000)
    request = webhook.build(FACTS, ERP, SECRET, "dl_abc", now_ms)
    assert Webhook(SECRET).verify(request.body, request.headers)["id"] == "dl_abc"
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(request.body.replace(b"78", b"87"), request.headers)


def test_rotation_sends_both_signatures() -> None:
    now_ms = int(datetime.now(tz=UTC).timestamp() * 1000)
    request = webhook.build(FACTS, ERP, f"{SECRET} {OTHER}", "dl_abc", now_ms)
    assert len(request.headers["webhook-signature"].split(" ")) == 2
    for secret in (SECRET, OTHER):
        Webhook(secret).verify(request.body, request.headers)


def test_event_is_a_cloudevent_with_the_facts_only() -> None:
    request = webhook.build(FACTS, ERP, SECRET, "dl_abc", NOW_MS)
    event = json.loads(request.body)
    assert request.headers["content-type"].startswith("application/cloudevents+json")
    assert request.headers["webhook-id"] == event["id"] == "dl_abc"
    assert request.headers["webhook-timestamp"] == "1700000000"
    assert (event["specversion"], event["type"], event["subject"]) == (
        "1.0",
        "interview.scored",
        "iv_01HZX0000000000000000000AA",
    )
    assert datetime.fromisoformat(event["time"]).tzinfo is not None
    assert all(name.isalnum() and name.islower() for name in event)
    assert set(event["data"]) == {
        "interview_id",
        "role_name",
        "outcome",
        "total",
        "recommendation",
        "needs_person",
        "report_url",
        "closed_at",
    }
    assert event["data"]["total"] == 78 and event["data"]["needs_person"] is False


def test_second_attempt_differs_only_in_time_and_signature() -> None:
    first = webhook.build(FACTS, ERP, SECRET, "dl_abc", NOW_MS)
    second = webhook.build(FACTS, ERP, SECRET, "dl_abc", NOW_MS + 60_000)
    assert first.body == second.body
    assert {k for k in first.headers if first.headers[k] != second.headers[k]} == {
        "webhook-timestamp",
        "webhook-signature",
    }


def test_interview_without_a_score_asks_for_a_person() -> None:
    rejected = FACTS.model_copy(update={"outcome": Outcome.REJECTED, "total": None, "recommendation": None})
    event = json.loads(webhook.build(rejected, ERP, SECRET, "dl_abc", NOW_MS).body)
    assert event["type"] == "interview.rejected"
    assert event["data"]["total"] is None and event["data"]["needs_person"] is True


@pytest.mark.parametrize(
    "secret",
    ["", "   ", "whsec_", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "whsec_c2hvcnQ=", "whsec_%%%", "whsec_é"],
)
def test_unusable_secret_is_refused(secret: str) -> None:
    with pytest.raises(Rejected, match="bad_connector"):
        webhook.build(FACTS, ERP, secret, "dl_abc", NOW_MS)


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (200, "ok"),
        (201, "ok"),
        (204, "ok"),
        (301, "config_error"),
        (308, "config_error"),
        (410, "config_error"),
        (400, "retry"),
        (401, "retry"),
        (404, "retry"),
        (422, "retry"),
        (429, "retry"),
        (500, "retry"),
        (502, "retry"),
        (503, "retry"),
        (504, "retry"),
    ],
)
def test_status_table(status: int, result: str) -> None:
    assert webhook.read(Answer(status=status), NOW_MS).result == result


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", 120),
        ("0", 0),
        ("Tue, 14 Nov 2023 22:15:20 GMT", 120),
        ("Tue, 14 Nov 2023 22:00:00 GMT", 0),
        ("9" * 400, 10**9),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("Tue, 99 Nov 2023 22:15:20 GMT", None),
        ("", None),
        ("١٢", None),
    ],
)
def test_retry_after_as_seconds_or_date(value: str, wait: int | None) -> None:
    verdict = webhook.read(Answer(status=429, headers={"Retry-After": value}), NOW_MS)
    assert (verdict.result, verdict.retry_after_s) == ("retry", wait)


def test_a_date_is_rounded_up_never_earlier() -> None:
    answer = Answer(status=503, headers={"retry-after": "Tue, 14 Nov 2023 22:13:30 GMT"})
    assert webhook.read(answer, NOW_MS + 1).retry_after_s == 10


@given(st.text(max_size=60))
def test_no_header_breaks_the_reader(value: str) -> None:
    wait = webhook.read(Answer(status=503, headers={"retry-after": value}), NOW_MS).retry_after_s
    assert wait is None or wait >= 0


def test_silence_after_sending_is_unknown_and_before_is_retry() -> None:
    assert webhook.read(Answer(status=None, error="no_answer: nothing in time"), NOW_MS).result == "unknown"
    assert webhook.read(Answer(status=None, error="not_sent: no connection"), NOW_MS).result == "retry"


def test_what_the_receiver_says_is_not_kept() -> None:
    answer = Answer(status=500, body="张三 13800000000".encode())
    assert webhook.read(answer, NOW_MS).detail == "HTTP 500"
