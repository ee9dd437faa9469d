"""What partners send and get about decisions, what became of people, costs, deletion and the standard file."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from mianshi.contracts.afterwards import Departure, Hire, Performance, Promotion, TestScore
from mianshi.contracts.base import Language, Record
from mianshi.contracts.dates import DAY, MONTH
from mianshi.contracts.exchange import DepartureKind
from mianshi.contracts.hiring import DecisionKind, Stage

Month = Annotated[str, StringConstraints(pattern=MONTH)]


def of_the_calendar(text: str) -> str:
    """The text, if it is a day or a moment there is; raises ValueError for any other."""
    datetime.fromisoformat(text)
    return text


Day = Annotated[
    str,
    StringConstraints(pattern=DAY),
    AfterValidator(of_the_calendar),
]
Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e9, le=1e9)]


class DecidedBy(Record):
    """The person who decided. Only people decide: a score or a rule never does."""

    id: str = Field(min_length=1, max_length=64, pattern=r"\S")
    """As the partner's own system knows them."""
    name: str = Field(min_length=1, max_length=100, pattern=r"\S")
    """Their name, as it stands under the decision."""


class DecisionWish(Record):
    """A decision that a person made in the partner's system."""

    kind: DecisionKind
    """`advance`, `hold` or `reject`."""
    decided_by: DecidedBy
    """Who decided."""
    reason: str = Field(min_length=1, max_length=2000, pattern=r"\S")
    """Why; stays with us and is told to no other system."""
    saw_report: bool = False
    """Whether that person had read the report."""


class DecisionTold(Record):
    """A decision as it is kept."""

    job_id: str
    """Of the job."""
    candidate_id: str
    """Of the candidate."""
    kind: DecisionKind
    """`advance`, `hold` or `reject`."""
    decided_by: str
    """``partner:<id>/<id of the person>``, or the id of a person who uses our pages."""
    name: str
    """Name of that person."""
    reason: str
    """Why."""
    at: str
    """When. UTC."""
    stage: Stage
    """How far the candidate has come."""


class HireWish(Record):
    """Somebody was hired; reported again, it replaces what was reported before."""

    starts_on: Day
    """First day of work."""
    position: str = Field(default="", max_length=100)
    """What they were hired as."""
    department: str = Field(default="", max_length=100)
    """Where they work."""
    employee_id: str = Field(default="", max_length=64)
    """Their number in the employer's own system."""
    told_about_scores: bool = False
    """Whether the person was told that their skill scores go into the staff file. Without it they do not go there."""


class HireTold(Record):
    """A hire as it is kept."""

    job_id: str
    """Of the job."""
    candidate_id: str
    """Of the candidate."""
    hire: Hire
    """As it is kept, with who reported it and when."""


class PerformanceWish(Record):
    """How somebody does in the job, on the employer's own scale from `lowest` to `highest`."""

    period_ends_on: Day
    """Last day of the period that is rated."""
    score: Finite
    """From `lowest` to `highest`."""
    lowest: Finite = 0.0
    """Lowest value of the scale."""
    highest: Finite = 100.0
    """Highest value of the scale."""
    measure: str = Field(default="overall", min_length=1, max_length=60)
    """What is rated, such as `overall` or the id of a competency."""


class PromotionWish(Record):
    """Somebody came into a higher position."""

    promoted_on: Day
    """First day in it."""
    to: str = Field(default="", max_length=100)
    """What it is called."""


class DepartureWish(Record):
    """Somebody left."""

    left_on: Day
    """Last day."""
    kind: DepartureKind
    """How it came about."""


class TestScoreWish(Record):
    """Result of a written test, from 0 to `highest`."""

    __test__ = False  # pytest would take it for one of its own
    name: str = Field(min_length=1, max_length=100, pattern=r"\S")
    """Of the test."""
    score: Finite
    """From 0 to `highest`."""
    highest: Finite = Field(default=100.0, gt=0)
    """The most that could be reached."""
    taken_on: Day
    """Day it was taken."""


class OutcomesTold(Record):
    """Everything that was reported about what became of a candidate."""

    job_id: str
    """Of the job."""
    candidate_id: str
    """Of the candidate."""
    hire: Hire | None = None
    """Null where none was reported."""
    performance: list[Performance]
    """In the order of the periods."""
    promotions: list[Promotion] = Field(default_factory=list)
    """In the order of the days."""
    departures: list[Departure]
    """In the order of the days."""
    tests: list[TestScore]
    """In the order of the days."""


CostsBy = Literal["job", "department", "source", "interview", "candidate", "day", "service", "kind"]


class CostsQuery(Record):
    """Which month, told apart by what, and which page."""

    month: Month
    """`yyyy-mm`, UTC."""
    by: CostsBy | None = None
    """Total by one thing, in `groups`; without it there are jobs, departments and interviews."""
    limit: int = Field(default=1000, ge=1, le=5000)
    """At most so many interviews, or groups."""
    cursor: str | None = Field(default=None, min_length=1, max_length=500)
    """`next` of the page before."""


class CostTold(Record):
    """A total in one currency. `amount` is a decimal text; both amounts are null where nothing has a price."""

    key: str
    """Id of a job, an interview or a candidate, name of a department or a source, a day, an AWS service, a kind
    (`usage`, `overhead`, `credit`, `adjustment`), or ``all``; empty for what belongs to none."""
    currency: str
    """ISO 4217."""
    amount: str | None
    """Decimal text, such as `1.5`; null where nothing has a price. Credits are below zero."""
    amount_micro: int | None
    """Millionths of the currency."""
    lines: int
    """Lines of the ledger."""
    unpriced_lines: int
    """Lines without a price: they are in no amount."""


class InterviewCostTold(Record):
    """What one interview cost in this month, failed attempts included."""

    interview_id: str
    """Of the interview."""
    candidate_id: str
    """Of its candidate; empty where it has none."""
    job_id: str
    """Of its job; empty where it has none."""
    department: str
    """As it was then."""
    source: str
    """Where the candidate came from; empty where nobody said."""
    outcome: Literal["open", "scored", "other"]
    """`open` while it is not closed."""
    currency: str
    """ISO 4217."""
    amount: str | None
    """Decimal text; null where nothing has a price."""
    amount_micro: int | None
    """Millionths of the currency."""
    unpriced_lines: int
    """Lines without a price: they are in no amount."""


class RateTold(Record):
    """One unit of `base` is worth `rate` units of `quote`."""

    base: str
    """ISO 4217."""
    quote: str
    """ISO 4217."""
    rate: str
    """Decimal text."""
    day: str
    """Of the rate."""
    source: str
    """Who says so."""


class ConvertedTold(Record):
    """The totals together in the currency that the customer's reports are shown in."""

    currency: str
    """ISO 4217."""
    amount: str | None
    """Decimal text; null where nothing could be converted."""
    amount_micro: int | None
    """Millionths of the currency."""
    rates: list[RateTold]
    """Those it was converted at."""
    left: list[str]
    """Currencies that no rate is known for; they are not in the amount."""


class CostFileTold(Record):
    """A file of a closed month."""

    name: str
    """As the event `costs.closed` names it, such as `jobs.csv`."""
    bytes: int
    """Its size."""
    sha256: str
    """Of its bytes, in hexadecimal."""
    url: str
    """Gives the file, without a key, for five minutes. Send no `Authorization` there."""


class CostsClosedTold(Record):
    """A month that does not change any more: what turns out later is an adjustment in a later month."""

    at: str
    """When it was closed. UTC."""
    files: list[CostFileTold]
    """Empty for a partner that does not see every job: they are about all of them."""
    missing: list[str] = Field(default_factory=list)
    """Overheads that could not be written in time, as ``day part``: the month was closed without them. What is written
    later is an adjustment in a later month."""


class CostsTold(Record):
    """Costs of a month, UTC. `complete` is false while days are still being added up: ask again in a minute."""

    month: str
    """`yyyy-mm`."""
    complete: bool
    """False while days are still being added up."""
    totals: list[CostTold]
    """One for each currency."""
    converted: ConvertedTold | None
    """Null where the customer's reports are shown in no common currency."""
    jobs: list[CostTold]
    """By job, the dearest first; empty with `by`."""
    departments: list[CostTold]
    """By department, the dearest first; empty with `by`."""
    interviews: list[InterviewCostTold]
    """One page, by currency, the dearest first; empty with `by`."""
    groups: list[CostTold]
    """With `by`: one page, by currency, the dearest first. The amounts of all pages add up to the totals."""
    next: str | None
    """Send it as `cursor` to get the next page. Null: this is the last one."""
    closed: CostsClosedTold | None
    """Null while the month may still change."""


class ErasureWish(Record):
    """Delete everything about a candidate, at their request."""

    job_id: str
    """Of the job."""
    candidate_id: str
    """Of the candidate."""


class ErasureTold(Record):
    """A request for deletion; with `done`, the receipt."""

    id: str
    """Of the request."""
    job_id: str
    """Of the job."""
    candidate_id: str
    """Of the candidate."""
    asked_at: str
    """UTC."""
    due_at: str
    """By then it must be done. UTC."""
    done: bool
    """Whether everything is deleted."""
    done_at: str | None = None
    """UTC."""
    objects_deleted: int | None = None
    """Files: recordings, transcripts, résumé, old versions included."""
    rows_deleted: int | None = None
    """Records."""


class ExchangeQuery(Record):
    """How the standard file is wanted."""

    format: Literal["csv", "xlsx", "json"] = "json"
    """`csv`, `xlsx` or `json`."""
    language: Language = "zh"
    """Of the headings of CSV and XLSX."""
    cursor: str | None = Field(default=None, min_length=1, max_length=500)
    """`Next-Cursor` of the answer before."""


class ImportQuery(Record):
    """How an import is meant. `check`: only say what is wrong and what would be stored."""

    check: bool = False
    """True: nothing is stored, the answer says what would be."""
