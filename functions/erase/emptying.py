"""What is deleted, and what is emptied because that it happened has to be told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mianshi.accounting import billing
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, ErasureAsked, Job, RequestKind, Stage
from mianshi.contracts.partner_events import FetchState
from mianshi.errors import Rejected, Transient
from mianshi.hiring.namespaces import partner_of
from mianshi.platform import deleting, resumes, workflow
from mianshi.platform.clock import now, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import candidates, erasing, jobs, promised, reviews
from mianshi.platform.store import links as handed_out

GONE = "erased"
"""In place of a text that must not be empty."""
_UNDER_WAY_S = 45
"""A résumé of 10 MB that began just before its address ended has arrived by then."""


def close(interview: Interview) -> bool:
    """Close the interview first, so that nothing begins any more, and stop what is on; whether it may still write."""
    at_work = erasing.bury(interview)
    if at_work and interview.execution:
        workflow.stop(interview.execution)
        billing.bill_stopped(interview)
    return at_work


def files(interview_id: str) -> int:
    """Delete every object of an interview; how many."""
    own = (("uploads", settings().uploads), ("interviews", settings().artefacts), ("work", settings().artefacts))
    return sum(deleting.everything_under(bucket, f"{folder}/{interview_id}/") for folder, bucket in own)


def resume(job_id: str, candidate_id: str) -> int:
    """Delete the candidate's résumé; how many objects."""
    return deleting.everything_under(settings().artefacts, f"resumes/{job_id}/{candidate_id}/")


def resume_may_come(job_id: str, candidate_id: str) -> bool:
    """Whether an address that takes a résumé was handed out and may still be used."""
    coming = promised.find_resume(job_id, candidate_id)
    if coming is None or coming.state is not FetchState.AWAITING_UPLOAD:
        return False
    return coming.at > timestamp(now() - timedelta(seconds=resumes.TICKET_SECONDS + _UNDER_WAY_S))


def links(candidate_id: str) -> int:
    """Make the links that lead to a candidate open nothing; how many did."""
    open_links = [link for link in handed_out.of_candidate(candidate_id) if not link.revoked]
    for link in open_links:
        handed_out.revoke(link.id)
    return len(open_links)


def candidate(before: Candidate) -> None:
    """Leave of a candidate that they were there, what they agreed to and what was decided, without who they were.

    Raises:
        Transient: ``candidate_changed`` where somebody changes the candidate at the same moment.
    """
    if before.stage is Stage.ERASED:
        return
    decision = before.decision.model_copy(update={"reason": GONE}) if before.decision else None
    nobody: dict[str, Any] = dict.fromkeys(("name", "email", "phone", "source"), "")
    try:
        candidates.change(before, stage=Stage.ERASED, slot=None, retakes={}, personal=[], decision=decision, **nobody)
    except Rejected as error:
        raise Transient("candidate_changed", error.code) from None
    if before.slot and before.submitted_at is None:
        jobs.unbook(before.job_id, before.slot)


def name(job: Job, of: Candidate) -> int:
    """Free what a partner calls the candidate, so that whoever applies again is somebody new; how many rows.

    The gravestone keeps it: whoever was told something is told by it what to delete.
    """
    partner_id = partner_of(of.created_by, job)
    if not (partner_id and of.external_id):
        return 0
    return erasing.free(partner_id, of.external_id, f"{job.id}/{of.id}")


def texts(asked: ErasureAsked, keep_days: int) -> None:
    """Empty what was written in the candidate's requests, in the answers to them and as reasons of decisions."""
    for request in candidates.requests(asked.job_id, asked.candidate_id):
        answer = request.answer if request.kind is RequestKind.ERASURE else ""
        if (request.text, request.answer) != ("", answer):
            candidates.ask(request.model_copy(update={"text": "", "answer": answer}), keep_days)
    for made in reviews.decisions(asked.job_id, asked.candidate_id):
        if made.reason != GONE:
            reviews.decided(asked.job_id, asked.candidate_id, made.model_copy(update={"reason": GONE}), keep_days)
