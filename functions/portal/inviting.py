"""Invitations: a link for each candidate, its end, and the event that has it written about."""

from __future__ import annotations

from datetime import datetime, timedelta

from mianshi.contracts.hiring import Candidate, FunnelStep, InvitationSent, Job, JobStatus, Stage
from mianshi.contracts.people import AuditAction, Link
from mianshi.doors import access, links
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.hiring.invitations import short_message, times
from mianshi.pages.people import Invitation, InvitationsView
from mianshi.platform import mail, workflow
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import audit, candidates
from mianshi.platform.store import links as kept

DOOR_DAYS = 180
"""The door stays open for status, report, appeal and deletion long after the time to begin is over."""
MOST_AT_ONCE = 50
_SOON = timedelta(minutes=15)
_TO_BEGIN = (Stage.ADDED, Stage.INVITED)
_GONE = (Stage.WITHDRAWN, Stage.ERASED)


def possible(job: Job, candidate: Candidate) -> bool:
    """Whether somebody can be invited, or given a new link, at all."""
    return candidate.stage not in _GONE and (job.status is JobStatus.OPEN or candidate.stage not in _TO_BEGIN)


def invite(visit: Visit, job: Job, candidate: Candidate) -> Candidate:
    """Invite a candidate, or give them a new link; whoever has not begun gets the full time (again).

    Raises:
        Rejected: ``changed_meanwhile`` where another window was faster.
    """
    if candidate.stage not in _TO_BEGIN:
        _new_link(visit, candidate)
        access.note(visit, AuditAction.LINK_MADE, "interview", about=candidate)
        return candidate
    start = now()
    terms = times(start, job.rules)
    first = candidate.stage is Stage.ADDED
    after = candidates.change(
        candidate,
        steps=(FunnelStep.INVITED,) if first else (),
        stage=Stage.INVITED,
        invited_at=timestamp(start),
        invitation_ends_at=timestamp(terms.ends_at),
    )
    _new_link(visit, after)
    access.note(visit, AuditAction.INVITED, "first" if first else "renewed", about=after)
    workflow.announce(
        "candidate.invited",
        InvitationSent(
            job_id=job.id,
            candidate_id=after.id,
            channel="email" if after.email and mail.can_send() else "none",
            remind_at=timestamp(terms.remind_at),
            ends_at=timestamp(terms.ends_at),
        ),
    )
    return after


def several(visit: Visit, job: Job, chosen: list[str]) -> tuple[list[str], int]:
    """Invite those who can be invited now: ids of the invited, and how many were not."""
    invited, at = [], timestamp()
    for candidate_id in chosen:
        candidate = candidates.find(job.id, candidate_id)
        if candidate is None or not possible(job, candidate):
            continue
        over = candidate.stage is Stage.INVITED and (candidate.invitation_ends_at or "") <= at
        if candidate.stage is not Stage.ADDED and not over:
            continue
        try:
            invite(visit, job, candidate)
        except Rejected:  # another window was faster
            continue
        invited.append(candidate_id)
    return invited, len(chosen) - len(invited)


def revoke(visit: Visit, candidate: Candidate) -> None:
    """Take every link to the interview back; whoever has not begun is not invited any more."""
    if candidate.stage is Stage.INVITED:
        candidate = candidates.change(candidate, invitation_ends_at=timestamp())
    _end_links(candidate)
    access.note(visit, AuditAction.LINK_REVOKED, "interview", about=candidate)


def shown(visit: Visit, job: Job, candidate: Candidate) -> tuple[Invitation | None, Link | None]:
    """The invitation, ready to be handed out, and its link; None where none opens."""
    link = links.live(candidate.id)
    if link is None:
        return None, None
    url = visit.origin + links.path(link)
    return Invitation(
        candidate_id=candidate.id,
        name=candidate.name,
        email=candidate.email,
        url=url,
        message=short_message(job, candidate, url),
        mail=_mail(candidate),
    ), link


def view(visit: Visit, job: Job) -> InvitationsView:
    """The invitations that the address names (``c``), as far as they have a link that opens."""
    chosen = [known for known in dict.fromkeys(visit.query("c").split(",")) if known][:MOST_AT_ONCE]
    found = [candidate for known in chosen if (candidate := candidates.find(job.id, known))]
    skipped = visit.query("skipped")
    return InvitationsView(
        job=job,
        invitations=[ready for candidate in found if (ready := shown(visit, job, candidate)[0])],
        skipped=int(skipped) if skipped.isdecimal() and len(skipped) < 4 else 0,
    )


def _mail(candidate: Candidate) -> str:
    if not candidate.email:
        return "no_address"
    if not mail.can_send():
        return "off"
    since = candidate.invited_at or ""
    told = [e.detail for e in audit.about(candidate.id, 50) if e.who == "software" and e.at >= since]
    if "mail_refused" in told:
        return "refused"
    if "mail_sent" in told or "reminder_sent" in told:
        return "sent"
    return "soon" if since and now() - datetime.fromisoformat(since) < _SOON else "unconfirmed"


def _new_link(visit: Visit, candidate: Candidate) -> Link:
    _end_links(candidate)
    return links.make(
        "interview",
        job_id=candidate.job_id,
        candidate_id=candidate.id,
        created_by=visit.person.id,
        days=DOOR_DAYS,
    )


def _end_links(candidate: Candidate) -> None:
    for link in kept.of_candidate(candidate.id):
        if link.purpose == "interview" and not link.revoked:
            kept.revoke(link.id)
