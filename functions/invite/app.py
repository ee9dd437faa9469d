"""Invite: write to a candidate, now or as a reminder."""

from __future__ import annotations

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
from writing import SENT, already_written, concerns, live_link, remember


@stage("invite", InviteTask)
def handler(task: InviteTask) -> InviteReceipt:
    """Nobody is invited or reminded who has begun, withdrawn or gone, whose invitation was renewed or taken back, or
    whose job is not open any more; nobody is told of a decision that was taken back.
    """
    unsent = InviteReceipt(candidate_id=task.candidate_id, sent=False)
    candidate = candidates.find(task.job_id, task.candidate_id)
    if candidate is None or not concerns(task, candidate) or not (candidate.email and mail.can_send()):
        return unsent
    job = found(jobs.find(task.job_id))
    if (job.status is not JobStatus.OPEN and task.kind != "decision") or already_written(task):
        return unsent
    written = letter(
        task.kind,
        job,
        candidate,
        settings().portal_url.rstrip("/") + links.path(live_link(candidate.id)),
        Asker(employer=settings().employer, contact=settings().employer_contact),
    )
    try:
        mail.send(candidate.email, written.subject, written.text)
    except Rejected:
        remember(task, "mail_refused")
        raise
    remember(task, SENT[task.kind])
    return InviteReceipt(candidate_id=task.candidate_id, sent=True)
