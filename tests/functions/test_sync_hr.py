"""Which rows the delivery workflow is given to send."""

from __future__ import annotations

from typing import Literal

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


@pytest.mark.parametrize("action", ["send", "park"])
def test_what_was_erased_is_owed_to_nobody(monkeypatch: pytest.MonkeyPatch, action: Literal["send", "park"]) -> None:
    app = shell("sync_hr", monkeypatch)
    monkeypatch.setattr(outbox, "of_interview", lambda _: [])
    receipt = app.handler.__wrapped__(DeliveryTask(interview_id=ID, action=action, delivery="dl_1"))
    assert (receipt.delivery, receipt.next) == ("dl_1", "done")
