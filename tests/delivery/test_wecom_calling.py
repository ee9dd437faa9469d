"""The WeCom that calls us: its cipher against the published and our own vector, and what it takes for an answer."""

from collections.abc import Callable, Iterator
from importlib import import_module

import pytest

from fakes.frame import Fake, Query, Reply
from fakes.wecom_calling import Caller
from mianshi.delivery.callbacks import sealed

CORP = "ww1234567890abcdef"
Answering = Callable[[dict[str, str], bytes], tuple[int, bytes]]


class Server(Fake):
    """One of ours, that answers as told."""

    def __init__(self, answering: Answering) -> None:
        super().__init__()
        self.answering = answering

    def handle(self, query: Query) -> Reply:
        return Reply(*self.answering(query.query, query.body))


@pytest.fixture
def serving() -> Iterator[Callable[[Answering], str]]:
    """Starts a server; its address."""
    running: list[Server] = []

    def start(answering: Answering) -> str:
        running.append(Server(answering).start())
        return f"{running[-1].url}/callbacks/c1"

    yield start
    for server in running:
        server.stop()


def caller(**changes: str) -> Caller:
    made = Caller(CORP, clock=lambda: 1_700_000_000.0)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def test_vector_3b() -> None:
    made = caller(token="demoToken123", aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")
    encrypted = made.seal(b"<xml><Event>demo</Event></xml>", b"0123456789abcdef")
    assert encrypted == (
        "Q3stYC6hdFzMh9T8HCvyDGDMtEBioDreOPI6SMqx5ecOKk8M51YOl+xYdgF67iYR7+L7UyzdRedjCZqMvHNDoIf855MIHW6qmxWZy1ct286oA"
        "ThpPfCvQyCEm9LOHvcX"
    )
    assert made.signature("1700000000", "1372623149", encrypted) == "c68251529c2c6b83780c4be04f4bf5b83c225f83"


def test_vector_3_official_signature() -> None:
    echo = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
    signature = caller(token="QDG6eK").signature("1409659589", "263014780", echo)
    assert signature == "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"


def test_a_kit_of_others_reads_what_the_stand_in_seals() -> None:
    made = caller()
    encrypted = made.seal("<xml><Event>enter_agent</Event><名>店长</名></xml>".encode())
    signature = made.signature("1700000000", "n", encrypted)
    pytest.importorskip("wechatpy")
    kit = import_module("wechatpy.enterprise.crypto").WeChatCrypto(made.token, made.aes_key, CORP)
    told = kit.decrypt_message(f"<xml><Encrypt>{encrypted}</Encrypt></xml>", signature, "1700000000", "n")
    assert (told if isinstance(told, str) else told.decode()).endswith("<名>店长</名></xml>")
    with pytest.raises(import_module("wechatpy.exceptions").InvalidSignatureException):
        kit.decrypt_message(f"<xml><Encrypt>{encrypted}</Encrypt></xml>", "0" * 40, "1700000000", "n")


def echoing(made: Caller, change: Callable[[bytes], bytes] = bytes) -> Answering:
    def answer(query: dict[str, str], _body: bytes) -> tuple[int, bytes]:
        plain, _ = sealed.unseal(sealed.aes_key(made.aes_key), query["echostr"], [CORP])
        return 200, change(plain)

    return answer


def test_an_address_is_accepted_for_the_bare_plain_text_only(serving: Callable[[Answering], str]) -> None:
    made = caller()
    assert made.accepts(serving(echoing(made)))
    for wrong in (lambda p: b'"' + p + b'"', lambda p: p + b"\n", lambda p: b"\xef\xbb\xbf" + p, lambda _: b""):
        assert not made.accepts(serving(echoing(made, wrong)))
    assert not made.accepts(serving(lambda *_: (403, b"")))
    assert not made.accepts("http://127.0.0.1:1/nobody")


def test_an_event_is_sealed_signed_and_sent_again_three_times_at_most(serving: Callable[[Answering], str]) -> None:
    made, got = caller(), list[tuple[dict[str, str], bytes]]()

    def answer(query: dict[str, str], body: bytes) -> tuple[int, bytes]:
        got.append((query, body))
        return (200 if len(got) > 1 else 500), b""

    assert made.press(serving(answer), "zhangsan", "advance", "dl_1") == [500, 200]
    query, body = got[0]
    encrypted = body.decode().partition("<Encrypt><![CDATA[")[2].partition("]]>")[0]
    assert query["msg_signature"] == made.signature(query["timestamp"], query["nonce"], encrypted)
    told, _ = sealed.unseal(sealed.aes_key(made.aes_key), encrypted, [CORP])
    assert b"<Event>template_card_event</Event><EventKey>advance</EventKey><TaskId>dl_1</TaskId>" in told
    assert got[0] == got[1], "the same event, byte for byte"
    assert made.call_back(serving(lambda *_: (500, b"")), "<xml/>") == [500, 500, 500]
