"""AWS in this process (moto), with the one table and both buckets, for the rooms and functions that talk to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from moto import mock_aws

from laptop import moto_table
from laptop.house import ROOT
from mianshi.accounting import billing
from mianshi.platform import clients, meter, prices, secrets, settings
from mianshi.platform.store import rows
from support.templates import source

TABLE, UPLOADS, ARTEFACTS = "platform-tests", "platform-uploads", "platform-artefacts"
ENVIRONMENT = {
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "TABLE": TABLE,
    "UPLOADS": UPLOADS,
    "ARTEFACTS": ARTEFACTS,
    "PRICE_BOOKS": str(ROOT / "infra" / "prices"),
    "SIGNING_KEY": "signing-key",
    "POWERTOOLS_SERVICE_NAME": "mianshi",
}


def forget() -> None:
    """What a process keeps for its life."""
    for kept in (settings.settings, clients.client, clients.session, rows.bind, rows.connection, prices.price_files):
        kept.cache_clear()
    secrets._kept.clear()
    meter.reset()
    billing.forget()


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process with the environment of a function."""
    with cloud(monkeypatch):
        yield


@contextmanager
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same for as long as it is open, for a module whose tests share one."""
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    for owner, name, ours in moto_table.REPLACED:  # conditions that hold under threads, as DynamoDB's do
        monkeypatch.setattr(owner, name, ours, raising=False)
    forget()
    with mock_aws():
        table: dict[str, Any] = source("data.yaml")["Resources"]["Table"]["Properties"]
        names = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
        boto3.client("dynamodb").create_table(TableName=TABLE, **{name: table[name] for name in names})
        for bucket in (UPLOADS, ARTEFACTS):
            boto3.client("s3").create_bucket(Bucket=bucket)
        boto3.client("secretsmanager").create_secret(Name="signing-key", SecretString="k" * 40)
        yield
    forget()
