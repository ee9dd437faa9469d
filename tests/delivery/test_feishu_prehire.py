"""Pre-hires in Feishu People against the stand-in."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from fakes.feishu import Feishu, failed
from fakes.frame import Fault
from mianshi.contracts.afterwards import Hire
from mianshi.contracts.delivery import EventKind
from mianshi.contracts.news import News
from support.deeds import AT, Sender, interview_news
from support.feishu import (
    ALL,
    Clock,
    break_at,
    to_hire,
    unscored,
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def platform(clock: Clock) -> Iterator[Feishu]:
    with Feishu(clock) as fake:
        yield fake


@pytest.fixture
def hire(platform: Feishu, clock: Clock) -> Sender:
    return to_hire(platform, clock)


def hired(told: bool = True, **more: Any) -> News:
    hire = Hire(starts_on="2026-12-15", told_about_scores=told, by="u1", at=AT)
    subject = "candidate:jb_1:ca_1"
    return interview_news(event=EventKind.CANDIDATE_HIRED, subject=subject, hire=hire, **more)


def with_fields(hire: Sender) -> Sender:
    fields = {"total_field": "ai_total", "competencies_field": "ai_parts", "department_id": "od-1"}
    hire.connector = hire.connector.model_copy(update={"settings": ALL | fields})
    return hire


def test_hired_becomes_a_pre_hire_with_scores_they_were_told_about(hire: Sender, platform: Feishu) -> None:
    verdict = with_fields(hire).send(hired(), "pre_hire")
    (entry,) = platform.desk.kept["pre_hire"].values()
    assert verdict.remote_id == entry["id"] and entry["out_biz_id"] == "ca_1"
    assert entry["basic_info"] == {
        "name": {"full_name": "测试 一号"},
        "phone_number": "13800000000",
        "international_area_code": "86_china",
        "email": "one@example.com",
    }
    assert entry["offer_info"]["onboarding_date"] == "2026-12-15" and entry["offer_info"]["department_id"] == "od-1"
    values = {field["field_name"]: json.loads(field["value"]) for field in entry["offer_info"]["custom_fields"]}
    assert values == {"ai_total": 82, "ai_parts": "处理投诉 78; 带队 证据不足"}


@pytest.mark.parametrize("news", [hired(told=False), unscored(hired()), hired(interview=None)])
def test_scores_stay_out_of_the_file_otherwise(hire: Sender, platform: Feishu, news: News) -> None:
    assert with_fields(hire).send(news, "pre_hire").result == "ok"
    (entry,) = platform.desk.kept["pre_hire"].values()
    assert "custom_fields" not in entry["offer_info"] and "82" not in json.dumps(entry)


@pytest.mark.parametrize("knows", [True, False])
def test_pre_hire_is_made_once_whether_or_not_feishu_knows_our_id(
    hire: Sender, platform: Feishu, clock: Clock, knows: bool
) -> None:
    platform.desk.knows_out_biz_id = knows
    break_at(platform, "pre_hires", Fault("reset_after"))
    assert hire.send(hired(), "pre_hire").result == "unknown"
    soon = hire.send(hired(), "pre_hire", uncertain=True)
    assert (soon.result, soon.retry_after_s) == ("unknown", 10), "a new pre-hire cannot be found at once"
    clock.now += 15
    assert hire.send(hired(), "pre_hire", uncertain=True).result == "ok_duplicate"
    assert platform.effects["pre-hire", "ca_1"] == 1


def test_whoever_was_entered_by_hand_is_found_and_left_as_they_are(
    hire: Sender, platform: Feishu, clock: Clock
) -> None:
    by_hand = {"basic_info": {"name": {"full_name": "测试 一号"}, "phone_number": "+8613800000000"}, "offer_info": {}}
    platform.desk._keep("pre_hire", "p1", by_hand)
    clock.now += 60
    verdict = hire.send(hired(), "pre_hire")
    assert "left as they are" in verdict.note
    assert (verdict.result, verdict.remote_id) == ("ok_duplicate", "p1") and platform.desk.kept["pre_hire"] == {
        "p1": {"id": "p1", **by_hand}
    }


def test_withdrawn_pre_hires_and_namesakes_do_not_count(hire: Sender, platform: Feishu, clock: Clock) -> None:
    base: dict[str, Any] = {"offer_info": {}}
    name = {"full_name": "测试 一号"}
    platform.desk._keep("pre_hire", "p1", base | {"basic_info": {"name": name, "phone_number": "13900000000"}})
    gone = {"basic_info": {"name": name, "email": "one@example.com"}, "status": "withdrawn"}
    platform.desk._keep("pre_hire", "p2", base | gone)
    clock.now += 60
    assert hire.send(hired(), "pre_hire").result == "ok" and len(platform.desk.kept["pre_hire"]) == 3


def test_pre_hire_with_the_phone_of_another_is_no_second_one(hire: Sender, platform: Feishu) -> None:
    platform.desk._keep(
        "pre_hire", "p1", {"basic_info": {"name": {"full_name": "曾用名"}, "phone_number": "13800000000"}}
    )
    verdict = hire.send(hired(), "pre_hire")
    assert verdict.result == "ok_duplicate" and "1161029" in verdict.detail and "left as they are" in verdict.note


def test_a_refusal_that_repeats_the_person_is_kept_without_them(hire: Sender, platform: Feishu) -> None:
    break_at(platform, "pre_hires", Fault("answer", failed(1161015, "测试 一号 <one@example.com> is not known")))
    verdict = hire.send(hired(), "pre_hire")
    assert verdict.result == "data_error" and "is not known" in verdict.detail
    assert "测试" not in verdict.detail and "one@" not in verdict.detail


@pytest.mark.parametrize(("code", "result"), [(1161015, "data_error"), (1167037, "data_error"), (1161000, "unknown")])
def test_pre_hire_codes(hire: Sender, platform: Feishu, code: int, result: str) -> None:
    break_at(platform, "pre_hires", Fault("answer", failed(code, "no")))
    assert hire.send(hired(), "pre_hire").result == result
