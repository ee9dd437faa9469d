"""Whose external ids are whose: two systems may give the same id to two people."""

from __future__ import annotations

from mianshi.contracts.hiring import Candidate, Job

_PARTNER = "partner:"


def partner_of(who: str, job: Job) -> str | None:
    """Id of the partner whose external ids `who` writes: a partner writes its own, staff those of the job's partner."""
    return who.removeprefix(_PARTNER) if who.startswith(_PARTNER) else job.partner


def knows_as(who: str, job: Job, candidate: Candidate) -> str:
    """The external id by which `who` knows a candidate; empty where it is another system's.

    Two systems may give the same id to two people, so that a partner's ids mean nothing to another partner. Staff see
    all of them; what staff typed in a partner's own job is that partner's.
    """
    if not who.startswith(_PARTNER) or candidate.created_by == who:
        return candidate.external_id
    typed = ":" not in candidate.created_by
    return candidate.external_id if typed and job.partner == partner_of(who, job) else ""
