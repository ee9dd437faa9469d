"""Wishes: data and rights. What a candidate asks for, takes back, corrects, contests, or has deleted."""

from __future__ import annotations

import agreeing
import appealing
import facts
import standings
from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.hiring import Candidate, ConsentRecord, Job, RequestKind, Stage
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, journeys, reading, visitor, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.pages.journey import (
    ASKS,
    AskView,
    ReceiptView,
    RightsView,
    render_ask,
    render_receipt,
    render_rights,
)
from mianshi.platform.clock import new_id, timestamp
from mianshi.platform.store import candidates
from mianshi.privacy.policies import load_policy

router = web.router()
_FORMS = (*ASKS, "withdraw", "erase")
_NEEDS_TEXT = ("correct", "appeal")
_DONE = ("person", "request", "saved", "pool", "observations")


@router.get("/c/<candidate_id>/rights")
def rights(candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    interview = standings.own(candidate)
    recordings = {n: source.url for n, source in reading.media(interview).items()} if interview else {}
    if recordings and interview is not None:
        access.note(f"candidate:{candidate.id}", AuditAction.RECORDING_READ, "rights", about=interview)
    view = RightsView(
        facts=facts.of(job, candidate),
        consents=candidates.consents(job.id, candidate.id),
        requests=journeys.asked(job, candidate),
        recordings=recordings,
        can_appeal=standings.may_appeal(candidate, interview),
        withdrawn=candidate.stage is Stage.WITHDRAWN,
        talent_pool=candidate.talent_pool,
        observed=journeys.observed(candidate),
        may_unobserve=journeys.may_unobserve(candidate),
        done=visit.query("done") if visit.query("done") in _DONE else "",
    )
    return web.html(visit, render_rights(view, visitor.frame(visit, "rights")))


@router.get("/c/<candidate_id>/rights/<action>")
def form(candidate_id: str, action: str) -> Answer:
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    if action not in _FORMS:
        raise Rejected("not_found", "there is no such form")
    if action == "withdraw" and candidate.stage is Stage.WITHDRAWN:
        return web.see_other(f"{visitor.home(candidate.id)}status?done=withdrawn")
    view = _view(job, candidate, action)
    return web.html(visit, render_ask(view, visitor.frame(visit, "rights")))


@router.post("/c/<candidate_id>/rights/<action>")
def send(candidate_id: str, action: str) -> Answer:
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    if action not in _FORMS:
        raise Rejected("not_found", "there is no such form")
    wrong = _wrong(visit, action)
    if wrong:
        typed = {"text": visit.form("text"), "record": bool(visit.form("record")), "wrong": wrong}
        view = _view(job, candidate, action).model_copy(update=typed)
        return web.html(visit, render_ask(view, visitor.frame(visit, "rights")), status=422)
    return web.see_other(visitor.home(candidate.id) + _carry_out(visit, job, candidate, action))


@router.post("/c/<candidate_id>/pool")
def pool(candidate_id: str) -> Answer:
    """Leaving the talent pool; joining is on the page of similar jobs, beside the words that are agreed to."""
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    left = journeys.change(candidate, lambda known: {"talent_pool": False} if known.talent_pool else {})
    if candidate.talent_pool:
        _taken_back(visit, job, left, "talent_pool")
    return web.see_other(f"{visitor.home(candidate.id)}rights?done=pool")


@router.post("/c/<candidate_id>/observations")
def observations(candidate_id: str) -> Answer:
    """Taking back the consent to observations: as long as nothing is handed in, none are computed then."""
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    if not journeys.observed(candidate):
        return web.see_other(f"{visitor.home(candidate.id)}rights?done=observations")

    def without(known: Candidate) -> dict[str, object]:
        if known.consent is None or not journeys.may_unobserve(known):
            return {}
        return {"consent": known.consent.model_copy(update={"observations": False})}

    after = journeys.change(candidate, without)
    if journeys.observed(after):
        return web.see_other(f"{visitor.home(candidate.id)}rights")
    _taken_back(visit, job, after, "observations")
    return web.see_other(f"{visitor.home(candidate.id)}rights?done=observations")


@router.get("/c/<candidate_id>/erased")
def erased(candidate_id: str) -> Answer:
    """Reachable by the same link when nothing is left behind it."""
    visit = web.visit(router)
    link = visitor.mourner(visit, candidate_id)
    asked = [r for r in candidates.requests(link.job_id, candidate_id) if r.kind is RequestKind.ERASURE]
    view = ReceiptView(request=asked[-1] if asked else None, home=visitor.home(candidate_id))
    return web.html(visit, render_receipt(view, visitor.frame(visit)))


def _carry_out(visit: Visit, job: Job, candidate: Candidate, action: str) -> str:
    """Do it, and where to go on, below the candidate's own path."""
    text, number = visit.form("text"), visit.form("request")
    if action == "person":
        journeys.hand_to_a_person(job, candidate, text, number)
        return "rights?done=person"
    if action == "correct":
        journeys.ask(job, candidate, RequestKind.CORRECTION, text, number, interview_id=candidate.interview_id)
        return "rights?done=request"
    if action == "appeal":
        return _appeal(job, candidate, text, number, record=bool(visit.form("record")))
    if action == "withdraw":
        journeys.withdraw(candidate)
        return "status?done=withdrawn"
    journeys.ask_for_deletion(job, candidate, number)
    return "erased"


def _taken_back(visit: Visit, job: Job, candidate: Candidate, what: str) -> None:
    """Keep, beside what was agreed to, what is agreed to now."""
    record = ConsentRecord(
        consent=candidate.consent or Consent(recording=False, analysis=False, observations=False),
        talent_pool=candidate.talent_pool,
        text_version=agreeing.TAKEN_BACK,
        language=visit.language,
        policy=job.policy,
        at=timestamp(),
        address_hash=visit.address,
    )
    candidates.agreed(job.id, candidate.id, record, load_policy(job.policy).retention.audit_days)
    access.note(f"candidate:{candidate.id}", AuditAction.CONSENT_GIVEN, f"-{what}", about=candidate)


def _appeal(job: Job, candidate: Candidate, text: str, number: str, *, record: bool) -> str:
    if not standings.may_appeal(candidate, standings.own(candidate)):
        raise Rejected("not_ready", "there is nothing to appeal against")
    interview: Interview | None = appealing.appeal(job, candidate, text, number, record=record)
    return f"check?interview={interview.id}" if interview else "rights?done=request"


def _wrong(visit: Visit, action: str) -> dict[str, str]:
    found, text = {}, visit.form("text")
    if action in _NEEDS_TEXT and not text:
        found["text"] = "journey_ask_empty"
    if len(text) > journeys.LONGEST_WORDS:
        found["text"] = "journey_ask_long"
    if action in ("withdraw", "erase") and not visit.form("confirm"):
        found["confirm"] = "journey_ask_confirm"
    return found


def _view(job: Job, candidate: Candidate, action: str) -> AskView:
    kind = ASKS.get(action)
    consent = candidate.consent
    return AskView.model_validate(
        {
            "facts": facts.of(job, candidate),
            "action": action,
            "days": journeys.DUE_DAYS[kind] if kind else 0,
            "can_record": consent is not None and consent.recording and consent.analysis,
            "stopped": action == "appeal" and not standings.may_appeal(candidate, standings.own(candidate)),
            "request_id": new_id("rq"),
        }
    )
