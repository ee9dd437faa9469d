"""Approvals of DingTalk: started once, and found again by our number in their form."""

from collections.abc import Iterator
from typing import Any

import pytest

from fakes.dingtalk import (
    BLOCKED_PAGE,
    QPS_NEW,
    QUOTA_OLD,
    DingTalk,
)
from fakes.frame import Fault, Reply
from mianshi.contracts.delivery import DeliveryState, EventKind
from mianshi.contracts.hiring import DecisionKind
from mianshi.contracts.news import News
from mianshi.delivery import dingtalk_app, dingtalk_approvals, outbox
from support.deeds import AT, Sender, interview_news
from support.dingtalk import RESETS, WAYS, Clock, decided, hired, now_at, of_candidate, running, sender, slowed


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def dingtalk(clock: Clock) -> Iterator[DingTalk]:
    yield from running(clock)


@pytest.fixture
def ours(dingtalk: DingTalk, clock: Clock) -> Sender:
    return sender(dingtalk, clock)


def test_a_second_round_is_started_with_our_number_in_its_form(ours: Sender, dingtalk: DingTalk) -> None:
    verdict = ours.send(decided(), "second_round")
    assert verdict.result == "ok" and verdict.remote_id in dingtalk.instances
    [given_] = [arrival.body for arrival in dingtalk.arrivals]
    form = {entry["name"]: entry["value"] for entry in given_["formComponentValues"]}
    assert form == {
        "系统编号": dingtalk.arrivals[0].key,
        "职位": "上海店长",
        "候选人编号": f"ca_{1:026d}",
        "AI评分": "82",
        "决定人": "李经理",
    }
    assert (given_["originatorUserId"], given_["deptId"], "approvers" in given_) == ("hr02", -1, False)


def test_an_offer_names_its_approvers(ours: Sender, dingtalk: DingTalk) -> None:
    assert ours.send(hired(), "offer").result == "ok"
    [given_] = [arrival.body for arrival in dingtalk.arrivals]
    assert given_["approvers"] == [{"actionType": "OR", "userIds": ["manager01", "hr02"]}]
    assert {entry["value"] for entry in given_["formComponentValues"]} >= {"2026-12-14", "店长"}


@pytest.mark.parametrize(
    "news",
    [
        decided(DecisionKind.HOLD),
        decided(DecisionKind.REJECT),
        of_candidate(EventKind.CANDIDATE_DECIDED, decision=None),
        decided(at="2026-11-28T09:00:00.000Z"),
    ],
)
def test_only_the_decision_that_it_goes_on_starts_a_second_round(ours: Sender, dingtalk: DingTalk, news: News) -> None:
    verdict = ours.send(news, "second_round")
    assert verdict.result == "ok" and "nothing to start" in verdict.note
    assert dingtalk.used == 0 and not dingtalk.instances


def test_two_decisions_in_one_breath_start_one_second_round(ours: Sender, dingtalk: DingTalk) -> None:
    """Both rows see the second decision; only the row that was made with it acts on it."""
    second = "2026-11-28T08:00:00.900Z"
    for revision, created_at in enumerate((AT, second)):
        ours.send(decided(at=second), "second_round", occurrence=f"decided-{revision}", created_at=created_at)
    assert len(dingtalk.instances) == 1


def test_a_day_in_a_form_is_that_of_china() -> None:
    row = outbox.new("candidate:jb_1:ca_1", "c1", EventKind.CANDIDATE_DECIDED, "decided-1.second_round", AT)
    evening = decided(at="2026-11-28T16:30:00.000Z")
    assert dingtalk_approvals.values(evening, row, "zh")["decided_on"] == "2026-11-29"


@pytest.mark.parametrize("deed", ["second_round", "offer"])
@pytest.mark.parametrize("how", RESETS)
def test_an_approval_whose_answer_was_lost_is_found_and_not_started_again(
    ours: Sender, dingtalk: DingTalk, clock: Clock, deed: str, how: Any
) -> None:
    ours.send(interview_news(), "check")
    dingtalk.fail_next(1, Fault(how))
    assert ours.send(WAYS[deed](), deed, **now_at(clock)).result == "unknown"
    for occurrence in ("x-1", "x-2", "x-3"):  # others of the same form stand before it
        ours.send(WAYS[deed](), deed, occurrence=occurrence)
    again = ours.send(WAYS[deed](), deed, uncertain=True, **now_at(clock))
    assert again.result == "ok_duplicate" and again.remote_id in dingtalk.instances
    assert set(dingtalk.effects.values()) == {1}


def test_an_approval_that_did_not_arrive_is_started(ours: Sender, dingtalk: DingTalk, clock: Clock) -> None:
    ours.send(interview_news(), "check")
    dingtalk.fail_next(1, Fault("reset_before"))
    assert ours.send(decided(), "second_round", **now_at(clock)).result == "unknown"
    assert ours.send(decided(), "second_round", uncertain=True, **now_at(clock)).result == "ok"
    assert list(dingtalk.effects.values()) == [1]


def test_a_look_goes_through_pages_and_stops_somewhere(ours: Sender, dingtalk: DingTalk, clock: Clock) -> None:
    more = now_at(clock)

    def started(*numbers: int) -> None:
        for number in numbers:
            clock.s += 1  # DingTalk takes twenty calls in a second
            assert ours.send(decided(), "second_round", occurrence=f"x-{number}", **more).result == "ok"

    started(*range(25))
    clock.s += 1
    ours.send(decided(), "second_round", **more)
    found = ours.send(decided(), "second_round", uncertain=True, **more)
    assert found.result == "unknown" and "QpsLimit" in found.detail  # a look that is too fast is no look
    clock.s += 1
    slowed(dingtalk, clock)
    assert ours.send(decided(), "second_round", uncertain=True, **more).result == "ok_duplicate"
    started(*range(25, 45))
    lost = ours.send(decided(), "second_round", occurrence="gone-1", uncertain=True, **more)
    assert lost.result == "data_error" and "a person has to" in lost.detail
    assert set(dingtalk.effects.values()) == {1}


@pytest.mark.parametrize("deed", ["second_round", "offer", "pre_entry"])
@pytest.mark.parametrize(
    ("fault", "result"),
    [
        (QPS_NEW, "unknown"),
        (BLOCKED_PAGE, "unknown"),
        (Fault("answer", Reply(500)), "unknown"),
        (QUOTA_OLD, "config_error"),
    ],
)
def test_what_could_not_be_looked_at_is_not_done(
    ours: Sender, dingtalk: DingTalk, clock: Clock, deed: str, fault: Fault, result: str
) -> None:
    ours.send(interview_news(), "check")
    dingtalk.fail_next(1, fault)
    verdict = ours.send(WAYS[deed](), deed, uncertain=True, **now_at(clock))
    assert verdict.result == result and "could not look" in verdict.detail
    ours.tokens.clear()
    dingtalk.fail_next(1, Fault("answer", Reply(500)))  # not even a token
    assert ours.send(WAYS[deed](), deed, uncertain=True, **now_at(clock)).result == "retry"
    assert not dingtalk.effects


@pytest.mark.parametrize("deed", ["second_round", "pre_entry"])
def test_a_parked_row_is_looked_for_when_a_person_sends_it_again(
    ours: Sender, dingtalk: DingTalk, clock: Clock, deed: str
) -> None:
    ours.send(WAYS[deed](), deed, **now_at(clock))
    now = now_at(clock)["created_at"]
    row = outbox.new("candidate:jb_1:ca_1", "c1", WAYS[deed]().event, f"closed-1.{deed}", now)
    for status in ("unknown", "config_error", "data_error"):
        parked = row.model_copy(update={"state": DeliveryState.PARKED, "last_status": status})
        again = outbox.redeliver(parked, dingtalk_app.repeat(deed), now)
        assert ours.again(again, WAYS[deed](), uncertain=outbox.uncertain(again)).result == "ok_duplicate"
    assert list(dingtalk.effects.values()) == [1]


def test_a_form_that_lacks_a_component_is_for_the_operator(ours: Sender, dingtalk: DingTalk) -> None:
    dingtalk.forms["PROC-1"].remove("AI评分")
    assert ours.send(decided(), "second_round").result == "config_error"
