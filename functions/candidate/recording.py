"""Recording: the pages on which a candidate tries camera and microphone, practises, and answers."""

from __future__ import annotations

import agreeing
import facts
import standings
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Stage
from mianshi.doors import visitor, web
from mianshi.doors.web import Answer
from mianshi.pages import recorder
from mianshi.pages.recorder import RecorderView

router = web.router()


@router.get("/c/<candidate_id>/check")
def check(candidate_id: str) -> Answer:
    return _page("check", candidate_id)


@router.get("/c/<candidate_id>/practice")
def practice(candidate_id: str) -> Answer:
    return _page("practice", candidate_id)


@router.get("/c/<candidate_id>/record")
def record(candidate_id: str) -> Answer:
    return _page("record", candidate_id)


@router.get("/c/<candidate_id>/write")
def write(candidate_id: str) -> Answer:
    return _page("write", candidate_id)


def _page(name: recorder.PageName, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    named = visit.query("interview")
    appeal = named if named in candidate.appeal_ids else ""
    interview = None if appeal else standings.own(candidate)
    if not appeal and _over(candidate, interview):
        return web.see_other(f"{visitor.home(candidate_id)}status")
    if not appeal and agreeing.is_outdated(job, candidate):
        return web.see_other(visitor.home(candidate_id))
    known = facts.of(job, candidate, interview)
    put = interview is not None and interview.asking is not None
    view = RecorderView(
        home=known.home,
        title=job.title,
        rules=job.rules,
        mode=candidate.mode,
        extra_time=candidate.extra_time,
        appeal=appeal,
        promised=0 if appeal or put else known.follow_ups,
        asked=standings.asked(candidate, interview),
    )
    return web.html(visit, recorder.render(name, view, visitor.frame(visit)))


def _over(candidate: Candidate, interview: Interview | None) -> bool:
    """Whether nothing is left to record or write: the progress page says why."""
    ended = candidate.stage in (Stage.WITHDRAWN, Stage.DECIDED) or candidate.person_only
    return ended or (interview is not None and not interview.takes_files)
