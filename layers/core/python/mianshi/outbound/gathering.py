"""What may be told about a happening, read from the table when it is told: nothing personal waits in a queue."""

from __future__ import annotations

from mianshi.contracts.afterwards import Hire
from mianshi.contracts.delivery import Delivery, EventKind
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Job, Stage
from mianshi.contracts.keys import subject_of
from mianshi.contracts.news import (
    BudgetNews,
    CandidateNews,
    CompetencyNews,
    CostNews,
    DecisionNews,
    DivergenceNews,
    InterviewNews,
    InvitationNews,
    JobNews,
    News,
    PersonNews,
    ResumeNews,
)
from mianshi.contracts.role import Role
from mianshi.doors import links
from mianshi.errors import Rejected, Transient
from mianshi.hiring.invitations import still_to_begin
from mianshi.hiring.namespaces import knows_as
from mianshi.platform import objects
from mianshi.platform.clock import timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import (
    afterwards,
    bookings,
    candidates,
    divergences,
    erasing,
    interviews,
    jobs,
    matches,
    pass_rates,
    scorecards,
    terms,
)
from mianshi.platform.store import links as kept_links
from mianshi.stage import found


def news(delivery: Delivery, *, with_person: bool, partner: str | None = None) -> News:
    """The facts of a row of the outbox.

    Args:
        delivery: the row.
        with_person: whether the deed needs the candidate's name and contacts.
        partner: id of the partner whose connector it is, None for the company's own. Of what other systems call a job
            or a candidate, a partner is told its own ids only.

    Raises:
        Rejected: ``gone`` where the candidate's data were deleted, the invitation that was to be told was taken back,
            or the interview was opened again: nothing is owed any more.
        Transient: ``link_not_listed`` while the door that was just made for an invitation is not to be seen yet;
            ``resume_read_anew`` while what another method read of a résumé is to be read anew.
    """
    kind, known, job_id = subject_of(delivery.subject)
    who = f"partner:{partner}" if partner else ""
    if kind == "interview":
        return _of_interview(delivery, found(interviews.find(known)), with_person, who)
    if kind == "candidate":
        return _of_candidate(delivery, found(candidates.find(job_id, known)), with_person, who)
    if kind == "month":
        return _of_month(delivery, known)
    if kind == "job":
        return _of_job(delivery, known, who)
    return News(event=delivery.event, subject=delivery.subject, at=delivery.created_at, told=_TOLD[delivery.event])


_TOLD = {
    EventKind.CONNECTOR_TEST: "这是一条测试消息。This is a test: results will arrive here.",
    EventKind.CONNECTOR_OFF: "一个连接连续多日失败,已停用。A connection failed for days and was switched off.",
}


def _of_interview(delivery: Delivery, interview: Interview, with_person: bool, who: str) -> News:
    if erasing.buried(interview):
        raise Rejected("gone", "the data were deleted")
    job = jobs.find(interview.job_id) if interview.job_id else None
    candidate = _candidate(interview)
    told = _interview(_as_it_ended(interview, delivery.action))
    divergence = _divergence(interview) if delivery.event is EventKind.INTERVIEW_DIVERGED else None
    return News(
        event=delivery.event,
        subject=delivery.subject,
        at=told.closed_at if divergence is None else delivery.created_at,
        job=_job(job, who),
        candidate=_about(candidate, job, who),
        person=_person(candidate) if with_person else None,
        interview=told,
        divergence=divergence,
        link=told.report_url if divergence is None else f"{settings().portal_url}/interviews/{interview.id}",
    )


def _divergence(interview: Interview) -> DivergenceNews:
    """As it stands when it is told. Names are those of the scorecard it was found beside."""
    found_last = divergences.newest(interview.id)
    if found_last is None:
        raise Rejected("gone", "the ratings are not kept any more")
    card = scorecards.find(interview.id, found_last.attempt)
    names = {part.id: part.name for part in card.competencies} if card else {}
    return DivergenceNews(
        raters=found_last.raters,
        difference=found_last.difference,
        apart=[names.get(known, known) for known in found_last.competencies],
    )


def _resume(candidate: Candidate) -> ResumeNews:
    note = matches.find(candidate.job_id, candidate.id)
    if note is None and matches.by_any_method(candidate.job_id, candidate.id):
        raise Transient("resume_read_anew", "another method read the résumé; it is told of once it is read anew")
    if note is None or note.percent is None:
        raise Rejected("gone", "the résumé is held against nothing any more")
    return ResumeNews(percent=note.percent, met=note.met, asked=note.asked, missing=note.missing)


def _of_candidate(delivery: Delivery, candidate: Candidate, with_person: bool, who: str) -> News:
    if candidate.stage is Stage.ERASED and delivery.event is not EventKind.CANDIDATE_ERASED:
        raise Rejected("gone", "the data were deleted")
    job = jobs.find(candidate.job_id)
    if delivery.event is EventKind.CANDIDATE_ERASED:
        return _of_erased(delivery, job, candidate, who)
    interview = interviews.find(candidate.interview_id) if candidate.interview_id else None
    hire = afterwards.hired(candidate.job_id, candidate.id) if delivery.event is EventKind.CANDIDATE_HIRED else None
    closed = interview is not None and interview.closed_at is not None
    return News(
        event=delivery.event,
        subject=delivery.subject,
        at=delivery.created_at,
        job=_job(job, who),
        candidate=_about(candidate, job, who),
        person=_person(candidate) if with_person else None,
        interview=_interview(interview) if interview and closed and _may_tell_scores(delivery.event, hire) else None,
        invitation=_invitation(candidate, with_person) if delivery.event is EventKind.CANDIDATE_INVITED else None,
        decision=_decision(candidate),
        hire=hire,
        resume=_resume(candidate) if delivery.event is EventKind.RESUME_MATCHED else None,
        link=f"{settings().portal_url}/jobs/{candidate.job_id}/candidates/{candidate.id}",
    )


def _of_erased(delivery: Delivery, job: Job | None, candidate: Candidate, who: str) -> News:
    """Which records to delete at the other end, and nothing else."""
    return News(
        event=delivery.event,
        subject=delivery.subject,
        at=delivery.created_at,
        job=_job(job, who),
        candidate=CandidateNews(id=candidate.id, external_id=_called(candidate, job, who)),
    )


def _of_job(delivery: Delivery, job_id: str, who: str) -> News:
    if delivery.event is not EventKind.JOB_PASS_RATE:
        return _of_budget(delivery, job_id, who)
    return News(
        event=delivery.event,
        subject=delivery.subject,
        at=delivery.created_at,
        job=_job(jobs.find(job_id), who),
        pass_rate=found(pass_rates.told(job_id)),
        link=f"{settings().portal_url}/jobs/{job_id}/funnel",
    )


def _of_budget(delivery: Delivery, job_id: str, who: str) -> News:
    budget, state = terms.budget(job_id), terms.budget_state(job_id)
    if budget is None or state is None:
        raise Rejected("gone", "the budget was taken back")
    told = BudgetNews(currency=budget.currency, amount_micro=budget.amount_micro, stop=budget.stop, state=state)
    return News(
        event=delivery.event,
        subject=delivery.subject,
        at=delivery.created_at,
        job=_job(jobs.find(job_id), who),
        budget=told,
        link=f"{settings().portal_url}/costs/jobs/{job_id}",
    )


def _of_month(delivery: Delivery, month: str) -> News:
    if delivery.event is EventKind.COSTS_CLOSED:
        return News(
            event=delivery.event,
            subject=delivery.subject,
            at=delivery.created_at,
            closed=found(terms.closed(month)),
            link=f"{settings().portal_url}/costs?month={month}",
        )
    sequence = int(delivery.action.partition(".")[0].rpartition("-")[2])
    costs: CostNews = found(bookings.find(month, sequence))
    link = f"{settings().portal_url}/costs?month={month}"
    return News(event=delivery.event, subject=delivery.subject, at=delivery.created_at, costs=costs, link=link)


def _as_it_ended(interview: Interview, action: str) -> Interview:
    """The interview as it was when the row was owed: what was scored anew since is told only where somebody said so."""
    number = action.partition(".")[0].removeprefix("closed-").partition("-")[0]
    before = next((one for one in interview.earlier if str(one.number) == number), None)
    return interview if before is None else interview.before(before)


def _interview(interview: Interview) -> InterviewNews:
    if interview.outcome is None or interview.closed_at is None:
        raise Rejected("gone", "the interview was opened again, and its next end is told anew")
    card = found(scorecards.find(interview.id, interview.scorecard))
    name = interview.role_name
    if name is None:
        name = objects.get_record(objects.role_of(interview), Role).name
    scored = interview.total is not None
    return InterviewNews(
        id=interview.id,
        role_name=name,
        outcome=interview.outcome,
        total=interview.total,
        recommendation=card.recommendation if scored else None,
        competencies=[CompetencyNews(name=part.name, level=part.level, score=part.score) for part in card.competencies]
        if scored
        else [],
        started_at=interview.created_at,
        closed_at=interview.closed_at,
        report_url=f"{settings().portal_url}/interviews/{interview.id}/report",
    )


def _may_tell_scores(event: EventKind, hire: Hire | None) -> bool:
    """Scores go into a staff file only where the person was told so: it is a new purpose (F13)."""
    return event is not EventKind.CANDIDATE_HIRED or (hire is not None and hire.told_about_scores)


def _candidate(interview: Interview) -> Candidate | None:
    if not (interview.job_id and interview.candidate_id):
        return None
    candidate = candidates.find(interview.job_id, interview.candidate_id)
    if candidate is not None and candidate.stage is Stage.ERASED:
        raise Rejected("gone", "the data were deleted")
    return candidate


def _job(job: Job | None, who: str) -> JobNews | None:
    if job is None:
        return None
    external_id = job.external_id if not who or who == f"partner:{job.partner}" else ""
    return JobNews(id=job.id, title=job.title, department=job.department, external_id=external_id)


def _about(candidate: Candidate | None, job: Job | None, who: str) -> CandidateNews | None:
    if candidate is None:
        return None
    return CandidateNews(
        id=candidate.id,
        external_id=_called(candidate, job, who),
        source=candidate.source,
        came_by=candidate.came_by,
    )


def _called(candidate: Candidate, job: Job | None, who: str) -> str:
    """What whoever is told calls the candidate; empty where it is another system's id."""
    return knows_as(who, job, candidate) if job else "" if who else candidate.external_id


def _person(candidate: Candidate | None) -> PersonNews | None:
    return PersonNews(name=candidate.name, phone=candidate.phone, email=candidate.email) if candidate else None


def _invitation(candidate: Candidate, with_person: bool) -> InvitationNews:
    """Everybody learns that there is one and when it ends; the candidate's own door is part of their person."""
    if candidate.invitation_ends_at is None:
        raise Rejected("gone", "the invitation was taken back")
    url = _door(candidate) if with_person else ""
    return InvitationNews(url=url, ends_at=candidate.invitation_ends_at, language=candidate.language)


def _door(candidate: Candidate) -> str:
    """The address that this invitation made. The index follows the table by a moment: it may not list a new link yet,
    and still list one that was taken back."""
    link = links.live(candidate.id)
    stored = kept_links.find(link.id) if link else None
    if stored and not links.ended(stored) and stored.created_at >= (candidate.invited_at or ""):
        return settings().portal_url.rstrip("/") + links.path(stored)
    if still_to_begin(candidate, timestamp()):
        raise Transient("link_not_listed", "no link of this invitation is listed yet")
    raise Rejected("gone", "the invitation was taken back")


def _decision(candidate: Candidate) -> DecisionNews | None:
    made = candidate.decision
    return DecisionNews(kind=made.kind, by_name=made.by_name, at=made.at) if made else None
