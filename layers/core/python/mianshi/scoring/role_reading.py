"""A role from the workbook that an HR person filled in; `role_writing` is the way there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mianshi.errors import Rejected
from mianshi.scoring.role_columns import CHOICES, COMPETENCY_REFERENCE, FORM, Column, Table
from mianshi.scoring.workbook import BAD_ROLE, Sheet, column_letters, read_workbook

HEADING_ROWS = 10
"""Headings are looked for in the first rows: people put a title above them."""

Place = Callable[[str], str]


@dataclass
class _Reading:
    """A role on its way from the sheets, and for each path of it the cell that said so."""

    source: str
    sheets: dict[str, Sheet]
    cells: dict[str, str] = field(default_factory=dict)

    def place(self, path: str) -> str:
        """The cell of `path`, or of the nearest thing around it with the rest of the path."""
        steps = path.split(".")
        for length in range(len(steps), 0, -1):
            cell = self.cells.get(".".join(steps[:length]))
            if cell:
                rest = ".".join(step for step in steps[length:] if not step.isdigit())
                return f"{cell}: {rest}" if rest else cell
        return path

    def refuse(self, where: str, what: str) -> Rejected:
        return Rejected(BAD_ROLE, f"role file {self.source}: {where}: {what}")


@dataclass(frozen=True)
class _Row:
    """The cells of one record by column, and where each of them stands."""

    texts: dict[Column, str]
    where: dict[Column, str]


def read_sheets(data: bytes, source: str) -> tuple[dict[str, Any], Place]:
    """The role in a workbook as a role file would hold it, unchecked, and where in the workbook each path of it stands.

    Raises:
        Rejected: ``bad_role`` with one sentence that names sheet, row and column.
    """
    reading = _Reading(source, read_workbook(data, source))
    (form,) = list(_rows(reading, FORM.role)) or [_Row({}, {})]
    role = _record(reading, FORM.role, form, "")
    competencies = [
        _record(reading, FORM.competencies, row, f"competencies.{at}")
        for at, row in enumerate(_rows(reading, FORM.competencies))
    ]
    if not competencies:
        raise reading.refuse(f"sheet '{FORM.competencies.title}'", "must hold at least one competency")
    _number_ids(competencies, "c")
    _check_unique(reading, competencies, "")
    role["competencies"] = competencies
    for table in FORM.of_competency:
        _fill(reading, table, competencies)
    for competency in competencies:
        _number_ids(competency["questions"], f"{competency['id']}_q")
        _number_ids(competency["key_points"], f"{competency['id']}_k")
    role["probes"] = [
        _record(reading, FORM.probes, row, f"probes.{at}") for at, row in enumerate(_rows(reading, FORM.probes))
    ]
    _check(reading, role)
    return role, reading.place


def _fill(reading: _Reading, table: Table, competencies: list[dict[str, Any]]) -> None:
    """Hand each row of `table` to its competency; a blank reference is that of the row above."""
    known: dict[str, int] = {}
    for at, competency in enumerate(competencies):
        competency[table.list_name] = []
        for name in (*competency["name"].values(), competency["id"]):
            known[_key(name)] = at
    owner: int | None = None
    for row in _rows(reading, table):
        named = row.texts[COMPETENCY_REFERENCE]
        where = row.where[COMPETENCY_REFERENCE]
        owner = known.get(_key(named)) if named else owner
        if owner is None:
            problem = f"there is no competency '{named[:40]}'" if named else "must name a competency"
            raise reading.refuse(where, problem)
        rows = competencies[owner][table.list_name]
        rows.append(_record(reading, table, row, f"competencies.{owner}.{table.list_name}.{len(rows)}"))


def _record(reading: _Reading, table: Table, row: _Row, path: str) -> dict[str, Any]:
    record: dict[str, Any] = {}
    prefix = f"{path}." if path else ""
    reading.cells[path] = next(iter(row.where.values()), f"sheet '{table.title}'")
    for column in table.columns:
        if column is COMPETENCY_REFERENCE:
            continue
        where = row.where[column] if row.where else f"sheet '{table.title}'"
        reading.cells[prefix + ".".join(column.path)] = where
        text = row.texts.get(column, "")
        if column.optional and not text and column.kind != "text":
            continue  # the contract's own default
        inner = record
        for step in column.path[:-1]:
            inner = inner.setdefault(step, {})
        inner[column.path[-1]] = _value(reading, column, text, where)
    for name in {column.path[0] for column in table.columns if column.optional and column.kind == "text"}:
        if not any(record[name].values()) if isinstance(record[name], dict) else not record[name]:
            record[name] = None
    return record


def _value(reading: _Reading, column: Column, text: str, where: str) -> object:
    if column.kind == "lines":
        return [line for line in (_strip(part) for part in text.split("\n")) if line]
    if column.kind == "text":
        return _strip(text)
    plain = unicodedata.normalize("NFKC", text).strip()
    if column.kind == "whole":
        return _whole(plain)
    if column.kind == "number":
        return float(plain) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", plain) else plain
    if column.kind == "choice":
        return _choice(reading, column, plain, where)
    return plain


def _whole(plain: str) -> object:
    found = re.fullmatch(r"([0-9]{1,9})(?:\.0+)?\s*%?", plain)
    return int(found[1]) if found else plain


def _choice(reading: _Reading, column: Column, plain: str, where: str) -> object:
    choices = CHOICES[column.path[-1]]
    for value, words in choices.items():
        known = {_key(words), *map(_key, words.split(" ")), _key(str(value))}
        if isinstance(value, bool):
            known |= {"1", "y", "对", "√"} if value else {"0", "n", "不"}
        if _key(plain) in known or (plain == "√" and value is True):
            return value
    raise reading.refuse(where, f"must be one of {', '.join(choices.values())}, not '{plain[:40]}'")


def _number_ids(records: list[dict[str, Any]], stem: str) -> None:
    taken = {record["id"] for record in records}
    for at, record in enumerate(records, start=1):
        if not record["id"]:
            number = at
            while f"{stem}{number}" in taken:
                number += 1
            record["id"] = f"{stem}{number}"
            taken.add(record["id"])


def _check(reading: _Reading, role: dict[str, Any]) -> None:
    """What a role says about several of its parts at once, told by the cell that breaks it."""
    if not role["id"]:
        raise reading.refuse(reading.place("id"), "must not be blank")
    competencies = role["competencies"]
    weights = [competency["weight"] for competency in competencies]
    if weights and all(isinstance(weight, int) for weight in weights) and sum(weights) != 100:
        raise reading.refuse(
            reading.place(f"competencies.{len(weights) - 1}.weight"), f"the weights make {sum(weights)}, not 100"
        )
    for name in ("questions", "key_points"):
        _check_unique(reading, competencies, name)
    for at, competency in enumerate(competencies):
        unknown = set(competency["order"]) - {point["id"] for point in competency["key_points"]}
        if unknown:
            place = reading.place(f"competencies.{at}.order")
            raise reading.refuse(place, f"'{min(unknown)[:40]}' is no key point of this competency")


def _check_unique(reading: _Reading, competencies: list[dict[str, Any]], name: str) -> None:
    seen: set[str] = set()
    for at, competency in enumerate(competencies):
        for number, record in enumerate(competency[name] if name else [competency]):
            if record["id"] in seen:
                path = f"competencies.{at}.{name}.{number}.id" if name else f"competencies.{at}.id"
                raise reading.refuse(reading.place(path), f"the id '{record['id'][:40]}' stands twice")
            seen.add(record["id"])


def _rows(reading: _Reading, table: Table) -> Iterator[_Row]:
    """The records of a sheet, found by its name or, where somebody renamed it, by its headings."""
    wanted = {_key(table.title), _key(table.name.zh), _key(table.name.en)}
    named = [(name, sheet) for name, sheet in reading.sheets.items() if _key(name) in wanted]
    missing: str | None = None
    for name, sheet in named or reading.sheets.items():
        turned = _turned(sheet) if table.form else sheet
        heading, columns = _headings(turned, table)
        lacking = [column.title.replace("\n", " ") for column in table.columns if column not in columns]
        if not lacking:
            yield from _records(name, turned, heading, columns, table)
            return
        missing = f"sheet '{name}': there is no {'row' if table.form else 'column'} '{lacking[0]}'" if named else None
    raise Rejected(BAD_ROLE, f"role file {reading.source}: {missing or f'''sheet '{table.title}' is missing'''}")


def _records(name: str, sheet: Sheet, heading: int, columns: dict[Column, int], table: Table) -> Iterator[_Row]:
    for row, cells in sorted(sheet.items()):
        texts = {column: _strip(cells.get(at, "")) for column, at in columns.items()}
        if row <= heading or not any(text for column, text in texts.items() if column is not COMPETENCY_REFERENCE):
            continue
        where = {}
        for column in table.columns:
            across, down = (row - 1, columns[column] + 1) if table.form else (columns[column], row)
            title = column.title.replace("\n", " ")
            where[column] = f"sheet '{name}', row {down}, column {column_letters(across)} ({title})"
        yield _Row(texts, where)
        if table.form:
            return


def _headings(sheet: Sheet, table: Table) -> tuple[int, dict[Column, int]]:
    """The row of the headings and the column of each: the one among the first rows that names most of them."""
    best: tuple[int, dict[Column, int]] = (0, {})
    for row in range(1, HEADING_ROWS + 1):
        found = {}
        for at, text in sorted(sheet.get(row, {}).items()):
            for column in table.columns:
                names = {_key(column.title), _key(column.heading.zh), _key(column.heading.en)}
                if column not in found and _key(text) in names:
                    found[column] = at
        if len(found) > len(best[1]):
            best = (row, found)
    return best


def _turned(sheet: Sheet) -> Sheet:
    """Rows as columns: the form of the first sheet read like the tables of the others."""
    turned: Sheet = {}
    for row, cells in sheet.items():
        for column, text in cells.items():
            turned.setdefault(column + 1, {})[row - 1] = text
    return turned


def _key(text: str) -> str:
    """`text` without case, width, spaces and punctuation, in which programs and people differ."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _strip(text: str) -> str:
    return text.strip(" \t\r\n\u3000\u00a0\ufeff\u200b")
