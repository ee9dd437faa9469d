"""The real page of an interview with a pretended API behind it, for browser tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from mianshi.contracts.base import Language
from mianshi.contracts.outcomes import Status
from mianshi.pages import portal
from mianshi.pages.frame import Frame
from mianshi.pages.static_files import static_file
from mianshi.pages.views import InterviewView, ProgressView
from support.portal_fixture import interview_view
from support.report_fixture import INTERVIEW


class FakePortal:
    """What the server saw, and what it answers."""

    def __init__(self) -> None:
        self.progress: list[ProgressView | int] = []
        """What polling finds, one after another; the last one stays. A number is an error status."""
        self.polls = 0
        self.interview: InterviewView = interview_view("en")
        self.origin = ""

    def page(self, path: str, language: Language) -> str | None:
        if path == f"/interviews/{INTERVIEW}":
            shown = self.interview.model_copy(update={"page_language": language})
            return portal.render_interview(shown, Frame(language=language, path=path))
        return None

    def poll(self) -> ProgressView | int:
        found = self.progress[min(self.polls, len(self.progress) - 1)]
        self.polls += 1
        if isinstance(found, ProgressView) and found.status is Status.CLOSED:
            self.interview = self.interview.model_copy(update={"progress": found})
        return found


class _Portal(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: FakePortal

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def answer(self, status: int, body: bytes = b"", content_type: str = "text/plain", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == f"/api/interviews/{INTERVIEW}":
            found = self.fake.poll()
            if isinstance(found, int):
                self.answer(found, b"{}", "application/json")
            else:
                self.answer(200, found.model_dump_json().encode(), "application/json")
            return
        static = static_file(path.removeprefix("/static/"))
        if static:
            self.answer(200, *static)
            return
        page = self.fake.page(path, "zh" if "lang=zh" in query else "en")
        if page is None:
            self.answer(404)
        else:
            policy = portal.content_security_policy([])
            self.answer(200, page.encode(), "text/html; charset=utf-8", Content_Security_Policy=policy)


@contextmanager
def portal_server() -> Iterator[FakePortal]:
    """A running portal, which stops at the end."""
    fake = FakePortal()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Portal", (_Portal,), {"fake": fake}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    fake.origin = f"http://127.0.0.1:{server.server_port}"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
