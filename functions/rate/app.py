"""Rate: hand the checks of an answer to the rater's endpoint; Resume answers the task token."""

from __future__ import annotations

import asking
from mianshi.contracts.events import RateReceipt
from mianshi.contracts.rating import CheckSheet
from mianshi.contracts.tasks import RateTask
from mianshi.platform import inference, objects, workflow
from mianshi.platform.settings import settings
from mianshi.platform.store import tokens
from mianshi.stage import stage


@stage("rate", RateTask)
def handler(task: RateTask) -> RateReceipt:
    """The token is stored before the prompts are handed in; what was asked before is answered from memory, at once."""
    name = f"sheet-{task.answer}.json"
    sheet = objects.get_record(objects.artefact(task.interview_id, "language", task.attempt, name), CheckSheet)
    checks = len(sheet.prompts())
    known = asking.recall(sheet)
    if known is not None:
        where = objects.artefact(task.interview_id, "rate", task.attempt, f"ratings-{task.answer}.json")
        objects.put_record(where, known)
    receipt = RateReceipt(
        interview_id=task.interview_id, answer=task.answer, checks=checks, remembered=known is not None
    )
    if known is not None:
        workflow.succeed(task.token, receipt)
        return receipt
    token = tokens.Token(
        interview_id=task.interview_id,
        stage="rate",
        attempt=task.attempt,
        answer=task.answer,
        piece=0,
        retry=task.retry,
        execution=task.execution,
        token=task.token,
    )
    tokens.save(token)
    inference.submit(
        settings().require("rater_endpoint"),
        asking.write(task, sheet),
        token.inference_id,
        content_type="application/json",
    )
    return receipt
