"""Everybody of a job whose posting changed, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence

import one
from mianshi.contracts.matching import ResumeReading
from mianshi.contracts.tasks import MatchReceipt, PostingChanged
from mianshi.errors import Transient
from mianshi.log import logger
from mianshi.platform import workflow
from mianshi.platform.store import candidates

PAGE = 20
"""Candidates of one call: far less than its five minutes even where every résumé is as long as they may be."""


def match(asked: PostingChanged) -> MatchReceipt:
    """Hold the résumés of one page against the posting in force, and announce the next page.

    A résumé that our code breaks on is logged and left as it was: it keeps nobody else waiting.
    """
    page, after = candidates.page(asked.job_id, PAGE, asked.after or None)
    readings: list[ResumeReading | None] = []
    for candidate in page:
        try:
            readings.append(one.match_again(candidate))
        except Transient:
            raise
        except Exception as error:  # whatever our code broke on; its message might hold what somebody wrote
            logger.error(
                "a résumé was not matched anew",
                extra={"job_id": candidate.job_id, "candidate_id": candidate.id, "kind": type(error).__name__},
            )
    if after is not None:
        workflow.announce("posting.changed", PostingChanged(job_id=asked.job_id, after=after))
    return receipt(asked.job_id, readings)


def receipt(job_id: str, readings: Sequence[ResumeReading | None]) -> MatchReceipt:
    """What was done, counted; None stands for whoever has no résumé or is gone."""
    done = [reading for reading in readings if reading is not None]
    return MatchReceipt(
        job_id=job_id,
        read=len(done),
        matched=sum(reading.match is not None for reading in done),
        refused=sum(reading.refused is not None for reading in done),
    )
