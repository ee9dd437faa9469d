"""The address for callbacks is shown for connections whose callbacks can start something, and for no other."""

from __future__ import annotations

import pytest

from mianshi.contracts.delivery import Connector, ConnectorKind
from mianshi.contracts.people import StaffRole
from mianshi.platform.store import connectors
from support.portal_moto import portal

STARTS_SOMETHING = {ConnectorKind.FEISHU_HIRE, ConnectorKind.DINGTALK_APP, ConnectorKind.WECOM_APP}


def test_an_address_that_leads_to_nothing_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    with portal(monkeypatch) as door:
        door.sign_in(StaffRole.ADMIN)
        shown = set()
        for kind in ConnectorKind:
            made = Connector(id=f"c-{kind.value.replace('_', '-')}", kind=kind, name=kind.value)
            connectors.add(made)
            answer = door.get(f"/connections/{made.id}")
            assert answer.status == 200
            if f"/callbacks/{made.id}" in answer.text:
                shown.add(kind)
    assert shown == STARTS_SOMETHING
