"""What is due each day: nothing is kept of files that are gone, and what another method read is read anew."""

from __future__ import annotations

from time import monotonic

import one
from mianshi.contracts.matching import METHOD
from mianshi.contracts.tasks import MatchReceipt, PostingChanged
from mianshi.platform import objects, resumes, workflow
from mianshi.platform.store import matches
from mianshi.platform.store.matches import ReadAnew

SECONDS = 120.0
"""For searching what another method read, of the five minutes that a call of the function has."""
MOST_JOBS = 20
MOST_OF_A_JOB = 1_000
"""What one day's `tidy` has read anew; the rest waits for the next day's. EventBridge takes 256 KB a call
(docs.aws.amazon.com: eventbridge/latest/userguide/eb-putevent-size), of which this many ids are an eighth."""


def tidy() -> MatchReceipt:
    """Delete what was read of files that are gone, so that it is kept no longer than they were; have read anew what was
    read by another method, each day on from where the day before ended, until nothing of that is left."""
    for job_id, candidate_id in resumes.without_file():
        if objects.stored(resumes.place(job_id, candidate_id)) is None:
            one.forget(job_id, candidate_id)
    before = matches.read_anew()
    if before is None or before.method != METHOD:
        before = ReadAnew(method=METHOD, found=True)  # what still runs by the method before may keep one more today
    if not before.done:
        matches.keep_read_anew(_search(before))
    return MatchReceipt(job_id="", read=0, matched=0, refused=0)


def _search(before: ReadAnew) -> ReadAnew:
    """Announce what another method read, as far as a day's share and a call's time go; how far that is."""
    until, announced, found, after = monotonic() + SECONDS, 0, before.found, before.after
    for job_id in resumes.jobs():
        if f"{job_id}/" <= f"{before.after}/":
            continue
        if announced == MOST_JOBS or (after != before.after and monotonic() >= until):
            return ReadAnew(method=METHOD, after=after, found=found)
        if older := matches.by_other_methods(job_id):
            workflow.announce("posting.changed", PostingChanged(job_id=job_id, only=older[:MOST_OF_A_JOB]))
            announced, found = announced + 1, True
        after = job_id
    return ReadAnew(method=METHOD, done=not found)
