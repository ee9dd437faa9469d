"""Erase: delete what is kept about a candidate and leave a receipt."""

from __future__ import annotations

import emptying
import receipts
import telling
from mianshi.accounting import storing
from mianshi.contracts.events import EraseReceipt
from mianshi.contracts.hiring import Stage
from mianshi.contracts.tasks import EraseTask
from mianshi.errors import Defect, Transient
from mianshi.log import logger
from mianshi.outbound import owing
from mianshi.platform.store import candidates, erasing, interviews, jobs
from mianshi.privacy.policies import load_policy
from mianshi.stage import found, stage


@stage("erase", EraseTask)
def handler(task: EraseTask) -> EraseReceipt:
    """Safe to repeat: it deletes what is left, and asks to be called again while something may still be written."""
    asked = task.detail
    candidate = candidates.find(asked.job_id, asked.candidate_id)
    if candidate is None:
        return EraseReceipt(candidate_id=asked.candidate_id, objects=0, rows=0)
    job = found(jobs.find(asked.job_id))
    keep_days = load_policy(job.policy).retention.audit_days
    ids = [known for known in (candidate.interview_id, *candidate.appeal_ids) if known]
    ids += [run for each in ids for run in interviews.runs_of(each)]
    known = [interview for each in ids if (interview := interviews.find(each)) is not None]
    repeated = candidate.stage is Stage.ERASED and all(erasing.buried(interview) for interview in known)
    at_work = [emptying.close(interview) for interview in known]
    for interview in known:
        _pay(interview.id)
    files = sum(emptying.files(interview.id) for interview in known)
    emptying.candidate(candidate)  # before the résumé goes: whoever still reads it sees that, and keeps nothing
    objects = files + emptying.resume(asked.job_id, candidate.id)
    owed = telling.owe(candidate)
    rows = sum(erasing.empty(interview.id) for interview in known) + emptying.links(candidate.id)
    resume_may_come = emptying.resume_may_come(asked.job_id, candidate.id)
    rows += erasing.afterwards(asked.job_id, candidate.id, keep_promise=resume_may_come)
    rows += emptying.name(job, candidate)
    owing.announce(owed)
    emptying.texts(asked, keep_days)
    receipt = receipts.add(asked, objects, rows, keep_days)
    if resume_may_come or any(at_work) or (repeated and files):
        raise Transient(
            "still_written",
            "what a run was doing, or a résumé on its way, may leave more behind: looked at again in a while",
        )
    receipts.answer(asked, receipt, keep_days)
    return receipt


def _pay(interview_id: str) -> None:
    """What the files cost until now. Nobody waits for being deleted because a ledger cannot be written."""
    try:
        storing.end(interview_id)
    except (Transient, Defect) as error:
        logger.error("storage not in the ledger", extra={"code": error.code})
