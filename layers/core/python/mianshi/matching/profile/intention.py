"""What the candidate is looking for, by its labels or, under its heading, by its shape."""

from __future__ import annotations

import re

from mianshi.contracts.resumes import Intention
from mianshi.matching.profile.lines import Line
from mianshi.matching.profile.pieces import split

_LABELS = {
    "position": r"求职意向|应聘职位|应聘岗位|期望职位|期望岗位|意向岗位|意向职位|目标职位|目标岗位|"
    r"求职岗位|求职目标|期望工作|职业目标|期望职业|求职职位|应聘意向|(?i:desired position|"
    r"objective|career objective|target (?:role|position)|position (?:applied(?: for)?|"
    r"sought|desired)|job target|looking for)",
    "city": r"期望城市|意向城市|期望工作地点|期望地点|期望工作地|工作地点|意向地点|工作城市|"
    r"目标城市|期望地区|意向地区|(?i:preferred (?:location|city)|desired location|"
    r"location preference|target (?:city|location))",
    "pay": r"期望薪资|薪资要求|期望月薪|期望薪酬|薪资期望|期望年薪|期望待遇|待遇要求|期望工资|"
    r"(?i:(?:expected|desired) (?:salary|pay|compensation)|salary expectations?)",
    "available": r"到岗时间|到岗|可到岗时间|入职时间|最快到岗|到职时间|可到职|预计到岗|求职状态|"
    r"(?i:availability|available(?: from)?|notice period|start date|"
    r"earliest start(?: date)?)",
}
_LABEL = re.compile("|".join(f"(?P<{name}>(?:{words}))" for name, words in _LABELS.items()))
_LABELLED = re.compile(
    rf"(?<![\u4e00-\u9fffA-Za-z])(?:{'|'.join(f'(?:{words})' for words in _LABELS.values())})\s*[:：]\s*"
)
_ANY_LABEL = re.compile(r"(?:\s+|[|｜,，;；\t]\s*)(?:[\u4e00-\u9fff]{2,6}|[A-Z][A-Za-z]+(?: [A-Za-z]+)?)\s*[:：]")
_PAY_SHAPE = re.compile(
    r"\d+(?:\.\d+)?\s*[kK千万]|\d{4,6}\s*[-–~至元]|面议|元/月|per (?:month|year|annum)|[$£€¥]\s?\d", re.IGNORECASE
)
_AVAILABLE_SHAPE = re.compile(
    r"到岗|到职|随时|(?:一|两|三|\d+)\s*(?:周|个月|天|月)(?:内|之内)|离职|在职|应届|"
    r"immediate|notice|available|weeks?\b|months?\b|as soon as",
    re.IGNORECASE,
)
_CITY_SHAPE = re.compile(
    r"^(?:北京|上海|广州|深圳|杭州|成都|武汉|南京|苏州|西安|重庆|天津|长沙|郑州|青岛|东莞|"
    r"佛山|宁波|合肥|厦门|无锡|福州|济南|昆明|大连|沈阳|哈尔滨|长春|石家庄|太原|南昌|南宁|"
    r"贵阳|兰州|海口|珠海|中山|惠州|常州|温州|嘉兴|绍兴|金华|义乌|台州|泉州|烟台|潍坊|徐州|"
    r"南通|扬州|洛阳|襄阳|宜昌|株洲|乌鲁木齐|呼和浩特|银川|西宁|拉萨|三亚|香港|澳门|全国|"
    r"不限|长三角|珠三角|远程|[\u4e00-\u9fff]{2,4}市"
    r"|Beijing|Shanghai|Guangzhou|Shenzhen|Hangzhou|Chengdu|Hong Kong|Singapore|London|"
    r"New York|Remote|Anywhere)(?:市|区|[、/,， ]|$|\S{0,4}区$)"
)
_KINDS_OF_WORK = re.compile(r"^(?:全职|兼职|实习|不限|(?i:full[- ]time|part[- ]time))$")
_MOST = 60


def intention(lines: list[Line]) -> Intention:
    """The four wishes, each from the first line that tells it; empty where none does."""
    found: dict[str, str] = {}
    for at, line in enumerate(lines):
        if line.section & {"work", "internship", "project", "campus", "education", "skills"}:
            continue
        _from_labels(line.text, found)
        lone = _lone_label(line.text)
        if lone and at + 1 < len(lines) and not lines[at + 1].heads:
            found.setdefault(lone, lines[at + 1].text[:_MOST])
        if "intention" in line.section and not line.heads and not _LABELLED.search(line.text):
            _from_shapes(line.text, found)
    return Intention(**{name: value for name, value in found.items() if value})


def _lone_label(text: str) -> str | None:
    hit = _LABEL.fullmatch(text.strip(" :："))
    return hit.lastgroup if hit else None


def _from_labels(text: str, found: dict[str, str]) -> None:
    for hit in _LABELLED.finditer(text):
        named = _LABEL.match(hit[0])
        value = text[hit.end() :]
        end = _ANY_LABEL.search(value)
        value = value[: end.start()] if end else value
        name = str(named.lastgroup) if named else "position"
        parts = [part for part in re.split(r"\s*[|｜,，;；\t]\s*|\s{2,}", value.strip()) if part]
        if parts:
            found.setdefault(name, parts[0][:_MOST].strip(" 。."))
            _from_shapes(" | ".join(parts[1:]), found)


def _from_shapes(text: str, found: dict[str, str]) -> None:
    for part in split(text):
        if _KINDS_OF_WORK.match(part):
            continue
        if _PAY_SHAPE.search(part):
            found.setdefault("pay", part[:_MOST])
        elif _AVAILABLE_SHAPE.search(part):
            found.setdefault("available", part[:_MOST])
        elif _CITY_SHAPE.match(part):
            found.setdefault("city", part[:_MOST])
        elif len(part) <= 30:
            found.setdefault("position", part[:_MOST])
