"""The page of one candidate, and what can be changed on it."""

from __future__ import annotations

from pydantic import ValidationError

from candidate import handing_out
from candidate.listing import rows, slot, until
from decision import sharing
from mianshi.contracts.afterwards import Hire
from mianshi.contracts.hiring import Candidate, CandidateRequest, Job, RequestKind
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, inviting, outcomes
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.hiring import decisions, sheets
from mianshi.hiring.sheets import FIELDS
from mianshi.hiring.standings import standing
from mianshi.pages.people import CandidateView, InterviewLink, Moment, RequestView, Wrong
from mianshi.platform import resumes
from mianshi.platform.clock import timestamp
from mianshi.platform.store import afterwards, audit, candidates, interviews
from mianshi.privacy.policies import load_policy
from mianshi.privacy.rights import Right, masked, may

LONGEST_ANSWER = 4000
LOG_LINES = 50
RESUME_SECONDS = 60
"""How long the address of a résumé opens: the browser goes there at once."""
_JUDGED = (RequestKind.APPEAL, RequestKind.HUMAN_REVIEW)
_REPORTED = (Outcome.SCORED, Outcome.INSUFFICIENT_EVIDENCE)


def view(
    visit: Visit,
    job: Job,
    candidate: Candidate,
    *,
    told: str = "",
    wrong: dict[str, Wrong] | None = None,
    typed: dict[str, str] | None = None,
) -> CandidateView:
    """Everything on the page, as far as the visitor may see it; `wrong` and `typed` are of a form that came back."""
    person, rights = visit.person, {right.value for right in Right if may(visit.person, right)}
    asks = candidates.requests(job.id, candidate.id) if may(person, Right.ANSWER_REQUESTS) else []
    row = rows(visit, job, [candidate])[0]
    shown, seen_by = masked(candidate, person), candidate.decision.by if candidate.decision else None
    invitation, link = handing_out.shown(visit, job, candidate) if may(person, Right.INVITE) else (None, None)
    mine, found = _interviews(candidate)
    reported = any(known.id == candidate.interview_id and known.standing in _REPORTED for known in found)
    contacts = {field: str(getattr(shown, field)) for field in FIELDS}
    hired = afterwards.hired(job.id, candidate.id)
    return CandidateView(
        job=job,
        candidate=shown,
        standing=row.standing,
        band=row.band,
        way=_way(candidate),
        slot=slot({s.id: s for s in job.slots}, candidate),
        invitation=invitation,
        link_ends_at=link.expires_at if link else None,
        may_invite=inviting.possible(job, candidate),
        budget_spent=inviting.stopped(job, candidate),
        consents=candidates.consents(job.id, candidate.id),
        requests=[_request(asked, own=seen_by == person.id) for asked in asks],
        interviews=found,
        can_release=reported and candidate.released_at is None and may(person, Right.ANSWER_REQUESTS),
        hire=hired,
        may_hire=may(person, Right.DECIDE) and _hireable(candidate),
        can_share=mine and candidate.stage not in decisions.LEFT and may(person, Right.SHARE),
        shared=sharing.shared(visit, candidate) if may(person, Right.SHARE) else [],
        log=audit.about(candidate.id, LOG_LINES) if may(person, Right.SEE_LOG) else [],
        rights=sorted(rights),
        told=told,
        wrong=wrong or {},
        typed=contacts | _of_hire(hired) | (typed or {}),
    )


def resume(visit: Visit, candidate: Candidate) -> str:
    """The address that saves a candidate's résumé, for a minute.

    Raises:
        Rejected: ``not_found``, ``bad_resume``.
    """
    address = resumes.signed_get(candidate.job_id, candidate.id, RESUME_SECONDS)
    access.note(visit, AuditAction.DATA_EXPORTED, "resume", about=candidate)
    return address


def save_contacts(visit: Visit, candidate: Candidate) -> dict[str, Wrong]:
    """Change name and contacts; what is wrong with them, by field, where nothing was changed.

    Raises:
        Rejected: ``changed_meanwhile``.
    """
    person, wrong = sheets.check_person({field: visit.form(field) for field in FIELDS})
    if person is None:
        return {mistake.field: Wrong(code=mistake.code) for mistake in wrong}
    same_as_seen(visit, candidate)
    language = person.language or candidate.language
    wanted = candidate.model_copy(
        update={**person.model_dump(include={"name", "email", "phone", "source"}), "language": language}
    )
    changed = [field for field in FIELDS if getattr(candidate, field) != getattr(wanted, field)]
    if changed:
        after = candidates.change(
            candidate,
            name=wanted.name,
            email=wanted.email,
            phone=wanted.phone,
            source=wanted.source,
            language=language,
        )
        access.note(visit, AuditAction.CANDIDATE_CHANGED, " ".join(changed), about=after)
    return {}


def save_hire(visit: Visit, job: Job, candidate: Candidate) -> dict[str, Wrong]:
    """Record that somebody was hired, and tell other systems; what is wrong, by field, where nothing was recorded.

    Raises:
        Rejected: as `outcomes.hire`.
    """
    typed = typed_hire(visit)
    try:
        wish = Hire(
            starts_on=typed["starts_on"],
            position=typed["position"][:100],
            department=typed["hire_department"][:100],
            employee_id=typed["employee_id"][:64],
            told_about_scores=visit.form("told_about_scores") == "yes",
            by=visit.person.id,
            at=timestamp(),
        )
    except ValidationError:
        return {"starts_on": Wrong(code="day")}
    outcomes.hire(visit.person.id, job, candidate, wish)
    return {}


def typed_hire(visit: Visit) -> dict[str, str]:
    """What was typed into the form of a hire."""
    return {name: visit.form(name)[:200] for name in ("starts_on", "position", "hire_department", "employee_id")}


def _hireable(candidate: Candidate) -> bool:
    try:
        outcomes.may_hire(candidate)
    except Rejected:
        return False
    return True


def _of_hire(hired: Hire | None) -> dict[str, str]:
    if hired is None:
        return {}
    return {
        "starts_on": hired.starts_on,
        "position": hired.position,
        "hire_department": hired.department,
        "employee_id": hired.employee_id,
    }


def typed_contacts(visit: Visit) -> dict[str, str]:
    """What was typed into the form for name and contacts."""
    return {str(field): visit.form(field) for field in FIELDS}


def save_extra_time(visit: Visit, candidate: Candidate) -> None:
    """Grant, or take back, that no clock runs.

    Raises:
        Rejected: ``changed_meanwhile``.
    """
    wanted = visit.form("extra_time") == "yes"
    if wanted == candidate.extra_time:
        return
    same_as_seen(visit, candidate)
    after = candidates.change(candidate, extra_time=wanted)
    access.note(visit, AuditAction.CANDIDATE_CHANGED, f"extra_time {'on' if wanted else 'off'}", about=after)


def answer(visit: Visit, job: Job, candidate: Candidate) -> dict[str, Wrong]:
    """Answer something the candidate asked for; what is wrong, by the id of the request, where nothing was kept.

    Raises:
        Rejected: ``not_found``, ``already_done``.
    """
    known = {asked.id: asked for asked in candidates.requests(job.id, candidate.id)}
    asked = known.get(visit.form("request"))
    if asked is None:
        raise Rejected("not_found", "there is no such request")
    if asked.answered_at is not None:
        raise Rejected("already_done", "the request was answered")
    written = visit.form("answer").replace("\r\n", "\n")
    if not 1 <= len(written) <= LONGEST_ANSWER:
        return {asked.id: Wrong(code="answer")}
    after = asked.model_copy(update={"answer": written, "answered_at": timestamp(), "answered_by": visit.person.id})
    candidates.ask(after, load_policy(job.policy).retention.audit_days)
    access.note(visit, AuditAction.REQUEST_ANSWERED, asked.kind.value, about=candidate)
    return {}


def release(visit: Visit, candidate: Candidate) -> None:
    """Let the candidate read the report.

    Raises:
        Rejected: ``already_done``; ``not_ready`` where there is no report.
    """
    if candidate.released_at is not None:
        raise Rejected("already_done", "the report was released")
    known = interviews.find(candidate.interview_id) if candidate.interview_id else None
    if known is None or known.outcome not in _REPORTED:
        raise Rejected("not_ready", "there is no report")
    after = candidates.change(candidate, released_at=timestamp())
    access.note(visit, AuditAction.REPORT_RELEASED, "by_hand", about=after)


def _interviews(candidate: Candidate) -> tuple[bool, list[InterviewLink]]:
    """Whether there is a report to show, and the interviews, the first one first."""
    ids = [known for known in (candidate.interview_id, *candidate.appeal_ids) if known]
    found, now = interviews.several(ids), timestamp()
    # What the interview itself says; a decision or a withdrawal is told elsewhere.
    undecided = candidate.model_copy(update={"stage": "submitted", "person_only": False})
    shown = [
        InterviewLink(
            id=i,
            standing=standing(undecided, found[i], now).value,
            until=until(found[i]),
            appeal=i != candidate.interview_id,
        )
        for i in ids
        if i in found
    ]
    first = found.get(candidate.interview_id or "")
    return first is not None and first.outcome is not None, shown


def _way(candidate: Candidate) -> list[Moment]:
    reached = {
        "added": candidate.created_at,
        "invited": candidate.invited_at,
        "started": candidate.started_at,
        "submitted": candidate.submitted_at,
        "decided": candidate.decision.at if candidate.decision else None,
        "released": candidate.released_at,
    }
    return [Moment(key=key, at=at) for key, at in reached.items()]


def _request(asked: CandidateRequest, *, own: bool) -> RequestView:
    overdue = asked.answered_at is None and asked.due_at < timestamp()
    return RequestView(request=asked, overdue=overdue, own_decision=own and asked.kind in _JUDGED)


def same_as_seen(visit: Visit, candidate: Candidate) -> None:
    """The form must be of the candidate as it is now: another window may have changed it."""
    if visit.form("revision") != str(candidate.revision):
        raise Rejected("changed_meanwhile", candidate.id)
