"""Whom an event of a platform is about: by what we wrote to it, or by our ids in what it says."""

from __future__ import annotations

import re
from collections.abc import Callable

from mianshi.contracts.delivery import Delivery
from mianshi.contracts.hiring import Candidate
from mianshi.contracts.keys import subject_of
from mianshi.platform.store import candidates, interviews, outbox

_LOOKED_THROUGH = 2000
"""The newest deliveries of a connector; whoever answers later than those is found by a person."""
_ULID = "[0-9A-HJKMNP-TV-Z]{26}"
_INTERVIEW = re.compile(f"iv_{_ULID}")
_CANDIDATE = re.compile(f"(jb_{_ULID}).{{1,20}}?(ca_{_ULID})")
_DELIVERY = re.compile(r"dl_[0-9a-z]+")


def by_delivery(connector_id: str, fits: Callable[[Delivery], bool]) -> Candidate | None:
    """Whom the newest fitting message of a connector was about."""
    for row in outbox.delivered(connector_id, _LOOKED_THROUGH):
        if fits(row) and (candidate := _of_subject(row.subject)):
            return candidate
    return None


def by_text(connector_id: str, text: str) -> Candidate | None:
    """Whom our ids in a text name: a job and a candidate, an interview, or a message that we sent."""
    if named := _CANDIDATE.search(text):
        return candidates.find(named[1], named[2])
    if named := _INTERVIEW.search(text):
        return _of_interview(named[0])
    if named := _DELIVERY.search(text):
        delivery_id = named[0]
        return by_delivery(connector_id, lambda row: row.id == delivery_id)
    return None


def _of_subject(subject: str) -> Candidate | None:
    kind, known, job_id = subject_of(subject)
    if kind == "candidate":
        return candidates.find(job_id, known)
    return _of_interview(known) if kind == "interview" else None


def _of_interview(interview_id: str) -> Candidate | None:
    found = interviews.find(interview_id)
    return candidates.find(found.job_id, found.candidate_id) if found and found.job_id and found.candidate_id else None
