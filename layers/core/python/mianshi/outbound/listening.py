"""Which connectors may be told about something: all of the company's own, and of partners those whose it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mianshi.contracts.delivery import Connector
from mianshi.contracts.hiring import Job
from mianshi.contracts.keys import Subject, subject_of
from mianshi.contracts.partner import Partner, Scope
from mianshi.platform.store import connectors, jobs, partners


def to(subject: str, job_id: str | None) -> list[Connector]:
    """The connectors that may hear of a subject. Whether they want to is theirs to say.

    A partner's subscription reaches as far as the partner sees now: a job of theirs that was made after it is in it,
    and nothing is told any more once the partner is switched off.
    """
    every = connectors.every()
    known = {known: partners.find(known) for known in {connector.partner for connector in every} if known}
    if not known:
        return every
    job = jobs.find(job_id) if job_id else None
    return [connector for connector in every if _may_hear(connector, known, subject_of(subject), job, every)]


def _may_hear(
    connector: Connector,
    known: Mapping[str, Partner | None],
    subject: Subject,
    job: Job | None,
    every: Sequence[Connector],
) -> bool:
    if connector.partner is None:
        return True
    partner = known[connector.partner]
    if partner is None or not partner.active:
        return False
    if subject.kind == "connector":
        return any(other.id == subject.id and other.partner == partner.id for other in every)
    if subject.kind == "month":
        return partner.jobs == "all" and _reads_costs(partner)
    return partner.sees(job) if job else partner.jobs == "all"


def _reads_costs(partner: Partner) -> bool:
    return any(Scope.COSTS_READ in key.scopes and key.revoked_at is None for key in partner.keys)
