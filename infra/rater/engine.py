"""What the server needs of an engine, and how an engine that listens on this machine is asked."""

from __future__ import annotations

import hashlib
import http.client
import json
import time
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

from endpoint.container import Refusal
from rater.wire import Completion, Request

HOST = "127.0.0.1"


class Rating(Protocol):
    """A loaded model; `identity` has ``name``, ``sha256`` of the weights and ``engine``, its name and build."""

    @property
    def identity(self) -> dict[str, str]: ...

    @property
    def is_alive(self) -> bool: ...

    def complete(self, request: Request, deadline: Deadline) -> Sequence[Completion]:
        """What follows each prompt, in order.

        Raises:
            Refusal: 400 for a prompt that does not fit, 503 ``too_slow`` after the deadline.
            EngineDied: it does not answer at all, or with what nobody can read.
        """
        ...


class EngineDied(Exception):
    """The engine is gone or talks nonsense."""


class Deadline:
    """A moment after which nobody waits for the answer."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left. Raises Refusal 503 ``too_slow`` where there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self) -> Refusal:
        """The answer to a request that took too long."""
        message = f"The answer was not ready after {self._seconds:g} seconds."
        return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "too_slow", message)


def ask(port: int, path: str, body: dict[str, Any], deadline: Deadline, key: str) -> tuple[int, dict[str, Any]]:
    """POST to the engine on this machine; hanging up at the deadline makes it drop the work.

    Args:
        key: sent as the bearer token.

    Returns:
        Status and JSON body; an empty one is ``{}``.

    Raises:
        Refusal: 503 ``too_slow``.
        EngineDied: no answer, or none in JSON.
    """
    connection = http.client.HTTPConnection(HOST, port, timeout=deadline.left())
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    try:
        connection.request("POST", path, json.dumps(body), headers)
        response = connection.getresponse()
        answer = json.loads(response.read() or b"{}")
    except TimeoutError:
        raise deadline.passed() from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise EngineDied(type(error).__name__) from None
    finally:
        connection.close()
    if not isinstance(answer, dict):
        raise EngineDied("no JSON object")
    return response.status, answer


def too_long(index: int, context: int) -> Refusal:
    """The answer to a prompt that does not fit."""
    message = f"Prompt {index} and its answer are longer than the context of {context} tokens."
    return Refusal(HTTPStatus.BAD_REQUEST, "context_length_exceeded", message)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
