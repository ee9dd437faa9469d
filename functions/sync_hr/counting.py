"""Calls to a system that asks money for them are counted with the attempt that makes them."""

from __future__ import annotations

from typing import Any

from mianshi import billing
from mianshi.contracts.delivery import Answer
from mianshi.contracts.usage import Meter
from mianshi.outbound import driving
from mianshi.platform import http, meter


def send(connector_id: str) -> driving.Send:
    """What puts a request of this connector on the network. Each one counts, tokens and looks too, where the customer's
    figures say what a call costs; where they say nothing, none does."""
    if not billing.priced(f"{Meter.CONNECTOR_CALLS.value}.{connector_id}"):
        return http.send

    def counted(*told: Any, **more: Any) -> Answer:
        meter.add(Meter.CONNECTOR_CALLS, variant=connector_id)
        return http.send(*told, **more)

    return counted
