"""Callbacks of platforms: their published vectors, and everything that must be refused without a hint why."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mianshi.contracts.delivery import ConnectorKind
from mianshi.delivery.callbacks import dingtalk, feishu, sealed, understood, wecom, xml, yonbip
from mianshi.delivery.callbacks.hearing import FORGED, WINDOW_S, Heard, Incoming, Moment, event_id, json_object
from mianshi.delivery.connectors import platform_of
from mianshi.errors import Rejected

KEY43 = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
TOKEN = "demoToken123"
NOW = 1_700_000_000
MOMENT = Moment(NOW * 1000, bytes(range(32)))
CORP, APP = "ww1234567890abcdef", "dingdemoappkey"
WECOM = json.dumps({"corpid": CORP, "corpsecret": "s", "callback_token": TOKEN, "callback_aes_key": KEY43})
DINGTALK = json.dumps({"app_key": APP, "app_secret": "s", "callback_token": TOKEN, "callback_aes_key": KEY43})
FEISHU = json.dumps({"app_id": "cli", "app_secret": "s", "encrypt_key": "demoEncryptKey", "verification_token": "vtok"})
YONBIP = json.dumps({"app_key": "k", "app_secret": "9f8e7d6c-5b4a-3928-1706-f5e4d3c2b1a0"})


# -- vectors of hr_platforms.md, section 7.1


def test_vector_3_wecom_official_echo() -> None:
    echo = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
    given = "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
    secret = {
        "corpid": "wx5823bf96d3bd56c7",
        "callback_token": "QDG6eK",
        "callback_aes_key": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    }
    query = {"msg_signature": given, "timestamp": "1409659589", "nonce": "263014780", "echostr": echo}
    incoming = Incoming("GET", query, {}, b"")
    heard = wecom.listen(incoming, json.dumps(secret), [], Moment(1_409_659_600_000, bytes(32)))
    assert (heard.reply.body, heard.event) == ("1616140317555161061", None)
    assert heard.reply.content_type.startswith("text/plain")


@pytest.mark.parametrize(
    ("message", "receive_id", "encrypted", "signature"),
    [
        (
            "<xml><Event>demo</Event></xml>",
            CORP,
            "Q3stYC6hdFzMh9T8HCvyDGDMtEBioDreOPI6SMqx5ecOKk8M51YOl+xYdgF67iYR7+L7UyzdRedjCZqMvHNDoIf855MIHW6qmxWZy1ct286oAThpPfCvQyCEm9LOHvcX",
            "c68251529c2c6b83780c4be04f4bf5b83c225f83",
        ),
        (
            "success",
            APP,
            "Q3stYC6hdFzMh9T8HCvyDD5dVMaaZmK6ZzZA1b5vOyPcBRmFHDQq8DsvIxHch5krCXgitJUhggB0aEpt7rZpNw==",
            "8ef5e4d31f23a88d655a356549a27f26ce642a9f",
        ),
    ],
    ids=["3b", "3c"],
)
def test_vectors_3b_and_3c_sealed_byte_by_byte(message: str, receive_id: str, encrypted: str, signature: str) -> None:
    key = sealed.aes_key(KEY43)
    assert sealed.seal(key, message.encode(), receive_id, b"0123456789abcdef") == encrypted
    assert sealed.signature(TOKEN, "1700000000", "1372623149", encrypted) == signature
    assert sealed.unseal(key, encrypted, [receive_id]) == (message.encode(), receive_id)


@pytest.mark.parametrize(
    ("aes", "timestamp", "nonce", "encrypted", "signature", "message", "receive_id"),
    [
        (
            "4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij",
            "1445827045067",
            "nEXhMP4r",
            "1a3NBxmCFwkCJvfoQ7WhJHB+iX3qHPsc9JbaDznE1i03peOk1LaOQoRz3+nlyGNhwmwJ3vDMG+OzrHMeiZI7gTRWVdUBmfxjZ8Ej23JVYa9VrYeJ5as7XM/ZpulX8NEQis44w53h1qAgnC3PRzM7Zc/D6Ibr0rgUathB6zRHP8PYrfgnNOS9PhSBdHlegK+AGGanfwjXuQ9+0pZcy0w9lQ==",
            "5a65ceeef9aab2d149439f82dc191dd6c5cbe2c0",
            '{"EventType":"check_create_suite_url","Random":"LPIdSnlF","TestSuiteKey":"suite4xxxxxxxxxxxxxxx"}',
            "suite4xxxxxxxxxxxxxxx",
        ),
        (
            "1234567890123456789012345678901234567890123",
            "1614767836",
            "A7Co0cJLMzIDtMMI",
            "YvkvaGe4hQxd3VxRmEty0dVlnCOAqwf56xwTRHDHoOURqhalbmBJQk5FNcRk42Gl5T0YQXZNwpwWSm1xAFJ5ZA==",
            "9a95a004dd16f5c307e849b994173f76aa26e5eb",
            "success",
            "dingsnotzck6pm5veliw",
        ),
    ],
    ids=["4a", "4b"],
)
def test_vectors_4a_and_4b_dingtalk_official(
    aes: str, timestamp: str, nonce: str, encrypted: str, signature: str, message: str, receive_id: str
) -> None:
    sealed.verify(signature, "123456", timestamp, nonce, encrypted)
    assert sealed.unseal(sealed.aes_key(aes), encrypted, [receive_id]) == (message.encode(), receive_id)


def test_vector_5a_feishu_official() -> None:
    assert feishu.decrypt("test key", "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=") == b"hello world"


def test_vector_5b_feishu_challenge_with_its_signature() -> None:
    body = (
        b'{"encrypt":"AAECAwQFBgcICQoLDA0ODzR2bHiTPl4oKhxc1KyVAUa++vUoN73PWymlZyma3EeQz2QpSNgV+JSv6QsOTrU2Kf+3Nt2l'
        b'XQ7xORe2Dmd3FE8="}'
    )
    signed = "a10bc89e308c1f9a17e0a764f8a45b02f197af3ed581353daa94edbf1826c852"
    assert feishu.signature("1700000000", "nonce123", "demoEncryptKey", body) == signed
    headers = {
        "x-lark-request-timestamp": "1700000000",
        "x-lark-request-nonce": "nonce123",
        "x-lark-signature": signed,
    }
    heard = feishu.listen(Incoming("POST", {}, headers, body), FEISHU, [], MOMENT)
    assert (json.loads(heard.reply.body), heard.event) == ({"challenge": "c0ffee"}, None)
    unsigned = feishu.listen(Incoming("POST", {}, {}, body), FEISHU, [], MOMENT)
    assert unsigned.reply == heard.reply


# -- senders, as the platforms are documented; the cipher is checked against other kits in test_callbacks_kits.py


def envelope(message: str, receive_id: str) -> tuple[str, str, str, str]:
    encrypted = sealed.seal(sealed.aes_key(KEY43), message.encode(), receive_id, b"0123456789abcdef")
    timestamp, nonce = str(NOW), "n1"
    joined = "".join(sorted([TOKEN, timestamp, nonce, encrypted]))
    return encrypted, timestamp, nonce, hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()


def from_dingtalk(message: Mapping[str, Any], receive_id: str = APP, name: str = "msg_signature") -> Incoming:
    encrypted, timestamp, nonce, signed = envelope(json.dumps(message), receive_id)
    body = json.dumps({"encrypt": encrypted}).encode()
    return Incoming("POST", {name: signed, "timestamp": timestamp, "nonce": nonce}, {}, body)


def from_wecom(message: str, receive_id: str = CORP) -> Incoming:
    encrypted, timestamp, nonce, signed = envelope(message, receive_id)
    body = f"<xml><ToUserName>{receive_id}</ToUserName><AgentID>1</AgentID><Encrypt>{encrypted}</Encrypt></xml>"
    return Incoming("POST", {"msg_signature": signed, "timestamp": timestamp, "nonce": nonce}, {}, body.encode())


def from_feishu(message: Mapping[str, Any], key: str = "demoEncryptKey", timestamp: int = NOW) -> Incoming:
    cryptography = pytest.importorskip("cryptography.hazmat.primitives.ciphers")
    plain = json.dumps(message).encode()
    plain += bytes([16 - len(plain) % 16]) * (16 - len(plain) % 16)
    cipher = cryptography.Cipher(
        cryptography.algorithms.AES(hashlib.sha256(key.encode()).digest()), cryptography.modes.CBC(bytes(16))
    ).encryptor()
    body = json.dumps({"encrypt": base64.b64encode(bytes(16) + cipher.update(plain) + cipher.finalize()).decode()})
    signed = hashlib.sha256(f"{timestamp}n1{key}{body}".encode()).hexdigest()
    headers = {"x-lark-request-timestamp": str(timestamp), "x-lark-request-nonce": "n1", "x-lark-signature": signed}
    return Incoming("POST", {}, headers, body.encode())


def from_yonbip(message: Mapping[str, Any]) -> Incoming:
    secret = json.loads(YONBIP)["app_secret"]
    key = sealed.aes_key(yonbip.encoding_key(secret))
    told = {"nonce": "n1", "encrypt": sealed.seal(key, json.dumps(message).encode(), "t1", bytes(16))}
    told["timestamp"] = str(NOW * 1000)
    told["signature"] = yonbip.signature(secret, *told.values())
    return Incoming("POST", {}, {}, json.dumps(told).encode())


STAGE = {
    "schema": "2.0",
    "header": {"event_id": "f1", "event_type": "hire.application.stage_changed_v1", "token": "vtok"},
    "event": {"application_id": "7", "target_stage_id": "s"},
}


@pytest.mark.parametrize("name", ["msg_signature", "signature"])
def test_dingtalk_is_answered_with_a_sealed_success(name: str) -> None:
    event = {"EventType": "bpms_instance_change", "eventId": "e1", "processInstanceId": "p"}
    heard = dingtalk.listen(from_dingtalk(event, name=name), DINGTALK, [], MOMENT)
    assert heard.event is not None
    assert (heard.event.id, heard.event.kind, heard.event.data["processInstanceId"]) == ("e1", event["EventType"], "p")
    told = json.loads(heard.reply.body)
    sealed.verify(told["msg_signature"], TOKEN, told["timeStamp"], told["nonce"], told["encrypt"])
    assert sealed.unseal(sealed.aes_key(KEY43), told["encrypt"], [APP]) == (b"success", APP)


def test_dingtalk_checks_its_address() -> None:
    heard = dingtalk.listen(from_dingtalk({"EventType": "check_url"}), DINGTALK, [], MOMENT)
    assert heard.event is None
    assert sealed.unseal(sealed.aes_key(KEY43), json.loads(heard.reply.body)["encrypt"], [])[0] == b"success"


def test_an_envelope_is_only_for_whom_the_connector_names() -> None:
    event = from_dingtalk({"EventType": "user_add_org"}, receive_id="dingcorp")
    with pytest.raises(Rejected, match=FORGED):
        dingtalk.listen(event, DINGTALK, [], MOMENT)
    assert dingtalk.listen(event, DINGTALK, ["dingcorp"], MOMENT).event is not None
    with pytest.raises(Rejected, match=FORGED):
        wecom.listen(from_wecom("<xml/>", receive_id="ww-other"), WECOM, [], MOMENT)


def test_wecom_events_are_known_by_who_and_when_and_messages_by_their_id() -> None:
    press = (
        "<xml><FromUserName><![CDATA[zhang]]></FromUserName><CreateTime>1700000000</CreateTime>"
        "<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[template_card_event]]></Event>"
        "<EventKey><![CDATA[invite]]></EventKey><TaskId>{}</TaskId></xml>"
    )
    first, again, other = (
        wecom.listen(from_wecom(press.format(task)), WECOM, [], MOMENT).event for task in ("t1", "t1", "t2")
    )
    assert first and again and other
    assert first.id == again.id != other.id
    assert (first.kind, first.data["EventKey"]) == ("template_card_event", "invite")
    assert "zhang" not in first.id
    text = "<xml><MsgType>text</MsgType><MsgId>99</MsgId><Content>hello</Content></xml>"
    message = wecom.listen(from_wecom(text), WECOM, [], MOMENT)
    assert message.event and (message.event.id, message.event.kind, message.reply.body) == ("99", "text", "")


def test_feishu_events_of_both_schemas() -> None:
    second = feishu.listen(from_feishu(STAGE), FEISHU, [], MOMENT).event
    assert second and (second.id, second.kind) == ("f1", "hire.application.stage_changed_v1")
    assert second.data == STAGE["event"]
    first = feishu.listen(
        from_feishu({"uuid": "u1", "token": "vtok", "type": "event_callback", "event": {"type": "old", "x": 1}}),
        FEISHU,
        [],
        MOMENT,
    ).event
    assert first and (first.id, first.kind, first.data["x"]) == ("u1", "old", 1)


def test_yonbip_is_read_and_answered_in_its_own_envelope() -> None:
    heard = yonbip.listen(from_yonbip({"type": "VOUCHER", "eventId": "y1"}), YONBIP, [], MOMENT)
    assert heard.event and (heard.event.id, heard.event.kind) == ("y1", "VOUCHER")
    told = json.loads(heard.reply.body)
    secret = json.loads(YONBIP)["app_secret"]
    assert told["signature"] == yonbip.signature(secret, told["nonce"], told["encrypt"], told["timestamp"])
    assert yonbip.listen(from_yonbip({"type": "CHECK_URL"}), YONBIP, [], MOMENT).event is None
    assert len(yonbip.encoding_key("short")) == len(yonbip.encoding_key("x" * 60)) == 43


GOOD: dict[str, tuple[Callable[..., Heard], str, Callable[[], Incoming]]] = {
    "dingtalk": (dingtalk.listen, DINGTALK, lambda: from_dingtalk({"EventType": "x"})),
    "wecom": (wecom.listen, WECOM, lambda: from_wecom("<xml><MsgId>1</MsgId></xml>")),
    "feishu": (feishu.listen, FEISHU, lambda: from_feishu(STAGE)),
    "yonbip": (yonbip.listen, YONBIP, lambda: from_yonbip({"type": "x"})),
}


@pytest.mark.parametrize("platform", GOOD)
def test_what_is_not_signed_with_our_keys_is_refused(platform: str) -> None:
    listen, secret, make = GOOD[platform]
    good = make()
    assert listen(good, secret, [], MOMENT).event is not None
    changed = good.body.replace(b'"', b'" ', 1) if platform == "feishu" else good.body.replace(b"A", b"B", 1)
    assert changed != good.body
    bad = {
        "changed": Incoming(good.method, good.query, good.headers, changed),
        "unsigned": Incoming(
            good.method, {}, {}, good.body.replace(b"signature", b"other") if platform == "yonbip" else good.body
        ),
        "empty": Incoming(good.method, good.query, good.headers, b""),
        "no object": Incoming(good.method, good.query, good.headers, b"[]"),
        "deep": Incoming(good.method, good.query, good.headers, b"[" * 100_000),
        "half a character": Incoming(good.method, {"timestamp": "\ud800"}, {}, b'{"encrypt":"\\ud800"}'),
        "another method": Incoming("PUT", good.query, good.headers, good.body),
    }
    for name, incoming in bad.items():
        with pytest.raises(Rejected) as refused:
            listen(incoming, secret, [], MOMENT)
        assert refused.value.code == FORGED, name
    for other in ("{}", "[]", "no json", secret.replace("callback_token", "x").replace("encrypt_key", "x")):
        if platform == "yonbip" and other == secret:
            continue
        with pytest.raises(Rejected, match=FORGED):
            listen(good, other, [], MOMENT)


@pytest.mark.parametrize("platform", GOOD)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["GET", "POST", ""]),
    st.dictionaries(
        st.sampled_from(["msg_signature", "signature", "timestamp", "nonce", "echostr"]),
        st.text(alphabet=st.characters(), max_size=60),
    ),
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=80).map(lambda text: json.dumps({"encrypt": text, "nonce": text, "timestamp": text}).encode()),
        st.text(max_size=80).map(lambda text: f"<xml><Encrypt>{text}</Encrypt></xml>".encode(errors="replace")),
    ),
)
def test_nothing_that_a_stranger_sends_does_more_than_be_refused(
    platform: str, method: str, query: dict[str, str], body: bytes
) -> None:
    listen, secret, _ = GOOD[platform]
    headers = {"x-lark-signature": query.get("signature", ""), "x-lark-request-timestamp": query.get("timestamp", "")}
    with pytest.raises(Rejected, match=FORGED):
        listen(Incoming(method, query, headers, body), secret, [], MOMENT)


@pytest.mark.parametrize("depth", [50, 500, 900, 5000])
def test_json_within_json_is_read_or_refused(depth: int) -> None:
    text = '{"a":' * depth + "1" + "}" * depth
    try:
        assert json_object(text)["a"]
    except Rejected as refused:
        assert depth > 100 and refused.code == FORGED


@pytest.mark.parametrize("platform", GOOD)
@pytest.mark.parametrize("away_s", [-WINDOW_S - 1, WINDOW_S + 1])
def test_a_signed_time_far_away_is_refused(platform: str, away_s: int) -> None:
    listen, secret, make = GOOD[platform]
    with pytest.raises(Rejected, match=FORGED):
        listen(make(), secret, [], Moment((NOW + away_s) * 1000, bytes(32)))
    later = Moment((NOW + (WINDOW_S - 60 if away_s > 0 else 60 - WINDOW_S)) * 1000, bytes(32))
    assert listen(make(), secret, [], later).event is not None


def test_a_feishu_event_needs_the_token_and_the_signature() -> None:
    wrong = {**STAGE, "header": {**STAGE["header"], "token": "other"}}  # type: ignore[dict-item]
    with pytest.raises(Rejected, match=FORGED):
        feishu.listen(from_feishu(wrong), FEISHU, [], MOMENT)
    good = from_feishu(STAGE)
    with pytest.raises(Rejected, match=FORGED):
        feishu.listen(Incoming("POST", {}, {}, good.body), FEISHU, [], MOMENT)


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1/">]><xml>&e;</xml>',
        "<xml>&undefined;</xml>",
        "<xml>" + "<a>" * 50 + "</a>" * 50 + "</xml>",
        "<xml>" + "<a/>" * 1000 + "</xml>",
        "<xml><a>",
        "",
    ],
)
def test_xml_that_declares_or_grows_is_refused(document: str) -> None:
    with pytest.raises(Rejected, match=FORGED):
        xml.read(document.encode())


def test_xml_of_a_card_with_choices_is_read() -> None:
    hostile = escape("<script>alert(1)</script>\u202e🙂")
    read = xml.read(
        f"<xml><Name>{hostile}</Name><Items><Item><K>1</K></Item><Item><K>2</K></Item></Items></xml>".encode()
    )
    assert read == {"Name": "<script>alert(1)</script>\u202e🙂", "Items": {"Item": [{"K": "1"}, {"K": "2"}]}}


def test_ids_of_events_can_be_keys() -> None:
    assert event_id("abc-1_2") == "abc-1_2"
    for strange in ("", "a#b", "x" * 81, "中"):
        made = event_id(strange, "body")
        assert made.isalnum() and len(made) == 40
        assert made != event_id(strange, "another body")


def test_settings_of_connectors_take_reactions() -> None:
    wanted = {"reactions": {"stages": {"s": "jb_1"}, "receive_ids": ["x"]}}
    for kind in {meaning.connector for meaning in understood.EVENTS}:
        assert "reactions" in platform_of(kind).settings.model_fields, kind
    read = platform_of(ConnectorKind.FEISHU_HIRE).settings.model_validate(wanted)
    assert read.model_dump()["reactions"]["stages"] == {"s": "jb_1"}


def test_only_what_is_listed_starts_something() -> None:
    assert understood.starts_something(ConnectorKind.FEISHU_HIRE, "hire.eco_exam.created_v1")
    assert not understood.starts_something(ConnectorKind.FEISHU_APP, "hire.eco_exam.created_v1")
    assert not understood.starts_something(ConnectorKind.DINGTALK_APP, "user_add_org")
    assert not understood.calls_back(ConnectorKind.WEBHOOK)
    assert all(understood.listen_of(meaning.connector) for meaning in understood.EVENTS)
    assert understood.listen_of(ConnectorKind.FEISHU_APP) is feishu.listen


def test_an_address_is_shown_only_where_something_starts() -> None:
    shown = {kind for kind in ConnectorKind if understood.listens(kind)}
    assert shown == {ConnectorKind.FEISHU_HIRE, ConnectorKind.DINGTALK_APP, ConnectorKind.WECOM_APP}
    assert {kind for kind in ConnectorKind if understood.calls_back(kind)} > shown
