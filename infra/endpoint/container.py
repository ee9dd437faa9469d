"""What SageMaker asks of a container, whatever its model: ``GET /ping``, ``POST /invocations``, one request at a time.

Standard library only, so that every image can hold it.
"""

from __future__ import annotations

import contextlib
import json
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, BinaryIO, ClassVar, Generic, Protocol, TypeVar

CHUNK = 1 << 16
DISCARD_SECONDS = 1.0
ENDING = {signal.SIGTERM, signal.SIGINT}


class Identified(Protocol):
    """What is known of a loaded model, for the log."""

    @property
    def identity(self) -> dict[str, str]: ...


Model = TypeVar("Model", bound=Identified)


class Refusal(Exception):
    """A request that gets no result; the client sees status, code and message."""

    def __init__(self, status: HTTPStatus, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message


class Service(Generic[Model]):
    """One model, one inference at a time, a short queue, and an orderly end."""

    def __init__(self, queue_size: int) -> None:
        self._queue_size = queue_size
        self._model: Model | None = None
        self._turn = threading.Lock()
        self._state = threading.Condition()
        self._requests = 0
        self._draining = False

    def ready(self, model: Model) -> None:
        """From now on requests are served."""
        self._model = model

    @property
    def is_ready(self) -> bool:
        """Whether the model is loaded and the service is not ending."""
        return self._model is not None and not self._draining

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

    @contextlib.contextmanager
    def turn(self) -> Iterator[Model]:
        """Wait for the model and have it alone; only inside `admitted`.

        Raises:
            Refusal: 503 ``stopping``.
        """
        with self._turn:
            if self._draining or self._model is None:
                raise _unavailable("stopping")
            yield self._model

    def drain(self) -> None:
        """Let the running request finish, send waiting ones away, return when none is left."""
        with self._state:
            self._draining = True
            self._state.wait_for(lambda: self._requests == 0)


def _unavailable(code: str) -> Refusal:
    return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, code, "The endpoint cannot take this request now. Try again later.")


class ContainerServer(ThreadingHTTPServer, Generic[Model]):
    """Listens at once; `service` says when it is ready."""

    daemon_threads = True  # an idle connection must not hold up the end; `Service.drain` waits for requests
    request_queue_size = 64

    def __init__(
        self, address: tuple[str, int], service: Service[Model], largest_body: int, handler: type[ContainerHandler]
    ) -> None:
        self.service = service
        self.largest_body = largest_body
        super().__init__(address, handler)

    def handle_error(self, *_: Any) -> None:
        """A client that hung up is no error of ours, and its address belongs in no log."""
        error = sys.exception()
        if not isinstance(error, (ConnectionError, TimeoutError)):
            log_failure(error)


class ContainerHandler(BaseHTTPRequestHandler):
    """One connection, one request; a container says in `invoke` what its answer is."""

    server: ContainerServer[Any]
    paths: ClassVar[tuple[str, ...]] = ("/invocations",)
    timeout = 60  # seconds without a byte
    server_version = "mianshi"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    _started = 0.0
    _received = 0
    _ended = False

    def do_GET(self) -> None:
        """Answer ``/ping``: 200 once requests are served."""
        if self.path != "/ping":
            self._answer(HTTPStatus.NOT_FOUND, self.told("not_found", "There is only /ping."))
        elif self.server.service.is_ready:
            self._answer(HTTPStatus.OK, self.told("ready", "The model is loaded."))
        else:
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE, self.told("loading", "The model is not loaded."))

    def do_POST(self) -> None:
        """Answer one of `paths`."""
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
        self._report(refusal.status, self.told(refusal.code, refusal.message))

    def _report(self, status: HTTPStatus, document: dict[str, Any]) -> None:
        self._answer(status, document)
        log("request", status=int(status), ms=round((time.monotonic() - self._started) * 1000))

    def invoke(self) -> dict[str, Any]:
        """The document that answers the request. Raises Refusal."""
        raise NotImplementedError

    def _invoke(self) -> dict[str, Any]:
        if self.path not in self.paths:
            raise Refusal(HTTPStatus.NOT_FOUND, "not_found", f"There is only {' and '.join(self.paths)}.")
        return self.invoke()

    @classmethod
    def told(cls, code: str, message: str) -> dict[str, Any]:
        """The document that tells a state or a refusal."""
        return {"code": code, "message": message}

    def kind(self, default: str) -> str:
        """The media type of the body."""
        return self.headers.get_content_type() if "Content-Type" in self.headers else default

    def receive(self, sink: BinaryIO) -> int:
        """Copy the body to `sink`, piece by piece; returns its size. Raises Refusal."""
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


def log(event: str, **facts: object) -> None:
    """One line of JSON on stderr. Never anything from a request or about its sender."""
    sys.stderr.write(json.dumps({"event": event, **facts}) + "\n")  # one write: requests end at the same time
    sys.stderr.flush()


def log_failure(error: BaseException | None) -> None:
    """Where it failed, without the message: a library's message may quote what it was given."""
    trace = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)] if error else []
    log("failure", error=type(error).__name__, trace=trace)


class BadSetting(ValueError):
    """An environment variable that cannot be used; the message names it."""


def number(environment: Mapping[str, str], name: str, default: int) -> int:
    """A whole number of 0 or more. Raises BadSetting."""
    try:
        value = int(environment.get(name) or default)
    except ValueError:
        raise BadSetting(f"{name} is not a whole number") from None
    if value < 0:
        raise BadSetting(f"{name} is below 0")
    return value


def address_from(environment: Mapping[str, str]) -> tuple[str, int]:
    """Where to listen: the container's own network is the only one there; a laptop passes 127.0.0.1."""
    return environment.get("BIND_HOST") or "0.0.0.0", number(environment, "BIND_PORT", 8080)  # noqa: S104


def run(make: Callable[[], tuple[ContainerServer[Model], Callable[[], Model]]]) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code (2 for a bad setting, 1 for a model that will not load).

    Args:
        make: the server and what loads its model, from the settings.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)  # before any thread starts: each inherits it, only sigwait hears
    try:
        server, load = make()
    except (BadSetting, OSError, OverflowError) as error:
        log("stopped", reason=str(error))
        return 2
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    log("listening", host=server.server_address[0], port=server.server_address[1])
    if not _load(load, server.service):
        return 1
    signal.sigwait(ENDING)
    server.shutdown()
    server.service.drain()
    server.server_close()
    log("stopped", reason="asked to")
    return 0


def _load(load: Callable[[], Model], service: Service[Model]) -> bool:
    started = time.monotonic()
    try:
        model = load()
    except Exception as error:  # any failure ends the container, which is how SageMaker learns of it
        log("stopped", reason=f"the model cannot be loaded: {error}")
        return False
    service.ready(model)
    log("ready", ms=round((time.monotonic() - started) * 1000), **model.identity)
    return True
