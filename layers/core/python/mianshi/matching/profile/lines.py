"""The lines of a résumé as they may be read, each with its section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mianshi.contracts.resumes import Quoted, ResumeLine, ResumeText
from mianshi.matching.profile.leave import on_leave, only_time, without_leave
from mianshi.matching.profile.sections import NO_SECTION, Section, heading, inline_heading
from mianshi.matching.profile.shielding import only_a_label, quotable

_CJK = "\u3400-\u9fff"
_SPACED = re.compile(rf"(?<![{_CJK}])[{_CJK}](?:[ \u3000]{{1,4}}[{_CJK}]){{2,}}(?![{_CJK}])")
_SPACED_PAIR = re.compile(rf"^(\W*[{_CJK}])[ \u3000]+([{_CJK}]\W*)(?=$|[:：])")
_SPACED_DIGITS = re.compile(r"(?<!\d)\d(?: \d){3,}(?!\d)")
_BULLET = re.compile(
    r"^\s*(?:[•●○◦▪▫■□◆◇★☆►▶➢➤✓✔√※‣∙·*\-–—\uf06c\uf0b7\uf0d8]+\s*|"
    r"[（(]\d{1,2}[)）]\s*|\d{1,2}[)）.、．]\s*(?!\d)|[①-⑳]\s*|[a-z][)）.]\s+)"
)
_ORDINAL = re.compile(r"^(?:[（(][一二三四五六七八九十]{1,2}[)）]|[一二三四五六七八九十]{1,2}[、.．])\s*(?=\d)")
_NARROW = {
    code: code - 0xFEE0
    for code in map(
        ord,
        "０１２３４５６７８９．－％＋／＆＃"
        "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ",
    )
}
_OPEN = re.compile(r"(?:19|20)\d{2}(?:\s*[年./-]\s*\d{1,2}\s*月?)?\s*[-–—~～至]+\s*$")
_CLOSES = re.compile(r"(?:(?:19|20)\d{2}(?:\s*[年./-]\s*\d{1,2})?\s*月?|至今|现在|(?i:present|now|current))\s*$")
_MONTH = re.compile(r"(?:19|20)\d{2}\s*[年./-]\s*(?:1[0-2]|0?[1-9])\s*月?$")
_NOW = re.compile(r"(?:至今|现在|今|(?i:present|now|current))$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_PICTURE = re.compile(r"\W*(?:照\s*片|(?i:photo(?:graph)?))")
"""A label that nearly always stands without a value."""
_ENCLOSED = re.compile(
    r"\W*(?:详?见附件?|附[件后]?|已附|另附|无|(?i:see |as )?(?i:attach(?:ed|ment)|none|n/a)|(?i:enclosed))\W*$"
)
MOST_READ = 2_000
"""Characters of one line that are read; no line of a résumé is as long."""
_MOST_VALUE = 24
_FIRST = 6
"""Lines that are taken for personal details in a text without headings."""
_LONGEST = 14
"""Years of an employment whose ends stand on two lines: nobody begins to work at that age."""
_WIDE, _GAP = re.compile(r"[ \t\u3000\xa0]{12,}"), " " * 12
"""Space that parts columns; more of it says no more."""


@dataclass(frozen=True)
class Line:
    """`at`: place in `ResumeText.lines`. `quote`: as it stands, without what must not count. `text`: the same without
    bullets and letter-spacing, to be read. `section`: kinds of section it stands in; `heads`: is a heading itself.
    """

    at: int
    page: int
    quote: str
    text: str
    section: Section = NO_SECTION
    heads: bool = False
    bullet: bool = False
    cell: bool = False
    bold: bool = False
    column: int = 0
    size: float | None = None

    def quoted(self) -> Quoted:
        """This line as a quote."""
        return Quoted(text=self.quote, page=self.page, line=self.at)


def unspaced(text: str) -> str:
    """Chinese words and numbers that are set letter by letter (教 育 背 景) as words, wide letters as narrow ones."""
    text = text.translate(_NARROW)
    text = _SPACED.sub(lambda hit: re.sub(r"[ \u3000]", "", hit[0]), text)
    text = _SPACED_PAIR.sub(r"\1\2", text)
    return _SPACED_DIGITS.sub(lambda hit: hit[0].replace(" ", ""), text)


def readable(text: ResumeText) -> list[Line]:
    """The lines that may be read and quoted, in order; a period that the end of a line breaks in two stands in one."""
    found: list[Line] = []
    for made in each_line(text):
        found.append(_joined(found.pop(), made) if found and _goes_on(found[-1], made) else made)
    return found


def each_line(text: ResumeText) -> Iterator[Line]:
    """The lines as they stand; those of nothing but what must not count are left out, and so is time away from work for
    a birth, an illness or somebody to care for."""
    sections: dict[int, Section] = {}
    skip_value, picture = False, False
    lines = [line.model_copy(update={"text": _WIDE.sub(_GAP, line.text[:MOST_READ])}) for line in text.lines]
    any_heading = any(heading(unspaced(line.text)) for line in lines)
    away = _dates_of_leave(lines)
    for at, line in enumerate(lines):
        plain = unspaced(line.text).strip()
        named = heading(plain)
        if skip_value and not named and _is_value(plain, picture):
            skip_value = False
            continue
        skip_value, picture = only_a_label(plain), _PICTURE.match(plain) is not None
        if skip_value or at in away:
            continue
        section = named or sections.get(line.column, sections.get(0, NO_SECTION) if line.column else NO_SECTION)
        personal = "personal" in section or (section == NO_SECTION and (any_heading or at < _FIRST))
        made = _line(at, line, section, named is not None, personal and not _in_a_period(lines, at))
        if made is None:
            continue
        if named:
            sections[line.column] = named
        yield made


def _in_a_period(lines: Sequence[ResumeLine], at: int) -> bool:
    """Whether a line is one end of a period whose other end stands on the line above or below."""
    column = [
        unspaced(line.text).strip() if line.column == lines[at].column else ""
        for line in lines[max(0, at - 1) : at + 2]
    ]
    above, here, *rest = column[:3] if at else ["", *column[:2]]
    return bool(_OPEN.search(above)) or _are_ends(above, here) or _are_ends(here, "".join(rest))


def _are_ends(first: str, last: str) -> bool:
    """Whether two lines are nothing but the months a period lasted; a birthday is further from a job than that."""
    if not _MONTH.match(first):
        return False
    return bool(_NOW.match(last) or (_MONTH.match(last) and 0 <= int(last[:4]) - int(first[:4]) < _LONGEST))


def _is_value(plain: str, picture: bool) -> bool:
    """Whether a line is what the label above it announces."""
    if picture:
        return _ENCLOSED.match(plain) is not None
    return len(plain) <= _MOST_VALUE and not only_a_label(plain)


def _dates_of_leave(lines: Sequence[ResumeLine]) -> set[int]:
    """Lines of nothing but dates that belong to an undated line about leave: on the side on which this résumé sets
    dates, below what they date or above it."""
    bare = [bool(line.text.strip()) and only_time(line.text) for line in lines]
    filled = [at for at, line in enumerate(lines) if line.text.strip()]
    above = any(bare[at] and heading(unspaced(lines[last].text).strip()) for last, at in pairwise(filled))
    found: set[int] = set()
    for at, line in enumerate(lines):
        place = at - 1 if above else at + 1
        if 0 <= place < len(lines) and bare[place] and _is_undated_leave(line.text):
            found.add(place)
    return found


def _is_undated_leave(text: str) -> bool:
    return not _YEAR.search(text) and on_leave(text) and not without_leave(text)


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a period is broken in two by the end of a line, or by the columns of a table for its two ends."""
    if before.column != line.column:
        return False
    broken = _OPEN.search(before.text) and _CLOSES.match(line.text)
    return bool(broken or (_MONTH.match(before.text) and (_MONTH.match(line.text) or _NOW.match(line.text))))


def _joined(before: Line, line: Line) -> Line:
    dash = " - " if _MONTH.match(before.text) else " "
    return replace(before, text=f"{before.text}{dash}{line.text}")


def _line(at: int, line: ResumeLine, section: Section, heads: bool, personal: bool) -> Line | None:
    quote = line.text if heads else without_leave(quotable(line.text, personal=personal)).lstrip("，,；;、 ")
    text = unspaced(quote).strip()
    if not text:
        return None
    bullet = _BULLET.match(text)
    bare = _BULLET.sub("", text[bullet.end() :]) if bullet else text
    made = Line(
        at=at,
        page=line.page,
        quote=quote.strip(),
        text=_ORDINAL.sub("", bare.strip()),
        section=section,
        heads=heads,
        bullet=bool(bullet),
        cell=line.place == "cell",
        bold=line.bold,
        column=line.column,
        size=line.size,
    )
    opened = None if heads else inline_heading(made.text)
    return replace(made, section=opened) if opened else made
