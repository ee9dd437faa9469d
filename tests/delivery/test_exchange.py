"""How a deed talks: tokens that are refused once, verdicts from the depth, waits as a header asks for them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.delivery import NO_ANSWER, NOT_SENT, Answer, Request, Verdict
from mianshi.delivery.answers import excerpt, retry_after_s, silence
from mianshi.delivery.exchange import Call, Ended, Exchange, Grant, NeedToken, authorised, call, token

FETCH = Request(url="https://x.example.com/token", method="GET")
NEED = NeedToken("app", FETCH, lambda _: Grant("t", 7200))


def talk(exchange: Exchange, *replies: Any) -> tuple[list[Any], Verdict]:
    """What a deed wished for, and its verdict."""
    wishes, reply, left = [], None, list(replies)
    try:
        while True:
            wishes.append(exchange.send(reply))
            reply = left.pop(0)
    except StopIteration as end:
        return wishes, end.value


def build(held: str) -> Request:
    return Request(url="https://x.example.com", headers={"authorization": held})


def deed(**more: Any) -> Exchange:
    answer = yield from authorised(NEED, build, lambda said: said.status == 401, **more)
    return Verdict(result="ok" if answer.status == 200 else "config_error", detail=str(answer.status))


def test_a_token_that_is_good_is_asked_for_once() -> None:
    wishes, verdict = talk(deed(), "t1", Answer(status=200))
    assert [type(wish) for wish in wishes] == [NeedToken, Call]
    assert verdict.result == "ok"


def test_a_refused_token_is_replaced_once_and_named_as_stale() -> None:
    wishes, verdict = talk(deed(), "t1", Answer(status=401), "t2", Answer(status=200))
    assert [type(wish) for wish in wishes] == [NeedToken, Call, NeedToken, Call]
    assert (wishes[0].stale, wishes[2].stale) == ("", "t1")
    assert wishes[3].request.headers == {"authorization": "t2"}
    assert verdict.result == "ok"
    wishes, verdict = talk(deed(), "t1", Answer(status=401), "t2", Answer(status=401))
    assert (len(wishes), verdict.result) == (4, "config_error")


def test_what_a_call_changes_and_counts_is_said_on_both_tries() -> None:
    wishes, _ = talk(deed(changes=False, counted=False), "t1", Answer(status=401), "t2", Answer(status=200))
    assert [(wish.changes, wish.counted) for wish in wishes if isinstance(wish, Call)] == [(False, False)] * 2


def test_a_platform_that_hands_out_no_token_ends_the_deed() -> None:
    refused = Verdict(result="config_error", detail="bad secret")
    exchange = deed()
    next(exchange)
    with pytest.raises(Ended) as end:
        exchange.send(refused)
    assert end.value.verdict == refused


def test_the_helpers_hand_back_what_they_are_sent() -> None:
    def both() -> Exchange:
        held = yield from token(NEED)
        answer = yield from call(build(held))
        return Verdict(result="ok", detail=f"{held} {answer.status}")

    assert talk(both(), "t9", Answer(status=204))[1].detail == "t9 204"


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (Answer(status=200), None),
        (Answer(status=None, error=f"{NOT_SENT}: no connection"), "retry"),
        (Answer(status=None, error=f"{NO_ANSWER}: nothing in time"), "unknown"),
        (Answer(status=None), "unknown"),
    ],
)
def test_silence_is_a_doubt_only_where_something_may_have_left(answer: Answer, result: str | None) -> None:
    verdict = silence(answer)
    assert (verdict and verdict.result) == result


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        (" 120 ", 120),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("9" * 30, 10**9),
        ("Sat, 28 Nov 2026 08:00:30 GMT", 30),
        ("Sat, 28 Nov 2026 07:59:30 GMT", 0),
        ("Sat, 28 Nov 2026 08:00:30 -0000", None),
    ],
)
def test_retry_after(value: str, seconds: int | None) -> None:
    now_ms = 1_795_852_800_000
    assert retry_after_s(Answer(status=503, headers={"Retry-After": value}), now_ms) == seconds
    assert retry_after_s(Answer(status=503, headers={"x": value}), now_ms) is None


@given(st.text(max_size=2000))
def test_an_excerpt_is_one_short_printable_line(text: str) -> None:
    line = excerpt(text)
    assert len(line) <= 160 and line == line.strip() and all(c.isprintable() for c in line)


@pytest.mark.parametrize("said", ["手机号13800000000已存在", "user +86-13912345678 exists", "li.lei@example.com taken"])
def test_an_excerpt_repeats_no_phone_number_and_no_address(said: str) -> None:
    line = excerpt(said)
    assert "…" in line and not any(part in line for part in ("13800000000", "13912345678", "li.lei"))


@pytest.mark.parametrize("said", ["errcode 99991663: token", "id 7147998241542539527", "code 310504", "100000000001"])
def test_an_excerpt_keeps_the_numbers_of_errors(said: str) -> None:
    assert excerpt(said) == said
