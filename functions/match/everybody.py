"""Everybody of a job whose posting changed, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence

import one
from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.matching import ResumeReading
from mianshi.contracts.tasks import MatchReceipt, PostingChanged
from mianshi.errors import Transient
from mianshi.log import logger
from mianshi.platform import workflow
from mianshi.platform.store import candidates, jobs

PAGE = 20
"""Candidates of one call: far less than its five minutes even where every résumé is as long as they may be. Where files
have to be read anew and that takes longer, Lambda calls again, and what was read by then is not read again."""


def match(asked: PostingChanged) -> MatchReceipt:
    """Announce the next page, and hold the résumés of this one against the posting in force.

    One that our code breaks on is logged and left as it was, and one whose turn came at a bad moment is announced by
    itself: neither keeps anybody else waiting.

    Raises:
        Transient: where the one of `only` came at a bad moment once more.
    """
    job = jobs.find(asked.job_id)
    if job is not None and asked.posting not in (None, job.posting):
        return receipt(asked.job_id, [])
    readings: list[ResumeReading | None] = []
    for candidate in _whose(asked, job):
        try:
            readings.append(_matched(candidate))
        except Transient:
            if len(asked.only) == 1:
                raise
            workflow.announce("posting.changed", asked.model_copy(update={"only": [candidate.id]}))
    return receipt(asked.job_id, readings)


def _whose(asked: PostingChanged, job: Job | None) -> list[Candidate]:
    if asked.only:
        return _named(asked, job)
    return _page(asked) if job else []


def _page(asked: PostingChanged) -> list[Candidate]:
    page, after = candidates.page(asked.job_id, PAGE, asked.after or None)
    if after is not None:
        workflow.announce("posting.changed", asked.model_copy(update={"after": after}))
    return page


def _named(asked: PostingChanged, job: Job | None) -> list[Candidate]:
    """Those of them who are there; of whoever is not, or whose job is not, what was kept is deleted."""
    if later := asked.only[PAGE:]:
        workflow.announce("posting.changed", asked.model_copy(update={"only": later}))
    there = []
    for candidate_id in asked.only[:PAGE]:
        candidate = candidates.find(asked.job_id, candidate_id) if job else None
        if candidate is None:
            one.forget(asked.job_id, candidate_id)
        else:
            there.append(candidate)
    return there


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
