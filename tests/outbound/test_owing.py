"""What is owed, what may be told, how connectors are doing, and what the sweep finds."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mianshi.contracts.afterwards import Hire
from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import (
    Connector,
    ConnectorHealth,
    ConnectorKind,
    Delivery,
    DeliveryState,
    EventKind,
    Verdict,
)
from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.hiring import Candidate, Decision, DecisionKind, Job, JobChange, Stage
from mianshi.contracts.keys import candidate_subject, connector_subject, interview_subject, job_subject, month_subject
from mianshi.contracts.matching import METHOD, MatchNote
from mianshi.contracts.news import CostLine, CostNews, News, PassRateNews
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.people import Link
from mianshi.contracts.scorecard import CompetencyScore, Evidence, MissingKeyPoint, Scorecard
from mianshi.delivery import outbox as rules
from mianshi.doors import links
from mianshi.errors import Defect, Rejected, Transient
from mianshi.outbound import gathering, health, owing, replaying
from mianshi.platform import clock, workflow
from mianshi.platform.store import (
    bookings,
    candidates,
    connectors,
    erasing,
    interviews,
    jobs,
    matches,
    outbox,
    pass_rates,
    scorecards,
)
from mianshi.platform.store import links as kept_links
from support.shells import shell

pytestmark = pytest.mark.usefixtures("aws")
JOB, CANDIDATE, INTERVIEW = "jb_1", "ca_1", "iv_00000000000000000000000001"
AT = "2026-11-28T08:00:00.000Z"
OK, FAILED = Verdict(result="ok", detail=""), Verdict(result="retry", detail="HTTP 500")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Subjects of the events that were put on the bus."""
    subjects: list[str] = []
    monkeypatch.setattr(workflow, "announce", lambda kind, detail: subjects.append(f"{kind} {detail.subject}"))
    return subjects


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets days pass."""
    moment = [datetime(2026, 11, 30, 1, 0, 7, tzinfo=UTC)]

    class Virtual(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return moment[0].astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Virtual)

    def passing(**some: float) -> None:
        moment[0] += timedelta(**some)

    return passing


def connector(identity: str = "erp", **more: Any) -> Connector:
    given = {"id": identity, "kind": ConnectorKind.WEBHOOK, "url": "https://erp.example.com", "secret": "s"} | more
    made = Connector.model_validate(given)
    connectors.add(made)
    return made


def candidate(**more: Any) -> Candidate:
    job = Job(
        id=JOB, title=Bilingual(zh="店长", en="Manager"), owner="lin", role="r", role_version="v", policy="cn",
        department="零售", external_id="REQ-7", created_at=AT, changed_at=AT,
    )  # fmt: skip
    jobs.create(job, JobChange(at=AT, by="lin", role_version="v", revision=0, what=[]))
    given = {
        "id": CANDIDATE, "job_id": JOB, "name": "李雷", "phone": "13800000000", "email": "li@example.com",
        "stage": Stage.SUBMITTED, "created_at": AT, "created_by": "lin", "interview_id": INTERVIEW,
        "external_id": "APP-1", "source": "校招",
    } | more  # fmt: skip
    made = Candidate.model_validate(given)
    candidates.add([made], 30)
    return made


def interview(**more: Any) -> Interview:
    made = Interview(
        id=INTERVIEW, role="r", role_version="v", role_name=Bilingual(zh="店长", en="Manager"), language="zh",
        policy="cn", consent=Consent(recording=True, analysis=True, observations=False), uploads=[], created_at=AT,
        job_id=JOB, candidate_id=CANDIDATE,
    ).model_copy(update=more)  # fmt: skip
    interviews.create(made, 30)
    interviews.claim(made.id, "run")
    quote = Evidence(answer=0, start_ms=0, end_ms=900, quote="我当时先向顾客道歉", effect="supports", key_point="a")
    part = CompetencyScore(
        id="c", name="处理投诉", weight=1.0, level=4.0, score=75, confidence=0.8, evidence=[quote],
        missing_key_points=[MissingKeyPoint(id="r", name="没有提到退款")],
    )  # fmt: skip
    card = Scorecard(
        interview_id=made.id, role="r", role_version="v", policy="cn", language="zh", outcome=Outcome.SCORED, total=75,
        recommendation="forward", competencies=[part], gates=[], versions={},
    )  # fmt: skip
    scorecards.save(card, 1, 30)
    interviews.close(made.id, "run", Outcome.SCORED, [], total=75)
    return made


def row(event: EventKind, subject: str = candidate_subject(JOB, CANDIDATE), occurrence: str = "x-1") -> Delivery:
    return rules.new(subject, "erp", event, f"{occurrence}.event", AT)


def news(event: EventKind, subject: str = candidate_subject(JOB, CANDIDATE), *, with_person: bool = False) -> News:
    return gathering.news(row(event, subject), with_person=with_person)


# -- what is owed


def test_rows_of_a_change_are_its_own_and_the_same_when_asked_again(told: list[str]) -> None:
    connector()
    connector("off", enabled=False)
    known = candidate()
    first, again = (owing.about(known, EventKind.CANDIDATE_DECIDED) for _ in range(2))
    assert [d.id for d in first] == [d.id for d in again]
    assert [(d.connector, d.action, d.subject) for d in first] == [
        ("erp", "decided-1.event", candidate_subject(JOB, CANDIDATE))
    ]
    changed = candidates.change(known, deliveries=first, stage=Stage.DECIDED)
    assert outbox.about(first[0].subject) == first
    assert owing.about(changed, EventKind.CANDIDATE_DECIDED)[0].id != first[0].id
    owing.announce(first)
    assert told == [f"deliveries.owed {first[0].subject}"]


def test_what_is_owed_without_another_record_is_stored_and_told_once(told: list[str]) -> None:
    connector()
    subject = connector_subject("erp")
    assert len(owing.owe(EventKind.CONNECTOR_TEST, subject, "test-1")) == 1
    assert owing.owe(EventKind.CONNECTOR_TEST, subject, "test-1") == []
    assert told == [f"deliveries.owed {subject}"]


def test_an_event_that_cannot_be_sent_is_left_to_the_sweep(monkeypatch: pytest.MonkeyPatch, days: Any) -> None:
    connector()

    def deaf(*_: Any) -> None:
        raise Transient("event_not_taken", "x")

    with monkeypatch.context() as patch:
        patch.setattr(workflow, "announce", deaf)
        owed = owing.owe(EventKind.CONNECTOR_TEST, connector_subject("erp"), "test-1")
    assert len(owed) == 1
    told: list[str] = []
    monkeypatch.setattr(workflow, "announce", lambda _, detail: told.append(detail.subject))
    sweeping = shell("sync_hr", monkeypatch, "sweeping")
    assert sweeping.sweep().rows == 0, "ten minutes are a workflow's own"
    days(minutes=11)
    assert sweeping.sweep().rows == 1
    assert told == [connector_subject("erp")]


def test_the_sweep_tells_each_subject_once_and_leaves_what_waits_or_has_ended(
    monkeypatch: pytest.MonkeyPatch, told: list[str], days: Any
) -> None:
    subject = connector_subject("erp")
    late = [
        rules.new(subject, name, EventKind.CONNECTOR_TEST, "t.event", clock.timestamp()) for name in ("a", "b", "c")
    ]
    outbox.add(late)
    outbox.change(late[2], rules.park(late[2], clock.timestamp(), "x")[0])
    days(hours=1)
    waiting = rules.new(connector_subject("w"), "w", EventKind.CONNECTOR_TEST, "t.event", clock.timestamp())
    outbox.add([waiting])
    sweeping = shell("sync_hr", monkeypatch, "sweeping")
    assert sweeping.sweep().rows == 2
    assert told == [f"deliveries.owed {subject}"]


def test_more_rows_than_a_transaction_takes_are_completed_when_they_are_announced(told: list[str]) -> None:
    known = candidate()
    for number in range(100):
        connector(f"c{number}")
    owed = owing.about(known, EventKind.CANDIDATE_DECIDED)
    assert len(owed) == 100
    candidates.change(known, deliveries=owed, stage=Stage.DECIDED)
    owing.announce(owed)
    assert len(outbox.about(owed[0].subject)) == 100
    assert len(told) == 1


def test_only_a_parked_row_is_sent_again_by_hand(told: list[str]) -> None:
    connector()
    [owed] = owing.owe(EventKind.CONNECTOR_TEST, connector_subject("erp"), "test-1")
    for known in (owed.connector, "nobody"):
        with pytest.raises(Rejected):
            owing.resend(owed.subject, known, owed.action)
    outbox.change(owed, rules.park(owed, AT, "HTTP 404")[0])
    assert owing.resend(owed.subject, "erp", owed.action).last_error == "HTTP 404"
    [again] = outbox.about(owed.subject)
    assert (again.state, again.id, len(told)) == (DeliveryState.PENDING, owed.id, 2)


# -- what may be told


def test_an_interview_is_told_without_a_word_of_the_candidate() -> None:
    candidate()
    interview()
    made = news(EventKind.INTERVIEW_SCORED, interview_subject(INTERVIEW))
    text = made.model_dump_json()
    for private in ("李雷", "13800000000", "li@example.com", "道歉", "退款"):
        assert private not in text
    assert made.interview is not None and made.interview.total == 75
    assert made.candidate is not None and made.candidate.external_id == "APP-1"
    assert made.job is not None and made.job.external_id == "REQ-7"
    assert made.at == made.interview.closed_at
    assert news(EventKind.INTERVIEW_SCORED, interview_subject(INTERVIEW)) == made, "equal attempts are equal bytes"


def test_the_person_is_told_only_to_deeds_that_need_them() -> None:
    candidate()
    interview()
    made = news(EventKind.INTERVIEW_SCORED, interview_subject(INTERVIEW), with_person=True)
    assert made.person is not None and (made.person.name, made.person.phone) == ("李雷", "13800000000")
    assert news(EventKind.CANDIDATE_WITHDREW).person is None


def invited(**more: Any) -> Candidate:
    soon = clock.timestamp(clock.now() + timedelta(days=5))
    return candidate(**{"stage": Stage.INVITED, "invitation_ends_at": soon, "interview_id": None} | more)


def door() -> Link:
    return links.make("interview", job_id=JOB, candidate_id=CANDIDATE, created_by="lin", days=180)


def test_an_invitation_is_told_and_its_door_only_with_the_person() -> None:
    known = invited()
    made = news(EventKind.CANDIDATE_INVITED)
    assert made.invitation is not None
    assert (made.invitation.url, made.invitation.ends_at) == ("", known.invitation_ends_at)
    link = door()
    made = news(EventKind.CANDIDATE_INVITED, with_person=True)
    assert made.invitation is not None and made.invitation.url.endswith(links.path(link))
    candidates.change(known, invitation_ends_at=None)
    with pytest.raises(Rejected, match="gone"):
        news(EventKind.CANDIDATE_INVITED)


def test_a_door_that_is_not_listed_yet_is_waited_for_while_it_may_come(monkeypatch: pytest.MonkeyPatch) -> None:
    known = invited()
    with pytest.raises(Transient, match="link_not_listed"):
        news(EventKind.CANDIDATE_INVITED, with_person=True)
    old = door()
    renewed = candidates.change(known, invited_at=clock.timestamp(clock.now() + timedelta(seconds=5)))
    with pytest.raises(Transient, match="link_not_listed"):  # the renewed door is not made yet; this is the old one
        news(EventKind.CANDIDATE_INVITED, with_person=True)
    kept_links.revoke(old.id)
    monkeypatch.setattr(kept_links, "of_candidate", lambda _: [old])  # as an index that follows a moment later
    current = candidates.change(renewed, invited_at=known.created_at)
    with pytest.raises(Transient, match="link_not_listed"):
        news(EventKind.CANDIDATE_INVITED, with_person=True)
    candidates.change(current, stage=Stage.WITHDRAWN)
    with pytest.raises(Rejected, match="gone"):
        news(EventKind.CANDIDATE_INVITED, with_person=True)


def test_what_sent_a_candidate_is_told_and_rows_from_before_still_say_it() -> None:
    made = candidate(created_by="connector:c1", source="feishu_hire")
    assert made.came_by == "feishu_hire", "the row has no such field"
    edited = candidates.change(made, source="内推")
    told = news(EventKind.CANDIDATE_WITHDREW).candidate
    assert edited.came_by == "feishu_hire" and told is not None
    assert (told.source, told.came_by) == ("内推", "feishu_hire")
    by_hand = Candidate.model_validate({**made.model_dump(exclude={"came_by"}), "created_by": "lin"})
    assert by_hand.came_by == ""


def test_scores_go_into_a_staff_file_only_where_the_person_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    candidate()
    interview()
    for told in (False, True):
        hire = Hire(starts_on="2026-12-01", told_about_scores=told, by="lin", at=AT)
        monkeypatch.setattr("mianshi.platform.store.afterwards.hired", lambda *_, hire=hire: hire)
        made = news(EventKind.CANDIDATE_HIRED, with_person=True)
        assert (made.interview is not None) == told
        assert made.hire == hire
    assert news(EventKind.CANDIDATE_WITHDREW).interview is not None


def test_a_decision_is_told_without_its_reason() -> None:
    decision = Decision(
        kind=DecisionKind.REJECT, by="lin", by_name="Lin", reason="语气不好", at=AT, interview_id=None, saw_report=True
    )
    candidate(decision=decision, stage=Stage.DECIDED, interview_id=None)
    made = news(EventKind.CANDIDATE_DECIDED)
    assert made.decision is not None and made.decision.by_name == "Lin"
    assert "语气" not in made.model_dump_json()


def test_who_was_erased_is_told_to_nobody_but_that_they_were() -> None:
    candidate(stage=Stage.ERASED, name="", phone="", email="")
    buried = interview()
    for event in (EventKind.CANDIDATE_DECIDED, EventKind.CANDIDATE_HIRED, EventKind.CANDIDATE_INVITED):
        with pytest.raises(Rejected, match="gone"):
            news(event)
    with pytest.raises(Rejected, match="gone"):
        news(EventKind.INTERVIEW_SCORED, interview_subject(INTERVIEW))
    erasing.bury(buried)
    with pytest.raises(Rejected, match="gone"):
        news(EventKind.INTERVIEW_SCORED, interview_subject(INTERVIEW))
    assert news(EventKind.CANDIDATE_ERASED).candidate is not None


def test_costs_and_tests_and_what_is_not_there() -> None:
    line = CostLine(department="零售", interviews=3, amount_micro=5)
    bookings.book(CostNews(month="2026-11", currency="CNY", sequence=2, lines=[line]), [])
    booked = gathering.news(row(EventKind.COSTS_BOOKED, month_subject("2026-11"), "booked-2"), with_person=False)
    assert booked.costs is not None and booked.costs.sequence == 2
    assert "测试" in news(EventKind.CONNECTOR_TEST, connector_subject("erp")).told
    with pytest.raises(Defect, match="not_found"):
        news(EventKind.INTERVIEW_SCORED, interview_subject("iv_00000000000000000000000009"))
    interview_open = Interview(
        id="iv_00000000000000000000000008", role="r", role_version="v", language="zh", policy="cn", uploads=[],
        consent=Consent(recording=True, analysis=True, observations=False), created_at=AT,
    )  # fmt: skip
    interviews.create(interview_open, 30)
    with pytest.raises(Rejected, match="gone"):  # it was opened again: its next end is a happening of its own
        news(EventKind.INTERVIEW_SCORED, interview_subject(interview_open.id))


# -- how they are doing


def test_five_days_of_failures_switch_a_connector_off_and_tell_the_others(told: list[str], days: Any) -> None:
    erp = connector()
    connector("robot")
    for _ in range(5):
        health.after(erp, FAILED)
        days(days=1)
    assert connectors.find("erp") == erp, "four days and some are not five"
    days(hours=1)
    health.after(erp, FAILED)
    off = connectors.find("erp")
    assert off is not None and not off.enabled and off.switched_off is not None
    assert (off.switched_off.by, off.switched_off.reason) == ("software", "HTTP 500")
    assert [d.connector for d in outbox.about(connector_subject("erp"))] == ["robot"]
    assert told == ["deliveries.owed connector:erp"]


def test_one_success_begins_the_count_anew(days: Any) -> None:
    erp = connector()
    for _ in range(10):
        health.after(erp, FAILED)
        days(hours=20)
        health.after(erp, OK)
        days(hours=4)
    assert connectors.find("erp") == erp
    assert connectors.health("erp").failures == 0


def test_few_failures_over_a_long_time_are_no_reason(days: Any) -> None:
    erp = connector()
    for _ in range(health.FEWEST - 1):
        health.after(erp, FAILED)
        days(days=10)
    assert connectors.find("erp") == erp


def test_a_receiver_that_wants_nothing_more_is_switched_off_at_once(told: list[str]) -> None:
    erp = connector()
    health.after(erp, Verdict(result="gone", detail="HTTP 410"))
    off = connectors.find("erp")
    assert off is not None and not off.enabled
    health.after(off, Verdict(result="gone", detail="HTTP 410"))
    assert len(told) == 0, "nobody else is there to be told"


def test_whoever_changed_the_connector_meanwhile_has_the_last_word() -> None:
    erp = connector()
    connectors.change(erp, url="https://new.example.com")
    health.after(erp, Verdict(result="gone", detail="HTTP 410"))
    found = connectors.find("erp")
    assert found is not None and found.enabled


def test_a_refused_message_says_nothing_about_the_connection_and_success_is_noted_seldom(
    monkeypatch: pytest.MonkeyPatch, days: Any
) -> None:
    erp = connector()
    notes: list[Any] = []
    real = connectors.doing

    def doing(health: ConnectorHealth) -> None:
        notes.append(health)
        real(health)

    monkeypatch.setattr(connectors, "doing", doing)
    health.after(erp, Verdict(result="data_error", detail="x"))
    assert notes == []
    for _ in range(10):
        health.after(erp, OK)
        days(seconds=20)
    assert len(notes) == 1
    for _ in range(30):
        health.after(erp, FAILED)
        days(seconds=1)
    assert len(notes) == 1 + health.FEWEST
    days(minutes=2)
    health.after(erp, FAILED)
    assert connectors.health("erp").failures == health.FEWEST + 1


def test_a_person_switches_off_without_telling_everybody(told: list[str]) -> None:
    erp = connector()
    connector("robot")
    health.switch_off(erp, "lin", "")
    off = connectors.find("erp")
    assert off is not None and off.switched_off is not None and off.switched_off.by == "lin"
    assert told == []


def test_each_switching_off_is_told_although_the_day_is_the_same(told: list[str], days: Any) -> None:
    erp = connector()
    connector("robot")
    for _ in range(2):
        health.switch_off(erp, "software", "HTTP 410")
        off = connectors.find("erp")
        assert off is not None
        days(hours=1)
        erp = connectors.change(off, enabled=True, switched_off=None)
    assert len(outbox.about(connector_subject("erp"))) == len(told) == 2


def test_a_row_of_a_later_version_stops_no_other() -> None:
    subject = connector_subject("erp")
    rows = [rules.new(subject, name, EventKind.CONNECTOR_TEST, "t.event", AT) for name in ("a", "b")]
    outbox.add(rows)
    stored = outbox.delivery_row(rows[0])
    stored.body = stored.body.replace('"event":"connector.test"', '"event":"connector.of_tomorrow"')
    stored.save()
    assert outbox.about(subject) == outbox.owed("2026-12-31", 5) == [rows[1]]


def test_only_what_was_delivered_has_an_end() -> None:
    subject = connector_subject("erp")
    row = rules.new(subject, "erp", EventKind.CONNECTOR_TEST, "t.event", AT)
    parked, _ = rules.park(row, AT, "x")
    assert outbox.delivery_row(row).expires_at is outbox.delivery_row(parked).expires_at is None
    assert outbox.delivery_row(row.model_copy(update={"state": DeliveryState.DONE})).expires_at is not None


@pytest.mark.parametrize(
    "event", [EventKind.CANDIDATE_WITHDREW, EventKind.CANDIDATE_ERASED, EventKind.INTERVIEW_SCORED]
)
def test_what_one_partner_calls_somebody_is_told_to_no_other(event: EventKind) -> None:
    candidate(created_by="partner:pa_1")
    interview()
    job = jobs.find(JOB)
    assert job is not None
    line = JobChange(at=AT, by="lin", role_version="v", revision=1, what=[])
    jobs.change(job, job.model_copy(update={"partner": "pa_1"}), line)
    subject = interview_subject(INTERVIEW) if event is EventKind.INTERVIEW_SCORED else candidate_subject(JOB, CANDIDATE)

    def called(partner: str | None) -> tuple[str, str]:
        told = gathering.news(row(event, subject), with_person=False, partner=partner)
        assert told.job is not None and told.candidate is not None and told.candidate.id == CANDIDATE
        return told.job.external_id, told.candidate.external_id

    assert called("pa_1") == called(None) == ("REQ-7", "APP-1")
    assert called("pa_2") == ("", "")


def test_what_is_replayed_was_told_before() -> None:
    delivered = row(EventKind.CANDIDATE_WITHDREW).model_copy(update={"state": DeliveryState.DONE})
    outbox.add([delivered])
    assert replaying.replay(connector(), [delivered]) == 1
    [again] = outbox.about(delivered.subject)
    assert again.state is DeliveryState.UNKNOWN, "whoever was erased meanwhile is to be deleted there, too"


def test_rows_beyond_the_transaction_are_counted_in_the_log(told: list[str], log: io.StringIO) -> None:
    many = [rules.new(connector_subject("c"), f"c{n}", EventKind.CONNECTOR_TEST, "t.event", AT) for n in range(82)]
    owing.announce(many)
    [line] = [line for line in log.getvalue().splitlines() if "beyond the transaction" in line]
    assert json.loads(line)["rows"] == 2


# -- what somebody should look at


def test_a_matched_resume_and_a_pass_rate_are_told_from_what_is_kept(told: list[str]) -> None:
    connector()
    candidate()
    with pytest.raises(Rejected, match="gone"):
        news(EventKind.RESUME_MATCHED)
    older = MatchNote(percent=99, met=8, asked=8, posting="p", at=AT, method="match-0")
    matches.keep(JOB, CANDIDATE, older, 30)
    with pytest.raises(Transient, match="resume_read_anew"):
        news(EventKind.RESUME_MATCHED)
    matches.keep(
        JOB, CANDIDATE, MatchNote(percent=73, met=5, asked=8, missing=1, posting="p", at=AT, method=METHOD), 30
    )
    made = news(EventKind.RESUME_MATCHED)
    assert made.resume is not None and (made.resume.percent, made.resume.missing) == (73, 1)
    assert made.person is None and "李雷" not in made.model_dump_json()
    rate = PassRateNews(scored=20, forward=6, weeks=4, low=0.5, high=1.0)
    owed = owing.rows(EventKind.JOB_PASS_RATE, job_subject(JOB), "passed-1", JOB)
    assert pass_rates.tell(JOB, rate, owed)
    assert not pass_rates.tell(JOB, rate.model_copy(update={"forward": 5}), owed), "the same time owes nothing twice"
    [row_of_it] = outbox.about(job_subject(JOB))
    assert gathering.news(row_of_it, with_person=False).pass_rate == rate
    assert told == []
