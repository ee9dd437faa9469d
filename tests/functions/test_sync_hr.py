"""Which rows the delivery workflow is given to send."""

from __future__ import annotations

import pytest

from mianshi.contracts.delivery import Delivery, DeliveryState
from mianshi.contracts.tasks import DeliveryTask
from mianshi.platform.store import outbox
from support.shells import shell

ID = "iv_01K00000000000000000000000"


def test_rows_that_have_ended_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    app = shell("sync_hr", monkeypatch)
    rows = [
        Delivery(id=state.value, interview_id=ID, connector="c", action="a", state=state, created_at="", updated_at="")
        for state in DeliveryState
    ]
    monkeypatch.setattr(outbox, "of_interview", lambda _: rows)
    listed = app.handler.__wrapped__(DeliveryTask(interview_id=ID, action="list")).deliveries
    assert listed == ["pending", "sent", "unknown", "failed"]
