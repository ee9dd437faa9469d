"""The stand-in for Feishu keeps to Feishu's documents: crypto, tokens, events, and what it refuses."""

import hashlib
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest

from fakes.feishu import Feishu, decrypt, encrypt, signature
from fakes.frame import Query, Reply

NOW_S = 1_700_000_000.0
OFFICIAL = "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="
OWN = "AAECAwQFBgcICQoLDA0ODzR2bHiTPl4oKhxc1KyVAUa++vUoN73PWymlZyma3EeQz2QpSNgV+JSv6QsOTrU2Kf+3Nt2lXQ7xORe2Dmd3FE8="
CHALLENGE = '{"challenge":"c0ffee","token":"vtok","type":"url_verification"}'


def test_cipher_and_signature_are_those_of_the_vectors() -> None:
    assert decrypt("test key", OFFICIAL) == "hello world"
    assert encrypt("demoEncryptKey", CHALLENGE, bytes(range(16))) == OWN
    raw = json.dumps({"encrypt": OWN}, separators=(",", ":")).encode()
    wanted = "a10bc89e308c1f9a17e0a764f8a45b02f197af3ed581353daa94edbf1826c852"
    assert signature("demoEncryptKey", "1700000000", "nonce123", raw) == wanted


class Clock:
    now = NOW_S

    def __call__(self) -> float:
        return self.now


def _post(fake: Feishu, path: str, body: Any, token: str = "", **query: str) -> dict[str, Any]:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    reply: Reply = fake.handle(Query("POST", f"/open-apis/{path}", query, headers, json.dumps(body).encode()))
    return {**json.loads(reply.body), "status": reply.status, "headers": reply.headers}


def _token(fake: Feishu) -> dict[str, Any]:
    asked = {"app_id": fake.app_id, "app_secret": fake.app_secret}
    return _post(fake, "auth/v3/tenant_access_token/internal", asked)


def test_token_is_the_same_until_half_an_hour_is_left_then_two_are_good() -> None:
    clock = Clock()
    fake = Feishu(clock)
    first = _token(fake)
    clock.now += 5000
    assert _token(fake)["tenant_access_token"] == first["tenant_access_token"]
    clock.now += 500
    second = _token(fake)
    assert second["tenant_access_token"] != first["tenant_access_token"] and second["expire"] == 7200
    both = (first["tenant_access_token"], second["tenant_access_token"])
    assert {_post(fake, "hire/v1/tests/search", {}, token)["code"] for token in both} == {0}
    clock.now += 1800
    assert [_post(fake, "hire/v1/tests/search", {}, token)["code"] for token in both] == [99991663, 0]


def test_calls_without_a_good_token_are_refused() -> None:
    fake = Feishu(Clock())
    codes = [_post(fake, "hire/v1/tests/search", {}, token)["code"] for token in ("", "u-1", "t-1")]
    assert codes == [99991661, 99991671, 99991663]


def test_content_as_an_object_a_long_uuid_and_a_plain_phone_are_refused() -> None:
    fake = Feishu(Clock())
    token = _token(fake)["tenant_access_token"]
    card = json.dumps({"elements": []})
    good = {"receive_id": "oc_1", "msg_type": "interactive", "content": card, "uuid": "u1"}

    def code(**changes: Any) -> int:
        return int(_post(fake, "im/v1/messages", good | changes, token, receive_id_type="chat_id")["code"])

    assert code(content={"elements": []}) == 230001
    assert code(uuid="u" * 51) == 230001
    assert code(content=json.dumps({"elements": ["13812345678"]})) == 230028
    assert code(content=json.dumps({"elements": ["x" * 31_000]})) == 230025
    assert code(content=json.dumps({"no": "elements"})) == 230099
    assert [code(), code()] == [0, 0] and fake.effects["message", "u1"] == 1


def test_repeat_of_a_uuid_after_an_hour_is_a_second_message() -> None:
    clock = Clock()
    fake = Feishu(clock)
    token = _token(fake)["tenant_access_token"]
    body = {"receive_id": "oc_1", "msg_type": "interactive", "content": '{"elements":[]}', "uuid": "u1"}
    ids = []
    for _ in range(3):
        ids.append(_post(fake, "im/v1/messages", body, token, receive_id_type="chat_id")["data"]["message_id"])
        clock.now += 1900
    assert ids[0] == ids[1] != ids[2] and fake.effects["message", "u1"] == 2


class Receiver(BaseHTTPRequestHandler):
    got: ClassVar[list[dict[str, Any]]] = []
    answers: ClassVar[list[tuple[int, bytes]]] = []

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        stamp, nonce = self.headers["X-Lark-Request-Timestamp"], self.headers["X-Lark-Request-Nonce"]
        wanted = hashlib.sha256(f"{stamp}{nonce}{Feishu.encrypt_key}".encode() + raw).hexdigest()
        event = json.loads(decrypt(Feishu.encrypt_key, json.loads(raw)["encrypt"]))
        self.got.append({"signed": self.headers["X-Lark-Signature"] == wanted, "event": event})
        status, body = self.answers.pop(0)
        body = body.replace(b"CHALLENGE", event.get("challenge", "").encode())
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    Receiver.got, Receiver.answers = [], []
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/callbacks/hire"
    server.shutdown()
    server.server_close()


def test_event_is_pushed_again_with_the_same_id_until_it_is_taken(address: str) -> None:
    fake, slept = Feishu(), list[float]()
    event = fake.desk.arrange("测试", "13800000000", "one@example.com")
    Receiver.answers = [(500, b""), (202, b""), (200, b"{}")]
    assert fake.call_back(address, event, sleep=slept.append) == [500, 202, 200]
    assert slept == [0.0, 15.0, 300.0]
    assert all(push["signed"] for push in Receiver.got)
    assert {push["event"]["header"]["event_id"] for push in Receiver.got} == {event["header"]["event_id"]}
    assert Receiver.got[0]["event"]["header"]["token"] == Feishu.verification_token


def test_event_that_nobody_takes_is_given_up_after_four_repeats() -> None:
    fake = Feishu()
    answers = fake.call_back("http://127.0.0.1:9/none", fake.desk.bind(), sleep=lambda _: None)
    assert answers == [None] * 5


@pytest.mark.parametrize(
    ("answer", "proven"),
    [
        ((200, b'{"challenge":"CHALLENGE"}'), True),
        ((200, b"CHALLENGE"), False),
        ((200, b'{"challenge":"other"}'), False),
        ((403, b'{"challenge":"CHALLENGE"}'), False),
    ],
)
def test_address_is_ours_where_the_challenge_comes_back(address: str, answer: tuple[int, bytes], proven: bool) -> None:
    Receiver.answers = [answer]
    assert Feishu().challenge(address) is proven


def test_events_about_applications_have_the_shape_of_the_documents() -> None:
    fake = Feishu(Clock())
    known = fake.desk.apply(fake.desk.add_talent("测试"), stage="简历初筛")
    moved = fake.desk.stage_changed(known, "AI 面试")
    assert moved["schema"] == "2.0" and moved["header"]["event_type"] == "hire.application.stage_changed_v1"
    assert moved["event"]["application_id"] == known
    assert fake.desk.applications[known]["stage"]["id"] == moved["event"]["target_stage_id"]
    deleted = fake.desk.delete(known)
    assert deleted["event"] == {"application_ids": [known]} and not fake.desk.applications
