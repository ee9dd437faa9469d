"""Answers as API Gateway takes them (payload 2.0)."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel

from mianshi.contracts.partner_api import Problem
from protocol.frame import JSON, Call, File
from protocol.problems import PROBLEM_JSON
from protocol.problems import body as problem_body

ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


@dataclass
class Reply:
    """Status, bytes and headers of one answer."""

    status: int
    content: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The body of an answer in JSON."""
        return self.content.decode()


def made(call: Call, given: Any, status: int) -> Reply:
    """The answer that holds what a route's function returned."""
    status = call.status or status
    if given is None:
        return Reply(status)
    if isinstance(given, File):
        headers = {"Content-Type": given.content_type}
        if given.name:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(given.name)}"
        return Reply(status, given.content, headers)
    body: BaseModel = given
    return Reply(status, body.model_dump_json().encode(), {"Content-Type": JSON})


def refused(problem: Problem, headers: dict[str, str]) -> Reply:
    """The answer that holds a problem."""
    return Reply(problem.status, problem_body(problem).encode(), {**headers, "Content-Type": PROBLEM_JSON})


def told(call: Call, reply: Reply) -> dict[str, Any]:
    """The answer in the form of API Gateway, with the headers that all have."""
    headers = {**ALWAYS, **call.answer_headers, **reply.headers, "X-Request-Id": call.request_id}
    content = b"" if call.method == "HEAD" else reply.content
    kind = headers.get("Content-Type", "")
    is_text = kind.startswith("text/") or "json" in kind
    body = content.decode() if is_text or not content else base64.b64encode(content).decode()
    return {
        "statusCode": reply.status,
        "headers": headers,
        "body": body,
        "isBase64Encoded": bool(content) and not is_text,
    }
