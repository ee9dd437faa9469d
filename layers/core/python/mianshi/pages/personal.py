"""The page of questions for one candidate: from the résumé before the interview, from the first round after it."""

from __future__ import annotations

from pydantic import Field

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.hiring import Candidate, ChosenQuestion, Job
from mianshi.contracts.matching import PersonalQuestion
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.views import FollowUpShown

LONGEST_QUESTION = 400


class Asked(Record):
    """A line of the form: words that may be changed, and what they come from."""

    text: str = ""
    why: str = ""
    quote: str = ""
    suggested: str = ""
    """Name of the suggestion it comes from: the suggestion's own words."""
    ticked: bool = False


class PersonalView(Record):
    """`lines` are in the candidate's language. `most`: how many may be chosen; 0: the job asks none."""

    job: Job
    candidate: Candidate
    most: int
    open: bool = False
    """The candidate has not begun, and this person may choose."""
    lines: list[Asked] = Field(default_factory=list)
    chosen: list[ChosenQuestion] = Field(default_factory=list)
    put: list[FollowUpShown] = Field(default_factory=list)
    """Follow-up questions that the software put already: nothing else is suggested then."""
    follow_ups: list[PersonalQuestion] = Field(default_factory=list)
    second_round: list[PersonalQuestion] = Field(default_factory=list)
    interview_id: str = ""
    hidden: bool = False
    """This person rates first: what the scores suggest is shown afterwards."""
    has_resume: bool = False
    saved: bool = False
    problem: Bilingual | None = None


def render(view: PersonalView, frame: Frame) -> str:
    """The page."""
    return render_page("people/personal.html", frame, view=view, longest=LONGEST_QUESTION)
