"""Erase: delete what is kept about a candidate and leave a receipt."""

from __future__ import annotations

from mianshi.contracts.events import EraseReceipt
from mianshi.contracts.tasks import EraseTask
from mianshi.stage import stage


@stage("erase", EraseTask)
def handler(task: EraseTask) -> EraseReceipt:
    """Safe to repeat."""
    return EraseReceipt(candidate_id=task.detail.candidate_id, objects=0, rows=0)
