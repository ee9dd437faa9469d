import json
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import INTERVIEW_EVENTS, Answer, ConnectorKind, EventKind, Request
from mianshi.contracts.news import (
    CandidateNews,
    CompetencyNews,
    CostLine,
    CostNews,
    InterviewNews,
    JobNews,
    News,
)
from mianshi.contracts.outcomes import Outcome
from mianshi.delivery import connectors, outbox, webhook
from mianshi.delivery.exchange import Attempt, Call
from mianshi.errors import Rejected
from mianshi.finance.overheads import parts
from support.deeds import AT, connector, interview_news
from support.happenings import PERSONAL, news_of

NOW_MS = 1_700_000_000_000
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
OTHER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def request_of(news: News, secret: str = SECRET, now_ms: int = NOW_MS, **settings: dict[str, str]) -> Request:
    """What would be sent."""
    erp = connector(ConnectorKind.WEBHOOK, "https://erp.example.com/in", language="en", settings=settings)
    row = outbox.new(news.subject, "erp", news.event, "closed-1.event", AT)
    wish = next(webhook.deliver(Attempt(row, erp, secret, news, now_ms)))
    assert isinstance(wish, Call)
    return wish.request


def data_of(news: News) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(request_of(news).body)["data"]
    return data


# -- signatures


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
    request = request_of(interview_news(), now_ms=now_ms)
    assert Webhook(SECRET).verify(request.body, request.headers)["type"] == "interview.scored"
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(request.body.replace(b"82", b"28"), request.headers)


def test_while_secrets_change_the_newest_signs_first_and_every_one_signs() -> None:
    now_ms = int(datetime.now(tz=UTC).timestamp() * 1000)
    request = request_of(interview_news(), f"{SECRET} {OTHER}", now_ms)
    listed = request.headers["webhook-signature"].split(" ")
    assert listed[0] == request_of(interview_news(), SECRET, now_ms).headers["webhook-signature"]
    assert len(listed) == 2
    for secret in (SECRET, OTHER):
        Webhook(secret).verify(request.body, request.headers)


@pytest.mark.parametrize(
    "secret",
    ["", "   ", "whsec_", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "whsec_c2hvcnQ=", "whsec_%%%", "whsec_é"],
)
def test_unusable_secret_is_refused(secret: str) -> None:
    with pytest.raises(Rejected, match="bad_connector"):
        request_of(interview_news(), secret)


# -- the event


def test_event_is_a_cloudevent_and_its_id_is_the_key() -> None:
    request = request_of(interview_news())
    event = json.loads(request.body)
    assert request.headers["content-type"].startswith("application/cloudevents+json")
    assert request.headers["webhook-id"] == event["id"] and "." not in event["id"]
    assert request.headers["webhook-timestamp"] == "1700000000"
    assert (event["specversion"], event["type"], event["time"]) == ("1.0", "interview.scored", AT)
    assert event["subject"] == event["data"]["interview_id"]
    assert all(name.isalnum() and name.islower() for name in event)


_JOB = {"job_id", "job_external_id", "job_title", "job_department"}
_WHO = _JOB | {"candidate_id", "candidate_external_id"}
_RESULT = {
    *("interview_id", "role_name", "outcome", "total", "recommendation", "needs_person", "competencies"),
    *("started_at", "closed_at", "report_url"),
}
_SCORED = _WHO | _RESULT
_NAMED = _WHO | {"interview_id", "page_url"}
_HIRED = {"starts_on", "position", "department", "employee_id", "told_about_scores"}


@pytest.mark.parametrize(
    ("event", "names"),
    [
        *((event, _SCORED) for event in sorted(INTERVIEW_EVENTS)),
        (EventKind.CANDIDATE_INVITED, _NAMED | {"invitation_ends_at"}),
        (EventKind.CANDIDATE_WITHDREW, _NAMED),
        (EventKind.CANDIDATE_ERASED, _NAMED),
        (EventKind.CANDIDATE_DECIDED, _NAMED | {"decision", "decided_at"}),
        (EventKind.CANDIDATE_HIRED, _SCORED | _HIRED),
        (
            EventKind.COSTS_BOOKED,
            {
                "month",
                "sequence",
                "reverses",
                "currency",
                "interviews",
                "amount_micro",
                "unpriced",
                "lines",
                "page_url",
            },
        ),
        (
            EventKind.RESUME_MATCHED,
            _NAMED | {"match_percent", "requirements_met", "requirements_asked", "requirements_missing"},
        ),
        (EventKind.INTERVIEW_DIVERGED, _NAMED | {"raters", "difference_percent", "competencies_apart"}),
        (
            EventKind.JOB_PASS_RATE,
            {
                *(*_JOB, "scored", "forward", "weeks", "pass_percent", "band_low_percent", "band_high_percent"),
                "page_url",
            },
        ),
        (EventKind.CONNECTOR_TEST, {"note"}),
        (EventKind.CONNECTOR_OFF, {"note"}),
    ],
)
def test_every_event_tells_ids_and_numbers_and_nothing_personal(event: EventKind, names: set[str]) -> None:
    request = request_of(news_of(event))
    told = json.loads(request.body)
    assert (told["type"], set(told["data"])) == (event.value, names)
    text = request.body.decode()
    assert not [word for word in PERSONAL if word in text]


def test_every_kind_of_event_is_in_the_table_above() -> None:
    for event in EventKind:
        assert request_of(news_of(event)).body


def test_a_result_tells_the_partners_own_ids_and_the_skills() -> None:
    data = data_of(interview_news())
    assert (data["job_external_id"], data["candidate_external_id"]) == ("REQ-7", "APP-1")
    assert (data["total"], data["recommendation"], data["needs_person"]) == (82, "forward", False)
    assert data["competencies"] == [
        {"name": "处理投诉", "level": 4.1, "score": 78},
        {"name": "带队", "level": None, "score": None},
    ]


def test_money_is_whole_millionths() -> None:
    data = data_of(news_of(EventKind.COSTS_BOOKED))
    assert (data["amount_micro"], data["currency"], data["interviews"]) == (12_340_000, "CNY", 3)
    assert data["lines"] == [{"department": "零售", "interviews": 3, "amount_micro": 12_340_000}]


def test_a_closed_month_names_what_it_lacks_however_much_that_is() -> None:
    news = news_of(EventKind.COSTS_CLOSED)
    assert news.closed is not None and data_of(news)["missing"] == []
    missing = [f"2026-11-{day:02} {part}" for day in range(1, 31) for part in parts.of_day(f"2026-11-{day:02}")]
    lacking = news.model_copy(update={"closed": news.closed.model_copy(update={"missing": missing})})
    assert data_of(lacking)["missing"] == missing
    assert len(request_of(lacking).body) < 20 * 1024


def test_somebody_hired_without_being_told_gets_no_scores_sent() -> None:
    without = news_of(EventKind.CANDIDATE_HIRED).model_copy(update={"interview": None})
    assert "total" not in data_of(without)


def test_interview_without_a_score_asks_for_a_person() -> None:
    full = interview_news()
    assert full.interview is not None
    bare = full.interview.model_copy(update={"outcome": Outcome.REJECTED, "total": None, "recommendation": None})
    data = data_of(full.model_copy(update={"event": EventKind.INTERVIEW_REJECTED, "interview": bare}))
    assert (data["total"], data["needs_person"], data["competencies"]) == (None, True, [])


def test_second_attempt_differs_only_in_time_and_signature() -> None:
    first, second = request_of(interview_news()), request_of(interview_news(), now_ms=NOW_MS + 60_000)
    assert first.body == second.body
    assert {k for k in first.headers if first.headers[k] != second.headers[k]} == {
        "webhook-timestamp",
        "webhook-signature",
    }


@pytest.mark.parametrize("letter", ["店", "𠮷", '"', "\\", "\x01", "\u202e", "🙂"])
def test_the_longest_news_there_are_stay_below_20_kb(letter: str) -> None:
    long = Bilingual(zh=letter * 10_000, en=letter * 10_000)
    parts = [CompetencyNews(name=letter * 10_000, level=4.1, score=78)] * 100
    told = InterviewNews(
        id="iv_" + "0" * 26,
        role_name=long,
        outcome=Outcome.SCORED,
        total=82,
        recommendation="forward",
        competencies=parts,
        started_at=AT,
        closed_at=AT,
        report_url="https://hr.example.com/" + "x" * 200,
    )
    job = JobNews(id="jb_1", title=long, department=letter * 100, external_id=letter * 64)
    who = CandidateNews(id="ca_1", external_id=letter * 64)
    hired = news_of(EventKind.CANDIDATE_HIRED, interview=told, job=job, candidate=who)
    lines = [CostLine(department=letter * 1000, interviews=10**6, amount_micro=10**15)] * 500
    costs = news_of(EventKind.COSTS_BOOKED).model_copy(
        update={"costs": CostNews(month="2026-11", currency="CNY", sequence=1, lines=lines)}
    )
    for news in (hired, costs):
        assert len(request_of(news).body) < 20 * 1024
    data = data_of(costs)
    assert len(data["lines"]) + data["lines_left_out"] == 500
    assert data["amount_micro"] == 500 * 10**15, "what is left out is in the sum"


# -- headers of their own


def test_headers_of_a_customer_are_sent_along() -> None:
    headers = request_of(interview_news(), headers={"X-Tenant": "7", "tenant": "a b"}).headers
    assert (headers["x-tenant"], headers["tenant"]) == ("7", "a b")
    assert set(request_of(interview_news()).headers) < set(headers)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("Host", "a"), ("content-length", "1"), ("Content-Type", "text/plain"), ("Transfer-Encoding", "chunked")),
        *(("connection", "close"), ("Webhook-Id", "x"), ("webhook-signature", "v1,x"), ("ce-id", "x")),
        *(("Authorization", "Bearer x"), ("cookie", "a=b"), ("proxy-authorization", "x"), ("user-agent", "x")),
        *(("x-a\r\nb", "c"), ("x-a", "b\r\nc: d"), ("x-a", "b\nc"), ("x a", "b"), ("x-a", "é"), ("", "b")),
    ],
)
def test_headers_that_belong_to_us_or_smuggle_are_refused(name: str, value: str) -> None:
    settings = {"headers": {name: value}}
    with pytest.raises(Rejected, match="bad_connector"):
        request_of(interview_news(), headers={name: value})
    with pytest.raises(Rejected, match="bad_connector: settings"):
        connectors.check(connector(ConnectorKind.WEBHOOK, "https://erp.example.com/in", settings=settings), SECRET)


# -- answers


@pytest.mark.parametrize(
    ("status", "result"),
    [
        *((status, "ok") for status in (200, 201, 202, 204)),
        *((status, "config_error") for status in (301, 302, 307, 308)),
        *((status, "retry") for status in (400, 401, 404, 415, 422, 429, 500, 502, 503, 504)),
        (410, "gone"),
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


def test_a_booking_that_takes_another_back_says_which_and_not_why() -> None:
    news = news_of(EventKind.COSTS_BOOKED)
    assert news.costs is not None
    back = {"reverses": 1, "sequence": 2, "reason": "booked twice by Qian"}
    body = request_of(news.model_copy(update={"costs": news.costs.model_copy(update=back)})).body.decode()
    data = json.loads(body)["data"]
    assert (data["reverses"], data["sequence"]) == (1, 2) and "Qian" not in body
    assert data_of(news)["reverses"] is None
