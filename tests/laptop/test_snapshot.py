"""The state of a cloud outlives it."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from laptop.cloud import Cloud
from laptop.snapshot import forget
from laptop.trouble import Trouble

Start = Callable[..., Cloud]


def test_round_trip(start_small: Start, tmp_path: Path, eventually: Callable[..., Any]) -> None:
    item = {
        "pk": {"S": "IV#1"},
        "n": {"N": "12345678901234567890"},
        "b": {"B": b"\x00\xff"},
        "nested": {"M": {"l": {"L": [{"BOOL": True}, {"NULL": True}]}}},
    }
    with start_small(tmp_path, data=tmp_path / "kept") as cloud:
        s3, bucket = cloud.client("s3"), cloud.outputs["Bucket"]
        s3.put_object(
            Bucket=bucket, Key="out/ünï code", Body=b"abc" * 1000, ContentType="video/mp4", Metadata={"a": "b"}
        )
        s3.put_object(Bucket=bucket, Key="in/seen before", Body=b"")
        s3.put_object(Bucket=bucket, Key="out/deleted", Body=b"gone")
        cloud.client("dynamodb").put_item(TableName=cloud.outputs["Table"], Item=item)
        cloud.client("secretsmanager").create_secret(Name="connector/x", SecretString="s3cret")
        eventually((tmp_path / "kept" / "index.json").exists)  # saved by itself after the change
        s3.delete_object(Bucket=bucket, Key="out/deleted")
        secret = cloud.client("secretsmanager").get_secret_value(SecretId=cloud.outputs["Secret"])["SecretString"]

    bodies = list((tmp_path / "kept" / "objects").iterdir())
    assert len(bodies) == 2  # the deleted object's body is gone too
    restored: list[str] = []
    options = {"data": tmp_path / "kept", "on_restored": lambda c: restored.append(c.outputs["Table"])}
    with start_small(tmp_path, **options) as cloud:
        s3 = cloud.client("s3")
        assert cloud.outputs["Bucket"] != bucket
        found = s3.get_object(Bucket=cloud.outputs["Bucket"], Key="out/ünï code")
        assert found["Body"].read() == b"abc" * 1000
        assert (found["ContentType"], found["Metadata"]) == ("video/mp4", {"a": "b"})
        assert s3.list_objects_v2(Bucket=cloud.outputs["Bucket"])["KeyCount"] == 2
        key = {"pk": {"S": "IV#1"}}
        assert cloud.client("dynamodb").get_item(TableName=cloud.outputs["Table"], Key=key)["Item"] == item
        secrets = cloud.client("secretsmanager")
        assert secrets.get_secret_value(SecretId=cloud.outputs["Secret"])["SecretString"] == secret
        assert secrets.get_secret_value(SecretId="connector/x")["SecretString"] == "s3cret"
        assert restored == [cloud.outputs["Table"]]
        time.sleep(0.5)
        flow = cloud.outputs["FlowArn"]
        assert not cloud.client("stepfunctions").list_executions(stateMachineArn=flow)["executions"]

    forget(tmp_path / "kept")
    assert not (tmp_path / "kept" / "index.json").exists()


def test_another_format_is_refused(start_small: Start, tmp_path: Path) -> None:
    (tmp_path / "index.json").write_text(json.dumps({"format": 99}))
    cloud = start_small(tmp_path, data=tmp_path)
    with pytest.raises(Trouble, match="format 99"):
        cloud.start()
    assert json.loads((tmp_path / "index.json").read_text()) == {"format": 99}  # and not overwritten
