"""Asynchronous inference, from the call to the notification."""

import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from laptop.cloud import Cloud
from laptop.sagemaker import split_location

Eventually = Callable[..., Any]


def submit(cloud: Cloud, text: bytes, endpoint: str = "Endpoint", **extra: Any) -> dict[str, Any]:
    bucket = cloud.outputs["Bucket"]
    cloud.client("s3").put_object(Bucket=bucket, Key="sound.wav", Body=text, ContentType="audio/wav")
    answer: dict[str, Any] = cloud.client("sagemaker-runtime").invoke_endpoint_async(
        EndpointName=cloud.outputs[endpoint], InputLocation=f"s3://{bucket}/sound.wav", **extra
    )
    return answer


def success(cloud: Cloud, wanted: str, eventually: Eventually) -> dict[str, Any]:
    """The message to the success topic, which Echo has written to the table under its text."""

    def look() -> dict[str, Any] | None:
        items = cloud.client("dynamodb").scan(TableName=cloud.outputs["Table"])["Items"]
        for item in items:
            event = json.loads(item["event"]["S"])
            message = json.loads(event["Records"][0]["Sns"]["Message"])
            if message["inferenceId"] == wanted:
                return dict(message)
        return None

    found: dict[str, Any] = eventually(look)
    return found


def failure(cloud: Cloud, wanted: str, eventually: Eventually) -> dict[str, Any]:
    sqs, url = cloud.client("sqs"), cloud.outputs["Store.Outputs.FailureQueueUrl"]

    def look() -> dict[str, Any] | None:
        for message in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=0).get("Messages", []):
            told = json.loads(json.loads(message["Body"])["Message"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            if told["inferenceId"] == wanted:
                return dict(told)
        return None

    found: dict[str, Any] = eventually(look)
    return found


def read(cloud: Cloud, location: str) -> bytes:
    bucket, key = split_location(location)
    return bytes(cloud.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())


def test_completed(cloud: Cloud, eventually: Eventually) -> None:
    extra = {"ContentType": "audio/x-wav", "Accept": "application/json", "CustomAttributes": "language=zh"}
    answer = submit(cloud, b"good", InferenceId="one-1", **extra)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert answer["InferenceId"] == "one-1"
    message = success(cloud, "one-1", eventually)
    assert message["invocationStatus"] == "Completed"
    assert message["requestParameters"] == {
        "accept": "application/json",
        "contentType": "audio/x-wav",
        "customAttributes": "language=zh",
        "endpointName": cloud.outputs["Endpoint"],
        "inputLocation": f"s3://{cloud.outputs['Bucket']}/sound.wav",
    }
    assert message["responseParameters"]["outputLocation"] == answer["OutputLocation"]
    assert (message["eventVersion"], message["eventSource"], message["eventName"]) == (
        "1.0",
        "aws:sagemaker",
        "InferenceResult",
    )
    result = json.loads(read(cloud, answer["OutputLocation"]))
    assert result["text"] == "good"
    assert result["type"] == "audio/x-wav"
    assert result["attributes"] == "language=zh"
    assert result["model"] == "good day"  # the container's environment, by way of a nested parameter


def test_an_error_of_the_model(cloud: Cloud, eventually: Eventually) -> None:
    answer = submit(cloud, b"bad")
    message = failure(cloud, answer["InferenceId"], eventually)
    assert message["invocationStatus"] == "Failed"
    assert "400" in message["failureReason"]
    assert "responseParameters" not in message
    assert json.loads(read(cloud, answer["FailureLocation"])) == {"reason": "no sound"}


def test_a_server_that_dies_is_tried_once_more(cloud: Cloud, eventually: Eventually) -> None:
    answer = submit(cloud, b"die once")
    assert success(cloud, answer["InferenceId"], eventually)["invocationStatus"] == "Completed"
    answer = submit(cloud, b"die")
    assert "ended" in failure(cloud, answer["InferenceId"], eventually)["failureReason"]


def test_invocation_timeout(cloud: Cloud, eventually: Eventually) -> None:
    answer = submit(cloud, b"slow", InvocationTimeoutSeconds=1)
    assert "timeout" in failure(cloud, answer["InferenceId"], eventually)["failureReason"]


def test_missing_input(cloud: Cloud, eventually: Eventually) -> None:
    answer = cloud.client("sagemaker-runtime").invoke_endpoint_async(
        EndpointName=cloud.outputs["Endpoint"], InputLocation=f"s3://{cloud.outputs['Bucket']}/nothing"
    )
    assert "NoSuchKey" in failure(cloud, answer["InferenceId"], eventually)["failureReason"]


def test_unknown_endpoint(cloud: Cloud) -> None:
    with pytest.raises(ClientError) as caught:
        cloud.client("sagemaker-runtime").invoke_endpoint_async(EndpointName="none", InputLocation="s3://b/k")
    assert caught.value.response["Error"]["Code"] == "ValidationError"


def instances(cloud: Cloud, endpoint: str = "Endpoint") -> int:
    """What AWS would say of the endpoint."""
    told = cloud.client("sagemaker").describe_endpoint(EndpointName=cloud.outputs[endpoint])
    return sum(variant["CurrentInstanceCount"] for variant in told["ProductionVariants"])


def test_scales_to_zero(cloud: Cloud, eventually: Eventually, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = cloud.sagemaker._workers[cloud.outputs["Endpoint"]]
    monkeypatch.setattr(worker, "_idle_seconds", 0.3)
    answer = submit(cloud, b"last")
    success(cloud, answer["InferenceId"], eventually)
    pid = json.loads(read(cloud, answer["OutputLocation"]))["pid"]
    assert instances(cloud) == 1
    eventually(lambda: cloud.sagemaker.running()[cloud.outputs["Endpoint"]] is None)
    eventually(lambda: instances(cloud) == 0)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    *_, up, down = cloud.sagemaker.activities(cloud.outputs["Endpoint"])
    assert (up.instances, down.instances) == (1, 0)
    assert up.start <= up.end <= down.start <= down.end


def test_each_endpoint_has_a_container_of_its_own(
    cloud: Cloud, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = {name: submit(cloud, b"good", endpoint=name) for name in ("Endpoint", "OtherEndpoint")}
    said: dict[str, dict[str, Any]] = {}
    for name, answer in both.items():
        success(cloud, answer["InferenceId"], eventually)
        said[name] = json.loads(read(cloud, answer["OutputLocation"]))
    assert (said["Endpoint"]["model"], said["OtherEndpoint"]["model"]) == ("good day", "another")
    assert said["Endpoint"]["pid"] != said["OtherEndpoint"]["pid"]
    assert instances(cloud, "Endpoint") == instances(cloud, "OtherEndpoint") == 1
    monkeypatch.setattr(cloud.sagemaker._workers[cloud.outputs["OtherEndpoint"]], "_idle_seconds", 0.3)
    answer = submit(cloud, b"last", endpoint="OtherEndpoint")
    success(cloud, answer["InferenceId"], eventually)
    eventually(lambda: instances(cloud, "OtherEndpoint") == 0)
    assert instances(cloud, "Endpoint") == 1, "one falls asleep without the other"
    assert cloud.sagemaker.running()[cloud.outputs["Endpoint"]] == said["Endpoint"]["pid"]
