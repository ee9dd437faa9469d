"""Every server here is on the loopback; names and addresses are given by the test, never looked up outside."""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.delivery import Answer, Request
from mianshi.errors import Rejected, code_of
from mianshi.platform import http
from support.templates import ROOT

Talk = Callable[[socket.socket, bytes], None]


class Server:
    """Reads one request per connection, notes it, then lets `talk` do what it wants."""

    def __init__(self, talk: Talk, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[bytes] = []
        self.server_names: list[str | None] = []
        self._talk = talk
        self._tls = tls
        if tls:
            tls.sni_callback = lambda _s, name, _c: self.server_names.append(name)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.settimeout(5)
                peer = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
                with peer:
                    request = self._read(peer)
                    if request:
                        self.requests.append(request)
                        self._talk(peer, request)

    @staticmethod
    def _read(peer: socket.socket) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = peer.recv(65536)
            if not piece:
                return data
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(int(h[15:]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length:"))
        while len(body) < length:
            body += peer.recv(65536)
        return head + b"\r\n\r\n" + body

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


def says(data: bytes) -> Talk:
    return lambda peer, _: peer.sendall(data)


def answer_of(status: int, body: bytes = b"", *headers: bytes) -> bytes:
    lines = [b"HTTP/1.1 %d X" % status, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


@contextlib.contextmanager
def serving(talk: Talk, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(talk, tls)
    try:
        yield server
    finally:
        server.close()


def post(server: Server, path: str = "/in", total_timeout_s: float = 5) -> Answer:
    request = Request(url=f"http://127.0.0.1:{server.port}{path}", headers={"X-One": "1"}, body=b'{"a":1}')
    return http.send(request, private_address_allowed=True, total_timeout_s=total_timeout_s)


@pytest.mark.parametrize("status", [200, 201, 301, 307, 400, 410, 429, 500, 503])
def test_any_status_is_an_answer(status: int) -> None:
    with serving(says(answer_of(status, b"hello", b"Retry-After: 7", b"Location: /elsewhere"))) as server:
        answer = post(server)
    assert (answer.status, answer.body, answer.error) == (status, b"hello", None)
    assert answer.headers["retry-after"] == "7"
    assert len(server.requests) == 1, "a redirect was followed"


def test_an_answer_without_a_body() -> None:
    with serving(says(b"HTTP/1.1 204 No Content\r\n\r\n")) as server:
        answer = post(server)
    assert (answer.status, answer.body, answer.error) == (204, b"", None)


def test_exactly_the_signed_bytes_arrive() -> None:
    with serving(says(answer_of(200))) as server:
        post(server, "/in/here?access_token=a%2Bb&sign=c%3D")
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /in/here?access_token=a%2Bb&sign=c%3D HTTP/1.1\r\n")
    assert body == b'{"a":1}'
    names = [line.split(b":")[0].lower() for line in head.split(b"\r\n")[1:]]
    assert len(names) == len(set(names))
    assert f"host: 127.0.0.1:{server.port}".encode() in head.lower()


def test_a_chunked_answer_is_read_whole() -> None:
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
    with serving(says(chunks)) as server:
        answer = post(server)
    assert (answer.body, answer.error) == (b"hello world", None)


def test_a_packed_answer_is_not_unpacked() -> None:
    with serving(says(answer_of(200, b"\x1f\x8bnot really", b"Content-Encoding: gzip"))) as server:
        assert post(server).body == b"\x1f\x8bnot really"


def test_a_long_answer_is_cut() -> None:
    with serving(says(answer_of(200, b"x" * (http.LONGEST_BODY + 1)))) as server:
        answer = post(server)
    assert (answer.status, len(answer.body)) == (200, http.LONGEST_BODY)
    assert code_of(answer.error or "") == "body_cut"
    with serving(says(answer_of(200, b"x" * http.LONGEST_BODY))) as server:
        assert post(server).error is None


def test_an_endless_answer_is_cut() -> None:
    def talk(peer: socket.socket, _: bytes) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            peer.sendall(b"y" * 4096)

    with serving(talk) as server:
        answer = post(server)
    assert (answer.status, len(answer.body), code_of(answer.error or "")) == (200, http.LONGEST_BODY, "body_cut")


def trickle(first: bytes) -> Talk:
    def talk(peer: socket.socket, _: bytes) -> None:
        peer.sendall(first)
        pause = threading.Event()
        while not pause.wait(0.02):
            peer.sendall(b"z")

    return talk


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_a_peer_that_never_finishes_its_headers_is_unknown(first: bytes) -> None:
    with serving(trickle(first)) as server:
        answer = post(server, total_timeout_s=0.4)
    assert answer.status is None and code_of(answer.error or "") == "no_answer"


def silent(peer: socket.socket, _: bytes) -> None:
    peer.recv(1)


def test_a_connection_that_came_too_late_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The timer had nothing to cut yet, and does not come again."""
    connect = socket.create_connection

    def late(*arguments: Any, **more: Any) -> socket.socket:
        made = connect(*arguments, **more)
        time.sleep(0.4)
        return made

    monkeypatch.setattr(socket, "create_connection", late)
    with serving(trickle(b"HTTP/1.1 200 OK\r\nX-Slow: ")) as server:
        answer = post(server, total_timeout_s=0.2)
        assert (answer.status, code_of(answer.error or "")) == (None, "not_sent")
        assert server.requests == []


def test_silence_is_unknown() -> None:
    with serving(silent) as server:
        answer = post(server, total_timeout_s=0.3)
    assert answer.status is None and code_of(answer.error or "") == "no_answer"


def test_a_slow_body_keeps_its_status() -> None:
    with serving(trickle(b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\nhello")) as server:
        answer = post(server, total_timeout_s=0.4)
    assert answer.status == 200 and answer.body.startswith(b"hello")
    assert code_of(answer.error or "") == "body_cut"


def test_a_body_shorter_than_promised_is_cut() -> None:
    with serving(says(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")) as server:
        answer = post(server)
    assert (answer.status, answer.body, code_of(answer.error or "")) == (200, b"hello", "body_cut")


def reset(peer: socket.socket, _: bytes) -> None:
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


@pytest.mark.parametrize("talk", [reset, says(b""), says(b"SSH-2.0-hello\r\n"), says(b"\x00" * 70_000)])
def test_what_is_not_an_answer_is_unknown(talk: Talk) -> None:
    with serving(talk) as server:
        answer = post(server)
    assert answer.status is None and code_of(answer.error or "") == "no_answer"
    assert len(server.requests) == 1


def test_nothing_listens_so_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    answer = http.send(Request(url=f"http://127.0.0.1:{port}/", headers={}, body=b""), private_address_allowed=True)
    assert answer.status is None and code_of(answer.error or "") == "not_sent"


def test_a_name_nobody_knows_means_nothing_was_sent() -> None:
    def unknown(name: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    request = Request(url="https://hr.example.com/in", headers={}, body=b"")
    resolvers: list[http.Resolver] = [unknown, lambda name, port: []]
    for resolver in resolvers:
        answer = http.send(request, private_address_allowed=False, resolver=resolver)
        assert answer.status is None and code_of(answer.error or "") == "not_sent"


def test_the_second_address_is_tried() -> None:
    with serving(says(answer_of(200))) as server:
        request = Request(url=f"http://erp.corp.example:{server.port}/", headers={}, body=b"")
        answer = http.send(request, private_address_allowed=True, resolver=lambda name, port: ["::1", "127.0.0.1"])
    assert answer.status == 200


def test_a_name_that_changes_its_address_is_asked_once() -> None:
    asked: list[str] = []

    def rebinding(name: str, port: int) -> list[str]:
        asked.append(name)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    with serving(says(answer_of(200))) as server:
        request = Request(url=f"http://erp.corp.example:{server.port}/", headers={}, body=b"")
        assert http.send(request, private_address_allowed=True, resolver=rebinding).status == 200
    assert asked == ["erp.corp.example"]
    assert b"\r\nhost: erp.corp.example:" in server.requests[0].lower()


NOT_PUBLIC = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "169.254.170.2", "100.64.0.1"),
    *("0.0.0.0", "224.0.0.1", "255.255.255.255", "192.88.99.1", "198.18.0.1", "240.0.0.1"),
    *(
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "fc00::1",
        "ff02::1",
        "::ffff:8.8.8.8",
        "::ffff:10.0.0.1",
    ),
    *("64:ff9b::a00:1", "64:ff9b::808:808", "2002:0a00:0001::1", "2001:0:4136:e378::1", "2001:db8::1", "::10.0.0.1"),
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
@pytest.mark.parametrize("beside", [[], ["93.184.216.34"]])
def test_any_address_that_is_not_public_refuses_the_whole_name(address: str, beside: list[str]) -> None:
    request = Request(url="https://hr.example.com/in", headers={}, body=b"")
    with pytest.raises(Rejected) as caught:
        http.send(request, private_address_allowed=False, resolver=lambda name, port: [*beside, address])
    assert caught.value.code == "bad_url"


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1"])
def test_only_the_laptop_reaches_itself(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.delenv("LOOPBACK_ALLOWED")
    request = Request(url="http://erp.corp.example:9001/2018-06-01/runtime/invocation/next", headers={}, body=b"")
    with pytest.raises(Rejected, match="never allowed"):
        http.send(request, private_address_allowed=True, resolver=lambda name, port: [address])
    assert "LOOPBACK_ALLOWED" not in (ROOT / "template.yaml").read_text()


@given(st.ip_addresses())
def test_public_and_local_never_overlap(address: object) -> None:
    assert not (http._is_global(address) and http._is_local(address))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "169.254.170.2", "fd00:ec2::254", "fe80::1", "0.0.0.0", "::", "224.0.0.1", "::ffff:127.0.0.1"],
)
def test_the_exception_never_opens_a_clouds_metadata(address: str) -> None:
    request = Request(url="http://erp.corp.example/in", headers={}, body=b"")
    with pytest.raises(Rejected, match="never allowed"):
        http.send(request, private_address_allowed=True, resolver=lambda name, port: [address])


def test_plain_http_leaves_for_private_addresses_only() -> None:
    request = Request(url="http://erp.example.com/in", headers={}, body=b"")
    with pytest.raises(Rejected, match="Plain http"):
        http.send(request, private_address_allowed=True, resolver=lambda name, port: ["93.184.216.34"])


BAD_URLS = [
    *(
        "http://hr.example.com/",
        "ftp://hr.example.com/",
        "file:///etc/passwd",
        "//hr.example.com/",
        "hr.example.com",
        "",
    ),
    *(
        "https://",
        "https:///in",
        "https://hr.example.com:8443/",
        "https://hr.example.com:99999/",
        "https://hr.example.com:x/",
    ),
    *("https://user@hr.example.com/", "https://user:pass@hr.example.com/", "https://@hr.example.com/"),
    *("https://93.184.216.34/", "https://[2606:2800:220:1::1]/", "https://2130706433/", "https://0x7f000001/"),
    *("https://127.1/", "https://0177.0.0.1/", "https://8.8.8.8./", "https://foo.0x8/", "https://[::1/"),
    *(
        "https://hr.example.com/a b",
        "https://hr.example.com/\r\nX: y",
        "https://hr.example.com\\@evil.example/",
        "https://面试.example/",
    ),
    *(
        "https://hr..example.com/",
        "https://hr_x.example.com/",
        "https://hr.example.com/" + "a" * 2048,
        "https://hr%2eexample.com/",
    ),
]


@pytest.mark.parametrize("url", BAD_URLS)
def test_urls_that_are_refused_before_any_lookup(url: str) -> None:
    def never(name: str, port: int) -> list[str]:
        raise AssertionError("looked up")

    with pytest.raises(Rejected) as caught:
        http.send(Request(url=url, headers={}, body=b""), private_address_allowed=False, resolver=never)
    assert caught.value.code == "bad_url"


@pytest.mark.parametrize(
    "headers",
    [
        {"X-One": "a\r\nX-Two: b"},
        {"X-One": "a\nb"},
        {"X\r\nY": "a"},
        {"X One": "a"},
        {"": "a"},
        {"Host": "evil.example"},
        {"content-length": "0"},
        {"Transfer-Encoding": "chunked"},
        {"Connection": "upgrade"},
        {"X-One": "面试"},
    ],
)
def test_headers_that_are_refused(headers: dict[str, str]) -> None:
    request = Request(url="https://hr.example.com/in", headers=headers, body=b"")
    with pytest.raises(Rejected) as caught:
        http.send(request, private_address_allowed=False, resolver=lambda name, port: ["93.184.216.34"])
    assert caught.value.code == "bad_header"


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context for `name`, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(tz=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "pair.pem"
    file.write_bytes(pem + private)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=pem.decode())


def post_tls(server: Server, tls: ssl.SSLContext | None, total_timeout_s: float = 5) -> Answer:
    return http.send(
        Request(url=f"https://erp.corp.example:{server.port}/in", headers={}, body=b"secret"),
        private_address_allowed=True,
        resolver=lambda name, port: ["127.0.0.1"],
        tls=tls,
        total_timeout_s=total_timeout_s,
    )


def test_tls_speaks_of_the_name_while_the_address_is_ours(tmp_path: Path) -> None:
    theirs, ours = certificate(tmp_path, "erp.corp.example")
    with serving(says(answer_of(200, b"ok")), theirs) as server:
        answer = post_tls(server, ours)
    assert (answer.status, answer.body) == (200, b"ok")
    assert server.server_names == ["erp.corp.example"]
    assert b"secret" in server.requests[0]


def test_a_certificate_for_another_name_gets_nothing(tmp_path: Path) -> None:
    theirs, ours = certificate(tmp_path, "other.example")
    with serving(says(answer_of(200)), theirs) as server:
        answer = post_tls(server, ours)
    assert answer.status is None and code_of(answer.error or "") == "not_sent"
    assert server.requests == []


def test_a_certificate_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    theirs, _ = certificate(tmp_path, "erp.corp.example")
    with serving(says(answer_of(200)), theirs) as server:
        answer = post_tls(server, None)
    assert answer.status is None and code_of(answer.error or "") == "not_sent"
    assert server.requests == []


def test_tls_does_not_hide_a_trickle(tmp_path: Path) -> None:
    theirs, ours = certificate(tmp_path, "erp.corp.example")
    with serving(trickle(b"HTTP/1.1 200 OK\r\nX-Slow: "), theirs) as server:
        answer = post_tls(server, ours, total_timeout_s=0.5)
    assert answer.status is None and code_of(answer.error or "") == "no_answer"


def test_a_handshake_that_never_ends_means_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        answer = http.send(
            Request(url=f"https://127.0.0.1:{listener.getsockname()[1]}/", headers={}, body=b""),
            private_address_allowed=True,
            connect_timeout_s=0.2,
            total_timeout_s=0.4,
        )
    assert answer.status is None and code_of(answer.error or "") == "not_sent"
