"""A table as somebody sent it: CSV, cells from a spreadsheet, or a workbook."""

from __future__ import annotations

from mianshi.errors import Rejected
from mianshi.hiring import sheets
from mianshi.hiring.sheets import Table

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def table_of(data: bytes) -> Table:
    """The first sheet of a workbook that holds something, or the rows of a text.

    Raises:
        Rejected: ``bad_sheet`` where it is neither.
    """
    if not data.startswith((_ZIP, _OLE)):
        return sheets.read_text(data)
    from mianshi.scoring.workbook import read_workbook  # noqa: PLC0415 - most calls read no workbook

    try:
        book = read_workbook(data, "the file")
    except Rejected:
        raise Rejected(sheets.BAD_SHEET, "unreadable") from None
    return next((cells for cells in book.values() if cells), {})
