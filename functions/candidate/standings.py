"""Standings: how far an application is, in words its candidate understands and without a score."""

from __future__ import annotations

from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Job, RequestKind, Stage
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.doors import journeys, reading, uploading
from mianshi.pages.journey import OpenQuestions, Standing, standing, unusable, working
from mianshi.platform.clock import timestamp
from mianshi.platform.store import interviews


def own(candidate: Candidate) -> Interview | None:
    """The candidate's interview, once it was begun."""
    return interviews.find(candidate.interview_id) if candidate.interview_id else None


def of(job: Job, candidate: Candidate, interview: Interview | None) -> Standing:
    """How far it is. What people decided counts before what software does."""
    if candidate.stage is Stage.WITHDRAWN:
        return standing("withdrawn")
    if candidate.stage is Stage.DECIDED and candidate.decision is not None:
        return standing(candidate.decision.kind.value)
    if candidate.person_only:
        return standing("person_only", due_at=_due(job, candidate))
    if candidate.stage in (Stage.SUBMITTED, Stage.DECIDED):
        return _with_software(candidate, interview) if interview is not None else standing("with_person")
    stopped = journeys.closed_to(job, candidate)
    if stopped in ("closed", "ended"):
        return standing(stopped)
    return standing("begun" if candidate.stage is Stage.STARTED else "invited")


def asked(candidate: Candidate, interview: Interview | None) -> OpenQuestions | None:
    """The follow-up questions that wait for this candidate's answers, if any do."""
    if interview is None or interview.asking is None or not interview.asks:
        return None
    if candidate.stage is not Stage.SUBMITTED or candidate.person_only or interview.asking.until <= timestamp():
        return None
    put = [answer.stored for answer in uploading.state(interview).answers if answer.follow_up]
    if all(put):
        return None
    return OpenQuestions(left=put.count(False), of=len(put), until=interview.asking.until)


def promised(interview: Interview | None) -> bool:
    """Whether software reads the answers and will put follow-up questions then."""
    return (
        interview is not None
        and interview.follow_ups > 0
        and interview.asking is None
        and interview.status is not Status.CLOSED
    )


def missed(interview: Interview | None) -> bool:
    """Whether the time for follow-up questions ended before all were answered: what nobody gave is not awaited then."""
    if interview is None or interview.asking is None or interview.status is not Status.CLOSED:
        return False
    ended = interview.asking.answered_at
    given = sum(upload.follow_up is not None for upload in interview.uploads)
    return ended is None or (ended >= interview.asking.until and given < interview.follow_ups)


def unasked(interview: Interview | None) -> bool:
    """Whether follow-up questions were promised and none were put."""
    return interview is not None and interview.follow_ups > 0 and interview.asking is None


def may_appeal(candidate: Candidate, interview: Interview | None) -> bool:
    """Whether there is something to appeal against: a decision, or what the software made of the answers."""
    closed = interview is not None and interview.status is Status.CLOSED and interview.outcome is not Outcome.FAILED
    return candidate.stage is not Stage.WITHDRAWN and (candidate.decision is not None or closed)


def supplements(job: Job, candidate: Candidate) -> list[Interview]:
    """The supplementary interviews whose report may be read, oldest first."""
    found = interviews.several(candidate.appeal_ids) if candidate.appeal_ids else {}
    ordered = [found[known] for known in candidate.appeal_ids if known in found]
    return [interview for interview in ordered if journeys.released(job, candidate, interview)]


def _with_software(candidate: Candidate, interview: Interview) -> Standing:
    view = reading.progress(interview)
    waiting = None if view.stopped else asked(candidate, interview)
    if waiting:
        return standing("asking", asked=waiting)
    code = working(view.status, view.outcome, stopped=view.stopped, waking=view.waking)
    return standing(code, reason=unusable(view.reason) if code == "unusable" else None)


def _due(job: Job, candidate: Candidate) -> str | None:
    asked = journeys.asked(job, candidate, RequestKind.HUMAN_REVIEW)
    return asked[-1].due_at if asked else None
