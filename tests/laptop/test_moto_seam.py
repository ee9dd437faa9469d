"""One test for each private part of moto that we replace or rely on: a new version of moto fails here first."""

import base64
import inspect
import json
import os
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import settings
from moto.awslambda.models import do_validate_s3
from moto.awslambda_simple.models import LambdaSimpleBackend
from moto.cloudformation.parsing import get_model_map
from moto.core.config import default_user_config
from moto.events.models import EventPattern, Rule
from moto.s3 import notifications
from moto.sagemaker.models import FakeEndpointConfig
from moto.sns.models import Subscription
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_callback import (
    StateTaskServiceCallback,
)
from moto.stepfunctions.parser.models import stepfunctions_parser_backends
from moto.stepfunctions.responses import StepFunctionResponse

from laptop import moto_seam, stand_ins
from laptop.cloud import Cloud
from laptop.sagemaker import Activity

ACCOUNT, REGION = moto_seam.ACCOUNT, "us-east-1"


def test_lambda_goes_through_invoke_of_the_simple_backend(cloud: Cloud) -> None:
    assert default_user_config["lambda"] == {"use_docker": False}
    names = list(inspect.signature(moto_seam._invoke).parameters)[1:]
    assert [n.removeprefix("_") for n in names] == [
        "function_name",
        "qualifier",
        "body",
        "headers",
        "response_headers",
    ]
    assert LambdaSimpleBackend.invoke is moto_seam._invoke
    assert not do_validate_s3()


def test_the_interpreter_calls_the_port_in_the_environment(cloud: Cloud) -> None:
    assert settings.moto_server_port() == os.environ["MOTO_PORT"] == cloud.aws_url.rsplit(":", 1)[1]


def test_what_was_done_for_an_endpoint_is_told_newest_first_and_in_pages(cloud: Cloud) -> None:
    endpoint = cloud.outputs["Endpoint"]
    told = cloud.client("application-autoscaling").describe_scaling_activities(
        ServiceNamespace="sagemaker", ResourceId=f"endpoint/{endpoint}/variant/one"
    )
    (first,) = told["ScalingActivities"]  # it begins with one instance in AWS and with none here
    assert first["Description"] == "Setting desired instance count to 0."
    assert first["StatusCode"] == "Successful"
    assert first["StartTime"] <= first["EndTime"]
    worker = cloud.sagemaker._workers[endpoint]
    with pytest.MonkeyPatch.context() as more:
        begun = worker.activities[0].start
        more.setattr(worker, "activities", [Activity(begun, begun, count % 2) for count in range(60)])
        pages = list(
            cloud.client("application-autoscaling")
            .get_paginator("describe_scaling_activities")
            .paginate(ServiceNamespace="sagemaker", ResourceId=f"endpoint/{endpoint}/variant/one")
        )
    assert [len(page["ScalingActivities"]) for page in pages] == [50, 10]
    assert pages[0]["ScalingActivities"][0]["Description"] == "Setting desired instance count to 1."


def test_metrics_are_those_of_what_ran(cloud: Cloud) -> None:
    def total(namespace: str, name: str, dimension: str, value: str) -> float:
        now = datetime.now(UTC)
        where = {"Namespace": namespace, "MetricName": name, "Dimensions": [{"Name": dimension, "Value": value}]}
        told = cloud.client("cloudwatch").get_metric_data(
            MetricDataQueries=[{"Id": "m", "MetricStat": {"Metric": where, "Period": 3600, "Stat": "Sum"}}],
            StartTime=now - timedelta(hours=1),
            EndTime=now + timedelta(minutes=2),
        )
        return float(sum(told["MetricDataResults"][0]["Values"]))

    name = cloud.functions.spec("Echo").name
    group = ("AWS/Logs", "IncomingBytes", "LogGroupName", f"/aws/lambda/{name}")
    before = [total("AWS/Lambda", metric, "FunctionName", name) for metric in ("Invocations", "Duration")]
    written = total(*group)
    (api,) = cloud.deployment.apis
    asked = total("AWS/ApiGateway", "Count", "ApiId", api)
    for _ in range(2):
        with urllib.request.urlopen(f"{cloud.api_url}/things/1") as answer:
            assert answer.status == 200
    after = [total("AWS/Lambda", metric, "FunctionName", name) for metric in ("Invocations", "Duration")]
    assert after[0] == before[0] + 2
    assert after[1] > before[1]
    assert total(*group) > written
    assert total("AWS/ApiGateway", "Count", "ApiId", api) == asked + 2


def test_rules_send_and_match(cloud: Cloud) -> None:
    assert list(inspect.signature(moto_seam._original_send).parameters) == ["self", "original_event", "transform_input"]
    assert Rule.send_to_targets is moto_seam._send_to_targets
    assert EventPattern.load('{"source":["a"]}').matches_event({"source": "a", "detail": {}, "detail-type": "x"})


def test_s3_events_pass_through_one_function(cloud: Cloud) -> None:
    assert list(inspect.signature(moto_seam._original_s3_event).parameters) == [
        "account_id",
        "bucket",
        "event_name",
        "key",
    ]
    assert "_send_event_bridge_message(account_id, bucket, event_name, key)" in inspect.getsource(
        notifications.send_event
    )


def test_an_upload_in_parts_is_told_once(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(moto_seam, "_original_s3_event", lambda _account, _bucket, name, _key: told.append(name.value))
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="in-parts")
    s3.put_bucket_notification_configuration(
        Bucket="in-parts", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    upload = s3.create_multipart_upload(Bucket="in-parts", Key="k")["UploadId"]
    etag = s3.upload_part(Bucket="in-parts", Key="k", UploadId=upload, PartNumber=1, Body=b"x")["ETag"]
    parts = {"Parts": [{"PartNumber": 1, "ETag": etag}]}
    s3.complete_multipart_upload(Bucket="in-parts", Key="k", UploadId=upload, MultipartUpload=parts)
    s3.put_object(Bucket="in-parts", Key="whole", Body=b"x")
    created = [name.removeprefix("s3:ObjectCreated:") for name in told if "Created" in name]
    assert created == ["CompleteMultipartUpload", "Put"]


def test_subscriptions_publish_with_these_details(cloud: Cloud) -> None:
    parameters = set(inspect.signature(moto_seam._original_publish).parameters)
    assert {"message", "message_id", "subject", "message_attributes", "message_structure"} <= parameters
    assert hasattr(Subscription, "_parse_message_structure")


def test_state_machines_are_created_where_they_execute(cloud: Cloud) -> None:
    machines = stepfunctions_parser_backends[ACCOUNT][REGION].state_machines
    found = {m.arn: m for m in machines}[cloud.outputs["FlowArn"]]
    assert cloud.functions.spec("Echo").arn in found.definition
    assert "${" not in found.definition
    assert found.executions == []


def test_stacks_give_their_resource_map_and_outputs(cloud: Cloud) -> None:
    stack = moto_seam.stack("laptop", REGION)
    assert moto_seam.resolve({"Fn::GetAtt": ["Store", "Outputs.Given"]}, stack.resource_map) == "3"
    assert moto_seam.resolve({"Ref": "AWS::AccountId"}, stack.resource_map) == ACCOUNT


def test_models_of_resources_can_be_added(cloud: Cloud) -> None:
    assert get_model_map()["AWS::CloudWatch::Alarm"] is stand_ins.Stand
    assert get_model_map()["AWS::SQS::Queue"] is not stand_ins.Stand


def test_error_names_of_the_service_can_be_passed_on(cloud: Cloud) -> None:
    assert CustomErrorName("States.Timeout").error_name == "States.Timeout"


def test_writes_are_seen(cloud: Cloud) -> None:
    seen: list[tuple[str, str]] = []
    hooks = moto_seam._hooks
    assert hooks
    object.__setattr__(hooks, "changed", lambda method, what: seen.append((method, what)))
    cloud.client("s3").put_object(Bucket=cloud.outputs["Bucket"], Key="k", Body=b"")
    cloud.client("dynamodb").put_item(TableName=cloud.outputs["Table"], Item={"pk": {"S": "1"}})
    cloud.client("s3").get_object(Bucket=cloud.outputs["Bucket"], Key="k")
    assert seen == [("PUT", f"/{cloud.outputs['Bucket']}/k"), ("POST", "DynamoDB_20120810.PutItem")]


def test_executions_can_be_stopped(cloud: Cloud, eventually: Callable[..., Any]) -> None:
    states = cloud.client("stepfunctions")
    arn = states.start_execution(
        stateMachineArn=cloud.outputs["FlowArn"], name="stopped", input=json.dumps({"fail": "wait"})
    )["executionArn"]

    def waits() -> bool:
        events = states.get_execution_history(executionArn=arn)["events"]
        return any(event["type"] == "TaskScheduled" for event in events)

    eventually(waits)
    moto_seam.stop_executions(REGION)
    eventually(lambda: states.describe_execution(executionArn=arn)["status"] == "ABORTED")


def test_a_failed_token_keeps_its_cause(cloud: Cloud) -> None:
    assert StepFunctionResponse.send_task_failure is moto_seam._send_task_failure
    backend = stepfunctions_parser_backends[ACCOUNT][REGION]
    assert list(inspect.signature(backend.send_task_failure).parameters) == ["task_token", "error", "cause"]


def test_each_attempt_has_its_own_token(cloud: Cloud) -> None:
    assert StateTaskServiceCallback._eval_execution is moto_seam._attempt
    assert "update_task_token" in inspect.getsource(StateTaskServiceCallback._eval_body)


def test_instance_types_are_those_of_today(cloud: Cloud) -> None:
    assert FakeEndpointConfig.validate_instance_type is moto_seam._validate_instance_type
    sagemaker = cloud.client("sagemaker")
    sagemaker.create_model(ModelName="m", ExecutionRoleArn=f"arn:aws:iam::{ACCOUNT}:role/any")

    def make(name: str, instance: str) -> None:
        variant = {"VariantName": "v", "ModelName": "m", "InitialInstanceCount": 1, "InstanceType": instance}
        sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])

    make("new", "ml.g6.xlarge")
    with pytest.raises(ClientError):
        make("none", "ml.none.xlarge")


def test_a_user_pool_of_the_template_signs_people_in_and_shows_its_keys(cloud: Cloud) -> None:
    """Its tokens by password and by the pages name the same person; only those of the pages hold the nonce."""
    from moto.cognitoidp.models import cognitoidp_backends

    stand_ins.stand_in_for({"AWS::Cognito::UserPool"})
    pool = stand_ins._make_pool("Pool", {"Policies": {}}, ACCOUNT, REGION)
    client = stand_ins._make_pool_client("Client", {"UserPoolId": pool}, ACCOUNT, REGION)
    stand_ins._make_pool_group("Group", {"UserPoolId": pool, "GroupName": "hr"}, ACCOUNT, REGION)
    backend = cognitoidp_backends[ACCOUNT][REGION]
    backend.admin_create_user(pool, "lin", "SUPPRESS", "x", [{"Name": "name", "Value": "Lin"}])
    backend.admin_add_user_to_group(pool, "hr", "lin")
    assert moto_seam.pool_of_client(client).id == pool
    assert moto_seam.pool_of_client("unknown") is None
    signed = moto_seam.tokens(client, "lin", "n0nce")["id_token"]
    body = signed.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    assert (claims["name"], claims["cognito:groups"], claims["nonce"], claims["aud"]) == (
        "Lin",
        ["hr"],
        "n0nce",
        client,
    )
    assert stand_ins._pool_attribute(pool, "Arn") == moto_seam.user_pool(pool).arn
