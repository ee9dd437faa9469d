"""What platforms call back: believed only if genuine, kept and announced once, answered as each of them wants it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any
from urllib.parse import quote, urlencode

import boto3
import pytest

from mianshi.contracts.callbacks import CallbackReceived
from mianshi.contracts.delivery import Connector, ConnectorKind
from mianshi.delivery.callbacks import feishu, sealed
from mianshi.errors import Transient
from mianshi.platform import workflow
from mianshi.platform.clock import now_ms
from mianshi.platform.store import callbacks, connectors
from support.desk import Desk, desk
from support.shells import shell

KEY43, TOKEN = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "demoToken123"
SECRETS = {
    "ding": {"app_key": "dingkey", "app_secret": "s", "callback_token": TOKEN, "callback_aes_key": KEY43},
    "wecom": {"corpid": "ww1", "corpsecret": "s", "callback_token": TOKEN, "callback_aes_key": KEY43},
    "feishu": {"app_id": "cli", "app_secret": "s", "encrypt_key": "ek", "verification_token": "vt"},
    "off": {"app_id": "cli", "app_secret": "s", "encrypt_key": "ek", "verification_token": "vt"},
    "hook": {},
}
KINDS = {
    "ding": ConnectorKind.DINGTALK_APP,
    "wecom": ConnectorKind.WECOM_APP,
    "feishu": ConnectorKind.FEISHU_HIRE,
    "off": ConnectorKind.FEISHU_HIRE,
    "hook": ConnectorKind.WEBHOOK,
}
NAME = "欧阳某某"


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk(monkeypatch) as running:
        for name, kind in KINDS.items():
            secret = f"mianshi/connector/{name}"
            boto3.client("secretsmanager").create_secret(Name=secret, SecretString=json.dumps(SECRETS[name]))
            made = Connector(id=name, kind=kind, url="https://x.example.com", secret=secret, enabled=name != "off")
            connectors.add(made)
        yield running


@pytest.fixture
def app(room: Desk, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return shell("callback", monkeypatch)


def ask(
    app: ModuleType,
    connector: str,
    *,
    method: str = "POST",
    query: Mapping[str, str] | str = "",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The handler, asked as API Gateway would."""
    event = {
        "version": "2.0",
        "rawPath": f"/callbacks/{connector}",
        "rawQueryString": query if isinstance(query, str) else urlencode(query),
        "headers": headers or {},
        "requestContext": {"http": {"method": method, "path": "/", "sourceIp": "203.0.113.7"}},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }
    answer: dict[str, Any] = app.handler(event, None)
    return answer


def sealed_query(message: str, receive_id: str, name: str = "msg_signature") -> tuple[dict[str, str], str]:
    encrypted = sealed.seal(sealed.aes_key(KEY43), message.encode(), receive_id, b"0123456789abcdef")
    timestamp = str(now_ms() // 1000)
    signed = sealed.signature(TOKEN, timestamp, "n", encrypted)
    return {name: signed, "timestamp": timestamp, "nonce": "n"}, encrypted


def from_ding(app: ModuleType, event: Mapping[str, Any], connector: str = "ding") -> dict[str, Any]:
    query, encrypted = sealed_query(json.dumps(event), "dingkey", "signature")
    return ask(app, connector, query=query, body=json.dumps({"encrypt": encrypted}).encode())


def from_feishu(app: ModuleType, event: Mapping[str, Any], connector: str = "feishu") -> dict[str, Any]:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    plain = json.dumps(event).encode()
    plain += bytes([16 - len(plain) % 16]) * (16 - len(plain) % 16)
    cipher = Cipher(algorithms.AES(hashlib.sha256(b"ek").digest()), modes.CBC(bytes(16))).encryptor()
    encrypted = base64.b64encode(bytes(16) + cipher.update(plain) + cipher.finalize()).decode()
    body, timestamp = json.dumps({"encrypt": encrypted}).encode(), str(now_ms() // 1000)
    headers = {
        "X-Lark-Request-Timestamp": timestamp,
        "X-Lark-Request-Nonce": "n",
        "X-Lark-Signature": feishu.signature(timestamp, "n", "ek", body),
    }
    return ask(app, connector, body=body, headers=headers)


def exam(event_id: str = "ev1") -> dict[str, Any]:
    return {
        "schema": "2.0",
        "header": {"event_id": event_id, "event_type": "hire.eco_exam.created_v1", "token": "vt"},
        "event": {"exam_id": "ex1", "paper_id": "p1", "candidate_info": {"name": NAME}},
    }


def test_dingtalk_is_answered_sealed_and_the_event_is_announced_once(app: ModuleType, room: Desk) -> None:
    event = {"EventType": "bpms_instance_change", "eventId": "e1", "processInstanceId": "p1"}
    for _ in range(3):
        answer = from_ding(app, event)
        assert answer["statusCode"] == 200
        told = json.loads(answer["body"])
        assert sealed.unseal(sealed.aes_key(KEY43), told["encrypt"], ["dingkey"])[0] == b"success"
    assert room.announced == [("callback.received", CallbackReceived(connector="ding", event="e1"))]
    kept = callbacks.find("ding", "e1")
    assert kept and kept.data["processInstanceId"] == "p1"
    check = from_ding(app, {"EventType": "check_url"})
    assert sealed.unseal(sealed.aes_key(KEY43), json.loads(check["body"])["encrypt"], ["dingkey"])[0] == b"success"
    assert len(room.announced) == 1


@pytest.mark.parametrize("escape", [True, False])
def test_wecom_checks_the_address_and_gets_the_bare_text(app: ModuleType, escape: bool) -> None:
    query, echo = sealed_query("1616140317555161061", "ww1")
    raw = urlencode(query) + "&echostr=" + (quote(echo, safe="") if escape else echo)
    answer = ask(app, "wecom", method="GET", query=raw)
    assert (answer["statusCode"], answer["body"]) == (200, "1616140317555161061")
    assert answer["headers"]["content-type"].startswith("text/plain")


def test_a_wecom_press_is_announced_by_an_id_that_names_nobody(app: ModuleType, room: Desk) -> None:
    press = (
        "<xml><FromUserName>zhangsan</FromUserName><CreateTime>1</CreateTime><MsgType>event</MsgType>"
        "<Event>template_card_event</Event><EventKey>invite</EventKey><TaskId>t1</TaskId></xml>"
    )
    for _ in range(2):
        query, encrypted = sealed_query(press, "ww1")
        body = f"<xml><ToUserName>ww1</ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()
        answer = ask(app, "wecom", query=query, body=body)
        assert (answer["statusCode"], answer["body"]) == (200, "")
    [(_, detail)] = room.announced
    assert isinstance(detail, CallbackReceived)
    kept = callbacks.find("wecom", detail.event)
    assert "zhang" not in detail.event and kept and kept.data["FromUserName"] == "zhangsan"


def test_feishu_challenge_and_event(app: ModuleType, room: Desk) -> None:
    challenge = from_feishu(app, {"type": "url_verification", "challenge": "c0ffee", "token": "vt"})
    assert json.loads(challenge["body"]) == {"challenge": "c0ffee"}
    assert from_feishu(app, exam())["statusCode"] == 200
    assert [kind for kind, _ in room.announced] == ["callback.received"]


def test_everything_that_is_not_genuine_gets_the_same_answer(
    app: ModuleType, room: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    query, encrypted = sealed_query("{}", "dingkey")
    body = json.dumps({"encrypt": encrypted}).encode()
    answers = [
        from_feishu(app, exam(), "off"),
        from_feishu(app, exam(), "nobody"),
        from_feishu(app, exam(), "hook"),
        from_feishu(app, {**exam(), "header": {**exam()["header"], "token": "other"}}),
        ask(app, "feishu", body=b"{}"),
        ask(app, "feishu", method="GET"),
        ask(app, "ding", query={**query, "msg_signature": "0" * 40}, body=body),
        ask(app, "ding", query=query, body=body + b" " * 200_000),
        ask(app, "../ding", query=query, body=body),
        ask(app, "", query=query, body=body),
        ask(app, "D" * 10_000, query=query, body=body),
        ask(app, "wecom", body=b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>'),
    ]
    assert {(answer["statusCode"], answer["body"]) for answer in answers} == {(404, "not found")}
    assert room.announced == [] and callbacks.find("feishu", "ev1") is None
    assert NAME not in capsys.readouterr().out


def test_what_means_nothing_here_is_answered_and_not_kept(app: ModuleType, room: Desk) -> None:
    assert from_ding(app, {"EventType": "user_add_org", "eventId": "e9", "UserId": ["u"]})["statusCode"] == 200
    assert room.announced == [] and callbacks.find("ding", "e9") is None


def test_an_event_that_could_not_be_announced_is_announced_when_it_comes_again(
    app: ModuleType, room: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_kind: str, _detail: object) -> None:
        raise Transient("event_not_taken", "the bus is busy")

    working = workflow.announce
    monkeypatch.setattr(workflow, "announce", broken)
    assert from_feishu(app, exam())["statusCode"] == 503
    monkeypatch.setattr(workflow, "announce", working)
    assert room.announced == []
    assert [from_feishu(app, exam())["statusCode"] for _ in range(2)] == [200, 200]
    assert room.announced == [("callback.received", CallbackReceived(connector="feishu", event="ev1"))]


def test_a_further_receiver_is_believed_only_where_the_settings_name_it(app: ModuleType) -> None:
    query, encrypted = sealed_query(json.dumps({"EventType": "check_url"}), "dingcorp")
    body = json.dumps({"encrypt": encrypted}).encode()
    assert ask(app, "ding", query=query, body=body)["statusCode"] == 404
    known = connectors.find("ding")
    assert known is not None
    connectors.change(known, settings={"reactions": {"receive_ids": ["dingcorp"]}})
    assert ask(app, "ding", query=query, body=body)["statusCode"] == 200
