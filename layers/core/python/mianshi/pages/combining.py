"""What a decision stands on, on the pages: the combined report, people beside software, ratings that are far apart."""

from __future__ import annotations

from pydantic import Field

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.combination import Combined, Part
from mianshi.contracts.divergence import Divergence, DivergenceCounts, Settled


class CombinedView(Record):
    """The combined report of one candidate. What must not be seen yet is not in here at all."""

    combined: Combined | None = None
    """None where the job has none, or the visitor rates first."""
    rate_first: bool = False
    """It is there, and the visitor sees it after rating, or after looking at the scores of the interview."""
    interview_path: str = ""
    settings_path: str = ""
    """Where the weights can be read, and changed by whoever may."""


class CombinedShort(Record):
    """The combined report in a cell beside others: a band of 20 points, so that nobody reads a rank from it.

    `low` and `high` are None where what is there weighs less than half.
    """

    low: int | None
    high: int | None
    covered: int
    """Weight of the parts that are there."""
    older: bool
    """Whether a part was made for an older version of the job."""


class JointView(Record):
    """The people's mean beside the software's, in levels."""

    people: int
    person: float
    software: float
    difference: float
    blind: int
    far: bool


class DivergenceView(Record):
    """Ratings of one interview that were far apart, the newest time, and how earlier ones were settled."""

    newest: Divergence
    names: list[str]
    """Competencies apart, in the language of the page."""
    percent: int
    """The difference as a share of the scale."""
    version: str = ""
    """Of the role, where it was found beside an earlier scorecard than the one that stands."""
    earlier: list[Divergence] = Field(default_factory=list)
    may_close: bool = False
    choices: list[Settled] = Field(default_factory=list)
    settled: str = ""
    sentence: str = ""
    refused: str = ""
    refusal: Bilingual | None = None
    longest: int


class WaitingDivergence(Record):
    """Ratings far apart that wait for somebody, on the first page."""

    interview_id: str
    title: Bilingual
    at: str
    raters: int


class CombinationView(Record):
    """The form for a job's weights. `typed` is by part, `wrong` a text key or empty."""

    parts: list[Part] = Field(default_factory=lambda: list(Part))
    typed: dict[str, str]
    reason: str = ""
    wrong: str = ""
    on: bool
    """Whether the job has a combined report now."""
    revision: int
    advice: list[Bilingual] = Field(default_factory=list)
    changed: str = ""
    """When the weights were set last; empty: never."""
    by: str = ""
    counts: DivergenceCounts
    apart: list[tuple[str, int]] = Field(default_factory=list)
    """Competencies that were apart and how often, the most frequent first."""
    longest: int
