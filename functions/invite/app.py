"""Invite: write to a candidate, now or as a reminder."""

from __future__ import annotations

from mianshi import attempt
from mianshi.contracts.events import InviteReceipt
from mianshi.contracts.hiring import JobStatus
from mianshi.contracts.tasks import InviteTask
from mianshi.doors import links
from mianshi.errors import Rejected
from mianshi.hiring.invitations import Asker, letter
from mianshi.platform import mail
from mianshi.platform.settings import settings
from mianshi.platform.store import candidates, jobs
from mianshi.stage import found, stage
from paying import workflow_paid
from writing import SENT, already_written, concerns, live_link, remember

_ANY_TIME = ("decision", "follow_ups")
"""What candidates are told also where the job is not open any more."""


@stage("invite", InviteTask)
def handler(task: InviteTask) -> InviteReceipt:
    """Nobody is invited or reminded who has begun, withdrawn or gone, whose invitation was renewed or taken back, or
    whose job is not open any more; nobody is told of a decision that was taken back.

    The workflow's transitions are billed here; the message about a decision comes without one.
    """
    with workflow_paid(task.kind):
        return _write(task)


def _write(task: InviteTask) -> InviteReceipt:
    unsent = InviteReceipt(candidate_id=task.candidate_id, sent=False)
    candidate = candidates.find(task.job_id, task.candidate_id)
    if candidate is None or not concerns(task, candidate):
        attempt.came_to("cancelled")
        return unsent
    if not (candidate.email and mail.can_send()):
        return unsent
    job = found(jobs.find(task.job_id))
    written_before = already_written(task)
    if (job.status is not JobStatus.OPEN and task.kind not in _ANY_TIME) or written_before:
        attempt.came_to("duplicate" if written_before else "cancelled")
        return unsent
    written = letter(
        task.kind,
        job,
        candidate,
        settings().portal_url.rstrip("/") + links.path(live_link(candidate.id)),
        Asker(employer=settings().employer, contact=settings().employer_contact),
        until=task.ends_at,
    )
    try:
        mail.send(candidate.email, written.subject, written.text)
    except Rejected:
        remember(task, "mail_refused")
        raise
    remember(task, SENT[task.kind])
    return InviteReceipt(candidate_id=task.candidate_id, sent=True)
