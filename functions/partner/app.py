"""Partner: the API that partners' systems call. Each module holds the routes of one subject."""

from __future__ import annotations

from typing import Any

from document import about
from hooks import webhooks
from protocol.frame import Route
from protocol.serving import serve
from subjects import (
    candidates,
    combined,
    costs,
    decisions,
    erasures,
    exchange,
    interviews,
    jobs,
    outcomes,
    postings,
    resumes,
)

_SUBJECTS = (
    *(about, jobs, postings, candidates, resumes, interviews, combined),
    *(decisions, outcomes, costs, erasures, webhooks, exchange),
)
_ROUTES = [route for subject in _SUBJECTS for route in subject.router.routes]


def routes() -> list[Route]:
    """Every route, subject by subject."""
    return _ROUTES


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """An HTTP API event (payload 2.0) in, its answer out."""
    return serve(_ROUTES, event, str(context.aws_request_id))
