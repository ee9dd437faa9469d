"""Workbooks with typed cells and formulas whose results stand beside them.

Spreadsheet programs calculate with doubles: whole numbers are exact up to 2^53 (IEEE 754, 53 bits of significand), and
so are their sums and differences. So every sum is a sum of whole millionths, and an amount in the currency is one
division of such a number for people to read. A sheet ends at its 1,048,576th row
(support.microsoft.com: Excel specifications and limits); what is longer goes on in a next sheet.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.money import MICRO
from mianshi.errors import Defect
from mianshi.finance.money import unpriced

LONGEST_SHEET = 1_048_000
"""Rows below the heading of one sheet; some are left for what stands below."""
EXACT = 2**53
LONGEST_TEXT = 32_767
"""Characters of a cell."""

Kind = Literal["text", "whole", "money", "day", "moment"]


class Column(NamedTuple):
    """A column: its name for formulas, what it holds, how wide it is in characters, and its heading."""

    name: str
    kind: Kind
    width: int
    heading: Bilingual


class Formula(NamedTuple):
    """A formula and its result. ``{row}`` in the text is the number of the row it stands in."""

    text: str
    value: int | Decimal | str


class Part(NamedTuple):
    """Rows of a table on one sheet, counted from 1."""

    sheet: str
    first: int
    last: int


Value = str | int | Decimal | datetime | Formula | None
"""None is an amount nobody has a price for."""


class Table:
    """A table as it was written: where its rows are, and formulas about its columns."""

    def __init__(self, columns: Sequence[Column], parts: Sequence[Part]) -> None:
        self._letters = {column.name: letter(at) for at, column in enumerate(columns)}
        self.parts = parts

    def sumifs(self, column: str, *conditions: tuple[str, str]) -> str:
        """A formula without its ``=``: the sum of a column where others equal what an expression says."""
        return self._over("SUMIFS", column, conditions)

    def countifs(self, *conditions: tuple[str, str]) -> str:
        """The number of rows where columns equal what an expression says."""
        return self._over("COUNTIFS", "", conditions)

    def letter(self, column: str) -> str:
        """The letter of a column."""
        return self._letters[column]

    def _over(self, function: str, column: str, conditions: Sequence[tuple[str, str]]) -> str:
        calls = []
        for part in self.parts:
            terms = [self._range(part, column)] if column else []
            for name, wanted in conditions:
                terms += [self._range(part, name), wanted]
            calls.append(f"{function}({','.join(terms)})")
        return "+".join(calls) or "0"

    def _range(self, part: Part, column: str) -> str:
        at = self._letters[column]
        return f"'{part.sheet}'!${at}${part.first}:${at}${part.last}"


Below = Callable[[Table], Iterable[Sequence[Value]]]


class Workbook:
    """A workbook that is written row by row; rows that are written are kept on disk and not in memory.

    The same cells give the same bytes: `created` is what the file says it was made at.
    """

    def __init__(self, created: datetime, language: Language) -> None:
        import xlsxwriter  # noqa: PLC0415 - large, and only a download needs it

        self.language = language
        self._out = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._out, {"constant_memory": True})
        self._book.set_properties({"created": created})  # the library would look at the clock
        formats = {"whole": "#,##0", "money": "#,##0.000000", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss"}
        self._formats = {kind: self._book.add_format({"num_format": form}) for kind, form in formats.items()}
        self._formats["head"] = self._book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1})
        self._formats["right"] = self._book.add_format(
            {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "align": "right"}
        )
        self._formats["unpriced"] = self._book.add_format({"align": "right"})
        self._formats["title"] = self._book.add_format({"bold": True, "font_size": 14})

    def page(self, name: str) -> Page:
        """The next sheet, empty."""
        return Page(self, self._book.add_worksheet(name), name)

    def table(
        self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]], below: Below | None = None
    ) -> Table:
        """The next sheet with a heading and rows; as many sheets as the rows take.

        Args:
            below: makes the rows that follow the others after an empty one, from the finished table.
        """
        parts: list[Part] = []
        page, left = self._begin(name, columns, 1), iter(rows)
        while True:
            count = page.rows(columns, left, LONGEST_SHEET)
            if count:
                parts.append(Part(page.name, 2, count + 1))
                page.filtered(len(columns))
            following = next(left, None)
            if following is None:
                break
            page, left = self._begin(name, columns, len(parts) + 1), _again(following, left)
        table = Table(columns, parts)
        if below and parts:
            page.skip()
            page.rows(columns, below(table))
        return table

    def done(self) -> bytes:
        """The finished file."""
        self._book.close()
        return self._out.getvalue()

    def _begin(self, name: str, columns: Sequence[Column], number: int) -> Page:
        page = self.page(name if number == 1 else f"{name} ({number})")
        page.heading(columns)
        return page

    def format(self, kind: str) -> Any:
        """A format by the kind of a column, ``head`` or ``title``."""
        return self._formats.get(kind)


class Page:
    """One sheet, written from top to bottom."""

    def __init__(self, book: Workbook, sheet: Any, name: str) -> None:
        self._book, self._sheet, self.name, self.row = book, sheet, name, 0

    def heading(self, columns: Sequence[Column]) -> None:
        """The headings of the columns, which stay in sight, and their widths."""
        self.widths([column.width for column in columns])
        self._sheet.freeze_panes(1, 0)
        self.titles(columns)

    def titles(self, columns: Sequence[Column]) -> None:
        """A row with the headings of the columns, those of numbers to the right."""
        for at, column in enumerate(columns):
            form = self._book.format("right" if column.kind in ("whole", "money") else "head")
            self._sheet.write_string(self.row, at, column.heading.in_language(self._book.language), form)
        self.row += 1

    def widths(self, widths: Sequence[int]) -> None:
        """Widths of the columns in characters."""
        for at, width in enumerate(widths):
            self._sheet.set_column(at, at, width)

    def words(self, text: str, form: str) -> None:
        """A row with a sentence."""
        self._sheet.write_string(self.row, 0, text, self._book.format(form))
        self.row += 1

    def skip(self) -> None:
        """An empty row."""
        self.row += 1

    def rows(self, columns: Sequence[Column], rows: Iterable[Sequence[Value]], most: int = LONGEST_SHEET) -> int:
        """Up to `most` rows; the number of them. No more than these are taken from an iterator."""
        count = 0
        for values in rows:
            for at, (column, value) in enumerate(zip(columns, values, strict=True)):
                self._write(at, column.kind, value)
            self.row += 1
            count += 1
            if count == most:
                break
        return count

    def filtered(self, columns: int) -> None:
        """Arrows in the heading with which rows are chosen."""
        self._sheet.autofilter(0, 0, self.row - 1, columns - 1)

    def _write(self, at: int, kind: Kind, value: Value) -> None:
        form = self._book.format(kind)
        if isinstance(value, Formula):
            text = value.text.replace("{row}", str(self.row + 1))
            self._sheet.write_formula(self.row, at, f"={text}", form, exact(value.value))
        elif value is None:
            # A sum over nothing is 0 in a spreadsheet, and 0 would be a lie.
            self._sheet.write_string(self.row, at, unpriced(self._book.language), self._book.format("unpriced"))
        elif isinstance(value, datetime):
            self._sheet.write_datetime(self.row, at, value.replace(tzinfo=None), form)
        elif isinstance(value, str):
            self._sheet.write_string(self.row, at, shortened(value))
        else:
            self._sheet.write_number(self.row, at, exact(value), form)


def letter(column: int) -> str:
    """The letters of a column, counted from 0."""
    name = ""
    while column >= 0:
        name, column = chr(ord("A") + column % 26) + name, column // 26 - 1
    return name


def parts_of(name: str, rows: int) -> list[Part]:
    """Where the rows of a table will be, from how many there are."""
    return [
        Part(name if number == 1 else f"{name} ({number})", 2, min(LONGEST_SHEET, rows - before) + 1)
        for number, before in enumerate(range(0, rows, LONGEST_SHEET), start=1)
    ]


def in_units(column: str) -> str:
    """A formula without its ``=``: millionths of the same row as an amount."""
    return f"{column}{{row}}/{MICRO}"


def exact(value: Any) -> Any:
    """A whole number that a double holds exactly; other values are given back as they are.

    Raises:
        Defect: ``too_large_for_a_sheet``: a program would change the number without a word. CSV and JSON have no limit.
    """
    if isinstance(value, int) and abs(value) > EXACT:
        raise Defect("too_large_for_a_sheet", "A number has more digits than a spreadsheet program keeps; use CSV.")
    return value


def shortened(text: str) -> str:
    """As much of a text as a cell takes, and a sign that there is more."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _again(first: Sequence[Value], others: Iterator[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    yield first
    yield from others
