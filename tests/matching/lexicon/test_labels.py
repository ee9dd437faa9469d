"""What a reader of Chinese is shown is Chinese, or the name of a thing that has no Chinese one."""

import re

from mianshi.matching.lexicon.entries import Entry, entries

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BRANDS = frozenset({"dbt", "dplyr", "go-zero", "monday.com", "pandas", "pytest", "scikit-learn", "tidyverse"})
"""Brands that write themselves in lower case."""
_NAMED_BY_WORDS = frozenset(
    {"Log my Care", "Person Centred Software", "Power Apps", "Robot Framework", "Ruby on Rails"}
)
"""Brands that are made of everyday words."""


def _words(name: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9][A-Za-z0-9'.+#]*", name)


def _generic() -> set[str]:
    """Words that the names of things with a Chinese name are written with, in lower case."""
    named = (each.name for each in entries().values() if _CHINESE.search(each.zh))
    return {word for name in named for word in _words(name) if word.islower()}


def _proper(entry: Entry) -> bool:
    """Whether every word of a name is capitalised, an abbreviation or a brand's."""
    if entry.name in _BRANDS | _NAMED_BY_WORDS:
        return True
    words = _words(entry.name)
    generic = _generic()
    capital = all(any(letter.isupper() or letter.isdigit() for letter in word) for word in words)
    short = all(word.isupper() for word in words)
    return capital and (short or not all(word.lower() in generic for word in words))


def test_only_brands_and_abbreviations_have_no_chinese_name() -> None:
    assert [each.name for each in entries().values() if not _CHINESE.search(each.zh) and not _proper(each)] == []


def test_a_generic_name_would_be_seen() -> None:
    written = [("low-voltage electrician", "Low-voltage electrician"), ("Valuer", "Valuer"), ("midwifery", "midwifery")]
    for name, zh in written:
        assert not _proper(Entry(name, zh, ("skill",), (name,), ()))


def test_nothing_generic_is_called_in_chinese_for_readers_of_english() -> None:
    generic = {"行车记录仪", "网课", "容灾", "灾备", "胶印", "丝印", "印前", "提示工程", "结构计算", "工艺"}
    assert generic & set(entries()) == set()
