"""A résumé held against a job: what was read of the file, what it says, what the job asks for, and how they meet.

Nothing about a person that must not count has a field here: no age, sex, marriage, photo, household registration or
school rank (policy 7).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Bilingual, Language, Record, Share

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


class RequirementKind(StrEnum):
    EDUCATION = "education"
    EXPERIENCE = "experience"
    """Years of work, of any kind or in a field."""
    SKILL = "skill"
    CERTIFICATE = "certificate"
    LANGUAGE = "language"
    IMPLIED = "implied"
    """Leading, team size, amounts, results."""
    OTHER = "other"
    """Compared by meaning."""


class Requirement(Record):
    """One thing a job asks for. What is empty is not asked."""

    id: str
    text: str
    """As the job text has it; where one clause asks for several things, the names of this one follow it."""
    kind: RequirementKind
    must: bool = True
    """False: an advantage."""
    weight: int = Field(default=2, ge=1, le=10)
    terms: list[str] = Field(default_factory=list)
    """Names of the lexicon, or words as written, of which `at_least` must be found."""
    at_least: int = Field(default=1, ge=1)
    degree: Degree | None = None
    majors: list[str] = Field(default_factory=list)
    years: float | None = Field(default=None, ge=0)
    fact: FactKind | None = None
    amount: float | None = None
    """Of the fact, at least."""
    either: list[Requirement] = Field(default_factory=list)
    """Other ways to meet it (``a degree or 3 years``): whichever is met best counts."""


class NotConsidered(Record):
    """A line of the job text that touches what must not count. It is left out, and said."""

    text: str
    topic: str
    reason: Bilingual


class Posting(Record):
    """A job text and the requirements read from it. Its version is its content hash."""

    text: str = Field(max_length=20_000)
    language: Language | Literal["mixed"]
    requirements: list[Requirement]
    not_considered: list[NotConsidered] = Field(default_factory=list)


class Verdict(StrEnum):
    MET = "met"
    PARTLY = "partly"
    """Only listed, only near, or less than was asked."""
    NOT_MET = "not_met"
    """The résumé says something else: fewer years, a lower degree."""
    NOT_FOUND = "not_found"


class RequirementMatch(Record):
    """The verdict on one requirement. Every verdict but `not_found` quotes the résumé."""

    requirement: str
    verdict: Verdict
    share: Share
    """How much of it counts: 1 for met, 0 for not found."""
    quotes: list[Quoted] = Field(default_factory=list)
    told: Bilingual
    """One sentence: what was found and what is missing."""
    missing: list[str] = Field(default_factory=list)
    """Terms that were not found."""


class DoubtKind(StrEnum):
    """What a person should look at. None of them lowers or raises anything by itself."""

    HIDDEN_TEXT = "hidden_text"
    INSTRUCTION = "instruction"
    """Words addressed to whoever or whatever reads: data like all others, followed by nobody."""
    STUFFING = "stuffing"
    """The job's words repeated or listed without anything done; repeated words count once."""
    COPIED_POSTING = "copied_posting"
    OVERLAP = "overlap"
    """Two full employments at the same time, or dates that cannot be."""
    PICTURE_PAGES = "picture_pages"


class Doubt(Record):
    kind: DoubtKind
    told: Bilingual
    quote: Quoted | None = None


class Match(Record):
    """A résumé against a posting. It orders nobody and rejects nobody; a person reads it."""

    posting: str
    """Version of the posting."""
    resume: str
    """SHA-256 of the file."""
    method: str
    """Version of the method and its models: the same three make the same match."""
    percent: int = Field(ge=0, le=100)
    """100 × the sum of weight × share over the sum of weights, halves up; requirements that are not considered count
    nowhere."""
    requirements: list[RequirementMatch]
    missing: list[str]
    """Ids of required (`must`) requirements that are not met or not found."""
    unsure: list[str] = Field(default_factory=list)
    """Ids of required requirements that are only partly met."""
    doubts: list[Doubt] = Field(default_factory=list)


class PersonalQuestion(Record):
    """A question for one person. Never scored with the core: the core is the same for everybody (F123)."""

    id: str
    kind: Literal["resume", "follow_up", "second_round"]
    """From the résumé; from a vague answer; from a weak competency."""
    text: Bilingual
    why: Bilingual
    """What it comes from, in one sentence."""
    quote: str = ""
    """Words of the résumé or of the answer that it comes from."""
    competency: str = ""
    requirement: str = ""


class ResumeReading(Record):
    """Everything kept about a candidate's résumé; `refused` where the file cannot be read. Kept beside the file."""

    sha256: str
    etag: str = ""
    """Of the file as it lies in S3: another one means that another file came."""
    refused: ResumeReason | None = None
    pages: int = 0
    format: Literal["pdf", "docx", "txt", ""] = ""
    text: ResumeText | None = None
    """Its lines and hidden passages cut to what may be quoted; a line of nothing else is empty. Nothing raw is kept."""
    profile: Profile | None = None
    match: Match | None = None
    """None where the job has no posting."""
    questions: list[PersonalQuestion] = Field(default_factory=list)
    at: str


class MatchNote(Record):
    """What lists show of a match, kept in the table. `percent` None: not matched; `refused`, or there is no posting."""

    percent: int | None = None
    met: int = 0
    asked: int = 0
    missing: int = 0
    """Required requirements that are not met or not found."""
    unsure: int = 0
    """Required requirements that are only partly met."""
    doubts: int = 0
    refused: ResumeReason | None = None
    posting: str = ""
    at: str

    @property
    def to_check(self) -> int:
        """Required requirements that a person has to check, as they are not plainly met."""
        return self.missing + self.unsure
