"""Two numbers, one before and one after: from 3.2 % to 1.9 %, 4 days instead of 11, 原 9 天现 4 天."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mianshi.matching.profile import amounts
from mianshi.matching.profile.quantities import Quantity

CHANGE = (
    r"提升|提高|增长|增加|上升|降低|下降|减少|缩短|节约|节省|上涨|优化|改善|压缩|增幅|增速|同比|环比|超额|超出"
    r"|超过目标|加快|提速|下调|削减|扩大|降幅|涨幅"
    r"|降本|减幅|增收|压降|压减|增效|回升|攀升|提前|翻|涨|降|升|增|缩|减|压|提(?!供|出|交|案|成|炼|取|醒|货)"
)
CHANGE_ENGLISH = (
    r"increas\w*|grew|grow\w*|improv\w*|rais\w*|boost\w*|reduc\w*|cut(?:s|ting)?|decreas\w*|lower\w*|sav(?:e[ds]?"
    r"|ing)\w*|"
    r"shorten\w*|drop\w*|rose|risen|ris(?:e|ing)|gain\w*|lift\w*|accelerat\w*|exceed\w*|surpass\w*|up|down|beat"
    r"|slash\w*|"
    r"trimm\w*|expand\w*|optimi[sz]\w*|declin\w*|fell|fall\w*|shr[aiu]nk\w*|shrinking|outperform\w*|streamlin\w*"
    r"|speed\w*|"
    r"sped|add(?:ed|ing)|brought|took|taken|moved|drove|driven|went|halv\w*|doubl\w*|tripl\w*|scal(?:ed|ing)|better"
    r"|faster|"
    r"less|fewer|more|turned|push\w*|nudg\w*|recover\w*|delta|growth|change\w*"
)
_ABOUT = r"(?:了)?(?:约|近|大约|不到|不足|仅|只需?|超过?|接近|将近)?"
_ABOUT_ENGLISH = (
    r"(?:just |only |under |about |around |over |nearly |below |above |roughly |almost |a |an |less than |more "
    r"than |approximately |some )*"
)
_CODE = r"(?-i:[A-Z]{0,3}[$€£¥￥₹]?)"
_FROM = re.compile(
    rf"(?:从|由|自|将[^，。；]{{0,10}}从)\s*[\u4e00-\u9fff]{{0,8}}?{_ABOUT}\s*{_CODE}\s*$|\bfrom "
    rf"{_ABOUT_ENGLISH}{_CODE}\s?$",
    re.IGNORECASE,
)
_TO = re.compile(
    rf"[^，。；;,\d]{{0,12}}?(?:{CHANGE}|做|拉|干|带|改|变|调|控制|恢复|回落|冲)?[^，。；;,\d]{{0,3}}?(?:到|至|为|成"
    rf"|→|控制在|稳定在|维持在|保持在|压在){_ABOUT}\s*{_CODE}\s*$"
)
_ARROW = re.compile(r"[^，。；;,\d]{0,8}?\s*(?:→|->|=>|⇒|➜|➔|—>|-->|~>|›)\s*(?:约|about )?[A-Z$€£¥￥]{0,4}\s*$")
_TO_ENGLISH = re.compile(
    rf"(?: [a-z-]+){{0,5}}?,?(?: down| up| back| through)? (?:to|into) {_ABOUT_ENGLISH}{_CODE}\s?$", re.IGNORECASE
)
_BACK_ENGLISH = re.compile(
    r"(?: [a-z-]+){0,4}?[ ,;(–—-]*(?:(?:down|up|compared|as compared|reduced|improved|rather|cut|raised|risen) )*"
    rf"(?:from|versus|vs\.?|against|instead of|than|compared (?:with|to)|was|were|previously|formerly|before it was"
    rf"|where it had been|used to be|it had been|"
    rf"when i (?:started|joined|arrived|took over)[^\d]{{0,12}}) {_ABOUT_ENGLISH}{_CODE}\s?$",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"[^\d。；;]{0,8}?[（(，,、]\s*(?:原来?|原先|之前|此前|以前|从前|先前|接手[时前]|改造前|优化前|上线前|改[善进]前"
    r"|去年|上年|前任|前期|对比|相比|而)[^\d，。；（(]{0,8}$|[^\d，。；;]{0,4}(?:比|较)(?:之前|原来|原先|去年"
    r"|上年)的?$"
)
_OLD = re.compile(r"(?:原来?|原先|之前|此前|以前|接手[时前]|(?:改造|优化|上线|改善|改进|实施|整改)前)[^\d，。；]{0,8}$")
_NOW = re.compile(
    r"[^\d。；;，,]{0,6}[，,、；;→\s]*(?:现在?|目前|如今|后来?|之后|(?:改造|优化|上线|改善|改进|实施|整改|离任"
    r"|离开)[后时])[^\d，。；]{0,8}$"
)
_OLD_THEN = re.compile(
    r"[ ,;–—-]*(?:[a-z]+ ){0,3}?before[ ,;–—-]+(?:and )?(?:now )?" + _ABOUT_ENGLISH + "$", re.IGNORECASE
)
_PERCENT = re.compile(
    r"\s?(?P<percent>%|％|percent(?:age points?)?\b|per ?cents?\b|pct\b|pp\b|p\.p\.|pts?\b|points?\b|个?百分点|个点)"
    r"|\s?(?P<bps>bps\b|basis points\b)|\s?(?P<mille>‰)",
    re.IGNORECASE,
)
_TIMES = {
    "毫秒": "milliseconds", "ms": "milliseconds", "milliseconds": "milliseconds", "millisecond": "milliseconds",
    "秒钟": "seconds", "秒": "seconds", "s": "seconds", "sec": "seconds", "secs": "seconds", "seconds": "seconds",
    "second": "seconds", "分钟": "minutes", "分半钟": "minutes", "min": "minutes", "mins": "minutes",
    "minutes": "minutes",
    "minute": "minutes", "个小时": "hours", "小时": "hours", "钟头": "hours", "h": "hours", "hr": "hours",
    "hrs": "hours",
    "hours": "hours", "hour": "hours", "个工作日": "days", "工作日": "days", "天": "days", "日": "days", "d": "days",
    "working days": "days", "business days": "days", "days": "days", "day": "days", "周": "weeks", "个星期": "weeks",
    "weeks": "weeks", "week": "weeks", "wks": "weeks", "个月": "months", "months": "months", "month": "months",
}  # fmt: skip
_TIME = re.compile(
    rf"\s?-?(?P<time>{'|'.join(sorted(map(re.escape, _TIMES), key=len, reverse=True))})(?![A-Za-z])(?!均|常|报|语)",
    re.IGNORECASE,
)
_SECONDS = {"milliseconds": 0.001, "seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400, "weeks": 604_800}
REACHED = "reached"
"""Behind a unit: the number is what was reached, not by how much it changed."""
_YEARS = (1900, 2100)
_CHANGED_BEFORE = re.compile(
    rf"(?:{CHANGE})[^，。；;,\d]{{0,14}}$|\b(?:{CHANGE_ENGLISH})\b[^.;\d]{{0,60}}$", re.IGNORECASE
)
_SCORE = re.compile(
    r"\b(?:satisfaction|score|rating|nps|csat|rate|yield|oee|conversion|occupancy|accuracy|turnover|margin"
    r"|attendance|retention|"
    r"utili[sz]ation|uptime|churn)[^.;,\d]{0,20}$",
    re.IGNORECASE,
)
_BARE = re.compile(rf"\s*(?:$|[(（,.;)，。；、）]|→|->|(?:down |up )?to\b|{CHANGE}|[到至为])")
_HOURS = re.compile(
    r"(?:营业|工作|上班|班次|shift|hours|open|working|between|early|late)[^，。；]{0,12}$", re.IGNORECASE
)


@dataclass(frozen=True)
class Measure:
    """What a number measures: ``percent``, a unit of time, a currency, or empty; its value in that unit; its end."""

    unit: str
    value: float
    end: int
    money: bool = False


def measure(text: str, one: Quantity) -> Measure:
    """The share, the time or the money that `one` tells; of other things the bare number."""
    if hit := _PERCENT.match(text, one.end):
        factor = 0.01 if hit["bps"] else 0.1 if hit["mille"] else 1.0
        return Measure("percent", round(one.value * factor, 4), hit.end())
    if hit := _TIME.match(text, one.end):
        return Measure(_TIMES[hit["time"].lower()], one.value, hit.end())
    code = amounts.currency(text, one)
    if code is not None:
        return Measure(code, amounts.value(text, one), one.end, money=True)
    return Measure("", one.value, one.end)


@dataclass(frozen=True)
class Pair:
    """A number before and one after."""

    old: Quantity
    new: Quantity


def pairs(text: str, found: Sequence[Quantity]) -> Iterator[tuple[Pair, float, str]]:
    """Pairs with the change: the difference of shares (in points) and of times in one unit, of times in two units the
    one reached, and of everything else the change in percent.
    """
    at = 0
    while at + 1 < len(found):
        first, second = found[at], found[at + 1]
        at += 1
        order = _order(text, first, second)
        if order is None or _mixed(text, order):
            continue
        told = _change(text, order)
        if told is not None:
            at += 1
            yield order, *told


def _order(text: str, first: Quantity, second: Quantity) -> Pair | None:
    """Which of two neighbours was before, or None where they are no pair."""
    between = text[measure(text, first).end : second.start]
    if len(between) > 60:
        return None
    before = text[max(0, first.start - 90) : first.start]
    if _HOURS.search(before):
        return None
    from_ = _FROM.search(before)
    if (from_ and (_TO.fullmatch(between) or _TO_ENGLISH.fullmatch(between))) or _ARROW.fullmatch(between):
        return Pair(first, second)
    if _TO_ENGLISH.fullmatch(between) and (_CHANGED_BEFORE.search(before) or _SCORE.search(before)) and not from_:
        return Pair(first, second)
    if _TO.fullmatch(between) and re.search(CHANGE + r"|做到|控制在|→", between):
        return Pair(first, second)
    if _OLD.search(before) and _NOW.fullmatch(between):
        return Pair(first, second)
    if _OLD_THEN.fullmatch(between):
        return Pair(first, second)
    if _BACK_ENGLISH.fullmatch(between) or _BACK.fullmatch(between):
        return Pair(second, first)
    return None


def _mixed(text: str, pair: Pair) -> bool:
    """Whether one is a time or a share and the other, of which another word is told, is a number of things."""
    first, second = sorted((pair.old, pair.new), key=lambda one: one.start)
    units = measure(text, first), measure(text, second)
    if bool(units[0].unit) == bool(units[1].unit):
        return False
    bare = units[0] if not units[0].unit else units[1]
    return not _BARE.match(text, bare.end)


def _change(text: str, pair: Pair) -> tuple[float, str] | None:
    old, new = measure(text, pair.old), measure(text, pair.new)
    if old.value == new.value or not old.value or any(_YEARS[0] < each.value < _YEARS[1] for each in (old, new)):
        return None
    if old.unit in _SECONDS or new.unit in _SECONDS:
        return _in_time(old, new)
    if "percent" in (old.unit, new.unit) and not (old.money or new.money):
        return round(abs(old.value - new.value), 2), "percent"
    if "months" in (old.unit, new.unit):
        return round(abs(old.value - new.value), 2), "months"
    larger = _same_factor(pair, old.value, new.value)
    return round(100 * abs(new.value / larger - 1), 1), "percent"


def _same_factor(pair: Pair, old: float, new: float) -> float:
    """The number before, with the factor of the one after where only that is written (从 3 涨到 5 万)."""
    return old * pair.new.factor if pair.old.factor == 1 < pair.new.factor and old < new / pair.new.factor else old


def _in_time(old: Measure, new: Measure) -> tuple[float, str] | None:
    units = [old.unit or new.unit, new.unit or old.unit]
    if any(unit not in _SECONDS for unit in units):
        return None
    if units[0] != units[1]:
        return new.value, f"{units[1]} {REACHED}"
    return round(abs(old.value - new.value), 2), units[0]
