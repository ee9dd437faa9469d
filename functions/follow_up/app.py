"""FollowUp: put follow-up questions to the candidate; Ingest answers the task token when the answers are there."""

from __future__ import annotations

from mianshi.accounting import billing
from mianshi.contracts.events import FollowUpReceipt
from mianshi.contracts.tasks import FollowUpTask
from mianshi.errors import Rejected
from mianshi.platform.store import interviews, tokens
from mianshi.stage import found, stage
from putting import put
from telling import gone, tell


@stage("follow_up", FollowUpTask)
def handler(task: FollowUpTask) -> FollowUpReceipt:
    """The token is stored before the questions are put, so that no answer can come before its token. A task that is
    tried again puts the same questions, and so does a run that is started again while they wait.

    Raises:
        Rejected: ``gone`` where there is nobody to ask: the candidate left, wants no software to look, or somebody
            decided meanwhile; or the run has lost its interview.
    """
    interview = found(interviews.find(task.interview_id))
    billing.know(interview)
    if gone(interview):
        raise Rejected("gone", "there is nobody to ask any more")
    tokens.save(tokens.Token.of_follow_ups(interview.id, task.attempt, task.execution, task.token))
    if not interview.asks:
        interview = put(interview, task.attempt)
    tell(interview)
    return FollowUpReceipt(
        interview_id=interview.id, asked=sum(upload.follow_up is not None for upload in interview.uploads)
    )
