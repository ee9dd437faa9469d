"""Sections under headings that no list knows: by the face of the heading, by its words, and by what stands below it."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mianshi.matching import lexicon
from mianshi.matching.profile import dates
from mianshi.matching.profile.lines import Line
from mianshi.matching.profile.looks import SURE, employer_score, job_score
from mianshi.matching.profile.pieces import school, sentence, split
from mianshi.matching.profile.sections import NO_SECTION, Section, guess, inline_heading

_EMPLOYED: Section = frozenset({"work", "internship"})
_DONE: Section = frozenset({"work", "internship", "project", "campus"})
_ELSEWHERE: Section = frozenset({"summary", "personal", "intention", "other"})
"""Sections that an employment may stand in where no section of its own was found."""
_MISTAKEN: Section = frozenset({"education", "summary", "skills"})
"""What the words of a heading may mean beside employments: ``Where I learnt my trade``."""
_MOST_TOLD, _FEW = 6, 3
_MOST_BESIDE = 3
"""Lines set beside a column, between its lines; more of them are a column of their own."""
_MOST_WORDS, _MOST_HAN, _MOST_PLAIN = 7, 16, 4
_NEAR = 2
_ORDINAL = re.compile(r"[（(]?[一二三四五六七八九十]{1,2}[)）、.．]")
_Face = tuple[int, bool, str]


def outlined(lines: Sequence[Line]) -> list[Line]:
    """`lines` with more headings and better sections; what a list of headings knows stays as it is, but for schooling
    that stands among employments."""
    lines = _set_beside(lines)
    found = _headed(lines)
    if not any(line.section & _EMPLOYED and _dated(line) for line in found):
        found = _by_content(found)
    return [_schooling(line) for line in found]


def _set_beside(lines: Sequence[Line]) -> list[Line]:
    """`lines` with those of a spread heading in one column: what stands beside it in short runs is no column."""
    runs: list[list[Line]] = []
    for line in lines:
        if runs and runs[-1][0].column == line.column:
            runs[-1].append(line)
        else:
            runs.append([line])
    columns = {
        column
        for run in runs
        for column in (run[0].column,)
        if len(run) > _MOST_BESIDE or any(each.heads for each in run)
    }
    found: list[Line] = []
    for run in runs:
        beside = run[0].column not in columns and found
        above = found[-1] if found else run[0]
        found += (
            [replace(each, column=above.column, section=each.section or above.section) for each in run]
            if beside
            else run
        )
    return found


def _face(line: Line) -> _Face:
    letters = re.sub(r"[^A-Za-z]", "", line.text)
    mark = line.quote[0] if line.quote and not (line.quote[0].isalnum() or line.quote[0] in "“\"'(（") else ""
    mark = "、" if _ORDINAL.match(line.quote) else mark
    upper = len(letters) >= 4 and letters.isupper()
    return round(line.size or 0), line.bold, mark or ("A" if upper else "")


def _headed(lines: Sequence[Line]) -> list[Line]:
    faces = _faces(lines)
    found: list[Line] = []
    now: dict[int, Section | None] = {}
    for at, line in enumerate(lines):
        if line.heads:
            now.pop(line.column, None)
            found.append(line)
            continue
        section = now.get(line.column) or line.section
        named = _heading(lines, at, section, styled=_face(line) in faces)
        if named is not None:
            now[line.column] = named
            found.append(replace(line, section=named, heads=True))
        else:
            found.append(line if inline_heading(line.text) else replace(line, section=section))
    return found


def _marked(line: Line) -> bool:
    """Whether a sign or a number sets the line off."""
    return _face(line)[2] not in ("", "A")


def _faces(lines: Sequence[Line]) -> set[_Face]:
    """Faces that hardly anything but headings has: of known ones, and, where they stand out from the text, of lines
    whose words are those of one."""
    faces = [_face(line) for line in lines]
    every, known = Counter(faces), Counter(face for face, line in zip(faces, lines, strict=True) if line.heads)
    told = Counter(known)
    for at, (face, line) in enumerate(zip(faces, lines, strict=True)):
        told[face] += not line.heads and at > 1 and _may_head(line, first=False) and bool(guess(line.text))
    usual = max(every, key=lambda face: every[face], default=(0, False, ""))
    return {face for face in every if _of_headings(face, usual, every[face], known[face], told[face])}


def _of_headings(face: _Face, usual: _Face, every: int, known: int, told: int) -> bool:
    if known and every - known <= max(_FEW, 3 * known):
        return True
    stands_out = face[0] > usual[0] or face[1] > usual[1] or (face[2] == "A" and not usual[2])
    return stands_out and told > 1 and every - told <= max(_FEW, told)


def _heading(lines: Sequence[Line], at: int, section: Section, *, styled: bool) -> Section | None:
    """The section that the line heads, or None where it is no heading."""
    line = lines[at]
    if not _may_head(line, first=at < 2 and not styled):
        return None
    told = guess(line.text)
    below = list(_below(lines, at))
    if not below or (told and told <= section) or (not (told and _marked(line)) and _names(line.text) >= SURE):
        return None
    if told is not None and told & _DONE:
        return _done(told, below, styled=styled)
    if told is not None and (styled or _plain(line, section)):
        return _WORK if told & _MISTAKEN and _employs(below[:_MOST_TOLD]) else told
    if told is not None and line.bold and _content(below[:_MOST_TOLD]) == told:
        return told
    return _unknown(lines, at, below, section) if styled else None


def _done(told: Section, below: Sequence[Line], *, styled: bool) -> Section | None:
    near = below if styled else below[:3]
    if any(_dated(each) or _stamped(each) for each in near) or (
        styled and any(_names(each.text) >= SURE for each in below[:4])
    ):
        return told
    return frozenset({"other"}) if styled and told <= {"work"} else None


def _unknown(lines: Sequence[Line], at: int, below: Sequence[Line], section: Section) -> Section | None:
    beside = [each for each in lines[max(0, at - _NEAR) : at + _NEAR + 1] if each.column == lines[at].column]
    kind = _content(below)
    if _marked(lines[at]):
        return kind or frozenset({"other"})
    if section & (_DONE | {"education"}):
        dated = any(_dated(each) or _stamped(each) for each in beside)
        return kind or frozenset({"other"}) if not dated and not (kind and kind & _DONE) else None
    return kind or frozenset({"other"})


def _may_head(line: Line, *, first: bool) -> bool:
    text = line.text.strip(" :：")
    if first or line.bullet or not 2 <= len(text) <= 44 or re.search(r"\d{4}|[@。；;，,！!…]|\.$|[:：].", text):
        return False
    words, han = len(text.split()), len(re.findall(r"[\u3400-\u9fff]", text))
    return words <= _MOST_WORDS and han <= _MOST_HAN and not sentence(text) and not dates.ranges(text)


def _plain(line: Line, section: Section) -> bool:
    """Whether a heading without a face of its own may be one: short, and not among the lines about a job."""
    words, han = len(line.text.split()), len(re.findall(r"[\u3400-\u9fff]", line.text))
    return not section & _DONE and words <= _MOST_PLAIN and han <= 2 * _MOST_PLAIN and (line.bold or not line.cell)


def _below(lines: Sequence[Line], at: int) -> Iterator[Line]:
    """Lines under a heading in its column, down to the next heading that is known."""
    for line in lines[at + 1 :]:
        if line.column == lines[at].column:
            if line.heads:
                return
            yield line


def _names(text: str) -> float:
    parts = split(text)
    return max((max(employer_score(part), job_score(part)) for part in parts), default=0.0)


def _dated(line: Line) -> bool:
    return bool(dates.ranges(line.text)) and not (line.bullet and sentence(line.text))


def _stamped(line: Line) -> bool:
    """Whether a short line names one date, as seasonal jobs do."""
    return len(line.text) <= 60 and not line.bullet and not sentence(line.text) and dates.single(line.text) is not None


def _content(below: Sequence[Line]) -> Section | None:
    """What a run of lines is about, by what most of its telling lines look like."""
    work = studies = lists = 0
    for at, line in enumerate(below):
        around = below[max(0, at - _NEAR) : at + _NEAR + 1]
        near = [line.text, *(each.text for each in around if not each.bullet and not sentence(each.text))]
        if _school(line.text):
            studies += 1
        elif _dated(line) and max(map(_names, near)) >= SURE:
            work += not any(map(school, near)) or any(map(_job, near))
        lists += _lists_skills(line)
    if work and work >= studies:
        return _WORK
    if studies:
        return frozenset({"education"})
    return frozenset({"skills"}) if lists * 2 >= len(below) and lists else None


def _job(text: str) -> bool:
    return any(job_score(part) >= SURE for part in split(text))


def _employs(below: Sequence[Line]) -> bool:
    telling = list(itertools.takewhile(lambda line: not (_may_head(line, first=False) and guess(line.text)), below))
    jobs = any(_job(line.text) for line in telling if not line.bullet)
    return jobs and not any(school(line.text) for line in telling) and _content(telling) == _WORK


def _school(text: str) -> bool:
    if len(text) > 90 or sentence(text):
        return False
    return bool(school(text) and (lexicon.degree(text) or not _job(text)))


def _lists_skills(line: Line) -> bool:
    named = [each for each in lexicon.find(line.text) if each.kind == "skill"]
    covered = sum(each.end - each.start for each in named)
    return len(named) >= 3 and covered * 2 >= len(re.sub(r"\W", "", line.text))


def _by_content(lines: Sequence[Line]) -> list[Line]:
    """Sections for lines where no heading tells of work: from a dated line that names an employer or a job."""
    found: list[Line] = []
    kind: Section = NO_SECTION
    any_section = any(line.section & {"education"} for line in lines)
    for at, line in enumerate(lines):
        if line.heads:
            kind = NO_SECTION
        open_ = not line.section or line.section <= _ELSEWHERE
        looks = _looks(lines, at) if open_ and not line.heads else None
        if looks and not (any_section and looks == {"education"}):
            kind = looks
            if looks == _WORK:
                found = _with_head_above(found)
        if open_ and not line.heads and not line.section and _lists_skills(line):
            found.append(replace(line, section=frozenset({"skills"})))
        else:
            found.append(replace(line, section=kind) if kind and open_ and not line.heads else line)
    return found


_WORK: Section = frozenset({"work"})


def _with_head_above(found: list[Line]) -> list[Line]:
    """The lines above a dated one that name the employer or the job belong to it."""
    first = len(found)
    while first > 2 and len(found) - first < _NEAR and not found[first - 1].heads and not found[first - 1].bullet:
        above = found[first - 1]
        if len(above.text) > 72 or sentence(above.text) or _names(above.text) < SURE or above.section & _DONE:
            break
        first -= 1
    return [*found[:first], *(replace(line, section=_WORK) for line in found[first:])]


def _looks(lines: Sequence[Line], at: int) -> Section | None:
    line = lines[at]
    if len(line.text) > 130 or not dates.ranges(line.text) or sentence(line.text):
        return None
    if _school(line.text):
        return frozenset({"education"})
    near = [
        line,
        *(each for each in lines[at + 1 : at + 1 + _NEAR] if not each.bullet),
        *(each for each in lines[max(0, at - _NEAR) : at] if not each.bullet),
    ]
    return (
        _WORK
        if any(_names(each.text) >= SURE for each in near if len(each.text) <= 130 and not sentence(each.text))
        else None
    )


_SCHOOLED = re.compile(
    r"^\W*(?:上学|就读|求学|读书|念书|教育|毕业院校|(?i:education|school))\s*[:：]"
    r"|\b(?:Academy|School|College|Sixth Form)\b.{0,40}\b(?:Highers|A[ -]?[Ll]evels?|GCSEs?|O[ -]?[Ll]evels?)\b"
)
"""What tells of schooling whatever else a line says: its label, or what is taken at the end of a school."""


def _schooling(line: Line) -> Line:
    """A dated line among employments that names a school, a level and no job tells of schooling."""
    if line.heads or not line.section & _EMPLOYED or not _dated(line):
        return line
    named = _school(line.text) and lexicon.degree(line.text) and not _job(line.text)
    told = named or _SCHOOLED.search(line.text)
    return replace(line, section=frozenset({"education"})) if told else line
