"""FollowUp: put follow-up questions to the candidate; Ingest answers the task token when the answers are there."""

from __future__ import annotations

from mianshi.accounting import billing
from mianshi.contracts.events import FollowUpReceipt, FollowUpsAsked
from mianshi.contracts.tasks import FollowUpTask
from mianshi.platform import workflow
from mianshi.platform.store import interviews, tokens
from mianshi.stage import found, stage
from putting import put


@stage("follow_up", FollowUpTask)
def handler(task: FollowUpTask) -> FollowUpReceipt:
    """The token is stored before the questions are put, so that no answer can come before its token. A task that is
    tried again puts the same questions.

    Raises:
        Rejected: ``gone`` where the run has lost its interview: it was withdrawn or erased.
    """
    interview = found(interviews.find(task.interview_id))
    billing.know(interview)
    tokens.save(
        tokens.Token(
            interview_id=interview.id,
            stage="follow_up",
            attempt=task.attempt,
            answer=0,
            piece=0,
            retry=0,
            execution=task.execution,
            token=task.token,
        )
    )
    if interview.asking is None:
        interview = put(interview, task.attempt)
    asked = [upload for upload in interview.uploads if upload.follow_up is not None]
    if interview.job_id and interview.candidate_id and interview.asking:
        detail = FollowUpsAsked(
            job_id=interview.job_id, candidate_id=interview.candidate_id, until=interview.asking.until
        )
        workflow.announce("interview.follow_ups_asked", detail)
    return FollowUpReceipt(interview_id=interview.id, asked=len(asked))
