"""The template is deployed as it is: names, references, environment, nested applications."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from laptop.cloud import Cloud
from laptop.translate import override_states

Invoke = Callable[..., tuple[Any, str | None]]


def test_references_to_machines_and_nested_outputs_lead_to_something_real(cloud: Cloud) -> None:
    out = cloud.outputs
    states = cloud.client("stepfunctions")
    assert states.describe_state_machine(stateMachineArn=out["FlowArn"])["name"].startswith("laptop-Flow")
    assert states.describe_state_machine(stateMachineArn=out["PlainArn"])["name"] == out["PlainName"]
    cloud.client("s3").head_bucket(Bucket=out["Bucket"])
    assert cloud.client("dynamodb").describe_table(TableName=out["Table"])["Table"]["TableStatus"] == "ACTIVE"
    assert out["Topic"] in {t["TopicArn"] for t in cloud.client("sns").list_topics()["Topics"]}
    assert out["Store.Outputs.Given"] == "3"
    assert out["EchoArn"].endswith(f":function:{out['Echo']}")


def test_addresses_of_the_http_api_lead_to_this_machine(cloud: Cloud, invoke: Invoke) -> None:
    assert invoke("Single", action="portal") == (cloud.api_url, None)
    assert cloud.outputs["Url"] == f"{cloud.api_url}/x"
    assert cloud.outputs["ApiEndpoint"] == cloud.api_url
    assert cloud.api_url.startswith("http://127.0.0.1:")


def test_secret_is_generated_to_the_wish(cloud: Cloud) -> None:
    text = cloud.client("secretsmanager").get_secret_value(SecretId=cloud.outputs["Secret"])["SecretString"]
    assert len(text) == 40
    assert text.isalnum()


def test_a_type_moto_lacks_is_named_as_idle(cloud: Cloud) -> None:
    assert "AWS::CloudWatch::Alarm" in cloud.deployment.idle_kinds
    assert "AWS::SNS::Subscription" not in cloud.deployment.idle_kinds
    assert "AWS::SecretsManager::Secret" not in cloud.deployment.idle_kinds


def test_a_function_finds_lambdas_environment_and_nothing_of_ours(
    cloud: Cloud, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SECRET_OF_THE_SHELL", "x")
    cloud.functions.kill("Echo")
    env, _ = invoke("Echo", action="environment")
    spec = cloud.functions.spec("Echo")
    assert "A_SECRET_OF_THE_SHELL" not in env
    assert env["GREETING"] == "good day"
    assert env["TABLE"] == cloud.outputs["Table"]
    assert env["PLACE"] == "aws/us-east-1/123456789012"
    assert env["BUCKET_PATH"] == f"arn:aws:s3:::{cloud.outputs['Bucket']}/in/*"
    assert env["MACHINE"] == env["MACHINE_ARN"] == cloud.outputs["PlainArn"]
    assert env["LAYER_FILE"] == str(spec.layers[0] / "words.txt")
    assert env["WEIGHTS"].endswith("/small/infra/big.bin")
    assert env["AWS_ENDPOINT_URL"] == cloud.aws_url
    assert env["AWS_LAMBDA_FUNCTION_NAME"] == spec.name
    assert env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "512"
    assert env["_HANDLER"] == "app.handler"
    assert env["LAMBDA_TASK_ROOT"] == str(spec.folder)
    assert env["TZ"] == "UTC"
    assert env["HOME"] == env["TMPDIR"]


def test_states_are_overridden_at_any_depth(cloud: Cloud) -> None:
    states = cloud.client("stepfunctions")
    started = time.monotonic()
    given = json.dumps({"fail": "wait"})
    one = states.start_execution(stateMachineArn=cloud.outputs["FlowArn"], name="override", input=given)
    while (now := states.describe_execution(executionArn=one["executionArn"]))["status"] == "RUNNING":
        assert time.monotonic() - started < 60
        time.sleep(0.1)
    assert json.loads(now["output"])["branches"] == ["late"]


def test_override_leaves_the_rest_alone() -> None:
    inner = {"StartAt": "B", "States": {"B": {"Type": "Wait", "Seconds": 5, "End": True}}}
    machine = {"StartAt": "A", "States": {"A": {"Type": "Parallel", "Branches": [inner], "End": True}}}
    changed = json.loads(override_states(json.dumps(machine), {"B": {"Seconds": 1}}))
    expected = json.loads(json.dumps(machine))
    expected["States"]["A"]["Branches"][0]["States"]["B"]["Seconds"] = 1
    assert changed == expected
    assert override_states("as it was", {}) == "as it was"


def test_only_one_cloud_in_a_process(cloud: Cloud, start_small: Callable[..., Cloud], tmp_path: Any) -> None:
    with pytest.raises(RuntimeError, match="already running"):
        start_small(tmp_path).start()
    assert cloud.client("s3").list_buckets()["Buckets"]  # the first one is unharmed
