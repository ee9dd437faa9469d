"""The OpenAPI 3.1 document, made from the declarations of the routes and the records they take and give."""

from __future__ import annotations

import copy
import inspect
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from document import wording
from hooks import events
from mianshi import __version__
from mianshi.contracts.partner import Scope
from mianshi.contracts.partner_api import Problem
from mianshi.privacy.policies import shipped_policies
from mianshi.scoring.roles import shipped_roles
from protocol import problems
from protocol.frame import JSON, Route, parameter
from protocol.once import HEADER, REPLAYED
from protocol.problems import PROBLEM_JSON

_BYTES: dict[str, Any] = {"type": "string", "format": "binary"}
Mode = Literal["validation", "serialization"]
Refs = Mapping[tuple[Any, Mode], dict[str, Any]]
_REF = "#/components/schemas/{model}"
_INTRODUCTION = """\
Drive Mianshi (面试) from your own system: make jobs and candidates, invite or hand in recordings, read scorecards,
report decisions, hires and performance, read costs, have data deleted, and get signed webhooks.

* **Key**: `Authorization: Bearer mk_…`. A key has scopes and a limit of calls a minute (`RateLimit` headers).
* **Repeat safely**: send `Idempotency-Key` with every POST; the same request is carried out once and answered alike
  for a day.
* **Lists** are read by `limit` and `cursor`.
* **Errors** are problem details (RFC 9457); `type` leads to what it means. Unknown fields are refused by name.
* **Times** are RFC 3339, in UTC where we tell them.

Scores advise; people decide. There is no way to reject somebody without naming the person who did."""
_ALWAYS = (401, 403, 429, 500, 503)
"""Refusals of every route that needs a key, beside those that follow from what it takes."""
_STATUS_WORDS = {
    **{kind.status: kind.title for kind in reversed(problems.KINDS.values())},
    401: "The key is missing or not valid",
    403: "The key may not do this",
    404: "Not found",
    409: "Not possible as things are now",
    422: "Some of it cannot be used",
    429: "Too many requests",
}
_RETRY: dict[str, Any] = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
_HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-Id": {"description": "Quote it when you ask us.", "schema": {"type": "string"}},
    "RateLimit": {"description": '`"key";r=<calls left>;t=<seconds until anew>`.', "schema": {"type": "string"}},
    "RateLimit-Policy": {"description": '`"key";q=<calls>;w=<seconds>`.', "schema": {"type": "string"}},
}
_REPLAYED: dict[str, Any] = {
    REPLAYED: {"description": "`true` where the answer is an earlier one.", "schema": {"type": "string"}}
}


def document(routes: Sequence[Route], origin: str) -> dict[str, Any]:
    """The document as JSON values. `origin`: scheme and host of the installation."""
    schemas, refs = _schemas(routes)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, refs)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Mianshi partner API",
            "version": __version__,
            "summary": "Recorded interviews, scorecards with evidence, and what becomes of them.",
            "description": _INTRODUCTION,
        },
        "servers": [{"url": f"{origin}/api/v1"}],
        "tags": [{"name": subject} for subject in dict.fromkeys(route.subject for route in routes)],
        "security": [{"key": []}],
        "paths": paths,
        "webhooks": events.webhooks(),
        "components": {
            "schemas": schemas,
            "responses": {str(status): _problem(status) for status in sorted(_used(routes))},
            "headers": _HEADERS,
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "mk_<key id>_<secret>",
                    "description": "Handed out once, under Connections, Partners. Scopes: "
                    + ", ".join(f"`{scope.value}`" for scope in Scope)
                    + ".",
                }
            },
        },
    }


def _schemas(routes: Sequence[Route]) -> tuple[dict[str, Any], Refs]:
    """The records by name, and how to refer to each as it is taken or given."""
    wanted: list[tuple[Any, Mode]] = [(Problem, "serialization")]
    for route in routes:
        wanted += [(route.takes, "validation")] if _is_record(route.takes) else []
        wanted += [(route.gives, "serialization")] if _is_record(route.gives) else []
    refs, found = models_json_schema(list(dict.fromkeys(wanted)), ref_template=_REF)
    schemas: dict[str, Any] = dict(sorted(found["$defs"].items()))
    taken = _reached([refs[one] for one in wanted if one[1] == "validation" and one in refs], schemas)
    for name in schemas.keys() - taken:
        schemas[name].pop("additionalProperties", None)  # what we tell may grow; what we are told may not
    _choices(schemas)
    wording.describe(schemas)
    return schemas, refs


def _reached(todo: list[Any], schemas: dict[str, Any]) -> set[str]:
    """Names of the schemas that these refer to, directly or not."""
    seen: set[str] = set()
    for name in re.findall(r"#/components/schemas/([\w-]+)", json.dumps(todo)):
        fresh, others = {name}, set[str]()
        while fresh:
            others |= fresh
            deeper = json.dumps([schemas[one] for one in fresh])
            fresh = set(re.findall(r"#/components/schemas/([\w-]+)", deeper)) - others
        seen |= others
    return seen


def _choices(schemas: dict[str, Any]) -> None:
    """Name what is shipped: it is known here only, not to the records."""
    properties = schemas.get("JobWish", {}).get("properties", {})
    for name, known in (("role", shipped_roles()), ("policy", shipped_policies())):
        for choice in properties.get(name, {}).get("anyOf", []):
            if choice.get("type") == "string":
                choice["enum"] = known


def _operation(route: Route, refs: Refs) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": _name(route),
        "tags": [route.subject],
        "summary": route.summary,
        "description": _description(route),
        "parameters": [*_path(route), *_query(route), *_headers(route)],
        "responses": _responses(route, refs),
    }
    if route.takes is not None:
        schema: dict[str, Any] = _BYTES if route.takes is bytes else refs[route.takes, "validation"]
        content = {kind: {"schema": schema} for kind in route.consumes}
        told["requestBody"] = {"required": True, "content": content}
    if route.scope is None:
        told["security"] = []
    else:
        told["x-scope"] = route.scope.value
    return {name: value for name, value in told.items() if value != [] or name == "security"}


def _name(route: Route) -> str:
    """``createJob`` of ``POST /jobs``: the function's name and what its path is about."""
    parts = [part for part in route.path.split("/") if part and not part.startswith("{")]
    words = [route.work.__name__, *parts]
    camel = "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]+", " ".join(words)) if word)
    return camel[0].lower() + camel[1:]


def _description(route: Route) -> str:
    text = " ".join((inspect.getdoc(route.work) or "").split())
    scope = f"Scope: `{route.scope.value}`." if route.scope else "No key is needed."
    return f"{text}\n\n{scope}" if text else scope


def _path(route: Route) -> Iterable[dict[str, Any]]:
    for name in re.findall(r"{(\w+)}", route.path):
        known = parameter(name)
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": known.description,
            "schema": {"type": "string", "pattern": known.pattern},
            "example": known.example,
        }


def _query(route: Route) -> Iterable[dict[str, Any]]:
    if route.query is None:
        return
    schema = route.query.model_json_schema(ref_template=_REF)
    definitions = schema.get("$defs", {})
    for name, field in schema["properties"].items():
        plain = _single(_inlined(field, definitions))
        examples = plain.pop("examples", [])
        told = {"name": name, "in": "query", "required": name in schema.get("required", [])}
        told |= {"description": plain.pop("description", ""), "schema": plain}
        yield told | ({"example": examples[0]} if examples and examples[0] is not None else {})


def _single(field: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is left out is not null: only what it can be when it is there."""
    rest = {name: value for name, value in field.items() if name not in ("anyOf", "title", "default")}
    chosen = [choice for choice in field.get("anyOf", []) if choice.get("type") != "null"]
    if field.get("default") is not None:
        rest["default"] = field["default"]
    return {**chosen[0], **rest} if len(chosen) == 1 else {**rest, **({"anyOf": chosen} if chosen else {})}


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_inlined(part, definitions) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        target = copy.deepcopy(definitions[schema["$ref"].rpartition("/")[2]])
        target.pop("title", None)
        target.pop("description", None)
        return _inlined({**target, **{k: v for k, v in schema.items() if k != "$ref"}}, definitions)
    return {name: _inlined(value, definitions) for name, value in schema.items()}


def _headers(route: Route) -> Iterable[dict[str, Any]]:
    for name, description in route.takes_headers.items():
        yield {
            "name": name,
            "in": "header",
            "required": False,
            "description": description,
            "schema": {"type": "string"},
        }
    if route.method == "POST" and route.scope is not None:
        yield {
            "name": HEADER,
            "in": "header",
            "required": False,
            "description": "One for each thing you want done, such as a UUID: sent again with the same body, it is not "
            "done again.",
            "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
        }


def _responses(route: Route, refs: Refs) -> dict[str, Any]:
    headers: dict[str, Any] = {
        name: {"description": told, "schema": {"type": "string"}} for name, told in route.headers.items()
    }
    headers |= _REPLAYED if route.method == "POST" and route.scope is not None else {}
    headers |= {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS if route.scope or name[0] == "X"}
    found: dict[str, Any] = {}
    for status, words in {route.status: "Done", **route.also}.items():
        answer: dict[str, Any] = {"description": words, "headers": headers}
        if route.gives is bytes:
            answer["content"] = {kind: {"schema": {} if kind == JSON else _BYTES} for kind in route.produces}
        elif route.gives is not None and status not in (204, 304):
            answer["content"] = {JSON: {"schema": refs[route.gives, "serialization"]}}
        found[str(status)] = answer
    found |= {str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(_refusals(route))}
    return found


def _refusals(route: Route) -> set[int]:
    found = {*route.problems, 500, 503}
    found |= {406} if route.gives is not None else set()
    found |= set(_ALWAYS) if route.scope is not None else set()
    names_something = "{" in route.path or route.takes is not None  # a body may hold ids, too
    found |= {404, 410} if names_something else set()
    found |= {413, 415, 422} if route.takes is not None else set()
    found |= {422} if route.query is not None or route.method == "POST" or route.scope is None else set()
    found |= {409} if route.method == "POST" and route.scope is not None else set()
    return found | {422}


def _used(routes: Sequence[Route]) -> set[int]:
    return set().union(*(_refusals(route) for route in routes))


def _problem(status: int) -> dict[str, Any]:
    headers: dict[str, Any] = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
    headers |= _RETRY if status in (429, 503) else {}
    return {
        "description": _STATUS_WORDS[status] + ".",
        "headers": headers,
        "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _is_record(given: Any) -> bool:
    return isinstance(given, type) and issubclass(given, BaseModel)
