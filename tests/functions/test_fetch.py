"""Fetching what partners name: through the guard, whole or not at all, and with every failure named.

Servers are on the loopback behind TLS. The guard sees a public name and a public address; only the very last step, the
connection to that address, is led to the server here, so that nothing of the guard is switched off.
"""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, get_args

import boto3
import pytest

from laptop.house import ROOT
from mianshi.contracts.base import Pointer
from mianshi.contracts.hiring import Candidate, Stage
from mianshi.contracts.partner_events import FetchProblem, FetchState, Wanted
from mianshi.contracts.resume_files import HEAD_BYTES, ResumeKind
from mianshi.errors import Defect, Rejected, Transient
from mianshi.matching.documents import kinds
from mianshi.platform import fetching, resumes, workflow
from mianshi.platform.clock import timestamp
from mianshi.platform.fetching import Limits
from mianshi.platform.store import candidates, interviews, promised
from support.desk import candidate, open_job
from support.partner import ARTEFACTS, UPLOADS, House, house
from support.shells import shell

PUBLIC = "93.184.216.34"
NAME = "files.example"
URL = f"https://{NAME}/a/1.mp4?sig=secret"
WHERE = Pointer(bucket=UPLOADS, key="uploads/x/0")
LIMITS = Limits(most_bytes=1_000_000, seconds=10)
FILM = b"\x00\x00\x00\x18ftypmp42" + b"film" * 500


def _peers() -> ModuleType:
    """The servers of the guard's own tests."""
    path = ROOT / "tests" / "platform" / "test_http.py"
    spec = importlib.util.spec_from_file_location("peers_of_http", path)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


peers = _peers()


class Server(peers.Server):  # type: ignore[misc, name-defined]  # loaded by its path
    """One that is asked for files: such a request has no body."""

    @staticmethod
    def _read(peer: socket.socket) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data and (piece := peer.recv(65536)):
            data += piece
        return data


@pytest.fixture(scope="module")
def here() -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch, house(patch, MAX_UPLOAD_BYTES="1000000") as running:
        yield running


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    found: tuple[ssl.SSLContext, ssl.SSLContext] = peers.certificate(tmp_path_factory.mktemp("tls"), NAME)
    return found


class Line:
    """A server that answers as told, and how it was reached."""

    def __init__(self, server: Any, tls: ssl.SSLContext) -> None:
        self.server = server
        self.tls = tls
        self.connected: list[tuple[str, int]] = []
        self.resolved: list[str] = []
        self.addresses = [PUBLIC]

    def resolve(self, name: str, _port: int) -> list[str]:
        self.resolved.append(name)
        return self.addresses

    def fetch(self, limits: Limits = LIMITS, url: str = URL, where: Pointer = WHERE) -> int:
        return fetching.fetch(url, where, limits, resolver=self.resolve, tls=self.tls)


@pytest.fixture
def serving(
    here: House, contexts: tuple[ssl.SSLContext, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Any], Line]]:
    empty()
    open_ones = []
    connect = socket.create_connection

    def serve(talk: Any) -> Line:
        talk = peers.says(talk) if isinstance(talk, bytes) else talk
        line = Line(Server(talk, contexts[0]), contexts[1])
        open_ones.append(line)

        def led(address: tuple[str, int], *rest: Any) -> socket.socket:
            line.connected.append(address)
            return connect(("127.0.0.1", line.server.port), *rest)

        monkeypatch.setattr(socket, "create_connection", led)
        return line

    yield serve
    for line in open_ones:
        line.server.close()


def empty() -> None:
    for bucket in (UPLOADS, ARTEFACTS):
        for found in boto3.client("s3").list_objects_v2(Bucket=bucket).get("Contents", []):
            boto3.client("s3").delete_object(Bucket=bucket, Key=found["Key"])


def stored(where: Pointer = WHERE) -> bytes | None:
    with contextlib.suppress(boto3.client("s3").exceptions.NoSuchKey):
        body: bytes = boto3.client("s3").get_object(Bucket=where.bucket, Key=where.key)["Body"].read()
        return body
    return None


def ok(body: bytes, *headers: str, length: int | None = None) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(*pieces: bytes) -> bytes:
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body


def status(line: str, *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {line}", "Content-Length: 0", *headers]).encode() + b"\r\n\r\n"


# The download itself


@pytest.mark.parametrize("said", [ok(FILM), chunked(FILM[:100], FILM[100:]), b"HTTP/1.0 200 OK\r\n\r\n" + FILM])
def test_a_file_is_stored_as_it_came(serving: Callable[[Any], Line], said: bytes) -> None:
    line = serving(said)
    assert line.fetch() == len(FILM)
    assert stored() == FILM
    [request] = line.server.requests
    assert request.startswith(b"GET /a/1.mp4?sig=secret HTTP/1.1\r\n")
    assert f"host: {NAME}".encode() in request.lower()
    assert b"accept-encoding: identity" in request.lower()
    assert b"authorization" not in request.lower() and b"cookie" not in request.lower()


def test_a_large_file_goes_up_in_parts(serving: Callable[[Any], Line], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "PART_BYTES", 5 * 1024**2)
    film = FILM + bytes(11 * 1024**2)
    line = serving(ok(film))
    assert line.fetch(LIMITS.model_copy(update={"most_bytes": len(film)})) == len(film)
    assert stored() == film
    assert boto3.client("s3").list_multipart_uploads(Bucket=UPLOADS).get("Uploads", []) == []


def test_a_large_file_that_breaks_off_leaves_nothing(
    serving: Callable[[Any], Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PART_BYTES", 5 * 1024**2)
    film = FILM + bytes(6 * 1024**2)
    line = serving(ok(film, length=len(film) + 9))
    with pytest.raises(Transient, match="cut_off"):
        line.fetch(LIMITS.model_copy(update={"most_bytes": 2 * len(film)}))
    assert stored() is None
    assert boto3.client("s3").list_multipart_uploads(Bucket=UPLOADS).get("Uploads", []) == []


def test_what_came_first_stays_unless_it_is_to_be_replaced(serving: Callable[[Any], Line]) -> None:
    boto3.client("s3").put_object(Bucket=WHERE.bucket, Key=WHERE.key, Body=b"first")
    line = serving(ok(FILM))
    line.fetch()
    assert stored() == b"first"
    line.fetch(LIMITS.model_copy(update={"replaces": True}))
    assert stored() == FILM


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (status("302 Found", "Location: https://files.example/b"), "redirected"),
        (status("301 Moved", "Location: http://169.254.169.254/"), "redirected"),
        (status("403 Forbidden"), "forbidden"),
        (status("401 Unauthorized"), "forbidden"),
        (status("404 Not Found"), "not_found"),
        (status("410 Gone"), "not_found"),
        (status("400 Bad Request"), "refused"),
        (status("206 Partial Content"), "refused"),
        (ok(FILM, "Content-Encoding: gzip"), "refused"),
        (ok(b""), "empty"),
        (chunked(), "empty"),
        (ok(b"x", length=1_000_001), "too_large"),
        (chunked(bytes(600_000), bytes(600_000)), "too_large"),
        (ok(FILM, "Content-Type: text/html; charset=utf-8"), "not_media"),
        (ok(b"\n <!DOCTYPE html><title>Sign in</title>"), "not_media"),
        (ok(b'<?xml version="1.0"?><Error><Code>ExpiredToken</Code></Error>'), "not_media"),
        (ok(b'{"error": "expired"}'), "not_media"),
    ],
)
def test_what_is_no_file_is_named(serving: Callable[[Any], Line], said: bytes, problem: str) -> None:
    line = serving(said)
    with pytest.raises(Rejected) as caught:
        line.fetch()
    assert caught.value.code == problem
    assert stored() is None
    assert len(line.server.requests) == 1


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (status("500 Internal Server Error"), "unreachable"),
        (status("503 Service Unavailable"), "unreachable"),
        (status("429 Too Many Requests"), "unreachable"),
        (ok(FILM, length=len(FILM) + 1), "cut_off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "cut_off"),
        (b"", "unreachable"),
        (b"SSH-2.0-OpenSSH_9\r\n", "unreachable"),
    ],
)
def test_what_may_pass_is_tried_again(serving: Callable[[Any], Line], said: bytes, problem: str) -> None:
    line = serving(said)
    with pytest.raises(Transient) as caught:
        line.fetch()
    assert caught.value.code == problem
    assert stored() is None


def test_a_file_that_trickles_is_too_slow(serving: Callable[[Any], Line]) -> None:
    for head in (b"HTTP/1.1 200 OK\r\nX-Slow: ", ok(FILM[:40], length=10_000)):
        line = serving(peers.trickle(head))
        with pytest.raises(Rejected, match="too_slow"):
            line.fetch(LIMITS.model_copy(update={"seconds": 0.5}))
        assert stored() is None


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["169.254.169.254"],
        ["fd00:ec2::254"],
        ["::1"],
        ["::ffff:10.0.0.1"],
        ["64:ff9b::a00:1"],
        ["0.0.0.0"],
        ["100.64.0.1"],
        [PUBLIC, "192.168.0.1"],
    ],
)
def test_a_name_that_leads_inside_is_never_called(serving: Callable[[Any], Line], addresses: list[str]) -> None:
    line = serving(ok(FILM))
    line.addresses = addresses
    with pytest.raises(Rejected, match="bad_address"):
        line.fetch()
    assert line.connected == []


@pytest.mark.parametrize(
    "url",
    [
        "http://files.example/x",
        "https://files.example:8443/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://2130706433/x",
        "https://u:p@files.example/x",
        "file:///etc/passwd",
        "https://files.example/\r\nX: y",
        "",
    ],
)
def test_an_address_of_another_form_is_never_looked_up(serving: Callable[[Any], Line], url: str) -> None:
    line = serving(ok(FILM))
    with pytest.raises(Rejected, match="bad_address"):
        line.fetch(url=url)
    assert (line.connected, line.resolved) == ([], [])


def test_the_name_is_looked_up_once_and_the_checked_address_is_called(serving: Callable[[Any], Line]) -> None:
    line = serving(ok(FILM))
    answers = iter([[PUBLIC], ["127.0.0.1"]])

    def rebinding(name: str, _port: int) -> list[str]:
        line.resolved.append(name)
        return next(answers)

    fetching.fetch(URL, WHERE, LIMITS, resolver=rebinding, tls=line.tls)
    assert (line.resolved, line.connected) == ([NAME], [(PUBLIC, 443)])


def test_a_server_that_cannot_show_its_name_gets_no_request(
    serving: Callable[[Any], Line], tmp_path: Path, contexts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    line = serving(ok(FILM))
    with pytest.raises(Rejected, match="bad_address"):
        fetching.fetch("https://other.example/x", WHERE, LIMITS, resolver=line.resolve, tls=line.tls)
    with pytest.raises(Rejected, match="bad_address"):
        fetching.fetch(URL, WHERE, LIMITS, resolver=line.resolve)
    assert line.server.requests == []


def test_nobody_at_home_is_tried_again(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> socket.socket:
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refused)
    with pytest.raises(Transient, match="unreachable"):
        fetching.fetch(URL, WHERE, LIMITS, resolver=lambda *_: [PUBLIC])

    def unknown(*_: object) -> list[str]:
        raise socket.gaierror

    with pytest.raises(Transient, match="unreachable"):
        fetching.fetch(URL, WHERE, LIMITS, resolver=unknown)


BEGINNINGS: list[tuple[bytes, ResumeKind | None]] = [
    (b"%PDF-1.7 ...", "pdf"),
    (b"\xef\xbb\xbf%PDF-1.7 ...", "pdf"),
    (b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 100 + b"\r\n%PDF-1.4 ...", "pdf"),
    (b"\n" * (HEAD_BYTES - 5) + b"%PDF-1.7 ...", "pdf"),
    (b"\n" * (HEAD_BYTES - 4) + b"%PDF-1.7 ...", "txt"),
    (b"Wrote a reader of %PDF-1.7", "txt"),
    (b"%P", "txt"),
    (b"PK\x03\x04...", "zip"),
    ("\ufeff王小明 [简历]".encode(), "txt"),
    ("王小明 简历".encode("utf-16"), "txt"),
    (b"[CV] x", "txt"),
    (b"a\x00b", None),
]


@pytest.mark.parametrize(("body", "begins"), BEGINNINGS)
def test_what_may_be_fetched_as_a_resume_is_what_its_reader_takes_it_for(
    body: bytes, begins: ResumeKind | None
) -> None:
    assert [kind for kind in get_args(ResumeKind) if _fits(body, kind)] == ([begins] if begins else [])
    if begins:
        assert kinds.kind(body) == begins


@pytest.mark.parametrize("page", [b"<html>", b"\xef\xbb\xbf <!DOCTYPE html>", b"<Error><Code>AccessDenied</Code>"])
def test_a_page_is_no_resume(page: bytes) -> None:
    assert not any(_fits(page, kind) for kind in get_args(ResumeKind))


def _fits(body: bytes, begins: ResumeKind) -> bool:
    try:
        return fetching._look(body[:HEAD_BYTES], LIMITS.model_copy(update={"begins": begins}))
    except Rejected as error:
        assert error.code == FetchProblem.NOT_MEDIA
        return False


def test_a_header_far_behind_the_beginning_is_seen(serving: Callable[[Any], Line]) -> None:
    body = b"\n" * 900 + b"%PDF-1.7 ..."
    line = serving(chunked(body[:700], body[700:]))
    line.fetch(LIMITS.model_copy(update={"begins": "pdf"}))
    assert stored() == body
    with pytest.raises(Rejected, match="not_media"):
        line.fetch(LIMITS.model_copy(update={"begins": "zip"}))


# The function


@pytest.fixture
def fetcher(here: House, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    empty()
    app = shell("fetch", monkeypatch)
    context = SimpleNamespace(
        function_name="fetch", memory_limit_in_mb=512, invoked_function_arn="arn", aws_request_id="r"
    )

    def call(**detail: Any) -> dict[str, Any]:
        answer: dict[str, Any] = app.handler({"detail-type": "recording.wanted", "detail": detail}, context)
        return answer

    return call


def opened(here: House, url: str = URL) -> tuple[str, Candidate]:
    """An interview that waits for one recording at this address."""
    client = here.client()
    job_id = client.post("/jobs", {"role": "retail_store_manager"}).json["id"]
    made = client.post(f"/jobs/{job_id}/candidates", {"candidates": [{"name": "王小明"}]}).json["candidates"][0]
    wish = {
        "consent": {"recording": True, "analysis": True, "text_version": "1", "at": "2026-11-27T14:03:00Z"},
        "answers": [{"url": url}],
    }
    interview_id = client.post(f"/jobs/{job_id}/candidates/{made['id']}/interview", wish).json["id"]
    found = candidates.find(job_id, made["id"])
    assert found is not None
    return interview_id, found


def known(interview_id: str) -> Wanted:
    found = promised.find(interview_id, 0)
    assert found is not None
    return found


def test_a_promised_recording_arrives_under_its_upload_key(
    here: House,
    fetcher: Callable[..., dict[str, Any]],
    serving: Callable[[Any], Line],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    line = serving(ok(FILM))
    real = fetching.fetch
    monkeypatch.setattr(
        fetching, "fetch", lambda *asked, **more: real(*asked, **more, resolver=line.resolve, tls=line.tls)
    )
    interview_id, _ = opened(here)
    with caplog.at_level(logging.INFO):
        told = fetcher(interview_id=interview_id, answer=0)
    assert told == {"interview_id": interview_id, "bytes": len(FILM), "outcome": "stored"}
    assert stored(Pointer(bucket=UPLOADS, key=f"uploads/{interview_id}/0")) == FILM
    assert (known(interview_id).state, known(interview_id).url, known(interview_id).bytes) == ("stored", "", len(FILM))
    assert "secret" not in caplog.text + str(told)
    again = fetcher(interview_id=interview_id, answer=0)
    assert (again["outcome"], len(line.server.requests)) == ("refused", 1)


def test_a_recording_that_is_there_is_not_fetched(
    here: House, fetcher: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    interview_id, _ = opened(here)
    boto3.client("s3").put_object(Bucket=UPLOADS, Key=f"uploads/{interview_id}/0", Body=b"there")
    monkeypatch.setattr(fetching, "fetch", lambda *_, **__: pytest.fail("fetched"))
    assert fetcher(interview_id=interview_id, answer=0)["outcome"] == "already_there"
    assert (known(interview_id).state, known(interview_id).url) == ("stored", "")


def test_a_passing_failure_is_tried_three_times_and_then_named(
    here: House, fetcher: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> int:
        raise Transient(FetchProblem.UNREACHABLE, "HTTP 503")

    monkeypatch.setattr(fetching, "fetch", busy)
    interview_id, _ = opened(here)
    for attempt in (1, 2):
        with pytest.raises(Transient, match="unreachable"):
            fetcher(interview_id=interview_id, answer=0)
        assert (known(interview_id).state, known(interview_id).attempts) == ("waiting", attempt)
    assert fetcher(interview_id=interview_id, answer=0)["outcome"] == "refused"
    ended = known(interview_id)
    assert (ended.state, ended.problem, ended.url) == (FetchState.FAILED, FetchProblem.UNREACHABLE, "")


@pytest.mark.parametrize(
    ("error", "problem", "raised"),
    [
        (Rejected(FetchProblem.TOO_LARGE), FetchProblem.TOO_LARGE, False),
        (Rejected(FetchProblem.BAD_ADDRESS), FetchProblem.BAD_ADDRESS, False),
        (Defect("aws_refused", "AccessDenied"), FetchProblem.UNAVAILABLE, True),
    ],
)
def test_a_final_failure_is_named_at_once(
    here: House,
    fetcher: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    problem: FetchProblem,
    raised: bool,
) -> None:
    def fail(*_: object, **__: object) -> int:
        raise error

    monkeypatch.setattr(fetching, "fetch", fail)
    interview_id, _ = opened(here)
    with pytest.raises(Defect) if raised else contextlib.nullcontext():
        assert fetcher(interview_id=interview_id, answer=0)["outcome"] == "refused"
    ended = known(interview_id)
    assert (ended.state, ended.problem, ended.url) == (FetchState.FAILED, problem, "")


def test_nothing_is_fetched_that_nobody_wants(
    here: House, fetcher: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "fetch", lambda *_, **__: pytest.fail("fetched"))
    interview_id, who = opened(here)
    assert fetcher(interview_id="iv_01K00000000000000000000000", answer=0)["outcome"] == "refused"
    assert fetcher(interview_id=interview_id, answer=7)["outcome"] == "refused"
    candidates.change(who, stage=Stage.WITHDRAWN)
    assert fetcher(interview_id=interview_id, answer=0)["outcome"] == "refused"
    closed_id, _ = opened(here)
    interviews.claim(closed_id, "run")
    assert fetcher(interview_id=closed_id, answer=0)["outcome"] == "refused"


def test_a_resume_is_fetched_and_one_that_comes_too_late_is_deleted(
    here: House, fetcher: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    who = candidate(open_job())
    promised.put_resume(who.job_id, who.id, Wanted(url=URL, content_type="application/pdf", at=timestamp()))
    asked: list[str] = []
    seen: list[tuple[Pointer, Limits]] = []
    monkeypatch.setattr(workflow, "announce", lambda kind, _detail: asked.append(kind))

    def erased_meanwhile(_url: str, where: Pointer, limits: Limits, **_: object) -> int:
        seen.append((where, limits))
        candidates.change(who, stage=Stage.ERASED)
        return 5

    monkeypatch.setattr(fetching, "fetch", erased_meanwhile)
    assert fetcher(interview_id=who.id, answer=0, job_id=who.job_id)["outcome"] == "stored"
    [(where, limits)] = seen
    assert where == resumes.place(who.job_id, who.id)
    assert (limits.begins, limits.most_bytes, limits.content_type) == ("pdf", 10 * 1024**2, "application/pdf")
    assert asked == ["candidate.erasure_asked"]
    assert fetcher(interview_id=who.id, answer=0, job_id=who.job_id)["outcome"] == "refused"


NEW = URL.replace("1.mp4", "2.pdf")
PDF = b"%PDF-1.7 the old one"


def named(who: Candidate, url: str) -> None:
    promised.put_resume(who.job_id, who.id, Wanted(url=url, content_type="application/pdf", at=timestamp()))


def coming(who: Candidate) -> Wanted:
    found = promised.find_resume(who.job_id, who.id)
    assert found is not None
    return found


def test_an_address_that_is_named_while_the_old_one_fails_is_not_lost(
    here: House, fetcher: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    who = candidate(open_job())
    for error in (Rejected(FetchProblem.NOT_FOUND), Transient(FetchProblem.UNREACHABLE), Defect("aws_refused", "x")):
        named(who, URL)

        def fail(*_: object, error: Exception = error, **__: object) -> int:
            named(who, NEW)
            raise error

        monkeypatch.setattr(fetching, "fetch", fail)
        with pytest.raises(Defect) if isinstance(error, Defect) else contextlib.nullcontext():
            assert fetcher(interview_id=who.id, answer=0, job_id=who.job_id)["outcome"] == "refused"
        assert (coming(who).state, coming(who).url, coming(who).attempts) == (FetchState.WAITING, NEW, 0)
    monkeypatch.setattr(fetching, "fetch", lambda *_, **__: 7)
    assert fetcher(interview_id=who.id, answer=0, job_id=who.job_id)["outcome"] == "stored"
    assert (coming(who).state, coming(who).bytes) == (FetchState.STORED, 7)


def test_a_slow_old_resume_does_not_take_the_place_of_a_newer_one(
    here: House,
    fetcher: Callable[..., dict[str, Any]],
    serving: Callable[[Any], Line],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    who = candidate(open_job())
    where = resumes.place(who.job_id, who.id)
    line = serving(ok(PDF))
    real = fetching.fetch

    def slow(url: str, *asked: Any, **more: Any) -> int:
        if url == URL:
            named(who, NEW)
            fetcher(interview_id=who.id, answer=0, job_id=who.job_id)
            return real(url, *asked, **more, resolver=line.resolve, tls=line.tls)
        boto3.client("s3").put_object(Bucket=where.bucket, Key=where.key, Body=b"%PDF-the newer one")
        return 18

    monkeypatch.setattr(fetching, "fetch", slow)
    named(who, URL)
    assert fetcher(interview_id=who.id, answer=0, job_id=who.job_id)["outcome"] == "refused"
    assert stored(where) == b"%PDF-the newer one"
    assert (coming(who).state, coming(who).bytes) == (FetchState.STORED, 18)
