"""The HTTP side of the endpoint, as SageMaker asks it of a container: ``GET /ping`` and ``POST /invocations``."""

from __future__ import annotations

import contextlib
import json
import re
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, BinaryIO, Protocol
from urllib.parse import unquote_to_bytes

from endpoint.sound import Unusable

ATTRIBUTES = "X-Amzn-SageMaker-Custom-Attributes"
AUTO = "auto"
LONGEST_TERM = 60
"""Characters. A term is a name or a phrase; a text is none."""
_PERCENT = re.compile(r"(?:[A-Za-z0-9_.~\-]|%[0-9A-Fa-f]{2})*")
"""RFC 3986: unreserved characters as they are, every other one as octets."""
CHUNK = 1 << 16
DISCARD_SECONDS = 1.0
STATUS = {"too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE}


class Hearing(Protocol):
    """What the server needs of a recogniser; `identity` is the contract's ``Recogniser``."""

    identity: dict[str, str]

    def recognise(self, stream: BinaryIO, language: str, vocabulary: Sequence[str]) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Wish:
    """What a request asks of the recogniser beside its sound."""

    language: str = AUTO
    vocabulary: tuple[str, ...] = ()


class Refusal(Exception):
    """A request that gets no recognition; the client sees status, code and message."""

    def __init__(self, status: HTTPStatus, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message


class Service:
    """One model, one inference at a time, a short queue, and an orderly end."""

    def __init__(self, queue_size: int) -> None:
        self._queue_size = queue_size
        self._recogniser: Hearing | None = None
        self._turn = threading.Lock()
        self._state = threading.Condition()
        self._requests = 0
        self._draining = False

    def ready(self, recogniser: Hearing) -> None:
        """From now on requests are served."""
        self._recogniser = recogniser

    @property
    def is_ready(self) -> bool:
        """Whether the model is loaded and the service is not ending."""
        return self._recogniser is not None and not self._draining

    @contextlib.contextmanager
    def admitted(self) -> Iterator[None]:
        """A place among the running and the waiting requests.

        Raises:
            Refusal: 503 ``loading``, ``stopping`` or ``busy``.
        """
        with self._state:
            if not self.is_ready:
                raise _unavailable("stopping" if self._draining else "loading")
            if self._requests > self._queue_size:
                raise _unavailable("busy")
            self._requests += 1
        try:
            yield
        finally:
            with self._state:
                self._requests -= 1
                self._state.notify_all()

    def recognise(self, stream: BinaryIO, wish: Wish) -> dict[str, Any]:
        """Wait for the model and use it; only inside `admitted`."""
        with self._turn:
            if self._draining or self._recogniser is None:
                raise _unavailable("stopping")
            return self._recogniser.recognise(stream, wish.language, wish.vocabulary)

    def drain(self) -> None:
        """Let the running request finish, send waiting ones away, return when none is left."""
        with self._state:
            self._draining = True
            self._state.wait_for(lambda: self._requests == 0)


def _unavailable(code: str) -> Refusal:
    return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, code, "The endpoint cannot take this request now. Try again later.")


class EndpointServer(ThreadingHTTPServer):
    """Listens at once; `service` says when it is ready."""

    daemon_threads = True  # an idle connection must not hold up the end; `Service.drain` waits for requests
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], service: Service, largest_body: int, languages: Sequence[str]) -> None:
        self.service = service
        self.languages = tuple(languages)
        self.largest_body = largest_body
        super().__init__(address, Handler)

    def handle_error(self, *_: Any) -> None:
        """A client that hung up is no error of ours, and its address belongs in no log."""
        error = sys.exception()
        if not isinstance(error, (ConnectionError, TimeoutError)):
            log_failure(error)


class Handler(BaseHTTPRequestHandler):
    """One connection, one request."""

    server: EndpointServer
    timeout = 60  # seconds without a byte
    server_version = "mianshi-speech"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    _started = 0.0
    _received = 0
    _ended = False

    def do_GET(self) -> None:
        """Answer ``/ping``: 200 once requests are served."""
        if self.path != "/ping":
            self._answer(HTTPStatus.NOT_FOUND, {"code": "not_found", "message": "There is only /ping."})
        elif self.server.service.is_ready:
            self._answer(HTTPStatus.OK, {"code": "ready", "message": "The model is loaded."})
        else:
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE, {"code": "loading", "message": "The model is not loaded."})

    def do_POST(self) -> None:
        """Answer ``/invocations``."""
        self._started = time.monotonic()
        try:
            with self.server.service.admitted():
                self._serve()
        except Refusal as refusal:
            self._refuse(refusal)

    def _serve(self) -> None:
        """Answer an admitted request, also with a refusal: draining waits until the answer is out."""
        try:
            self._report(HTTPStatus.OK, self._invoke())
        except Refusal as refusal:
            self._refuse(refusal)

    def _refuse(self, refusal: Refusal) -> None:
        self._discard()
        self._report(refusal.status, {"code": refusal.code, "message": refusal.message})

    def _report(self, status: HTTPStatus, document: dict[str, Any]) -> None:
        self._answer(status, document)
        log("request", status=int(status), ms=round((time.monotonic() - self._started) * 1000))

    def _invoke(self) -> dict[str, Any]:
        if self.path != "/invocations":
            raise Refusal(HTTPStatus.NOT_FOUND, "not_found", "There is only /invocations.")
        self._refuse_other_media()
        wish = wish_of(self.headers.get(ATTRIBUTES, ""), self.server.languages)
        with tempfile.TemporaryFile() as body:
            if not self._receive(body):
                raise Refusal(HTTPStatus.BAD_REQUEST, "empty", "The body is empty.")
            body.seek(0)
            return self._recognise(body, wish)

    def _recognise(self, body: BinaryIO, wish: Wish) -> dict[str, Any]:
        try:
            return self.server.service.recognise(body, wish)
        except Unusable as error:
            raise Refusal(STATUS.get(error.code, HTTPStatus.BAD_REQUEST), error.code, error.message) from None
        except Refusal:
            raise
        except Exception as error:  # whatever the model throws, the client gets a named answer
            log_failure(error)
            raise Refusal(
                HTTPStatus.INTERNAL_SERVER_ERROR, "recogniser_failed", "The recogniser failed on this file."
            ) from None

    def _refuse_other_media(self) -> None:
        kind = self.headers.get_content_type() if "Content-Type" in self.headers else "application/octet-stream"
        if kind.split("/")[0] not in {"audio", "video"} and kind not in {"application/octet-stream", "application/ogg"}:
            raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "Send an audio file.")

    def _receive(self, sink: BinaryIO) -> int:
        """Copy the body to disk, piece by piece; returns its size."""
        size = 0
        for piece in self._body():
            size += len(piece)
            self._refuse_size(size)
            sink.write(piece)
        return size

    def _body(self) -> Iterator[bytes]:
        if self._is_chunked():
            return self._chunked()
        length = self._length()
        if length is None:
            raise Refusal(HTTPStatus.LENGTH_REQUIRED, "length_required", "Say Content-Length or send chunks.")
        self._refuse_size(length)
        return self._counted(length)

    def _is_chunked(self) -> bool:
        return "chunked" in self.headers.get("Transfer-Encoding", "").lower()

    def _length(self) -> int | None:
        length = self.headers.get("Content-Length", "")
        return int(length) if length.isascii() and length.isdigit() else None

    def _counted(self, size: int) -> Iterator[bytes]:
        while size:
            piece = self.rfile.read(min(CHUNK, size))
            if not piece:
                raise ConnectionResetError("the client left in the middle of the body")
            size -= len(piece)
            self._received += len(piece)
            yield piece

    def _chunked(self) -> Iterator[bytes]:
        """The chunks of RFC 9112, section 7.1."""
        while size := self._chunk_size():
            yield from self._counted(size)
            self.rfile.readline(256)
        while self.rfile.readline(CHUNK).strip():
            pass  # trailers
        self._ended = True

    def _chunk_size(self) -> int:
        try:
            size = int(self.rfile.readline(256).split(b";")[0], 16)
        except ValueError:
            size = -1
        if size < 0:
            raise Refusal(HTTPStatus.BAD_REQUEST, "bad_request", "A chunk has no size.")
        return size

    def _refuse_size(self, size: int) -> None:
        if size > self.server.largest_body:
            message = f"The body is larger than {self.server.largest_body} bytes."
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", message)

    def _discard(self) -> None:
        """Read what the client still sends, within limits: closing on it in mid-body would lose the answer."""
        left = self.server.largest_body
        if self._is_chunked():
            left = 0 if self._ended else left
            self.connection.settimeout(DISCARD_SECONDS)
        else:
            left = min(left, (self._length() or 0) - self._received)
        with contextlib.suppress(OSError):
            while left > 0 and (piece := self.rfile.read1(min(CHUNK, left))):
                left -= len(piece)

    def _answer(self, status: HTTPStatus, document: dict[str, Any]) -> None:
        body = json.dumps(document, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """The base class would log addresses and paths; `do_POST` logs what is needed."""


def wish_of(attributes: str, languages: Sequence[str]) -> Wish:
    """The choices in ``language=…;vocabulary=…``; other attributes may stand beside them.

    Args:
        attributes: ``name=value`` with ``;`` between. Terms of the vocabulary have ``,`` between and are UTF-8,
            percent-encoded (RFC 3986).
        languages: those that may be asked for, beside ``auto``.

    Raises:
        Refusal: 400 ``unknown_language`` or ``bad_vocabulary``.
    """
    pairs = (pair.partition("=") for pair in attributes.split(";"))
    given = {name.strip().lower(): value.strip() for name, _, value in pairs}
    language = given.get("language", AUTO).lower()
    if language not in (AUTO, *languages):
        message = f"The language is one of {', '.join((AUTO, *languages))}."
        raise Refusal(HTTPStatus.BAD_REQUEST, "unknown_language", message)
    terms = (_term(encoded.strip()) for encoded in given.get("vocabulary", "").split(","))
    return Wish(language, tuple(term for term in terms if term))


def _term(encoded: str) -> str:
    try:
        term = unquote_to_bytes(encoded).decode() if _PERCENT.fullmatch(encoded) else ""
    except UnicodeDecodeError:
        term = ""
    term = " ".join(term.split())
    if (encoded and not term) or not term.isprintable() or len(term) > LONGEST_TERM:
        message = f"A term is percent-encoded UTF-8 of 1 to {LONGEST_TERM} printable characters; commas are between."
        raise Refusal(HTTPStatus.BAD_REQUEST, "bad_vocabulary", message)
    return term


def log(event: str, **facts: object) -> None:
    """One line of JSON on stderr. Never anything from a recording or about its sender."""
    sys.stderr.write(json.dumps({"event": event, **facts}) + "\n")  # one write: requests end at the same time
    sys.stderr.flush()


def log_failure(error: BaseException | None) -> None:
    """Where it failed, without the message: a library's message may quote what it was given."""
    trace = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)] if error else []
    log("failure", error=type(error).__name__, trace=trace)
