"""What partners send and get about decisions, what became of people, costs, deletion and webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from mianshi.contracts.afterwards import Departure, Hire, Performance, TestScore
from mianshi.contracts.base import Language, Record
from mianshi.contracts.delivery import DeliveryState, EventKind
from mianshi.contracts.exchange import DepartureKind
from mianshi.contracts.hiring import DecisionKind, Stage
from mianshi.contracts.partner_api import PageQuery

Month = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


def _of_the_calendar(text: str) -> str:
    datetime.fromisoformat(text)
    return text


Day = Annotated[
    str,
    StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"),
    AfterValidator(_of_the_calendar),
]
Moment = Annotated[
    str,
    StringConstraints(
        pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$"
    ),
    AfterValidator(_of_the_calendar),
]
"""ISO 8601 with its offset from UTC."""
Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e9, le=1e9)]


class DecidedBy(Record):
    """The person who decided. Only people decide: a score or a rule never does."""

    id: str = Field(min_length=1, max_length=64, pattern=r"\S")
    """As the partner's own system knows them."""
    name: str = Field(min_length=1, max_length=100, pattern=r"\S")


class DecisionWish(Record):
    """A decision that a person made in the partner's system."""

    kind: DecisionKind
    decided_by: DecidedBy
    reason: str = Field(min_length=1, max_length=2000, pattern=r"\S")
    saw_report: bool = False
    """Whether that person had read the report."""


class DecisionTold(Record):
    """A decision as it is kept."""

    job_id: str
    candidate_id: str
    kind: DecisionKind
    decided_by: str
    """``partner:<id>/<id of the person>``, or the id of a person who uses our pages."""
    name: str
    reason: str
    at: str
    stage: Stage


class HireWish(Record):
    """Somebody was hired; reported again, it replaces what was reported before."""

    starts_on: Day
    position: str = Field(default="", max_length=100)
    department: str = Field(default="", max_length=100)
    employee_id: str = Field(default="", max_length=64)
    told_about_scores: bool = False
    """Whether the person was told that their skill scores go into the staff file. Without it they do not go there."""


class HireTold(Record):
    """A hire as it is kept."""

    job_id: str
    candidate_id: str
    hire: Hire


class PerformanceWish(Record):
    """How somebody does in the job, on the employer's own scale from `lowest` to `highest`."""

    period_ends_on: Day
    score: Finite
    lowest: Finite = 0.0
    highest: Finite = 100.0
    measure: str = Field(default="overall", min_length=1, max_length=60)


class DepartureWish(Record):
    """Somebody left."""

    left_on: Day
    kind: DepartureKind


class TestScoreWish(Record):
    """Result of a written test, from 0 to `highest`."""

    __test__ = False  # pytest would take it for one of its own
    name: str = Field(min_length=1, max_length=100, pattern=r"\S")
    score: Finite
    highest: Finite = Field(default=100.0, gt=0)
    taken_on: Day


class OutcomesTold(Record):
    """Everything that was reported about what became of a candidate."""

    job_id: str
    candidate_id: str
    hire: Hire | None = None
    performance: list[Performance]
    departures: list[Departure]
    tests: list[TestScore]


class CostsQuery(Record):
    month: Month


class CostTold(Record):
    """A total in one currency. `amount` is a decimal text; both amounts are null where nothing has a price."""

    key: str
    """Id of a job, name of a department, or ``all``; empty for interviews without one."""
    currency: str
    amount: str | None
    amount_micro: int | None
    """Millionths of the currency."""
    lines: int
    unpriced_lines: int
    """Lines without a price: they are in no amount."""


class InterviewCostTold(Record):
    """What one interview cost in this month, failed attempts included."""

    interview_id: str
    job_id: str
    outcome: Literal["open", "scored", "other"]
    currency: str
    amount: str | None
    amount_micro: int | None


class CostsTold(Record):
    """Costs of a month, UTC. `complete` is false while days are still being added up: ask again in a minute."""

    month: str
    complete: bool
    totals: list[CostTold]
    jobs: list[CostTold]
    departments: list[CostTold]
    interviews: list[InterviewCostTold]


class ErasureWish(Record):
    """Delete everything about a candidate, at their request."""

    job_id: str
    candidate_id: str


class ErasureTold(Record):
    """A request for deletion; with `done`, the receipt."""

    id: str
    job_id: str
    candidate_id: str
    asked_at: str
    due_at: str
    done: bool
    done_at: str | None = None
    objects_deleted: int | None = None
    rows_deleted: int | None = None


class WebhookWish(Record):
    """A subscription."""

    url: str = Field(min_length=1, max_length=2048)
    """https, port 443, a public name."""
    name: str = Field(default="", max_length=80)
    events: list[EventKind] = Field(default_factory=list, max_length=len(EventKind))
    """Only these; empty: all."""
    jobs: list[str] = Field(default_factory=list, max_length=100)
    """Only about these jobs; empty: about every job that the partner sees, future ones too."""
    language: Language = "zh"


class WebhookChange(Record):
    """What is to be different; what is left out stays."""

    url: str | None = Field(default=None, min_length=1, max_length=2048)
    name: str | None = Field(default=None, max_length=80)
    events: list[EventKind] | None = Field(default=None, max_length=len(EventKind))
    jobs: list[str] | None = Field(default=None, max_length=100)
    language: Language | None = None
    enabled: bool | None = None
    """True switches on again what was switched off; what waits is sent then."""


class WebhookHealth(Record):
    """How deliveries have been going lately."""

    last_ok_at: str | None = None
    last_at: str | None = None
    failing_since: str | None = None
    failures: int = 0
    """In a row."""
    last_error: str | None = None


class WebhookTold(Record):
    """A subscription as it is kept, without its secret."""

    id: str
    url: str
    name: str
    events: list[EventKind]
    jobs: list[str]
    language: Language
    enabled: bool
    switched_off_at: str | None = None
    switched_off_because: str = ""
    created_at: str
    old_secret_until: str | None = None
    """While it lasts, every message carries two signatures: of the new secret and of the one before."""
    health: WebhookHealth


class WebhookMade(WebhookTold):
    """A subscription that was just made. The secret is told this once: null where this answer is given again."""

    secret: str | None


class SecretTold(Record):
    """A new secret, told this once; the old one signs as well until `old_secret_until`."""

    id: str
    secret: str | None
    old_secret_until: str


class DeliveriesQuery(PageQuery):
    state: Literal["done", "parked", "open"] = "done"
    """`parked`: given up, see `reason`; `open`: waiting for its next try."""


class DeliveryTold(Record):
    """One message, newest first. `id` is its ``webhook-id``, the same at every attempt and replay."""

    id: str
    event: EventKind
    subject: str
    state: DeliveryState
    attempts: int
    reason: str = ""
    """Why the last attempt failed."""
    next_at: str | None = None
    created_at: str
    updated_at: str


class ReplayWish(Record):
    """Which messages are sent again: one by its id, or all that were delivered or given up since a moment."""

    delivery_id: str | None = Field(default=None, max_length=64)
    since: Moment | None = None
    until: Moment | None = None
    """To go on with what one call had no room for: `until` of its answer."""


class ReplayTold(Record):
    """How many are on their way again, under the ids they had. `more`: send the same again, with this `until`."""

    replayed: int
    more: bool = False
    until: str


class TestTold(Record):
    """A test message that is on its way."""

    __test__ = False
    delivery_id: str


class ExchangeQuery(Record):
    """How the standard file is wanted."""

    format: Literal["csv", "xlsx", "json"] = "json"
    language: Language = "zh"
    """Of the headings of CSV and XLSX."""
    cursor: str | None = Field(default=None, min_length=1, max_length=500)
    """`Next-Cursor` of the answer before."""


class ImportQuery(Record):
    """How an import is meant. `check`: only say what is wrong and what would be stored."""

    check: bool = False
