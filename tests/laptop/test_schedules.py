"""What a clock starts: rules with a rate fire their function, and the sweep finds what lost its event."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fakes.dingtalk import DingTalk
from fakes.webhook import WebhookReceiver
from laptop import moto_seam
from laptop.cloud import Cloud
from laptop.events import EventRouter, interval_s
from laptop.house import connect
from mianshi.contracts.delivery import Delivery, EventKind
from mianshi.delivery import outbox

ROOT = Path(__file__).parents[2]
LONG_AGO = "2026-11-28T08:00:00.000Z"


@pytest.mark.parametrize(
    ("expression", "seconds"),
    [("rate(15 minutes)", 900), ("rate(1 hour)", 3600), ("rate(2 days)", 172_800), ("cron(0 8 * * ? *)", None)],
)
def test_how_long_a_rate_is(expression: str, seconds: float | None) -> None:
    assert interval_s(expression) == seconds


def rule(name: str, **target: Any) -> Any:
    return SimpleNamespace(
        arn=f"arn:{name}", region_name="us-east-1", targets=[{"Arn": f"arn:aws:lambda:::function:{name}", **target}]
    )


def test_a_rule_fires_once_in_each_interval_with_its_own_words(
    monkeypatch: pytest.MonkeyPatch, eventually: Callable[..., Any]
) -> None:
    rules = [(rule("a", Input='{"action": "sweep"}'), "rate(15 minutes)"), (rule("b"), "rate(1 hour)")]
    monkeypatch.setattr(moto_seam, "scheduled_rules", list)
    invoked: list[tuple[str, Any]] = []
    router = EventRouter(lambda _: None, lambda arn, payload: invoked.append((arn[-1], json.loads(payload))))
    try:
        monkeypatch.setattr(router, "_keep_time", lambda: None)
        router._closed.set()  # the test keeps the time
        monkeypatch.setattr(moto_seam, "scheduled_rules", lambda: rules)
        for minute in range(61):
            router.fire(60.0 * minute)
        eventually(lambda: len(invoked) == 5)
        assert [name for name, _ in invoked].count("a") == 4
        assert all(event == {"action": "sweep"} for name, event in invoked if name == "a")
        [told] = [event for name, event in invoked if name == "b"]
        assert (told["detail-type"], told["source"], told["resources"]) == ("Scheduled Event", "aws.events", ["arn:b"])
        router.quiet = True
        router.fire(1e9)
        assert len(invoked) == 5
    finally:
        router.close()


@pytest.fixture
def house() -> Iterator[tuple[Cloud, WebhookReceiver]]:
    with (
        DingTalk() as dingtalk,
        WebhookReceiver() as webhook,
        Cloud(ROOT / "template.yaml", parameters={"PortalSignIn": "none"}) as running,
    ):
        connect(running, dingtalk, webhook)
        yield running, webhook


def test_a_lost_event_is_found_by_the_sweep(
    house: tuple[Cloud, WebhookReceiver], eventually: Callable[..., Any]
) -> None:
    cloud, webhook = house
    row = outbox.new("connector:webhook-local", "webhook-local", EventKind.CONNECTOR_TEST, "test-1.event", LONG_AGO)
    key = {"pk": {"S": "OUTBOX#connector:webhook-local"}, "sk": {"S": "OUTBOX#webhook-local#test-1.event"}}
    item = {"list_pk": {"S": "OWED"}, "list_sk": {"S": row.due_at}, "state": {"S": "pending"}, "attempts": {"N": "0"}}
    table, name = cloud.client("dynamodb"), cloud.outputs["TableName"]
    table.put_item(TableName=name, Item=key | item | {"body": {"S": row.model_dump_json()}})
    cloud.client("events").put_events(Entries=[{"Source": "other", "DetailType": "x", "Detail": "{}"}])
    time.sleep(1.0)
    assert not webhook.arrivals, "nobody looks before the quarter of an hour is over, whatever else happens"
    cloud._events.every_s = 0.5
    found = eventually(lambda: [arrival.key for arrival in webhook.arrivals], 60)
    cloud._events.every_s = None
    assert set(found) == {row.id}

    def stands() -> Delivery:
        body = table.get_item(TableName=name, Key=key, ConsistentRead=True)["Item"]["body"]["S"]
        return Delivery.model_validate_json(body)

    assert eventually(lambda: stands().state == "done", 30)
    assert webhook.effects["event", row.id] == 1
