"""The partner API's own words: jobs, candidates, interviews, pages of lists, problems. Served as OpenAPI 3.1.

These records are what partners build on: fields may be added, never renamed or taken away within ``/api/v1``.
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import Field

from mianshi.contracts.base import Record

T = TypeVar("T", bound=Record)


class Page(Record, Generic[T]):
    """One page of a list."""

    items: list[T] = Field(description="What was found, in the order of the list.")
    next: str | None = Field(
        default=None,
        description="Send it as `cursor` to get the next page. Null: this is the last one.",
        examples=["MjAyNi0xMS0yOFQwOTowMDowMC4wMDBa.5f2d9c0b7a41e8d36c90"],
    )

    @classmethod
    def model_parametrized_name(cls, params: tuple[type[Any], ...]) -> str:
        """``PageOfJobTold`` reads better than what generics are called otherwise."""
        return f"PageOf{params[0].__name__}"


class PageQuery(Record):
    """How a list is read."""

    limit: int = Field(default=20, ge=1, le=100, description="At most so many items.", examples=[50])
    cursor: str | None = Field(
        default=None, min_length=1, max_length=500, description="`next` of the page before.", examples=[None]
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
