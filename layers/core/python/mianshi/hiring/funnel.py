"""What the counts of a job's weeks say: how many came how far, who passes, and when somebody should look into it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.hiring import FunnelStep, FunnelWeek, Job

ALARM_FROM = 10
"""Fewer scored interviews say nothing: of 10 people of whom 70 % would pass, 4 or fewer do in 5 % of cases
(binomial), of 5 people 2 or fewer in 16 %; and of 10 people of whom 30 % would pass, 6 or more do in 5 %, of 5 people
3 or more in 16 %."""
ALARM_WEEKS = 4
"""Weeks that are taken together, so that slow jobs are seen too and a bad month is not hidden by a good year."""


class Counts(Record):
    """Sums over some weeks."""

    invited: int = 0
    started: int = 0
    submitted: int = 0
    scored: int = 0
    not_scored: int = 0
    forward: int = 0
    advanced: int = 0
    held: int = 0
    rejected: int = 0
    withdrawn: int = 0
    appealed: int = 0

    @property
    def pass_rate(self) -> float | None:
        """Share of the scored that reached the threshold (0-1); None where nothing was scored."""
        return self.forward / self.scored if self.scored else None


class Alarm(Record):
    """A pass rate outside the band of its job, which somebody should look into (F115)."""

    side: Literal["low", "high"]
    low: float
    high: float
    """The band: shares of the scored that reach the role's line, 0-1."""
    scored: int
    forward: int
    weeks: list[str]
    """Those that were counted, newest first."""


def summed(weeks: Sequence[FunnelWeek]) -> Counts:
    """The counts of several weeks together."""
    return Counts(**{step.value: sum(week.counts.get(step.value, 0) for week in weeks) for step in FunnelStep})


def week_of(moment: str) -> str:
    """The ISO week (UTC) of an ISO 8601 time, such as ``2026-W48``."""
    year, week, _ = datetime.fromisoformat(moment.replace("Z", "+00:00")).isocalendar()
    return f"{year}-W{week:02d}"


def monday(week: str) -> str:
    """The first day of an ISO week, ``YYYY-MM-DD``."""
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1).isoformat()


def weeks_up_to(week: str, number: int) -> list[str]:
    """So many ISO weeks, newest first, the last of them `week`."""
    last = date.fromisoformat(monday(week))
    return [_named(last - timedelta(weeks=back)) for back in range(number)]


def whole_weeks(found: Sequence[FunnelWeek], week: str, number: int, job_id: str) -> list[FunnelWeek]:
    """So many weeks up to `week`, newest first; a week in which nothing happened has no counts."""
    known = {one.week: one for one in found}
    return [known.get(name, FunnelWeek(job_id=job_id, week=name)) for name in weeks_up_to(week, number)]


def alarm(found: Sequence[FunnelWeek], week: str, job: Job) -> Alarm | None:
    """Whether the pass rate of the last weeks is outside the job's band, and known well enough for somebody to look
    into it. The ends of the band belong to it.

    Args:
        found: counts of the job.
        week: the current one.
        job: its band, and when somebody last looked into it: weeks up to then no longer count.
    """
    reviewed = week_of(job.reviewed_at) if job.reviewed_at else ""
    counted = [name for name in weeks_up_to(week, ALARM_WEEKS) if name > reviewed]
    sums = summed([one for one in found if one.week in counted])
    side = _outside(sums, job)
    if side is None:
        return None
    return Alarm(
        side=side, low=job.pass_low, high=job.pass_high, scored=sums.scored, forward=sums.forward, weeks=counted
    )


def began(found: Sequence[FunnelWeek], week: str, job: Job) -> str:
    """The week since which the pass rate has been outside the band on the side it is on now; the current week where it
    is inside. As far back as `found` goes at most."""
    now, since = alarm(found, week, job), week
    oldest = min((one.week for one in found), default=week)
    while now is not None:
        before = _named(date.fromisoformat(monday(since)) - timedelta(weeks=1))
        earlier = alarm(found, before, job)
        if before < oldest or earlier is None or earlier.side != now.side:
            return since
        since = before
    return since


def band(job: Job) -> str:
    """The band of the pass rate in whole per cent, such as ``50%–100%``."""
    return f"{_whole(job.pass_low)}%–{_whole(job.pass_high)}%"


def _outside(sums: Counts, job: Job) -> Literal["low", "high"] | None:
    """In whole per cent, as the band is set: 29 of 100 are not more than 29 %, whatever 0.29 is in binary."""
    if sums.scored < ALARM_FROM:
        return None
    if 100 * sums.forward < _whole(job.pass_low) * sums.scored:
        return "low"
    return "high" if 100 * sums.forward > _whole(job.pass_high) * sums.scored else None


def _whole(share_: float) -> int:
    return round(100 * share_)


def sentence(counts: Counts) -> Bilingual:
    """A week in one sentence, such as "100 interviewed, 80 forward, 20 held" (F114)."""
    if not (counts.invited or counts.started or counts.submitted or counts.scored):
        return Bilingual(zh="本周还没有人参加。", en="Nobody has taken part this week yet.")
    if not (counts.submitted or counts.scored):
        return Bilingual(
            zh=f"本周邀请 {counts.invited} 人，{counts.started} 人已开始，还没有人完成。",
            en=f"{counts.invited} invited this week, {counts.started} begun, nobody has finished yet.",
        )
    zh = f"本周 {counts.submitted} 人完成面试，{counts.forward} 人达到推进线，{counts.held} 人暂缓"
    en = f"This week {counts.submitted} interviewed, {counts.forward} reached the forward line, {counts.held} held"
    if counts.not_scored:
        zh += f"，{counts.not_scored} 场无法评分、由人查看"
        en += f", {counts.not_scored} could not be scored and go to a person"
    return Bilingual(zh=f"{zh}。", en=f"{en}.")


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`, 0-1, at most 1; None where the whole is nothing.

    Each step is counted in the week it happens, so in a short stretch more may begin than were invited in it.
    """
    return min(1.0, part / whole) if whole else None


def table(weeks: Sequence[FunnelWeek], headings: Mapping[str, str]) -> str:
    """The weeks as CSV (RFC 4180) with a byte order mark, so that spreadsheets read it as UTF-8.

    Args:
        weeks: in the order of the rows.
        headings: of the columns, by ``week``, ``monday`` and the steps' names, in the order of the columns.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings.values())
    for week in weeks:
        known: dict[str, str | int] = {"week": week.week, "monday": monday(week.week), **week.counts}
        writer.writerow([known.get(column, 0) for column in headings])
    return "\ufeff" + out.getvalue()


def _named(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
