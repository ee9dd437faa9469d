"""What is put together for the answers adds up, and what is not known stays so."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.terms import ExchangeRate, FormerWay, OwnPrice, Terms
from mianshi.finance.figures import answers, questions, savings
from mianshi.finance.figures.answers import Answers
from mianshi.finance.figures.forecast import forecast
from mianshi.finance.figures.questions import Counts
from mianshi.finance.months.rollup import Cell, Sum

DAY = "2026-11-28"
PRICE = OwnPrice(price="120", per=3_600_000, currency="CNY")
RATE = ExchangeRate(day="2026-11-01", base="USD", quote="CNY", rate="7.1", source="=PBoC")


def cell(service: str, micro: int, currency: str = "CNY", *, unpriced: int = 0, lines: int = 1) -> Cell:
    total = Sum(micro=micro, lines=lines, unpriced=unpriced)
    return Cell(job_id="j", department="d", service=service, currency=currency, sum=total)


cells = st.lists(
    st.builds(cell, st.sampled_from(["lambda", "s3", "people"]), st.integers(0, 10**9), st.just("CNY")), max_size=12
)


@given(months=st.dictionaries(st.sampled_from(["2026-10", "2026-11"]), cells))
def test_the_system_and_people_are_the_whole(months: dict[str, list[Cell]]) -> None:
    every = [one for found in months.values() for one in found]
    now = answers.now_of(every, dict.fromkeys(months, PRICE), months, "CNY", DAY, [])
    people = sum(one.sum.micro for one in every if one.service == "people")
    if not any(one.service == "people" for one in every):
        assert (now.review_micro, now.review_ms) == (None, None)
    else:
        assert now.review_micro == people
        assert now.review_ms == round(people * 3_600_000 / 120_000_000)
    if now.micro is not None:
        assert now.micro == sum(one.sum.micro for one in every)


def test_a_part_of_peoples_time_without_a_price_makes_all_of_it_unknown() -> None:
    found = [cell("people", 5), cell("people", 0, unpriced=1), cell("lambda", 7)]
    now = answers.now_of(found, {"2026-11": PRICE}, {"2026-11": found}, "CNY", DAY, [])
    assert (now.system_micro, now.review_micro, now.review_ms) == (7, None, None)
    free = answers.now_of(found[:1], {"2026-11": None}, {"2026-11": found[:1]}, "CNY", DAY, [])
    assert free.review_ms is None


def test_a_part_of_a_total_is_no_total() -> None:
    found = answers.summed([cell("lambda", 5), cell("s3", 10, "USD")])
    assert answers.in_currency(found, "CNY", DAY, []) == (None, [], ["USD"])
    assert answers.in_currency(found, "CNY", DAY, [RATE]) == (76, [RATE], [])


def test_the_file_has_every_figure_with_its_assumption() -> None:
    former = FormerWay(minutes_per_application="6", source="=1+1")
    terms = Terms(revision=3, effective_from="2026-11", former=former, by="q", at="2026-11-02T00:00:00Z")
    counts = Counts(interviews=2)
    figures = questions.figures(answers.summed([cell("lambda", 7)]), counts, ["interview", "hire"])
    told = Answers(
        first="2026-11",
        last="2026-11",
        job_id="",
        at=DAY,
        missing=[],
        open_days=[],
        counts=counts,
        figures=[*figures, figures[0].model_copy(update={"per": "qualified", "converted": True})],
        savings=savings.savings(former, savings.Now(system_micro=7, review_micro=None, review_ms=None), counts),
        returns=[savings.value_return("value", former, 7, 0)],
        retention=[questions.stayed([], 90, DAY)],
        forecasts=[forecast([5] * 10, 3, "CNY")],
        assumptions=answers.assumptions(terms),
        rates=[RATE],
        unconverted=[],
    )
    rows = list(csv.DictReader(io.StringIO(answers.to_csv(told).removeprefix("\ufeff"))))
    by_item = {(row["section"], row["item"]): row for row in rows}
    assert by_item["cost_per", "interview"]["value"] == "0.000004"
    assert by_item["cost_per", "interview"]["formula"] == "0.000007 / 2"
    assert by_item["cost_per", "hire"]["value"] == ""
    assert [row["converted"] for row in rows if row["section"] == "cost_per"] == ["no", "no", "yes"]
    assert by_item["saved_cost", "period"]["value"] == ""
    assert "review" in by_item["saved_cost", "period"]["lacks"]
    assert by_item["return", "value"]["lacks"] == "value_per_hire months_counted hires"
    assert by_item["forecast_interval", "95 %"]["value"] == "0.000015..0.000015"
    stated = by_item["assumption", "minutes_per_application"]
    assert (stated["value"], stated["source"]) == ("6", "'=1+1 (revision 3, 2026-11-02)")
    assert by_item["assumption", "hourly_rate"]["value"] == ""
    assert by_item["rate", "USD/CNY"]["source"] == "2026-11-01 =PBoC"
