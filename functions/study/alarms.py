"""Other systems hear of a pass rate outside the band of its job: once for each time it leaves the band (F115)."""

from __future__ import annotations

from mianshi.contracts.delivery import EventKind
from mianshi.contracts.hiring import FunnelWeek, Job, JobStatus
from mianshi.contracts.keys import job_subject
from mianshi.contracts.news import PassRateNews
from mianshi.hiring import funnel as counting
from mianshi.outbound import owing
from mianshi.platform.store import funnel, jobs, pass_rates

_WEEKS = 60
"""How far back the beginning of an alarm is looked for."""


def tell() -> int:
    """Tell of every open job whose pass rate is outside its band; how many were news.

    Safe to repeat: an alarm is named by its side and the week in which it began, and the same is owed once.
    """
    week = funnel.this_week()
    counts: dict[str, list[FunnelWeek]] = {}
    for name in counting.weeks_up_to(week, counting.ALARM_WEEKS):
        for one in funnel.of_week(name):
            counts.setdefault(one.job_id, []).append(one)
    known = jobs.several(counts) if counts else {}
    return sum(_told(job, counts[job.id], week) for job in known.values() if job.status is JobStatus.OPEN)


def _told(job: Job, counts: list[FunnelWeek], week: str) -> bool:
    found = counting.alarm(counts, week, job)
    if found is None:
        return False
    since = counting.began(funnel.of_job(job.id, _WEEKS), week, job)
    occurrence = f"pass_rate-{found.side}-{since}"
    owed = owing.rows(EventKind.JOB_PASS_RATE, job_subject(job.id), occurrence, job.id)
    rate = PassRateNews(
        scored=found.scored, forward=found.forward, weeks=len(found.weeks), low=found.low, high=found.high
    )
    if not owed or not pass_rates.tell(job.id, rate, owed):
        return False
    owing.announce(owed)
    return True
