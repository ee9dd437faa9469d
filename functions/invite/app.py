"""Invite: write to a candidate, now or as a reminder."""

from __future__ import annotations

from mianshi.contracts.events import InviteReceipt
from mianshi.contracts.tasks import InviteTask
from mianshi.platform.store import candidates, jobs
from mianshi.stage import found, stage


@stage("invite", InviteTask)
def handler(task: InviteTask) -> InviteReceipt:
    """Nobody is written to who has begun, withdrawn or gone meanwhile."""
    found(jobs.find(task.job_id))
    found(candidates.find(task.job_id, task.candidate_id))
    return InviteReceipt(candidate_id=task.candidate_id, sent=False)
