"""The partner API's own words: jobs, candidates, interviews, pages of lists, problems. Served as OpenAPI 3.1.

These records are what partners build on: fields may be added, never renamed or taken away within ``/api/v1``.
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import ConfigDict, Field, model_validator

from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.events import MOST_FOLLOW_UPS
from mianshi.contracts.hiring import DecisionKind, InterviewMode, InterviewRules, JobStatus, Stage
from mianshi.contracts.partner_combined import CombinedTold

T = TypeVar("T", bound=Record)

ONE_LINE = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f\u3000\u00a0][^\x00-\x1f\x7f]*$"
"""Text without control characters that is more than blanks."""
Line = Annotated[str, Field(pattern=ONE_LINE)]
ExternalId = Annotated[str, Field(min_length=1, max_length=64, pattern=ONE_LINE)]
MOST_AT_ONCE = 100
"""Candidates of one request."""
_TIME = "2026-11-28T09:30:00.000Z"
_JOB, _CANDIDATE, _INTERVIEW = (
    "jb_01KB4ZJ5R3Q8W2N6T9V7X4Y1C5",
    "ca_01KB4ZM8D2F6H9K3P7R1S5T8W4",
    "iv_01KB4ZQ2A5C9E3G7J1M6N8P4R2",
)


class Page(Record, Generic[T]):
    """One page of a list."""

    items: list[T] = Field(description="What was found, in the order of the list.")
    next: str | None = Field(
        default=None,
        description="Send it as `cursor` to get the next page. Null: this is the last one. A page may hold fewer items "
        "than `limit`, or none, and still have a next one.",
        examples=["MjAyNi0xMS0yOFQwOTowMDowMC4wMDBa.5f2d9c0b7a41e8d36c90"],
    )


class PageQuery(Record):
    """How a list is read."""

    limit: int = Field(default=20, ge=1, le=100, description="At most so many items.", examples=[50])
    cursor: str | None = Field(
        default=None, min_length=1, max_length=500, description="`next` of the page before.", examples=["MjAyNg.5f2d9c"]
    )


class FieldProblem(Record):
    """What is wrong with one value."""

    pointer: str | None = Field(
        default=None, description="JSON pointer into the body.", examples=["#/rules/answer_seconds"]
    )
    parameter: str | None = Field(default=None, description="Name of a query parameter.", examples=["limit"])
    detail: str = Field(description="One sentence.", examples=["Input should be less than or equal to 1800."])


class Problem(Record):
    """Why a request was not carried out (RFC 9457)."""

    type: str = Field(
        description="Names the kind of problem, and opens a page about it.",
        examples=["https://interviews.example.com/api/v1/problems/not_found"],
    )
    title: str = Field(description="The kind in a few words.", examples=["Not found"])
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field(description="One plain sentence.", examples=["There is no such job."])
    code: str = Field(description="The last part of `type`, to branch on.", examples=["not_found"])
    request_id: str = Field(
        description="Quote it when you ask us about this request.", examples=["b7b1c4a2-5a37-4d2f-9c53-0f1f6c1f7a10"]
    )
    errors: list[FieldProblem] = Field(default_factory=list, description="Which values are wrong.")
    existing: str | None = Field(
        default=None, description="Id of what is there already.", examples=["jb_01KB4ZJ5R3Q8W2N6T9V7X4Y1C5"]
    )


class ProblemKind(Record):
    """What a kind of problem means."""

    code: str = Field(description="As in `Problem.code`.", examples=["not_found"])
    status: int = Field(description="The HTTP status it comes with.", examples=[404])
    title: str = Field(description="A few words.", examples=["Not found"])
    meaning: str = Field(description="One sentence.", examples=["There is nothing here that this key may see."])


class TextInLanguages(Record):
    """A text in Chinese, in English, or both; a language that is left out takes over the other's words."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    zh: Annotated[str, Field(max_length=100, pattern=ONE_LINE)] | None = Field(
        default=None, description="In Chinese.", examples=["门店店长"]
    )
    en: Annotated[str, Field(max_length=100, pattern=ONE_LINE)] | None = Field(
        default=None, description="In English.", examples=["Store manager"]
    )

    @model_validator(mode="after")
    def _any(self) -> TextInLanguages:
        if not (self.zh or self.en):
            raise ValueError("give the text in Chinese (zh), in English (en), or in both")
        return self

    def both(self) -> Bilingual:
        """Either language stands in for the other."""
        return Bilingual(zh=self.zh or self.en or "", en=self.en or self.zh or "")


class RulesWish(Record):
    """How candidates are interviewed, the same for everybody of a job. What is left out keeps its value."""

    modes: list[InterviewMode] | None = Field(
        default=None, min_length=1, max_length=3, description="Ways to answer.", examples=[["video", "text"]]
    )
    languages: list[Language] | None = Field(
        default=None, min_length=1, max_length=2, description="Languages to answer in.", examples=[["zh", "en"]]
    )
    think_seconds: int | None = Field(
        default=None, ge=0, le=600, description="Time to think before an answer starts by itself.", examples=[30]
    )
    answer_seconds: int | None = Field(
        default=None, ge=15, le=1800, description="Longest time of one answer.", examples=[180]
    )
    retakes: int | None = Field(
        default=None, ge=0, le=10, description="How often one answer may be recorded again.", examples=[1]
    )
    practice: bool | None = Field(default=None, description="Whether a practice question is offered.", examples=[True])
    advanced: bool | None = Field(
        default=None, description="Whether the other questions are asked besides the core ones.", examples=[False]
    )
    link_days: int | None = Field(
        default=None, ge=1, le=90, description="Days in which an invitation can be begun.", examples=[14]
    )
    follow_ups: int | None = Field(
        default=None,
        ge=0,
        le=MOST_FOLLOW_UPS,
        description="How many follow-up questions are put once a candidate's own recorded answers have been read: the "
        "same number for everyone whose answers can be scored. They can raise a level and never lower one. The "
        "interview waits up to 24 hours for them; a change holds for interviews that begin later.",
        examples=[2],
    )
    reminder_hours: int | None = Field(
        default=None, ge=0, le=720, description="Hours until a reminder; 0: none is sent.", examples=[48]
    )


class JobWish(Record):
    """A job to be made: from a shipped role, or from a role of your own."""

    role: Annotated[str, Field(max_length=80, pattern=ONE_LINE)] | None = Field(
        default=None,
        description="Id of a shipped role. Instead of `role_definition`.",
        examples=["retail_store_manager"],
    )
    role_definition: dict[str, Any] | None = Field(
        default=None,
        description="A whole role as `docs/roles.md` describes it: competencies, questions, key points, anchors. "
        "Instead of `role`.",
    )
    title: TextInLanguages | None = Field(default=None, description="Left out: the name of the role.")
    department: str = Field(
        default="",
        max_length=60,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="Costs are told by it.",
        examples=["华东零售"],
    )
    headcount: int = Field(default=1, ge=1, le=10_000, description="How many are to be hired.", examples=[10])
    external_id: ExternalId | None = Field(
        default=None,
        description="What your system calls the job; no two jobs of yours have the same.",
        examples=["REQ-1042"],
    )
    policy: Annotated[str, Field(max_length=40, pattern=ONE_LINE)] | None = Field(
        default=None, description="Id of the policy profile. Left out: `cn`.", examples=["cn"]
    )
    status: Literal["draft", "open"] = Field(
        default="open", description="Candidates can be invited while a job is open.", examples=["open"]
    )
    rules: RulesWish = Field(default=RulesWish(), description="What differs from the usual rules.")
    release: Literal["when_scored", "when_decided", "by_hand"] = Field(
        default="when_decided", description="When candidates may read their own report.", examples=["when_decided"]
    )
    blind_first: bool = Field(
        default=False, description="Whether interviewers rate before they see the scores.", examples=[False]
    )

    @model_validator(mode="after")
    def _one_role(self) -> JobWish:
        if (self.role is None) == (self.role_definition is None):
            raise ValueError("name a shipped role in `role`, or give one in `role_definition`; not both, not neither")
        return self


class JobEdit(Record):
    """What is to be different about a job. What is left out, or null, stays."""

    title: TextInLanguages | None = Field(default=None, description="Its new name.")
    department: Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")] | None = Field(
        default=None, description="Costs are told by it.", examples=["华东零售"]
    )
    headcount: int | None = Field(default=None, ge=1, le=10_000, description="How many are to be hired.", examples=[12])
    status: Literal["open", "closed"] | None = Field(
        default=None, description="Closed: nobody begins an interview any more.", examples=["closed"]
    )
    rules: RulesWish = Field(default=RulesWish(), description="Rules that change, for whoever has not begun.")
    release: Literal["when_scored", "when_decided", "by_hand"] | None = Field(
        default=None, description="When candidates may read their own report.", examples=["by_hand"]
    )
    reason: str = Field(
        default="",
        max_length=600,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="For the job's change log.",
        examples=["Two more stores open in January"],
    )


class JobTold(Record):
    """A job."""

    id: str = Field(description="Ours.", examples=[_JOB])
    external_id: str | None = Field(description="Yours.", examples=["REQ-1042"])
    title: Bilingual = Field(description="Its name in both languages.")
    department: str = Field(description="Costs are told by it.", examples=["华东零售"])
    headcount: int = Field(description="How many are to be hired.", examples=[10])
    status: JobStatus = Field(description="Candidates can be invited while it is open.", examples=["open"])
    role: str = Field(description="Id of the role it was made from.", examples=["retail_store_manager"])
    role_version: str = Field(description="Hash of the role as it is now.", examples=["3f9ac1d20b7e"])
    policy: str = Field(description="Id of the policy profile.", examples=["cn"])
    rules: InterviewRules = Field(description="How candidates are interviewed.")
    release: Literal["when_scored", "when_decided", "by_hand"] = Field(
        description="When candidates may read their own report.", examples=["when_decided"]
    )
    blind_first: bool = Field(description="Whether interviewers rate before they see the scores.", examples=[False])
    created_at: str = Field(description="UTC.", examples=[_TIME])
    changed_at: str = Field(description="UTC.", examples=[_TIME])
    revision: int = Field(description="Its version: what `ETag` holds and `If-Match` names.", examples=[3])
    url: str = Field(
        description="Its page, for whoever has an account.", examples=[f"https://interviews.example.com/jobs/{_JOB}"]
    )


class JobsQuery(PageQuery):
    """Which jobs."""

    status: JobStatus | None = Field(default=None, description="Only these.", examples=["open"])
    external_id: ExternalId | None = Field(default=None, description="Only the one you call so.", examples=["REQ-1042"])


class QuestionTold(Record):
    """A question of a job's role."""

    id: str = Field(description="Of the question.", examples=["q_complaint"])
    competency: str = Field(description="Id of the competency it asks about.", examples=["customer_service"])
    text: Bilingual = Field(description="As candidates read it.")
    core: bool = Field(description="Whether everybody is asked.", examples=[True])


class QuestionsTold(Record):
    """The questions of a job's role."""

    questions: list[QuestionTold] = Field(description="In the order of the role.")


class CandidateWish(Record):
    """Somebody who applied. Traits that must not decide are refused: there is no field for them."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=ONE_LINE)] = Field(
        description="As invitations address them.", examples=["王小明"]
    )
    email: Annotated[str, Field(max_length=254)] | None = Field(
        default=None, description="Invitations go there.", examples=["wang@example.com"]
    )
    phone: Annotated[str, Field(max_length=40)] | None = Field(
        default=None, description="With or without country code.", examples=["+86 138 0013 8000"]
    )
    source: Annotated[str, Field(max_length=60, pattern=ONE_LINE)] | None = Field(
        default=None, description="Where they came from, such as a job board.", examples=["51job"]
    )
    language: Language | None = Field(
        default=None, description="They are written to in it. Left out: the job's first.", examples=["zh"]
    )
    external_id: ExternalId | None = Field(
        default=None,
        description="What your system calls this application; no two have the same. Sent again, it adds nobody.",
        examples=["APP-20931"],
    )


class CandidatesWish(Record):
    """One candidate or several."""

    candidates: list[CandidateWish] = Field(
        min_length=1, max_length=MOST_AT_ONCE, description="All are added, or none where one of them cannot be read."
    )


class CandidateAdded(Record):
    """What became of one of them. Without names: the order is that of the request."""

    id: str = Field(description="Ours.", examples=[_CANDIDATE])
    job_id: str = Field(description="Of the job they are a candidate of.", examples=[_JOB])
    external_id: str | None = Field(description="Yours.", examples=["APP-20931"])
    result: Literal["created", "exists"] = Field(
        description="`exists`: this external id was there before; nothing was changed.", examples=["created"]
    )


class CandidatesAdded(Record):
    """What became of each."""

    candidates: list[CandidateAdded] = Field(description="In the order of the request.")


class CandidateEdit(Record):
    """New contacts. What is left out stays; an empty text takes it away."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=ONE_LINE)] | None = Field(
        default=None, description="As invitations address them.", examples=["王小明"]
    )
    email: Annotated[str, Field(max_length=254)] | None = Field(
        default=None, description="Invitations go there.", examples=["wang@example.com"]
    )
    phone: Annotated[str, Field(max_length=40)] | None = Field(
        default=None, description="With or without country code.", examples=["+86 138 0013 8000"]
    )
    language: Language | None = Field(default=None, description="They are written to in it.", examples=["en"])


class CandidateDecision(Record):
    """What a named person decided. Why stays with us."""

    kind: DecisionKind = Field(description="What was decided.", examples=["advance"])
    by_name: str = Field(description="Who decided.", examples=["Lin Yue"])
    at: str = Field(description="UTC.", examples=[_TIME])


class CandidateTold(Record):
    """A candidate."""

    id: str = Field(description="Ours.", examples=[_CANDIDATE])
    job_id: str = Field(description="Of the job.", examples=[_JOB])
    external_id: str | None = Field(description="Yours.", examples=["APP-20931"])
    name: str = Field(description="Empty after the data were deleted.", examples=["王小明"])
    email: str = Field(description="Empty where nobody knows it.", examples=["wang@example.com"])
    phone: str = Field(description="Empty where nobody knows it.", examples=["+86 138 0013 8000"])
    source: str = Field(description="Where they came from.", examples=["51job"])
    language: Language = Field(description="They are written to in it.", examples=["zh"])
    stage: Stage = Field(description="How far they have come, by what people did.", examples=["invited"])
    created_at: str = Field(description="UTC.", examples=[_TIME])
    invited_at: str | None = Field(description="UTC.", examples=[_TIME])
    invitation_ends_at: str | None = Field(description="Until then they can begin. UTC.", examples=[_TIME])
    started_at: str | None = Field(description="UTC.", examples=[_TIME])
    submitted_at: str | None = Field(description="UTC.", examples=[_TIME])
    interview_id: str | None = Field(description="Of their interview.", examples=[_INTERVIEW])
    decision: CandidateDecision | None = Field(description="Null: nobody decided yet.")
    combined: CombinedTold | None = Field(
        default=None,
        description="The combined report. Null in lists, after a change and after a deletion: read one candidate.",
    )
    url: str = Field(
        description="Their page, for whoever has an account.",
        examples=[f"https://interviews.example.com/jobs/{_JOB}/candidates/{_CANDIDATE}"],
    )


class CandidatesQuery(PageQuery):
    """Which candidates."""

    external_id: ExternalId | None = Field(
        default=None, description="Only the one you call so.", examples=["APP-20931"]
    )
