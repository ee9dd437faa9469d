"""What the pages about résumés and about what a job asks for show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.matching import MatchNote, Posting, Requirement, RequirementMatch, ResumeReading, Verdict
from mianshi.contracts.resumes import RESUME_SENTENCES, Quoted
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.resumes_units import counted, missing
from mianshi.pages.texts import TEXTS, text

if TYPE_CHECKING:
    from mianshi.pages.reviews import DecisionForm

_SAID = ("choose", "empty", "large", "old", "type", "sending", "reading", "failed", "slow")
_ORDER = (Verdict.MET, Verdict.PARTLY, Verdict.NOT_MET, Verdict.NOT_FOUND)
VERDICT_MARKS = {Verdict.MET: "yes", Verdict.PARTLY: "warn-mark", Verdict.NOT_MET: "no", Verdict.NOT_FOUND: ""}


class PostingVersion(Record):
    """One text that a job had."""

    version: str
    at: str
    by: str
    reason: str = ""


class ResumeCard(Record):
    """The résumé in a few words, for the candidate's page."""

    state: str
    """``none``, ``reading``, ``late``, ``anew``, ``refused`` or ``read``."""
    note: MatchNote | None = None
    asks: bool = False
    """Whether the job has requirements."""
    outdated: bool = False
    """Matched against an earlier version of them."""
    may_upload: bool = False
    may_save: bool = False
    may_edit_job: bool = False
    stored_at: str = ""

    @property
    def why(self) -> Bilingual | None:
        """Why the file cannot be read, and what to do about it."""
        return RESUME_SENTENCES[self.note.refused] if self.note and self.note.refused else None


class ResumeStateView(Record):
    """Answer to the page's script: how far the résumé has come, and a sentence where it was refused."""

    state: str
    at: str = ""
    sentence: Bilingual | None = None


class TicketWish(Record):
    """The file that a browser wants to put."""

    content_type: str = Field(max_length=100)
    size_bytes: int = Field(ge=0, le=10**12)


class ResumeTicket(Record):
    """Where a file is put, once, and with which headers."""

    url: str
    headers: dict[str, str]


class MatchLine(Record):
    """One requirement and how it is met. `points` of `weight` count."""

    requirement: Requirement
    match: RequirementMatch
    compared: str
    mark: str

    @property
    def points(self) -> float:
        """What it adds to the sum."""
        return self.requirement.weight * self.match.share


class InterviewShown(Record):
    """What the interview gave, as far as the visitor may see it."""

    id: str
    standing: str
    band: str | None = None
    total: int | None = None
    rate_first: bool = False


class Elsewhere(Record):
    """The same person in another job that the visitor sees."""

    job_id: str
    candidate_id: str
    title: Bilingual
    standing: str
    decision: str | None = None


class ResumePage(Record):
    """One candidate's résumé held against the job, with the interview and what people decided."""

    job: Job
    candidate: Candidate
    card: ResumeCard
    reading: ResumeReading | None = None
    posting: Posting | None = None
    """The version that the match was made with."""
    lines: list[MatchLine] = Field(default_factory=list)
    names: dict[str, Bilingual] = Field(default_factory=dict)
    """What skills and the like are called in both languages."""
    interview: InterviewShown | None = None
    elsewhere: list[Elsewhere] = Field(default_factory=list)

    @property
    def required(self) -> list[MatchLine]:
        """The lines of requirements that are asked of everybody."""
        return [line for line in self.lines if line.requirement.must]

    @property
    def advantages(self) -> list[MatchLine]:
        """The lines of the others."""
        return [line for line in self.lines if not line.requirement.must]

    @property
    def missing(self) -> list[MatchLine]:
        """Required, and not wholly met."""
        made = self.reading.match if self.reading else None
        known = {*made.missing, *made.unsure} if made else set()
        return [line for line in self.lines if line.requirement.id in known]

    @property
    def counts(self) -> dict[str, int]:
        """How often each verdict was given, in the order met to not found."""
        return {verdict.value: sum(line.match.verdict is verdict for line in self.lines) for verdict in _ORDER}

    @property
    def points(self) -> float:
        """Sum of weight times share."""
        return sum(line.points for line in self.lines)

    @property
    def weights(self) -> int:
        """Sum of the weights."""
        return sum(line.requirement.weight for line in self.lines)

    def told(self, places: Sequence[int]) -> list[Quoted]:
        """The lines of the résumé at these places."""
        lines = self.reading.text.lines if self.reading and self.reading.text else []
        known = [(at, lines[at]) for at in places if 0 <= at < len(lines)]
        return [Quoted(text=line.text, page=line.page, line=at) for at, line in known if line.text]


def render_match(view: ResumePage, frame: Frame, decision: DecisionForm) -> str:
    """The whole page; it can be read and printed on its own."""
    return render_page(
        "people/resume_match.html",
        frame,
        view=view,
        resume=view.card,
        decision=decision,
        counted=lambda value, unit: counted(value, unit, frame.language),
        lacks=lambda name: missing(name, view.names, frame.language),
    )


def match_lines(
    posting: Posting, reading: ResumeReading, names: Mapping[str, Bilingual], language: Language
) -> list[MatchLine]:
    """Requirements with their verdicts, in the order of the job text."""
    made = {one.requirement: one for one in reading.match.requirements} if reading.match else {}
    return [
        MatchLine(
            requirement=asked,
            match=made[asked.id],
            compared=compared(asked, names, language),
            mark=VERDICT_MARKS[made[asked.id].verdict],
        )
        for asked in posting.requirements
        if asked.id in made
    ]


def compared(asked: Requirement, names: Mapping[str, Bilingual], language: Language) -> str:
    """What of a requirement is looked for, in a few words; `names` of terms that have one in both languages."""

    def named(terms: Sequence[str]) -> str:
        return comma.join(names[term].in_language(language) if term in names else term for term in terms)

    comma, found = text("res_comma", language), []
    if asked.degree:
        found.append(text("res_asks_degree", language, degree=text(f"res_degree_{asked.degree.value}", language)))
    if asked.majors:
        found.append(text("res_asks_majors", language, majors=named(asked.majors)))
    if asked.years is not None:
        found.append(text("res_asks_years", language, years=f"{asked.years:g}"))
    if asked.fact:
        fact = text(f"res_fact_{asked.fact.value}", language)
        found.append(fact if asked.amount is None else f"{fact} ≥ {asked.amount:,.10g}")
    elif asked.terms:
        key = "one" if len(asked.terms) == 1 else "all" if asked.at_least >= len(asked.terms) else "some"
        found.append(text(f"res_terms_{key}", language, n=asked.at_least, terms=named(asked.terms)))
    return text("res_semicolon", language).join(found) or text("res_asks_meaning", language)


def in_short(note: MatchNote | None, language: Language, *, banded: bool = False) -> str:
    """A match in a table's cell: ``85% · 6 of 7``, in a band ``6 of 7`` only; empty where nothing was matched."""
    if note is None or note.percent is None:
        return text("res_short_refused", language) if note and note.refused else ""
    key = "res_short_banded" if banded else "res_short"
    return text(key, language, percent=note.percent, met=note.met, asked=note.asked)


def upload_words(language: Language) -> dict[str, str]:
    """What the script that uploads a résumé says."""
    return {name: TEXTS[f"res_say_{name}"][language == "en"] for name in _SAID}
