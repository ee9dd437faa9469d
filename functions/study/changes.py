"""In which roles something happened since they were studied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from mianshi.contracts.hiring import Job
from mianshi.contracts.learning import Study
from mianshi.contracts.people import AuditAction
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import afterwards, audit

REFRESH_DAYS = 7
"""A study this old is made anew in any case: time alone makes people stay, and interviews are scored every day."""
_TELLING = (AuditAction.RATED, AuditAction.DECIDED, AuditAction.RESCORED)
_LINES, _PAGES = 500, 40


def since(found: Sequence[Job], last: Study | None, touched: set[str]) -> bool:
    """Whether a role has to be studied anew.

    Args:
        found: its jobs.
        last: its newest study.
        touched: jobs in which people did something lately.
    """
    if last is None or last.made_at < timestamp(now() - timedelta(days=REFRESH_DAYS)):
        return True
    if any(job.id in touched or job.role_version not in last.proposals for job in found):
        return True
    return any(_reported_at(job) > last.made_at for job in found)


def _reported_at(job: Job) -> str:
    """When something was last reported about a candidate of the job."""
    times = [""]
    for one in afterwards.of_job(job.id).values():
        times += [one.hire.at] if one.hire else []
        times += [told.at for told in one.performance] + [told.at for told in one.departures]
        times += [told.at for told in one.promotions] + [told.at for told in one.tests]
    return max(times)


def touched() -> set[str]:
    """Jobs in which people rated, decided or scored anew today or yesterday, by the access log."""
    found: set[str] = set()
    for days in (0, 1):
        day, before = timestamp(now() - timedelta(days=days))[:10], None
        for _ in range(_PAGES):
            lines, before = audit.of_day(day, _LINES, before)
            found |= {line.job_id for line in lines if line.action in _TELLING and line.job_id}
            if before is None:
                break
    return found
