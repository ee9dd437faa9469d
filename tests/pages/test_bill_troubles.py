"""Everything that can be wrong with a bill is said in Chinese, too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mianshi.pages.bill_troubles import trouble

ROOT = Path(__file__).parents[2]
BOOKS = ROOT / "layers" / "core" / "python" / "mianshi" / "finance" / "books"


def _text(node: ast.expr) -> Iterator[str]:
    """The sentences that an expression can be; 7 stands for what is put in."""
    if isinstance(node, ast.IfExp):
        yield from (*_text(node.body), *_text(node.orelse))
    elif isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)


def _sentences() -> list[str]:
    found: list[str] = []
    for call in ast.walk(ast.parse((BOOKS / "bills.py").read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "_bad":
            found += _text(call.args[0])
    return found


@pytest.mark.parametrize("sentence", _sentences())
def test_every_sentence_about_a_bill_has_a_chinese_one(sentence: str) -> None:
    said = trouble(sentence)
    assert said.en == f"{sentence}." and re.search(r"[\u4e00-\u9fff]", said.zh)
    assert "英文" not in said.zh, sentence


def test_there_are_sentences_and_what_nobody_knows_stays_readable() -> None:
    assert len(_sentences()) > 15
    assert trouble("something new").zh == "原因（英文）：something new"
    assert trouble("row 5: resource_tags is no JSON").zh == "第 5 行：resource_tags 不是 JSON。"
    said = "the bill is in USD and the ledger in CNY: currencies are never converted, so nothing can be compared"
    assert trouble(said).zh.startswith("账单是 USD，账本是 CNY")
