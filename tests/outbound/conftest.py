"""AWS in this process, for what talks to other systems: one for a module, its table emptied after each test."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import boto3
import pytest

from bench import outbox_world
from mianshi.log import logger
from mianshi.platform import secrets


@pytest.fixture(scope="module")
def running() -> Iterator[None]:
    with outbox_world.aws():
        yield


@pytest.fixture
def aws(running: None) -> Iterator[None]:
    yield
    table = boto3.client("dynamodb")
    for item in table.scan(TableName=outbox_world.TABLE)["Items"]:
        table.delete_item(TableName=outbox_world.TABLE, Key={"pk": item["pk"], "sk": item["sk"]})
    manager = boto3.client("secretsmanager")
    for secret in manager.list_secrets()["SecretList"]:
        if secret["Name"] != "signing-key":
            manager.delete_secret(SecretId=secret["Name"], ForceDeleteWithoutRecovery=True)
    secrets._kept.clear()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything the functions' log is told, from DEBUG on."""
    handler, stream = logger.registered_handler, io.StringIO()
    assert isinstance(handler, logging.StreamHandler)
    before, level = handler.setStream(stream), logger.log_level
    logger.setLevel("DEBUG")
    yield stream
    logger.setLevel(level)
    if before is not None:
        handler.setStream(before)
