"""Facts that a line only implies: people led, money, scale, results, being in charge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mianshi.contracts.resumes import Fact, FactKind
from mianshi.matching.lexicon.traditional import simplified
from mianshi.matching.profile import amounts
from mianshi.matching.profile.contexts import money_of_the_firm, not_own
from mianshi.matching.profile.lines import Line
from mianshi.matching.profile.quantities import Quantity, quantities
from mianshi.matching.profile.results import Told, led, results
from mianshi.matching.profile.team import led_by
from mianshi.matching.profile.units import Counted, counted_chinese
from mianshi.matching.profile.units_english import counted_english

_PAY = re.compile(
    r"月薪|年薪|薪资|薪酬要求|期望薪|工资待遇|\bsalary\b|compensation expect|\bnotice period\b", re.IGNORECASE
)
_LEVEL = re.compile(
    r"(?P<x>百万|千万|亿|十万|万)级别?\s*(?:的)?\s*(?P<noun>日活|月活|用户|数据|并发|流量|订单|PV|UV|粉丝)"
)
_LEVEL_UNITS = {
    "数据": "records",
    "并发": "QPS",
    "流量": "visits",
    "订单": "orders",
    "PV": "visits",
    "UV": "visits",
    "粉丝": "followers",
}
_FEWEST, _FEWEST_STORES, _FEWEST_TIMES = 5, 3, 10
_CJK = re.compile(r"\s*[\u4e00-\u9fff]")


def facts(line: Line, *, heading: bool) -> list[Fact]:
    """Facts in one line, every kind and value once. `heading`: of an entry, where only being in charge, teams and
    money are told.
    """
    told: list[Told] = []
    text = simplified(line.text)
    if not heading and not _PAY.search(text):
        told += _numbers(text)
    if heading and not _PAY.search(text):
        told += [one for one in _numbers(text) if one[0] in (FactKind.TEAM_SIZE, FactKind.AMOUNT)]
    told += led(text, heading=heading)
    return [Fact(kind=kind, value=value, unit=unit, quote=line.quoted()) for kind, value, unit in dict.fromkeys(told)]


def _numbers(text: str) -> Iterator[Told]:
    found = quantities(text)
    made = results(text, found)
    yield from made.told
    counts: list[tuple[Quantity, Counted]] = []
    for one in found:
        if one in made.used:
            continue
        old, change = made.counts.get(one, (one, None))
        code = amounts.currency(text, one)
        if code is None:
            yield from _counts(text, replace(one, start=min(one.start, old.start)), change, counts)
            continue
        if change or not money_of_the_firm(text, one.start, one.end):
            yield FactKind.AMOUNT, amounts.value(text, one), code
        if change:
            yield change
    yield from _scale(text, counts)


def _counts(text: str, one: Quantity, change: Told | None, counts: list[tuple[Quantity, Counted]]) -> Iterator[Told]:
    """People led, or a change of a number of things; what else is counted is added to `counts`."""
    what = _counted(text, one)
    lead = led_by(text, one, what)
    if lead:
        yield FactKind.TEAM_SIZE, one.value, "people"
    if lead == "led":
        yield FactKind.LED, None, ""
    if lead is None and what is not None:
        counts.append((one, what))
    if change and not lead and not (what and what.people):
        yield change


def _counted(text: str, one: Quantity) -> Counted | None:
    after = text[one.end : one.end + 2]
    chinese = re.search(r"[\u4e00-\u9fff]\W{0,3}$", text[max(0, one.start - 4) : one.start]) is not None
    if _CJK.match(after) or (chinese and not re.match(r"[ -]?[A-Za-z]", after)):
        return counted_chinese(text, one.start, one.end)
    return counted_english(text, one.start, one.end) or counted_chinese(text, one.start, one.end)


def _scale(text: str, counts: Sequence[tuple[Quantity, Counted]]) -> Iterator[Told]:
    for one, what in counts:
        fewest = _FEWEST_STORES if what.unit == "stores" and what.named else _FEWEST
        fewest = _FEWEST_TIMES if what.unit == "times" else fewest
        if one.value >= fewest and not not_own(text, one.start, one.end):
            yield FactKind.SCALE, one.value, what.unit
    for hit in _LEVEL.finditer(text):
        if not re.search(r"[\d一二三四五六七八九十]\s*$", text[max(0, hit.start() - 4) : hit.start()]):
            factor = {"百万": 1e6, "千万": 1e7, "亿": 1e8, "十万": 1e5, "万": 1e4}[hit["x"]]
            yield FactKind.SCALE, factor, _LEVEL_UNITS.get(hit["noun"], "users")
