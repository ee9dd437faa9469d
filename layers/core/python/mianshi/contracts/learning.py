"""What became of the people who were interviewed, held against what was said of them before; and what that suggests.

Nothing here names a person: a study is of at least thirty people, and its rows are never kept.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.combination import Agreement, Interval

FEWEST_PAIRS = 30
"""Below it a relation is shown with its number of pairs and nothing is concluded."""
FEWEST_RATED = 5
"""Below it a month does not show how many perform: it would be one person's rating."""
FEWEST_SCORED = 5
"""Below it a month does not show how many reached the line: it would tell what software advised of one person."""
FEWEST_TO_PROPOSE = 50
"""Below it nothing is proposed: at n = 50 the 95 % interval of a correlation of 0.3 still reaches from 0.02 to 0.54."""

Outcome = Literal["performance", "stayed", "promoted"]
"""Rating on the employer's scale; still there after the study's months (1 or 0); promoted by then (1 or 0)."""
Predictor = Literal["total", "competency", "resume", "test", "human", "combined"]


class LearningCase(Record):
    """One interviewed person, without a name: what was said before, and what became of them. Never stored."""

    order: str
    """By which cases are looked at: when the first outcome was first reported, UTC; corrections do not move it."""
    starts_on: str = ""
    """First day at work, by which people are looked at for what is yes or no."""
    holds: bool = False
    """In the half that decides, not in the one that makes a change: by a hash of the candidate's id, so for good."""
    anew: bool = False
    """The interview was scored before, by another version or run: a version is never judged by data that made it."""
    role_version: str
    job: str
    month: str = ""
    """In which the interview was scored, ``YYYY-MM``."""
    forward: bool = False
    """Put forward by the software's advice."""
    rejected: bool = False
    """By a person."""
    hired: bool
    total: float | None = None
    levels: dict[str, float] = Field(default_factory=dict)
    resume: float | None = None
    test: float | None = None
    human: float | None = None
    human_levels: list[dict[str, float]] = Field(default_factory=list)
    """Of each person who rated; those who had seen the scores are in `saw`."""
    saw: list[bool] = Field(default_factory=list)
    combined: float | None = None
    performance: float | None = None
    """0-1 of the scale it was given on; the mean of the measures of the period that was reported first."""
    newest: float | None = None
    """The same of the newest period: what relations look at. None where it is not kept apart."""
    stayed: bool | None = None
    promoted: bool | None = None
    words: dict[Language, str] = Field(default_factory=dict)


class Relation(Record):
    """How one thing known before went together with one outcome, among people who were hired."""

    predictor: Predictor
    competency: str = ""
    outcome: Outcome
    n: int = Field(ge=0)
    method: Literal["pearson", "spearman", "point_biserial"]
    r: Interval
    p: float | None = None
    spread: float | None = None
    """Standard deviation among the hired over that among all who were interviewed: under 1, range is restricted."""
    corrected: float | None = None
    """Pearson's r if all had been hired, by Thorndike's case 2 (1949): of the total and the combined report, where
    concluded; an estimate, shown beside r and never used."""
    corrected_low: float | None = None
    corrected_high: float | None = None
    """The 95 % interval of Pearson's r, corrected alike."""
    concluded: bool = False
    """Held at a look: beside all relations looked at there (Holm 1979)."""
    looked_at: int = 0
    """The look that says so, or says not: the first so many people with this outcome; 0 before any."""
    jobs: int = 1
    """Over how many jobs: from two on, what is compared are differences from the mean of the own job."""
    left_out: int = 0
    """People of jobs with too few for that."""
    sentence: Bilingual


class Batch(Record):
    """The interviewed of one job in one month (F132)."""

    job: str
    month: str
    scored: int
    forward: int
    rejected: int
    hired: int
    rated: int | None = None
    """Of the hired, those whose performance is known."""
    performing: int | None = None
    """Of the rated, those at or over the middle of the scale; None below `FEWEST_RATED` of them."""


class Term(Record):
    """A phrase that high performers' answers share more often: in how many people's answers, of how many; p and q.

    `key_point` is for the person who decides: the id of the key point that takes it as a word; None leaves it out.
    """

    language: Language
    term: str
    high_with: int
    high_of: int
    others_with: int
    others_of: int
    p: float
    q: float
    held_out_high: int | None = None
    held_out_others: int | None = None
    """The same among people who were not looked at to find it, of `held_out_high_of` and `held_out_others_of`."""
    held_out_high_of: int | None = None
    held_out_others_of: int | None = None
    key_point: str | None = None


class HoldOut(Record):
    """Rank correlation of the total with the outcome in people whose data did not make the proposal."""

    n: int
    now: float | None
    proposed: float | None


class ThresholdChange(Record):
    """The line from which an interview is put forward: today and proposed, with what it would have done to people whose
    data did not choose it. Rates are shares, 0-1."""

    now: int
    proposed: int
    n: int
    forward_now: float
    forward_proposed: float
    performing_now: float | None
    performing_proposed: float | None
    """Of those over the line, how many did well."""


class Proposal(Record):
    """What the data suggest for one version of a role, with the evidence. Nothing proposed: `weights` and `threshold`
    None, no `terms`. A named person applies it as a new version; nothing else does."""

    role: str
    role_version: str
    cases: int
    looked_at: int = 0
    """The first so many people, by when their outcome came in: 50, 100, 200 … Looking every day finds no more."""
    alpha: float | None = None
    """Chance that pure noise is proposed at this look; over all looks of this version under 5 %."""
    looked_on: str = ""
    """Day of the look, after which it is not taken again; empty before any, and where nobody keeps looks."""
    words_of: int = 0
    """Of the people looked at, those whose words are still kept."""
    relations: list[Relation]
    weights: dict[str, int] | None = None
    hold_out: HoldOut | None = None
    terms: list[Term] = Field(default_factory=list)
    threshold: ThresholdChange | None = None
    notes: list[Bilingual]

    @property
    def suggests(self) -> bool:
        """Whether anything is proposed at all."""
        return bool(self.weights or self.terms or self.threshold)


class LookTaken(Record):
    """One look at a version that was spent, and what it found: it is never taken again, whoever is there by then."""

    size: int
    alpha: float
    at: str
    proposal: Proposal


class RelationsTaken(Record):
    """One look at the relations with one outcome that was spent, and which of them held: by predictor and competency,
    as ``total`` or ``competency:c1``."""

    size: int
    alpha: float
    at: str
    held: list[str] = Field(default_factory=list)


class Approval(Record):
    """Who turned which version of a role into which, by which proposal. `at` as the caller gives it."""

    role: str
    from_version: str
    to_version: str
    proposal: str
    approved_by: str
    at: str


class Study(Record):
    """Everything learnt about one role over all its jobs, as of one moment."""

    role: str
    made_at: str
    interviewed: int
    hired: int
    with_outcome: int
    months: int = 6
    """After which somebody stayed or not."""
    promoted_months: int = 24
    """Within which somebody rose or not."""
    agreement: list[Agreement] = Field(default_factory=list)
    relations: list[Relation] = Field(default_factory=list)
    batches: list[Batch] = Field(default_factory=list)
    proposals: dict[str, Proposal] = Field(default_factory=dict)
    """By the role version that a job has now."""
    looks: dict[str, list[LookTaken]] = Field(default_factory=dict)
    """Of every version that was ever looked at, the smallest look first."""
    relation_looks: dict[Outcome, list[RelationsTaken]] = Field(default_factory=dict)
    benchmark: dict[str, float] = Field(default_factory=dict)
    """Mean level by competency, one decimal, of at least thirty people (F37)."""
    benchmark_people: int = 0
    """Rounded down to tens."""
    notes: list[Bilingual] = Field(default_factory=list)
