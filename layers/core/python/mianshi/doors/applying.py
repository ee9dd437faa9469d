"""Candidates who come from somewhere else: found again by their contacts, added once."""

from __future__ import annotations

from collections.abc import Iterator

from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.people import AuditAction
from mianshi.doors import access
from mianshi.hiring.sheets import Field, PersonLine, check_person, contacts
from mianshi.platform.clock import timestamp
from mianshi.platform.store import candidates
from mianshi.privacy.policies import load_policy

EVERYBODY = 10_000
"""Candidates of a job that an export holds, and among which the same contact is looked for."""
_AT_ONCE = 250


def everybody(job_id: str, most: int, before: str | None = None) -> Iterator[Candidate]:
    """The candidates of a job, newest first, up to `most`."""
    left = most
    while left > 0:
        found, before = candidates.page(job_id, min(_AT_ONCE, left), before)
        yield from found
        left -= len(found)
        if before is None:
            return


def same_contact(job_id: str, wanted: set[str]) -> dict[str, Candidate]:
    """Which of these contacts (`hiring.sheets.contacts`) candidates of the job already have."""
    if not wanted:
        return {}
    return {
        key: candidate
        for candidate in everybody(job_id, EVERYBODY)
        for key in contacts(candidate.email, candidate.phone)
        if key in wanted
    }


def usable(given: dict[Field, str]) -> PersonLine | None:
    """What another system says about a person, without the contacts that cannot be right; None without a name.

    Nobody can be asked to put it right, so a contact that is wrong is left out; a name that is too long is cut.
    """
    person, wrong = check_person({**given, "name": given.get("name", "")[:100]})
    if person is None:
        kept: dict[Field, str] = {**given, "name": given.get("name", "")[:100]}
        kept |= {mistake.field: "" for mistake in wrong if mistake.field != "name"}
        person, _ = check_person(kept)
    return person


def add(
    who: str,
    job: Job,
    person: PersonLine,
    *,
    candidate_id: str,
    source: str,
    external_id: str,
    came_by: str = "",
) -> tuple[Candidate, bool]:
    """Add somebody under an id that was promised before; the candidate as stored, and whether they are new.

    Args:
        who: ``partner:<id>`` or ``connector:<id>``.
        job: which they apply for.
        person: checked.
        candidate_id: of `clock.new_id`; who adds it second gets what the first added.
        source: where they came from.
        external_id: what the other system calls the application.
        came_by: what of the other system sent them, where results go back by it.
    """
    made = Candidate(
        id=candidate_id,
        job_id=job.id,
        name=person.name,
        email=person.email,
        phone=person.phone,
        source=source[:60],
        external_id=external_id[:64],
        came_by=came_by[:60],
        language=person.language if person.language in job.rules.languages else job.rules.languages[0],
        created_at=timestamp(),
        created_by=who,
    )
    if not candidates.add_one(made, load_policy(job.policy).retention.audit_days):
        return candidates.find(job.id, candidate_id) or made, False
    access.note(who, AuditAction.CANDIDATE_ADDED, about=made)
    return made, True
