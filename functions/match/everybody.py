"""Everybody of a job whose posting changed, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence

import one
from mianshi.contracts.hiring import Candidate
from mianshi.contracts.matching import ResumeReading
from mianshi.contracts.tasks import MatchReceipt, PostingChanged
from mianshi.errors import Transient
from mianshi.log import logger
from mianshi.platform import objects, resumes, workflow
from mianshi.platform.store import candidates, jobs

PAGE = 20
"""Candidates of one call: far less than its five minutes even where every résumé is as long as they may be."""


def match(asked: PostingChanged) -> MatchReceipt:
    """Announce the next page, and hold the résumés of this one against the posting in force.

    One that our code breaks on is logged and left as it was, and one whose turn came at a bad moment is announced by
    itself: neither keeps anybody else waiting.

    Raises:
        Transient: where one of `only` came at a bad moment once more.
    """
    job = jobs.find(asked.job_id)
    if job is None or asked.posting not in (None, job.posting):
        return receipt(asked.job_id, [])
    if asked.only:
        again = (candidates.find(asked.job_id, candidate_id) for candidate_id in asked.only)
        return receipt(asked.job_id, [_matched(candidate) for candidate in again if candidate])
    page, after = candidates.page(asked.job_id, PAGE, asked.after or None)
    if after is not None:
        workflow.announce("posting.changed", asked.model_copy(update={"after": after}))
    readings: list[ResumeReading | None] = []
    for candidate in page:
        try:
            readings.append(_matched(candidate))
        except Transient:
            workflow.announce("posting.changed", asked.model_copy(update={"only": [candidate.id]}))
    return receipt(asked.job_id, readings)


def tidy() -> MatchReceipt:
    """Delete what was read of files that are gone, so that it is kept no longer than they were."""
    for job_id, candidate_id in resumes.without_file():
        if objects.stored(resumes.place(job_id, candidate_id)) is None:
            one.forget(job_id, candidate_id)
    return receipt("", [])


def _matched(candidate: Candidate) -> ResumeReading | None:
    try:
        return one.match_again(candidate)
    except Transient:
        raise
    except Exception as error:  # whatever our code broke on; its message might hold what somebody wrote
        logger.error(
            "a résumé was not matched anew",
            extra={"job_id": candidate.job_id, "candidate_id": candidate.id, "kind": type(error).__name__},
        )
        return None


def receipt(job_id: str, readings: Sequence[ResumeReading | None]) -> MatchReceipt:
    """What was done, counted; None stands for whoever has no résumé or is gone."""
    done = [reading for reading in readings if reading is not None]
    return MatchReceipt(
        job_id=job_id,
        read=len(done),
        matched=sum(reading.match is not None for reading in done),
        refused=sum(reading.refused is not None for reading in done),
    )
