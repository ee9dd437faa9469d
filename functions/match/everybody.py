"""Everybody of a job whose posting changed, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import one
from mianshi.contracts.hiring import Candidate
from mianshi.contracts.matching import METHOD, ResumeReading
from mianshi.contracts.tasks import MatchReceipt, PostingChanged
from mianshi.errors import Transient
from mianshi.log import logger
from mianshi.platform import objects, resumes, workflow
from mianshi.platform.store import candidates, jobs, matches

PAGE = 20
"""Candidates of one call: far less than its five minutes even where every résumé is as long as they may be. Where files
have to be read anew and that takes longer, Lambda calls again, and what was read by then is not read again."""
MOST_JOBS = 20
MOST_OF_A_JOB = 1_000
"""What one day's `tidy` has read anew; the rest waits for the next day's. EventBridge takes 256 KB a call
(docs.aws.amazon.com: eventbridge/latest/userguide/eb-putevent-size), of which this many ids are an eighth."""


def match(asked: PostingChanged) -> MatchReceipt:
    """Announce the next page, and hold the résumés of this one against the posting in force.

    One that our code breaks on is logged and left as it was, and one whose turn came at a bad moment is announced by
    itself: neither keeps anybody else waiting.

    Raises:
        Transient: where the one of `only` came at a bad moment once more.
    """
    job = jobs.find(asked.job_id)
    if job is None or asked.posting not in (None, job.posting):
        return receipt(asked.job_id, [])
    readings: list[ResumeReading | None] = []
    for candidate in _named(asked) if asked.only else _page(asked):
        try:
            readings.append(_matched(candidate))
        except Transient:
            if len(asked.only) == 1:
                raise
            workflow.announce("posting.changed", asked.model_copy(update={"only": [candidate.id]}))
    return receipt(asked.job_id, readings)


def _page(asked: PostingChanged) -> list[Candidate]:
    page, after = candidates.page(asked.job_id, PAGE, asked.after or None)
    if after is not None:
        workflow.announce("posting.changed", asked.model_copy(update={"after": after}))
    return page


def _named(asked: PostingChanged) -> list[Candidate]:
    if later := asked.only[PAGE:]:
        workflow.announce("posting.changed", asked.model_copy(update={"only": later}))
    found = (candidates.find(asked.job_id, candidate_id) for candidate_id in asked.only[:PAGE])
    return [candidate for candidate in found if candidate]


def tidy() -> MatchReceipt:
    """Delete what was read of files that are gone, so that it is kept no longer than they were; have read anew what was
    read by another method."""
    for job_id, candidate_id in resumes.without_file():
        if objects.stored(resumes.place(job_id, candidate_id)) is None:
            one.forget(job_id, candidate_id)
    older = ((job_id, _by_another_method(job_id)) for job_id in resumes.jobs())
    for job_id, known in islice(((job_id, known) for job_id, known in older if known), MOST_JOBS):
        workflow.announce("posting.changed", PostingChanged(job_id=job_id, only=known[:MOST_OF_A_JOB]))
    return receipt("", [])


def _by_another_method(job_id: str) -> list[str]:
    return [candidate_id for candidate_id, note in matches.of_job(job_id).items() if note.method != METHOD]


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
