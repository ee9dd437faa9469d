"""The page about the standard file: every column and every mistake, as the code has them."""

from __future__ import annotations

import pytest

from mianshi.doors import exchanging
from mianshi.hiring import exchange
from mianshi.hiring.exchange_columns import COLUMNS
from mianshi.hiring.exchange_mistakes import SENTENCES
from support.documents import rows, section, text_of

BOTH = pytest.mark.parametrize("language", ["en", "zh"])


def page(language: str) -> str:
    return text_of("docs/exchange.md" if language == "en" else "docs/exchange.zh.md")


@BOTH
def test_every_column_with_its_headings_and_meaning(language: str) -> None:
    told = rows(section(page(language), "Columns" if language == "en" else "列"))[1:]
    read = "yes" if language == "en" else "是"
    assert told == [
        [
            f"`{column.field}`",
            column.heading.zh,
            column.heading.en,
            column.means.in_language("en" if language == "en" else "zh"),
            read if column.read else "–",
        ]
        for column in COLUMNS
    ]


@BOTH
def test_every_mistake_with_its_sentence(language: str) -> None:
    told = rows(section(page(language), "Mistakes" if language == "en" else "错误"))[1:]
    assert told == [
        [f"`{code}`", said.in_language("en" if language == "en" else "zh")] for code, said in SENTENCES.items()
    ]


@BOTH
def test_the_bound_is_that_of_the_code(language: str) -> None:
    assert f"{exchange.MOST_ROWS:,}" in page(language)
    assert f"{exchanging.MOST_MISTAKES}" in page(language)
    line = next(line for line in page(language).splitlines() if f"{exchange.MOST_ROWS:,}" in line)
    for bound in (exchanging.MOST_REPORTS, exchanging.MOST_NAMED):
        assert f" {bound} " in line and f" {bound} " in SENTENCES["too_much"].in_language("en")


@BOTH
def test_every_spelling_of_a_day_is_read(language: str) -> None:
    line = next(line for line in page(language).splitlines() if "2026年11月28日" in line)
    spelt = line.split("`")[1::2]
    assert len(spelt) == 4 and {exchange.read_day(text) for text in spelt} == {"2026-11-28"}
