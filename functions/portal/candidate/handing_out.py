"""Invitations: a link for each candidate, its end, and the event that has it written about."""

from __future__ import annotations

from datetime import datetime, timedelta

from mianshi.accounting import budgets
from mianshi.contracts.hiring import Candidate, Job, Stage
from mianshi.contracts.people import AuditAction, Link
from mianshi.doors import access, inviting, links
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.hiring.invitations import short_message
from mianshi.pages.people import Invitation, InvitationsView
from mianshi.platform import mail
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import audit, candidates

MOST_AT_ONCE = 50
_SOON = timedelta(minutes=15)


def several(visit: Visit, job: Job, chosen: list[str]) -> tuple[list[str], int]:
    """Invite those who can be invited now: ids of the invited, and how many were not."""
    invited, at = [], timestamp()
    for candidate_id in chosen:
        candidate = candidates.find(job.id, candidate_id)
        if candidate is None or not inviting.possible(job, candidate):
            continue
        over = candidate.stage is Stage.INVITED and (candidate.invitation_ends_at or "") <= at
        if candidate.stage is not Stage.ADDED and not over:
            continue
        try:
            inviting.invite(visit.person.id, job, candidate)
        except Rejected:  # another window was faster
            continue
        invited.append(candidate_id)
    return invited, len(chosen) - len(invited)


def stopped(job: Job, chosen: list[str]) -> bool:
    """Whether the job's budget is spent and somebody among the chosen would be invited for the first time."""
    if not budgets.spent(job.id):
        return False
    found = [candidates.find(job.id, known) for known in chosen]
    return any(candidate is not None and candidate.stage is Stage.ADDED for candidate in found)


def revoke(visit: Visit, candidate: Candidate) -> None:
    """Take every link to the interview back; whoever has not begun is not invited any more."""
    if candidate.stage is Stage.INVITED:
        candidate = candidates.change(candidate, invitation_ends_at=timestamp())
    inviting.end_links(candidate)
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
