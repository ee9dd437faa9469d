"""One candidate's résumé: what is kept of it, and nothing where nobody wants it any more."""

from __future__ import annotations

import holding
import telling
from mianshi.contracts.hiring import Candidate, ErasureAsked, Stage
from mianshi.contracts.matching import METHOD, ResumeReading
from mianshi.contracts.partner_interviews import MOST_RESUME_BYTES
from mianshi.errors import Transient
from mianshi.platform import objects, resumes, workflow
from mianshi.platform.store import candidates, jobs, matches
from mianshi.privacy.policies import load_policy

MOST_TRIES = 2
"""Tries that may end the process, by time or memory, before a file counts as damaged: Lambda calls three times."""
_LEFT = (Stage.WITHDRAWN, Stage.ERASED)


def read(job_id: str, candidate_id: str) -> ResumeReading | None:
    """Read the file that lies there, match it and keep both; None where there is none or nobody wants it any more.

    Raises:
        Transient: ``resume_changed`` where another file, or another posting, came while this one was read.
    """
    candidate = candidates.find(job_id, candidate_id)
    if _left(job_id, candidate_id, candidate) or candidate is None:
        return None
    there = objects.stored(resumes.place(job_id, candidate_id))
    body = resumes.content(job_id, candidate_id, MOST_RESUME_BYTES + 1) if there else None
    if there is None or body is None:
        return None
    if resumes.tried(job_id, candidate_id, there.etag) > MOST_TRIES:
        known = holding.given_up(body, there.etag)
    else:
        known = holding.from_file(body, there.etag)
    try:
        return _keep(candidate, known, there)
    except Transient:  # the moment was bad, and the file is not
        resumes.succeeded(job_id, candidate_id)
        raise


def match_again(candidate: Candidate) -> ResumeReading | None:
    """Hold what was read of a résumé against the posting in force; the file is opened only where what was kept is of
    another file or was read by another method, or nothing was. Where it cannot be read anew because the file is gone or
    nobody wants it any more, what another method read is deleted: nobody is shown it."""
    there = objects.stored(resumes.place(candidate.job_id, candidate.id))
    if _left(candidate.job_id, candidate.id, candidate) or there is None:
        if (note := matches.by_any_method(candidate.job_id, candidate.id)) and note.method != METHOD:
            forget(candidate.job_id, candidate.id)
        return None
    known = objects.find_record(resumes.reading(candidate.job_id, candidate.id), ResumeReading)
    if known is None or known.etag != there.etag or known.method != METHOD:
        return read(candidate.job_id, candidate.id)
    return _keep(candidate, known, there)


def _keep(candidate: Candidate, known: ResumeReading, there: objects.Stored | None) -> ResumeReading | None:
    job = jobs.find(candidate.job_id)
    if job is None:
        return None
    reading = holding.matched(known, job)
    objects.put_record(resumes.reading(job.id, candidate.id), reading)
    keep_days = load_policy(job.policy).retention.transcript_days
    matches.keep(job.id, candidate.id, holding.note(reading), keep_days)
    resumes.succeeded(job.id, candidate.id)
    if _late(candidate):
        return None
    now = jobs.find(job.id)
    if now is None or now.posting != job.posting or objects.stored(resumes.place(job.id, candidate.id)) != there:
        raise Transient("resume_changed", "another file or posting came while this one was matched")
    telling.tell(candidate, reading)
    return reading


def forget(job_id: str, candidate_id: str) -> None:
    """Delete what was read of a résumé and what lists show of it."""
    resumes.forget(job_id, candidate_id)
    matches.forget(job_id, candidate_id)


def _left(job_id: str, candidate_id: str, candidate: Candidate | None) -> bool:
    """Whether nobody wants the résumé any more; of whoever was erased, what was kept too late is deleted."""
    if candidate is None or candidate.stage is Stage.ERASED:
        forget(job_id, candidate_id)
    return candidate is None or candidate.stage in _LEFT


def _late(before: Candidate) -> bool:
    """Whether the candidate left meanwhile: what was just kept is deleted again. Of whoever was erased, Erase is asked
    again too: the file itself may have come late."""
    candidate = candidates.find(before.job_id, before.id)
    if candidate is not None and candidate.stage is Stage.ERASED:
        asked = ErasureAsked(job_id=candidate.job_id, candidate_id=candidate.id, request_id="")
        workflow.announce("candidate.erasure_asked", asked)
    left = _left(before.job_id, before.id, candidate)
    if left:
        forget(before.job_id, before.id)
    return left
