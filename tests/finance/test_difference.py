"""Two interviews compared: the parts of the difference are the difference, whatever happened to either."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.usage import LedgerLine
from mianshi.finance.difference import Difference, explain

KEYS = {"lambda.compute.x86": "MB-ms", "lambda.requests": "request", "sagemaker.async.instance.ml.g5.xlarge": "ms"}


def _line(stage: str, key: str, quantity: int, micro: int | None, **more: object) -> LedgerLine:
    given = {
        "interview_id": "iv_1", "stage": stage, "attempt": "1", "price_key": key, "quantity": quantity, "unit": KEYS[key],
        "amount_micro": micro, "currency": "CNY", "price_book": "2026-11-28", "region": "cn-north-1", "outcome": "ok",
        "at": "2026-11-28T08:00:00.000Z",
    }  # fmt: skip
    return LedgerLine.model_validate({**given, **more})


def _only(found: list[Difference]) -> Difference:
    assert len(found) == 1
    return found[0]


_lines = st.lists(
    st.builds(
        _line,
        stage=st.sampled_from(["transcribe", "rate", "vision"]),
        key=st.sampled_from(sorted(KEYS)),
        quantity=st.integers(0, 10**7),
        micro=st.none() | st.integers(0, 10**7),
        outcome=st.sampled_from(["ok", "failed", "duplicate", "cancelled"]),
        currency=st.sampled_from(["CNY", "USD"]),
        price_book=st.sampled_from(["2026-11-28", "2027-01-01"]),
    ),
    max_size=25,
)


@given(_lines, _lines)
def test_the_causes_add_up_to_the_difference(here: list[LedgerLine], there: list[LedgerLine]) -> None:
    found = explain(here, there)
    for one in found:
        ours = sum(line.amount_micro or 0 for line in here if line.currency == one.currency)
        theirs = sum(line.amount_micro or 0 for line in there if line.currency == one.currency)
        assert sum(cause.micro for cause in one.causes) == one.micro == ours - theirs
    assert {one.currency for one in found} == {line.currency for line in [*here, *there]}


@given(_lines, _lines)
def test_the_other_way_round_is_the_same_with_the_sign_turned(here: list[LedgerLine], there: list[LedgerLine]) -> None:
    assert [one.micro for one in explain(here, there)] == [-one.micro for one in explain(there, here)]


def test_a_longer_recording_is_told_from_a_failed_attempt() -> None:
    key = "sagemaker.async.instance.ml.g5.xlarge"
    found = _only(
        explain(
            [_line("transcribe", key, 180_000, 700_000), _line("transcribe", key, 60_000, 233_334, outcome="failed")],
            [_line("transcribe", key, 90_000, 350_000)],
        )
    )
    assert [(cause.reason, cause.micro) for cause in found.causes] == [("work", 350_000), ("failed", 233_334)]
    part = found.causes[0].parts[0]
    assert (part.here.quantity - part.there.quantity, part.quantity_effect, part.price_effect) == (90_000, 350_000, 0)


def test_a_new_price_is_told_from_more_use() -> None:
    found = _only(
        explain(
            [_line("vision", "lambda.requests", 30, 90, price_book="2027-01-01")],
            [_line("vision", "lambda.requests", 20, 40)],
        )
    )
    part = found.causes[0].parts[0]
    assert (part.quantity_effect, part.price_effect) == (20, 30)
    assert found.micro == 50


def test_the_greatest_cause_comes_first_also_where_it_made_the_interview_cheaper() -> None:
    found = _only(
        explain(
            [_line("vision", "lambda.requests", 1, 1), _line("rate", "lambda.requests", 5, 5)],
            [_line("vision", "lambda.requests", 100, 100), _line("rate", "lambda.requests", 1, 1)],
        )
    )
    assert [(cause.stage, cause.micro) for cause in found.causes] == [("vision", -99), ("rate", 4)]
