"""What has to be known before a candidate is written to, and what is kept afterwards."""

from __future__ import annotations

from mianshi.contracts.people import AuditAction, AuditEntry, Link
from mianshi.contracts.tasks import InviteTask
from mianshi.doors import links
from mianshi.errors import Transient
from mianshi.platform.clock import timestamp
from mianshi.platform.store import audit, limits

_REMEMBERED_S = 90 * 86_400
"""The longest that an invitation lasts."""


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
