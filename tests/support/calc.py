"""A workbook as a spreadsheet program reads it: typed cells, formulas with their stored results, and those worked out
anew. It knows the functions that our workbooks use and refuses every other."""

from __future__ import annotations

import io
import math
import re
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Value = float | str | bool | None
_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_REF = re.compile(r"(?:'([^']+)'!)?\$?([A-Z]+)\$?([0-9]+)(?::\$?([A-Z]+)\$?([0-9]+))?")
_TOKEN = re.compile(
    r"""\s*(?:(?P<ref>(?:'[^']+'!)?\$?[A-Z]+\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?)|(?P<name>[A-Z]+)(?=\()|(?P<number>[0-9.]+)"""
    r"""|"(?P<text>[^"]*)"|(?P<sign>[-+*/=(),]))"""
)


@dataclass(frozen=True)
class Cell:
    """What stands in a cell."""

    value: Value
    formula: str | None


class Calc:
    """A workbook read back.

    Attributes:
        sheets: cells by sheet and by ``(row, column)``, both from 1.
    """

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            tree = ET.fromstring(book.read("xl/workbook.xml"))
            names = [sheet.attrib["name"] for sheet in tree.iterfind("m:sheets/m:sheet", _NS)]
            shared: list[str] = []
            if "xl/sharedStrings.xml" in book.namelist():
                words = ET.fromstring(book.read("xl/sharedStrings.xml"))
                shared = ["".join(part.itertext()) for part in words.iterfind("m:si", _NS)]
            self.sheets = {
                name: _cells(ET.fromstring(book.read(f"xl/worksheets/sheet{at}.xml")), shared)
                for at, name in enumerate(names, start=1)
            }
        self._columns: dict[tuple[str, int, int, int], list[Value]] = {}

    def rows(self, sheet: str) -> list[list[Value]]:
        """The values of a sheet, row by row; a cell that is not there is None."""
        cells = self.sheets[sheet]
        tall, wide = (max((at[i] for at in cells), default=0) for i in (0, 1))
        return [
            [cells[row, col].value if (row, col) in cells else None for col in range(1, wide + 1)]
            for row in range(1, tall + 1)
        ]

    def formulas(self) -> Iterator[tuple[str, tuple[int, int], Value, Value]]:
        """Sheet, place, stored result and the result worked out anew, of each formula."""
        for sheet, cells in self.sheets.items():
            for at, cell in cells.items():
                if cell.formula is not None:
                    yield sheet, at, cell.value, self.evaluate(cell.formula, sheet)

    def evaluate(self, formula: str, sheet: str) -> Value:
        """What a formula gives on a sheet; formulas it refers to are worked out too."""
        tokens = [match for match in _TOKEN.finditer(formula) if match.group().strip()]
        assert "".join(match.group() for match in tokens) == formula, f"not understood: {formula}"
        reader = _Reader(self, tokens, sheet)
        value = reader.comparison()
        assert reader.at == len(tokens), f"not understood: {formula}"
        return value if not isinstance(value, list) else value[0]

    def cell(self, sheet: str, row: int, column: int) -> Value:
        """The value of a cell, worked out."""
        found = self.sheets[sheet].get((row, column))
        if found is None:
            return None
        return found.value if found.formula is None else self.evaluate(found.formula, sheet)

    def stretch(self, reference: str, sheet: str) -> list[Value]:
        """The values of a reference, from top to bottom and from left to right."""
        match = _REF.fullmatch(reference)
        assert match, reference
        other, col, row, col2, row2 = match.groups()
        name, first, last = other or sheet, int(row), int(row2 or row)
        left, right = _number(col), _number(col2 or col)
        key = (name, left, first, last)
        if left != right:
            return [self.cell(name, r, c) for r in range(first, last + 1) for c in range(left, right + 1)]
        if key not in self._columns:
            self._columns[key] = [self.cell(name, r, left) for r in range(first, last + 1)]
        return self._columns[key]


class _Reader:
    """Reads one formula: comparisons of sums of products of values and calls."""

    def __init__(self, calc: Calc, tokens: list[re.Match[str]], sheet: str) -> None:
        self.calc, self.tokens, self.sheet, self.at = calc, tokens, sheet, 0

    def sign(self, *wanted: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at]["sign"] in wanted:
            self.at += 1
            return str(self.tokens[self.at - 1]["sign"])
        return None

    def comparison(self) -> Value | list[Value]:
        left = self.summed()
        return _one(left) == _one(self.summed()) if self.sign("=") else left

    def summed(self) -> Value | list[Value]:
        value = self.product()
        while sign := self.sign("+", "-"):
            other = _float(_one(self.product()))
            value = _float(_one(value)) + (other if sign == "+" else -other)
        return value

    def product(self) -> Value | list[Value]:
        value = self.operand()
        while sign := self.sign("*", "/"):
            other = _float(_one(self.operand()))
            value = _float(_one(value)) * other if sign == "*" else _float(_one(value)) / other
        return value

    def operand(self) -> Value | list[Value]:
        token = self.tokens[self.at]
        self.at += 1
        if token["ref"]:
            return self.calc.stretch(token["ref"], self.sheet)
        if token["name"]:
            return self.call(token["name"])
        return float(token["number"]) if token["number"] else token["text"]

    def call(self, name: str) -> Value:
        assert self.sign("(")
        given = [self.comparison()]
        while self.sign(","):
            given.append(self.comparison())
        assert self.sign(")")
        if name == "SUM":
            return math.fsum(
                _float(x) for one in given for x in (one if isinstance(one, list) else [one]) if _is_number(x)
            )
        if name == "IF":
            return _one(given[1] if _one(given[0]) else given[2])
        if name == "SUMIFS":
            chosen = self.chosen(given[1:])
            values = given[0]
            assert isinstance(values, list)
            return math.fsum(
                _float(value) for value, yes in zip(values, chosen, strict=True) if yes and _is_number(value)
            )
        assert name == "COUNTIFS", name
        return float(sum(self.chosen(given)))

    def chosen(self, pairs: list[Value | list[Value]]) -> list[bool]:
        found: list[bool] | None = None
        for values, wanted in zip(pairs[::2], pairs[1::2], strict=True):
            assert isinstance(values, list)
            matching = [_meets(value, _one(wanted)) for value in values]
            found = matching if found is None else [a and b for a, b in zip(found, matching, strict=True)]
        return found or []


def _meets(value: Value, wanted: Value) -> bool:
    """Excel's rule for conditions: words regardless of case; wildcards and operators must not come up in ours."""
    if isinstance(wanted, str):
        assert wanted and not set(wanted) & set('*?~<>="'), f"a spreadsheet program would not take {wanted!r} literally"
        return isinstance(value, str) and value.lower() == wanted.lower()
    return _is_number(value) and value == wanted


def _one(value: Value | list[Value]) -> Value:
    return value[0] if isinstance(value, list) else value


def _float(value: Value) -> float:
    assert isinstance(value, float), f"not a number: {value!r}"
    return value


def _is_number(value: Value) -> bool:
    return isinstance(value, float)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _cells(tree: ET.Element, shared: list[str]) -> dict[tuple[int, int], Cell]:
    found = {}
    for cell in tree.iterfind("m:sheetData/m:row/m:c", _NS):
        match = _REF.fullmatch(cell.attrib["r"])
        assert match
        at = (int(match[3]), _number(match[2]))
        formula, raw, words = (cell.find(f"m:{name}", _NS) for name in ("f", "v", "is"))
        kind = cell.attrib.get("t", "n")
        text = "".join(words.itertext()) if words is not None else (raw.text or "") if raw is not None else None
        value: Value = text
        if kind == "s" and text is not None:
            value = shared[int(text)]
        elif kind == "n" and text is not None:
            value = float(text)
        if text is not None:
            found[at] = Cell(value, formula.text if formula is not None else None)
    return found


def recalculated(soffice: str, data: bytes, folder: Path) -> Calc:
    """The workbook after LibreOffice opened it, worked out every formula anew and saved it."""
    before, after = folder / "ours.xlsx", folder / "theirs"
    before.write_bytes(_without_results(data))
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(after)]
    subprocess.run([*command, str(before)], check=True, capture_output=True, timeout=180)
    return Calc((after / "ours.xlsx").read_bytes())


def _without_results(data: bytes) -> bytes:
    """Without the stored results there is nothing that could be shown in place of what is worked out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bare:
        for entry in book.infolist():
            body = book.read(entry)
            if entry.filename.startswith("xl/worksheets/"):
                body = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", body)
            bare.writestr(entry, body)
    return out.getvalue()
