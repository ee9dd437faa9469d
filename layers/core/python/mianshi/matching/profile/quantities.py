"""Where a line tells numbers, in digits or in words, with their factors, bounds and ranges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from mianshi.matching.profile.numbers import CHINESE_NUMBER, ENGLISH_NUMBER, multiple, number

_DIGITS = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d+)?|\d{1,3}(?: \d{3}){1,3}(?![\d.,年])|\d{1,12}(?:\.\d{1,6})?"
_ABOUT = r"\s*(?:多|余|来|几|\+|＋)?\s*"
FACTOR = (
    r"(?:万亿|千万|百万|十万|亿|万|千(?!克|米|瓦|兆|里|川|牛|分)|百(?!分|度)|[wW](?![A-Za-z])"
    r"|(?i:thousand|million|billion|hundred|dozen|lakhs?|lacs?|crores?|mn|mil|bn|cr)(?![A-Za-z])|MM(?![A-Za-z])"
    r"|[kKmMbB](?![A-Za-z\d²³/]))"
)
_QUANTITY = re.compile(
    rf"(?P<digits>{_DIGITS})(?:(?P<about>{_ABOUT})(?P<factor>{FACTOR}))?"
    rf"|(?P<chinese>{CHINESE_NUMBER})|(?P<english>(?i:{ENGLISH_NUMBER}))"
)
_MORE = re.compile(
    r"\s?(?:余|多(?!家族|元|端|平台|维|个部门)|来(?=[人名位个家号岁])|几(?!何)|\+|＋|(?:[- ]odd|[- ]plus|-ish"
    r"|-or-so)\b)|级别?(?=的|[\u4e00-\u9fff])"
)
_CODES = re.compile(
    r"(?:GMV|ARR|MRR|DAU|MAU|QPS|TPS|SKU|RMB|CNY|USD|EUR|GBP|HKD|SGD|AUD|CAD|NZD|INR|AED|CHF|JPY|MYR|Rs|ROI|PV|UV"
    r"|PPM|NPS"
    r"|US|HK)$"
)
_NOT_BEFORE = re.compile(
    r"(?:第|双|初|周|星期|礼拜|之|[A-Za-z]-|(?:19|20)\d\d\s?[-–—.年]\s?|\d[.,:：/]|(?:No|no)\.? ?|#|v|V)$"
)
_NOT_AFTER = re.compile(r"(?::\d|/\d|分之|成(?!员|立|本|功|交)|[./]\d|-\d{1,2}-\d|(?:st|nd|rd|th)\b)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATED = re.compile(
    r"(?:\b(?:in|since|during|until|till|by|from|for|FY|year|of|to|and|through|before|after|early|late|mid|spring"
    r"|summer"
    r"|autumn|winter|fall|Q\d)[ -]?|[（(,，/\-–—至到~自]\s*)$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:万|人|名|家|[%％])?\s*(?:[-–—~～至]|(?:到|或| to | or )(?!\d{4}))\s*")
_FROM = re.compile(r"(?:从|由|自|\bfrom)\s*(?:[A-Za-z$€£¥￥]{0,4}|[\u4e00-\u9fff]{0,3})\s*$", re.IGNORECASE)
_MOVES = re.compile(
    r"(?:\b(?:up|down|gr[eo]w\w*|rais\w+|improv\w+|increas\w+|reduc\w+|cut\w*|took|moved?|scores?|ratings?"
    r"|satisfaction|nps|rate|yield)\b"
    r"|[升降涨增减缩提率分])[^,.;，。；]{0,30}$",
    re.IGNORECASE,
)
"""Before two numbers joined by "to": the second is what the first became."""


@dataclass(frozen=True)
class Quantity:
    """`value` (of a range: its lower end) at ``text[start:end]``, factor and signs of "more than" counted in; `factor`
    is 1 where none is written. `words`: not in digits.
    """

    value: float
    start: int
    end: int
    factor: float = 1.0
    words: bool = False


MOST = 80
"""Numbers of one line that are read; more of them are a table or a trap."""


def quantities(text: str) -> list[Quantity]:
    """Every number in `text` that may count something, in order: no dates, versions, ranks, codes or ratios."""
    found = (each for hit in _QUANTITY.finditer(text) if (each := _read(text, hit)))
    return _ranged(text, list(islice(found, MOST)))


def _read(text: str, hit: re.Match[str]) -> Quantity | None:
    written = hit["digits"] or hit["chinese"] or hit["english"]
    if hit["chinese"] and re.fullmatch(r"[百千万亿]+", written) and text.startswith("的", hit.end()):
        return None
    value = number(written.replace(" ", "") if hit["digits"] else written)
    if value is None or _none(text, hit) or (hit["digits"] and not hit["factor"] and _is_year(text, hit)):
        return None
    factor = multiple(hit["factor"])
    end = hit.end()
    while more := _MORE.match(text, end):
        if more[0].startswith("级") and not (hit["factor"] or re.search(r"[百千万亿]$", written)):
            break
        end = more.end()
    return Quantity(round(value * factor, 4), hit.start(), end, factor, not hit["digits"])


def _none(text: str, hit: re.Match[str]) -> bool:
    """Whether the characters around it make it something else than a number of things."""
    before = text[max(0, hit.start() - 8) : hit.start()]
    if before[-1:].isascii() and before[-1:].isalpha() and not _CODES.search(before):
        return True
    if hit["chinese"] and before.endswith(("几", "数")):
        return True
    return bool(_NOT_BEFORE.search(before) or _NOT_AFTER.match(text, hit.end()))


def _is_year(text: str, hit: re.Match[str]) -> bool:
    if hit["digits"] == "618" or re.fullmatch(r"(?:19|20)\d\d\.\d{1,2}", hit["digits"]):
        return True
    if not _YEAR.fullmatch(hit["digits"]):
        return False
    if float(hit["digits"]) % 50 or _DATED.search(text[max(0, hit.start() - 24) : hit.start()]):
        return True
    return (
        re.match(r"\s*(?:余|多|\+)?\s*(?:[人名位家件单台套次个张份户条篇场吨箱平㎡款]|[A-Za-z]{3,})", text[hit.end() :])
        is None
    )


def _ranged(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Ranges as their lower end, with the factor of the upper one where only that is written (3-5 万)."""
    merged: list[Quantity] = []
    for each in found:
        last = merged[-1] if merged else None
        if last is None or not _is_range(text, last, each):
            merged.append(each)
            continue
        factor = each.factor if last.factor == 1 and last.value < each.value / each.factor else 1.0
        merged[-1] = replace(last, value=last.value * factor, end=each.end, factor=last.factor * factor)
    return merged


def _is_range(text: str, first: Quantity, second: Quantity) -> bool:
    between = text[first.end : second.start]
    if between.strip().lower() == "and":
        return (
            bool(re.search(r"\bbetween\s+\W?$", text[max(0, first.start - 24) : first.start], re.IGNORECASE))
            and first.value < second.value
        )
    if not _RANGE.fullmatch(between) or _FROM.search(text[max(0, first.start - 24) : first.start]):
        return False
    if re.search(r"to|到", between) and _MOVES.search(text[max(0, first.start - 48) : first.start]):
        return False
    return first.value / first.factor < second.value / second.factor or first.value < second.value
