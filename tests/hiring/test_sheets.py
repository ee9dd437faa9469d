"""Candidates read from tables that many hands typed, and written back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.cells import harmless
from mianshi.errors import Rejected
from mianshi.hiring import sheets
from mianshi.hiring.sheets import (
    FIELDS,
    HEADINGS,
    check_person,
    contacts,
    read_people,
    read_text,
    write_people,
)
from mianshi.scoring.workbook import read_workbook


def table(text: str) -> dict[int, dict[int, str]]:
    return read_text(text.encode())


@pytest.mark.parametrize(
    "data",
    [
        "姓名,邮箱\n王小明,w@example.com\n".encode(),
        "\ufeff姓名;邮箱\r\n王小明;w@example.com\r\n".encode(),
        "姓名\t邮箱\n王小明\tw@example.com".encode("gb18030"),
        "姓名\t邮箱\n王小明\tw@example.com".encode("utf-16"),
        '"姓名 Name","邮箱 Email"\n"王小明","w@example.com"'.encode(),
        "候选人名单,\n,\n姓名*,E-mail\n王小明,w@example.com".encode(),
    ],
)
def test_the_same_table_in_every_way_it_is_saved(data: bytes) -> None:
    [person] = read_people(read_text(data)).people
    assert (person.name, person.email) == ("王小明", "w@example.com")


def test_columns_stand_in_any_order_and_what_nobody_reads_is_named() -> None:
    reading = read_people(table("Age,Mobile,语言,Full name,渠道\n25,13800000001,英文,Ann,内推\n"))
    assert reading.ignored == ["Age"]
    [person] = reading.people
    assert (person.name, person.phone, person.source, person.language) == ("Ann", "13800000001", "内推", "en")


def test_a_column_that_only_mentions_a_name_is_not_the_name() -> None:
    with pytest.raises(Rejected, match="no_name"):
        read_people(table("Name of school,Mail\nX,a@example.com"))


def test_every_mistake_has_its_row_column_and_code() -> None:
    rows = [
        ["姓名", "邮箱", "手机", "来源", "语言"],
        ["", "a@example.com", "", "", ""],
        ["甲" * 101, "", "", "", ""],
        ["乙", "a@b", "1.38E+10", "源" * 61, "法语"],
        ["丙", "same@example.com", "", "", ""],
        ["丁", "SAME@example.com", "", "", ""],
        ["戊", "", "12ab", "", ""],
    ]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    reading = read_people(table(out.getvalue()))
    assert [(m.row, m.column, m.code) for m in reading.mistakes] == [
        (2, "A", "name_missing"),
        (3, "A", "name_long"),
        (4, "B", "email"),
        (4, "C", "phone_shortened"),
        (4, "D", "source_long"),
        (4, "E", "language"),
        (6, "B", "twice"),
        (7, "C", "phone"),
    ]
    assert [m.other_row for m in reading.mistakes if m.code == "twice"] == [5]
    assert [person.name for person in reading.people] == ["丙"]


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), ("姓名\n \n", "empty"), ("a\nb", "no_name"), ("\x00", "unreadable")]
)
def test_a_table_without_candidates_says_why(text: str, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        read_people(table(text))
    assert (refused.value.code, refused.value.detail) == ("bad_sheet", code)


def test_a_thousand_fit_and_one_more_does_not() -> None:
    lines = "\n".join(f"P{n}" for n in range(sheets.MOST_PEOPLE))
    assert len(read_people(table(f"name\n{lines}")).people) == sheets.MOST_PEOPLE
    with pytest.raises(Rejected, match="too_many"):
        read_people(table(f"name\n{lines}\nx"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+86 138-0000-0001", "13800000001", True),
        ("0086 13800000001", "(138) 0000 0001", True),
        ("13800000001", "13800000002", False),
        ("8613800000", "13800000", False),
    ],
)
def test_one_number_in_many_spellings(one: str, other: str, same: bool) -> None:
    assert (contacts("", one) == contacts("", other)) is same


@pytest.mark.parametrize(
    "address",
    [
        "a@b",
        "a b@example.com",
        "@example.com",
        "a@example..com",
        "a@example.com, b@example.com",
        "王@example.com",
        "a@" + "x" * 250 + ".com",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    person, [mistake] = check_person({"name": "A", "email": address})
    assert person is None and mistake.code == "email"


def test_a_name_turns_nothing_that_stands_beside_it() -> None:
    person, wrong = check_person({"name": "evil \u202e李\u2066\u200f \U0001f468\u200d\U0001f33e"})
    assert not wrong and person is not None
    assert person.name == "evil 李 \U0001f468\u200d\U0001f33e", "and a joined sign stays joined"


def test_a_name_is_text_whatever_it_holds() -> None:
    person, _ = check_person({"name": " <script>\u202e王\n小明\t\x07 "})
    assert person is not None and person.name == "<script>王 小明"


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)


@given(TEXTS)
def test_nothing_written_is_a_formula_and_reading_takes_the_mark_off(text: str) -> None:
    written = harmless(text)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
    person, _ = check_person({"name": written})
    plain, _ = check_person({"name": text})
    assert (person and person.name) == (plain and plain.name)


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_a_workbook_gives_back_what_was_written(names: list[str]) -> None:
    plain = [person.name for name in names if (person := check_person({"name": name})[0])]
    columns = {str(field): HEADINGS[field] for field in FIELDS}
    made = write_people([{"name": name, "phone": "+86 13800000001"} for name in plain[:1]], columns, "zh")
    assert made == write_people([{"name": name, "phone": "+86 13800000001"} for name in plain[:1]], columns, "zh")
    [cells] = read_workbook(made, "x").values()
    if plain:
        [person] = read_people(cells).people
        assert (person.name, contacts("", person.phone)) == (plain[0], ["13800000001"])


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_a_refusal(data: bytes) -> None:
    try:
        read_people(read_text(data))
    except Rejected as refused:
        assert refused.code == "bad_sheet"


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=6))
def test_any_cells_under_known_headings_are_people_or_mistakes(rows: list[list[str]]) -> None:
    cells = {1: {0: "name", 1: "email", 2: "phone"}} | {n: dict(enumerate(row)) for n, row in enumerate(rows, start=2)}
    filled = [n for n, row in cells.items() if n > 1 and any(value.strip() for value in row.values())]
    if not filled:
        with pytest.raises(Rejected, match="empty"):
            read_people(cells)
        return
    reading = read_people(cells)
    assert {p.row for p in reading.people} | {m.row for m in reading.mistakes} == set(filled)
    assert {p.row for p in reading.people}.isdisjoint({m.row for m in reading.mistakes})
