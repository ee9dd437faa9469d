"""Periods of time as résumés write them, and months of work counted once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mianshi.contracts.resumes import Period

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        1,
    )
    for name in names.split()
}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d{2}"
_ATOM = (
    rf"(?:(?P<y1§>{_YEAR})\s*(?:(?P<s§>[./\-–·・])\s*|年\s*)(?P<m1§>1[0-2]|"
    rf"0?[1-9])(?!\d|\.\d+\s*(?:c?gpa|%|/))\s*(?:月(?:[初底末中]|[上中下]旬|份)?\s*(?:\d{{1,2}}\s*[日号])?"
    rf"|(?P=s§)\s*(?:[0-2]?\d|3[01])(?!\d)(?!\s*[./]?\s*\d))?"
    rf"|(?P<m5§>1[0-2]|0?[1-9])[./](?:1[3-9]|2\d|3[01])[./](?P<y5§>{_YEAR})(?!\d)"
    rf"|(?:(?:0?[1-9]|[12]\d|3[01])[./])?(?<!\d)(?P<m2§>1[0-2]|0?[1-9])\s*[./]\s*(?P<y2§>{_YEAR})(?!\d)"
    rf"|(?P<y6§>{_YEAR}),?[ -](?P<m6§>{_NAMES})\b\.?(?!\s*,?\s*{_YEAR})"
    rf"|(?:\b\d{{1,2}}(?:st|nd|rd|th)?\s+)?\b(?P<m3§>{_NAMES})\b\.?,?\s*(?:\d{{1,2}}(?:st|nd|rd|"
    rf"th)?,?\s+)?(?P<y3§>{_YEAR}|['’]\d{{2}})(?!\d)"
    rf"|(?:(?:spring|summer|autumn|fall|winter|"
    rf"q[1-4])\s+)?(?<!\d)(?P<y4§>{_YEAR})(?![\d%])\s*(?:年度?(?!\d|经验|以上)(?:[初底末中春夏秋冬](?:节[前后]?|季|天)?|[上下]半年|过年|国庆后?)?|q[1-4])?)"
)


def _atom(mark: str) -> str:
    """The pattern of one date whose groups end in `mark`."""
    return _ATOM.replace("§", mark)


_NOW = (
    r"至今|迄今|现在|現在|在职|在岗|目前|今|heute|present(?: day)?|current(?:ly)?|now|ongoing"
    r"|(?:to |till |until )?date|today|until now"
)
_TO = r"\s*(?:[-‐‑‒–—―−─~～〜→一﹣⸺∼⁓∽➝➔⇒>›…_]+|起?止?至|起?到|\bto\b|\buntil\b|\btill?\b|\bthrough\b)\s*"
_RANGE = re.compile(
    rf"{_atom('a')}(?:(?:{_TO})(?:{_atom('b')}|(?P<now>{_NOW})|(?P<month>1[0-2]|"
    rf"0?[1-9])(?!\d)\s*月?(?![\d.万%人家个])|(?P<year>[1-4]\d)(?![\d./年万%人家个])|"
    rf"(?P<y8>[0-4]\d)[./年](?P<m8>1[0-2]|0?[1-9])(?!\d)月?)|\s+(?P<date>to date))"
    rf"|\b(?P<m9>{_NAMES})\b\.?(?:{_TO}){_atom('d')}"
    rf"|{_atom('c')}\s*(?P<now2>至今|迄今|起至今|起|(?:--|——|—|~|～|–|-|→)(?=\s*(?:$|[|｜，,；;\t)）]|\s{{2}}))"
    r"|(?<=\d)[-–—](?=\s+[A-Z\u4e00-\u9fff]))"
    rf"|(?<![\d.,/\-])(?P<short>[0-3]\d)\s*[./年]\s*(?P<month2>1[0-2]|0?[1-9])\s*月?(?:{_TO}|\s*)"
    r"(?:至今|现在|present\b|now\b)",
    re.IGNORECASE,
)
_TWO = r"(?:0[1-9]|1[0-2]|[1-9]|\d{2})"
_SHORT = re.compile(
    rf"(?<![\d.,/\-])(?:(?P<a>\d{{2}})[./年](?P<b>{_TWO})月?|\b(?P<a2>{_NAMES})[ .\-'’]{{1,2}}(?P<b2>\d{{2}})|"
    rf"(?P<a3>(?:19|20)\d{{2}})(?P<b3>0[1-9]|1[0-2]))(?![\d.%万])"
    rf"(?:{_TO})"
    rf"(?:(?P<c>\d{{2}})[./年](?P<d>{_TWO})月?|\b(?P<c2>{_NAMES})[ .\-'’]{{1,2}}(?P<d2>\d{{2}})|(?P<c3>(?:19|"
    rf"20)\d{{2}})(?P<d3>0[1-9]|1[0-2])|(?:{_NOW}))(?![\d.%万])",
    re.IGNORECASE,
)
_SPACED = re.compile(
    rf"(?<![\d./-])({_YEAR})[./年-](1[0-2]|0?[1-9])月?\s+({_YEAR})[./年-](1[0-2]|0?[1-9])月?(?![\d./-])"
)
_YEARS = re.compile(rf"(?<![\d.])((?:19|20)?\d{{2}})年(?:{_TO})(\d{{2}})年(?!\d|以|多|的?经验|的?工作)")
_IN_WORDS = re.compile(r"[一二][〇○零九][〇○零一二三四五六七八九]{2}年(?:[一二三四五六七八九]月|(?=十)十[一二]月)?")
_DIGITS = str.maketrans("〇○零一二三四五六七八九十", "0001234567891")
_DIGIT = re.compile(r"\d")
_LATEST_SHORT = 49
"""Years of two digits up to here are of this century."""
_SINCE = re.compile(rf"(?:\bsince\b|自|从)\s*{_atom('a')}(?!\s*[-–—~至到])", re.IGNORECASE)
_SINGLE = re.compile(_atom("a"), re.IGNORECASE)
_SEASON = r"(?:(?:spring|summer|autumn|fall|winter|season|christmas|easter)s?,?\s+(?:of\s+)?)?"
_STAMP = re.compile(
    rf"^[\s(（]*{_SEASON}{_YEAR}年?(?!\d|\s*[-./年月]\s*\d)(?:\s*(?:,|、|&|and|/)\s*{_YEAR}年?)*[)）]?(?=\s|$|[|"
    rf",，:：])"
    rf"|(?<![\d./年-])\(?{_SEASON}\b{_YEAR}(?:\s*(?:,|、|&|and|/)\s*{_YEAR})*[\s)）]*$",
    re.IGNORECASE,
)
_LASTED = re.compile(
    r"(?<![\d.\-])(?:(\d{1,2}(?:\.\d)?)\s*(?:年|years?\b|"
    r"yrs?\b\.?))?(?:\s*零?(?:and\s*)?(\d{1,2})\s*(?:个月|months?\b|mos?\b\.?))?",
    re.IGNORECASE,
)
_LATEST_YEAR = 2100


@dataclass(frozen=True)
class Dated:
    """A period named at ``text[start:end]``."""

    period: Period
    start: int
    end: int


def ranges(text: str) -> list[Dated]:
    """Every period with a beginning and an end (or until now) that `text` names."""
    text = _IN_WORDS.sub(lambda hit: hit[0].translate(_DIGITS), text)
    if not _DIGIT.search(text):
        return []
    found = [Dated(_period(hit), hit.start(), hit.end()) for hit in _RANGE.finditer(text)]
    found = found or [each for each in map(_shortened, _SHORT.finditer(text)) if each is not None]
    found = found or [
        Dated(Period(start=f"{hit[1]}-{int(hit[2]):02d}", end=f"{hit[3]}-{int(hit[4]):02d}"), hit.start(), hit.end())
        for hit in _SPACED.finditer(text)
    ]
    found = found or [each for each in map(_short_years, _YEARS.finditer(text)) if each is not None]
    if found:
        return found
    return [
        Dated(Period(start=_month(hit, "a"), current=True), hit.start(), hit.end()) for hit in _SINCE.finditer(text)
    ]


def _shortened(hit: re.Match[str]) -> Dated | None:
    """A period whose years have two digits, or whose months stand right behind the year; None where the numbers are
    no months or the years are not those of a working life."""
    first, last = (
        [part for part in hit.group(*names.split()) if part] for names in ("a b a2 b2 a3 b3", "c d c2 d2 c3 d3")
    )
    dates = [_pair(*each) if len(each) == 2 else None for each in (first, last)]
    if dates[0] is None or (dates[1] is None and last):
        return None
    period = Period(start=dates[0], end=dates[1], current=dates[1] is None)
    return Dated(period, hit.start(), hit.end()) if period.current or str(dates[1]) >= dates[0] else None


def _short_years(hit: re.Match[str]) -> Dated | None:
    """18年到20年; None where the years are none of a working life until now."""
    start, end = (year if len(year) == 4 else f"20{year}" for year in hit.groups())
    return Dated(Period(start=start, end=end), hit.start(), hit.end()) if start <= end <= "2049" else None


def _pair(first: str, second: str) -> str | None:
    """``YYYY-MM`` of a year and a month in either order."""
    name = _MONTHS.get(first.lower())
    if name is not None:
        year, month = second, name
    elif len(first) == 4 or int(first) > 12:
        year, month = first, int(second)
    elif int(second) > 12:
        year, month = second, int(first)
    else:
        return None
    if len(year) == 2:
        year = f"{'20' if int(year) <= _LATEST_SHORT else '19'}{year}"
    return f"{year}-{month:02d}" if 1 <= month <= 12 and 1950 <= int(year) <= _LATEST_YEAR else None


def single(text: str) -> Dated | None:
    """The first date that `text` names, as a period that has only an end."""
    hit = _SINGLE.search(text)
    return Dated(Period(end=_month(hit, "a")), hit.start(), hit.end()) if hit else None


def stamp(text: str) -> Dated | None:
    """The year or years, without a dash, that stand alone at either end of `text`: ``Summers 2014, 2015``."""
    hit = _STAMP.search(text)
    if hit is None or ranges(text):
        return None
    years = re.findall(_YEAR, hit[0])
    return Dated(Period(start=min(years), end=max(years)), hit.start(), hit.end())


def lasted(text: str) -> int | None:
    """Months of a duration such as ``3 yrs`` or 3年2个月; None where there is none."""
    for hit in _LASTED.finditer(text):
        if hit[1] or hit[2]:
            return round(float(hit[1] or 0) * 12) + int(hit[2] or 0)
    return None


def _period(hit: re.Match[str]) -> Period:
    if hit["short"]:
        return Period(start=f"20{hit['short']}-{int(hit['month2']):02d}", current=True)
    if hit["now2"]:
        return Period(start=_month(hit, "c"), current=True)
    if hit["m9"]:
        end = _month(hit, "d")
        return Period(start=f"{end[:4]}-{_MONTHS[hit['m9'].lower()]:02d}", end=end)
    start = _month(hit, "a")
    if hit["now"] or hit["date"]:
        return Period(start=start, current=True)
    if hit["month"]:
        return Period(start=start, end=f"{start[:4]}-{int(hit['month']):02d}" if "-" in start else start)
    if hit["y8"]:
        return Period(start=start, end=f"{start[:2]}{hit['y8']}-{int(hit['m8']):02d}")
    if hit["year"]:
        return Period(start=start, end=f"{start[:2]}{hit['year']}")
    return Period(start=start, end=_month(hit, "b"))


def _month(hit: re.Match[str], mark: str) -> str:
    for form in "12356":
        year = hit[f"y{form}{mark}"]
        if year:
            month = hit[f"m{form}{mark}"].lower()
            number = _MONTHS.get(month) or int(month)
            return f"{'20' + year[1:] if len(year) == 3 else year}-{number:02d}"
    return str(hit[f"y4{mark}"])


def _number(date: str, *, last: bool) -> int:
    """Months since year 0; a year alone counts from its January, or to its January so that 2019-2021 is two years."""
    year, _, month = date.partition("-")
    return int(year) * 12 + (int(month) - 1 + int(last) if month else 0)


def months(periods: list[Period], until: str | None) -> int | None:
    """Months in `periods`, overlaps counted once and both ends counted in where they are months.

    `until` is the month to which a period that goes on is counted, and nothing after it counts. Periods without a
    beginning, or that end before they begin, count nothing; None where none counts.
    """
    spans: list[tuple[int, int]] = []
    for period in periods:
        end = period.end or (until if period.current else None)
        if period.start is None or end is None or int(end[:4]) > _LATEST_YEAR:
            continue
        first, last = _number(period.start, last=False), _number(end, last=True)
        if "-" not in end and period.start[:4] == end[:4]:
            last = first + 12
        last = min(last, _number(until, last=True)) if until else last
        if last > first:
            spans.append((first, last))
    if not spans:
        return None
    total, reached = 0, 0
    for first, last in sorted(spans):
        total += max(0, last - max(first, reached))
        reached = max(reached, last)
    return total


def latest(periods: list[Period]) -> str | None:
    """The latest date that the periods name: as late as a résumé surely is."""
    return max((date for period in periods for date in (period.start, period.end) if date), default=None)
