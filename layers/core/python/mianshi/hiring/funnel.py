"""What the counts of a job's weeks say: how many came how far, who passes, and when somebody should look into it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.hiring import FunnelStep, FunnelWeek

ALARM_BELOW = 0.5
"""Share of the scored that reach the role's threshold under which somebody should look at the role (F115)."""
ALARM_FROM = 10
"""Fewer scored interviews say nothing: of 10 people of whom 70 % would pass, 4 or fewer do in 5 % of cases
(binomial), of 5 people 2 or fewer in 16 %."""
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
    """A pass rate that somebody should look into."""

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


def alarm(found: Sequence[FunnelWeek], week: str, reviewed_at: str | None) -> Alarm | None:
    """Whether the pass rate of the last weeks is low enough, and known well enough, for somebody to look into it.

    Args:
        found: counts of a job.
        week: the current one.
        reviewed_at: when somebody last did; weeks up to then no longer count.
    """
    reviewed = week_of(reviewed_at) if reviewed_at else ""
    counted = [name for name in weeks_up_to(week, ALARM_WEEKS) if name > reviewed]
    sums = summed([one for one in found if one.week in counted])
    if sums.scored < ALARM_FROM or sums.forward >= ALARM_BELOW * sums.scored:
        return None
    return Alarm(scored=sums.scored, forward=sums.forward, weeks=counted)


def sentence(counts: Counts) -> Bilingual:
    """A week in one sentence, such as "100 interviewed, 80 forward, 20 held" (F114)."""
    if not (counts.invited or counts.started or counts.submitted or counts.scored):
        return Bilingual(zh="本周还没有人参加。", en="Nobody has taken part this week yet.")
    if not (counts.submitted or counts.scored):
        return Bilingual(
            zh=f"本周邀请 {counts.invited} 人，{counts.started} 人已开始，还没有人完成。",
            en=f"{counts.invited} invited this week, {counts.started} begun, nobody has finished yet.",
        )
    zh = f"本周 {counts.submitted} 人完成面试，{counts.forward} 人达到推进线，{counts.held} 人待定"
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
