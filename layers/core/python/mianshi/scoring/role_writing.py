"""A role as a workbook that an HR person can fill in; `role_reading` is the way back."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from mianshi.contracts.base import Bilingual
from mianshi.contracts.role import Role
from mianshi.errors import Rejected
from mianshi.scoring.role_columns import CHOICES, FORM, Table, cell_value, records
from mianshi.scoring.role_reading import read_sheets
from mianshi.scoring.workbook import BAD_ROLE, column_letters

SPARE_ROWS = 200
"""Rows below the last one that still offer their choices in a list."""

_GUIDE = Bilingual(zh="说明", en="Read me")
_GUIDE_LINES = [
    Bilingual(
        zh="这份表格是一个职位：考察什么、问什么、什么算证据。每段文字都有中文和英文两列，两列都要填。",
        en="This workbook is one role: what is judged, what is asked, what counts as evidence. Every text has a "
        "Chinese and an English column; fill in both.",
    ),
    Bilingual(
        zh="从“职位”开始，依次填各张表；一行一项。可以加行、删行、调整次序，不要改标题行。",
        en="Start with the sheet Role and go on from left to right; one row for each thing. Rows may be added, deleted "
        "and moved; leave the headings as they are.",
    ),
    Bilingual(
        zh="一个格子里要写几条时，每条占一行（Excel 和 WPS：Alt+Enter；LibreOffice：Ctrl+Enter）。",
        en="Several phrases in one cell stand on a line each (Excel and WPS: Alt+Enter; LibreOffice: Ctrl+Enter).",
    ),
    Bilingual(
        zh="不得出现：年龄、性别、婚姻、子女、家庭、健康、民族、宗教、户籍、照片长相、学校档次。导入时会检查并说明理由。",
        en="Never to be asked or counted: age, sex, marriage, children, family, health, ethnicity, religion, hukou, "
        "photo and looks, school rank. The import checks this and says why.",
    ),
    Bilingual(
        zh="填好后保存为 .xlsx，运行：mianshi role import 文件.xlsx --out role.json；有错会指出表、行、列。",
        en="Save as .xlsx and run: mianshi role import FILE.xlsx --out role.json. A mistake is told with sheet, row "
        "and column.",
    ),
]


def write_workbook(role: Role) -> bytes:
    """`role` as .xlsx: a sheet that explains, then one sheet for each kind of thing. The same role, the same bytes.

    Raises:
        Rejected: ``bad_role`` where a text cannot stand in a cell unchanged (a line break inside a phrase, blanks at
            an end, more than 32,767 characters).
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False})
    book.set_properties({"created": datetime(1980, 1, 1, tzinfo=UTC)})  # the library would look at the clock
    look = {
        "heading": book.add_format(
            {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True, "valign": "top"}
        ),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    _guide(book.add_worksheet(f"{_GUIDE.zh} {_GUIDE.en}"), look)
    for table in FORM.tables:
        _sheet(book.add_worksheet(table.title), table, records(role, table), look)
    book.close()
    data = out.getvalue()
    raw, _ = read_sheets(data, role.id)
    if Role.model_validate(raw) != role:
        raise Rejected(BAD_ROLE, f"role {role.id} has a text that no cell can hold unchanged")
    return data


def _guide(sheet: Any, look: dict[str, Any]) -> None:
    row = 0
    for line in _GUIDE_LINES:
        for at, text in ((0, line.zh), (2, line.en)):
            sheet.merge_range(row, at, row, at + 1, text, look["text"])
        sheet.set_row(row, 48)
        row += 1
    row += 1
    for at, words in enumerate(("表\nSheet", "列\nColumn", "说明", "What it means")):
        sheet.write_string(row, at, words, look["heading"])
    for table in FORM.tables:
        for at, column in enumerate(table.columns):
            row += 1
            place = at + 1 if table.form else column_letters(at)
            cells = (table.title, f"{place}. {column.heading.zh} {column.heading.en}", column.help.zh, column.help.en)
            for across, text in enumerate(cells):
                sheet.write_string(row, across, text, look["text"])
    for at, width in enumerate((24, 42, 52, 64)):
        sheet.set_column(at, at, width)


def _sheet(sheet: Any, table: Table, records: list[dict[str, Any]], look: dict[str, Any]) -> None:
    if table.form:
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 1, 64)
        sheet.freeze_panes(0, 1)
    else:
        sheet.freeze_panes(1, 0)
    for at, column in enumerate(table.columns):
        if not table.form:
            sheet.set_column(at, at, column.width)
        sheet.write_string(*_cell(table, 0, at), column.title, look["heading"])
        for number, record in enumerate(records, start=1):
            _write(sheet, _cell(table, number, at), cell_value(record, column), look["text"])
        if column.kind == "choice":
            last = 1 if table.form else len(records) + SPARE_ROWS
            choices = {"validate": "list", "source": list(CHOICES[column.path[-1]].values()), "error_type": "warning"}
            sheet.data_validation(*_cell(table, 1, at), *_cell(table, last, at), choices)


def _cell(table: Table, record: int, column: int) -> tuple[int, int]:
    return (column, record) if table.form else (record, column)


def _write(sheet: Any, cell: tuple[int, int], value: str | float, look: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(*cell, value, look)  # never a formula, whatever it begins with
    else:
        sheet.write_number(*cell, value, look)
