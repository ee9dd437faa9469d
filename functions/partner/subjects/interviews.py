"""Interviews of candidates: invited to, handed in, looked after until the scorecard is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Stage
from mianshi.contracts.outcomes import Status
from mianshi.contracts.partner import Scope
from mianshi.contracts.partner_api import Page
from mianshi.contracts.partner_interviews import (
    AnswerTold,
    InterviewsQuery,
    InterviewTold,
    InterviewWish,
    Invitation,
    SourceWish,
)
from mianshi.contracts.people import AuditAction
from mianshi.contracts.scorecard import Scorecard
from mianshi.doors import access, inviting, links
from mianshi.errors import Rejected
from mianshi.pages.labels import outcome_sentence
from mianshi.platform import mail
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import jobs, limits, partners, scorecards
from protocol import frame
from protocol.frame import Call
from protocol.problems import Refused
from subjects import handing

router = frame.Routes("Interviews")
_MOST_READ = 500
"""Interviews that one page looks at; those of others are passed over."""
_USUAL = timedelta(days=30)
MOST_INVITED = 5
"""Invitations to one candidate on one day (UTC): no loop of a partner's may fill their mailbox."""
_DAY = 86400


@router.post(
    "/jobs/{job_id}/candidates/{candidate_id}/invitation",
    scope=Scope.INTERVIEWS_WRITE,
    gives=Invitation,
    status=201,
    summary="Invite a candidate",
    told_once=("url",),
)
def invite(call: Call, *, job_id: str, candidate_id: str) -> Invitation:
    """A link of their own, and a mail where we know an address. Sent again it makes a new link, ends the old one, and
    gives whoever has not begun the full time anew; five times a day at most, since each time they get a mail."""
    job, candidate = call.candidate(job_id, candidate_id)
    if not inviting.possible(job, candidate):
        raise Rejected("already_done", "The job is not open, or the candidate has left.")
    if limits.hit(f"invite:{candidate.id}", _DAY) > MOST_INVITED:
        wait = {"Retry-After": str(_DAY - int(now().timestamp()) % _DAY)}
        raise Refused("too_many", f"A candidate is invited at most {MOST_INVITED} times a day.", headers=wait)
    after = inviting.invite(call.who, job, candidate)
    link = links.live(after.id)
    if link is None:
        raise Rejected("changed_meanwhile", "Somebody took the link back at the same moment.")
    return Invitation(
        candidate_id=after.id,
        url=call.origin + links.path(link),
        ends_at=after.invitation_ends_at,
        mail=_mail(after),
    )


@router.get(
    "/jobs/{job_id}/candidates/{candidate_id}/invitation",
    scope=Scope.INTERVIEWS_WRITE,
    gives=Invitation,
    summary="Read an invitation",
)
def invitation(call: Call, *, job_id: str, candidate_id: str) -> Invitation:
    """The link that opens now, without making a new one. It takes the scope for writing: whoever has the link can
    answer."""
    _, candidate = call.candidate(job_id, candidate_id)
    link = links.live(candidate.id)
    access.note(call.who, AuditAction.DATA_EXPORTED, "link", about=candidate)
    url = call.origin + links.path(link) if link else None
    return Invitation(candidate_id=candidate.id, url=url, ends_at=candidate.invitation_ends_at, mail=None)


@router.post(
    "/jobs/{job_id}/candidates/{candidate_id}/interview",
    scope=Scope.INTERVIEWS_WRITE,
    takes=InterviewWish,
    gives=InterviewTold,
    status=201,
    summary="Hand in an interview",
    told_once=("upload",),
    headers={"Location": "Address of the interview."},
)
def hand_in(call: Call, wish: InterviewWish, *, job_id: str, candidate_id: str) -> InterviewTold:
    """Recordings of an interview that was held elsewhere, with what the candidate agreed to there. We fetch those with
    a `url`; for the others you get a form to upload to. The analysis begins by itself once all are there."""
    job, candidate = call.candidate(job_id, candidate_id)
    interview = handing.open_for(call, job, candidate, wish)
    call.tell("Location", f"{frame.PREFIX}/interviews/{interview.id}")
    return shape(call, interview, handing.answers(interview, with_forms=True))


@router.put(
    "/interviews/{interview_id}/answers/{answer}",
    scope=Scope.INTERVIEWS_WRITE,
    takes=SourceWish,
    gives=AnswerTold,
    summary="Name another source of a recording",
    problems=(409,),
)
def source(call: Call, wish: SourceWish, *, interview_id: str, answer: str) -> AnswerTold:
    """For a recording that failed or whose form has expired: another address, or, without one, a new form."""
    interview = call.interview(interview_id)
    handing.renew(call, interview, int(answer), wish)
    return next(one for one in handing.answers(interview, with_forms=True) if one.answer == int(answer))


@router.post(
    "/interviews/{interview_id}/finish",
    scope=Scope.INTERVIEWS_WRITE,
    gives=InterviewTold,
    summary="Go on without missing recordings",
)
def finish(call: Call, *, interview_id: str) -> InterviewTold:
    """Where a recording will never come: those that are there are analysed, and no others are waited for."""
    return shape(call, *handing.finish(call, call.interview(interview_id)))


@router.get(
    "/interviews",
    scope=Scope.INTERVIEWS_READ,
    gives=Page[InterviewTold],
    query=InterviewsQuery,
    summary="List interviews, oldest first",
)
def listed(call: Call, *, query: InterviewsQuery) -> Page[InterviewTold]:
    """Those of the jobs this key sees. To learn of results as they come, subscribe to webhooks instead of asking again
    and again."""
    since = timestamp(query.since or now() - _USUAL)
    position = call.position(query.cursor)
    at, _, known = position.partition(" ") if position else (since, "", "")
    read = partners.interviews_since(at, _MOST_READ, known)
    there = jobs.several([one.job_id for one in read if one.job_id]) if read else {}
    items, last = [], None
    for one in read:
        last = one
        job = there.get(one.job_id or "")
        if job is not None and call.sees(job) and _fits(one, query):
            items.append(shape(call, one, []))
        if len(items) == query.limit:
            break
    more = last is not None and (last is not read[-1] or len(read) == _MOST_READ)
    return Page[InterviewTold](items=items, next=call.cursor(f"{last.created_at} {last.id}") if last and more else None)


@router.get("/interviews/{interview_id}", scope=Scope.INTERVIEWS_READ, gives=InterviewTold, summary="Read an interview")
def read(call: Call, *, interview_id: str) -> InterviewTold:
    """Where it stands, how it ended, and how each recording is coming."""
    interview = call.interview(interview_id)
    return shape(call, interview, handing.answers(interview))


@router.get(
    "/interviews/{interview_id}/scorecard",
    scope=Scope.INTERVIEWS_READ,
    gives=Scorecard,
    summary="Read a scorecard",
    problems=(409,),
)
def scorecard(call: Call, *, interview_id: str) -> Scorecard:
    """Competencies with their level, the words behind it and when they were said. Only of a closed interview; the score
    advises, a person decides."""
    interview = call.interview(interview_id)
    if interview.status is not Status.CLOSED:
        raise Rejected("not_ready", "The interview is not closed yet.")
    candidate = access.candidate_of(interview)
    if candidate is not None and candidate.stage is Stage.ERASED:
        raise Rejected("gone", "The data were deleted at the candidate's request.")
    found = scorecards.find(interview.id, interview.scorecard)
    if found is None:
        raise Rejected("not_found", "There is no scorecard: the interview ended without one, or its time is over.")
    access.note(call.who, AuditAction.REPORT_READ, "scorecard by API", about=interview)
    return found


def shape(call: Call, interview: Interview, answers: list[AnswerTold]) -> InterviewTold:
    """The interview as a partner reads it."""
    return InterviewTold(
        id=interview.id,
        job_id=interview.job_id or "",
        candidate_id=interview.candidate_id or "",
        appeal_of=interview.appeal_of,
        status=interview.status,
        outcome=interview.outcome,
        reason=interview.reason,
        sentence=outcome_sentence(interview.status, interview.outcome, interview.reason, asking=interview.asks),
        total=interview.total,
        asking_until=interview.asking.until if interview.asks and interview.asking else None,
        answers=answers,
        created_at=interview.created_at,
        closed_at=interview.closed_at,
        report_url=f"{call.origin}/interviews/{interview.id}/report",
    )


def _fits(one: Interview, query: InterviewsQuery) -> bool:
    return query.job_id in (None, one.job_id) and query.status in (None, one.status)


def _mail(candidate: Candidate) -> Literal["sent", "no_address", "off", "not_needed"]:
    if candidate.stage is not Stage.INVITED:
        return "not_needed"
    if not candidate.email:
        return "no_address"
    return "sent" if mail.can_send() else "off"
