"""What may be told to other systems about one happening. Made afresh for every attempt, never kept in a state.

Nothing that a candidate said is in here, and no protected field (policy 7). Names and contacts are only in `person`,
for the few deeds that cannot do without: an entry in a staff register, an invitation.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mianshi.contracts.afterwards import Hire
from mianshi.contracts.base import Bilingual, Language, Record, Share
from mianshi.contracts.delivery import EventKind
from mianshi.contracts.hiring import DecisionKind
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.scorecard import Score
from mianshi.contracts.terms import BudgetState, MonthClosed


class JobNews(Record):
    id: str
    title: Bilingual
    department: str = ""
    external_id: str = ""
    """What the partner's system calls the job."""


class CandidateNews(Record):
    id: str
    external_id: str = ""
    source: str = ""
    came_by: str = ""
    """As `hiring.Candidate.came_by`."""


class PersonNews(Record):
    """Personal data, for deeds that need them."""

    name: str
    phone: str = ""
    email: str = ""


class CompetencyNews(Record):
    name: str
    level: float | None
    score: Score | None


class InterviewNews(Record):
    """`total`, `recommendation` and `competencies` are empty where a person is needed first. `closed_at`: UTC."""

    id: str
    role_name: Bilingual
    outcome: Outcome
    total: Score | None = None
    recommendation: Literal["forward", "review"] | None = None
    competencies: list[CompetencyNews] = Field(default_factory=list)
    started_at: str
    closed_at: str
    report_url: str
    """For whoever has an account."""

    @property
    def needs_person(self) -> bool:
        """True where no total was given, so nothing can go on before somebody has looked."""
        return self.outcome is not Outcome.SCORED or self.total is None


class InvitationNews(Record):
    """`url` opens the candidate's own door: a secret of theirs, and empty for deeds that may not know the person."""

    url: str
    ends_at: str
    language: Language


class DecisionNews(Record):
    """A decision of a named person; the reason stays with us."""

    kind: DecisionKind
    by_name: str
    at: str


class CostLine(Record):
    """Money of one department in one month. `amount_micro`: millionths of `currency`."""

    department: str
    interviews: int
    """Below zero where a booking is taken back."""
    amount_micro: int


class CostNews(Record):
    """What is booked for a month: everything at first, afterwards what was added since.

    `sequence` counts the month's bookings from 1, whatever their currency.
    """

    month: str
    currency: str
    sequence: int = Field(ge=1)
    lines: list[CostLine]
    unpriced: int = Field(default=0, ge=0)
    """Lines of the ledger without a price when it was booked: they are in no amount."""
    at: str = ""
    by_name: str = ""
    reason: str = Field(default="", max_length=200)
    """Of a reversal: why, in the words of whoever made it. It stays with us."""
    reverses: int | None = None
    """Sequence of the booking that this one takes back: its lines are the other's with the sign turned."""

    @property
    def amount_micro(self) -> int:
        """Of all lines together."""
        return sum(line.amount_micro for line in self.lines)


class BudgetNews(Record):
    """How a job's budget stands. Micro-units of `currency`."""

    currency: str
    amount_micro: int
    stop: bool
    state: BudgetState


class ResumeNews(Record):
    """How a résumé meets the job's text. Advice: it orders nobody and rejects nobody."""

    percent: int = Field(ge=0, le=100)
    met: int = Field(ge=0)
    asked: int = Field(ge=0)
    missing: int = Field(ge=0)
    """Required requirements that are not met or not found."""


class DivergenceNews(Record):
    """How far apart an interview was rated. Whoever differs is named nowhere."""

    raters: int = Field(ge=1)
    difference: float = Field(ge=0, le=4)
    """The largest one found, of two means or in one competency, in levels of the scale of 1 to 5; without a sign."""
    apart: list[str] = Field(default_factory=list)
    """Names of the competencies that are apart."""

    @property
    def percent(self) -> int:
        """The difference as a share of the scale's four levels, in whole percent, halves up."""
        return int(self.difference * 25 + 0.5)


class PassRateNews(Record):
    """How many of a job's scored interviews reached the line, and the band that was set. Shares are 0-1."""

    scored: int = Field(ge=1)
    forward: int = Field(ge=0)
    weeks: int = Field(ge=1)
    """How many weeks are counted together."""
    low: Share
    high: Share


class News(Record):
    """One happening. `at`: UTC, ISO 8601; the same on every attempt, so that equal attempts are equal bytes."""

    event: EventKind
    subject: str
    at: str
    job: JobNews | None = None
    candidate: CandidateNews | None = None
    person: PersonNews | None = None
    interview: InterviewNews | None = None
    invitation: InvitationNews | None = None
    decision: DecisionNews | None = None
    hire: Hire | None = None
    costs: CostNews | None = None
    closed: MonthClosed | None = None
    budget: BudgetNews | None = None
    resume: ResumeNews | None = None
    divergence: DivergenceNews | None = None
    pass_rate: PassRateNews | None = None
    link: str = ""
    """Page of ours where whoever has an account reads more."""
    told: str = ""
    """Of tests and notices: one plain sentence."""
