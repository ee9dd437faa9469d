"""The standard file read: every mistake named by row and column, and nothing guessed.

What it takes for one candidate is who they are and up to five reports: a hire, a rating of performance, a promotion, a
departure, a written test. Scores, stages and decisions are passed over: a file does not decide about people.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar, get_args

from pydantic import Field

from mianshi.contracts.afterwards import Departure, Hire, Performance, Promotion, TestScore
from mianshi.contracts.base import Record
from mianshi.contracts.exchange import DepartureKind, ExchangeMistake, MistakeKind
from mianshi.errors import Rejected
from mianshi.hiring import sheets
from mianshi.hiring.exchange_columns import BY_HEADING, COLUMNS, spelt
from mianshi.hiring.sheets import BAD_SHEET, HEADING_WITHIN, PersonLine, Table, check_person, clean, letters

R = TypeVar("R", bound=Record)
MOST_ROWS = 2000
"""Of one file: more would not fit one call of the function that stores them."""
_PERSON = ("name", "email", "phone", "source", "language")
_LONGEST = {
    "job_id": 64,
    "job_external_id": 64,
    "candidate_id": 64,
    "candidate_external_id": 64,
    "position": 100,
    "hired_department": 100,
    "employee_id": 64,
    "performance_measure": 60,
    "promoted_to": 100,
    "test_name": 100,
}
_READ = frozenset(column.field for column in COLUMNS if column.read)
_DAY = re.compile(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?")
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_SERIAL_FROM = date(1899, 12, 30)
"""Day 0 of a workbook's dates (ECMA-376 part 1, 18.17.4.1: the 1900 date base, counted from March 1900 on)."""
_YES = dict.fromkeys(("yes", "y", "true", "1", "是", "已告知"), True)
_NO = dict.fromkeys(("no", "n", "false", "0", "否", "未告知"), False)
_MEASURE = dict.fromkeys(("", "总体", "整体"), "overall")
_LEFT_HOW = {
    **{kind: kind for kind in get_args(DepartureKind)},
    "主动": "voluntary",
    "被动": "involuntary",
    "合同到期": "end_of_contract",
    "其他": "other",
}


class Line(Record):
    """What one row tells about one candidate. The reports carry who sent them and when."""

    row: int
    candidate_id: str = ""
    candidate_external_id: str = ""
    person: PersonLine
    """Its name is empty where the row does not tell it."""
    hire: Hire | None = None
    performance: Performance | None = None
    promotion: Promotion | None = None
    departure: Departure | None = None
    test: TestScore | None = None

    @property
    def keys(self) -> list[str]:
        """What tells whether two rows, or a row and a candidate, are the same person."""
        named = [f"id:{self.candidate_id}"] if self.candidate_id else []
        named += [f"external:{self.candidate_external_id}"] if self.candidate_external_id else []
        return [*named, *sheets.contacts(self.person.email, self.person.phone)]


class Reading(Record):
    """The rows without a mistake, the mistakes, the headings that are not read, and where each column is."""

    lines: list[Line]
    mistakes: list[ExchangeMistake]
    ignored: list[str]
    columns: dict[str, str] = Field(default_factory=dict)
    """Field to letters of its column; empty for JSON."""


class Sender(Record):
    """Of a file: who sends it, when, and which job it is about."""

    by: str
    at: str
    job_id: str
    job_external_id: str = ""


def read_table(table: Table, sender: Sender) -> Reading:
    """The rows of a table whose headings are those of `COLUMNS`, in Chinese, in English or as names, in any order.

    Raises:
        Rejected: ``bad_sheet`` with a detail of ``empty``, ``no_columns`` or ``too_many``.
    """
    heading, columns = _headings(table)
    ignored = [_short(clean(text)) for at, text in sorted(table[heading].items()) if at not in columns]
    passed = {at: field for at, field in columns.items() if field not in _READ}
    ignored += [clean(table[heading][at]) for at in passed]
    used = {at: field for at, field in columns.items() if field in _READ}
    rows = {
        number: {field: cells.get(at, "") for at, field in used.items()}
        for number, cells in table.items()
        if number > heading and any(map(str.strip, cells.values()))
    }
    places = {field: letters(at) for at, field in used.items()}
    return _read(rows, places, [words for words in ignored if words], sender)


def read_objects(objects: Sequence[Mapping[str, Any]], sender: Sender) -> Reading:
    """The rows of a JSON list; the names of their fields are those of `ExchangeRow`.

    Raises:
        Rejected: ``bad_sheet`` as `read_table`.
    """
    names = dict.fromkeys(name for row in objects for name in row)
    ignored = [_short(clean(str(name))) for name in names if name not in _READ]
    rows = {
        number: {field: _text(row[field]) for field in _READ if row.get(field) is not None}
        for number, row in enumerate(objects, start=1)
    }
    return _read(rows, {}, ignored, sender)


def _read(rows: Mapping[int, Mapping[str, str]], places: dict[str, str], ignored: list[str], sender: Sender) -> Reading:
    if not rows:
        raise Rejected(BAD_SHEET, "empty")
    if len(rows) > MOST_ROWS:
        raise Rejected(BAD_SHEET, "too_many")
    lines: list[Line] = []
    mistakes: list[ExchangeMistake] = []
    for number, given in sorted(rows.items()):
        row = _Row(number, {field: clean(text) for field, text in given.items()}, places)
        line = row.line(sender)
        if row.mistakes:
            mistakes += row.mistakes
        elif line is not None:
            lines.append(line)
    return Reading(lines=lines, mistakes=mistakes, ignored=ignored, columns=places)


class _Row:
    """One row while it is read."""

    def __init__(self, number: int, given: Mapping[str, str], places: Mapping[str, str]) -> None:
        self._number = number
        self._given = given
        self._places = places
        self.mistakes: list[ExchangeMistake] = []

    def line(self, sender: Sender) -> Line | None:
        """What the row tells; what is wrong is in `mistakes`."""
        self._lengths()
        self._of_this_job(sender)
        person = self._person()
        reports = {
            "hire": self._hire(sender),
            "performance": self._performance(sender),
            "promotion": self._promotion(sender),
            "departure": self._departure(sender),
            "test": self._test(sender),
        }
        if person is None:
            return None
        line = Line(
            row=self._number,
            candidate_id=self._text("candidate_id"),
            candidate_external_id=self._text("candidate_external_id"),
            person=person,
        )
        if not line.keys:
            self._wrong("candidate_external_id", "no_key")
        return None if self.mistakes else line.model_copy(update=reports)

    def _lengths(self) -> None:
        for field, most in _LONGEST.items():
            if len(self._text(field)) > most:
                self._wrong(field, "too_long")

    def _of_this_job(self, sender: Sender) -> None:
        for field, ours in (("job_id", sender.job_id), ("job_external_id", sender.job_external_id)):
            if self._text(field) not in ("", ours):
                self._wrong(field, "other_job")

    def _person(self) -> PersonLine | None:
        typed: dict[sheets.Field, str] = {field: self._text(field) for field in sheets.FIELDS}
        named = bool(typed["name"])
        person, wrong = check_person({**typed, "name": typed["name"] or self._text("candidate_id") or "-"})
        for mistake in wrong:
            self._wrong(mistake.field, _person_code(mistake.code))
        if person is None:
            return None
        return person.model_copy(update={"row": self._number, **({} if named else {"name": ""})})

    def _hire(self, sender: Sender) -> Hire | None:
        starts_on = self._day("hired_on")
        told = self._yes_no("told_about_scores")
        if not self._group("hired_on", ("position", "hired_department", "employee_id", "told_about_scores")):
            return None
        return self._built(
            lambda: Hire(
                starts_on=starts_on or "",
                position=self._text("position"),
                department=self._text("hired_department"),
                employee_id=self._text("employee_id"),
                told_about_scores=bool(told),
                by=sender.by,
                at=sender.at,
            )
        )

    def _performance(self, sender: Sender) -> Performance | None:
        until, score = self._day("performance_until"), self._number_in("performance_score", None)
        lowest, highest = self._number_in("performance_lowest", 0.0), self._number_in("performance_highest", 100.0)
        others = ("performance_score", "performance_measure", "performance_lowest", "performance_highest")
        if not self._group("performance_until", others, also="performance_score"):
            return None
        if score is None or lowest is None or highest is None:
            return None
        if not lowest < highest:
            self._wrong("performance_highest", "out_of_range")
        elif not lowest <= score <= highest:
            self._wrong("performance_score", "out_of_range")
        return self._built(
            lambda: Performance(
                period_ends_on=until or "",
                score=score,
                lowest=lowest,
                highest=highest,
                measure=_MEASURE.get(measure := self._text("performance_measure"), measure),
                by=sender.by,
                at=sender.at,
            )
        )

    def _promotion(self, sender: Sender) -> Promotion | None:
        promoted_on, to = self._day("promoted_on"), self._text("promoted_to")
        if not self._group("promoted_on", ("promoted_to",)):
            return None
        return self._built(lambda: Promotion(promoted_on=promoted_on or "", to=to, by=sender.by, at=sender.at))

    def _departure(self, sender: Sender) -> Departure | None:
        left_on, how = self._day("left_on"), self._text("left_how").lower()
        if how and how not in _LEFT_HOW:
            self._wrong("left_how", "choice")
        if not self._group("left_on", ("left_how",)):
            return None
        kind: Any = _LEFT_HOW.get(how, "other")
        return self._built(lambda: Departure(left_on=left_on or "", kind=kind, by=sender.by, at=sender.at))

    def _test(self, sender: Sender) -> TestScore | None:
        taken_on, score = self._day("test_taken_on"), self._number_in("test_score", None)
        highest = self._number_in("test_highest", 100.0)
        others = ("test_taken_on", "test_score", "test_highest")
        if not self._group("test_name", others, also="test_score") or not self._there("test_taken_on"):
            return None
        if score is None or highest is None:
            return None
        if highest <= 0:
            self._wrong("test_highest", "out_of_range")
        elif not 0 <= score <= highest:
            self._wrong("test_score", "out_of_range")
        return self._built(
            lambda: TestScore(
                name=self._text("test_name"),
                score=score,
                highest=highest,
                taken_on=taken_on or "",
                by=sender.by,
                at=sender.at,
            )
        )

    def _group(self, key: str, others: Sequence[str], *, also: str = "") -> bool:
        """Whether the columns of a report are filled in; one that is filled in by half is a mistake."""
        if not self._text(key):
            told = next((field for field in others if self._text(field)), None)
            if told:
                self._wrong(key, "incomplete")
            return False
        return not also or self._there(also)

    def _there(self, field: str) -> bool:
        if not self._text(field):
            self._wrong(field, "incomplete")
        return bool(self._text(field))

    def _built(self, make: Callable[[], R]) -> R | None:
        return None if self.mistakes else make()

    def _day(self, field: str) -> str | None:
        text = self._text(field)
        if not text:
            return None
        day = read_day(text)
        if day is None:
            self._wrong(field, "date")
        return day

    def _number_in(self, field: str, default: float | None) -> float | None:
        text = self._text(field)
        if not text:
            return default
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or abs(number) > 1e9 or "_" in text:
            self._wrong(field, "number")
            return None
        return number

    def _yes_no(self, field: str) -> bool | None:
        text = self._text(field).lower()
        answer = {**_YES, **_NO}.get(text)
        if text and answer is None:
            self._wrong(field, "yes_no")
        return answer

    def _text(self, field: str) -> str:
        return self._given.get(field, "")

    def _wrong(self, field: str, code: MistakeKind) -> None:
        if any(known.field == field for known in self.mistakes):
            return
        self.mistakes.append(mistake(self._number, field, code, self._places, self._text(field)))


def mistake(row: int, field: str, code: MistakeKind, places: Mapping[str, str], value: str = "") -> ExchangeMistake:
    """One cell that has to be put right."""
    return ExchangeMistake(row=row, column=places.get(field, ""), field=field, code=code, value=_short(value))


def read_day(text: str) -> str | None:
    """A day of this century as ``yyyy-mm-dd``: typed with ``-``, ``/``, ``.`` or 年月日, or a workbook's number."""
    if _SERIAL.fullmatch(text):
        day = _SERIAL_FROM + timedelta(days=int(text.partition(".")[0]))
        return day.isoformat() if day.year >= 2000 else None
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def _headings(table: Table) -> tuple[int, dict[int, str]]:
    for number in sorted(table)[:HEADING_WITHIN]:
        columns: dict[int, str] = {}
        for at, text in sorted(table[number].items()):
            known = BY_HEADING.get(spelt(clean(text)))
            if known is not None and known.field not in columns.values():
                columns[at] = known.field
        if len(columns) >= 2 and set(columns.values()) & {"candidate_id", "candidate_external_id", *_PERSON}:
            return number, columns
    raise Rejected(BAD_SHEET, "no_columns" if table else "empty")


def _person_code(code: sheets.MistakeCode) -> MistakeKind:
    return "told_twice" if code == "twice" else code


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (str, int)):
        return str(value)
    return f"{value:.15g}" if isinstance(value, float) else repr(value)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
