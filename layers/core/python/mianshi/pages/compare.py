"""Candidates of one job side by side: in bands, with bounds, and without rank numbers."""

from __future__ import annotations

from pydantic import Field

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.hiring import Decision
from mianshi.contracts.matching import MatchNote
from mianshi.pages.charts import Scale, scale
from mianshi.pages.combining import CombinedShort
from mianshi.pages.frame import Frame, render_page

MOST = 6
"""Candidates that fit beside each other and can still be read."""


class Said(Record):
    """One quote for a competency, and where it stands."""

    quote: str
    answer: int
    start_ms: int
    effect: str
    """``supports`` or ``weakens``."""
    follow_up: bool = False
    """Whether it was said to a follow-up question."""


class PersonLevel(Record):
    """What somebody rated."""

    by: str
    level: float


class Cell(Record):
    """One candidate in one competency. `level` is None where no answer bore on it, or where it is hidden."""

    level: float | None = None
    low: float | None = None
    high: float | None = None
    required: float | None = None
    ask_person: bool = False
    said: Said | None = None
    people: list[PersonLevel] = Field(default_factory=list)

    @property
    def scale(self) -> Scale | None:
        """The drawing of level and bounds."""
        return None if self.level is None else scale(self.level, self.low, self.high, self.required)


class Row(Record):
    """One competency. `apart` holds pairs of columns, the higher first, whose bounds do not touch."""

    name: str
    weight: int
    cells: list[Cell]
    apart: list[tuple[str, str]] = Field(default_factory=list)
    comparable: bool = True
    """At least two candidates have a level here."""


class Column(Record):
    """One candidate. While names are hidden `name` is a letter, and nothing else here tells who it is."""

    name: str
    path: str
    report: str = ""
    band: str = "not_scored"
    outcome: str = ""
    """Text key of where the interview stands."""
    rate_first: bool = False
    """The visitor rates this one before its scores are shown."""
    decision: Decision | None = None
    raters: int = 0
    follow_ups: int | None = None
    """How many follow-up questions were put; None where nothing is scored."""
    combined: CombinedShort | None = None
    """Where the job has weights, and the visitor may see scores."""
    match: MatchNote | None = None
    """The résumé held against the job; it says nothing about the interview and is shown before one rates, too."""


class CompareView(Record):
    job_path: str
    job_title: Bilingual
    columns: list[Column]
    rows: list[Row]
    names_shown: bool = False
    other_address: str = ""
    """The same comparison with names shown, or hidden again."""
    left_out: int = 0
    """More were chosen than fit."""
    asks: bool = False
    """Whether the job has requirements that résumés are held against."""

    @property
    def follow_ups_differ(self) -> bool:
        """Whether some had more occasions than others to raise a level."""
        return len({column.follow_ups for column in self.columns} - {None}) > 1


def render_compare(view: CompareView, frame: Frame) -> str:
    """The comparison as a page; on a phone each competency is a card."""
    from mianshi.pages.resumes import in_short  # noqa: PLC0415 - few jobs' pages need its words

    matched = [in_short(column.match, frame.language) for column in view.columns]
    return render_page("reviews/compare.html", frame, view=view, matched=matched)
