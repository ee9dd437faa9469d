"""A résumé: what a reader of the file sees, what is hidden in it, and what it says, every part with its line.

Nothing about a person that must not count has a field here: no age, sex, marriage, photo, household registration or
school rank (policy 7).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Bilingual, Language, Record

MOST_RESUME_CHARACTERS = 60_000
"""Characters of a résumé that are read; the rest is counted and said."""


class ResumeReason(StrEnum):
    """Why a résumé cannot be read. `REASON_SENTENCES` says what to do about it."""

    EMPTY = "resume_empty"
    TOO_LARGE = "resume_too_large"
    ENCRYPTED = "resume_encrypted"
    PICTURE = "resume_picture"
    """Pages are pictures of text: nothing is guessed from them."""
    OLD_FORMAT = "resume_old_format"
    NOT_A_RESUME_FILE = "resume_not_readable"
    DAMAGED = "resume_damaged"
    BOMB = "resume_bomb"
    """Unpacks to far more than it weighs."""


RESUME_SENTENCES: dict[ResumeReason, Bilingual] = {
    ResumeReason.EMPTY: Bilingual(
        zh="简历里没有文字，请换一份有内容的文件。", en="The résumé holds no text. Please hand in a file with content."
    ),
    ResumeReason.TOO_LARGE: Bilingual(
        zh="简历文件超过 10 MB，请压缩图片或另存为更小的 PDF。",
        en="The résumé is over 10 MB. Please make its pictures smaller or save it as a smaller PDF.",
    ),
    ResumeReason.ENCRYPTED: Bilingual(
        zh="简历有密码保护，请去掉密码后重新提交。",
        en="The résumé is protected by a password. Please remove it and hand it in again.",
    ),
    ResumeReason.PICTURE: Bilingual(
        zh="简历是扫描件或图片，读不到文字；请提交能选中文字的 PDF、DOCX 或 TXT。",
        en="The résumé is a scan or a picture, so no text can be read. Please hand in a PDF whose text can be "
        "selected, a DOCX or a TXT.",
    ),
    ResumeReason.OLD_FORMAT: Bilingual(
        zh="这是旧版 Word 文件（.doc），请另存为 .docx 或 PDF 后提交。",
        en="This is an old Word file (.doc). Please save it as .docx or PDF and hand it in again.",
    ),
    ResumeReason.NOT_A_RESUME_FILE: Bilingual(
        zh="这不是 PDF、DOCX 或文本文件，读不了；请换一种格式。",
        en="This is not a PDF, DOCX or text file and cannot be read. Please choose another format.",
    ),
    ResumeReason.DAMAGED: Bilingual(
        zh="简历文件已损坏，请重新导出后提交。", en="The résumé file is damaged. Please export it again and hand it in."
    ),
    ResumeReason.BOMB: Bilingual(
        zh="简历文件解压后异常巨大，已停止读取；请重新导出。",
        en="The résumé file unpacks to an abnormal size, so reading it was stopped. Please export it again.",
    ),
}


class HiddenWhy(StrEnum):
    """Why a reader of the page would not see some text."""

    SAME_COLOUR = "same_colour"
    """As its background, or too near to it."""
    TINY = "tiny"
    """Smaller than 4 points on the page."""
    TRANSPARENT = "transparent"
    OFF_PAGE = "off_page"
    COVERED = "covered"
    MARKED_HIDDEN = "marked_hidden"
    """The file itself says so, such as Word's hidden text or a deleted passage that is still tracked."""


class HiddenText(Record):
    """Text that is in the file and not on the page: left out of everything, and shown to whoever reads the match."""

    why: HiddenWhy
    page: int = Field(ge=1)
    text: str = Field(max_length=300)
    """Its beginning."""
    characters: int = Field(ge=1)


class ResumeLine(Record):
    """One line (or table cell, or paragraph) in reading order. `page` from 1; a .docx and a text have one page."""

    text: str
    page: int = Field(ge=1)
    size: float | None = None
    """Points of its letters on the page."""
    bold: bool = False
    place: Literal["body", "cell", "header", "footer", "box"] = "body"
    column: int = 0
    """0 for the whole width or the first column of text, 1 for the next."""


class ResumeText(Record):
    """What a reader of the file sees, line by line."""

    format: Literal["pdf", "docx", "txt"]
    pages: int = Field(ge=1)
    lines: list[ResumeLine]
    hidden: list[HiddenText] = Field(default_factory=list)
    notes: list[Literal["picture_pages", "shortened", "macros_left_out", "many_pages"]] = Field(default_factory=list)
    """`picture_pages`: some pages are pictures and were not read. `shortened`: longer than is read."""
    sha256: str
    """Of the file."""


class Quoted(Record):
    """Words of the résumé and where they stand. `line`: place in `ResumeText.lines`, from 0."""

    text: str
    page: int = Field(ge=1)
    line: int = Field(ge=0)


class Degree(StrEnum):
    """Level of education, lowest first in `DEGREES`."""

    HIGH_SCHOOL = "high_school"
    VOCATIONAL = "vocational"
    """中专, technical school."""
    COLLEGE = "college"
    """大专, associate degree."""
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTOR = "doctor"


DEGREES: tuple[Degree, ...] = tuple(Degree)


class Period(Record):
    """Months, ``YYYY-MM``; a year alone is ``YYYY``. `end` None with `current`: until now."""

    start: str | None = None
    end: str | None = None
    current: bool = False


class Education(Record):
    school: str = ""
    """Shown, never weighed: a school's name or rank counts for nothing."""
    degree: Degree | None = None
    major: str = ""
    period: Period = Period()
    quote: Quoted


class Work(Record):
    """One employment, or one project where `project`."""

    employer: str = ""
    title: str = ""
    period: Period = Period()
    project: bool = False
    internship: bool = False
    """Or a student office, or unpaid work. Experience like any other, and no years of employment."""
    quote: Quoted
    """Its heading."""
    lines: list[int] = Field(default_factory=list)
    """Lines of the résumé that tell what was done there."""


class Skill(Record):
    """`name`: as the lexicon calls it, else as written. `listed`: in a list of skills only; `shown`: where something
    was done with it."""

    name: str
    listed: list[Quoted] = Field(default_factory=list)
    shown: list[Quoted] = Field(default_factory=list)


class Certificate(Record):
    name: str
    """As the lexicon calls it, else as written; a language test counts as one, such as ``CET-6``."""
    quote: Quoted


class FactKind(StrEnum):
    """What is only implied: told as a number or as somebody's part in something."""

    TEAM_SIZE = "team_size"
    """People led; unit ``people``."""
    AMOUNT = "amount"
    """Money; unit is the currency code."""
    SCALE = "scale"
    """Users, orders, stores, machines, requests; unit names them."""
    RESULT = "result"
    """A change for the better; unit ``percent`` or what changed."""
    LED = "led"
    """Was in charge; value None."""


class Fact(Record):
    kind: FactKind
    value: float | None = None
    unit: str = ""
    quote: Quoted


class Intention(Record):
    """What the candidate is looking for, where the résumé says so. Shown, never weighed."""

    position: str = ""
    city: str = ""
    pay: str = ""
    available: str = ""


class Profile(Record):
    """What a résumé says, every part with the line it stands on."""

    language: Language | Literal["mixed"]
    education: list[Education] = Field(default_factory=list)
    work: list[Work] = Field(default_factory=list)
    skills: list[Skill] = Field(default_factory=list)
    certificates: list[Certificate] = Field(default_factory=list)
    languages: list[Skill] = Field(default_factory=list)
    """Languages spoken, by their English name."""
    facts: list[Fact] = Field(default_factory=list)
    intention: Intention = Intention()
    months: int | None = None
    """Months of work, overlaps counted once and projects not; None where no employment has a date."""
