"""The standard file: what goes out comes in again, and every mistake has a row and a column."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from mianshi.contracts.exchange import ExchangeRow, MistakeKind
from mianshi.contracts.hiring import Stage
from mianshi.errors import Rejected
from mianshi.hiring import exchange, exchange_files, sheets
from mianshi.hiring.exchange import Line, Reading, Sender, read_day
from mianshi.hiring.exchange_columns import COLUMNS
from mianshi.hiring.exchange_mistakes import SENTENCES, place
from mianshi.scoring.workbook import read_workbook

SENDER = Sender(by="partner:pa_1", at="2026-11-28T09:00:00.000Z", job_id="jb_1", job_external_id="J-1")
FULL = ExchangeRow(
    job_id="jb_1", job_external_id="J-1", job_title="店长", department="零售", candidate_id="ca_1",
    candidate_external_id="A-1", name="王小明", email="ming@example.com", phone="+86 13800000000", source="校招",
    language="en", stage=Stage.DECIDED, outcome="scored", score=81, recommendation="forward",
    competencies="沟通=80.5; 协作=82", decision="advance", decided_by="王芳", decided_at="2026-11-20T08:00:00.000Z",
    hired_on="2026-12-01", position="店长", hired_department="一店", employee_id="007", told_about_scores=True,
    performance_until="2027-03-31", performance_measure="overall", performance_score=4.25, performance_lowest=1.0,
    performance_highest=5.0, promoted_on="2027-07-01", promoted_to="区域经理", left_on="2028-01-01",
    left_how="voluntary", test_name="Excel", test_taken_on="2026-11-02", test_score=71.5, test_highest=80.0,
)  # fmt: skip
OTHER = ExchangeRow(candidate_id="ca_2", job_id="jb_1", name="=cmd|' /C calc'!A0", told_about_scores=None)


def csv(text: str) -> Reading:
    return exchange.read_table(sheets.read_text(text.encode()), SENDER)


def row(**cells: str) -> Reading:
    given = {"candidate_external_id": "A-1", "name": "王小明", **cells}
    return csv("\n".join([",".join(given), ",".join(given.values())]))


def only(reading: Reading) -> Line:
    assert reading.mistakes == []
    [line] = reading.lines
    return line


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_goes_out_comes_in_again(form: str, language: Any) -> None:
    rows = [FULL, OTHER]
    if form == "json":
        reading = exchange.read_objects(json.loads(exchange_files.write_json(rows)), SENDER)
    elif form == "csv":
        reading = exchange.read_table(sheets.read_text(exchange_files.write_csv(rows, language)), SENDER)
    else:
        [table] = read_workbook(exchange_files.write_xlsx(rows, language), "file").values()
        reading = exchange.read_table(table, SENDER)
    assert reading.mistakes == []
    full, other = reading.lines
    assert (full.candidate_id, full.candidate_external_id, full.person.name) == ("ca_1", "A-1", "王小明")
    assert full.hire and full.performance and full.promotion and full.departure and full.test
    sent = {"by": SENDER.by, "at": SENDER.at}
    assert full.hire.model_dump() == {
        "starts_on": "2026-12-01", "position": "店长", "department": "一店", "employee_id": "007",
        "told_about_scores": True, **sent,
    }  # fmt: skip
    assert (full.performance.score, full.performance.lowest, full.performance.highest) == (4.25, 1.0, 5.0)
    assert (full.promotion.promoted_on, full.promotion.to) == ("2027-07-01", "区域经理")
    assert (full.departure.left_on, full.departure.kind) == ("2028-01-01", "voluntary")
    assert (full.test.name, full.test.score, full.test.highest) == ("Excel", 71.5, 80.0)
    assert other.person.name == OTHER.name and other.hire is None
    assert len(reading.ignored) == sum(not column.read for column in COLUMNS)


def test_chinese_words_are_what_the_file_asks_for_and_takes() -> None:
    assert SENTENCES["choice"].zh == "请填写主动、被动、合同到期或其他。"
    for word, kind in (
        ("主动", "voluntary"),
        ("被动", "involuntary"),
        ("合同到期", "end_of_contract"),
        ("其他", "other"),
    ):
        left = only(row(left_on="2028-01-01", left_how=word)).departure
        assert left is not None and left.kind == kind
    whole = only(row(performance_until="2027-03-31", performance_score="4", performance_measure="总体")).performance
    assert whole is not None and whole.measure == "overall"


def test_no_cell_becomes_a_formula() -> None:
    assert b"'=cmd|" in exchange_files.write_csv([OTHER], "en")
    [table] = read_workbook(exchange_files.write_xlsx([OTHER], "en"), "file").values()
    assert "'=cmd|' /C calc'!A0" in table[2].values()


def test_the_same_rows_are_the_same_bytes() -> None:
    for write in (exchange_files.write_csv, exchange_files.write_xlsx):
        assert write([FULL, OTHER], "zh") == write([FULL, OTHER], "zh")


def test_excel_opens_the_csv_as_chinese() -> None:
    data = exchange_files.write_csv([FULL], "zh")
    assert data.startswith(b"\xef\xbb\xbf") and "王小明" in data.decode("utf-8-sig")


def test_every_column_has_a_heading_of_its_own_in_both_languages() -> None:
    assert [column.field for column in COLUMNS] == list(ExchangeRow.model_fields)
    headings = [words.lower() for column in COLUMNS for words in {column.heading.zh, column.heading.en, column.field}]
    assert len(headings) - len(set(headings)) == sum(column.heading.en.lower() == column.field for column in COLUMNS)
    assert set(SENTENCES) == set(get_args(MistakeKind))


def test_scores_and_decisions_are_passed_over() -> None:
    reading = row(score="100", decision="reject", decided_by="me")
    assert reading.ignored == ["score", "decision", "decided_by"] and only(reading).hire is None


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"candidate_external_id": "", "source": "x"}, "candidate_external_id", "no_key"),
        ({"email": "no address"}, "email", "email"),
        ({"phone": "1.38E+10"}, "phone", "phone_shortened"),
        ({"language": "fr"}, "language", "language"),
        ({"job_id": "jb_2"}, "job_id", "other_job"),
        ({"job_external_id": "J-2"}, "job_external_id", "other_job"),
        ({"hired_on": "2026-02-30"}, "hired_on", "date"),
        ({"hired_on": "soon"}, "hired_on", "date"),
        ({"position": "店长"}, "hired_on", "incomplete"),
        ({"hired_on": "2026-12-01", "told_about_scores": "maybe"}, "told_about_scores", "yes_no"),
        ({"hired_on": "2026-12-01", "employee_id": "x" * 65}, "employee_id", "too_long"),
        ({"performance_until": "2027-03-31"}, "performance_score", "incomplete"),
        ({"performance_score": "4"}, "performance_until", "incomplete"),
        ({"performance_until": "2027-03-31", "performance_score": "nan"}, "performance_score", "number"),
        ({"performance_until": "2027-03-31", "performance_score": "1_0"}, "performance_score", "number"),
        ({"performance_until": "2027-03-31", "performance_score": "101"}, "performance_score", "out_of_range"),
        (
            {"performance_until": "2027-03-31", "performance_score": "1", "performance_highest": "0"},
            "performance_highest",
            "out_of_range",
        ),
        ({"left_on": "2027-01-01", "left_how": "fired"}, "left_how", "choice"),
        ({"left_how": "other"}, "left_on", "incomplete"),
        ({"promoted_to": "区域经理"}, "promoted_on", "incomplete"),
        ({"promoted_on": "next year"}, "promoted_on", "date"),
        ({"promoted_on": "2027-07-01", "promoted_to": "x" * 101}, "promoted_to", "too_long"),
        ({"test_name": "Excel", "test_score": "1"}, "test_taken_on", "incomplete"),
        ({"test_name": "Excel", "test_taken_on": "2026-11-01"}, "test_score", "incomplete"),
        ({"test_name": "Excel", "test_taken_on": "2026-11-01", "test_score": "-1"}, "test_score", "out_of_range"),
    ],
)
def test_a_mistake_has_its_row_and_column(cells: dict[str, str], field: str, code: str) -> None:
    reading = row(**cells)
    assert [(one.row, one.field, one.code) for one in reading.mistakes] == [(2, field, code)]
    given = list({"candidate_external_id": "A-1", "name": "王小明", **cells})
    letter = "ABCDEFGHIJ"[given.index(field)] if field in given else ""
    assert reading.mistakes[0].column == letter
    assert reading.lines == []
    assert place(reading.mistakes[0]).en.startswith("row 2, ") and place(reading.mistakes[0]).zh.startswith("第 2 行")


def test_all_mistakes_are_told_at_once() -> None:
    reading = csv("name,email,hired on,test score\na,no,soon,x\nb,b@example.com,,\nc,also no,,")
    assert [(one.row, one.column, one.code) for one in reading.mistakes] == [
        (2, "B", "email"),
        (2, "C", "date"),
        (2, "D", "number"),
        (2, "", "incomplete"),
        (4, "B", "email"),
    ]
    assert [line.person.name for line in reading.lines] == ["b"]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-28", "2026-11-28"),
        ("2026/1/5", "2026-01-05"),
        ("2026.11.28", "2026-11-28"),
        ("2026年1月5日", "2026-01-05"),
        ("2026-11-28 00:00:00", "2026-11-28"),
        ("46354", "2026-11-28"),
        ("46354.0", "2026-11-28"),
        ("20000", None),
        ("2026-13-01", None),
        ("28.11.2026", None),
        ("11/28/2026", None),
        ("1999-01-01", None),
    ],
)
def test_days_as_people_and_programs_write_them(typed: str, day: str | None) -> None:
    assert read_day(typed) == day


def test_a_heading_may_stand_below_a_title_and_in_any_order() -> None:
    reading = csv("十一月入职名单,,\n,,\n入职日期,外部候选人编号,备注\n2026/12/1,A-1,老员工推荐\n")
    line = only(reading)
    assert line.row == 4 and line.hire is not None and line.hire.starts_on == "2026-12-01"
    assert reading.ignored == ["备注"] and line.person.name == ""


@pytest.mark.parametrize(
    ("text", "detail"),
    [("", "empty"), ("a,b\n1,2", "no_columns"), ("name,email\n", "empty")],
)
def test_what_is_no_such_file_is_told(text: str, detail: str) -> None:
    with pytest.raises(Rejected) as refused:
        csv(text)
    assert (refused.value.code, refused.value.detail) == ("bad_sheet", detail)


def test_there_is_an_end_to_rows() -> None:
    rows = "\n".join(f"A-{number}" for number in range(exchange.MOST_ROWS + 1))
    with pytest.raises(Rejected, match="too_many"):
        csv(f"candidate_external_id,name\n{rows}")


def test_hostile_texts_are_texts() -> None:
    name = "<script>alert(1)</script>\u202e😀"
    line = only(exchange.read_objects([{"candidate_external_id": "x", "name": name, "extra": {"a": 1}}], SENDER))
    assert line.person.name == "<script>alert(1)</script>😀"
    reading = exchange.read_objects([{"name": "x" * 10_000, "email": ["a"], "score": None}], SENDER)
    assert {one.code for one in reading.mistakes} == {"name_long", "email"}
    assert all(len(one.value) <= 40 for one in reading.mistakes)
