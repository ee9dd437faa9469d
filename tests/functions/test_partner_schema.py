"""Requests made from the OpenAPI document, right ones and wrong ones: nothing breaks, and answers are as it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from mianshi.platform.store import partners
from support.partner import Client, House, house, wsgi

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
]
BOUNDED = settings(
    max_examples=3,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""A few of each operation and kind of data; drawn alike every time."""


@pytest.fixture(scope="module")
def here() -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch, house(patch) as running:
        yield running


@pytest.fixture(scope="module")
def client(here: House) -> Client:
    return here.client(per_minute=6000)


@pytest.fixture(scope="module")
def known(here: House, client: Client) -> dict[str, str]:
    """Ids of things that are there, so that requests come further than the first look-up."""
    job_id = client.post("/jobs", {"role": "retail_store_manager"}).json["id"]
    people = {"candidates": [{"name": "王小明", "email": "wang@example.com"}]}
    candidate_id = client.post(f"/jobs/{job_id}/candidates", people).json["candidates"][0]["id"]
    return {"job_id": job_id, "candidate_id": candidate_id, "interview_id": "iv_01K00000000000000000000000"}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_api_does_what_its_document_says(
    here: House, client: Client, known: dict[str, str], mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", wsgi(here.handler))
    schema.config.generation.update(modes=[mode])
    ran = []
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # an operation that cannot be read fails here

        def ask(case: Any) -> None:
            for name in set(case.path_parameters or {}) & set(known):
                if mode is GenerationMode.POSITIVE:
                    case.path_parameters[name] = known[name]
            case.call_and_validate(headers={"Authorization": f"Bearer {client.token}"}, checks=CHECKS)

        BOUNDED(given(case=operation.as_strategy(generation_mode=mode))(ask))()
        ran.append((operation.method.upper(), operation.path))
    routes = {(route.method, route.path) for route in here.routes}
    assert set(ran) == routes - {("GET", "/openapi.json")}, "all but the document it has read itself"
    assert partners.find(client.partner.id) == client.partner, "no request changes the partner itself"
