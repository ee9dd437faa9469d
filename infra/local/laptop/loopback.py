"""A small threaded HTTP server that can only be reached from this machine."""

import contextlib
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any

HOST = "127.0.0.1"


class BodyTooLarge(Exception):
    """The request announces more bytes than the server takes."""


class LoopbackServer(ThreadingMixIn, TCPServer):
    """Serves `handler` on a loopback port (0 picks a free one), one thread per connection."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, handler: type[BaseHTTPRequestHandler], port: int = 0) -> None:
        super().__init__((HOST, port), handler)
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name=f"loopback-{self.port}", daemon=True)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        self._thread.start()

    def _serve(self) -> None:
        # serve_forever() wakes twice a second for every server; this one sleeps until somebody calls.
        while not self._closing:
            self.handle_request()

    def close(self) -> None:
        """Stops accepting and returns once the port is free."""
        self._closing = True
        if self._thread.is_alive():
            with contextlib.suppress(OSError):
                socket.create_connection((HOST, self.port), timeout=1).close()
            self._thread.join(timeout=2)
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no event worth a traceback."""


class Handler(BaseHTTPRequestHandler):
    """Reading and answering with a known length, so that connections are kept alive."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, format: str, *args: Any) -> None:
        """Request lines hold names of people's files: they are not logged."""

    def read_body(self, limit: int | None = None) -> bytes:
        """The request body; BodyTooLarge (nothing read, connection closed after the answer) above `limit` bytes."""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._read_chunks(limit)
        length = int(self.headers.get("Content-Length") or 0)
        if limit is not None and length > limit:
            self.close_connection = True
            raise BodyTooLarge
        return self.rfile.read(length)

    def _read_chunks(self, limit: int | None) -> bytes:
        parts: list[bytes] = []
        total = 0
        while size := int(self.rfile.readline().split(b";")[0], 16):
            total += size
            if limit is not None and total > limit:
                self.close_connection = True
                raise BodyTooLarge
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(parts)

    def answer(self, status: int, body: bytes = b"", headers: list[tuple[str, str]] | None = None) -> None:
        self.send_response(status)
        for name, value in headers or []:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def answer_json(self, status: int, value: Any, headers: list[tuple[str, str]] | None = None) -> None:
        self.answer(status, json.dumps(value).encode(), [("Content-Type", "application/json"), *(headers or [])])
