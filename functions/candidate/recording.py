"""Recording: the pages on which a candidate tries camera and microphone, practises, and answers."""

from __future__ import annotations

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
    view = RecorderView(
        home=visitor.home(candidate_id),
        title=job.title,
        rules=job.rules,
        mode=candidate.mode,
        extra_time=candidate.extra_time,
        appeal=named if named in candidate.appeal_ids else "",
    )
    return web.html(visit, recorder.render(name, view, visitor.frame(visit)))
