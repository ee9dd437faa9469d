"""Where the fault campaign happens: a table in this process, seven connectors, their stand-ins, and a virtual clock."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import boto3
from moto import mock_aws

from fakes.dingtalk import DingTalk
from fakes.feishu import Feishu
from fakes.frame import Fake
from fakes.kingdee import Kingdee
from fakes.webhook import WebhookReceiver
from fakes.wecom import WeCom
from fakes.yonyou import Yonbip
from laptop import moto_table
from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import Connector, ConnectorKind, EventKind
from mianshi.contracts.hiring import Job, JobChange
from mianshi.log import logger
from mianshi.platform import clients, clock, meter, prices, secrets, settings
from mianshi.platform.clock import timestamp
from mianshi.platform.store import connectors, jobs, rows

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 11, 30, 1, 0, 7, tzinfo=UTC)
JOB = f"jb_{0:026d}"
TABLE, ARTEFACTS = "campaign", "campaign-artefacts"
_ENVIRONMENT = {
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "TABLE": TABLE,
    "UPLOADS": "none",
    "ARTEFACTS": ARTEFACTS,
    "PRICE_BOOKS": os.devnull,
    "SIGNING_KEY": "signing-key",
    "PORTAL_URL": "https://hr.example.com",
    "POWERTOOLS_SERVICE_NAME": "mianshi",
    "LOOPBACK_ALLOWED": "yes",
}
_BOOKS: dict[str, Any] = {
    "departments": {"*": {"account": "6602.09"}},
    "credit": {"account": "2241.01"},
    "currencies": {"CNY": "CNY"},
}
_ENTRY = {"FEXPLANATION": "{description}", "FACCOUNTID": {"FNumber": "{account}"}}
_KINGDEE: dict[str, Any] = {
    "form": "GL_VOUCHER",
    "id_field": "FVOUCHERID",
    "fields": {"FAccountBookID": {"FNumber": "001"}, "FDate": "{date}"},
    "books": _BOOKS,
    "debit": {**_ENTRY, "FDEBIT": "{amount}"},
    "credit": {**_ENTRY, "FCREDIT": "{amount}"},
}
_YONBIP: dict[str, Any] = {"tenant_id": "t1", "accbook_code": "BK01", "books": _BOOKS}


@dataclass
class VirtualClock:
    """The one clock of sender and stand-ins."""

    moment: datetime = START

    def __call__(self) -> float:
        return self.moment.timestamp()


@dataclass
class Place:
    """A connector and the stand-in behind it. `effect`: which of its effects is the arrival of what was told."""

    connector: Connector
    secret: str
    fake: Fake
    effect: str


@contextmanager
def world(time: VirtualClock) -> Iterator[dict[str, Place]]:
    """moto in this process with everything in it that a delivery needs; the places by kind of connector."""
    with ExitStack() as undo:
        undo.callback(logger.setLevel, logger.log_level)
        logger.setLevel("CRITICAL")
        undo.enter_context(aws())
        undo.enter_context(_virtual(time))
        found = {place.connector.kind.value: place for place in _places(undo, time)}
        _seed(found)
        yield found


@contextmanager
def functions() -> Iterator[Any]:
    """functions/sync_hr, loaded as Lambda loads it: its module ``app``."""
    names = ("app", "parking", "preparing", "sending", "sweeping")
    before = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    folder = str(ROOT / "functions" / "sync_hr")
    sys.path.insert(0, folder)
    try:
        yield importlib.import_module("app")
    finally:
        sys.path.remove(folder)
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(before)


def _places(undo: ExitStack, time: VirtualClock) -> Iterator[Place]:
    robot, app, wecom = DingTalk(time), DingTalk(time), WeCom(time)
    feishu, kingdee, yonbip, hook = Feishu(time), Kingdee(time), Yonbip(time), WebhookReceiver(time)
    yonbip.compares = "nothing"  # nobody says what it compares: the harder case
    fakes: list[Fake] = [robot, app, wecom, feishu, kingdee, yonbip, hook]
    for one in fakes:
        undo.enter_context(one)
    notices = {**app.app_settings, "receivers": ["manager01"]}
    messages = {"agentid": wecom.agentid, "touser": ["zhangsan"]}
    hire = {"external": True, "operator_id": "ou_hr"}
    told: list[tuple[ConnectorKind, str, dict[str, Any], str, Fake, str]] = [
        (ConnectorKind.DINGTALK_ROBOT, robot.robot_url, {}, robot.robot_secret, robot, "robot message"),
        (ConnectorKind.DINGTALK_APP, "", notices, app.app_secret, app, "work notification"),
        (ConnectorKind.WECOM_APP, wecom.url, messages, wecom.app_secret, wecom, "app message"),
        (ConnectorKind.FEISHU_HIRE, feishu.url, hire, _feishu_secret(feishu), feishu, "external_interview_assessment"),
        (ConnectorKind.KINGDEE, kingdee.server_url, {"voucher": _KINGDEE}, _kingdee(kingdee), kingdee, "GL_VOUCHER"),
        (ConnectorKind.YONBIP, yonbip.url, _YONBIP, _yonbip(yonbip), yonbip, "voucher"),
        (ConnectorKind.WEBHOOK, hook.endpoint, {}, hook.secret, hook, "event"),
    ]
    for kind, url, given, secret, fake, effect in told:
        books = kind in (ConnectorKind.KINGDEE, ConnectorKind.YONBIP)
        connector = Connector(
            id=kind.value.replace("_", "-"),
            kind=kind,
            url=url,
            secret=f"mianshi/connector/{kind.value}",
            settings=given,
            private_address_allowed=True,
            events=[EventKind.COSTS_BOOKED if books else EventKind.INTERVIEW_SCORED],
        )
        yield Place(connector, secret, fake, effect)


def _feishu_secret(fake: Feishu) -> str:
    return json.dumps({"app_id": fake.app_id, "app_secret": fake.app_secret})


def _kingdee(fake: Kingdee) -> str:
    keys = {"acct_id": fake.acct_id, "user": fake.user, "app_id": fake.app_id, "app_secret": fake.app_secret}
    return json.dumps(keys)


def _yonbip(fake: Yonbip) -> str:
    return json.dumps({"app_key": fake.app_key, "app_secret": fake.app_secret, "maker_mobile": "13900000000"})


def _seed(places: dict[str, Place]) -> None:
    manager = boto3.client("secretsmanager")
    for place in places.values():
        manager.create_secret(Name=place.connector.secret, SecretString=place.secret)
        connectors.add(place.connector)
    at = timestamp()
    title = Bilingual(zh="上海店长", en="Manager Shanghai")
    job = Job(
        id=JOB, title=title, owner="lin", role="retail_store_manager", role_version="v", policy="cn", created_at=at,
        changed_at=at,
    )  # fmt: skip
    jobs.create(job, JobChange(at=at, by="lin", role_version="v", revision=0, what=[]))


@contextmanager
def aws() -> Iterator[None]:
    """moto in this process: the table, a bucket, the deployment's own key, and the environment of a function."""
    with ExitStack() as undo:
        undo.enter_context(mock.patch.dict(os.environ, _ENVIRONMENT))
        for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
            os.environ.pop(name, None)
        for owner, name, ours in moto_table.REPLACED:  # conditions that hold under threads, as DynamoDB's do
            undo.enter_context(mock.patch.object(owner, name, ours, create=True))
        _forget()
        undo.callback(_forget)
        undo.enter_context(mock_aws())
        names = ("pk", "sk", "list_pk", "list_sk", "watch_pk", "watch_sk")
        boto3.client("dynamodb").create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=_keys("pk", "sk"),
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
            GlobalSecondaryIndexes=[
                {"IndexName": name, "KeySchema": _keys(pk, sk), "Projection": {"ProjectionType": "ALL"}}
                for name, pk, sk in (("listed", "list_pk", "list_sk"), ("watched", "watch_pk", "watch_sk"))
            ],
        )
        boto3.client("s3").create_bucket(Bucket=ARTEFACTS)
        boto3.client("secretsmanager").create_secret(Name="signing-key", SecretString="k" * 40)
        yield


def _keys(pk: str, sk: str) -> Any:
    return [{"AttributeName": pk, "KeyType": "HASH"}, {"AttributeName": sk, "KeyType": "RANGE"}]


def _forget() -> None:
    for kept in (settings.settings, clients.client, clients.session, rows.bind, rows.connection, prices.price_files):
        kept.cache_clear()
    secrets._kept.clear()
    meter.reset()


@contextmanager
def _virtual(time: VirtualClock) -> Iterator[None]:
    class Virtual(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return time.moment.astimezone(tz)

    shim = SimpleNamespace(time_ns=lambda: int(time() * 1_000_000_000))
    with mock.patch.object(clock, "datetime", Virtual), mock.patch.object(clock, "time", shim):
        yield
