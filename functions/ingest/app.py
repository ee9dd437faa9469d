"""Ingest: claim the interview once, probe what was uploaded, refuse it by name or plan the work."""

from __future__ import annotations

from typing import Literal

import fetching
import following_up
import handing_in
import plans
import rescoring
from mianshi import attempt
from mianshi.accounting import billing
from mianshi.contracts.events import IngestReceipt
from mianshi.contracts.keys import interview_of_upload
from mianshi.contracts.tasks import IngestTask
from mianshi.contracts.usage import LineOutcome, Meter
from mianshi.platform import meter, transitions
from mianshi.platform.store import interviews
from mianshi.stage import stage


@stage("ingest", IngestTask)
def handler(task: IngestTask) -> IngestReceipt:
    """One S3 event in; a claimed and planned interview out, or the reason why this event starts nothing."""
    interview_id = interview_of_upload(task.upload.key) or ""
    interview = interviews.find(interview_id) if interview_id else None
    if interview is None:
        return _not_ours(task, interview_id, "ignored", "ok")
    billing.know(interview)
    if handing_in.erased(interview):
        return _not_ours(task, interview_id, "ignored", "cancelled")
    if following_up.is_over(interview, task.execution):
        return following_up.late(interview, gone=handing_in.gone(interview))
    sizes = fetching.sizes(interview)
    if not interview.is_rescoring and not sizes.keys() >= following_up.awaited(interview):
        return _not_ours(task, interview_id, "waiting", "ok")
    if handing_in.gone(interview):
        return _not_ours(task, interview_id, "ignored", "cancelled")
    if interview.asks:
        following_up.hand_over(interview, sizes)
        return _not_ours(task, interview_id, "duplicate", "ok")
    claimed = interviews.claim(interview_id, task.execution)
    if claimed is None:
        return _not_ours(task, interview_id, "duplicate", "duplicate")
    if claimed.is_rescoring:
        return rescoring.plan(claimed)
    handing_in.note(claimed)
    claimed = handing_in.agreed(claimed)
    return plans.make(claimed, sizes)


def _not_ours(
    task: IngestTask, interview_id: str, claim: Literal["duplicate", "waiting", "ignored"], outcome: LineOutcome
) -> IngestReceipt:
    """The run ends here and is never closed, so its transitions are billed here, too."""
    attempt.came_to(outcome)
    meter.add(Meter.STATE_TRANSITIONS, transitions.NOT_CLAIMED + task.retry)
    return IngestReceipt(interview_id=interview_id, claim=claim)
