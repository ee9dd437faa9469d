"""Callback: verify what a platform calls back, keep it, and answer in time. What it asks for is done afterwards."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import parse_qsl

import receiving
from mianshi.delivery.callbacks.hearing import Incoming
from mianshi.errors import Defect, Rejected, Transient
from mianshi.log import logger

_REFUSED = 404
"""For everything that is not verified, whatever the reason."""
_AGAIN = 503
_PREFIX = "/callbacks/"
_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """An HTTP API event (payload 2.0) in, its answer out. Without a router: an answer is due within a second, and every
    package costs a cold start."""
    try:
        reply = receiving.receive(_connector(event), _incoming(event))
    except Rejected as error:
        logger.warning("callback refused", extra={"reason": error.detail})
        return _answer(_REFUSED, "not found")
    except (Transient, Defect) as error:
        logger.error("callback failed", extra={"family": type(error).__name__, "code": error.code})
        return _answer(_AGAIN, "try again")
    except Exception as error:
        logger.error("callback failed", extra={"kind": type(error).__name__})
        return _answer(_AGAIN, "try again")
    return _answer(200, reply.body, reply.content_type)


def _connector(event: dict[str, Any]) -> str:
    path = str(event.get("rawPath", ""))
    return path.removeprefix(_PREFIX).rstrip("/") if path.startswith(_PREFIX) else ""


def _incoming(event: dict[str, Any]) -> Incoming:
    query: dict[str, str] = {}
    for name, value in parse_qsl(str(event.get("rawQueryString") or ""), keep_blank_values=True):
        query.setdefault(name, value)
    return Incoming(
        method=str(event["requestContext"]["http"]["method"]).upper(),
        query=query,
        headers={name.lower(): value for name, value in (event.get("headers") or {}).items()},
        body=_body(event),
    )


def _body(event: dict[str, Any]) -> bytes:
    given = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(given).encode(errors="replace")
    try:
        return base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _answer(status: int, body: str, content_type: str = "text/plain; charset=utf-8") -> dict[str, Any]:
    return {"statusCode": status, "headers": {**_HEADERS, "content-type": content_type}, "body": body}
