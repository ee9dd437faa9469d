"""What changed between two versions of a role, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mianshi.contracts.base import Bilingual
from mianshi.contracts.role import Role
from mianshi.scoring.role_columns import COMPETENCY_REFERENCE, FORM, Column, Table, cell_value, records

Key = tuple[str, ...]


def differences(old: Role, new: Role) -> list[Bilingual]:
    """One sentence for each change, in the order of the sheets of a role; empty for equal roles.

    Things with an id are compared by it, other things and phrases by their words.
    """
    return [change for table in FORM.tables for change in _in_table(old, new, table)]


def _in_table(old: Role, new: Role, table: Table) -> Iterator[Bilingual]:
    before, after = _by_key(old, table), _by_key(new, table)
    for key in before:
        if key not in after:
            yield _say(
                table, before[key], f"删去“{_words(before[key], 'zh')}”", f'removed "{_words(before[key], "en")}"'
            )
    for key, record in after.items():
        if key not in before:
            yield _say(table, record, f"新增“{_words(record, 'zh')}”", f'added "{_words(record, "en")}"')
            continue
        for column in table.columns:
            if column is not COMPETENCY_REFERENCE or before[key].get("competency") != record.get("competency"):
                yield from _in_cell(table, column, before[key], record)
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        yield Bilingual(zh=f"{table.name.zh}：次序变了", en=f"{table.name.en}: the order changed")


def _in_cell(table: Table, column: Column, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Bilingual]:
    old, new = cell_value(before, column), cell_value(after, column)
    if old == new:
        return
    label = column.heading
    if column.kind != "lines":
        zh, en = f"“{old}” → “{new}”", f'"{old}" → "{new}"'
        yield _say(table, after, f"{label.zh} {zh}", f"{label.en} {en}")
        return
    was, now = str(old).splitlines(), str(new).splitlines()
    gone, come = [line for line in was if line not in now], [line for line in now if line not in was]
    if gone:
        yield _say(table, after, f"{label.zh} 去掉 {'；'.join(gone)}", f"{label.en} without {'; '.join(gone)}")
    if come:
        yield _say(table, after, f"{label.zh} 加上 {'；'.join(come)}", f"{label.en} with {'; '.join(come)}")
    if not gone and not come:
        yield _say(table, after, f"{label.zh} 次序变了", f"{label.en} in another order")


def _by_key(role: Role, table: Table) -> dict[Key, dict[str, Any]]:
    if table.form:
        return {("role",): records(role, table)[0]}
    keyed: dict[Key, dict[str, Any]] = {}
    for record in records(role, table):
        key = (str(record["id"]),) if "id" in record else (str(record.get("competency")), record["zh"], record["en"])
        while key in keyed:  # the same words twice
            key = (*key, "again")
        keyed[key] = record
    return keyed


def _say(table: Table, record: dict[str, Any], zh: str, en: str) -> Bilingual:
    name = "" if table.form else str(record.get("id") or record.get("competency") or "")
    gap = " " if name else ""
    return Bilingual(zh=f"{table.name.zh}{gap}{name}：{zh}", en=f"{table.name.en}{gap}{name}: {en}")


def _words(record: dict[str, Any], language: str) -> str:
    return str((record.get("name") or record.get("text") or record)[language])
