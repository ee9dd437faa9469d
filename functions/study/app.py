"""Study: role by role, scores held against what became of people, and software against people."""

from __future__ import annotations

import alarms
from mianshi.contracts.tasks import StudyReceipt, StudyTask
from mianshi.stage import stage


@stage("study", StudyTask)
def handler(task: StudyTask) -> StudyReceipt:
    """Safe to repeat: the same data make the same study. For the schedule: every role in which something happened,
    after the pass rates that left their band were told."""
    import studying  # noqa: PLC0415 - numpy and scipy take a second

    asked = task.detail.role if task.detail else None
    if asked is None:
        alarms.tell()
    studies = studying.of_role(asked) if asked is not None else studying.of_all_that_changed()
    return StudyReceipt(roles=len(studies), proposing=sum(studies))
