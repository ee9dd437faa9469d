"""What partners send and get about job texts, their requirements, and résumés held against them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.hiring import Job
from mianshi.contracts.matching import DoubtKind, Match, Posting, Requirement, RequirementKind, Verdict
from mianshi.contracts.partner_api import ONE_LINE

LONGEST_TEXT = 20_000
"""Characters of a job text."""
_TEXT = "任职要求：\n1. 本科及以上学历\n2. 三年以上零售门店管理经验"


class RequirementEdit(Record):
    """What a person changed about one requirement; what is left out stays."""

    id: str = Field(min_length=1, max_length=80, description="Of the requirement, as it was read.", examples=["r2"])
    text: Annotated[str, Field(min_length=1, max_length=200, pattern=ONE_LINE)] | None = Field(
        default=None, description="What it is called.", examples=["三年以上门店管理"]
    )
    must: bool | None = Field(default=None, description="Required, or an advantage.", examples=[True])
    weight: int | None = Field(default=None, ge=1, le=10, description="What it weighs.", examples=[3])
    left_out: bool = Field(default=False, description="It is not compared at all.", examples=[False])


class PostingWish(Record):
    """A job's text. The requirements are read from it."""

    text: str = Field(
        max_length=LONGEST_TEXT, description="As people read it. Empty: it is taken away.", examples=[_TEXT]
    )
    requirements: list[RequirementEdit] = Field(
        default_factory=list,
        max_length=100,
        description="Changes to requirements by their ids, applied after the text is read.",
    )
    reason: str = Field(
        default="", max_length=600, description="Why; goes into the job's change log.", examples=["Wording"]
    )


class RequirementTold(Record):
    """One thing the job asks for."""

    id: str = Field(description="Within this version.", examples=["r2"])
    text: str = Field(description="As the job text has it, or as a person called it.", examples=["本科及以上学历"])
    kind: RequirementKind = Field(description="What it is about.", examples=["education"])
    must: bool = Field(description="Required, or an advantage. Nobody is rejected for lacking one.", examples=[True])
    weight: int = Field(description="1 to 10.", examples=[3])
    terms: list[str] = Field(description="Words that are looked for.", examples=[["门店管理"]])
    years: float | None = Field(description="Years of work that are asked for.", examples=[3])


class NotConsideredTold(Record):
    """A line of the job text that is never compared."""

    text: str = Field(description="As the job text has it.", examples=["25-35岁"])
    topic: str = Field(description="What it touches.", examples=["age"])
    reason: Bilingual = Field(description="Why it is left out.")


class PostingTold(Record):
    """A job's text with what was read of it."""

    job_id: str = Field(description="Of the job.", examples=["jb_01KB4ZJ5R3Q8W2N6T9V7X4Y1C5"])
    version: str | None = Field(
        description="Hash of text and requirements. Null: the job has no text.", examples=["3f9ac1d20b7e"]
    )
    text: str = Field(description="As people read it.", examples=[_TEXT])
    requirements: list[RequirementTold] = Field(description="In the order of the text.")
    not_considered: list[NotConsideredTold] = Field(description="Lines that are left out, with the reason.")


class QuoteTold(Record):
    """Words of the résumé."""

    text: str = Field(description="The line, contacts masked.", examples=["带领 12 人团队，门店销售额增长 30%"])
    page: int = Field(description="From 1.", examples=[1])


class VerdictTold(Record):
    """One requirement and how the résumé meets it."""

    requirement: RequirementTold = Field(description="What is asked.")
    verdict: Verdict = Field(description="`not_found`: the résumé says nothing about it.", examples=["met"])
    share: float = Field(description="How much of the weight counts, 0 to 1.", examples=[1.0])
    told: Bilingual = Field(description="What was found and what is missing, in one sentence.")
    quotes: list[QuoteTold] = Field(description="The lines the verdict rests on; none where nothing was found.")
    missing: list[str] = Field(description="Words that were not found.", examples=[["CET-6"]])


class DoubtTold(Record):
    """Something a person should look at; it raises and lowers nothing by itself."""

    kind: DoubtKind = Field(description="What it is.", examples=["hidden_text"])
    told: Bilingual = Field(description="In one sentence.")
    quote: QuoteTold | None = Field(description="The words it is about, where there are any.")


class MatchTold(Record):
    """A résumé held against a job's requirements. It ranks nobody and rejects nobody; a person decides."""

    job_id: str = Field(description="Of the job.", examples=["jb_01KB4ZJ5R3Q8W2N6T9V7X4Y1C5"])
    percent: int = Field(description="Weights of what is met of all weights, 0 to 100.", examples=[85])
    posting_version: str = Field(description="Of the requirements it was made with.", examples=["3f9ac1d20b7e"])
    current: bool = Field(description="Whether those are the job's requirements now.", examples=[True])
    resume_sha256: str = Field(description="Of the file.", examples=["9f86d081884c7d659a2feaa0c55ad015"])
    method: str = Field(description="Version of the method: the same three make the same match.", examples=["1"])
    verdicts: list[VerdictTold] = Field(description="In the order of the job text.")
    required_missing: list[str] = Field(
        description="Ids of required ones that are not met or not found.", examples=[["r2"]]
    )
    required_unsure: list[str] = Field(description="Ids of required ones that are met in part only.", examples=[["r5"]])
    doubts: list[DoubtTold] = Field(description="What a person should look at.")


def posting_told(job: Job, posting: Posting | None) -> PostingTold:
    """A job's text as a partner reads it."""
    if posting is None:
        return PostingTold(job_id=job.id, version=None, text="", requirements=[], not_considered=[])
    return PostingTold(
        job_id=job.id,
        version=job.posting,
        text=posting.text,
        requirements=[_requirement(one) for one in posting.requirements],
        not_considered=[NotConsideredTold(text=n.text, topic=n.topic, reason=n.reason) for n in posting.not_considered],
    )


def match_told(job: Job, posting: Posting, match: Match) -> MatchTold:
    """A match as a partner reads it, with the requirements it was made with."""
    asked = {one.id: one for one in posting.requirements}
    return MatchTold(
        job_id=job.id,
        percent=match.percent,
        posting_version=match.posting,
        current=match.posting == job.posting,
        resume_sha256=match.resume,
        method=match.method,
        verdicts=[
            VerdictTold(
                requirement=_requirement(asked[one.requirement]),
                verdict=one.verdict,
                share=one.share,
                told=one.told,
                quotes=[QuoteTold(text=quote.text, page=quote.page) for quote in one.quotes],
                missing=one.missing,
            )
            for one in match.requirements
            if one.requirement in asked
        ],
        required_missing=match.missing,
        required_unsure=match.unsure,
        doubts=[
            DoubtTold(
                kind=one.kind,
                told=one.told,
                quote=QuoteTold(text=one.quote.text, page=one.quote.page) if one.quote else None,
            )
            for one in match.doubts
        ],
    )


def _requirement(one: Requirement) -> RequirementTold:
    return RequirementTold(
        id=one.id, text=one.text, kind=one.kind, must=one.must, weight=one.weight, terms=one.terms, years=one.years
    )
