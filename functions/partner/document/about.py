"""About the API itself: what needs no key."""

from __future__ import annotations

import json
from typing import Any

from mianshi.contracts.partner_api import ProblemKind
from mianshi.errors import Rejected
from protocol import frame, problems
from protocol.frame import Call, File

router = frame.Routes("About")
_written: dict[str, bytes] = {}
"""The document as this process made it, by origin."""


@router.get("/openapi.json", scope=None, gives=bytes, produces=("application/json",), summary="This document")
def document(call: Call) -> File:
    """OpenAPI 3.1, made from the code that serves it."""
    if call.origin not in _written:
        _written.clear()
        _written[call.origin] = json.dumps(written(call.origin), ensure_ascii=False).encode()
    return File(_written[call.origin], frame.JSON)


@router.get("/problems/{code}", scope=None, gives=ProblemKind, summary="What a problem means")
def problem(_call: Call, *, code: str) -> ProblemKind:
    """Every `type` of a problem leads here."""
    if code not in problems.KINDS:
        raise Rejected("not_found", "There is no such kind of problem.")
    told = problems.KINDS[code]
    return ProblemKind(code=code, status=told.status, title=told.title, meaning=told.sentence)


def written(origin: str) -> dict[str, Any]:
    """The document for an installation at this scheme and host."""
    import app  # noqa: PLC0415 - it imports this module
    from document import openapi  # noqa: PLC0415 - records of every route are only laid open when somebody asks

    return openapi.document(app.routes(), origin)
