"""Workbooks are worked out anew, here and by LibreOffice, and have to give what is stored beside every formula."""

from __future__ import annotations

import csv
import io
import json
import math
import random
import shutil
from itertools import takewhile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mianshi.contracts.terms import ExchangeRate
from mianshi.contracts.usage import LedgerLine
from mianshi.errors import Defect
from mianshi.finance import reports
from mianshi.finance.files import exports, spreadsheet, summaries, workbook
from mianshi.finance.files.shown import Shown
from mianshi.finance.months import adding, rollup
from mianshi.finance.months.rollup import DaySummary
from mianshi.finance.reports import Grouping
from support.calc import Calc, Value, recalculated

RATES = [
    ExchangeRate(day="2026-02-20", base="USD", quote="CNY", rate="7.1234", source="=PBOC"),
    ExchangeRate(day="2026-02-10", base="CNY", quote="EUR", rate="0.13", source="ECB"),
]
YUAN = Shown("CNY", "2026-02-28", RATES)
TYPED = [
    "",
    "零售",
    "=1+1",
    "*",
    "?",
    "~*",
    ">5",
    "<>",
    "sales",
    "Sales",
    "007",
    "7",
    "TRUE",
    "<script>",
    "\u202eabc🙂",
    "'x",
]
"""What people type, some of which a spreadsheet program takes for something else, alone or in a condition."""
TITLES = {"jb_1": "店长", "jb_2": '=HYPERLINK("http://x")', "jb_3": "长" * 40_000}
GROUPINGS: list[Grouping] = [*reports.KEYS]


def line(day: int, kind: str, micro: int | None, *, iv: str = "", job: str = "", **more: object) -> LedgerLine:
    if micro is not None and kind == "credit":
        micro = -micro
    common = {
        "attempt": "a", "quantity": 3, "unit": "request", "price_book": "b", "region": "r", "stage": "rate",
        "price_key": "lambda.requests", "currency": "USD", "outcome": "ok", "at": f"2026-02-{day:02d}T01:00:00.000Z",
    }  # fmt: skip
    tags = {"interview_id": iv, "candidate_id": f"ca_{iv[-1]}" if iv else "", "job_id": job}
    return LedgerLine.model_validate({**common, **tags, "kind": kind, "amount_micro": micro, **more})


lines_of_a_month = st.lists(
    st.builds(
        line,
        day=st.integers(1, 28),
        kind=st.sampled_from(["usage", "usage", "usage", "overhead", "credit", "adjustment"]),
        micro=st.none() | st.integers(0, 10**12),
        iv=st.sampled_from(["", "iv_1", "iv_2", "iv_31", "iv_3"]),
        job=st.sampled_from(["", *TITLES]),
        department=st.sampled_from(TYPED),
        source=st.sampled_from(TYPED),
        candidate_id=st.sampled_from(["", "ca_1", "ca_2"]),
        stage=st.sampled_from(["rate", "waking", "credit"]),
        price_key=st.sampled_from(["lambda.requests", "s3.standard.put_requests", "people.review"]),
        currency=st.sampled_from(["USD", "CNY", "EUR"]),
        outcome=st.sampled_from(["ok", "failed", "duplicate", "cancelled"]),
    ),
    max_size=12,
)


def days_of(lines: list[LedgerLine]) -> list[DaySummary]:
    found = []
    for number in range(1, 29):
        name = f"2026-02-{number:02d}"
        own = [one for one in lines if one.at.startswith(name)]
        found.append(adding.add(DaySummary(day=name, state="final"), own, {}, f"{name}~"))
    return found


def some(count: int) -> list[LedgerLine]:
    """A month with everything in it, the same every time."""
    chance = random.Random(7)
    return [
        line(
            chance.randint(1, 28),
            chance.choice(["usage"] * 6 + ["overhead", "credit", "adjustment"]),
            chance.choice([None, chance.randrange(10**10), chance.randrange(10**4)]),
            iv=chance.choice(["", *(f"iv_{n}" for n in range(9))]),
            job=chance.choice(["", *TITLES]),
            department=chance.choice(TYPED),
            source=chance.choice(TYPED),
            currency=chance.choice(["USD", "CNY", "EUR"]),
            outcome=chance.choice(["ok", "failed"]),
            price_key=chance.choice(["lambda.requests", "s3.standard.put_requests"]),
            attempt=str(number),
            candidate_id=chance.choice(["", "ca_1", "ca_2"]),
        )
        for number in range(count)
    ]


def same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        # Whole numbers exactly; an amount is one division of a whole number.
        return one == other if one.is_integer() else math.isclose(one, other, rel_tol=1e-15)
    return one == other


def require_right(data: bytes) -> Calc:
    book = Calc(data)
    for sheet, at, stored, found in book.formulas():
        assert same(stored, found), (sheet, at, stored, found)
    return book


def below(book: Calc, heading: str) -> list[list[Value]]:
    """The rows of the summary below a heading, up to an empty one."""
    rows = book.rows("Summary")
    start = next(at for at, row in enumerate(rows) if row[0] == heading) + 1
    return list(takewhile(lambda row: row[0], rows[start:]))


def checks(book: Calc) -> list[Value]:
    return [row[4] for row in below(book, "Check: sheet")]


@settings(max_examples=12, deadline=None)
@given(lines_of_a_month)
def test_every_formula_of_the_month_gives_what_stands_beside_it(lines: list[LedgerLine]) -> None:
    days = days_of(lines)
    book = require_right(workbook.to_xlsx("2026-02", days, TITLES, "en", YUAN))
    assert set(checks(book)) <= {"OK"}
    assert len(checks(book)) == 8 * len(rollup.totals(days))
    for total in reports.grand_totals(lines):
        [row] = [row for row in below(book, "Currency") if row[0] == total.currency]
        micro = "unpriced" if total.amount_micro is None else total.amount_micro
        assert (row[13], row[6], row[7]) == (micro, total.lines, total.unpriced)


@settings(max_examples=12, deadline=None)
@given(lines_of_a_month, st.sampled_from(GROUPINGS))
def test_every_formula_over_lines_gives_what_stands_beside_it(lines: list[LedgerLine], by: Grouping) -> None:
    made = reports.report(lines)
    require_right(exports.to_xlsx(made, "en"))
    book = require_right(exports.to_xlsx(made, "en", by, YUAN))
    found = reports.totals(lines, by)
    sheet = list(book.sheets)[1]
    read = [(row[1], row[2], row[4], row[5]) for row in book.rows(sheet)[1:]]
    assert read == [
        (t.currency, "unpriced" if t.amount_micro is None else t.amount_micro, t.lines, t.unpriced) for t in found
    ]
    rows = list(csv.DictReader(io.StringIO(exports.totals_csv(found, by, YUAN))))
    whole = sum(
        amount or 0 for amount in YUAN.each([(t.currency, t.amount_micro) for t in reports.grand_totals(lines)])
    )
    assert sum(round(float(row["report_amount"] or 0) * 1_000_000) for row in rows) == whole
    told = json.loads(exports.totals_json("2026-02", found, by, made.totals, YUAN))
    assert sum(one["report_micro"] or 0 for one in told["groups"]) == whole
    assert sum(one["amount_micro"] or 0 for one in told["groups"]) == sum(one.amount_micro or 0 for one in lines)


def test_a_table_that_does_not_fit_one_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = some(60)
    monkeypatch.setattr(spreadsheet, "LONGEST_SHEET", 25)
    book = require_right(exports.to_xlsx(reports.report(lines), "en"))
    parts = [name for name in book.sheets if name.startswith("Lines")]
    assert parts == ["Lines", "Lines (2)", "Lines (3)"]
    assert sum(len(book.rows(name)) - 1 for name in parts) == 60
    book = require_right(workbook.to_xlsx("2026-02", days_of(lines), TITLES, "en"))
    assert "Sums (3)" in book.sheets and set(checks(book)) == {"OK"}


def test_a_month_too_large_to_be_worked_out_on_opening_has_numbers_and_checked_totals(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = some(60)
    monkeypatch.setattr(workbook, "MOST_COMPARISONS", 10)
    monkeypatch.setattr(exports, "MOST_COMPARISONS", 10)
    book = require_right(workbook.to_xlsx("2026-02", days_of(lines), TITLES, "en"))
    assert set(checks(book)) == {"OK"}
    assert not any(at[0] == 2 and at[1] == 8 for sheet, at, *_ in book.formulas() if sheet == "By department")
    assert not any(
        sheet == "By interview" and at[1] == 3
        for sheet, at, *_ in require_right(exports.to_xlsx(reports.report(lines), "en")).formulas()
    )


def test_a_sum_that_a_spreadsheet_program_would_change_is_refused() -> None:
    lines = [line(1, "usage", 2**53), line(2, "usage", 1)]
    with pytest.raises(Defect, match="too_large_for_a_sheet"):
        workbook.to_xlsx("2026-02", days_of(lines), {})
    with pytest.raises(Defect, match="too_large_for_a_sheet"):
        exports.to_xlsx(reports.report(lines))
    require_right(workbook.to_xlsx("2026-02", days_of(lines[:1]), {}, "en"))
    assert "9007199254.740993" in summaries.groups_csv(days_of(lines), "job", {})


def test_the_same_days_are_the_same_bytes_and_no_days_are_a_workbook() -> None:
    days = days_of(some(20))
    assert workbook.to_xlsx("2026-02", days, TITLES) == workbook.to_xlsx("2026-02", days, TITLES)
    empty = require_right(workbook.to_xlsx("2026-02", [], {}, "en", YUAN))
    assert empty.rows("Summary")[0][0] == "Costs 2026-02" and checks(empty) == []


def test_cells_are_typed_and_what_people_type_is_text() -> None:
    book = Calc(workbook.to_xlsx("2026-02", days_of(some(200)), TITLES, "en"))
    heading, *rows = book.rows("Sums")
    assert heading[:8] == ["Day", "Job", "Job id", "Department", "Source", "Service", "Kind", "Currency"]
    typed = [row for row in rows if row[0] != "Total" and row[0] is not None]
    assert all(isinstance(row[0], float) and isinstance(row[9], float) for row in typed)
    assert {row[3] for row in typed} == set(TYPED)
    assert max(len(str(row[1])) for row in typed) == spreadsheet.LONGEST_TEXT
    assert all(cell.formula is None for (_, column), cell in book.sheets["Sums"].items() if column < 9)


def test_without_a_rate_a_currency_stays_for_itself_and_that_is_said() -> None:
    days = days_of([line(1, "usage", 5), line(2, "usage", 7, currency="EUR")])
    none = Shown("CNY", "2026-02-05", RATES)
    book = require_right(workbook.to_xlsx("2026-02", days, {}, "en", none))
    rates = below(book, "Converted: currency")
    assert [row[2] for row in rates[:2]] == ["no rate known: not converted"] * 2
    assert rates[2][0] == "Total of what was converted; not in it: EUR, USD" and not any(rates[2][1:])
    [row, other] = csv.DictReader(io.StringIO(summaries.groups_csv(days, "source", {}, none)))
    assert (row["report_amount"], row["report_currency"], other["rate"]) == ("", "", "")
    told = json.loads(summaries.to_json("2026-02", days, {}, none))
    assert (told["rates"], [one["report_micro"] for one in told["totals"]]) == ([], [None, None])


def test_failed_attempts_without_a_price_are_no_0() -> None:
    days = days_of([line(1, "usage", 5), line(2, "usage", None, outcome="failed")])
    [row] = csv.DictReader(io.StringIO(summaries.groups_csv(days, "job", {})))
    assert (row["failed_amount"], row["failed_lines"]) == ("", "1")
    assert json.loads(summaries.to_json("2026-02", days, {}))["totals"][0]["failed_micro"] is None
    book = require_right(workbook.to_xlsx("2026-02", days, {}, "en"))
    assert below(book, "Currency")[0][8] == "unpriced"
    some = days_of([line(1, "usage", 5, outcome="failed"), line(2, "usage", None, outcome="failed")])
    [row] = csv.DictReader(io.StringIO(summaries.groups_csv(some, "job", {})))
    assert row["failed_amount"] == "0.000005"
    [row] = csv.DictReader(io.StringIO(summaries.groups_csv(days_of([line(1, "usage", 5)]), "job", {})))
    assert row["failed_amount"] == "0.000000"


def test_a_total_of_some_currencies_names_the_others() -> None:
    days = days_of([line(1, "usage", 5_000_000), line(2, "usage", 7_000_000, currency="EUR")])
    book = require_right(workbook.to_xlsx("2026-02", days, {}, "en", Shown("CNY", "2026-02-28", RATES[:1])))
    *_, whole = below(book, "Converted: currency")
    assert (whole[0], whole[5], whole[7]) == ("Total of what was converted; not in it: EUR", 35.617, 35_617_000)
    book = require_right(workbook.to_xlsx("2026-02", days, {}, "en", Shown("EUR", "2026-02-28", RATES[:1])))
    assert below(book, "Converted: currency")[-1][:1] == ["Total of what was converted; not in it: USD"]
    unpriced = days_of([line(1, "usage", 5_000_000), line(2, "usage", None, currency="EUR")])
    book = require_right(workbook.to_xlsx("2026-02", unpriced, {}, "en", Shown("USD", "2026-02-28", [])))
    assert below(book, "Converted: currency")[-1][0] == "Total"


@given(lines_of_a_month)
@settings(max_examples=25, deadline=None)
def test_lines_stream_in_the_order_given(lines: list[LedgerLine]) -> None:
    text = "".join(exports.csv_of(iter(lines)))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["department"].removeprefix("'") for row in rows] == [one.department.removeprefix("'") for one in lines]
    assert not any(cell[:1] in "=+@" and cell for row in rows for name, cell in row.items() if name != "amount")
    found = sum(round(float(row["amount"] or 0) * 1_000_000) for row in rows)
    assert found == sum(one.amount_micro or 0 for one in lines)


def test_a_million_lines_would_be_written_piece_by_piece() -> None:
    taken = 0

    def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield line(1, "usage", 1)

    pieces = exports.csv_of(endless())  # type: ignore[arg-type]
    for _ in range(3):
        assert len(next(pieces)) < 200_000
    assert taken < 5_000


SOFFICE = shutil.which("soffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed here (apt install libreoffice-calc-nogui)")
def test_libreoffice_works_out_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "LONGEST_SHEET", 120)
    lines = some(150)
    made = {
        "month": workbook.to_xlsx("2026-02", days_of(lines), TITLES, "zh", YUAN),
        "lines": exports.to_xlsx(reports.report(lines), "en", "department", YUAN),
    }
    for name, data in made.items():
        folder = tmp_path / name
        folder.mkdir()
        theirs, ours = recalculated(str(SOFFICE), data, folder), Calc(data)
        formulas = [
            (sheet, at, cell) for sheet, cells in ours.sheets.items() for at, cell in cells.items() if cell.formula
        ]
        assert len(formulas) > 50
        for sheet, at, cell in formulas:
            assert same(theirs.sheets[sheet][at].value, cell.value), (name, sheet, at, cell)
