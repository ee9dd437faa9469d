"""Candidates as rows of a table: read from what HR has, with every mistake named by row and column, and written back.

What comes in was typed by many hands and saved by many programs; what goes out is opened by one of them again.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal, get_args

from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.cells import FORMULA, harmless
from mianshi.errors import Rejected

BAD_SHEET = "bad_sheet"
MOST_PEOPLE = 1000
"""Of one table: more would not fit one call of the function that stores them."""
HEADING_WITHIN = 10
"""Rows in which the headings must be found; people put a title above them."""

_TURNING = dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))

Table = Mapping[int, Mapping[int, str]]
"""Row number (from 1) to column (from 0) to text; blank cells may be left out."""
Field = Literal["name", "email", "phone", "source", "language"]
FIELDS: tuple[Field, ...] = get_args(Field)
MistakeCode = Literal[
    "name_missing",
    "name_long",
    "email",
    "phone",
    "phone_shortened",
    "source_long",
    "language",
    "twice",
]

HEADINGS: dict[Field, Bilingual] = {
    "name": Bilingual(zh="姓名", en="Name"),
    "email": Bilingual(zh="邮箱", en="Email"),
    "phone": Bilingual(zh="手机", en="Phone"),
    "source": Bilingual(zh="来源", en="Source"),
    "language": Bilingual(zh="语言", en="Language"),
}
_ALIASES: dict[Field, frozenset[str]] = {
    "name": frozenset({"姓名", "名字", "候选人", "候选人姓名", "name", "full name", "candidate", "candidate name"}),
    "email": frozenset(
        {"邮箱", "电子邮箱", "电子邮件", "邮件", "邮箱地址", "email", "e-mail", "mail", "email address"}
    ),
    "phone": frozenset(
        {"手机", "手机号", "手机号码", "电话", "电话号码", "联系电话", "联系方式"}
        | {"phone", "mobile", "tel", "telephone", "phone number", "mobile number", "mobile phone"}
    ),
    "source": frozenset({"来源", "渠道", "招聘渠道", "简历来源", "source", "channel"}),
    "language": frozenset({"语言", "面试语言", "language", "interview language"}),
}
_LANGUAGES: dict[str, Language] = {
    **dict.fromkeys(("zh", "中文", "汉语", "普通话", "chinese", "mandarin", "zh-cn"), "zh"),
    **dict.fromkeys(("en", "英文", "英语", "english"), "en"),
}
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
"""RFC 5321 without quoted local parts, which no mail provider hands out."""
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./-]*")
_SHORTENED = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,2}")
"""A long number as Excel shows and saves it: its last digits are lost."""
_DELIMITERS = "\t;,"
_LONGEST: dict[Field, int] = {"name": 100, "email": 254, "phone": 40, "source": 60, "language": 20}
"""Characters, as `contracts.hiring.Candidate` allows."""


class PersonLine(Record):
    """One candidate as a row says it, checked. `row` counts from 1, as the program shows it; 0 without a table."""

    row: int = 0
    name: str
    email: str = ""
    phone: str = ""
    source: str = ""
    language: Language | None = None


class Mistake(Record):
    """One cell that has to be put right. `value` is what stands there, cut to be shown."""

    row: int = 0
    column: str = ""
    """Letters, as the program shows them."""
    field: Field
    code: MistakeCode
    value: str = ""
    other_row: int | None = None
    """Of ``twice``: the row that has the same contact."""


class SheetReading(Record):
    """What a table holds: people without a mistake, mistakes, and headings that nobody here reads."""

    people: list[PersonLine]
    mistakes: list[Mistake]
    ignored: list[str]


def read_text(data: bytes) -> dict[int, dict[int, str]]:
    """A .csv file, or cells pasted from a spreadsheet: UTF-8, UTF-16 with its mark, or GB18030; comma, semicolon, tab.

    Raises:
        Rejected: ``bad_sheet`` where it is no text, or no table.
    """
    text = _decoded(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Rejected(BAD_SHEET, f"the text is no table: {error}") from None
    return {
        number: cells
        for number, row in enumerate(rows, start=1)
        if (cells := {column: value for column, value in enumerate(row) if value.strip()})
    }


def read_people(table: Table) -> SheetReading:
    """The candidates of a table whose headings are known in Chinese or English, in any order.

    Raises:
        Rejected: ``bad_sheet`` with a detail of ``empty``, ``no_name`` (no column for it) or ``too_many``.
    """
    heading, columns, ignored = _headings(table)
    rows = {
        number: cells for number, cells in table.items() if number > heading and any(map(str.strip, cells.values()))
    }
    if not rows:
        raise Rejected(BAD_SHEET, "empty")
    if len(rows) > MOST_PEOPLE:
        raise Rejected(BAD_SHEET, "too_many")
    people: list[PersonLine] = []
    mistakes: list[Mistake] = []
    seen: dict[str, int] = {}
    for number, cells in sorted(rows.items()):
        given = {field: cells.get(column, "") for field, column in columns.items()}
        person, wrong = check_person(given)
        if person and (contact := next((key for key in contacts(person.email, person.phone) if key in seen), None)):
            field: Field = "email" if "@" in contact else "phone"
            wrong = [Mistake(field=field, code="twice", value=_short(given.get(field, "")), other_row=seen[contact])]
        if person and not wrong:
            people.append(person.model_copy(update={"row": number}))
            seen |= dict.fromkeys(contacts(person.email, person.phone), number)
        mistakes += [
            mistake.model_copy(update={"row": number, "column": letters(columns[mistake.field])}) for mistake in wrong
        ]
    return SheetReading(people=people, mistakes=mistakes, ignored=ignored)


def check_person(given: Mapping[Field, str]) -> tuple[PersonLine | None, list[Mistake]]:
    """What somebody typed about one candidate, cleaned; or what is wrong with it."""
    values: dict[Field, str] = {field: clean(given.get(field, "")) for field in FIELDS}
    found: tuple[tuple[Field, MistakeCode | None], ...] = (
        ("name", _name_mistake(values["name"])),
        ("email", _email_mistake(values["email"])),
        ("phone", _phone_mistake(values["phone"])),
        ("source", "source_long" if len(values["source"]) > _LONGEST["source"] else None),
        ("language", "language" if values["language"] and _language(values["language"]) is None else None),
    )
    wrong = [Mistake(field=field, code=code, value=_short(values[field])) for field, code in found if code is not None]
    if wrong:
        return None, wrong
    return PersonLine(
        name=values["name"],
        email=values["email"],
        phone=values["phone"],
        source=values["source"],
        language=_language(values["language"]),
    ), []


def contacts(email: str, phone: str) -> list[str]:
    """What makes two entries the same person: the address without regard to case, the digits of the number.

    The country code of China is left out, so ``+86 138…`` and ``138…`` are one number.
    """
    digits = re.sub(r"\D", "", phone)
    digits = digits.removeprefix("0086") if digits.startswith("0086") else digits
    digits = digits.removeprefix("86") if len(digits) == 13 and digits.startswith("861") else digits
    return [key for key in (email.strip().lower(), digits) if key]


def write_people(people: Sequence[Mapping[str, str]], columns: Mapping[str, Bilingual], language: Language) -> bytes:
    """A workbook of one sheet: a row of headings and one row for each of `people`, every cell a text.

    Without people it is the form that `read_people` reads. The same people, the same bytes.
    """
    import xlsxwriter  # noqa: PLC0415 - most calls write no workbook

    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, plain)
    book.set_properties({"created": datetime(1980, 1, 1, tzinfo=UTC)})  # the library would look at the clock
    sheet = book.add_worksheet(Bilingual(zh="候选人", en="Candidates").in_language(language))
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1})
    text = book.add_format({"num_format": "@"})  # or a typed telephone number would become a rounded one
    sheet.set_column(0, len(columns) - 1, 24, text)
    sheet.freeze_panes(1, 0)
    for column, (key, heading) in enumerate(columns.items()):
        sheet.write_string(0, column, heading.in_language(language), bold)
        for row, person in enumerate(people, start=1):
            sheet.write_string(row, column, harmless(person.get(key, "")), text)
    book.close()
    return out.getvalue()


def _headings(table: Table) -> tuple[int, dict[Field, int], list[str]]:
    for number in sorted(table)[:HEADING_WITHIN]:
        named = {column: _field(text) for column, text in table[number].items()}
        if "name" not in named.values():
            continue
        columns: dict[Field, int] = {}
        for column, field in sorted(named.items()):
            if field is not None:
                columns.setdefault(field, column)
        ignored = [_short(clean(table[number][c])) for c in sorted(named) if c not in columns.values()]
        return number, columns, [heading for heading in ignored if heading]
    raise Rejected(BAD_SHEET, "no_name" if table else "empty")


def _field(heading: str) -> Field | None:
    """The field that a heading names: as a whole, or by its Chinese or its Latin words alone (``姓名 Name``)."""
    words = unicodedata.normalize("NFKC", heading).lower()
    parts = {" ".join(re.findall(pattern, words)) for pattern in (r"[\u4e00-\u9fff]+", r"[a-z-]+")}
    return next((field for field, names in _ALIASES.items() if parts & names), None)


def clean(text: str) -> str:
    """One line without control characters and without the mark of `harmless`; letters stay as they are."""
    plain = "".join(c if unicodedata.category(c) != "Cc" else " " for c in undirected(text))
    line = re.sub(r"\s+", " ", plain).strip()
    return line[1:].strip() if line.startswith("'") and line[1:].startswith(FORMULA) else line


def undirected(text: str) -> str:
    """The text without the characters that turn the direction of what stands around them (Unicode Bidirectional
    Algorithm, UAX 9, section 2): names and lines stand among others, which they must not turn."""
    return text.translate(_TURNING)


def _name_mistake(name: str) -> MistakeCode | None:
    return "name_missing" if not name else "name_long" if len(name) > _LONGEST["name"] else None


def _email_mistake(email: str) -> MistakeCode | None:
    if not email or (len(email) <= _LONGEST["email"] and _EMAIL.fullmatch(email) and ".." not in email):
        return None
    return "email"


def _phone_mistake(phone: str) -> MistakeCode | None:
    if _SHORTENED.fullmatch(phone):
        return "phone_shortened"
    plausible = _PHONE.fullmatch(phone) and 5 <= len(re.sub(r"\D", "", phone)) <= 20  # E.164: 15, and extensions
    return None if not phone or (plausible and len(phone) <= _LONGEST["phone"]) else "phone"


def _language(text: str) -> Language | None:
    return _LANGUAGES.get(text.lower())


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def letters(column: int) -> str:
    """A column counted from 0, as spreadsheet programs name it: ``A``, ``Z``, ``AA``."""
    named, rest = "", column + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        named = chr(ord("A") + last) + named
    return named


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Rejected(BAD_SHEET, "unreadable")
