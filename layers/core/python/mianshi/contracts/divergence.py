"""Ratings of one interview that are far apart, and what a person decided about it (F79, F99)."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from mianshi.contracts.base import Record


class Settled(StrEnum):
    """What whoever looked into it decided."""

    SOFTWARE = "software"
    """The software's rating holds."""
    PERSON = "person"
    """The person's rating holds."""
    TALK = "talk"
    """The two raters talk about it, or rate again."""


class Divergence(Record):
    """People and software, or people among themselves, a fifth of the scale apart. Whoever differs is not named here.

    `revision` counts from 1 in each interview: every stored rating that leaves it apart renews it.
    """

    interview_id: str
    job_id: str | None = None
    candidate_id: str | None = None
    revision: int = Field(ge=1)
    attempt: int = Field(ge=0)
    """Of the scorecard it was found beside."""
    role_version: str
    raters: int = Field(ge=1)
    difference: float = Field(ge=0, le=4)
    """The largest one found, of two means or in one competency, in levels; without a sign."""
    from_software: bool
    """Between a person and the software."""
    among_people: bool
    """Between two people."""
    competencies: list[str] = Field(default_factory=list)
    """Ids of those rated `hiring.agreement.WARN_LEVELS` or more apart."""
    at: str
    closed_at: str | None = None
    closed_by: str = ""
    closed_by_name: str = ""
    by_rater: bool = False
    """Whoever closed it had rated the interview: they judged in their own matter, and the page says so."""
    settled: Settled | None = None
    """None while it is open, and where a later rating brought the raters together."""
    sentence: str = Field(default="", max_length=600)
    """Why, in the words of whoever closed it."""

    @property
    def open(self) -> bool:
        """Whether somebody still has to look."""
        return self.closed_at is None


class DivergenceCounts(Record):
    """How often ratings of a job's interviews were apart. Counts only: nobody's name and no interview's id."""

    rated: int = 0
    """Ratings that were stored."""
    apart: int = 0
    """Those of them that were far from the software or from somebody else."""
    competencies: dict[str, int] = Field(default_factory=dict)
    """In how many of these which competency was apart."""
