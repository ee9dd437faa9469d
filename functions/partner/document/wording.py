"""Descriptions of fields where the record says them as sentences below the field and not in the field itself."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from mianshi.contracts.base import Record


def describe(schemas: dict[str, Any]) -> None:
    """Add to each schema what its record's source says about fields that have no description yet."""
    records = {record.__name__: record for record in _below(Record)}
    for name, schema in schemas.items():
        fields = schema.get("properties", {})
        if name in records and not all("description" in told for told in fields.values()):
            for field, sentence in _sentences(records[name]).items():
                fields.get(field, {}).setdefault("description", sentence)


def _below(record: type[Record]) -> Iterator[type[Record]]:
    for derived in record.__subclasses__():
        yield derived
        yield from _below(derived)


def _sentences(record: type[Record]) -> dict[str, str]:
    """Field to the sentence below it, those of the records it is made from included."""
    found: dict[str, str] = {}
    for one in reversed(record.__mro__):
        if not (issubclass(one, Record) and one is not Record and "[" not in one.__name__):
            continue
        [tree] = ast.parse(textwrap.dedent(inspect.getsource(one))).body
        body = tree.body if isinstance(tree, ast.ClassDef) else []
        for field, below in pairwise(body):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and _is_text(below):
                found[field.target.id] = " ".join(below.value.value.replace("``", "`").split())  # type: ignore[attr-defined]
    return found


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
