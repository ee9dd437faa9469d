"""The OpenAPI document says what the API does: valid, current, described, with every event we send."""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import validate

import partner_document
from mianshi.contracts import exchange, partner_api, partner_api_more, partner_interviews, partner_webhooks
from mianshi.contracts.delivery import EventKind
from mianshi.contracts.partner import Scope
from mianshi.delivery.facts import facts
from support.happenings import news_of
from support.partner import House, answer, house


@pytest.fixture(scope="module")
def here() -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch, house(patch) as running:
        yield running


@pytest.fixture(scope="module")
def document(here: House) -> dict[str, Any]:
    reply = answer(here.handler, "GET", "/api/v1/openapi.json", b"", {})
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json")
    found: dict[str, Any] = reply.json
    return found


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    validate(document)
    assert document["servers"] == [{"url": "https://portal.example/api/v1"}]


def test_the_file_in_docs_is_what_the_code_says(here: House) -> None:
    written = json.loads(partner_document.PAGE.read_text(encoding="utf-8"))
    now = importlib.import_module("document.about").written(partner_document.ORIGIN)
    assert written == json.loads(json.dumps(now)), "run: python infra/partner_document.py"


def test_every_route_is_in_it_once(here: House, document: dict[str, Any]) -> None:
    told = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert told == {(route.method, route.path) for route in here.routes}
    assert len(here.routes) == len(told)
    names = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z][A-Za-z0-9]*", name) for name in names)


def test_every_route_says_what_it_needs_and_how_it_refuses(here: House, document: dict[str, Any]) -> None:
    for route in here.routes:
        operation = document["paths"][route.path][route.method.lower()]
        assert operation["summary"] and operation["description"], route.path
        refusals = {status for status in operation["responses"] if status >= "400"}
        if route.scope is None:
            assert operation["security"] == []
            continue
        assert operation["x-scope"] == route.scope.value
        assert {"401", "403", "422", "429", "500", "503"} <= refusals, route.path
        assert ("404" in refusals) >= ("{" in route.path)
        assert ({"413", "415"} <= refusals) == (route.takes is not None)
        keys = [one["name"] for one in operation.get("parameters", [])]
        assert ("Idempotency-Key" in keys) == (route.method == "POST")
    known = document["components"]["securitySchemes"]["key"]["description"]
    assert all(f"`{scope.value}`" in known for scope in Scope)


def test_every_field_is_described(document: dict[str, Any]) -> None:
    ours = {
        name
        for module in (partner_api, partner_interviews, partner_api_more, partner_webhooks, exchange)
        for name, one in vars(module).items()
        if getattr(one, "__module__", "") == module.__name__
    }
    bare = [
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        if name in ours
        for field, told in schema.get("properties", {}).items()
        if not told.get("description")
    ]
    assert bare == []


def test_what_is_taken_is_closed_and_what_is_told_may_grow(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["JobWish"]["additionalProperties"] is False
    assert "additionalProperties" not in schemas["JobTold"]
    assert "retail_store_manager" in json.dumps(schemas["JobWish"]["properties"]["role"])


@pytest.mark.parametrize("event", list(EventKind))
def test_every_event_we_send_is_described_field_by_field(document: dict[str, Any], event: EventKind) -> None:
    told = facts(news_of(event), "zh")
    body = document["webhooks"][event.value]["post"]["requestBody"]["content"]["application/cloudevents+json"]
    fields = body["schema"]["properties"]["data"]["properties"]
    assert set(told) - set(fields) == set()
    names: dict[str, Any] = {"boolean": bool, "integer": int, "string": str, "array": list, "number": (int, float)}
    for name, value in told.items():
        kinds = fields[name]["type"] if isinstance(fields[name]["type"], list) else [fields[name]["type"]]
        assert value is None or any(isinstance(value, names[kind]) for kind in kinds if kind != "null"), name


def test_the_document_is_made_only_when_it_is_asked_for(here: House) -> None:
    names = ("openapi", "events", "wording")
    for name in names:
        sys.modules.pop(name, None)
    here.client().get("/jobs")
    assert not [name for name in names if name in sys.modules]
