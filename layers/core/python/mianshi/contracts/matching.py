"""A résumé held against a job: what the job asks for, how the two meet, and what is kept and shown of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Bilingual, Language, Record, Share
from mianshi.contracts.resumes import Degree, FactKind, Profile, Quoted, ResumeReason, ResumeText

METHOD = "match-4"
"""Version of the rules by which résumés are read and held against jobs, raised with every change that may change what
is kept of one or a verdict. What was read by another one counts as not read: the file is read anew."""


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
    method: str = ""
    """`METHOD` when it was read; empty: before that was kept."""
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
    method: str = ""
    """As that of the reading."""
    at: str

    @property
    def to_check(self) -> int:
        """Required requirements that a person has to check, as they are not plainly met."""
        return self.missing + self.unsure
