"""What has to be known before a candidate is written to, and what is kept afterwards."""

from __future__ import annotations

from mianshi.contracts.hiring import Candidate
from mianshi.contracts.people import AuditAction, AuditEntry, Link
from mianshi.contracts.tasks import InviteTask
from mianshi.doors import links
from mianshi.errors import Transient
from mianshi.hiring.invitations import hears_of_decision, still_to_begin
from mianshi.platform.clock import timestamp
from mianshi.platform.store import audit, interviews, limits

_REMEMBERED_S = 90 * 86_400
"""The longest that an invitation lasts."""


SENT = {
    "invitation": "mail_sent",
    "reminder": "reminder_sent",
    "decision": "decision_told",
    "follow_ups": "follow_ups_told",
}
"""How the access log names what was handed over."""


def concerns(task: InviteTask, candidate: Candidate) -> bool:
    """Whether a message still is about how things stand."""
    if task.kind == "decision":
        return hears_of_decision(candidate, task.ends_at)
    if task.kind == "follow_ups":
        interview = interviews.find(candidate.interview_id) if candidate.interview_id else None
        asking = interview.asking if interview is not None and interview.asks else None
        return asking is not None and asking.until == task.ends_at
    return candidate.invitation_ends_at == task.ends_at and still_to_begin(candidate, timestamp())


def live_link(candidate_id: str) -> Link:
    """The newest link that opens the candidate's interview.

    Raises:
        Transient: ``link_not_listed``: the index that lists links follows the table by a moment.
    """
    link = links.live(candidate_id)
    if link is None:
        raise Transient("link_not_listed", "no link is listed yet")
    return link


def already_written(task: InviteTask) -> bool:
    """Whether this very message was handed over before: events and tasks may come twice."""
    return limits.hits(_message(task), _REMEMBERED_S) > 0


def remember(task: InviteTask, what: str) -> None:
    """Keep that the message was handed over, or refused, and tell it in the access log."""
    limits.hit(_message(task), _REMEMBERED_S)
    audit.record(
        AuditEntry(
            at=timestamp(),
            who="software",
            action=AuditAction.INVITED,
            job_id=task.job_id,
            candidate_id=task.candidate_id,
            detail=what,
        )
    )


def _message(task: InviteTask) -> str:
    return f"mail:{task.candidate_id}:{task.kind}:{task.ends_at}"
