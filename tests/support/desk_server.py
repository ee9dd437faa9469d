"""The desk's pages at an address that a browser can open, with one film for every recording."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

from mianshi.contracts.people import Person
from mianshi.pages.static_files import static_file
from support.desk import Desk

FILM = "/film.webm"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    desk: Desk
    film: Path | None
    lock: threading.Lock

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == FILM and self.film is not None:
            self._film(self.film.read_bytes())
        elif path.startswith("/static/"):
            found = static_file(path.removeprefix("/static/"))
            self._answer(*(200, found[0], {"Content-Type": found[1]}) if found else (404, b"", {}))
        else:
            self._page("")

    def _film(self, content: bytes) -> None:
        """All of it, or the part that was asked for: without parts a browser does not jump in a recording."""
        first, _, last = self.headers.get("Range", "").removeprefix("bytes=").partition("-")
        start, end = int(first or 0), int(last or len(content) - 1)
        part = {"Content-Type": "video/webm", "Accept-Ranges": "bytes"}
        if "Range" in self.headers:
            part["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
        self._answer(206 if "Range" in self.headers else 200, content[start : end + 1], part)

    def do_POST(self) -> None:
        self._page(self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode())

    def _page(self, body: str) -> None:
        address, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        cookies = [part.strip() for part in headers.pop("cookie", "").split(";") if part.strip()]
        pairs = [pair.partition("=") for pair in query.split("&") if pair]
        with self.lock:
            answer = self.desk.app.resolve(
                {
                    "version": "2.0",
                    "routeKey": "ANY /{proxy+}",
                    "rawPath": address,
                    "rawQueryString": query,
                    "queryStringParameters": {name: value for name, _, value in pairs},
                    "cookies": cookies,
                    "headers": headers,
                    "requestContext": {
                        "http": {"method": self.command, "path": address, "sourceIp": "192.0.2.1"},
                        "stage": "$default",
                        "domainName": headers["host"],
                        "requestId": "r",
                    },
                    "body": body,
                    "isBase64Encoded": False,
                },
                cast(Any, None),
            )
        self._answer(answer["statusCode"], answer["body"].encode(), answer.get("headers", {}))

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(desk: Desk, film: Path | None = None) -> Iterator[str]:
    """The desk at an address, until the end; `film` is what every recording shows."""
    kept = {"desk": desk, "film": film, "lock": threading.Lock()}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("_Served", (_Handler,), kept))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def cookie(desk: Desk, who: Person, origin: str) -> dict[str, str]:
    """The session of somebody who signed in, for a browser."""
    name, _, value = desk._session(who).partition("=")
    return {"name": name, "value": value, "url": origin}
