"""Answering: the interview is begun once, each answer goes up as it is kept, and all is handed in at the end."""

from __future__ import annotations

import agreeing
from mianshi.contracts.base import Language
from mianshi.contracts.events import Consent, Interview, Upload
from mianshi.contracts.hiring import Candidate, InterviewMode, Job
from mianshi.contracts.role import Role
from mianshi.doors import journeys, opening, uploading, visitor, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.hiring import questions
from mianshi.pages.views import (
    AnswersView,
    BeginInterview,
    FinishInterview,
    TypedAnswer,
    UploadAborted,
    UploadDone,
    UploadTicket,
    UploadWish,
)
from mianshi.platform import objects
from mianshi.platform.clock import new_interview_id, timestamp
from mianshi.platform.store import candidates, interviews

router = web.router()
_TRIES = 3


@router.post("/c/<candidate_id>/api/begin")
def begin(candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    interview = _begun(job, candidate, visit.json(BeginInterview).mode)
    uploading.willing(candidate, interview)
    return web.json(_state(job, candidate, interview))


@router.get("/c/<candidate_id>/api/answers")
def answers(candidate_id: str) -> Answer:
    job, candidate, interview = _here(web.visit(router), candidate_id)
    return web.json(_state(job, candidate, interview))


@router.post("/c/<candidate_id>/api/answers/<number>/ticket")
def ticket(candidate_id: str, number: str) -> Answer:
    visit = web.visit(router)
    _, _, interview = _here(visit, candidate_id)
    told: UploadTicket = uploading.ticket(interview, uploading.number(number), visit.json(UploadWish))
    return web.json(told)


@router.post("/c/<candidate_id>/api/answers/<number>/complete")
def complete(candidate_id: str, number: str) -> Answer:
    visit = web.visit(router)
    job, candidate, interview = _here(visit, candidate_id)
    uploading.complete(interview, uploading.number(number), visit.json(UploadDone))
    return web.json(_handed_in(job, candidate, interview))


@router.post("/c/<candidate_id>/api/answers/<number>/abort")
def abort(candidate_id: str, number: str) -> Answer:
    visit = web.visit(router)
    job, candidate, interview = _here(visit, candidate_id)
    uploading.abort(interview, uploading.number(number), visit.json(UploadAborted).upload_id)
    return web.json(_state(job, candidate, interview))


@router.post("/c/<candidate_id>/api/answers/<number>/text")
def text(candidate_id: str, number: str) -> Answer:
    visit = web.visit(router)
    job, candidate, interview = _here(visit, candidate_id)
    interview = uploading.write(interview, uploading.number(number), visit.json(TypedAnswer))
    return web.json(_handed_in(job, candidate, interview))


@router.post("/c/<candidate_id>/api/answers/<number>/retake")
def retake(candidate_id: str, number: str) -> Answer:
    visit = web.visit(router)
    job, candidate, interview = _here(visit, candidate_id)
    before = _state(job, candidate, interview)
    answer = next((known for known in before.answers if known.answer == uploading.number(number)), None)
    if answer is None:
        raise Rejected("not_found", "there is no such answer")
    if answer.stored or not before.open:
        raise Rejected("already_done", "the answer is stored")
    return web.json(_state(job, _counted(job, candidate, str(answer.answer)), interview))


@router.post("/c/<candidate_id>/api/finish")
def finish(candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate, interview = _here(visit, candidate_id)
    state = _state(job, candidate, interview)
    if not all(answer.stored for answer in state.answers):
        if not visit.json(FinishInterview).early:
            raise Rejected("upload_incomplete", "answers are missing")
        interview = uploading.end_early(interview, state)
    else:
        uploading.run(interview)  # an event that was lost, or an early end whose start failed, is made good
    return web.json(_handed_in(job, candidate, interview))


@router.post("/c/<candidate_id>/enough")
def enough(candidate_id: str) -> Answer:
    """The form of the progress page: nothing more is said to the follow-up questions. What was said is kept."""
    job, candidate, interview = _here(web.visit(router), candidate_id)
    if interview.asks:
        try:
            uploading.end_early(interview, _state(job, candidate, interview))
        except Rejected as refusal:
            if refusal.code != "already_done":  # another tab, or the time, was quicker
                raise
    return web.see_other(f"{visitor.home(candidate.id)}status?done=enough")


def _here(visit: Visit, candidate_id: str) -> tuple[Job, Candidate, Interview]:
    """The candidate's interview, or the one of their appeal that the address names (``?interview=``)."""
    job, candidate = visitor.enter(visit, candidate_id)
    named = visit.query("interview")
    wanted = named if named in candidate.appeal_ids else candidate.interview_id
    interview = interviews.find(wanted) if wanted else None
    if interview is None:
        raise Rejected("not_ready", "the interview was not begun")
    uploading.willing(candidate, interview)
    return job, candidate, interview


def _begun(job: Job, candidate: Candidate, mode: InterviewMode | None) -> Interview:
    """The candidate's interview, opened by whoever comes first; a second tab gets the same one."""
    for _ in range(_TRIES):
        known = interviews.find(candidate.interview_id) if candidate.interview_id else None
        if known is not None:
            return known
        consent = _may_begin(job, candidate)
        chosen = mode or candidate.mode or job.rules.modes[0]
        if chosen not in (*job.rules.modes, candidate.mode):  # typing may have been granted to this one candidate
            raise Rejected("bad_request", "the job has no such way of answering")
        try:
            candidate = uploading.started(candidate, candidate.interview_id or new_interview_id(), chosen)
        except Rejected:
            candidate = candidates.find(job.id, candidate.id) or candidate
            continue
        return _opened(job, candidate, chosen, consent)
    raise Rejected("changed_meanwhile", candidate.id)


def _may_begin(job: Job, candidate: Candidate) -> Consent:
    stopped = journeys.closed_to(job, candidate)
    if stopped:
        raise Rejected("link_expired" if stopped in ("closed", "ended") else "already_done", stopped)
    consent = candidate.consent
    if candidate.person_only or consent is None or not (consent.recording and consent.analysis):
        raise Rejected("no_consent", "recording and analysis need the candidate's consent")
    if agreeing.is_outdated(job, candidate):
        raise Rejected("no_consent", "the words that were agreed to have changed")
    slot = next((slot for slot in job.slots if slot.id == candidate.slot), None)
    if slot is not None and not slot.starts_at <= timestamp() < slot.ends_at:
        raise Rejected("not_yet", "not the booked time")
    return consent


def _opened(job: Job, candidate: Candidate, mode: InterviewMode, consent: Consent) -> Interview:
    role = objects.get_record(objects.job_role(job.id, job.role_version), Role)
    language = candidate.language if candidate.language in job.rules.languages else job.rules.languages[0]
    return opening.open_interview(
        role,
        policy=job.policy,
        language=language,
        consent=consent,
        files=[
            Upload(
                answer=n,
                key="",
                file_name=f"answer-{n + 1}",
                question=words,
                scored=scored,
                kind="text" if mode == "text" else "recording",
            )
            for n, (words, scored) in enumerate(_put(job, candidate, role, language))
        ],
        candidate=candidate,
        department=job.department,
        interview_id=candidate.interview_id,
        follow_ups=job.rules.follow_ups,
    )


def _put(job: Job, candidate: Candidate, role: Role, language: Language) -> list[tuple[str, bool]]:
    """The words of every question in order, and whether its answer is scored: a candidate's own come last."""
    core = questions.asked(role, advanced=job.rules.advanced)
    own = questions.own(candidate, job.rules, len(core))
    return [(questions.wording(one, language), True) for one in core] + [(one.text, False) for one in own]


def _counted(job: Job, candidate: Candidate, answer: str) -> Candidate:
    """The candidate with one more re-take of an answer, if there is one left."""
    for _ in range(_TRIES):
        taken = candidate.retakes.get(answer, 0)
        if taken >= job.rules.retakes:
            raise Rejected("no_retakes", f"answer {answer}")
        try:
            return candidates.change(candidate, retakes={**candidate.retakes, answer: taken + 1})
        except Rejected:
            candidate = candidates.find(job.id, candidate.id) or candidate
    raise Rejected("changed_meanwhile", candidate.id)


def _handed_in(job: Job, candidate: Candidate, interview: Interview) -> AnswersView:
    state = _state(job, candidate, interview)
    if all(answer.stored for answer in state.answers):
        uploading.hand_in(candidate, interview)
    return state


def _state(job: Job, candidate: Candidate, interview: Interview) -> AnswersView:
    return uploading.state(interview, retakes=job.rules.retakes, retaken=candidate.retakes)
