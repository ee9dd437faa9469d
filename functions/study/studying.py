"""Which roles are studied, and that their studies are kept."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

import changes
import gathering
from mianshi.contracts.hiring import Job
from mianshi.contracts.learning import Study
from mianshi.contracts.role import Role
from mianshi.errors import Defect
from mianshi.learning.study import study
from mianshi.log import logger
from mianshi.platform import objects
from mianshi.platform.clock import timestamp
from mianshi.platform.store import jobs
from mianshi.scoring.protected import without_protected

MOST_JOBS = 5000
_ENOUGH_S = 600.0
"""Seconds after which no further role is begun: the function has 900, and tomorrow goes on with the oldest study."""


def of_role(role_id: str) -> list[bool]:
    """Study one role now; whether it proposes something. Empty where no job has it."""
    found = [job for job in jobs.newest(MOST_JOBS) if job.role == role_id]
    return [_proposes(_study(found))] if found else []


def of_all_that_changed() -> list[bool]:
    """Study every role in which something was rated, decided or reported since, or whose study is old: whether each
    proposes something."""
    begun = monotonic()
    roles: dict[str, list[Job]] = {}
    for job in jobs.newest(MOST_JOBS):
        roles.setdefault(job.role, []).append(job)
    last = {role: objects.find_record(objects.study(role), Study) for role in roles}
    touched = changes.touched()
    found: list[bool] = []
    for role in sorted(roles, key=lambda one: known.made_at if (known := last[one]) else ""):
        if monotonic() - begun > _ENOUGH_S:
            logger.warning("not all roles were studied", extra={"studied": len(found)})
            break
        if changes.since(roles[role], last[role], touched):
            found.append(_proposes(_study(roles[role])))
    return found


def _study(found: Sequence[Job]) -> Study:
    """Of all jobs of one role, newest first."""
    versions: dict[str, Role] = {}
    for job in found:
        if job.role_version not in versions:
            role = objects.find_record(objects.job_role(job.id, job.role_version), Role)
            versions |= {job.role_version: role} if role else {}
    known = list(versions.values())
    if not known:
        raise Defect("not_found", "no version of the role is there")
    made_at = timestamp()
    gathered = gathering.gather(found, versions, made_at[:10])
    made = study(
        known[0],
        versions,
        gathered.cases,
        made_at=made_at,
        clear=without_protected,
        left_out=gathered.left_out,
        late=gathered.late,
        last=objects.find_record(objects.study(known[0].id), Study),
    )
    objects.put_record(objects.study(made.role), made)
    logger.info("studied", extra={"interviewed": made.interviewed, "outcomes": made.with_outcome})
    return made


def _proposes(made: Study) -> bool:
    return any(proposal.suggests for proposal in made.proposals.values())
