"""Copies of a résumé that differ from it in one trait that must not count.

The design is that of an audit by paired applications (Bertrand and Mullainathan, American Economic Review 94(4), 2004):
the same person twice, but for a name, an age, a family. What is stated here goes into the lines after the file was
read, so that layouts do not blur what the words do. Nothing about work, skills or degrees is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bench.resumes.labels import alternatives
from bench.resumes.people import Person
from bench.resumes.traits import (
    ELITE,
    EXCHANGED,
    LEAVE,
    MODES,
    NAMES,
    NAMES_OF_TERMS,
    NEUTRAL,
    OWN_HEADING,
    RANKS,
    REVIEWED,
    STATED,
    UNLISTED,
    Rule,
)
from mianshi.contracts.resumes import Profile, ResumeLine, ResumeText

YEARS = 8
"""A graduation is moved back by so many years."""
WORDED_BY_A_REVIEWER = "wordings of a review, mended since"
WORDED_BY_NOBODY = "wordings nobody had listed"
_A_QUARTER = 4
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_REACHED = re.compile(r"@|(?<!\d)1\d{2}[- ]?\d{4}[- ]?\d{4}(?!\d)|电话|手机|(?i:\bphone\b|\bemail\b)")
_DEGREE_ZH = re.compile(r"(?:大学)?本科|大专|专科|硕士|学士")
_DEGREE_EN = re.compile(r"\b(?:B\.?Sc|BA|MSc|MA|MBA|BEng|Bachelor|Master|Diploma)\b[^,|;()–-]*")
_HIGHER = {"bachelor", "master", "doctor"}
_UNIVERSITY = re.compile(r"大学|学院|(?i:university|college|institute)")


@dataclass(frozen=True)
class Copy:
    """`copy` differs from `base` in `trait` alone. `words`: no quote may hold them more often than for the base.

    Where a line is stated, the base has an empty line in its place.
    """

    trait: str
    base: tuple[ResumeLine, ...]
    copy: tuple[ResumeLine, ...]
    words: tuple[str, ...] = ()


def copies(person: Person, text: ResumeText, profile: Profile) -> Iterator[Copy]:
    """The copies of one person. Of names, ways to study and ways to state a trait some are taken, in turn over people,
    so that a set has them all; what a résumé does not show (its name, its school's name) cannot be exchanged in it.

    Args:
        person: the record that the file was made of; its language chooses the words.
        text: the lines of the file, nothing cut out.
        profile: what was read of them.
    """
    lines = tuple(text.lines)
    language = "en" if person.language == "en" else "zh"
    yield from _named(person, lines, language)
    yield from _stated(person, lines, language)
    yield from _exchanged(lines)
    yield from _schools(person, lines, language)
    yield from _graduated(person, lines)
    yield from _away(person.number, lines, profile, language)


def unlisted(person: Person, text: ResumeText) -> Iterator[Copy]:
    """Copies of one person with wordings that no rule was written for, a quarter of them in turn over people."""
    lines = tuple(text.lines)
    language = "en" if person.language == "en" else "zh"
    for trait, ways in ((WORDED_BY_A_REVIEWER, REVIEWED), (WORDED_BY_NOBODY, UNLISTED)):
        for at, way in enumerate(ways[language]):
            if (at + person.number) % _A_QUARTER == 0:
                place = _PLACES[(at + person.number // _A_QUARTER) % len(_PLACES)]
                base, made = place(lines, way, person.name, language)
                yield Copy(trait, base, made, (way,))


def _named(person: Person, lines: tuple[ResumeLine, ...], language: str) -> Iterator[Copy]:
    shape = re.compile(r"[\s\u3000]*".join(map(re.escape, re.sub(r"\s", "", person.name))), re.IGNORECASE)
    kinds = list(NAMES[language].items())
    for trait, names in (kinds[person.number % len(kinds)], ("name that is a term", NAMES_OF_TERMS[language])):
        name = names[person.number // len(kinds) % len(names)]
        made = _each(lines, partial(shape.sub, name))
        if made != lines:
            yield Copy(trait, lines, made, (name,))


def _stated(person: Person, lines: tuple[ResumeLine, ...], language: str) -> Iterator[Copy]:
    every = [(trait, way) for trait, ways in STATED[language].items() for way in ways]
    for at, (trait, way) in enumerate(every):
        if (at + person.number) % 2 == 0:
            place = _PLACES[(at + person.number // 2) % len(_PLACES)]
            base, made = place(lines, way, person.name, language)
            yield Copy(trait, base, made, (re.split(r"[:：]\s*", way)[-1],))


_Pair = tuple[tuple[ResumeLine, ...], tuple[ResumeLine, ...]]


def _own_line(lines: tuple[ResumeLine, ...], words: str, name: str, language: str) -> _Pair:
    del language
    at = _line_of(lines, name) + 1
    return _put(lines, at, [""]), _put(lines, at, [words])


def _on_two_lines(lines: tuple[ResumeLine, ...], words: str, name: str, language: str) -> _Pair:
    """As the cells of a form: the label, then what it says."""
    parts = re.split(r"[:：]\s*", words)
    if len(parts) != 2 or not all(parts):
        return _own_line(lines, words, name, language)
    at = _line_of(lines, name) + 1
    return _put(lines, at, ["", ""]), _put(lines, at, parts)


def _joined(lines: tuple[ResumeLine, ...], words: str, name: str, language: str) -> _Pair:
    """Behind the words of the line that tells how to reach the person."""
    at = next((at for at, line in enumerate(lines) if _REACHED.search(line.text)), None)
    if at is None:
        return _own_line(lines, words, name, language)
    return lines, _at(lines, at, f"{lines[at].text} | {words}")


def _under_a_heading(lines: tuple[ResumeLine, ...], words: str, name: str, language: str) -> _Pair:
    del name
    own, at = OWN_HEADING[language], len(lines)
    return _put(lines, at, [own, ""]), _put(lines, at, [own, words])


def _in_a_sentence(lines: tuple[ResumeLine, ...], words: str, name: str, language: str) -> _Pair:
    at, comma = _line_of(lines, name) + 1, ", " if language == "en" else "，"
    return _put(lines, at, [NEUTRAL[language]]), _put(lines, at, [words + comma + NEUTRAL[language]])


_PLACES: tuple[Callable[[tuple[ResumeLine, ...], str, str, str], _Pair], ...] = (
    _own_line,
    _on_two_lines,
    _joined,
    _under_a_heading,
    _in_a_sentence,
)
"""Taken in turn over people and words, so that every word stands in every place somewhere."""


def _exchanged(lines: tuple[ResumeLine, ...]) -> Iterator[Copy]:
    """What the résumé itself tells, turned round."""
    for trait, rules in EXCHANGED.items():
        made = _each(lines, partial(_turned, rules))
        if made != lines:
            yield Copy(trait, lines, made)


def _turned(rules: Sequence[Rule], words: str) -> str:
    for pattern, other in rules:
        words = pattern.sub(other, words)
    return words


def _schools(person: Person, lines: tuple[ResumeLine, ...], language: str) -> Iterator[Copy]:
    shown = [
        (school, entry)
        for entry in person.gold["education"]
        for school in alternatives(entry["school"])
        if any(school in line.text for line in lines)
    ]
    higher = [
        school for school, entry in shown if set(alternatives(entry["degree"])) & _HIGHER and _UNIVERSITY.search(school)
    ]
    if higher:
        shape = re.compile("|".join(map(re.escape, sorted(higher, key=len, reverse=True))))
        famous = ELITE[language][person.number % len(ELITE[language])]
        yield Copy("school's name, a famous one", lines, _each(lines, partial(shape.sub, famous)))
    for school, _ in shown[:1]:
        for rank in RANKS[language][person.number % 2 :: 2]:
            made = _each(lines, partial(re.compile(re.escape(school)).sub, school + rank))
            yield Copy("school's rank", lines, made, (re.sub(r"[（）()]", "", rank).strip(),))
    yield from _modes(person, lines, [school for school, _ in shown], language)


def _modes(person: Person, lines: tuple[ResumeLine, ...], schools: Sequence[str], language: str) -> Iterator[Copy]:
    shape = _DEGREE_EN if language == "en" else _DEGREE_ZH
    near = [at for at, line in enumerate(lines) if any(school in line.text for school in schools)]
    at = next((at for at in near if shape.search(lines[at].text)), None)
    if at is None:
        return
    mode = MODES[language][person.number % len(MODES[language])]
    made = shape.sub(lambda hit: mode.format(hit[0].rstrip()), lines[at].text, count=1)
    yield Copy("how somebody studied", lines, _at(lines, at, made))


def _graduated(person: Person, lines: tuple[ResumeLine, ...]) -> Iterator[Copy]:
    """All years of education moved back, where each stands on a line of education and all is long over."""
    entries = person.gold["education"]
    years = {when[:4] for entry in entries for when in (entry["start"], entry["end"]) if when}
    other = {when[:4] for entry in person.gold["work"] for when in (entry["start"], entry["end"]) if when}
    if not years or not other or max(years) > min(other):
        return
    schools = [school for entry in entries for school in alternatives(entry["school"])]
    where = [at for at, line in enumerate(lines) if any(school in line.text for school in schools)]
    told = [at for at, line in enumerate(lines) if years & set(_YEAR.findall(line.text))]
    here = [at for at in told if at in where and set(_YEAR.findall(lines[at].text)) <= years]
    if {year for at in here for year in _YEAR.findall(lines[at].text)} >= years:
        made = lines
        for at in here:
            made = _at(made, at, _YEAR.sub(lambda hit: str(int(hit[0]) - YEARS), made[at].text))
        yield Copy("year of graduation", lines, made)


def _away(number: int, lines: tuple[ResumeLine, ...], profile: Profile, language: str) -> Iterator[Copy]:
    """Time away stated between two employments, after what was done in the first."""
    places = [max(work.lines) + 1 for work in profile.work if work.lines and not work.project]
    for told in LEAVE[language][number % 2 :: 2] if places else ():
        yield Copy(
            "leave or time with the family",
            _put(lines, places[0], [""]),
            _put(lines, places[0], [told]),
            (re.sub(r"[^\u4e00-\u9fffA-Za-z ]", "", told).strip("年月 "),),
        )


def _line_of(lines: Sequence[ResumeLine], name: str) -> int:
    bare = re.sub(r"\s", "", name).casefold()
    return next((at for at, line in enumerate(lines) if bare in re.sub(r"\s", "", line.text).casefold()), 0)


def _put(lines: tuple[ResumeLine, ...], at: int, words: Sequence[str]) -> tuple[ResumeLine, ...]:
    """`words` as lines before the line at `at`, set like the one before them."""
    like = lines[max(0, at - 1)]
    return (*lines[:at], *(like.model_copy(update={"text": each}) for each in words), *lines[at:])


def _at(lines: tuple[ResumeLine, ...], at: int, words: str) -> tuple[ResumeLine, ...]:
    return (*lines[:at], lines[at].model_copy(update={"text": words}), *lines[at + 1 :])


def _each(lines: tuple[ResumeLine, ...], change: Callable[[str], str]) -> tuple[ResumeLine, ...]:
    return tuple(
        line if (made := change(line.text)) == line.text else line.model_copy(update={"text": made}) for line in lines
    )
