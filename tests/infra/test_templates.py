"""Rules that every template keeps. Each would have caught a fault of a well-known project (see docs/decisions.md)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from support.templates import (
    ROOT,
    TEMPLATES,
    WORKFLOWS,
    as_list,
    cloudformation,
    functions,
    resources,
    source,
)

WRITTEN = [*TEMPLATES, *WORKFLOWS]
SEEN_OUTSIDE = {f"{role}Group" for role in ("Admin", "Hr", "Interviewer", "HiringManager", "Finance", "Auditor")}
"""Resources whose physical name something outside needs: the name of a group is the role it gives."""


def code_lines(path: Path) -> list[str]:
    """Lines without their comments, except in JSON, which has none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [re.sub(r"(^|\s)#.*$", "", line) if path.suffix == ".yaml" else line for line in lines]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_no_partition_and_no_region_is_fixed(path: Path) -> None:
    text = "\n".join(code_lines(path))
    assert "arn:aws" not in text
    assert re.findall(r"\b(?:us|eu|cn|ap|sa|ca|me|af)-[a-z]+-\d\b", text) == []
    assert "amazonaws.com" not in re.sub(r"Service: \w[\w.-]*\.amazonaws\.com|role/aws-service-role/[\w.-]+", "", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_wildcard_resource_has_a_written_reason(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        if not re.search(r"\bResource:", line):
            continue
        value, _, reason = line.partition("#")
        beyond = re.sub(r"/(uploads|work|interviews)?/?\*'|/\*'|/aws/sagemaker/\*'|connector/\*'", "", value)
        if "*" in beyond and "StackName}-*" not in beyond:
            assert len(reason.strip()) > 20, f"no reason in: {line.strip()}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_role_reaches_a_bucket_by_a_name_that_anybody_may_have(path: Path) -> None:
    assert [line for line in code_lines(path) if ":s3:::" in line] == []


def statements() -> list[tuple[str, dict[str, Any]]]:
    """Every statement of every role, with the role's name."""
    found = []
    for name, role in resources("AWS::IAM::Role").items():
        for policy in role.get("Policies", []):
            found += [(name, one) for one in as_list(policy["PolicyDocument"]["Statement"])]
    return found


def test_actions_are_exact() -> None:
    assert len(statements()) > 30
    for role, statement in statements():
        assert statement["Effect"] == "Allow"
        wild = [action for action in as_list(statement["Action"]) if "*" in action]
        assert wild == [], f"{role} allows {wild}"


def test_only_what_has_no_resource_level_permission_is_allowed_everywhere() -> None:
    everywhere = {action for _, s in statements() if "*" in as_list(s["Resource"]) for action in as_list(s["Action"])}
    assert everywhere == {
        "application-autoscaling:DescribeScalingActivities",
        "cloudwatch:GetMetricData",
        "cloudwatch:PutMetricData",
        "ecr:GetAuthorizationToken",
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
    }


def test_managed_policies_are_only_those_for_logs_and_traces() -> None:
    named = {
        json.dumps(arn) for role in resources("AWS::IAM::Role").values() for arn in role.get("ManagedPolicyArns", [])
    }
    kinds = {re.sub(r".*policy/(service-role/)?(\w+).*", r"\2", name) for name in named}
    logs = {"AWSLambdaBasicExecutionRole", "AWSXRayDaemonWriteAccess", "AWSXrayWriteOnlyAccess"}
    assert kinds <= logs | {"AWSLambdaVPCAccessExecutionRole"}, "the last is for functions with a fixed address"


def test_every_function_has_a_role_of_its_own() -> None:
    roles = [json.dumps(f["Role"]) for f in resources("AWS::Lambda::Function").values()]
    assert len(roles) == len(set(roles)) == len(functions())
    machines = [json.dumps(m["RoleArn"]) for m in resources("AWS::StepFunctions::StateMachine").values()]
    assert len(set(machines)) == len(machines) == 3


@pytest.mark.parametrize("name", functions())
def test_every_function_says_how_much_and_how_long(name: str) -> None:
    written = functions()[name]
    made = resources("AWS::Lambda::Function")[name]
    assert {"Timeout", "MemorySize", "Description"} <= set(written)
    assert made["TracingConfig"] == {"Mode": "Active"}
    tags = {tag["Key"] for tag in made["Tags"]}
    assert {"application", "cost-centre"} <= tags
    assert made["LoggingConfig"]["LogFormat"] == "JSON"
    group = made["LoggingConfig"]["LogGroup"]["Ref"]
    assert resources("AWS::Logs::LogGroup")[group]["RetentionInDays"] == {"Ref": "LogDays"}


def test_log_groups_are_not_shared() -> None:
    groups = [f["LoggingConfig"]["LogGroup"]["Ref"] for f in resources("AWS::Lambda::Function").values()]
    groups += [
        m["LoggingConfiguration"]["Destinations"][0]["CloudWatchLogsLogGroup"]["LogGroupArn"]["Fn::GetAtt"][0]
        for m in resources("AWS::StepFunctions::StateMachine").values()
    ]
    assert len(set(groups)) == len(groups)
    assert all("RetentionInDays" in group for group in resources("AWS::Logs::LogGroup").values())


def test_the_stage_word_is_the_same_everywhere() -> None:
    for name, written in functions().items():
        folder = Path(written["CodeUri"]).name
        assert name == "".join(part.capitalize() for part in folder.split("_")) + "Function"
        assert written["LoggingConfig"]["LogGroup"] == {"Ref": name.removesuffix("Function") + "Logs"}
    folders = {path.parent.name for path in (ROOT / "functions").glob("*/app.py")}
    assert folders == {Path(written["CodeUri"]).name for written in functions().values()}


def test_machines_trace_log_and_keep_data_out_of_their_logs() -> None:
    for machine in resources("AWS::StepFunctions::StateMachine").values():
        assert machine["TracingConfiguration"] == {"Enabled": True}
        assert machine["LoggingConfiguration"]["IncludeExecutionData"] is False
        assert {"application", "cost-centre"} <= {tag["Key"] for tag in machine["Tags"]}


def test_what_is_invoked_by_events_has_a_dead_letter_queue() -> None:
    called = [
        p for p in resources("AWS::Lambda::Permission").values() if "apigateway" not in json.dumps(p["Principal"])
    ]
    asynchronous = {permission["FunctionName"]["Ref"] for permission in called}
    assert asynchronous == {
        "BookkeepFunction",
        "EraseFunction",
        "FetchFunction",
        "InviteFunction",
        "MatchFunction",
        "ReactFunction",
        "ResumeFunction",
        "StudyFunction",
        "SyncHrFunction",
    }
    for name in asynchronous:
        assert resources("AWS::Lambda::Function")[name]["DeadLetterConfig"]["TargetArn"]
    for rule in resources("AWS::Events::Rule").values():
        for target in rule["Targets"]:
            assert target["DeadLetterConfig"]["Arn"]
            assert target["RetryPolicy"]["MaximumRetryAttempts"] > 0


def test_slow_servers_of_partners_hold_up_nobody_else() -> None:
    said = resources("AWS::Lambda::Function")["FetchFunction"]["ReservedConcurrentExecutions"]
    assert said == {"Fn::If": ["HasFetchLimit", {"Ref": "FetchAtOnce"}, {"Ref": "AWS::NoValue"}]}


def test_a_thousand_resumes_at_once_hold_up_nobody_else() -> None:
    said = resources("AWS::Lambda::Function")["MatchFunction"]["ReservedConcurrentExecutions"]
    assert said == {"Fn::If": ["HasMatchLimit", {"Ref": "MatchAtOnce"}, {"Ref": "AWS::NoValue"}]}


def test_buckets_are_private_encrypted_and_tls_only() -> None:
    buckets = resources("AWS::S3::Bucket")
    assert len(buckets) == 2
    policies = {
        p["Bucket"]["Ref"]: p["PolicyDocument"]["Statement"] for p in resources("AWS::S3::BucketPolicy").values()
    }
    for name, bucket in buckets.items():
        [rule] = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] in ("AES256", "aws:kms")
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
        assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
        rules = bucket["LifecycleConfiguration"]["Rules"]
        assert any("AbortIncompleteMultipartUpload" in one for one in rules)
        assert any("ExpirationInDays" in one for one in rules)
        deny = [s for s in policies[name] if s["Effect"] == "Deny" and s["Principal"] == "*"]
        assert deny[0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert len(deny[0]["Resource"]) == 2


def test_every_kind_of_file_about_a_person_has_an_end() -> None:
    buckets = resources("AWS::S3::Bucket").values()
    rules = [rule for bucket in buckets for rule in bucket["LifecycleConfiguration"]["Rules"]]
    ends = {rule["Prefix"] for rule in rules if "ExpirationInDays" in rule}
    assert ends == {"uploads/", "interviews/", "ratings/", "work/", "resumes/", "costs/open/"}


def test_uploads_tell_the_event_bus() -> None:
    upload = resources("AWS::S3::Bucket")["UploadBucket"]
    assert upload["NotificationConfiguration"]["EventBridgeConfiguration"] == {"EventBridgeEnabled": True}


def test_table_queues_and_topics_are_encrypted() -> None:
    [table] = resources("AWS::DynamoDB::Table").values()
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    line = next(t for t in (ROOT / "infra" / "data.yaml").read_text().splitlines() if "SSESpecification" in t)
    assert table["SSESpecification"]["SSEEnabled"] is True or "AWS-owned key" in line
    for queue in resources("AWS::SQS::Queue").values():
        assert queue["SqsManagedSseEnabled"] is True
        assert queue["MessageRetentionPeriod"] == 14 * 86_400
    assert len(resources("AWS::SQS::Queue")) == 3
    topics = resources("AWS::SNS::Topic")
    assert {name for name, topic in topics.items() if "KmsMasterKeyId" not in topic} == {"Alarms"}
    assert len(topics) == 3
    [reason] = [t for t in (ROOT / "infra" / "alarms.yaml").read_text().splitlines() if "AWS::SNS::Topic" in t]
    assert "# unencrypted: " in reason


def test_what_holds_data_outlives_the_stack() -> None:
    kept = [r for r in source("data.yaml")["Resources"].values() if r["Type"].endswith(("::Bucket", "::Table"))]
    assert len(kept) == 3
    assert all(r["DeletionPolicy"] == r["UpdateReplacePolicy"] == "Retain" for r in kept)


def test_the_endpoint_sleeps_at_zero_and_wakes() -> None:
    [target] = resources("AWS::ApplicationAutoScaling::ScalableTarget").values()
    assert target["MinCapacity"] == 0
    policies = resources("AWS::ApplicationAutoScaling::ScalingPolicy")
    kinds = {policy["PolicyType"]: name for name, policy in policies.items()}
    assert set(kinds) == {"TargetTrackingScaling", "StepScaling"}
    tracked = policies[kinds["TargetTrackingScaling"]]["TargetTrackingScalingPolicyConfiguration"]
    assert tracked["CustomizedMetricSpecification"]["MetricName"] == "ApproximateBacklogSizePerInstance"
    [alarm] = [
        a for a in resources("AWS::CloudWatch::Alarm").values() if a["MetricName"] == "HasBacklogWithoutCapacity"
    ]
    assert alarm["AlarmActions"] == [{"Ref": kinds["StepScaling"]}]
    [config] = resources("AWS::SageMaker::EndpointConfig").values()
    assert {"SuccessTopic", "ErrorTopic"} <= set(config["AsyncInferenceConfig"]["OutputConfig"]["NotificationConfig"])


def test_speech_and_the_rater_are_the_same_template_and_resume_hears_both() -> None:
    written = source("template.yaml")["Resources"]
    twice = {n: r["Properties"] for n, r in written.items() if r["Properties"].get("Location") == "infra/endpoint.yaml"}
    assert {name: use["Parameters"]["Name"] for name, use in twice.items()} == {"Speech": "speech", "Rater": "rater"}
    events = functions()["ResumeFunction"]["Events"].values()
    heard = {".".join(event["Properties"]["Topic"]["Fn::GetAtt"]) for event in events}
    assert heard == {f"{name}.Outputs.{kind}TopicArn" for name in twice for kind in ("Success", "Error")}


def test_nothing_is_named_that_need_not_be() -> None:
    things = "Bucket|Table|Queue|Topic|Function|StateMachine|Role|Endpoint|EndpointConfig|Model|Group|Rule|Alarm|Layer"
    names = re.compile(rf"^(\w*({things})Name|Name)$")
    for template in cloudformation().values():
        for logical, resource in template["Resources"].items():
            given = {key for key in resource.get("Properties", {}) if names.match(key)}
            refers = {"FunctionName", "LayerName", "EndpointConfigName", "EndpointName"}
            # SAM itself names layer versions after their logical id, and permissions refer to functions by name.
            if resource["Type"] in ("AWS::Lambda::Permission", "AWS::Lambda::LayerVersion", "AWS::SageMaker::Endpoint"):
                given -= refers
            if resource["Type"] in ("AWS::ApiGatewayV2::Stage", "AWS::Lambda::EventInvokeConfig"):
                given = set()
            assert logical in SEEN_OUTSIDE or given == set(), f"{logical} is named by {given}"


def test_a_run_starts_only_for_our_uploads_and_learns_only_where_they_are() -> None:
    rules = [r for r in resources("AWS::Events::Rule").values() if "aws.s3" in json.dumps(r.get("EventPattern"))]
    resumes = [r for r in rules if r["EventPattern"]["detail"]["object"] == {"key": [{"suffix": "/original"}]}]
    [rule] = [r for r in rules if r not in resumes]
    assert [target["Arn"]["Fn::GetAtt"][0] for r in resumes for target in r["Targets"]] == ["MatchFunction"]
    assert rule["EventPattern"]["detail"]["object"] == {"key": [{"prefix": "uploads/"}]}
    [target] = rule["Targets"]
    template = target["InputTransformer"]["InputTemplate"]
    assert (
        set(re.findall(r"<(\w+)>", template)) == {"bucket", "key"} == set(target["InputTransformer"]["InputPathsMap"])
    )


def test_parameters_say_what_they_are_for() -> None:
    for name, parameter in source("template.yaml")["Parameters"].items():
        assert "Description" in parameter or "Instance" in name, name
    secret = [name for name in source("template.yaml")["Parameters"] if re.search("secret|password|key", name.lower())]
    assert secret == []  # secrets live in Secrets Manager


def test_the_ledger_knows_the_temporary_storage_of_each_function() -> None:
    for name, function in functions().items():
        told = function.get("Environment", {}).get("Variables", {}).get("TMP_MB", 512)
        assert told == function.get("EphemeralStorage", {}).get("Size", 512), name
