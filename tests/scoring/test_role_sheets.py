"""A role as a workbook: nothing is lost on the way, other programs' habits are understood, bad files are refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mianshi.contracts.role import Role
from mianshi.errors import Rejected
from mianshi.scoring.role_columns import FORM
from mianshi.scoring.role_reading import read_sheets
from mianshi.scoring.role_writing import write_workbook
from mianshi.scoring.roles import load_role, parse_role, role_bytes, role_version, shipped_roles
from mianshi.scoring.workbook import Sheet, column_letters, read_workbook
from support.judged_fixture import small_role, small_role_data

Book = dict[str, Sheet]
ROLE, COMPETENCIES, QUESTIONS, KEY_POINTS, WRONG, STEPS, PROBES = (table.title for table in FORM.tables)
XML = '<?xml version="1.0" encoding="UTF-8"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def full_role() -> Role:
    """Every field of a role in use, with texts that spreadsheets like to change."""
    data = small_role_data()
    first = data["competencies"][0]
    first |= {
        "required_level": 3.5,
        "wrong_acts": [{"zh": "怪别人", "en": "=blames them"}, {"zh": "-撒手", "en": "+walks off"}],
        "excellence": {"zh": "带动了别人", "en": "moved others"},
        "order": ["p0b", "p0a"],
        "next_steps": [{"zh": "练", "en": "practise"}],
        "questions": [
            *first["questions"],
            {"id": "more", "text": {"zh": "如果…?", "en": "What if\nit fails?"}, "kind": "situational", "core": False},
        ],
    }
    first["key_points"][0]["shown_when"] = {"zh": "先停了机器", "en": "the candidate stopped the machine first"}
    first["key_points"][0]["synonyms"] = {"zh": ["25", "1e3", "3-1"], "en": ["TRUE", "'quoted", "<b> & _x0041_"]}
    extra = {
        "interview": "semi_structured",
        "probes": [{"zh": "结果呢?", "en": "And the result?"}],
        "vocabulary": {"zh": ["急停"], "en": ["e-stop", "Kanban"]},
        "video_required": True,
        "delivery_weight": 5,
        "delivery_weight_reason": "agreed",
    }
    return Role.model_validate(data | extra)


@pytest.mark.parametrize("role", [small_role(), full_role()], ids=["small", "full"])
def test_a_role_comes_back_as_it_was(role: Role) -> None:
    data = write_workbook(role)
    assert role_version(parse_role(data, "role.xlsx")) == role_version(role)
    assert data == write_workbook(role), "the same role, the same bytes"


@pytest.mark.parametrize("name", shipped_roles())
def test_shipped_roles_come_back_as_they_were(name: str) -> None:
    role = load_role(name)
    assert role_version(parse_role(write_workbook(role), "role.xlsx")) == role_version(role)


def test_a_workbook_is_taken_where_a_role_file_is(tmp_path: Any) -> None:
    path = tmp_path / "mine.xlsx"
    path.write_bytes(write_workbook(small_role()))
    assert load_role(str(path)) == small_role()
    assert role_bytes(str(path))[1] == "mine.xlsx"


@pytest.mark.parametrize("words", ["two\nlines", " blank before", "x" * 40_000])
def test_a_text_that_no_cell_holds_unchanged_is_refused(words: str) -> None:
    data = small_role_data()
    data["competencies"][0]["key_points"][0]["examples"]["en"] = [words]
    with pytest.raises(Rejected, match="no cell can hold"):
        write_workbook(Role.model_validate(data))


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_any_text_comes_back_or_is_refused(words: str) -> None:
    data = small_role_data()
    data["competencies"][0]["key_points"][0]["examples"]["en"] = [words]
    data["competencies"][0]["anchors"]["level_1"]["zh"] = words
    role = Role.model_validate(data)
    try:
        raw, _ = read_sheets(write_workbook(role), "role.xlsx")
    except Rejected as refused:
        assert refused.code == "bad_role"
    else:
        assert Role.model_validate(raw) == role


def test_the_workbook_explains_itself_and_is_laid_out_to_be_read() -> None:
    data = write_workbook(small_role())
    sheets = read_workbook(data, "x")
    assert next(iter(sheets)) == "说明 Read me"
    guide = [text for cells in next(iter(sheets.values())).values() for text in cells.values()]
    for table in FORM.tables:
        for column in table.columns:
            assert column.help.zh in guide
            assert column.help.en in guide
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        key_points = archive.read("xl/worksheets/sheet5.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert 'state="frozen"' in key_points
    assert 'wrapText="1"' in styles
    assert re.search(r'<col [^>]*width="4\d', key_points)
    headings = read_workbook(data, "x")[KEY_POINTS][1]
    assert [headings[at].split("\n")[0] for at in (2, 3)] == ["要点名称（中文）", "要点名称（英文）"]


# The same cells as other programs write them.


def package(
    book: Book, cell: Callable[[str, str, list[str]], str], *, shared: bool = True, strict: bool = False
) -> bytes:
    """A minimal workbook; `cell` gives the XML of one cell from (reference, text, shared strings so far)."""
    strings: list[str] = []
    namespace = "http://purl.oclc.org/ooxml/spreadsheetml/main" if strict else MAIN
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        entries, relations = "", ""
        for number, (name, sheet) in enumerate(book.items(), start=1):
            rows = "".join(
                f'<row r="{row}">'
                + "".join(cell(f"{column_letters(at)}{row}", text, strings) for at, text in sorted(cells.items()))
                + "</row>"
                for row, cells in sorted(sheet.items())
            )
            blank = f'<row r="{max(sheet, default=0) + 900}"><c r="A{max(sheet, default=0) + 900}" s="3"/></row>'
            body = f'{XML}<worksheet xmlns="{namespace}"><sheetData>{rows}{blank}</sheetData></worksheet>'
            archive.writestr(f"xl/worksheets/sheet{number}.xml", body)
            entries += f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
            target = f"/xl/worksheets/sheet{number}.xml" if strict else f"worksheets/sheet{number}.xml"
            relations += f'<Relationship Id="rId{number}" Type="t" Target="{target}"/>'
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        workbook = f'<workbook xmlns="{namespace}" xmlns:r="{office}"><sheets>{entries}</sheets></workbook>'
        archive.writestr("xl/workbook.xml", XML + workbook)
        archive.writestr("xl/_rels/workbook.xml.rels", f'{XML}<Relationships xmlns="r">{relations}</Relationships>')
        if shared:
            items = "".join(strings)
            archive.writestr("xl/sharedStrings.xml", f'{XML}<sst xmlns="{namespace}">{items}</sst>')
    return out.getvalue()


def excel(reference: str, text: str, strings: list[str]) -> str:
    """Shared strings, some in runs of a format, with the phonetic guide of an Asian input method."""
    if re.fullmatch(r"\d+(\.\d+)?", text) and reference[0] in "DE":
        return f'<c r="{reference}"><v>{text}</v></c>'
    half = len(text) // 2
    runs = "".join(
        f'<r><rPr><b/></rPr><t xml:space="preserve">{escape(part)}</t></r>' for part in (text[:half], text[half:])
    )
    strings.append(f'<si>{runs}<rPh sb="0" eb="1"><t>ヨミ</t></rPh><phoneticPr fontId="1"/></si>')
    return f'<c r="{reference}" s="1" t="s"><v>{len(strings) - 1}</v></c>'


def libreoffice(reference: str, text: str, strings: list[str]) -> str:
    """Plain shared strings; line breaks stand as they are; numbers in scientific form."""
    if re.fullmatch(r"\d+", text) and reference[0] in "DE":
        return f'<c r="{reference}" s="2" t="n"><v>{float(text):e}</v></c>'
    strings.append(f'<si><t xml:space="preserve">{escape(text)}</t></si>')
    return f'<c r="{reference}" s="2" t="s"><v>{len(strings) - 1}</v></c>'


def wps(reference: str, text: str, strings: list[str]) -> str:
    """Numbers stored as text, line breaks escaped."""
    words = escape(text).replace("\n", "_x000D_\n")
    return f'<c r="{reference}" t="inlineStr"><is><t>{words}</t></is></c>'


def formula(reference: str, text: str, strings: list[str]) -> str:
    """A formula's last result stands beside it."""
    return f'<c r="{reference}" t="str"><f>"a"&amp;"b"</f><v>{escape(text)}</v></c>'


def without_references(reference: str, text: str, strings: list[str]) -> str:
    return wps(reference, text, strings).replace(f' r="{reference}"', "")


def book_of(role: Role) -> Book:
    return read_workbook(write_workbook(role), "x")


def plain_role() -> Role:
    """`full_role` without texts that look like escapes: escaping them is the writer's task."""
    data = full_role().model_dump(mode="json")
    data["competencies"][0]["key_points"][0]["synonyms"]["en"] = ["TRUE", "'quoted", "<b> & c"]
    return Role.model_validate(data)


@pytest.mark.parametrize("cell", [excel, libreoffice, wps, formula])
def test_what_another_program_saved_is_the_same_role(cell: Any) -> None:
    data = package(book_of(plain_role()), cell)
    assert role_version(parse_role(data, "role.xlsx")) == role_version(plain_role())


def test_strict_workbooks_and_other_orders_of_sheets_are_read() -> None:
    book = dict(reversed(book_of(plain_role()).items()))
    assert parse_role(package(book, wps, shared=False, strict=True), "role.xlsx") == plain_role()


def test_cells_without_a_position_follow_each_other() -> None:
    book = {"a": {1: {0: "x", 1: "y"}, 2: {0: "z"}}}
    assert read_workbook(package(book, without_references), "x")["a"] == book["a"]


def edited(edit: Callable[[Book], None], role: Role | None = None) -> bytes:
    book = book_of(role or plain_role())
    edit(book)
    return package(book, wps)


def shifted(sheet: Sheet, rows: int, columns: int) -> Sheet:
    return {row + rows: {at + columns: text for at, text in cells.items()} for row, cells in sheet.items()}


def renamed(book: Book) -> None:
    for name in list(book):
        book[f"Sheet{len(name)}{name[:1]}"] = book.pop(name)


def titled(book: Book) -> None:
    for name in (COMPETENCIES, KEY_POINTS):
        book[name] = shifted(book[name], 2, 1)
        book[name][1] = {0: "我们公司的岗位", 4: "2026"}


def widened(book: Book) -> None:
    book[QUESTIONS][1] |= {9: "备注", 12: "remarks"}
    book[QUESTIONS][2] |= {9: "问过了", 12: "asked"}
    book["草稿"] = {1: {0: "scratch"}}


def full_width(book: Book) -> None:
    for row in (2, 3, 4):
        book[COMPETENCIES][row][3] = "".join(chr(ord(c) + 0xFEE0) for c in book[COMPETENCIES][row][3]) + "％"
    book[COMPETENCIES][2][4] = "３.５"
    book[COMPETENCIES][1][0] = "能力编号："
    book[KEY_POINTS][2][1] = "ｐ０ａ"
    book[QUESTIONS][3][5] = "否"
    book[QUESTIONS][3][4] = " Situational "
    book[ROLE][4][1] = "半结构化"


def merged(book: Book) -> None:
    """A merged cell keeps its text in its first row only."""
    seen = set()
    for row, cells in sorted(book[KEY_POINTS].items()):
        if row > 1 and cells[0] in seen:
            del cells[0]
        elif row > 1:
            seen.add(cells[0])


def by_name(book: Book) -> None:
    for row, cells in book[QUESTIONS].items():
        if row > 1:
            cells[0] = cells[0].replace("c", "能力")


def spaced(book: Book) -> None:
    book[QUESTIONS][2][2] = f"\u3000{book[QUESTIONS][2][2]} \n"
    book[KEY_POINTS][2][6] = book[KEY_POINTS][2][6].replace("\n", "\n\n  ") + "\n"


@pytest.mark.parametrize("edit", [renamed, titled, widened, full_width, merged, by_name, spaced])
def test_what_people_and_programs_change_without_meaning_anything(edit: Callable[[Book], None]) -> None:
    assert role_version(parse_role(edited(edit), "role.xlsx")) == role_version(plain_role())


def test_ids_left_blank_are_made_and_do_not_collide() -> None:
    def edit(book: Book) -> None:
        for name, column in ((COMPETENCIES, 0), (QUESTIONS, 1), (KEY_POINTS, 1)):
            for row in book[name]:
                if row > 1:
                    book[name][row].pop(column, None)
        for name in (QUESTIONS, KEY_POINTS):
            for row in book[name]:
                book[name][row][0] = book[name][row][0].replace("c", "Competency ") if row > 1 else book[name][row][0]
        book[COMPETENCIES][2][0] = "c2"  # what the second would be called

    role = parse_role(edited(edit, small_role()), "role.xlsx")
    assert [c.id for c in role.competencies] == ["c2", "c3", "c4"] or len({c.id for c in role.competencies}) == 3
    assert [q.id for c in role.competencies for q in c.questions] == [f"{c.id}_q1" for c in role.competencies]
    assert [p.id for p in role.competencies[0].key_points] == ["c2_k1", "c2_k2"]


def test_blank_choices_are_the_defaults_of_a_role() -> None:
    def edit(book: Book) -> None:
        book[ROLE][4].pop(1)
        book[QUESTIONS][2].pop(4)
        book[QUESTIONS][2].pop(5)
        book[COMPETENCIES][2].pop(4)

    assert parse_role(edited(edit, small_role()), "role.xlsx") == small_role()


def cell(sheet: str, row: int, column: int, text: str | None) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        if text is None:
            book[sheet][row].pop(column)
        else:
            book[sheet][row][column] = text

    return edit


@pytest.mark.parametrize(
    ("edit", "where", "what"),
    [
        (cell(COMPETENCIES, 3, 3, "40"), f"sheet '{COMPETENCIES}', row 4, column D (权重 Weight)", "make 110, not 100"),
        (cell(COMPETENCIES, 3, 3, "viel"), f"sheet '{COMPETENCIES}', row 3, column D (权重 Weight)", "integer"),
        (cell(COMPETENCIES, 3, 4, "6"), f"sheet '{COMPETENCIES}', row 3, column E", "less than or equal to 5"),
        (cell(COMPETENCIES, 3, 0, "c0"), f"sheet '{COMPETENCIES}', row 3, column A", "'c0' stands twice"),
        (cell(COMPETENCIES, 2, 13, "p1a"), f"sheet '{COMPETENCIES}', row 2, column N", "'p1a' is no key point"),
        (cell(COMPETENCIES, 2, 11, None), f"sheet '{COMPETENCIES}', row 2, column L", "must not be blank"),
        (cell(QUESTIONS, 3, 1, "q1"), f"sheet '{QUESTIONS}', row 4, column B", "'q1' stands twice"),
        (cell(QUESTIONS, 3, 3, None), f"sheet '{QUESTIONS}', row 3, column D (题目（英文） Question (English))", "blank"),
        (cell(QUESTIONS, 3, 4, "maybe"), f"sheet '{QUESTIONS}', row 3, column E", "行为 behavioural, 情景 situational, 知识 knowledge"),
        (cell(QUESTIONS, 3, 0, "c9"), f"sheet '{QUESTIONS}', row 3, column A", "no competency 'c9'"),
        (cell(QUESTIONS, 2, 0, None), f"sheet '{QUESTIONS}', row 2, column A", "must name a competency"),
        (cell(QUESTIONS, 5, 0, "c0"), f"sheet '{COMPETENCIES}', row 4, column A", "questions: list should have at least 1"),
        (cell(QUESTIONS, 4, 2, "你结婚了吗?"), f"sheet '{QUESTIONS}', row 4, column C", "marriage is a protected topic"),
        (cell(KEY_POINTS, 3, 9, None), f"sheet '{KEY_POINTS}', row 3, column J", "needs an example"),
        (cell(KEY_POINTS, 2, 6, "35岁以下\n急停"), f"sheet '{KEY_POINTS}', row 2, column G", "age is a protected topic"),
        (cell(ROLE, 6, 1, "90"), f"sheet '{ROLE}', row 6, column B (查看线 Look at from)", "must not be above"),
        (cell(ROLE, 1, 1, None), f"sheet '{ROLE}', row 1, column B", "must not be blank"),
        (cell(ROLE, 5, 0, "x"), f"sheet '{ROLE}'", "there is no row '推进线 Put forward from'"),
        (cell(KEY_POINTS, 1, 8, "例子"), f"sheet '{KEY_POINTS}'", "there is no column '例句（中文） Example"),
        (lambda book: book.pop(WRONG), f"sheet '{WRONG}'", "is missing"),
        (lambda book: book.update({COMPETENCIES: {1: book[COMPETENCIES][1]}}), f"sheet '{COMPETENCIES}'", "at least one"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_sheet_row_and_column(edit: Any, where: str, what: str) -> None:
    with pytest.raises(Rejected) as caught:
        parse_role(edited(edit), "role.xlsx")
    assert caught.value.code == "bad_role"
    assert where in caught.value.detail
    assert what in caught.value.detail
    assert caught.value.detail.startswith("role file role.xlsx: ")
    assert "\n" not in caught.value.detail


def replaced(part: str, content: bytes | str) -> bytes:
    """A sound workbook with one part changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package(book_of(small_role()), wps))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename, content if entry.filename == part else old.read(entry))
    return out.getvalue()


def sheet(rows: str, head: str = "") -> bytes:
    return replaced(
        "xl/worksheets/sheet2.xml", f'{XML}{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    )


LAUGHS = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 10 + '">]>'
FILE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (sheet('<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>', LAUGHS), "declares XML entities"),
        (sheet('<row r="1"><c r="A1" t="str"><v>&a;</v></c></row>', FILE), "declares XML entities"),
        (replaced("xl/workbook.xml", f"{XML}<!DOCTYPE w><workbook/>"), "declares XML entities"),
        (sheet("<row/>" * 900_000), "unpacks to more than"),
        (sheet('<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>'), "cell A1 holds the error #REF!"),
        (sheet('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'), "beyond row"),
        (sheet('<row r="99999999"><c r="A1"><v>1</v></c></row>'), "beyond row"),
        (sheet('<row r="1"><c r="A1" t="s"><v>7777777</v></c></row>'), "damaged workbook"),
        (sheet('<row r="1"><c r="A1"><v>many</v></c></row>'), "damaged workbook"),
        (sheet('<row r="1"><c r="1A"><v>1</v></c></row>'), "damaged workbook"),
        (sheet("<row"), "damaged workbook"),
        (replaced("xl/workbook.xml", f"{XML}<workbook/>"), "is missing"),
        (replaced("xl/_rels/workbook.xml.rels", f"{XML}<r/>"), "damaged workbook"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged or no .xlsx"),
        (package({"a": {}}, wps)[:-40], "damaged or no .xlsx"),
    ],
)  # fmt: skip
def test_a_bad_or_hostile_workbook_is_refused_in_one_line(data: bytes, what: str) -> None:
    with pytest.raises(Rejected) as caught:
        parse_role(data, "role.xlsx")
    assert caught.value.code == "bad_role"
    assert what in caught.value.detail
    assert "\n" not in caught.value.detail
    assert "role.xlsx" in caught.value.detail


def test_old_and_encrypted_workbooks_are_named() -> None:
    with pytest.raises(Rejected, match=r"mine\.xls is an old or password-protected workbook"):
        parse_role(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "mine.xls")
    data = bytearray(package(book_of(small_role()), wps))
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.find(mark)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(mark, place + 4)
    with pytest.raises(Rejected, match="encrypted"):
        parse_role(bytes(data), "role.xlsx")


def test_many_small_parts_do_not_add_up() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(600):
            archive.writestr(f"xl/{number}", "")
    with pytest.raises(Rejected, match="more than 500 parts"):
        parse_role(out.getvalue(), "role.xlsx")
