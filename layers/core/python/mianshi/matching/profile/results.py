"""Changes for the better and being in charge, as a line tells them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mianshi.contracts.resumes import FactKind
from mianshi.matching.profile.numbers import ENGLISH_WORDS, number

_Told = tuple[FactKind, float | None, str]

_CHANGE = (
    r"提升|提高|增长|增加|上升|降低|下降|减少|缩短|节约|节省|上涨|优化|改善|压缩|增幅|同比|"
    r"环比|增至|降至|超额|超出|超过目标|加快|提速|下调|削减|扩大|降幅|涨幅|降本|升至|减幅|"
    r"增收|压降|降到|提到"
)
_REACHED = re.compile(r"(?:至|到|达到?|为|维持在|保持在|稳定在|高达)\s*$")
_PERCENT = re.compile(
    rf"(?:{_CHANGE})(?P<between>[^，。；;,\d%]{{0,16}}?)(?P<n>\d{{1,9}}(?:\.\d+)?)\s*(?:个百分点|[%％]|个点)"
    rf"|(?P<n2>(?<!\d)\d{{1,9}}(?:\.\d+)?)\s*[%％]\s*(?:以上)?的?(?:{_CHANGE}|增速)"
)
_BETTER = (
    r"increas\w*|grew|grow\w*|improv\w*|rais\w*|boost\w*|reduc\w*|cut(?:ting)?|decreas\w*|"
    r"lower\w*|sav(?:ed|ing)\w*|shorten\w*|drop\w*|rose|risen|gain\w*"
    r"|lift\w*|accelerat\w*|exceed\w*|surpass\w*|up|down|beat|slash\w*|trimm\w*|expand\w*|"
    r"optimi[sz]\w*|declin\w*|fell|shr[aiu]nk\w*|outperform\w*|streamlin\w*|speeding|sped"
)
_PERCENT_ENGLISH = re.compile(
    rf"\b(?:{_BETTER})\b(?P<between>[^.;%]{{0,60}}?)(?<![\d.])(?P<n>\d{{1,9}}(?:\.\d+)?)\s?(?:%|"
    rf"percent\b|per cent\b|percentage points)"
    rf"|(?<![\d.])(?P<n2>(?<!\d)\d{{1,9}}(?:\.\d+)?)\s?(?:%|percent|"
    rf"per cent)(?:[ -]\w+){{0,3}}?[ -](?:increase|growth|reduction|improvement|decrease|"
    rf"rise|drop|faster|fewer|less|more|higher|lower|savings?|uplift|cut|over|above)\b",
    re.IGNORECASE,
)
_REACHED_ENGLISH = re.compile(r"\b(?:to|at|reach\w*)\s+(?:over |about |nearly )?$", re.IGNORECASE)
_FROM_TO = re.compile(
    rf"(?:从|由|(?<![\d.\-]))\s*(?P<a>\d[\d,]{{0,14}}(?:\.\d+)?)\s*(?P<ua>[\u4e00-\u9fff]{{0,3}}|"
    rf"[%％]|[A-Za-z]{{0,7}})\s*[^，。；;\d]{{0,6}}?(?:{_CHANGE}|降|升|减|增|压|提|"
    rf"缩)?[^，。；;\d]{{0,4}}?(?:至|到|为)\s*(?P<b>\d[\d,]{{0,14}}(?:\.\d+)?)\s*(?P<ub>[%％]|"
    rf"[\u4e00-\u9fff]{{1,2}}|[A-Za-z]{{1,7}})?"
)
_FROM_TO_ENGLISH = re.compile(
    rf"\bfrom (?:about |over )?(?P<a>\d[\d,]{{0,14}}(?:\.\d+)?|{ENGLISH_WORDS})\s?(?P<ua>%|"
    rf"[a-z]+)?(?: [a-z]+){{0,2}}? (?:down |up )?to (?:just |under |about |"
    rf"over )?(?P<b>\d[\d,]{{0,14}}(?:\.\d+)?|{ENGLISH_WORDS})\s?(?P<ub>%|[a-z]+)?",
    re.IGNORECASE,
)
_SHARES = (
    (re.compile(r"\b(?:by|a|one) (?:a )?third\b|三分之一"), 33.3),
    (re.compile(r"\btwo[- ]thirds\b|三分之二"), 66.7),
    (
        re.compile(
            r"\b(?:by (?:a )?half|in half|halv(?:ed|ing))\b|减半|(?:减少|缩短|降低|下降|"
            r"压缩)了?(?:一|近一)半"
        ),
        50.0,
    ),
    (re.compile(r"\bby a quarter\b|四分之一"), 25.0),
    (re.compile(r"\bdoubl(?:ed|ing)\b|翻(?:了)?(?:一)?番|翻倍|(?:增长|提升|提高)了?[1一]倍"), 100.0),
    (re.compile(r"\btripl(?:ed|ing)\b|(?:增长|提升|提高)了?[2两]倍|翻了?两番"), 200.0),
)
_SHARE_CONTEXT = re.compile(rf"{_CHANGE}|\b(?:{_BETTER}|halv\w+|doubl\w+|tripl\w+)\b|翻|减半", re.IGNORECASE)
_UNITS = {
    "天": "days",
    "日": "days",
    "小时": "hours",
    "分钟": "minutes",
    "秒": "seconds",
    "周": "weeks",
    "月": "months",
    "个月": "months",
    "毫秒": "milliseconds",
    "ms": "milliseconds",
    "s": "seconds",
    "人": "people",
    "day": "days",
    "hour": "hours",
    "minute": "minutes",
    "week": "weeks",
    "month": "months",
    "second": "seconds",
    "h": "hours",
    "min": "minutes",
    "mins": "minutes",
    "%": "percent",
    "％": "percent",
}
_SECONDS = {"milliseconds": 0.001, "seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400, "weeks": 604_800}
_MULTIPLIED = re.compile(r"[万亿千百]|(?i:[km]$|million|billion|thousand)")
_TENTHS = re.compile(
    rf"(?:{_CHANGE}|少|多|快)了?[^，。；\d]{{0,6}}?([一二三四五六七八九])成|"
    rf"([一二三四五六七八九])成(?:的)?(?:{_CHANGE})"
)
_LED = re.compile(
    r"主导|牵头|带领(?!下)|(?<!被)领导(?!力|安排|交办|交代|布置|下|能力|者|好评|认可)|率领|"
    r"(?:担任|任|兼任)[^，。；]{0,10}?(?:组长|经理|主管|队长|负责人|总监|主任|店长|班长|"
    r"主席|部长|会长|社长)|独立负责|全面负责|统筹|从0到1|从零到一|(?:项目|技术|团队|小组|"
    r"产品|活动|区域|部门)负责人|总负责"
)
_LED_ENGLISH = re.compile(
    r"\b(?:[Ll]ed|LED(?= (?:a|the|an)\b))\b(?! to\b| light| lamp| by\b)|\b(?i:headed|"
    r"spearheaded|in charge of|oversaw|chaired|captained|directed"
    r"|took charge|(?:team|tech(?:nical)?|project|shift|line|squad) lead(?:er)?\b|founded|"
    r"co-founded|managed (?:a|the|an) (?:\w+[ -]){0,3}team|supervised|"
    r"responsible for (?:leading|managing|a team)|took the lead|leading (?:a|the) )"
)
_LED_HEADING = re.compile(
    r"负责人|项目组长|队长|主席|会长|社长|部长|领队|总监|领班|牵头人|\b(?i:head of|(?:team|"
    r"tech|project) lead(?:er)?|director|captain|president|chair(?:man|person)?|founder|"
    r"chief)\b"
)


def results(text: str) -> Iterator[_Told]:
    """Changes for the better: percent where one is told, the difference where two numbers are.

    A level that was reached, such as 提升至 98%, is a result without a value.
    """
    spans: list[tuple[int, int]] = []
    for pattern in (_FROM_TO, _FROM_TO_ENGLISH):
        for hit in pattern.finditer(text):
            told = _between(hit)
            if told:
                spans.append(hit.span())
                yield told
    for pattern, reached in ((_PERCENT, _REACHED), (_PERCENT_ENGLISH, _REACHED_ENGLISH)):
        for hit in pattern.finditer(text):
            if any(first < hit.end() and hit.start("n" if hit["n"] else "n2") < last for first, last in spans):
                continue
            level = hit["n"] and reached.search(hit["between"])
            yield FactKind.RESULT, None if level else float(hit["n"] or hit["n2"]), "percent"
    yield from _shares(text)


def _shares(text: str) -> Iterator[_Told]:
    """Changes told as a share: a third, halved, doubled, 三成."""
    for hit in _TENTHS.finditer(text):
        yield FactKind.RESULT, 10 * (number(hit[1] or hit[2]) or 0), "percent"
    if _SHARE_CONTEXT.search(text):
        for words, share in _SHARES:
            if words.search(text.lower()):
                yield FactKind.RESULT, share, "percent"


def _between(hit: re.Match[str]) -> _Told | None:
    """The change from one number to another, in their unit (of percent: in points)."""
    first, second = number(hit["a"]), number(hit["b"])
    unit = _unit(hit["ub"]) or _unit(hit["ua"])
    if _MULTIPLIED.match(hit["ua"] or "") or _MULTIPLIED.match(hit["ub"] or ""):
        return None
    if first is None or second is None or first == second or 1900 < first < 2100 or not first:
        return None
    other = _unit(hit["ua"])
    if unit and other and unit != other:
        return _told_in(first, other, second, unit)
    if not (unit or hit["ua"] or hit["ub"]):
        return None
    return FactKind.RESULT, round(abs(first - second), 2), unit


def _told_in(first: float, unit: str, second: float, other: str) -> _Told | None:
    """The change between two times in different units, in the unit of the first."""
    if unit not in _SECONDS or other not in _SECONDS:
        return None
    return FactKind.RESULT, round(abs(first - second * _SECONDS[other] / _SECONDS[unit]), 2), unit


def _unit(word: str | None) -> str:
    word = (word or "").strip().lower()
    return _UNITS.get(word) or _UNITS.get(word.rstrip("s"), "")


def led(text: str, *, heading: bool) -> Iterator[_Told]:
    """Whether the line tells that somebody was in charge."""
    if (_LED_HEADING if heading else _LED).search(text) or (not heading and _LED_ENGLISH.search(text)):
        yield FactKind.LED, None, ""
