"""Journey: what a candidate reads, agrees to and chooses before the interview."""

from __future__ import annotations

from aws_lambda_powertools.shared.cookies import Cookie

import agreeing
import facts
import planning
import standings
from mianshi.contracts.base import Language
from mianshi.contracts.events import Consent
from mianshi.contracts.hiring import Candidate, ConsentRecord, FunnelStep, Job, Stage
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, journeys, visitor, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.hiring import calendars
from mianshi.pages.consent_words import ConsentWords
from mianshi.pages.journey import ReadyView, StartView, render_plan, render_ready, render_start
from mianshi.pages.texts import text
from mianshi.platform.clock import new_id, timestamp
from mianshi.platform.store import candidates
from mianshi.privacy.policies import asks_consent, load_policy

router = web.router()
_NAMES = ("recording", "analysis", "observations", "talent_pool")


@router.get("/c/<candidate_id>")
def bare(candidate_id: str) -> Answer:
    return web.see_other(visitor.home(candidate_id))


@router.get("/c/<candidate_id>/")
def start(candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    again = bool(visit.query("again"))
    if journeys.closed_to(job, candidate) in ("withdrawn", "handed_in") or (candidate.person_only and not again):
        return web.see_other(f"{visitor.home(candidate.id)}status", _kept_language(visit))
    outdated = agreeing.is_outdated(job, candidate)
    if candidate.consent is not None and not again and not outdated:
        return web.see_other(f"{visitor.home(candidate.id)}ready", _kept_language(visit))
    return _start(visit, job, candidate, outdated=outdated)


@router.post("/c/<candidate_id>/consent")
def consent(candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    if journeys.closed_to(job, candidate):
        return web.see_other(visitor.home(candidate.id))
    ticked = [name for name in _NAMES if visit.form(name)]
    shown: Language = "en" if visit.form("shown") == "en" else "zh"
    words = agreeing.words(job, shown)
    if visit.form("version") != words.content_hash():
        return _start(visit, job, candidate, ticked=[], problem="changed", language=shown)
    if visit.form("path") == "person":
        given = Consent(recording=False, analysis=False, observations=False)
        record = _record(visit, job, words, given, talent_pool="talent_pool" in ticked)
        _keep(job, candidate, record)
        kept = journeys.change(candidate, lambda _: {"consent": given, "talent_pool": record.talent_pool})
        journeys.hand_to_a_person(job, kept, "", visit.form("request"))
        return web.see_other(f"{visitor.home(candidate.id)}status?done=person")
    if not {"recording", "analysis"} <= set(ticked):
        return _start(visit, job, candidate, ticked=ticked, problem="missing", language=shown)
    given = Consent(
        recording=True,
        analysis=True,
        observations="observations" in ticked and asks_consent(load_policy(job.policy)),
    )
    record = _record(visit, job, words, given, talent_pool="talent_pool" in ticked)
    _begin(job, candidate, record)
    return web.see_other(f"{visitor.home(candidate.id)}plan")


@router.get("/c/<candidate_id>/plan")
def plan(candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    if back := _not_here(job, candidate, planning=True):
        return web.see_other(back, _kept_language(visit))
    view = planning.view(facts.of(job, candidate), job, candidate)
    return web.html(visit, render_plan(view, visitor.frame(visit, "start")))


@router.post("/c/<candidate_id>/plan")
def choose(candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    if back := _not_here(job, candidate, planning=True):
        return web.see_other(back)
    wanted = planning.wish(visit, job)
    wrong = planning.wrong(wanted, job, candidate) or planning.keep(wanted, job, candidate)
    if wrong:
        view = planning.refused(facts.of(job, candidate), job, candidate, wanted, wrong)
        return web.html(visit, render_plan(view, visitor.frame(visit, "start")), status=422)
    return web.see_other(f"{visitor.home(candidate.id)}ready?saved=yes")


@router.get("/c/<candidate_id>/ready")
def ready(candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    interview = standings.own(candidate)
    asked = standings.asked(candidate, interview)
    back = None if asked else _not_here(job, candidate)
    if back:
        return web.see_other(back, _kept_language(visit))
    slot = planning.booked(job, candidate)
    view = ReadyView(
        facts=facts.of(job, candidate, interview),
        language=candidate.language,
        mode=candidate.mode or job.rules.modes[0],
        slot=slot,
        slot_now=planning.moment(slot),
        begun=candidate.interview_id is not None,
        saved=visit.query("saved") == "yes",
        asked=asked,
    )
    return web.html(visit, render_ready(view, visitor.frame(visit, "start")))


@router.get("/c/<candidate_id>/calendar.ics")
def calendar(candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    slot = planning.booked(job, candidate)
    if slot is None:
        raise Rejected("not_found", "no time is booked")
    title = text("journey_calendar_summary", visit.language, title=job.title.in_language(visit.language))
    entry = calendars.Entry(
        uid=f"{candidate.id}@mianshi",
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        stamped_at=timestamp(),
        summary=title,
        description=text("journey_calendar_more", visit.language),
    )
    return web.file(calendars.calendar([entry], title), "interview.ics", "text/calendar; charset=utf-8")


def _not_here(job: Job, candidate: Candidate, *, planning: bool = False) -> str | None:
    """Where somebody goes who cannot choose or begin: to the page that says why."""
    home = visitor.home(candidate.id)
    if journeys.closed_to(job, candidate) or candidate.person_only:
        return f"{home}status"
    if candidate.consent is None or not candidate.consent.analysis or agreeing.is_outdated(job, candidate):
        return f"{home}?again=yes"
    if planning and candidate.interview_id is not None:
        return f"{home}ready"
    chosen = candidate.mode is not None and (candidate.slot is not None or not job.slots)
    return None if planning or chosen or candidate.interview_id else f"{home}plan"


def _kept_language(visit: Visit) -> list[Cookie]:
    """A redirect keeps the language that was asked for in the address."""
    wanted = visit.wanted_language
    return [web.cookie(web.LANGUAGE_COOKIE, wanted, seconds=365 * 86400, http_only=False)] if wanted else []


def _start(
    visit: Visit,
    job: Job,
    candidate: Candidate,
    *,
    ticked: list[str] | None = None,
    problem: str | None = None,
    language: Language | None = None,
    outdated: bool = False,
) -> Answer:
    shown = language or visit.language
    agreed = candidates.consents(job.id, candidate.id) if candidate.consent else []
    view = StartView.model_validate(
        {
            "facts": facts.of(job, candidate),
            "words": agreeing.words(job, shown),
            "ends_at": candidate.invitation_ends_at if candidate.consent is None else None,
            "ticked": ticked or [],
            "problem": "changed" if outdated else problem,
            "agreed_at": agreed[-1].at if agreed else None,
            "stopped": journeys.closed_to(job, candidate),
            "request_id": new_id("rq"),
        }
    )
    frame = visitor.frame(visit, "start").model_copy(update={"language": shown})
    return web.html(visit, render_start(view, frame), status=422 if problem else 200)


def _record(visit: Visit, job: Job, words: ConsentWords, given: Consent, *, talent_pool: bool) -> ConsentRecord:
    return ConsentRecord(
        consent=given,
        talent_pool=talent_pool,
        text_version=words.content_hash(),
        language=words.language,
        policy=job.policy,
        at=timestamp(),
        address_hash=visit.address,
    )


def _keep(job: Job, candidate: Candidate, record: ConsentRecord) -> None:
    """Add the record, unless it says what the last one says: a form that was sent twice is one consent."""
    before = candidates.consents(job.id, candidate.id)
    apart = {"at", "address_hash"}
    if before and before[-1].model_dump(exclude=apart) == record.model_dump(exclude=apart):
        return
    candidates.agreed(job.id, candidate.id, record, load_policy(job.policy).retention.audit_days)
    given = " ".join(name for name in _NAMES[:3] if getattr(record.consent, name)) or "none"
    detail = f"{given} talent_pool" if record.talent_pool else given
    access.note(f"candidate:{candidate.id}", AuditAction.CONSENT_GIVEN, detail, about=candidate)


def _begin(job: Job, candidate: Candidate, record: ConsentRecord) -> None:
    """Note the consent and, once, that the candidate has begun; a second tab that was quicker has done the same."""
    _keep(job, candidate, record)

    def begun(known: Candidate) -> dict[str, object]:
        updates = {"consent": record.consent, "talent_pool": record.talent_pool, "person_only": False}
        if known.stage in journeys.BEFORE:
            return {**updates, "stage": Stage.STARTED, "started_at": timestamp(), "steps": [FunnelStep.STARTED]}
        return {} if all(getattr(known, name) == value for name, value in updates.items()) else updates

    journeys.change(candidate, begun)
