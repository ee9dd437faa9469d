"""Every connection that can be made delivers a test through the real template, and the board shows what arrived."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from fakes.board import Board
from laptop.cloud import Cloud
from laptop.house import open_house
from laptop.neighbours import Neighbours

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def street() -> Iterator[tuple[Cloud, Neighbours]]:
    with Neighbours() as neighbours, open_house(parameters={"DeliverySchedule": "0,1,1,1,1,1"}) as cloud:
        neighbours.connect(cloud)
        yield cloud, neighbours


def _rows(cloud: Cloud, connector: str) -> list[dict[str, str]]:
    found = cloud.client("dynamodb").query(
        TableName=cloud.outputs["TableName"],
        KeyConditionExpression="pk = :p",
        ExpressionAttributeValues={":p": {"S": f"OUTBOX#connector:{connector}"}},
    )["Items"]
    return [{"state": row["state"]["S"], "body": row["body"]["S"]} for row in found]


def test_a_test_of_every_connection_arrives(street: tuple[Cloud, Neighbours]) -> None:
    cloud, neighbours = street
    tested = []
    for connector, _ in neighbours.connections():
        page = Request(f"{cloud.api_url}/connections/{connector.id}/test", data=urlencode({}).encode(), method="POST")
        with urlopen(page) as answer:
            assert answer.status == 200
        tested.append(connector.id)
    until = time.monotonic() + 90
    while True:
        states = {name: _rows(cloud, name) for name in tested}
        if all(rows and all(row["state"] in ("done", "parked") for row in rows) for rows in states.values()):
            break
        assert time.monotonic() < until, states
        time.sleep(0.3)
    assert [(name, row) for name, rows in states.items() for row in rows if row["state"] != "done"] == []
    assert all(arrival.verified for fake in neighbours.fakes for arrival in fake.arrivals)
    with Board(neighbours.fakes) as board, urlopen(board.url) as answer:
        page = answer.read().decode()
    assert all(fake.name in page for fake in neighbours.fakes)
