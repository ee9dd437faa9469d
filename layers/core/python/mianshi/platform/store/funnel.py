"""The funnel: how many came how far, counted per job and ISO week when it happens, so that no list is ever scanned."""

from __future__ import annotations

from pynamodb.expressions.update import Action

from mianshi.contracts.hiring import FunnelStep, FunnelWeek
from mianshi.platform.clock import now
from mianshi.platform.store.rows import FunnelRow, table


def this_week() -> str:
    """The ISO week of now (UTC), such as ``2026-W48``."""
    year, week, _ = now().isocalendar()
    return f"{year}-W{week:02d}"


def count(job_id: str, *steps: FunnelStep, by: int = 1) -> None:
    """Count one more (or `by`) at each step, for the job and the current week."""
    row, actions = addition(job_id, *steps, by=by)
    with table():
        row.update(actions=actions)


def addition(job_id: str, *steps: FunnelStep, by: int = 1) -> tuple[FunnelRow, list[Action]]:
    """The row and the actions of `count`, for whoever has to do it in one transaction with something else."""
    week = this_week()
    row = FunnelRow(f"FUNNEL#{week}", f"JOB#{job_id}")
    actions: list[Action] = [getattr(FunnelRow, f"n_{step.value}").add(by) for step in steps]
    return row, [*actions, FunnelRow.list_pk.set(f"FUNNEL#{job_id}"), FunnelRow.list_sk.set(week)]


def of_week(week: str) -> list[FunnelWeek]:
    """The counts of every job in a week."""
    with table():
        return [_week(row) for row in FunnelRow.query(f"FUNNEL#{week}")]


def of_job(job_id: str, weeks: int = 60) -> list[FunnelWeek]:
    """The counts of a job, newest week first."""
    with table():
        rows = FunnelRow.listed.query(f"FUNNEL#{job_id}", limit=weeks, scan_index_forward=False)
        return [_week(row) for row in rows]


def _week(row: FunnelRow) -> FunnelWeek:
    counts = {step.value: int(getattr(row, f"n_{step.value}") or 0) for step in FunnelStep}
    return FunnelWeek(job_id=row.sk.removeprefix("JOB#"), week=row.pk.removeprefix("FUNNEL#"), counts=counts)
