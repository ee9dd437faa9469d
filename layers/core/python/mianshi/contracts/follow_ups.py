"""Follow-up questions that the software puts to a candidate once the answers were read (F97)."""

from __future__ import annotations

from pydantic import Field

from mianshi.contracts.base import Bilingual, Record


class FollowUp(Record):
    """One follow-up question. `text` names the answer it goes on from and quotes nothing: it is kept for as long as the
    interview, and the candidate's words are not."""

    answer: int = Field(ge=0)
    """Number of the answer to it."""
    competency: str
    of: int | None = Field(default=None, ge=0)
    """Number of the answer it goes on from; None where nothing bore on the competency."""
    text: Bilingual
    quote: str = ""
    """What stayed general, as it was heard."""


class FollowUps(Record):
    """All of an interview, kept beside its transcripts and for as long as they."""

    questions: list[FollowUp]
