"""How somebody who was hired goes on: the interview beside what was rated since."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.scorecard import Scorecard
from mianshi.doors import access, blind, reading, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.hiring.growth import OVERALL, Line, interviewed_on, lines
from mianshi.pages import growth as pages
from mianshi.pages.growth import GrowthLine, GrowthPoint, GrowthView
from mianshi.pages.texts import TEXTS
from mianshi.platform.store import afterwards, interviews, scorecards
from mianshi.privacy.rights import Right, masked

router = web.router()
_STEPS = 2


@router.get("/jobs/<job_id>/candidates/<candidate_id>/growth")
def growth(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.READ_REPORTS)
    return web.html(visit, pages.render(_view(visit, job, candidate), staff.frame(visit, "jobs")))


def _view(visit: Visit, job: Job, candidate: Candidate) -> GrowthView:
    known = interviews.find(candidate.interview_id) if candidate.interview_id else None
    reported = afterwards.of_candidate(job.id, candidate.id)
    hire = reported.hire
    told = hire is not None and hire.told_about_scores
    card = _card(visit, known) if known is not None and told else None
    found = lines(card, interviewed_on(known)[:10] if known else "", reported.performance) if hire else []
    names = _names(known)
    return GrowthView(
        job=job,
        candidate=masked(candidate, visit.person),
        hire=hire,
        told=told,
        lines=[_line(line, names, card) for line in found],
        any_rating=bool(reported.performance),
    )


def _card(visit: Visit, known: Interview) -> Scorecard | None:
    if known.total is None or blind.hides(visit, known):
        return None
    card = scorecards.find(known.id, known.scorecard)
    if card is not None:
        blind.note_seen(visit, known, "development", scores=True)
    return card


def _names(known: Interview | None) -> dict[str, Bilingual]:
    role = reading.role(known) if known else None
    overall = Bilingual(zh=TEXTS["gr_overall"][0], en=TEXTS["gr_overall"][1])
    return {OVERALL: overall} | ({c.id: c.name for c in role.competencies} if role else {})


def _line(line: Line, names: dict[str, Bilingual], card: Scorecard | None) -> GrowthLine:
    scored = next((c for c in card.competencies if c.id == line.measure), None) if card else None
    plain = scored.name if scored else line.measure
    return GrowthLine(
        name=names.get(line.measure) or Bilingual(zh=plain, en=plain),
        interview=GrowthPoint(on=line.interview.on, value=line.interview.value) if line.interview else None,
        ratings=[GrowthPoint(on=point.on, value=point.value) for point in line.ratings],
        change=line.change,
        step=line.step,
        next_steps=scored.next_steps[:_STEPS] if scored else [],
    )
