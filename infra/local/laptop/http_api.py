"""API Gateway's HTTP API on a loopback port: payload format 2.0 in, HTTP out."""

import base64
import errno
import json
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from laptop.deploy import Route
from laptop.functions import RequestTooLarge, TooManyRequests
from laptop.loopback import BodyTooLarge, Handler, LoopbackServer
from laptop.sandbox import Outcome
from laptop.trouble import Trouble

REQUEST_LIMIT = 10 * 1024 * 1024
INTEGRATION_SECONDS = 30.0
_TEXT = ("text/", "application/json", "application/javascript", "application/xml")
_HOP_BY_HOP = {"connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"}


class HttpApi:
    """Routes requests to functions. `routes` may be filled after start(); until then everything is Not Found.

    `counted` is called for every request that API Gateway would charge for.

    Raises Trouble when the port cannot be had.
    """

    def __init__(
        self,
        invoke: Callable[[str, bytes], Outcome],
        port: int = 0,
        account: str = "123456789012",
        counted: Callable[[], None] = lambda: None,
    ) -> None:
        self.routes: list[Route] = []
        self._invoke, self._account, self._counted = invoke, account, counted
        # API Gateway stops waiting after 30 s, the function does not stop working.
        self._calls = ThreadPoolExecutor(max_workers=64, thread_name_prefix="http-api")
        try:
            self._server = LoopbackServer(_handler_for(self), port)
        except OSError as error:
            why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            raise Trouble(f"port {port} {why}; choose another one") from error

    @property
    def url(self) -> str:
        return self._server.url

    def start(self) -> None:
        self._server.start()

    def close(self) -> None:
        self._server.close()
        self._calls.shutdown(wait=False, cancel_futures=True)

    def serve(self, handler: Handler) -> None:
        """Answers one request."""
        address = urlsplit(handler.path)
        if address.path == "/_cloud/health":
            handler.answer_json(200, {"status": "ok"})
            return
        self._counted()
        found = match_route(self.routes, handler.command, address.path)
        try:
            body = handler.read_body(REQUEST_LIMIT)
        except BodyTooLarge:
            handler.answer_json(413, {"message": "Request Entity Too Large"})
            return
        if found is None:
            handler.answer_json(404, {"message": "Not Found"})
            return
        route, parameters = found
        event = self._event(handler, route, parameters, body)
        status, headers, content = self._call(route.function, event)
        handler.answer(status, content, headers)

    def _call(self, function: str, event: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
        try:
            outcome = self._calls.submit(self._invoke, function, json.dumps(event).encode()).result(INTEGRATION_SECONDS)
        except RequestTooLarge:
            return _message(413, "Request Entity Too Large")
        except (TimeoutError, TooManyRequests):
            return _message(503, "Service Unavailable")
        if outcome.failed:
            return _message(500, "Internal Server Error")
        try:
            return to_http(outcome.payload)
        except (ValueError, TypeError, AttributeError):
            return _message(500, "Internal Server Error")

    def _event(self, handler: Handler, route: Route, parameters: dict[str, str], body: bytes) -> dict[str, Any]:
        headers: dict[str, str] = {}
        for name, value in handler.headers.items():
            key = name.lower()
            headers[key] = f"{headers[key]},{value}" if key in headers else value
        cookies = [part.strip() for part in headers.pop("cookie", "").split(";") if part.strip()]
        address = urlsplit(handler.path)
        query: dict[str, str] = {}
        for key, value in parse_qsl(address.query, keep_blank_values=True):
            query[key] = f"{query[key]},{value}" if key in query else value
        text, encoded = _body_for_event(body, headers.get("content-type", ""))
        now = time.time()
        host = headers.get("host", "")
        route_key = route.path if route.path == "$default" else f"{route.method} {route.path}"
        return {
            "version": "2.0",
            "routeKey": route_key,
            "rawPath": address.path,
            "rawQueryString": address.query,
            **({"cookies": cookies} if cookies else {}),
            "headers": headers,
            **({"queryStringParameters": query} if query else {}),
            "requestContext": {
                "accountId": self._account,
                "apiId": "laptop",
                "domainName": host,
                "domainPrefix": host.split(".")[0],
                "http": {
                    "method": handler.command,
                    "path": address.path,
                    "protocol": handler.request_version,
                    "sourceIp": handler.client_address[0],
                    "userAgent": headers.get("user-agent", ""),
                },
                "requestId": str(uuid.uuid4()),
                "routeKey": route_key,
                "stage": "$default",
                "time": datetime.fromtimestamp(now, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
                "timeEpoch": int(now * 1000),
            },
            **({"pathParameters": parameters} if parameters else {}),
            **({"body": text} if body else {}),
            "isBase64Encoded": encoded,
        }


def match_route(routes: list[Route], method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The most specific route: fixed segments, then parameters, then `{proxy+}`; a method before ANY; $default last."""
    best: tuple[tuple[Any, ...], Route, dict[str, str]] | None = None
    for route in routes:
        parameters = {} if route.path == "$default" else _match_path(route.path, path)
        if parameters is None or route.method not in (method, "ANY"):
            continue
        greedy = "+}" in route.path
        rank = (
            route.path != "$default",
            not greedy,
            -route.path.count("{"),
            route.path.count("/"),
            route.method != "ANY",
        )
        if best is None or rank > best[0]:
            best = (rank, route, parameters)
    return None if best is None else (best[1], best[2])


def _match_path(pattern: str, path: str) -> dict[str, str] | None:
    wanted, given = pattern.removeprefix("/").split("/"), path.removeprefix("/").split("/")
    found: dict[str, str] = {}
    for position, part in enumerate(wanted):
        if part.startswith("{") and part.endswith("+}"):
            rest = "/".join(given[position:])
            if not rest:
                return None
            return {**found, part[1:-2]: unquote(rest)}
        if position >= len(given):
            return None
        if part.startswith("{"):
            if not given[position]:
                return None
            found[part[1:-1]] = unquote(given[position])
        elif part != given[position]:
            return None
    return found if len(wanted) == len(given) else None


def _body_for_event(body: bytes, content_type: str) -> tuple[str, bool]:
    kind = content_type.strip().lower()
    if kind.startswith(_TEXT) or (not kind and body.isascii()):
        try:
            return body.decode("utf-8"), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(body).decode("ascii"), bool(body)


def to_http(payload: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
    """A function's answer as status, headers and body. ValueError, TypeError or AttributeError if it is malformed."""
    answer = json.loads(payload)
    if not isinstance(answer, dict) or "statusCode" not in answer:
        body = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        return 200, [("content-type", "application/json")], body.encode()
    given = {str(k).lower(): v for k, v in (answer.get("headers") or {}).items()}
    headers = [(k, _header_value(v)) for k, v in given.items() if k not in _HOP_BY_HOP and v is not None]
    if "content-type" not in given:
        headers.append(("content-type", "text/plain; charset=utf-8"))
    headers += [("set-cookie", str(cookie)) for cookie in answer.get("cookies") or []]
    text = answer.get("body") or ""
    body = text if isinstance(text, str) else json.dumps(text)
    content = base64.b64decode(body, validate=True) if answer.get("isBase64Encoded") else body.encode()
    status = int(answer["statusCode"])
    if not 100 <= status <= 599:
        raise ValueError("status out of range")
    return status, headers, content


def _header_value(value: Any) -> str:
    text = json.dumps(value) if isinstance(value, bool) else str(value)
    if "\r" in text or "\n" in text:
        raise ValueError("line break in a header")
    text.encode("latin-1")  # what HTTP can carry
    return text


def _message(status: int, text: str) -> tuple[int, list[tuple[str, str]], bytes]:
    return status, [("content-type", "application/json")], json.dumps({"message": text}).encode()


def _handler_for(api: HttpApi) -> type[Handler]:
    class ApiHandler(Handler):
        def do_ANY(self) -> None:
            api.serve(self)

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_ANY

    return ApiHandler
