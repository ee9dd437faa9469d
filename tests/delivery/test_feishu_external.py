"""External interviews in Feishu Hire against the stand-in: every place where the chain can break."""

from collections.abc import Iterator
from typing import Any

import pytest

from fakes.feishu import Feishu, failed, throttled
from fakes.frame import Fault, Query, Reply
from mianshi.contracts.delivery import Verdict
from mianshi.contracts.news import PersonNews
from mianshi.delivery import feishu, feishu_hire, outbox
from mianshi.delivery.exchange import Attempt, Call
from mianshi.delivery.feishu_talents import phone_of
from support.deeds import AT, Sender, interview_news
from support.feishu import Clock, application, break_at, of_application, rescored, to_hire, token, unscored

BEGAN = feishu.milliseconds("2026-11-28T07:00:00.000Z")


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


def kept(platform: Feishu) -> tuple[int, int, int, int]:
    entries = platform.desk.kept
    kinds = ("external_application", "external_interview", "external_interview_assessment")
    a, b, c = (len(entries.get(kind, {})) for kind in kinds)
    return len(platform.desk.talents), a, b, c


def test_chain_from_nobody_to_an_assessment(hire: Sender, platform: Feishu) -> None:
    verdict = hire.send(interview_news(), "external")
    assert verdict.result == "ok" and kept(platform) == (1, 1, 1, 1)
    (talent,) = platform.desk.talents.values()
    assert talent == {"name": "测试 一号", "mobile": "13800000000", "code": "86", "email": "one@example.com"}
    (interview,) = platform.desk.kept["external_interview"].values()
    assert interview["begin_time"] == BEGAN and interview["participate_status"] == 2
    (assessed,) = platform.desk.kept["external_interview_assessment"].values()
    assert verdict.remote_id == assessed["id"] and assessed["username"] == "AI 面试"
    assert assessed["conclusion"] == 3, "people pass or fail somebody"
    scores = assessed["assessment_dimension_list"]
    assert scores[0] == {"assessment_type": 1, "title": "处理投诉", "score": 78} and scores[1]["content"] == "证据不足"
    assert "测试 一号" not in assessed["content"]


def test_chain_ends_where_somebody_known_is_found_by_phone_or_by_email(hire: Sender, platform: Feishu) -> None:
    platform.desk.add_talent("测试", email="one@example.com")
    assert hire.send(interview_news(), "external").result == "ok"
    platform.desk.add_talent("测试 二", "13800000002")
    person = PersonNews(name="二", phone="+86 138-0000-0002", email="elsewhere@example.com")
    assert hire.send(interview_news(2, person=person), "external").result == "ok"
    assert kept(platform) == (2, 2, 2, 2)


def test_chain_of_an_application_uses_its_talent(hire: Sender, platform: Feishu) -> None:
    assert hire.send(of_application(application(platform)), "external").result == "ok"
    assert kept(platform) == (1, 1, 1, 1)


def test_interview_without_a_score_says_so(hire: Sender, platform: Feishu) -> None:
    assert hire.send(unscored(interview_news()), "external").result == "ok"
    (assessed,) = platform.desk.kept["external_interview_assessment"].values()
    assert assessed["assessment_dimension_list"] == [] and "需要人工处理" in assessed["content"]


CHANGES = ("talents/combined_create", "external_applications", "external_interviews", "external_interview_assessments")


@pytest.mark.parametrize("used", ["same_id", "error"])
@pytest.mark.parametrize("how", ["reset_after", "reset_before"])
@pytest.mark.parametrize("change", CHANGES)
def test_chain_is_taken_up_wherever_it_broke(hire: Sender, platform: Feishu, change: str, how: Any, used: Any) -> None:
    platform.desk.used_external_id = used
    break_at(platform, change, Fault(how))
    assert hire.send(interview_news(), "external").result == "unknown"
    assert hire.send(interview_news(), "external", uncertain=True).result == "ok"
    assert kept(platform) == (1, 1, 1, 1) and set(platform.effects.values()) == {1}


@pytest.mark.parametrize("change", CHANGES)
def test_chain_goes_on_after_a_refusal_without_making_anything_twice(
    hire: Sender, platform: Feishu, change: str
) -> None:
    break_at(platform, change, Fault("answer", throttled(429, 4)))
    first = hire.send(interview_news(), "external")
    assert (first.result, first.retry_after_s) == ("retry", 4)
    assert hire.send(interview_news(), "external").result == "ok"
    assert set(platform.effects.values()) == {1}


@pytest.mark.parametrize(("used", "first"), [("same_id", "ok"), ("error", "unknown")])
def test_entry_that_lists_do_not_show_yet_is_not_made_twice(
    hire: Sender, platform: Feishu, clock: Clock, used: Any, first: str
) -> None:
    """Both answers that a used external_id may get, while the list still lacks what it stands for."""
    hire.send(interview_news(), "external")
    platform.desk.used_external_id, platform.desk.shows_after_s = used, 60.0
    assert hire.send(interview_news(), "external", uncertain=True).result == first
    clock.now += 61
    assert hire.send(interview_news(), "external", uncertain=True).result == "ok"
    assert kept(platform) == (1, 1, 1, 1)


@pytest.mark.parametrize("change", CHANGES[1:])
def test_entry_that_shows_only_after_creating_was_refused_is_used(
    hire: Sender, platform: Feishu, clock: Clock, change: str
) -> None:
    """As where another attempt of ours was a moment quicker."""
    hire.send(interview_news(), "external")
    platform.desk.used_external_id = "error"
    ordinary, hidden = platform.answer, [platform.desk.kept[change.removesuffix("s")]]
    platform.desk.kept[change.removesuffix("s")] = {}

    def answer(query: Query) -> tuple[Reply, Fault | None]:
        said = ordinary(query)
        if hidden and query.method == "POST" and query.path.endswith(change):
            platform.desk.kept[change.removesuffix("s")] = hidden.pop()
        return said

    platform.answer = answer  # type: ignore[method-assign]
    assert hire.send(interview_news(), "external").result == "ok"
    assert kept(platform) == (1, 1, 1, 1) and not hidden


def test_system_error_of_feishu_may_have_been_done(hire: Sender, platform: Feishu) -> None:
    for change in CHANGES:
        break_at(platform, change, Fault("answer", failed(1002001, "system error", 500)))
        assert hire.send(interview_news(), "external").result == "unknown"
    assert hire.send(interview_news(), "external", uncertain=True).result == "ok"


def test_chain_a_day_later_makes_nothing_twice_though_the_guard_is_over(
    hire: Sender, platform: Feishu, clock: Clock
) -> None:
    hire.send(interview_news(), "external")
    clock.now += 90_000
    assert hire.send(interview_news(), "external", uncertain=True).result == "ok"
    assert kept(platform) == (1, 1, 1, 1) and not [arrival for arrival in platform.arrivals if arrival.duplicate]


def test_second_result_of_an_interview_corrects_the_assessment(hire: Sender, platform: Feishu) -> None:
    hire.send(interview_news(), "external")
    assert hire.send(rescored(interview_news(), 64), "external", occurrence="closed-2").result == "ok"
    assert kept(platform) == (1, 1, 1, 1)
    (assessed,) = platform.desk.kept["external_interview_assessment"].values()
    assert "64 / 100" in assessed["content"] and "82" not in assessed["content"]


def test_assessments_of_others_are_left_alone(hire: Sender, platform: Feishu) -> None:
    hire.send(interview_news(), "external")
    (assessed,) = platform.desk.kept["external_interview_assessment"].values()
    assessed |= {"username": "张三", "content": "不错"}
    assert hire.send(interview_news(), "external", occurrence="closed-2").result == "ok"
    assert assessed["content"] == "不错" and kept(platform)[3] == 2


def test_several_talents_with_one_phone_go_to_a_person(hire: Sender, platform: Feishu) -> None:
    for _ in range(2):
        platform.desk.add_talent("测试", "13800000000")
    verdict = hire.send(interview_news(), "external")
    assert verdict.result == "data_error" and "several" in verdict.detail and kept(platform)[1] == 0


def test_nobody_is_made_who_could_not_be_found_again(hire: Sender, platform: Feishu) -> None:
    verdict = hire.send(interview_news(person=PersonNews(name="无联系方式")), "external")
    assert verdict.result == "data_error" and kept(platform) == (0, 0, 0, 0)


def test_missing_permission_of_one_step_is_named(hire: Sender, platform: Feishu) -> None:
    platform.denied.add("hire:external_application")
    verdict = hire.send(interview_news(), "external")
    assert verdict.result == "config_error" and "hire:external_application" in verdict.detail


def test_data_that_feishu_refuses_go_to_a_person(hire: Sender, platform: Feishu) -> None:
    break_at(platform, "external_interviews", Fault("answer", failed(1002002, "param invalid")))
    assert hire.send(interview_news(), "external").result == "data_error"


@pytest.mark.parametrize(
    ("given", "area", "wanted"),
    [
        ("13800000000", "86", "13800000000"),
        ("+86 138-0000-0000", "86", "13800000000"),
        ("008613800000000", "86", "13800000000"),
        ("8613800000000", "86", "13800000000"),
        ("+1 415 555 0100", "86", ""),
        ("+1 (415) 555-0100", "1", "4155550100"),
        ("12345", "86", ""),
        ("no phone", "86", ""),
        ("１３８", "86", ""),
    ],
)
def test_phone_numbers_as_feishu_wants_them(given: str, area: str, wanted: str) -> None:
    assert phone_of(PersonNews(name="x", phone=given), area) == wanted


def test_only_what_creates_or_corrects_counts_as_a_change(hire: Sender, platform: Feishu) -> None:
    """By this the outbox tells a doubt from a question that was not answered."""
    news, changes = interview_news(), list[str]()
    row = outbox.new(news.subject, "c1", news.event, "closed-1.external", AT)
    hire.tokens["tenant"] = token(platform)
    exchange = feishu_hire.deliver(Attempt(row, hire.connector, hire.secret, news, int(hire.clock() * 1000)))
    reply: Any = None
    with pytest.raises(StopIteration):
        while True:
            wish = exchange.send(reply)
            if isinstance(wish, Call):
                changes += [wish.request.url.rpartition("/v1/")[2]] if wish.changes else []
                reply = hire._call(wish.request)
            else:
                reply = hire.tokens["tenant"]
    assert changes == list(CHANGES)


def test_everything_arrives_once_though_a_third_of_all_requests_fail(hire: Sender, platform: Feishu) -> None:
    """As the outbox would do it: again and again, uncertain after every doubt."""
    platform.fail_share(0.3, seed=7)
    for number in range(1, 13):
        news, uncertain = interview_news(number, person=PersonNews(name="人", phone=f"138000000{number:02d}")), False
        for _ in range(30):
            verdict: Verdict = hire.send(news, "external", uncertain=uncertain)
            if verdict.result == "ok":
                break
            assert verdict.result in ("retry", "unknown"), verdict
            uncertain = uncertain or verdict.result == "unknown"
        assert verdict.result == "ok"
    assert kept(platform) == (12, 12, 12, 12) and set(platform.effects.values()) == {1}
