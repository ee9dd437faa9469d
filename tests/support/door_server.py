"""The candidates' function behind a real address in this process, for browser tests: one request at a time."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl

from mianshi.pages.static_files import static_file


class _Handler(BaseHTTPRequestHandler):
    app: Any

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        found = static_file(self.path.partition("?")[0].removeprefix("/static/"))
        if self.path.startswith("/static/") and found:
            self._send(200, {"Content-Type": found[1]}, [], found[0])
        else:
            self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode())

    def _answer(self, body: str) -> None:
        path, _, query = self.path.partition("?")
        sent = {name.lower(): value for name, value in self.headers.items()}
        event = {
            "version": "2.0",
            "routeKey": "ANY /c/{proxy+}",
            "rawPath": path,
            "rawQueryString": query,
            "queryStringParameters": dict(parse_qsl(query)),
            "cookies": [part.strip() for part in sent.pop("cookie", "").split(";") if part.strip()],
            "headers": sent,
            "requestContext": {
                "http": {"method": self.command, "path": path, "sourceIp": "192.0.2.1"},
                "stage": "$default",
                "domainName": sent["host"],
                "requestId": "r",
            },
            "body": body,
            "isBase64Encoded": False,
        }
        told = self.app.handler(event, None)
        content = told["body"].encode()
        if told.get("isBase64Encoded"):
            content = base64.b64decode(told["body"])
        self._send(told["statusCode"], told.get("headers", {}), told.get("cookies", []), content)

    def _send(self, status: int, headers: dict[str, str], cookies: list[str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        for cookie in cookies:
            self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The address at which the function's pages and the static files are."""
    server = HTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"app": app}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
