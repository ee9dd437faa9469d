"""From an event to its answer: which route, who calls, what they sent, what came of it, and how failures are told."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError

from mianshi.contracts.partner_api import FieldProblem
from mianshi.errors import Defect, Rejected, Transient
from mianshi.log import logger
from protocol import gate, once, problems
from protocol.answers import Reply, made, refused, told
from protocol.frame import PREFIX, Call, Route
from protocol.problems import Refused


def serve(routes: Sequence[Route], event: dict[str, Any], request_id: str) -> dict[str, Any]:
    """The answer to an HTTP API event; no failure leaves without one."""
    call = Call(event, request_id)
    try:
        reply = _answered(routes, call)
    except Exception as error:
        reply = _problem(call, error)
    return told(call, reply)


def _answered(routes: Sequence[Route], call: Call) -> Reply:
    route, arguments = _found(routes, call)
    if route is None:
        return Reply(204)
    call.route = route
    if route.scope is not None:
        gate.enter(call, route.scope)
    _acceptable(route, call)
    given = _given(route, call)
    query = _query(route, call)

    def work() -> Reply:
        return made(call, route.work(call, *given, **query, **arguments), route.status)

    only_checks = getattr(query.get("query"), "check", False)  # it does nothing, so nothing of it is kept
    return once.carried_out(call, work) if route.scope is not None and not only_checks else work()


def _found(routes: Sequence[Route], call: Call) -> tuple[Route | None, dict[str, str]]:
    """The route of a call and the parts of its address; no route for OPTIONS, which is answered by a header."""
    method = "GET" if call.method == "HEAD" else call.method
    here = [(route, parts) for route in routes if (parts := route.arguments(call.path)) is not None]
    if not here or not str(call.event.get("rawPath") or "").startswith(PREFIX + "/"):
        raise Rejected("not_found", "There is no such address.")
    allowed = sorted({route.method for route, _ in here} | {"OPTIONS"})
    allowed = sorted({*allowed, "HEAD"}) if "GET" in allowed else allowed
    if method == "OPTIONS":
        call.tell("Allow", ", ".join(allowed))
        return None, {}
    for route, parts in here:
        if route.method == method:
            return route, parts
    raise Refused("method_not_allowed", headers={"Allow": ", ".join(allowed)})


def _acceptable(route: Route, call: Call) -> None:
    """See to it that the answer comes in a form that was asked for, if any was (RFC 9110, 12.5.1, without weights).

    Raises:
        Rejected: ``not_acceptable``.
    """
    wanted = [part.partition(";")[0].strip().lower() for part in call.header("accept").split(",")]
    forms = {"", "*/*", *route.produces, *(f"{kind.partition('/')[0]}/*" for kind in route.produces)}
    if route.gives is not None and not forms & set(wanted):
        raise Refused("not_acceptable", f"The answer comes as {' or '.join(route.produces)}.")


def _given(route: Route, call: Call) -> tuple[Any, ...]:
    """The body as the route wants it.

    Raises:
        Rejected: ``too_large``, ``unsupported_media_type``, ``bad_json``, ``invalid``.
    """
    if route.takes is None:
        if call.body and route.method in ("POST", "PUT", "PATCH"):
            raise Refused("invalid", "This call takes no body.")
        return ()
    if len(call.body) > route.most_body:
        raise Refused("too_large", f"A body may have at most {route.most_body} bytes here.")
    sent = call.header("content-type").partition(";")[0].strip().lower()
    if sent not in route.consumes:
        raise Refused("unsupported_media_type", f"Send the body as {' or '.join(route.consumes)}.")
    if route.takes is bytes:
        return (call.body,)
    try:
        return (route.takes.model_validate_json(call.body, strict=True),)
    except ValidationError as error:
        raise problems.invalid(error) from None


def _query(route: Route, call: Call) -> dict[str, BaseModel]:
    """The query as the route wants it; a parameter it does not know is refused, so that no filter is lost by a typo.

    Raises:
        Rejected: ``invalid``.
    """
    pairs = parse_qsl(str(call.event.get("rawQueryString") or ""), keep_blank_values=True, max_num_fields=None)
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Refused("invalid", errors=[FieldProblem(parameter=twice[:100], detail="It was sent twice.")])
    if route.query is None:
        if names:
            unknown = FieldProblem(parameter=names[0][:100], detail="There is no such parameter.")
            raise Refused("invalid", errors=[unknown])
        return {}
    try:
        return {"query": route.query.model_validate_strings(dict(pairs))}
    except ValidationError as error:
        raise problems.invalid(error, query=True) from None


def _problem(call: Call, error: Exception) -> Reply:
    refusal = _refusal(call, error)
    return refused(problems.of(refusal, call.origin, call.request_id), refusal.headers)


def _refusal(call: Call, error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, Rejected):
        return Refused(error.code, error.detail if error.code in problems.KINDS else "")
    if isinstance(error, Transient):
        logger.warning("partner call failed", extra={"code": error.code, "request": call.request_id})
        return Refused("unavailable", headers={"Retry-After": "2"})
    code = error.code if isinstance(error, Defect) else type(error).__name__
    frames = traceback.format_tb(error.__traceback__)  # not its message: it may hold what somebody sent
    logger.error("partner call failed", extra={"code": code, "request": call.request_id, "frames": frames})
    return Refused("server_error")
