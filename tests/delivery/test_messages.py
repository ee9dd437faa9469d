"""The few facts a reader elsewhere gets: nothing said by a candidate, nobody's name, money to the cent."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.afterwards import Hire
from mianshi.contracts.base import Language
from mianshi.contracts.delivery import INTERVIEW_EVENTS, EventKind
from mianshi.contracts.hiring import DecisionKind
from mianshi.contracts.news import CostLine, CostNews, DecisionNews, InvitationNews, News
from mianshi.contracts.outcomes import Outcome
from mianshi.delivery import messages
from mianshi.errors import Defect
from support.deeds import AT, interview_news
from support.happenings import news_of

LANGUAGES: tuple[Language, ...] = ("zh", "en")
PRIVATE = ("测试 一号", "13800000000", "one@example.com", "door-of-the-candidate")
PARTS: dict[EventKind, dict[str, Any]] = {
    EventKind.CANDIDATE_INVITED: {
        "invitation": InvitationNews(url="https://x/door-of-the-candidate", ends_at=AT, language="zh").model_dump()
    },
    EventKind.CANDIDATE_DECIDED: {
        "decision": DecisionNews(kind=DecisionKind.ADVANCE, by_name="Lin", at=AT).model_dump()
    },
    EventKind.CANDIDATE_HIRED: {"hire": Hire(starts_on="2026-12-01", by="lin", at=AT).model_dump()},
    EventKind.COSTS_BOOKED: {
        "costs": CostNews(
            month="2026-11",
            currency="CNY",
            sequence=1,
            lines=[CostLine(department="零售", interviews=2, amount_micro=12_345_000)],
        ).model_dump()
    },
    EventKind.CONNECTOR_TEST: {"told": "测试 test"},
    EventKind.CONNECTOR_OFF: {"told": "停用 off"},
}


TOLD_WHOLE = frozenset(
    {
        *(EventKind.COSTS_CLOSED, EventKind.BUDGET_WARNED, EventKind.BUDGET_SPENT),
        *(EventKind.RESUME_MATCHED, EventKind.INTERVIEW_DIVERGED, EventKind.JOB_PASS_RATE),
    }
)


def news(event: EventKind, **more: Any) -> News:
    if event in TOLD_WHOLE:
        return news_of(event, **more)
    return interview_news(event=event, **PARTS.get(event, {}), **more)


def words(made: messages.Message) -> str:
    return "\n".join([made.title, *(f"{a} {b}" for a, b in made.rows), made.link_text, made.footer])


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("event", EventKind)
def test_every_happening_has_words_and_none_of_the_person(event: EventKind, language: Language) -> None:
    made = messages.message(news(event), language)
    assert made.title and made.rows and made.link_text
    assert all(label and said for label, said in made.rows)
    assert not any(private in words(made) for private in PRIVATE)
    assert ("面试" in made.title) == (language == "zh"), "DingTalk's keyword of the robot is this word"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", [e for e in EventKind if not e.value.startswith("connector")])
def test_a_happening_without_its_parts_is_ours_to_mend(event: EventKind, language: Language) -> None:
    with pytest.raises(Defect, match="no_news"):
        messages.message(News(event=event, subject="x", at=AT), language)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("total", [None, 82])
def test_a_number_is_told_only_where_nobody_has_to_look_first(outcome: Outcome, total: int | None) -> None:
    base = interview_news()
    assert base.interview is not None
    told = base.interview.model_copy(update={"outcome": outcome, "total": total})
    made = messages.message(base.model_copy(update={"interview": told}), "en")
    scored = outcome is Outcome.SCORED and total is not None
    assert (made.emphasis == ("82", "Total")) == scored
    assert ("82" in words(made)) == scored
    assert ("needs a person" in words(made)) != scored
    assert ("suggested" in words(made)) == scored
    assert made.footer == "The score is advice; people decide."


def test_a_total_is_emphasised_for_interviews_only() -> None:
    assert messages.message(news(EventKind.CANDIDATE_DECIDED), "zh").emphasis is None
    assert {e for e in EventKind if messages.message(news(e), "zh").footer} == INTERVIEW_EVENTS


@pytest.mark.parametrize(
    ("micro", "said"),
    [
        (0, "CNY 0.00"),
        (12_345_000, "CNY 12.34"),
        (12_355_000, "CNY 12.36"),
        (-5_000_000, "CNY -5.00"),
        (4_999, "CNY 0.00"),
        (10**15 + 9_999, "CNY 1000000000.01"),
    ],
)
def test_money_is_told_to_the_cent(micro: int, said: str) -> None:
    assert messages.amount(micro, "CNY") == said


@given(st.text(max_size=300), st.integers(3, 200))
def test_what_is_fitted_is_never_too_long_and_never_broken(text: str, most: int) -> None:
    text = text.encode(errors="ignore").decode()
    fitted = messages.fit(text, most)
    assert len(fitted.encode()) <= most
    assert fitted == text or (fitted.endswith("…") and text.startswith(fitted[:-1]))


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "2026-11-29 00:30（北京时间）"), ("en", "2026-11-29 00:30 China time")]
)
def test_the_end_of_an_invitation_is_told_in_chinas_time(language: Language, said: str) -> None:
    invitation = InvitationNews(url="https://x/door", ends_at="2026-11-28T16:30:00.000Z", language="zh")
    made = messages.message(
        interview_news(event=EventKind.CANDIDATE_INVITED, invitation=invitation.model_dump()), language
    )
    assert made.rows[-1][1] == said and len(said) <= 30, "no longer than a line of a WeCom card"


def test_a_line_has_the_colon_of_its_language() -> None:
    assert messages.line("总分", "82", "zh") == "总分:82"
    assert messages.line("Total", "82", "en") == "Total: 82"


@pytest.mark.parametrize(("language", "said"), [("zh", "冲销入账 1"), ("en", "Reverses 1")])
def test_a_booking_that_takes_another_back_says_so(language: Language, said: str) -> None:
    booked = news(EventKind.COSTS_BOOKED)
    assert booked.costs is not None
    back = booked.costs.model_copy(update={"sequence": 2, "reverses": 1, "reason": "named by Qian"})
    told = words(messages.message(booked.model_copy(update={"costs": back}), language))
    assert said in told and "Qian" not in told
    assert said not in words(messages.message(booked, language))
