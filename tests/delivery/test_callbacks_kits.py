"""Our ciphers and signatures against kits that compute the same (development only; importing Feishu's takes seconds)."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from mianshi.delivery.callbacks import feishu, sealed, wecom
from mianshi.delivery.callbacks.hearing import Incoming, Moment
from mianshi.errors import Rejected

TOKEN, CORP = "demoToken123", "ww1234567890abcdef"
NOW_MS = 1_700_000_000_000


def aes_key43() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")


def wechatpy() -> Any:
    pytest.importorskip("wechatpy")
    return import_module("wechatpy.enterprise.crypto")


@pytest.mark.parametrize("message", ["a", "b" * 11, "c" * 12, "测试🙂" * 40, "<xml><MsgId>7</MsgId></xml>"])
def test_the_sealed_envelope_agrees_with_wechatpy_both_ways(message: str) -> None:
    aes = aes_key43()
    kit = wechatpy().WeChatCrypto(TOKEN, aes, CORP)
    theirs = kit.encrypt_message(message, "n1", "1700000000")
    fields = import_module("xmltodict").parse(theirs)["xml"]
    sealed.verify(fields["MsgSignature"], TOKEN, "1700000000", "n1", fields["Encrypt"])
    assert sealed.unseal(sealed.aes_key(aes), fields["Encrypt"], [CORP]) == (message.encode(), CORP)
    ours = sealed.seal(sealed.aes_key(aes), message.encode(), CORP, secrets.token_bytes(16))
    signed = sealed.signature(TOKEN, "1700000000", "n1", ours)
    read = kit.decrypt_message(f"<xml><Encrypt>{ours}</Encrypt></xml>", signed, "1700000000", "n1")
    assert (read.decode() if isinstance(read, bytes) else read) == message


def test_the_check_of_the_address_agrees_with_wechatpy() -> None:
    aes = aes_key43()
    kit = wechatpy().WeChatCrypto(TOKEN, aes, CORP)
    echo = sealed.seal(sealed.aes_key(aes), b"1616140317555161061", CORP, secrets.token_bytes(16))
    signed = sealed.signature(TOKEN, "1700000000", "n1", echo)
    theirs = kit.check_signature(signed, "1700000000", "n1", echo)
    query = {"msg_signature": signed, "timestamp": "1700000000", "nonce": "n1", "echostr": echo}
    secret = json.dumps({"corpid": CORP, "callback_token": TOKEN, "callback_aes_key": aes})
    heard = wecom.listen(Incoming("GET", query, {}, b""), secret, [], Moment(NOW_MS, bytes(32)))
    assert heard.reply.body == (theirs.decode() if isinstance(theirs, bytes) else theirs) == "1616140317555161061"


@pytest.fixture(scope="module")
def lark() -> Any:
    """Feishu's own dispatcher, with what it heard."""
    pytest.importorskip("lark_oapi")
    dispatcher = import_module("lark_oapi.event.dispatcher_handler")
    models = import_module("lark_oapi.core.model")
    ciphers = import_module("lark_oapi.core.utils.decryptor")
    return SimpleNamespace(dispatcher=dispatcher, request=models.RawRequest, cipher=ciphers.AESCipher)


def encrypted_by_hand(key: str, plain: bytes) -> str:
    ciphers = import_module("cryptography.hazmat.primitives.ciphers")
    start = secrets.token_bytes(16)
    padded = plain + bytes([16 - len(plain) % 16]) * (16 - len(plain) % 16)
    cipher = ciphers.Cipher(ciphers.algorithms.AES(hashlib.sha256(key.encode()).digest()), ciphers.modes.CBC(start))
    encryptor = cipher.encryptor()
    return base64.b64encode(start + encryptor.update(padded) + encryptor.finalize()).decode()


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 4000])
def test_feishu_decryption_agrees_with_its_kit(lark: Any, length: int) -> None:
    plain = secrets.token_hex(length).encode()
    encrypted = encrypted_by_hand("demoEncryptKey", plain)
    assert feishu.decrypt("demoEncryptKey", encrypted) == lark.cipher("demoEncryptKey").decrypt(
        base64.b64decode(encrypted)
    )


def test_what_feishus_kit_believes_we_believe_and_what_it_refuses_we_refuse(lark: Any) -> None:
    heard: list[Any] = []
    handler = (
        lark.dispatcher.EventDispatcherHandler.builder("demoEncryptKey", "vtok")
        .register_p2_hire_application_stage_changed_v1(heard.append)
        .build()
    )
    event = {
        "schema": "2.0",
        "header": {"event_id": "f1", "event_type": "hire.application.stage_changed_v1", "token": "vtok"},
        "event": {"application_id": "7", "target_stage_id": "s9", "update_time": 1},
    }
    body = json.dumps({"encrypt": encrypted_by_hand("demoEncryptKey", json.dumps(event).encode())}).encode()
    secret = json.dumps({"encrypt_key": "demoEncryptKey", "verification_token": "vtok"})
    for signed in (feishu.signature("1700000000", "n1", "demoEncryptKey", body), "0" * 64):
        request = lark.request()
        request.uri, request.body = "/", body
        request.headers = {
            "X-Lark-Request-Timestamp": "1700000000",
            "X-Lark-Request-Nonce": "n1",
            "X-Lark-Signature": signed,
        }
        answered = handler.do(request).status_code
        headers = {name.lower(): value for name, value in request.headers.items()}
        incoming = Incoming("POST", {}, headers, body)
        if answered == 200:
            ours = feishu.listen(incoming, secret, [], Moment(NOW_MS, bytes(32))).event
            assert ours is not None
            assert ours.data["target_stage_id"] == heard[-1].event.target_stage_id == "s9"
        else:
            with pytest.raises(Rejected):
                feishu.listen(incoming, secret, [], Moment(NOW_MS, bytes(32)))
    assert len(heard) == 1
