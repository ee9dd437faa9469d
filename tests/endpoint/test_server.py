"""The HTTP side, with a stand-in for the model."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import pytest

from endpoint.container import Refusal, Service
from endpoint.server import EndpointServer, Hearing, Wish, wish_of
from endpoint.sound import Unusable
from support.endpoint_client import Endpoint


class Model:
    """Answers with what it was given; can be told to wait or to fail."""

    def __init__(self) -> None:
        self.identity: dict[str, str] = {}
        self.failure: Exception | None = None
        self.go_on = threading.Event()
        self.go_on.set()
        self.entered = threading.Event()
        self.running = 0
        self.most_running = 0

    def recognise(self, stream: BinaryIO, language: str, vocabulary: Sequence[str]) -> dict[str, Any]:
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        self.entered.set()
        assert self.go_on.wait(20)
        self.running -= 1
        if self.failure:
            raise self.failure
        return {"language": language, "vocabulary": list(vocabulary), "size": len(stream.read())}


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
def server() -> Iterator[EndpointServer]:
    made = EndpointServer(
        ("127.0.0.1", 0), Service[Hearing](queue_size=1), largest_body=200_000, languages=("zh", "en")
    )
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def endpoint(server: EndpointServer, model: Model) -> Endpoint:
    server.service.ready(model)
    return Endpoint(server.server_address[1])


def _in_background(endpoint: Endpoint, answers: list[tuple[int, dict[str, Any]]]) -> threading.Thread:
    thread = threading.Thread(target=lambda: answers.append(endpoint.invoke(b"sound")))
    thread.start()
    return thread


def test_it_is_not_ready_before_the_model_is(server: EndpointServer, model: Model) -> None:
    endpoint = Endpoint(server.server_address[1])
    assert endpoint.ping() == 503
    assert endpoint.invoke(b"sound")[1]["code"] == "loading"
    server.service.ready(model)
    assert endpoint.ping() == 200


def test_the_body_and_the_language_reach_the_model(endpoint: Endpoint) -> None:
    assert endpoint.invoke(b"x" * 150_000, "zh") == (200, {"language": "zh", "vocabulary": [], "size": 150_000})


def test_a_body_in_chunks_arrives_whole(endpoint: Endpoint) -> None:
    body = iter([b"a" * 70_000, b"b", b"c" * 40_000])
    assert endpoint.invoke(body, Transfer_Encoding="chunked")[1]["size"] == 110_001


def test_a_vocabulary_reaches_the_model(endpoint: Endpoint) -> None:
    _, answer = endpoint.invoke(b"sound", "zh;vocabulary=%E5%AE%A2%E5%8D%95%E4%BB%B7,Node.js,on%20call")
    assert answer["vocabulary"] == ["客单价", "Node.js", "on call"]


@pytest.mark.parametrize("attributes", ["", "language=auto", "trace=1;language=AUTO", " language = auto ; trace = 1"])
def test_attributes_may_stand_beside_the_language(attributes: str) -> None:
    assert wish_of(attributes, ("zh", "en")) == Wish("auto", ())


@pytest.mark.parametrize("attributes", ["language=fr", "language=", "language", "language=zh-CN"])
def test_another_language_is_refused(attributes: str) -> None:
    with pytest.raises(Refusal) as refusal:
        wish_of(attributes, ("zh", "en"))
    assert (refusal.value.status, refusal.value.code) == (400, "unknown_language")
    assert "auto, zh, en" in refusal.value.message
    assert wish_of("language=fr", ("zh", "fr")).language == "fr"


@pytest.mark.parametrize("terms", ["", ",", "a%2Cb", "%20on%20%20call%20", "GMV,,KPI"])
def test_a_comma_inside_a_term_is_encoded_and_space_does_not_count(terms: str) -> None:
    expected = {"": (), ",": (), "a%2Cb": ("a,b",), "%20on%20%20call%20": ("on call",), "GMV,,KPI": ("GMV", "KPI")}
    assert wish_of(f"vocabulary={terms}", ()).vocabulary == expected[terms]


@pytest.mark.parametrize(
    "terms", ["%E5%AE", "客单价", "50%", "%zz", "a b", "%00", "a%E2%80%8Bb", "x" * 61, "%20", "a=b"]
)
def test_a_term_that_cannot_be_read_is_refused(terms: str) -> None:
    with pytest.raises(Refusal) as refusal:
        wish_of(f"language=zh;vocabulary={terms}", ("zh",))
    assert (refusal.value.status, refusal.value.code) == (400, "bad_vocabulary")


def test_refusals_are_named(endpoint: Endpoint) -> None:
    assert _short(endpoint.invoke(b"")) == (400, "empty")
    assert _short(endpoint.invoke(b"x" * 200_001)) == (413, "too_large")
    assert _short(endpoint.invoke(iter([b"x" * 150_000] * 2), Transfer_Encoding="chunked")) == (413, "too_large")
    assert _short(endpoint.invoke(b"hello", Content_Type="text/plain")) == (415, "unsupported_media_type")
    assert _short(endpoint.invoke(b"sound", "fr")) == (400, "unknown_language")
    assert _short(endpoint.send("POST", "/other", b"sound")) == (404, "not_found")
    assert _short(endpoint.send("GET", "/other")) == (404, "not_found")


def _short(answer: tuple[int, dict[str, Any]]) -> tuple[int, str]:
    status, body = answer
    assert set(body) == {"code", "message"}
    return status, body["code"]


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"", "length_required"),
        (b"Content-Length: -5\r\n", "length_required"),
        (b"Content-Length: 1e3\r\n", "length_required"),
        (b"Transfer-Encoding: chunked\r\n", "bad_request"),
    ],
)
def test_a_body_of_unknown_length_is_refused(endpoint: Endpoint, head: bytes, code: str) -> None:
    with socket.create_connection(("127.0.0.1", endpoint.port), timeout=10) as line:
        line.sendall(b"POST /invocations HTTP/1.1\r\nHost: x\r\n" + head + b"\r\nnonsense\r\n")
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert json.loads(answer.split(b"\r\n\r\n", 1)[1])["code"] == code


@pytest.mark.parametrize(("code", "status"), [("not_audio", 400), ("empty", 400), ("too_large", 413)])
def test_what_cannot_be_heard_is_the_clients_fault(endpoint: Endpoint, model: Model, code: str, status: int) -> None:
    model.failure = Unusable(code, "A sentence.")
    assert endpoint.invoke(b"sound") == (status, {"code": code, "message": "A sentence."})


def test_a_failing_model_tells_neither_client_nor_log_what_it_heard(
    endpoint: Endpoint, model: Model, capfd: pytest.CaptureFixture[str]
) -> None:
    model.failure = RuntimeError("a private sentence")
    status, body = endpoint.invoke(b"sound")
    assert (status, body["code"]) == (500, "recogniser_failed")
    logged = capfd.readouterr().err
    assert "RuntimeError" in logged
    assert "private" not in logged + json.dumps(body)
    model.failure = None
    assert endpoint.invoke(b"sound")[0] == 200, "one failure must not stop the service"


def test_a_client_that_leaves_midway_frees_its_place(endpoint: Endpoint, model: Model) -> None:
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", endpoint.port), timeout=10) as line:
            line.sendall(b"POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
            line.shutdown(socket.SHUT_WR)
            assert line.recv(10) == b""
    assert endpoint.invoke(b"sound")[0] == 200
    assert model.most_running == 1


def test_one_runs_one_waits_and_the_third_is_sent_away(
    endpoint: Endpoint, server: EndpointServer, model: Model
) -> None:
    model.go_on.clear()
    answers: list[tuple[int, dict[str, Any]]] = []
    running = _in_background(endpoint, answers)
    assert model.entered.wait(20)
    waiting = _in_background(endpoint, answers)
    _until_admitted(server, 2)
    assert _short(endpoint.invoke(b"sound")) == (503, "busy")
    assert endpoint.ping() == 200, "a busy endpoint is healthy"
    model.go_on.set()
    running.join(20)
    waiting.join(20)
    assert [status for status, _ in answers] == [200, 200]
    assert model.most_running == 1


def test_draining_answers_the_running_request_and_sends_the_waiting_one_away(
    endpoint: Endpoint, server: EndpointServer, model: Model
) -> None:
    model.go_on.clear()
    first: list[tuple[int, dict[str, Any]]] = []
    second: list[tuple[int, dict[str, Any]]] = []
    running = _in_background(endpoint, first)
    assert model.entered.wait(20)
    waiting = _in_background(endpoint, second)
    _until_admitted(server, 2)
    draining = threading.Thread(target=server.service.drain)
    draining.start()
    while server.service.is_ready:
        time.sleep(0.005)
    assert draining.is_alive()
    assert endpoint.ping() == 503
    model.go_on.set()
    for thread in (draining, running, waiting):
        thread.join(20)
    assert first[0][0] == 200
    assert _short(second[0]) == (503, "stopping")
    assert _short(endpoint.invoke(b"sound")) == (503, "stopping")


def _until_admitted(server: EndpointServer, count: int) -> None:
    deadline = time.monotonic() + 20
    while server.service._requests != count:
        assert time.monotonic() < deadline
        time.sleep(0.005)
