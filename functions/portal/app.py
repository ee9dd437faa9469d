"""Portal: pages and API for people. Routes only; what they show is gathered in reading.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response, content_types
from pydantic import BaseModel, TypeAdapter, ValidationError

import creating
import doors
import reading
import reports
from mianshi.contracts.base import Language
from mianshi.contracts.events import Interview
from mianshi.errors import Rejected
from mianshi.log import logger
from mianshi.pages.labels import error_sentence
from mianshi.pages.portal import content_security_policy, render_error, render_home, render_interview, static_file
from mianshi.pages.views import ApiError, CreateInterview, ErrorView
from mianshi.platform import objects
from mianshi.platform.store import ledger

app = APIGatewayHttpResolver()
app.use(middlewares=[doors.guard])
ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)
STATUS = {"not_found": 404, "not_ready": 409, "no_consent": 422, "bad_role": 422, "unknown_policy": 422}


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """An HTTP API event (payload 2.0) in, its answer out."""
    return app.resolve(event, context)


@app.get("/")
def home() -> Response[str]:
    return _html(render_home(reading.home(_language() or "zh")))


@app.get("/interviews/<interview_id>")
def interview(interview_id: str) -> Response[str]:
    return _html(render_interview(reading.page(reading.interview(interview_id), _language() or "zh")))


@app.get("/interviews/<interview_id>/<kind>")
def document(interview_id: str, kind: str) -> Response[str]:
    saved = app.current_event.get_query_string_value("media")
    page = reports.render(kind, reading.interview(interview_id), _language(), saved)
    return Response(status_code=200, content_type="text/html; charset=utf-8", body=page, headers=HEADERS)


@app.post("/api/interviews")
def create() -> Response[str]:
    wish = CreateInterview.model_validate_json(app.current_event.decoded_body or "")
    return _json(creating.create(wish), status=201)


@app.get("/api/interviews/<interview_id>")
def progress(interview_id: str) -> Response[str]:
    return _json(reading.progress(reading.interview(interview_id)))


@app.get("/api/interviews/<interview_id>/<part>")
def part(interview_id: str, part: str) -> Response[str]:
    read = PARTS.get(part)
    if read is None:
        raise Rejected("not_found", "there is no such part")
    return _json(read(reading.interview(interview_id)))


@app.get("/api/costs")
def costs() -> Response[str]:
    month = app.current_event.get_query_string_value("month", "") or ""
    return _json(list(ledger.of_month(month)))


@app.get("/static/<name>")
def static(name: str) -> Response[str]:
    found = static_file(name)
    if found is None:
        raise Rejected("not_found", "there is no such file")
    return Response(
        status_code=200, content_type=found[1], body=found[0].decode(), headers={"Cache-Control": "max-age=3600"}
    )


@app.get("/sign-in")
def sign_in_page() -> Response[str]:
    return doors.sign_in_page(app.current_event.get_query_string_value("next", "/") or "/", _language() or "zh")


@app.post("/sign-in")
def sign_in() -> Response[Any]:
    return doors.sign_in(app.current_event.decoded_body or "", _language() or "zh")


@app.not_found
def nothing_here(_: Exception) -> Response[str]:
    return _refusal("not_found", 404)


@app.exception_handler(Rejected)
def refused(error: Rejected) -> Response[str]:
    return _refusal(error.code, STATUS.get(error.code, 400), error.detail)


@app.exception_handler(ValidationError)
def bad_request(_: ValidationError) -> Response[str]:
    return _refusal("bad_request", 422)


@app.exception_handler(Exception)
def broken(error: Exception) -> Response[str]:
    logger.error("portal failed", extra={"kind": type(error).__name__, "code": getattr(error, "code", None)})
    return _refusal("server_error", 500)


def _refusal(code: str, status: int, detail: str = "") -> Response[str]:
    if app.current_event.path.startswith("/api/"):
        return _json(ApiError(code=code, sentence=error_sentence(code), detail=detail), status=status)
    return _html(render_error(ErrorView(code=code, page_language=_language() or "zh")), status=status)


def _language() -> Language | None:
    wanted = app.current_event.get_query_string_value("lang", "")
    return "en" if wanted == "en" else "zh" if wanted == "zh" else None


def _html(body: str, status: int = 200) -> Response[str]:
    headers = HEADERS | {"Content-Security-Policy": content_security_policy([objects.upload_origin()])}
    return Response(status_code=status, content_type="text/html; charset=utf-8", body=body, headers=headers)


def _json(record: BaseModel | Sequence[BaseModel] | None, status: int = 200) -> Response[str]:
    body = ANYTHING.dump_json(record).decode()
    return Response(status_code=status, content_type=content_types.APPLICATION_JSON, body=body, headers=HEADERS)


HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
PARTS: dict[str, Callable[[Interview], BaseModel | Sequence[BaseModel] | None]] = {
    "scorecard": reading.scorecard,
    "transcript": reading.transcripts,
    "observations": reading.observations,
    "costs": reading.costs,
    "deliveries": reading.deliveries,
}
