"""Agreeing: the words a candidate agrees to, and whether those of the last consent are still the words of today."""

from __future__ import annotations

from mianshi.contracts.base import Language
from mianshi.contracts.hiring import Candidate, Job
from mianshi.pages.consent_words import ConsentWords, consent_words
from mianshi.platform.store import candidates
from mianshi.privacy.policies import asks_consent, load_policy

TAKEN_BACK = "taken_back"
"""In place of the hash of a page, where no words were agreed to but a consent was taken back."""


def words(job: Job, language: Language) -> ConsentWords:
    """What stands on the first page of this job as it is now."""
    policy = load_policy(job.policy)
    return consent_words(policy, language, observations=asks_consent(policy), follow_ups=job.rules.follow_ups > 0)


def is_outdated(job: Job, candidate: Candidate) -> bool:
    """Whether somebody who has not begun agreed to other words than those of today: a job that asks follow-up
    questions by now, another policy profile, a changed sentence. What others confirmed was agreed to elsewhere."""
    if candidate.consent is None or candidate.interview_id is not None:
        return False
    records = [one for one in candidates.consents(job.id, candidate.id) if one.text_version != TAKEN_BACK]
    if not records or ":" in records[-1].text_version:  # behind it: the id of whoever confirmed it for the candidate
        return False
    return records[-1].text_version != words(job, records[-1].language).content_hash()
