"""The stand-in's events: its own cryptography by the published vectors, and what it demands of whoever is called."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from urllib.request import urlopen

import pytest

from fakes import dingtalk_events
from fakes.dingtalk import DingTalk
from fakes.dingtalk_events import decrypt, encrypt, sign
from mianshi.delivery.callbacks import dingtalk as listening
from mianshi.delivery.callbacks.hearing import Heard, Incoming, Moment
from mianshi.errors import Rejected

EVENT = {"EventType": "bpms_instance_change", "type": "finish", "result": "agree"}
OWN = ("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", b"0123456789abcdef")


class Clock:
    def __init__(self) -> None:
        self.s = float(int(time.time()))

    def __call__(self) -> float:
        return self.s


class Called:
    """Somebody who is called back. `answers`: what the next calls get; afterwards, what our own code says."""

    def __init__(self, dingtalk: DingTalk) -> None:
        self.dingtalk = dingtalk
        self.answers: list[Callable[[BaseHTTPRequestHandler, Incoming], tuple[int, bytes]]] = []
        self.heard: list[Heard] = []
        called = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                query = dict(parse_qsl(urlsplit(self.path).query))
                incoming = Incoming(method="POST", query=query, headers={}, body=body)
                status, said = called.answers.pop(0)(self, incoming) if called.answers else called.ours(incoming)
                self.send_response(status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/callbacks/dingtalk"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def ours(self, incoming: Incoming) -> tuple[int, bytes]:
        moment = Moment(int(self.dingtalk.clock() * 1000), bytes(range(32)))
        try:
            heard = listening.listen(incoming, self.dingtalk.app_secret, [], moment)
        except Rejected:
            return 404, b""
        self.heard.append(heard)
        return 200, heard.reply.body.encode()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def dingtalk(clock: Clock) -> Iterator[DingTalk]:
    with DingTalk(clock) as started:
        yield started


@pytest.fixture
def called(dingtalk: DingTalk) -> Iterator[Called]:
    started = Called(dingtalk)
    yield started
    started.stop()


def get_json(url: str) -> Any:
    with urlopen(url, timeout=2) as answer:
        return json.load(answer)


def test_vector_of_our_own() -> None:
    sealed = encrypt(OWN[0], "success", "dingdemoappkey", OWN[1])
    assert sealed == "Q3stYC6hdFzMh9T8HCvyDD5dVMaaZmK6ZzZA1b5vOyPcBRmFHDQq8DsvIxHch5krCXgitJUhggB0aEpt7rZpNw=="
    assert sign("demoToken123", "1700000000", "1372623149", sealed) == "8ef5e4d31f23a88d655a356549a27f26ce642a9f"


def test_published_vectors() -> None:
    suite = (
        "1a3NBxmCFwkCJvfoQ7WhJHB+iX3qHPsc9JbaDznE1i03peOk1LaOQoRz3+nlyGNhwmwJ3vDMG+OzrHMeiZI7gTRWVdUBmfxjZ8Ej23JVYa9V"
        "rYeJ5as7XM/ZpulX8NEQis44w53h1qAgnC3PRzM7Zc/D6Ibr0rgUathB6zRHP8PYrfgnNOS9PhSBdHlegK+AGGanfwjXuQ9+0pZcy0w9lQ=="
    )
    assert sign("123456", "1445827045067", "nEXhMP4r", suite) == "5a65ceeef9aab2d149439f82dc191dd6c5cbe2c0"
    assert decrypt("4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij", suite) == (
        '{"EventType":"check_create_suite_url","Random":"LPIdSnlF","TestSuiteKey":"suite4xxxxxxxxxxxxxxx"}',
        "suite4xxxxxxxxxxxxxxx",
    )
    app = "YvkvaGe4hQxd3VxRmEty0dVlnCOAqwf56xwTRHDHoOURqhalbmBJQk5FNcRk42Gl5T0YQXZNwpwWSm1xAFJ5ZA=="
    assert sign("123456", "1614767836", "A7Co0cJLMzIDtMMI", app) == "9a95a004dd16f5c307e849b994173f76aa26e5eb"
    assert decrypt("1234567890123456789012345678901234567890123", app) == ("success", "dingsnotzck6pm5veliw")


def test_our_answer_is_the_encrypted_success_that_is_demanded(dingtalk: DingTalk, called: Called) -> None:
    assert dingtalk.check_url(called.url).done
    push = dingtalk.call_back(called.url, EVENT)
    assert push.done, push.said
    assert [heard.event.kind if heard.event else "" for heard in called.heard] == ["", "bpms_instance_change"]
    heard = called.heard[1].event
    assert heard and heard.id == push.event["eventId"] and heard.data["result"] == "agree"
    assert dingtalk.resend() == []


def test_an_approval_that_ends_is_an_event(dingtalk: DingTalk, called: Called) -> None:
    dingtalk.instances["i1"] = {"processCode": "PROC-1", "originatorUserId": "hr02", "status": "RUNNING", "result": ""}
    assert dingtalk.call_back(called.url, dingtalk.end_approval("i1", "refuse")).done
    heard = called.heard[0].event
    assert heard and (heard.data["processInstanceId"], heard.data["result"]) == ("i1", "refuse")
    assert dingtalk.instances["i1"]["status"] == "COMPLETED"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda *_: (500, b""), "HTTP 500"),
        (lambda *_: (204, b""), "HTTP 204"),
        (lambda *_: (200, b"success"), "not a signed and encrypted answer"),
        (lambda *_: (200, b'{"encrypt": "x"}'), "not a signed and encrypted answer"),
    ],
)
def test_anything_else_is_sent_again(dingtalk: DingTalk, called: Called, clock: Clock, answer: Any, said: str) -> None:
    called.answers = [answer, answer]
    push = dingtalk.call_back(called.url, EVENT)
    assert (push.done, push.said) == (False, said)
    clock.s += 9.9
    assert dingtalk.resend() == []
    clock.s += 0.1
    assert dingtalk.resend() == [push] and not push.done
    clock.s += 29.9
    assert dingtalk.resend() == []
    clock.s += 0.1
    assert dingtalk.resend() == [push] and push.done and push.tries == 3
    assert {heard.event.id for heard in called.heard if heard.event} == {push.event["eventId"]}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"token": "another"}, "the signature of the answer does not match"),
        ({"text": "ok"}, "the answer is not success"),
        ({"owner": "dingother"}, "the answer is encrypted for another app"),
        ({"aes_key": OWN[0]}, "the answer cannot be decrypted"),
    ],
)
def test_an_answer_is_looked_at_closely(dingtalk: DingTalk, changes: dict[str, str], said: str) -> None:
    sealed = encrypt(
        changes.get("aes_key", dingtalk.callback_aes_key),
        changes.get("text", "success"),
        changes.get("owner", dingtalk.app_key),
    )
    signed = sign(changes.get("token", dingtalk.callback_token), "1", "n", sealed)
    body = {"msg_signature": signed, "timeStamp": "1", "nonce": "n", "encrypt": sealed}
    assert dingtalk.judge(200, json.dumps(body).encode()) == said


def test_patience_ends(dingtalk: DingTalk, called: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dingtalk_events, "PATIENCE_S", 0.05)

    def slow(*_: Any) -> tuple[int, bytes]:
        time.sleep(0.15)
        return 200, b""

    called.answers = [slow]
    assert dingtalk.call_back(called.url, EVENT).said == "no answer in time"


def test_what_nobody_took_can_be_fetched_afterwards(dingtalk: DingTalk, clock: Clock) -> None:
    push = dingtalk.call_back("http://127.0.0.1:9/callbacks/x", EVENT)
    for wait in (10, 30):
        clock.s += wait
        assert dingtalk.resend() == [push]
    clock.s += 3600
    assert dingtalk.resend() == []
    token = get_json(f"{dingtalk.url}/gettoken?appkey={dingtalk.app_key}&appsecret={dingtalk._app_secret}")
    path = "/call_back/get_call_back_failed_result?access_token="
    listed = get_json(f"{dingtalk.url}{path}{token['access_token']}")
    assert listed["failed_list"][0]["bpms_instance_change"]["eventId"] == push.event["eventId"]


@pytest.mark.parametrize("name", ["msg_signature", "signature"])
def test_both_names_of_the_signature_are_understood_and_a_forged_one_is_not(dingtalk: DingTalk, name: str) -> None:
    query, body = dingtalk.envelope(EVENT, signature=name)
    moment = Moment(int(dingtalk.clock() * 1000), bytes(32))
    keys = dingtalk.app_secret
    heard = listening.listen(Incoming(method="POST", query=query, headers={}, body=body), keys, [], moment)
    assert heard.event and dingtalk.judge(200, heard.reply.body.encode()) == ""
    forged = {**query, name: "0" * 40}
    with pytest.raises(Rejected, match="forged"):
        listening.listen(Incoming(method="POST", query=forged, headers={}, body=body), keys, [], moment)
