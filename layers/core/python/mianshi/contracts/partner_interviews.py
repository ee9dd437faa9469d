"""The partner API's words about what candidates hand in: résumés, invitations, interviews. As `partner_api`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from mianshi.contracts.base import Bilingual, Language, LanguageChoice, Record
from mianshi.contracts.events import MOST_FILES
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.partner_api import ONE_LINE, PageQuery
from mianshi.contracts.partner_events import FetchProblem, FetchState
from mianshi.contracts.resumes import ResumeReason

MOST_RESUME_BYTES = 10 * 1024**2
ResumeType = Literal[
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/plain",
]
Address = Annotated[str, Field(min_length=9, max_length=2048, pattern=r"^https://[^\x00-\x20\x7f]+$")]


def _of_our_time(given: datetime) -> datetime:
    if not 2000 <= given.year <= 2099:
        raise ValueError("give a time in the years 2000 to 2099")
    return given


Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
"""A time with its zone that stays a date in every other zone."""
_TIME = "2026-11-28T09:30:00.000Z"
_JOB, _CANDIDATE, _INTERVIEW = (
    "jb_01KB4ZJ5R3Q8W2N6T9V7X4Y1C5",
    "ca_01KB4ZM8D2F6H9K3P7R1S5T8W4",
    "iv_01KB4ZQ2A5C9E3G7J1M6N8P4R2",
)


class ResumeWish(Record):
    """How a résumé comes: we fetch it from an address, or you upload it (`size_bytes`) with what we hand out."""

    content_type: ResumeType = Field(
        description="PDF, Word (.docx) or plain text in UTF-8.", examples=["application/pdf"]
    )
    size_bytes: int | None = Field(
        default=None, ge=1, le=MOST_RESUME_BYTES, description="Instead of `url`: its exact size.", examples=[183_422]
    )
    url: Address | None = Field(
        default=None,
        description="Instead of `size_bytes`: a public https address.",
        examples=["https://ats.example.com/r/8841?sig=…"],
    )

    @model_validator(mode="after")
    def _one_way(self) -> ResumeWish:
        if (self.size_bytes is None) == (self.url is None):
            raise ValueError("give `size_bytes` to upload it, or `url` to have it fetched; not both, not neither")
        return self


class SignedPut(Record):
    """Where a file is put: by PUT, with exactly these headers, within the time. No key is needed."""

    url: str = Field(description="For one PUT of the bytes.", examples=["https://bucket.s3.amazonaws.com/…"])
    headers: dict[str, str] = Field(description="Send exactly these.", examples=[{"content-type": "application/pdf"}])
    expires_at: str = Field(description="UTC.", examples=[_TIME])


class ResumeTold(Record):
    """A candidate's résumé: whether it is there, and how it is coming."""

    state: Literal["none", "awaiting_upload", "fetching", "stored", "failed"] = Field(
        description="`failed`: see `problem`; send it again.", examples=["stored"]
    )
    content_type: str | None = Field(default=None, description="As it was announced.", examples=["application/pdf"])
    size_bytes: int | None = Field(default=None, description="Of what is stored.", examples=[183_422])
    upload: SignedPut | None = Field(default=None, description="Where to put it; only in the answer that asked for it.")
    problem: FetchProblem | None = Field(
        default=None, description="Why it could not be fetched.", examples=["not_found"]
    )
    reading: Literal["waiting", "read", "refused"] | None = Field(
        default=None,
        description="Of a stored one: `waiting`: it is being read; `read`: its match can be asked for; `refused`: see "
        "`refused`. Null while nothing is stored.",
        examples=["read"],
    )
    refused: ResumeReason | None = Field(
        default=None, description="Why the file cannot be read.", examples=["resume_picture"]
    )
    sentence: Bilingual | None = Field(default=None, description="The same for people, with what to do about it.")


class Invitation(Record):
    """An invitation."""

    candidate_id: str = Field(description="Who is invited.", examples=[_CANDIDATE])
    url: str | None = Field(
        description="Opens the candidate's own door without a password: hand it to nobody else. Null where this answer "
        "is given again, or the link has ended.",
        examples=["https://interviews.example.com/c/open/…"],
    )
    ends_at: str | None = Field(description="Until then they can begin. UTC.", examples=[_TIME])
    mail: Literal["sent", "no_address", "off", "not_needed"] | None = Field(
        description="`sent`: we write to them. `no_address`: no address is known, hand the link out yourself. `off`: "
        "this installation sends no mail. `not_needed`: they have begun already. Null where it is only read.",
        examples=["sent"],
    )


class ConsentWish(Record):
    """What the candidate agreed to in your system. You confirm it: keep the proof."""

    recording: Literal[True] = Field(description="That the recording is stored.", examples=[True])
    analysis: Literal[True] = Field(description="That software analyses what is said.", examples=[True])
    observations: bool = Field(
        default=False,
        description="Separately: that what is seen and heard besides the words is noted.",
        examples=[False],
    )
    text_version: Annotated[str, Field(min_length=1, max_length=60, pattern=ONE_LINE)] = Field(
        description="Which text they agreed to, as you call its version.", examples=["consent-2026-03"]
    )
    at: Moment = Field(
        description="When they agreed: not in the future, not before the year 2000.",
        examples=["2026-11-27T14:03:00+08:00"],
    )
    language: Language = Field(default="zh", description="Of that text.", examples=["zh"])


class AnswerWish(Record):
    """The recording of one answer: fetched from an address, or uploaded by you where none is given."""

    question: Annotated[str, Field(min_length=1, max_length=1000)] | None = Field(
        default=None,
        description="What was asked, word for word; best as `GET /jobs/{job_id}/questions` tells it.",
        examples=["请讲一次你处理顾客投诉的经历。"],
    )
    url: Address | None = Field(
        default=None,
        description="A public https address on port 443 that answers 200 without a redirect. Kept for days only.",
        examples=["https://ats.example.com/media/8841.mp4?sig=…"],
    )


class InterviewWish(Record):
    """An interview that was held elsewhere: its recordings, and what the candidate agreed to."""

    consent: ConsentWish = Field(description="Without it nothing is recorded or analysed.")
    language: LanguageChoice = Field(default="auto", description="Spoken in the answers.", examples=["zh"])
    answers: list[AnswerWish] = Field(
        min_length=1, max_length=MOST_FILES, description="One for each recording, in order."
    )


class SourceWish(Record):
    """A new way for the recording of one answer: an address, or, without one, an upload."""

    url: Address | None = Field(
        default=None, description="As in `AnswerWish`.", examples=["https://ats.example.com/media/8841.mp4?sig=…"]
    )


class SignedForm(Record):
    """Where a recording is uploaded: a POST of multipart/form-data with these fields, then a field `file`, last."""

    url: str = Field(description="Of the POST. No key is needed.", examples=["https://bucket.s3.amazonaws.com/"])
    fields: dict[str, str] = Field(description="Send all of them before the file.")
    expires_at: str = Field(description="UTC.", examples=[_TIME])
    most_bytes: int = Field(description="Larger files are refused.", examples=[5368709120])


class AnswerTold(Record):
    """The recording of one answer, and how it is coming."""

    answer: int = Field(description="Its number, from 0.", examples=[0])
    question: str | None = Field(description="What was asked.", examples=["请讲一次你处理顾客投诉的经历。"])
    state: FetchState = Field(
        description="`awaiting_upload`: put it where `upload` says. `waiting`, `fetching`: we get it. `stored`: it is "
        "there. `failed`: see `problem`, and send another address.",
        examples=["stored"],
    )
    problem: FetchProblem | None = Field(
        default=None, description="Why it could not be fetched.", examples=["too_large"]
    )
    upload: SignedForm | None = Field(
        default=None, description="Where to upload it; only in the answer that asked for it."
    )


class InterviewTold(Record):
    """An interview and how it stands."""

    id: str = Field(description="Ours.", examples=[_INTERVIEW])
    job_id: str = Field(description="Of the job.", examples=[_JOB])
    candidate_id: str = Field(description="Of the candidate.", examples=[_CANDIDATE])
    appeal_of: str | None = Field(description="The interview that this one supplements.", examples=[None])
    status: Status = Field(description="Where it stands.", examples=["closed"])
    outcome: Outcome | None = Field(description="How it ended; null while it is not closed.", examples=["scored"])
    reason: str | None = Field(description="The cause, where it ended without a score.", examples=["no_audio"])
    sentence: Bilingual = Field(description="The same in one sentence for people.")
    total: int | None = Field(description="0 to 100; null where a person has to look first.", examples=[78])
    asking_until: str | None = Field(
        default=None,
        description="Set while the candidate is asked follow-up questions (`rules.follow_ups` of the job): the result "
        "comes once they are answered, or after this time. UTC.",
        examples=[_TIME],
    )
    answers: list[AnswerTold] = Field(
        description="Its recordings, without answers to follow-up questions: those are the candidate's alone to give. "
        "Empty in lists."
    )
    created_at: str = Field(description="UTC.", examples=[_TIME])
    closed_at: str | None = Field(description="UTC.", examples=[_TIME])
    report_url: str = Field(
        description="The report, for whoever has an account.",
        examples=[f"https://interviews.example.com/interviews/{_INTERVIEW}/report"],
    )


class InterviewsQuery(PageQuery):
    """Which interviews, oldest first."""

    since: Moment | None = Field(
        default=None,
        description="Made at this time or later. Left out: the last 30 days.",
        examples=["2026-11-01T00:00:00Z"],
    )
    job_id: str | None = Field(
        default=None, pattern="^jb_[0-9A-HJKMNP-TV-Z]{26}$", description="Of this job only.", examples=[_JOB]
    )
    status: Status | None = Field(default=None, description="Only these.", examples=["closed"])
