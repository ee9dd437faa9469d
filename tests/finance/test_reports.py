import csv
import io
import json
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mianshi.contracts.money import decimal_text
from mianshi.contracts.usage import LedgerLine
from mianshi.errors import Defect
from mianshi.finance.files.exports import to_csv, to_json, to_xlsx
from mianshi.finance.money import format_money, sign_of
from mianshi.finance.reports import Grouping, cost_per, report, totals


def line(**changes: object) -> LedgerLine:
    return LedgerLine(
        **{
            "interview_id": "iv_1",
            "stage": "score",
            "attempt": "a1",
            "price_key": "lambda.requests",
            "quantity": 1,
            "unit": "request",
            "amount_micro": 5,
            "currency": "USD",
            "price_book": "2026-11-01",
            "region": "us-east-1",
            "outcome": "ok",
            "at": "2026-11-20T08:00:00Z",
            **changes,
        }
    )


lines_of_all_kinds = st.lists(
    st.builds(
        line,
        interview_id=st.sampled_from(["iv_1", "iv_2", "iv_3"]),
        stage=st.sampled_from(["ingest", "score"]),
        price_key=st.sampled_from(["lambda.requests", "lambda.compute.x86", "s3.standard.put_requests"]),
        amount_micro=st.none() | st.integers(0, 10**12),
        currency=st.sampled_from(["USD", "CNY"]),
        outcome=st.sampled_from(["ok", "failed"]),
        at=st.sampled_from(["2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z", "2026-11-20T08:00:00+08:00"]),
    ),
    max_size=40,
)
GROUPINGS: list[Grouping] = ["interview", "stage", "service", "month"]


@given(lines_of_all_kinds, st.sampled_from(GROUPINGS))
def test_groups_add_up_to_the_lines_in_every_currency(lines: list[LedgerLine], by: Grouping) -> None:
    groups = totals(lines, by)
    for currency in ("USD", "CNY"):
        own = [x for x in lines if x.currency == currency]
        mine = [g for g in groups if g.currency == currency]
        assert sum(g.amount_micro or 0 for g in mine) == sum(x.amount_micro or 0 for x in own)
        assert sum(g.lines for g in mine) == len(own)
        assert sum(g.unpriced for g in mine) == sum(x.amount_micro is None for x in own)


@given(lines_of_all_kinds)
def test_unpriced_is_said_and_never_zero(lines: list[LedgerLine]) -> None:
    for group in totals(lines, "stage"):
        assert (group.amount_micro is None) == (group.unpriced == group.lines)


@given(lines_of_all_kinds)
def test_months_part_the_report(lines: list[LedgerLine]) -> None:
    parts = [report(lines, month) for month in ("2026-10", "2026-11")]
    assert sum(len(p.lines) for p in parts) == len(lines)
    assert all(t.key == p.month for p in parts for t in p.by_month)


def test_months_follow_utc() -> None:
    assert report([line(at="2026-12-01T07:00:00+08:00")], "2026-11").totals[0].amount_micro == 5


def test_failed_attempts_are_counted_and_shown() -> None:
    made = report([line(), line(outcome="failed", attempt="a0", amount_micro=7)])
    assert made.totals[0].amount_micro == 12
    assert made.failed[0].amount_micro == 7


def test_unit_cost_shows_its_division() -> None:
    made = report([line(amount_micro=10), line(interview_id="iv_2", amount_micro=1), line(interview_id="iv_3")])
    (unit,) = made.per_interview
    assert (unit.unit_micro, unit.count, unit.formula) == (6, 3, "16 / 3 = 6")
    (none_hired,) = cost_per([line()], 0, "hire")
    assert none_hired.unit_micro is None
    (no_price,) = cost_per([line(amount_micro=None)], 4, "hire")
    assert (no_price.unit_micro, no_price.unpriced) == (None, 1)


def test_credits_and_adjustments_are_taken_off_and_nothing_used_is_below_zero() -> None:
    credit = line(kind="credit", amount_micro=-7)
    assert report([line(amount_micro=10), credit]).totals[0].amount_micro == 3
    assert [row["amount"] for row in csv.DictReader(io.StringIO(to_csv(report([credit]))))] == ["-0.000007"]
    for kind in ("usage", "overhead"):
        with pytest.raises(ValidationError):
            line(kind=kind, amount_micro=-1)


@pytest.mark.parametrize("at", ["yesterday", "2026-11-20T08:00:00"])
def test_a_time_without_a_zone_is_a_defect(at: str) -> None:
    with pytest.raises(Defect, match="bad_time"):
        report([line(at=at)])


@pytest.mark.parametrize(
    ("micro", "currency", "text"),
    [
        (0, "USD", "US$0.00"),
        (1, "USD", "US$0.000001"),
        (625, "CNY", "CN¥0.000625"),
        (10_000, "CNY", "CN¥0.01"),
        (1_234_500_000, "CNY", "CN¥1,234.50"),
        (-1, "USD", "−US$0.000001"),
        (-1_234_500_000, "CNY", "−CN¥1,234.50"),
        (9_999_999_999_999_999_999, "EUR", "€9,999,999,999,999.999999"),
    ],
)
def test_money_reads_exactly(micro: int, currency: str, text: str) -> None:
    assert format_money(micro, currency) == text


def test_money_without_a_price_says_so() -> None:
    assert (format_money(None, "CNY", "zh"), format_money(None, "CNY")) == ("未定价", "unpriced")


@pytest.mark.parametrize(
    ("currency", "zh", "en"), [("CNY", "¥", "CN¥"), ("USD", "US$", "US$"), ("EUR", "€", "€"), ("JPY", "JPY ", "JPY ")]
)
def test_a_currency_has_one_sign_in_a_language(currency: str, zh: str, en: str) -> None:
    assert (sign_of(currency, "zh"), sign_of(currency, "en")) == (zh, en)
    assert format_money(-1_500_000, currency, "zh") == f"−{zh}1.50"


@given(st.integers(-(10**21), 10**21))
def test_decimal_text_loses_nothing(micro: int) -> None:
    whole, fraction = decimal_text(micro).split(".")
    assert int(whole + fraction) == micro and len(fraction) == 6


@given(lines_of_all_kinds)
def test_csv_brings_back_every_amount(lines: list[LedgerLine]) -> None:
    made = report(lines)
    rows = list(csv.DictReader(io.StringIO(to_csv(made))))
    assert len(rows) == len(lines)
    for row, own in zip(rows, made.lines, strict=True):
        assert (row["priced"] == "yes") == (own.amount_micro is not None)
        assert row["amount"] == ("" if own.amount_micro is None else decimal_text(own.amount_micro))
        assert int(row["quantity"]) == own.quantity


def test_json_keeps_null_and_integers() -> None:
    found = json.loads(to_json(report([line(amount_micro=None), line(amount_micro=3, stage="ingest")], "2026-11")))
    assert found["by_stage"] == [
        {"key": "ingest", "currency": "USD", "amount_micro": 3, "lines": 1, "unpriced": 0},
        {"key": "score", "currency": "USD", "amount_micro": None, "lines": 1, "unpriced": 1},
    ]


def sheets(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        return {n: book.read(f"xl/worksheets/sheet{at}.xml").decode() for at, n in enumerate(names, start=1)}


def test_workbook_has_formulas_with_their_results() -> None:
    made = report(
        [line(amount_micro=1_500_000), line(stage="ingest", amount_micro=1), line(stage="vision", amount_micro=None)]
    )
    found = sheets(to_xlsx(made, "en"))
    assert list(found) == ["Total", "By service", "By stage", "By interview", "Lines"]
    cells = re.findall(r'<c r="(\w+)"[^>]*>(?:<f>(.*?)</f>)?<v>(.*?)</v>', found["Total"])
    values = {name: (formula, value) for name, formula, value in cells}
    assert values["C2"] == ("SUMIFS('Lines'!$K$2:$K$4,'Lines'!$L$2:$L$4,$B2)", "1500001")
    assert values["D2"] == ("C2/1000000", "1.500001")
    assert (values["E2"][1], values["F2"][1]) == ("3", "1")
    assert "unpriced" in values["F2"][0]


def test_workbook_never_shows_zero_for_a_group_without_a_price() -> None:
    stage = sheets(to_xlsx(report([line(amount_micro=None)]), "zh"))["按环节"]
    assert "SUMIFS" not in stage
    assert re.search(r'<c r="C2"[^>]* t="inlineStr"><is><t>未定价</t>', stage)


def test_workbook_is_the_same_every_time_and_may_be_empty() -> None:
    made = report([line()])
    assert to_xlsx(made) == to_xlsx(made)
    assert list(sheets(to_xlsx(report([])))) == ["合计", "按服务", "按环节", "按面试", "明细"]


def test_words_that_look_like_formulas_stay_words() -> None:
    found = sheets(to_xlsx(report([line(attempt='=HYPERLINK("http://evil.example")')]), "en"))
    assert "HYPERLINK" in found["Lines"] and "<f>" not in found["Lines"]


def test_times_are_times_in_utc() -> None:
    found = sheets(to_xlsx(report([line(at="2026-11-20T20:00:00+08:00")]), "en"))["Lines"]
    cell = re.search(r'<c r="A2" s="\d+"><v>([\d.]+)</v>', found)
    assert cell and float(cell[1]) == 46346.5  # days since 1899-12-30; noon in UTC
