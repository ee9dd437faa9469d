"""Recordings that a partner hands in for a candidate: fetched from where they are, or uploaded with a signed form."""

from __future__ import annotations

from datetime import datetime, timedelta

from mianshi.contracts.events import Consent, Interview, Upload
from mianshi.contracts.hiring import Candidate, ConsentRecord, Job, JobStatus, Stage
from mianshi.contracts.outcomes import Status
from mianshi.contracts.partner_api import FieldProblem
from mianshi.contracts.partner_events import FetchProblem, FetchState, RecordingWanted, Wanted
from mianshi.contracts.partner_interviews import AnswerTold, ConsentWish, InterviewWish, SignedForm, SourceWish
from mianshi.contracts.people import AuditAction
from mianshi.contracts.role import Role
from mianshi.doors import access, inviting, opening, uploading
from mianshi.errors import Rejected
from mianshi.platform import http, objects, workflow
from mianshi.platform.clock import new_interview_id, now, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import candidates, interviews, limits, promised
from mianshi.privacy.consents import refuses
from mianshi.privacy.policies import asks_consent, load_policy
from protocol.frame import Call
from protocol.problems import Refused

CONFIRMED = "confirmed_by_partner"
"""In place of the hash of a page: the partner's system showed the text, of this version."""
_MAY = (Stage.ADDED, Stage.INVITED, Stage.STARTED)
MOST_FETCHED = 2000
"""Files that one partner may have fetched in an hour: some hundred interviews. What is fetched at once is the
installation's, for all partners together."""
_HOUR = 3600
_DEAD_AFTER = timedelta(minutes=30)
"""A fetch is over after a quarter of an hour, whatever happens: one that seems to go on for longer was killed."""


def open_for(call: Call, job: Job, candidate: Candidate, wish: InterviewWish) -> Interview:
    """Open the interview of a candidate, note their consent, and have what can be fetched fetched. What candidates told
    us themselves counts more than what the partner confirms.

    Raises:
        Rejected: ``already_done`` (also where the job is not open: only then was its role looked through for protected
            topics), ``budget_spent``, ``no_consent``, ``bad_url``, ``invalid``, ``too_many``, ``changed_meanwhile``.
    """
    if job.status is not JobStatus.OPEN:
        raise Refused("already_done", "The job is not open: interviews are handed in for open jobs only.")
    known = interviews.find(candidate.interview_id) if candidate.interview_id else None
    if known is not None or candidate.stage not in _MAY:
        raise Refused(
            "already_done",
            "The candidate has an interview already, or is not open to one.",
            existing=known.id if known else None,
        )
    if inviting.stopped(job, candidate):
        raise Rejected("budget_spent", job.id)
    _check(wish, candidate)
    count_fetches(call, sum(answer.url is not None for answer in wish.answers))
    own = candidate.consent
    consent = own or _consent(wish.consent, job)
    promised_id = candidate.interview_id or new_interview_id()
    if own is None:  # first: a break behind it leaves a record too many, never a recording without its record
        _remember(call, job, candidate, consent, wish.consent)
    candidate = uploading.started(candidate, promised_id, "video", None if own else consent)
    files = [Upload(answer=n, key="", file_name="", question=a.question) for n, a in enumerate(wish.answers)]
    interview = opening.open_interview(
        objects.get_record(objects.job_role(job.id, job.role_version), Role),
        policy=job.policy,
        language=wish.language,
        consent=consent,
        files=files,
        candidate=candidate,
        department=job.department,
        created_by=call.who,
        interview_id=promised_id,
    )
    access.note(call.who, AuditAction.UPLOADED, "opened for the candidate", about=interview)
    for number, answer in enumerate(wish.answers):
        _promise(interview, number, answer.url)
    return interview


def renew(call: Call, interview: Interview, number: int, wish: SourceWish) -> None:
    """Another way for one recording that is not there yet.

    Raises:
        Rejected: ``not_found``, ``already_done``, ``no_consent``, ``bad_url``, ``too_many``.
    """
    if number not in {upload.answer for upload in interview.uploads}:
        raise Rejected("not_found", "There is no such answer.")
    _willing(interview)
    stored = objects.sizes_under(settings().uploads, f"uploads/{interview.id}/")
    if interview.status is not Status.AWAITING_UPLOAD or f"uploads/{interview.id}/{number}" in stored:
        raise Rejected("already_done", "This recording is there already.")
    if wish.url is not None:
        _allowed(wish.url, "#/url")
        count_fetches(call, 1)
    _promise(interview, number, wish.url)
    access.note(call.who, AuditAction.UPLOADED, f"answer {number} named anew", about=interview)


def finish(call: Call, interview: Interview) -> tuple[Interview, list[AnswerTold]]:
    """Expect no more recordings, and begin with those that are there; the interview, and how each came.

    Raises:
        Rejected: ``nothing_given``, ``already_done``, ``no_consent``.
    """
    _willing(interview)
    if interview.asks:
        raise Rejected("already_done", "Follow-up questions are the candidate's alone to answer.")
    known = uploading.state(interview)
    if all(answer.stored for answer in known.answers):
        uploading.run(interview)
    else:
        interview = uploading.end_early(interview, known)
        access.note(call.who, AuditAction.UPLOADED, "ended early", about=interview)
    return interview, answers(interview)


def answers(interview: Interview, *, with_forms: bool = False) -> list[AnswerTold]:
    """How each recording is coming; `with_forms`: and where to upload those that are not fetched. Answers to follow-up
    questions are the candidate's alone to give."""
    stored = objects.sizes_under(settings().uploads, f"uploads/{interview.id}/")
    known = promised.of_interview(interview.id)
    waits = interview.status is Status.AWAITING_UPLOAD
    told = []
    for upload in (one for one in interview.uploads if one.follow_up is None):
        wanted = known.get(upload.answer)
        state, problem = _state(wanted, there=upload.key in stored or not waits)
        form = _form(upload) if with_forms and state is FetchState.AWAITING_UPLOAD else None
        told.append(
            AnswerTold(answer=upload.answer, question=upload.question, state=state, problem=problem, upload=form)
        )
    return told


def count_fetches(call: Call, files: int) -> None:
    """Count files that are to be fetched.

    Raises:
        Rejected: ``too_many`` for more than `MOST_FETCHED` in an hour.
    """
    used = max((limits.hit(f"fetch:{call.partner.id}", _HOUR) for _ in range(files)), default=0)
    if used > MOST_FETCHED:
        sentence = f"We fetch {MOST_FETCHED} files an hour for one partner; upload these, or wait."
        raise Refused("too_many", sentence, headers={"Retry-After": str(_HOUR - int(now().timestamp()) % _HOUR)})


def killed(wanted: Wanted) -> bool:
    """Whether a fetch that seems to go on cannot do so any more."""
    return wanted.state is FetchState.FETCHING and datetime.fromisoformat(wanted.at) < now() - _DEAD_AFTER


def _willing(interview: Interview) -> None:
    candidate = access.candidate_of(interview)
    if candidate is None or refuses(candidate, appeal=False) or candidate.stage not in _MAY:
        raise Rejected("no_consent", "The candidate has handed in, withdrew, or does not want software to look.")


def _state(wanted: Wanted | None, *, there: bool) -> tuple[FetchState, FetchProblem | None]:
    if there:
        return FetchState.STORED, None
    if wanted is None or wanted.state is FetchState.STORED:
        return FetchState.AWAITING_UPLOAD, None
    if killed(wanted):
        return FetchState.FAILED, FetchProblem.UNAVAILABLE
    return wanted.state, wanted.problem


def _promise(interview: Interview, number: int, url: str | None) -> None:
    state = FetchState.WAITING if url else FetchState.AWAITING_UPLOAD
    promised.put(interview.id, Wanted(answer=number, url=url or "", state=state, at=timestamp()))
    if url:
        workflow.announce("recording.wanted", RecordingWanted(interview_id=interview.id, answer=number))


def _form(upload: Upload) -> SignedForm:
    ticket = opening.ticket(upload)
    return SignedForm(
        url=ticket.url,
        fields=ticket.fields,
        expires_at=timestamp(now() + timedelta(seconds=opening.TICKET_SECONDS)),
        most_bytes=settings().max_upload_bytes,
    )


def _check(wish: InterviewWish, candidate: Candidate) -> None:
    if candidate.person_only or refuses(candidate, appeal=False):
        raise Rejected("no_consent", "The candidate told us that software must not look at their answers.")
    if wish.consent.at > now() + timedelta(minutes=5):
        told = FieldProblem(pointer="#/consent/at", detail="This time has not come yet.")
        raise Refused("invalid", errors=[told])
    for number, answer in enumerate(wish.answers):
        if answer.url is not None:
            _allowed(answer.url, f"#/answers/{number}/url")


def _allowed(url: str, where: str) -> None:
    try:
        http.allowed(url, private_address_allowed=False)
    except Rejected as error:
        raise Refused("bad_url", error.detail, [FieldProblem(pointer=where, detail=error.detail)]) from None


def _consent(wish: ConsentWish, job: Job) -> Consent:
    """What counts: what the candidate agreed to, as far as the policy profile asks for it at all."""
    observations = wish.observations and asks_consent(load_policy(job.policy))
    return Consent(recording=wish.recording, analysis=wish.analysis, observations=observations)


def _remember(call: Call, job: Job, candidate: Candidate, consent: Consent, wish: ConsentWish) -> None:
    record = ConsentRecord(
        consent=consent,
        text_version=f"{CONFIRMED}:{call.partner.id}:{wish.text_version}",
        language=wish.language,
        policy=job.policy,
        at=timestamp(wish.at),
    )
    candidates.agreed(job.id, candidate.id, record, load_policy(job.policy).retention.audit_days)
    access.note(call.who, AuditAction.CONSENT_GIVEN, CONFIRMED, about=candidate)
