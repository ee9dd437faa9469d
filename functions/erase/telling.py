"""Whoever was told something about a candidate is told that it is to be deleted there, too (GDPR art. 19)."""

from __future__ import annotations

from mianshi.contracts.delivery import Connector, Delivery, DeliveryState, EventKind
from mianshi.contracts.hiring import Candidate
from mianshi.contracts.keys import candidate_subject, interview_subject
from mianshi.delivery import connectors as kinds
from mianshi.delivery import outbox as rules
from mianshi.outbound import listening
from mianshi.platform.clock import timestamp
from mianshi.platform.store import connectors, outbox

_NEVER_LEFT = (DeliveryState.PENDING,)
_OCCURRENCE = "erased-1"


def owe(candidate: Candidate) -> list[Delivery]:
    """Put what is owed into the outbox, ids only; what was new. Called before the rows about the candidate go.

    Told are those who want to hear of deletions and those who were sent something about the candidate, whatever they
    asked to hear of: they have the data.
    """
    subject, at = candidate_subject(candidate.job_id, candidate.id), timestamp()
    recipients = {known.id: known for known in _wanting(candidate)} | {known.id: known for known in _told(candidate)}
    return outbox.add(
        [
            rules.new(subject, known.id, EventKind.CANDIDATE_ERASED, f"{_OCCURRENCE}.{deed}", at)
            for known in recipients.values()
            for deed in kinds.platform_of(known.kind).deeds(EventKind.CANDIDATE_ERASED, known)
        ]
    )


def _wanting(candidate: Candidate) -> list[Connector]:
    subject = candidate_subject(candidate.job_id, candidate.id)
    may_hear = listening.to(EventKind.CANDIDATE_ERASED, subject, candidate.job_id)
    return [known for known in may_hear if kinds.hears(known, EventKind.CANDIDATE_ERASED, candidate.job_id)]


def _told(candidate: Candidate) -> list[Connector]:
    own = [known for known in (candidate.interview_id, *candidate.appeal_ids) if known]
    subjects = [candidate_subject(candidate.job_id, candidate.id), *map(interview_subject, own)]
    rows = [row for subject in subjects for row in outbox.about(subject) if row.state not in _NEVER_LEFT]
    found = [connectors.find(known) for known in dict.fromkeys(row.connector for row in rows)]
    return [known for known in found if known is not None]
