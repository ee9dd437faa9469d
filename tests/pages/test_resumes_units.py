"""Numbers and what is missing are shown in the page's language, whatever the résumé and the rules write."""

import re

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.matching.profile import amounts, changes, results, units, units_english
from mianshi.pages.resumes_units import counted, missing, unit


def known() -> set[str]:
    """Every unit that a fact may have."""
    listed = {name for name, _ in (*units._CHINESE, *units._BEFORE) if name}
    counted_in = {*units._DEFAULT.values(), *units_english._WORDS, *units_english._GROUPS.values(), units.OTHER}
    times = set(changes._TIMES.values())
    reached = {f"{name} {changes.REACHED}" for name in times} | {results.LEVEL}
    return listed | counted_in | times | reached | {*amounts._CURRENCIES.values(), amounts.UNNAMED, "people", "percent"}


@pytest.mark.parametrize("name", sorted(known()))
def test_every_unit_of_a_fact_has_a_label_in_both_languages(name: str) -> None:
    assert unit(name, "zh") and unit(name, "en")
    assert not re.search(r"[\u4e00-\u9fff]", unit(name, "en"))
    assert name in ("percent", "SKUs", "TB", "GB", "PB") or not re.search(r"[A-Za-z]", unit(name, "zh"))


def test_numbers_with_their_units() -> None:
    assert counted(800, "square metres", "zh") == "800 平方米"
    assert counted(12_500_000, "CNY", "en") == "12,500,000 CNY"
    assert counted(15, "percent", "zh") == "15%"
    assert counted(3, "unheard of", "zh") == "3"


def test_what_is_missing_speaks_the_pages_language() -> None:
    names = {"stock counting": Bilingual(zh="盘点", en="stock counting")}
    assert missing("20 people", names, "zh") == "20 人"
    assert missing("50,000,000 CNY", names, "zh") == "50,000,000 元"
    assert missing("1,000 square metres", names, "zh") == "1,000 平方米"
    assert missing("本科", names, "en") == "bachelor's degree"
    assert missing("stock counting", names, "zh") == "盘点"
    assert missing("织网术", names, "en") == "织网术"
