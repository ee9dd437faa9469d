"""Feishu and WeCom call back: through the door, the bus and the outbox, until the link lies where it was asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.dingtalk import DingTalk
from fakes.feishu import Feishu
from fakes.wecom import WeCom
from mianshi.contracts.delivery import Connector, ConnectorKind, Delivery, DeliveryState
from mianshi.contracts.hiring import Candidate, JobStatus, Stage
from support.hired import put
from support.jobs import JOB
from support.pipeline import Pipeline, eventually

JOB_ID = "jb_01K0000000000000000CA11BAC"
ENDED = (DeliveryState.DONE, DeliveryState.PARKED)
NAME, PHONE = "诸葛某某", "13911112222"


def connect(house: Pipeline, name: str, kind: ConnectorKind, secret: str, **more: object) -> str:
    """A connector as an operator stores it; its address for callbacks."""
    house.cloud.client("secretsmanager").create_secret(Name=f"mianshi/connector/{name}", SecretString=secret)
    made = {"id": name, "kind": kind, "secret": f"mianshi/connector/{name}", "private_address_allowed": True, **more}
    put(house, "CONNECTOR", name, Connector.model_validate(made).model_dump_json())
    return f"{house.cloud.api_url.rstrip('/')}/callbacks/{name}"


def disconnect(house: Pipeline, name: str) -> None:
    """The cloud is shared: other tests count what its connectors are told."""
    key = {"pk": {"S": "CONNECTOR"}, "sk": {"S": name}}
    house.cloud.client("dynamodb").delete_item(TableName=house.cloud.outputs["TableName"], Key=key)


def rows(house: Pipeline, prefix: str) -> list[str]:
    found = house.cloud.client("dynamodb").query(
        TableName=house.cloud.outputs["TableName"],
        KeyConditionExpression="pk = :p AND begins_with(sk, :s)",
        ExpressionAttributeValues={":p": {"S": f"JOB#{JOB_ID}"}, ":s": {"S": prefix}},
    )["Items"]
    return [str(item["body"]["S"]) for item in found]


def people(house: Pipeline) -> list[Candidate]:
    return [Candidate.model_validate_json(body) for body in rows(house, "CANDIDATE#")]


def owed(house: Pipeline) -> list[Delivery]:
    return [Delivery.model_validate_json(body) for body in rows(house, "OUTBOX#")]


@pytest.fixture
def feishu(house: Pipeline) -> Iterator[tuple[Feishu, str]]:
    job = JOB.model_copy(update={"id": JOB_ID, "status": JobStatus.OPEN})
    put(house, f"JOB#{JOB_ID}", "META", job.model_dump_json())
    with Feishu() as running:
        secret = {
            name: getattr(running, name) for name in ("app_id", "app_secret", "encrypt_key", "verification_token")
        }
        wanted = {"eco_exam": True, "reactions": {"papers": {"paper001": JOB_ID}, "stages": {"st-AI 面试": JOB_ID}}}
        kind = ConnectorKind.FEISHU_HIRE
        url = connect(house, "feishu-called", kind, json.dumps(secret), url=running.url, settings=wanted)
        yield running, url
    disconnect(house, "feishu-called")


def test_an_exam_in_feishu_becomes_an_invitation_whose_link_is_in_feishu(
    house: Pipeline, feishu: tuple[Feishu, str]
) -> None:
    platform, url = feishu
    assert eventually(lambda: platform.challenge(url))  # a function that starts may take longer than its one second
    arranged = platform.desk.arrange(NAME, PHONE, "")
    assert platform.call_back(url, arranged, waits_s=()) == [200]
    assert platform.call_back(url, arranged, waits_s=()) == [200]
    exam = platform.desk.exams[arranged["event"]["exam_id"]]
    eventually(lambda: exam["state"] == "arranged")
    [made] = [one for one in people(house) if one.name == NAME]
    assert made.stage is Stage.INVITED and made.created_by == "connector:feishu-called"
    assert "/c/open/" in exam["login"]["exam_url"]
    sent = [row.deed for row in owed(house) if row.connector == "feishu-called" and made.id in row.subject]
    assert sent == ["login_info"]
    application = platform.desk.apply(platform.desk.add_talent("司马某某", "13911113333"), stage="初筛")
    assert platform.call_back(url, platform.desk.stage_changed(application, "AI 面试"), waits_s=()) == [200]
    eventually(lambda: [one for one in people(house) if one.external_id == application and one.stage is Stage.INVITED])
    eventually(lambda: all(row.state in ENDED for row in owed(house)))  # others count what arrives in their time
    logs = "".join(path.read_text(encoding="utf-8") for path in Path(house.cloud.logs).glob("*"))
    assert not any(private in logs for private in (NAME, PHONE, "司马某某", "/c/open/"))


def test_addresses_are_accepted_by_wecom_and_dingtalk_and_forgers_learn_nothing(house: Pipeline) -> None:
    with WeCom() as wecom, DingTalk() as dingtalk:
        at_wecom = connect(
            house, "wecom-called", ConnectorKind.WECOM_APP, wecom.app_secret, settings={"agentid": 1, "touser": ["a"]}
        )
        keys = {**json.loads(dingtalk.app_secret), "callback_token": dingtalk.callback_token}
        keys["callback_aes_key"] = dingtalk.callback_aes_key
        at_dingtalk = connect(
            house,
            "dingtalk-called",
            ConnectorKind.DINGTALK_APP,
            json.dumps(keys),
            settings={"agent_id": 1, "new_api_base": dingtalk.url, "old_api_base": dingtalk.url},
        )
        try:
            assert wecom.caller.accepts(at_wecom)
            assert wecom.caller.press(at_wecom, "zhangsan", "invite", "dl_1") == [200]
            assert dingtalk.check_url(at_dingtalk).said == ""
            assert dingtalk.call_back(at_dingtalk, {"EventType": "user_add_org"}).said == ""
            wecom.caller.token = "guessed"
            assert wecom.caller.press(at_wecom, "zhangsan", "invite", "dl_1")[0] == 404
            assert wecom.caller.press(at_wecom.replace("wecom-called", "nobody"), "zhangsan", "x", "y")[0] == 404
            assert dingtalk.call_back(at_wecom, {"EventType": "user_add_org"}).said == "HTTP 404"
        finally:
            disconnect(house, "wecom-called")
            disconnect(house, "dingtalk-called")
