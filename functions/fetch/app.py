"""Fetch: get a recording or a résumé from an address that a partner named, as if it had been uploaded."""

from __future__ import annotations

import getting
import places
from mianshi.contracts.partner_events import FetchReceipt, FetchTask
from mianshi.stage import stage


@stage("fetch", FetchTask)
def handler(task: FetchTask) -> FetchReceipt:
    """Safe to repeat: a recording that is there already is not fetched again, and what was fetched is forgotten."""
    place = places.find(task.detail)
    if place is None:
        return FetchReceipt(interview_id=task.detail.interview_id, bytes=0, outcome="refused")
    receipt = getting.get(place, task.detail.interview_id)
    places.late(task.detail)
    return receipt
