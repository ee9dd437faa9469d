"""What starts what: objects, events, topics."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import urllib3

from laptop.cloud import Cloud
from laptop.events import target_input

Eventually = Callable[..., Any]
Executions = Callable[[], list[dict[str, Any]]]


def test_an_object_starts_an_execution_with_awss_event(
    cloud: Cloud, executions: Executions, eventually: Eventually
) -> None:
    bucket, key = cloud.outputs["Bucket"], "in/a name+with ümlaut.mp4"
    cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=b"12345")
    cloud.client("s3").put_object(Bucket=bucket, Key="elsewhere/b.mp4", Body=b"1")
    one = eventually(lambda: [e for e in executions() if e["input"].get("source") == "aws.s3"])[0]
    event = one["input"]
    assert one["status"] == "SUCCEEDED"
    assert event["detail-type"] == "Object Created"
    assert event["account"] == "123456789012"
    assert event["resources"] == [f"arn:aws:s3:::{bucket}"]
    assert event["time"].endswith("Z")
    detail = event["detail"]
    assert detail["bucket"] == {"name": bucket}
    assert detail["reason"] == "PutObject"
    assert {k: detail["object"][k] for k in ("key", "size", "etag")} == {
        "key": key,
        "size": 5,
        "etag": "827ccb0eea8a706c4c34a16891f84e7b",
    }
    assert int(detail["object"]["sequencer"], 16) > 0
    assert "eTag" not in detail["object"]
    assert one["output"]["echo"]["given"] == event


def test_a_signed_post_starts_an_execution(cloud: Cloud, executions: Executions, eventually: Eventually) -> None:
    key = f"in/{uuid.uuid4()}.mp4"
    form = cloud.client("s3").generate_presigned_post(cloud.outputs["Bucket"], key)
    fields = {**form["fields"], "file": ("my video.mp4", b"\x00\x01moving", "video/mp4")}
    answer = urllib3.request("POST", form["url"], fields=fields)
    assert answer.status == 204
    one = eventually(lambda: [e for e in executions() if e["input"]["detail"].get("object", {}).get("key") == key])[0]
    assert one["input"]["detail"]["reason"] == "POST Object"
    stored = cloud.client("s3").get_object(Bucket=cloud.outputs["Bucket"], Key=key)["Body"].read()
    assert stored == b"\x00\x01moving"


def test_put_events_starts_an_execution(cloud: Cloud, executions: Executions, eventually: Eventually) -> None:
    mark = str(uuid.uuid4())
    entries = [
        {"Source": "small", "DetailType": kind, "Detail": json.dumps({"mark": mark, "kind": kind})}
        for kind in ("thing.done", "other.done")
    ]
    cloud.client("events").put_events(Entries=entries)
    found = eventually(lambda: [e for e in executions() if e["input"].get("detail", {}).get("mark") == mark])
    assert [e["input"]["detail"]["kind"] for e in found] == ["thing.done"]
    assert found[0]["input"]["detail-type"] == "thing.done"
    assert isinstance(found[0]["input"]["time"], str)


def test_input_path_of_a_rule(cloud: Cloud, executions: Executions, eventually: Eventually) -> None:
    mark = str(uuid.uuid4())
    entry = {"Source": "small.part", "DetailType": "x", "Detail": json.dumps({"mark": mark})}
    cloud.client("events").put_events(Entries=[entry])
    assert eventually(lambda: [e for e in executions() if e["input"] == {"mark": mark}])


def test_rule_with_a_function_as_target(cloud: Cloud, eventually: Eventually) -> None:
    entry = {"Source": "small.lambda", "DetailType": "x", "Detail": json.dumps({"name": "by rule"})}
    cloud.client("events").put_events(Entries=[entry])
    table = cloud.client("dynamodb")
    key = {"pk": {"S": "by rule"}}
    item = eventually(lambda: table.get_item(TableName=cloud.outputs["Table"], Key=key).get("Item"))
    assert json.loads(item["event"]["S"])["detail"] == {"name": "by rule"}


def test_a_topic_reaches_its_function_in_awss_shape(cloud: Cloud, eventually: Eventually) -> None:
    attributes = {"kind": {"DataType": "String", "StringValue": "test"}}
    topic = cloud.outputs["Topic"]
    cloud.client("sns").publish(TopicArn=topic, Message="by topic", Subject="news", MessageAttributes=attributes)
    table = cloud.client("dynamodb")
    key = {"pk": {"S": "by topic"}}
    item = eventually(lambda: table.get_item(TableName=cloud.outputs["Table"], Key=key).get("Item"))
    record = json.loads(item["event"]["S"])["Records"][0]
    assert record["EventSource"] == "aws:sns"
    assert record["Sns"]["TopicArn"] == topic
    assert record["Sns"]["Subject"] == "news"
    assert record["Sns"]["MessageAttributes"] == {"kind": {"Type": "String", "Value": "test"}}
    assert record["EventSubscriptionArn"].startswith(topic)


def test_errors_of_functions_reach_the_state_machine_by_name(cloud: Cloud, eventually: Eventually) -> None:
    states = cloud.client("stepfunctions")
    expected = {"raise": "Rejected", "exit": "Runtime.ExitError", "sleep": "Sandbox.Timedout"}
    for action, error in expected.items():
        given = json.dumps({"fail": action})
        one = states.start_execution(stateMachineArn=cloud.outputs["FlowArn"], name=str(uuid.uuid4()), input=given)
        arn = one["executionArn"]
        eventually(lambda arn=arn: states.describe_execution(executionArn=arn)["status"] != "RUNNING")
        output = json.loads(states.describe_execution(executionArn=arn)["output"])
        assert output["error"]["Error"] == error


def test_target_input() -> None:
    event = {"detail": {"id": "7", "n": 3, "deep": {"x": [1]}}, "source": "s"}
    assert target_input({}, event) is event
    assert target_input({"Input": '{"a":1}'}, event) == {"a": 1}
    assert target_input({"InputPath": "$.detail.deep"}, event) == {"x": [1]}
    paths = {"id": "$.detail.id", "n": "$.detail.n", "deep": "$.detail.deep", "none": "$.detail.none"}
    template = '{"id": <id>, "quoted": "<id>", "n": <n>, "deep": <deep>, "none": <none>}'
    shaped = target_input({"InputTransformer": {"InputPathsMap": paths, "InputTemplate": template}}, event)
    assert shaped == {"id": "7", "quoted": "7", "n": 3, "deep": {"x": [1]}, "none": None}
    words = {"InputTransformer": {"InputPathsMap": {"id": "$.detail.id"}, "InputTemplate": '"number <id> came"'}}
    assert target_input(words, event) == "number 7 came"


def test_a_timeout_that_leaves_a_branch_keeps_its_name(cloud: Cloud, eventually: Eventually) -> None:
    pause = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "TimeoutSeconds": 1}
    pause["Parameters"] = {"FunctionName": cloud.outputs["EchoArn"], "Payload": {"token.$": "$$.Task.Token"}}
    branch = {"StartAt": "Pause", "States": {"Pause": {**pause, "End": True}}}
    catch = [{"ErrorEquals": ["States.Timeout"], "ResultPath": "$.error", "Next": "Fail"}]
    machine = {
        "StartAt": "Both",
        "States": {
            "Both": {"Type": "Parallel", "Branches": [branch], "Catch": catch, "End": True},
            "Fail": {"Type": "Fail", "ErrorPath": "$.error.Error", "CausePath": "$.error.Cause"},
        },
    }
    states = cloud.client("stepfunctions")
    role = "arn:aws:iam::123456789012:role/x"
    arn = states.create_state_machine(name="late", definition=json.dumps(machine), roleArn=role)["stateMachineArn"]
    one = states.start_execution(stateMachineArn=arn, name="one", input="{}")["executionArn"]
    eventually(lambda: states.describe_execution(executionArn=one)["status"] != "RUNNING")
    ended = states.describe_execution(executionArn=one)
    assert (ended["status"], ended.get("error")) == ("FAILED", "States.Timeout")
