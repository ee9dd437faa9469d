"""A portal made of the real pages, a pretended API and a pretended S3 on another origin, for browser tests."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from mianshi.contracts.base import Language
from mianshi.pages import portal
from mianshi.pages.views import CreateInterview, HomeView, InterviewCreated, InterviewView, ProgressView, UploadTicket
from support.portal_fixture import home_view, interview_view
from support.report_fixture import INTERVIEW


class FakePortal:
    """What the servers saw, and what they answer."""

    def __init__(self) -> None:
        self.created: list[CreateInterview] = []
        self.posts: list[tuple[str, list[tuple[str, bytes]]]] = []
        self.s3_answers: list[int] = []
        """Statuses for the next uploads; 204 once they are used up."""
        self.create_answers: list[int] = []
        self.progress: list[ProgressView | int] = []
        """What polling finds, one after another; the last one stays. A number is an error status."""
        self.polls = 0
        self.home: HomeView = home_view("en")
        self.interview: InterviewView = interview_view("en")
        self.origin = ""
        self.s3_origin = ""

    def page(self, path: str, language: Language) -> str | None:
        if path == "/":
            return portal.render_home(self.home.model_copy(update={"page_language": language}))
        if path == f"/interviews/{INTERVIEW}":
            return portal.render_interview(self.interview.model_copy(update={"page_language": language}))
        if path == f"/interviews/{INTERVIEW}/report":
            return "<!doctype html><title>report</title><link rel=icon href='data:,'><h1>The report</h1>"
        return None

    def create(self, body: bytes) -> InterviewCreated:
        request = CreateInterview.model_validate_json(body)
        self.created.append(request)
        fields = {"key": "uploads/x", "policy": "cG9saWN5", "x-amz-signature": "0" * 64}
        uploads = [
            UploadTicket(answer=n, url=f"{self.s3_origin}/bucket", fields=fields | {"key": f"uploads/x/{n}"})
            for n in range(len(request.files))
        ]
        return InterviewCreated(interview_id=INTERVIEW, uploads=uploads)

    def poll(self) -> ProgressView | int:
        found = self.progress[min(self.polls, len(self.progress) - 1)]
        self.polls += 1
        return found


class _Handler(BaseHTTPRequestHandler):
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

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))


class _Portal(_Handler):
    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == f"/api/interviews/{INTERVIEW}":
            found = self.fake.poll()
            if isinstance(found, int):
                self.answer(found, b"{}", "application/json")
            else:
                self.answer(200, found.model_dump_json().encode(), "application/json")
            return
        static = portal.static_file(path.removeprefix("/static/"))
        if static:
            self.answer(200, *static)
            return
        page = self.fake.page(path, "zh" if "lang=zh" in query else "en")
        policy = portal.content_security_policy([self.fake.s3_origin])
        if page is None:
            self.answer(404)
        else:
            self.answer(200, page.encode(), "text/html; charset=utf-8", Content_Security_Policy=policy)

    def do_POST(self) -> None:
        body = self.body()
        status = self.fake.create_answers.pop(0) if self.fake.create_answers else 201
        if status != 201:
            refusal = {"code": "bad_request", "sentence": {"zh": "职位不存在。", "en": "There is no such role."}}
            self.answer(status, json.dumps(refusal).encode(), "application/json")
            return
        self.answer(201, self.fake.create(body).model_dump_json().encode(), "application/json")


class _S3(_Handler):
    def do_OPTIONS(self) -> None:
        self.answer(200, Access_Control_Allow_Origin=self.fake.origin, Access_Control_Allow_Methods="POST")

    def do_POST(self) -> None:
        head = b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n"
        form = message_from_bytes(head + self.body(), policy=HTTP)
        parts = [
            (str(part.get_param("name", header="content-disposition")), bytes(part.get_payload(decode=True)))
            for part in form.iter_parts()
        ]
        self.fake.posts.append((self.path, parts))
        status = self.fake.s3_answers.pop(0) if self.fake.s3_answers else 204
        self.answer(status, Access_Control_Allow_Origin=self.fake.origin)


def _serve(handler: type[_Handler], fake: FakePortal) -> tuple[ThreadingHTTPServer, str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type(handler.__name__, (handler,), {"fake": fake}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


@contextmanager
def portal_server() -> Iterator[FakePortal]:
    """A running portal and S3; both stop at the end."""
    fake = FakePortal()
    stops: list[Callable[[], None]] = []
    try:
        for handler, name in ((_Portal, "origin"), (_S3, "s3_origin")):
            server, origin = _serve(handler, fake)
            setattr(fake, name, origin)
            stops += [server.shutdown, server.server_close]
        yield fake
    finally:
        for stop in stops:
            stop()
