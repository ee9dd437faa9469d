"""The project's own template deploys as it stands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from laptop.cloud import Cloud

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def house() -> Iterator[Cloud]:
    # China is another partition: an ARN written out for "aws" would lead nowhere. It has no user pools either.
    with Cloud(ROOT / "template.yaml", region="cn-north-1", parameters={"PortalSignIn": "none"}) as running:
        yield running


def test_everything_is_in_the_regions_own_partition(house: Cloud) -> None:
    states = house.client("stepfunctions")
    for name in ("InterviewMachineArn", "DeliveryMachineArn"):
        assert house.outputs[name].startswith("arn:aws-cn:states:cn-north-1:")
        assert "arn:aws:" not in states.describe_state_machine(stateMachineArn=house.outputs[name])["definition"]
    for name in house.functions.logical_ids():
        spec = house.functions.spec(name)
        assert spec.arn.startswith("arn:aws-cn:lambda:")
        assert "arn:aws:" not in "".join(spec.environment.values())
    assert house.outputs["PortalUrl"] == house.api_url


def test_every_function_stands_on_a_folder_with_its_layers(house: Cloud) -> None:
    for name in house.functions.logical_ids():
        spec = house.functions.spec(name)
        assert spec.folder.is_relative_to(ROOT / "functions"), name
        assert ROOT / "layers" / "core" in spec.layers, name
        assert spec.environment["TABLE"] == house.outputs["TableName"]
        assert "${" not in "".join(spec.environment.values())


def test_rules_lead_to_the_machines(house: Cloud) -> None:
    events = house.client("events")
    targets = {
        target["Arn"]
        for rule in events.list_rules()["Rules"]
        for target in events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    }
    assert {house.outputs["InterviewMachineArn"], house.outputs["DeliveryMachineArn"]} <= targets


def test_machines_know_their_functions(house: Cloud) -> None:
    states = house.client("stepfunctions")
    for name in ("InterviewMachineArn", "DeliveryMachineArn"):
        definition = states.describe_state_machine(stateMachineArn=house.outputs[name])["definition"]
        assert "${" not in definition
        assert any(house.functions.spec(f).arn in definition for f in house.functions.logical_ids())


def test_endpoints_write_to_the_artefacts_and_tell_resume(house: Cloud) -> None:
    found = {name: house.deployment.endpoints[house.outputs[f"{name}EndpointName"]] for name in ("Speech", "Rater")}
    topics: set[str | None] = set()
    for name, endpoint in found.items():
        assert endpoint.variant == name.lower()
        assert endpoint.output_path.startswith(f"s3://{house.outputs['ArtefactBucketName']}/work/{endpoint.variant}/")
        topics |= {endpoint.success_topic, endpoint.error_topic}
    assert len(topics) == 4
    subscribed = house.client("sns").list_subscriptions()["Subscriptions"]
    assert {s["TopicArn"] for s in subscribed} == topics


def test_nothing_idle_here_is_needed_here(house: Cloud) -> None:
    """A new kind of resource in the template has to be looked at: may it do nothing on a laptop?"""
    assert house.deployment.idle_kinds <= {
        "AWS::ApiGatewayV2::Stage",
        "AWS::ApplicationAutoScaling::ScalableTarget",
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        "AWS::Budgets::Budget",
        "AWS::CloudWatch::Alarm",
        "AWS::Logs::MetricFilter",
        "AWS::S3::BucketPolicy",
        "AWS::SNS::TopicPolicy",
        "AWS::SQS::QueuePolicy",
    }
