"""The guides, whose checklist everybody ticks for themselves, and how to read a score."""

from __future__ import annotations

from mianshi.contracts.people import GuideProgress
from mianshi.doors import staff, web
from mianshi.doors.web import Answer
from mianshi.errors import Rejected
from mianshi.pages.guides import GUIDES, Guide, render_guide, render_guides, render_reading
from mianshi.platform.clock import timestamp
from mianshi.platform.store import plain

router = web.router()


@router.get("/guides")
def guides() -> Answer:
    visit = web.visit(router)
    found = plain.query(_person(visit.person.id), "GUIDE#", GuideProgress)
    done: dict[str, list[str]] = {progress.guide: progress.done for progress in found}
    return web.html(visit, render_guides(done, staff.frame(visit, "guides")))


@router.get("/guides/reading-scores")
def reading_scores() -> Answer:
    visit = web.visit(router)
    return web.html(visit, render_reading(staff.frame(visit, "guides")))


@router.get("/guides/<name>")
def guide(name: str) -> Answer:
    visit = web.visit(router)
    found = _guide(name)
    progress = plain.get(_person(visit.person.id), f"GUIDE#{found.id}", GuideProgress)
    saved = visit.query("done") == "saved"
    page = render_guide(found, progress.done if progress else [], saved, staff.frame(visit, "guides"))
    return web.html(visit, page)


@router.post("/guides/<name>")
def tick(name: str) -> Answer:
    visit = web.visit(router)
    found = _guide(name)
    known = {point.id for point in found.points}
    done = [point for point in dict.fromkeys(visit.fields("done")) if point in known]
    progress = GuideProgress(guide=found.id, done=done, at=timestamp())
    plain.put(_person(visit.person.id), f"GUIDE#{found.id}", progress)
    return web.see_other(f"/guides/{found.id}?done=saved")


def _guide(name: str) -> Guide:
    if name not in GUIDES:
        raise Rejected("not_found", "there is no such guide")
    return GUIDES[name]


def _person(person_id: str) -> str:
    return f"PERSON#{person_id}"
