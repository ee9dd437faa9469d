"""Somebody applies somewhere else: found or added here once, and invited once."""

from __future__ import annotations

from mianshi.contracts.callbacks import Outcome
from mianshi.contracts.hiring import Candidate, Job, Stage
from mianshi.contracts.people import AuditAction
from mianshi.delivery.callbacks.reading import Applicant
from mianshi.doors import access, applying, inviting
from mianshi.hiring.sheets import PersonLine, contacts
from mianshi.platform import mail, signing
from mianshi.platform.clock import new_id
from mianshi.platform.store import callbacks, candidates, jobs
from mianshi.privacy.policies import load_policy
from noting import Turn, note


def admit(turn: Turn, job_id: str, applicant: Applicant, source: str, external_id: str) -> Outcome:
    """Add an applicant to a job, unless they are known by the platform's id or by a contact, and invite them."""
    job = jobs.find(job_id)
    if job is None:
        return note(turn, "job_unknown", job_id, external_id)
    candidate = known(turn, job.id, source, external_id)
    if candidate is None:
        person = applying.usable({"name": applicant.name, "email": applicant.email, "phone": applicant.phone})
        if person is None:
            return note(turn, "no_name", external_id, about=job)
        candidate = _same_person(turn, job, person, source, external_id) or _new(turn, job, person, source, external_id)
    return invite(turn, job, candidate)


def known(turn: Turn, job_id: str, source: str, external_id: str) -> Candidate | None:
    """The candidate of a job whom the platform calls `external_id`, if they came before."""
    ours = callbacks.known(turn.connector.id, _key(job_id, source, external_id))
    return candidates.find(job_id, ours.partition("/")[2]) if ours else None


def invite(turn: Turn, job: Job, candidate: Candidate, *, renew: bool = False) -> Outcome:
    """Invite a candidate who was not invited yet, or once more where `renew` asks for it.

    A work that broke off is taken up: whoever was invited since the event came is invited again, because nobody knows
    whether they were told.
    """
    since = turn.again and (candidate.invited_at or "") >= turn.event.received_at
    if candidate.stage is Stage.INVITED and not (renew or since):
        return note(turn, "already_invited", about=candidate)
    if candidate.stage not in (Stage.ADDED, Stage.INVITED):
        return note(turn, f"already_{candidate.stage.value}", about=candidate)
    if not inviting.possible(job, candidate):
        return note(turn, "job_not_open", about=candidate)
    if inviting.stopped(job, candidate):
        return note(turn, "budget_spent", about=candidate)
    after = inviting.invite(turn.who, job, candidate)
    told = "invited" if after.email and mail.can_send() else "invited_without_mail"
    return note(turn, told, about=after, done="invited")


def _same_person(turn: Turn, job: Job, person: PersonLine, source: str, external_id: str) -> Candidate | None:
    """Whoever has the same contact in this job. The platform's id is kept with them where they have none: results go
    back by it. Where the recruiter said that they came from stays."""
    found = applying.same_contact(job.id, set(contacts(person.email, person.phone)))
    if not found:
        return None
    candidate = next(iter(found.values()))
    if candidate.stage in (Stage.WITHDRAWN, Stage.ERASED):
        return candidate
    _remember(turn, job, candidate.id, source, external_id)
    if candidate.external_id:
        note(turn, "known_under_another_id", external_id, about=candidate)
        return candidate
    after = candidates.change(
        candidate, external_id=external_id[:64], came_by=source, source=candidate.source or source
    )
    access.note(turn.who, AuditAction.CANDIDATE_CHANGED, "external id", about=after)
    return after


def _new(turn: Turn, job: Job, person: PersonLine, source: str, external_id: str) -> Candidate:
    """The id is promised first, so that whoever comes again, or at the same time, adds nobody else."""
    candidate_id = _remember(turn, job, new_id("ca"), source, external_id)
    made, _ = applying.add(
        turn.who, job, person, candidate_id=candidate_id, source=source, external_id=external_id, came_by=source
    )
    return made


def _remember(turn: Turn, job: Job, candidate_id: str, source: str, external_id: str) -> str:
    key, keep_days = _key(job.id, source, external_id), load_policy(job.policy).retention.audit_days
    return callbacks.remember(turn.connector.id, key, f"{job.id}/{candidate_id}", keep_days).partition("/")[2]


def _key(job_id: str, source: str, external_id: str) -> str:
    return signing.pseudonym(f"{job_id}:{source}:{external_id}")
