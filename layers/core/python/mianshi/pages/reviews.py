"""What people do with an interview, as its page shows it: the summary, ratings, remarks and the decision."""

from __future__ import annotations

from pydantic import Field

from mianshi.contracts.base import Bilingual, Language, Milliseconds, Record
from mianshi.contracts.events import Rescoring
from mianshi.contracts.hiring import Decision, DecisionKind, HumanRating
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.role import Competency
from mianshi.contracts.scorecard import CompetencyScore, Gate, Scorecard
from mianshi.pages.combining import CombinedView, DivergenceView, JointView
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.labels import INFORMING_GATES
from mianshi.pages.texts import TEXTS
from mianshi.pages.views import FollowUpShown

LEVELS = tuple(f"{half / 2:g}" for half in range(2, 11))
"""What a person may choose: 1, 1.5 … 5."""
OVERALL = "_overall"
"""Key of the remark about the whole interview among the notes of a rating; no competency is called so."""


class Refused(Record):
    """Why a form came back: the code and its sentence stand beside the field they are about."""

    code: str
    sentence: Bilingual


LONGEST_MINUTES = 480
"""A working day."""


class MinutesField(Record):
    """How long somebody says a review took them."""

    typed: str = ""
    most: int = LONGEST_MINUTES

    @property
    def minutes(self) -> int | None:
        """What was typed, if it is whole minutes from 1 to `LONGEST_MINUTES`."""
        whole = int(self.typed) if self.typed.isdecimal() else 0
        return whole if 1 <= whole <= self.most else None


class DecisionForm(Record):
    """The decision about one candidate. `reviews/_decision.html` shows it as ``decision``."""

    action: str
    """Path it is posted to."""
    revision: int
    """Of the candidate when the form was made: a second window then finds out that it is late."""
    back: str = ""
    """Path of the page to return to; empty: the candidate's."""
    standing: Decision | None = None
    earlier: list[Decision] = Field(default_factory=list)
    may_decide: bool = False
    asks_name: bool = False
    """Nobody is signed in: whoever decides types their name."""
    saw_report: bool = True
    interviewed: bool = True
    """There is an interview, so that there is something to open."""
    asking_until: str = ""
    """How long the candidate may still answer follow-up questions, UTC; empty unless they are being asked."""
    hides_reasons: bool = False
    """Others' reasons may tell the scores: not for whoever has to rate first."""
    left: bool = False
    """The candidate withdrew, or was erased."""
    kind: str = ""
    reason: str = ""
    name: str = ""
    minutes: MinutesField | None = None
    """None: nobody is asked."""
    refused: Refused | None = None

    @property
    def kinds(self) -> list[str]:
        """The values of the choice, in its order."""
        return [kind.value for kind in DecisionKind]


class RatingForm(Record):
    """The form for one person's rating, with what was typed."""

    competencies: list[Competency]
    levels: dict[str, str] = Field(default_factory=dict)
    notes: dict[str, str] = Field(default_factory=dict)
    based_on: str = ""
    """Time of the rating that the form shows, empty for a first one."""
    minutes: MinutesField | None = None
    """None: nobody is asked."""
    refused: Refused | None = None


class Remark(Record):
    """A remark as pages and the API show it."""

    id: str
    by: str
    text: str
    at: str
    answer: int | None = None
    at_ms: Milliseconds | None = None
    mine: bool = False


class Remarks(Record):
    """The answer of ``GET /api/interviews/<id>/comments``, oldest first. `withheld`: shown after one's own rating."""

    remarks: list[Remark] = Field(default_factory=list)
    withheld: int = 0


class NewRemark(Record):
    """The body of ``POST /api/interviews/<id>/comments``. `once` makes sure that a second click adds nothing."""

    text: str
    answer: int | None = Field(default=None, ge=0)
    at_ms: Milliseconds | None = None
    once: str = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")


class RemarkForm(Record):
    """The form for a remark, with what was typed. `moment` is minutes and seconds."""

    once: str
    text: str = ""
    answer: str = ""
    moment: str = ""
    refused: Refused | None = None


class Cell(Record):
    """One person's level for one competency beside the software's."""

    level: float | None
    difference: float | None
    far: bool
    note: str = ""


class TableRow(Record):
    name: str
    software: float | None
    cells: list[Cell]


class MeanCell(Record):
    """Weighted mean of a person and of the software over what both rated; None where that is nothing."""

    person: float | None = None
    software: float | None = None
    difference: float | None = None
    far: bool = False


class RatingsTable(Record):
    """Software and people side by side. `means` stand in the order of `raters`."""

    raters: list[HumanRating]
    rows: list[TableRow]
    means: list[MeanCell]
    earlier: list[HumanRating] = Field(default_factory=list)

    @property
    def far(self) -> bool:
        """Whether anybody is so far from the software that somebody should look again."""
        return any(cell.far for row in self.rows for cell in row.cells) or any(mean.far for mean in self.means)


class Supplement(Record):
    """Another interview of the same candidate: what this one supplements, or what supplements it."""

    id: str
    created_at: str
    state: str
    """Text key of where it stands."""


class SummaryRow(Record):
    """One competency of the summary, named in the language of the page."""

    name: str
    score: CompetencyScore


class EarlierScoring(Record):
    """How an interview was scored before."""

    number: int
    version: str
    """Of the role."""
    total: int | None
    outcome: Outcome
    at: str


class ScoreChange(Record):
    """One competency under the version before and under this one; None where a version does not have it."""

    name: str
    before: float | None
    now: float | None
    weight_before: int | None
    weight_now: int | None
    difference: float | None


class RescoringView(Record):
    """Scoring an interview anew: whether it is offered, and what it changed."""

    offered: bool = False
    working: bool = False
    """A run is under way; what stands, stands until it has a result."""
    failed_at: str = ""
    """When the last run came to nothing, if it did."""
    version: str
    newest: str
    standing: Rescoring | None = None
    total: int | None = None
    earlier: list[EarlierScoring] = Field(default_factory=list)
    """Newest first."""
    changes: list[ScoreChange] = Field(default_factory=list)
    """Against the newest of `earlier`."""
    refused: Refused | None = None
    reason: str = ""


class ReviewView(Record):
    """Everything around the progress of an interview. What is concealed is not in here at all."""

    interview_id: str
    job_path: str = ""
    job_title: Bilingual | None = None
    candidate_path: str = ""
    candidate_name: str = ""
    closed: bool = False
    must_rate_first: bool = False
    may_rate_first: bool = False
    """The job asks others to rate first; this person may, or may look at the scores now."""
    card: Scorecard | None = None
    band: str = ""
    rows: list[SummaryRow] = Field(default_factory=list)
    table: RatingsTable | None = None
    rating: RatingForm | None = None
    mine: HumanRating | None = None
    remarks: Remarks = Remarks()
    remark: RemarkForm | None = None
    answers: int = 0
    decision: DecisionForm | None = None
    supplements: list[Supplement] = Field(default_factory=list)
    supplement_of: Supplement | None = None
    may_restart: bool = False
    rescoring: RescoringView | None = None
    joint: JointView | None = None
    divergence: DivergenceView | None = None
    combined: CombinedView | None = None
    follow_ups: list[FollowUpShown] = Field(default_factory=list)
    told: str = ""
    """Text key of what was just done."""

    @property
    def failed_gates(self) -> list[Gate]:
        """Checks that did not pass and that matter for the score."""
        gates = self.card.gates if self.card else []
        return [gate for gate in gates if not gate.passed and gate.name not in INFORMING_GATES]


class AdvanceRow(Record):
    """One candidate of a bulk advance and what came of it: a text key, empty before it was done."""

    id: str
    name: str
    path: str
    result: str = ""


class AdvanceView(Record):
    """Candidates of one job, to be advanced together or just advanced."""

    job_path: str
    job_title: Bilingual
    rows: list[AdvanceRow]
    done: bool = False
    reason: str = ""
    name: str = ""
    asks_name: bool = False
    refused: Refused | None = None


def named(competencies: list[Competency], score: CompetencyScore, language: Language) -> str:
    """What a competency is called in the language of the page; the scorecard has only its own."""
    defined = next((c for c in competencies if c.id == score.id), None)
    return defined.name.in_language(language) if defined else score.name


def review_texts(language: Language) -> dict[str, str]:
    """The texts that the script of the page needs."""
    keys = ("rv_at_moment", "rv_remark_saved", "rv_remark_failed", "rv_offline", "rv_withheld", "answer_n")
    return {key: TEXTS[key][language == "en"] for key in keys}


def render_decision(form: DecisionForm, frame: Frame, *, candidate_name: str, candidate_path: str) -> str:
    """The decision on a page of its own: where the form comes back to when something in it is wrong."""
    return render_page(
        "reviews/decision.html", frame, decision=form, candidate_name=candidate_name, candidate_path=candidate_path
    )


def render_advance(view: AdvanceView, frame: Frame) -> str:
    """Candidates to be advanced together with one reason, or what came of it for each."""
    return render_page("reviews/advance.html", frame, view=view)
