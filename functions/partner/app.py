"""Partner: the API that partners' systems call. Each module holds the routes of one subject."""

from __future__ import annotations

from typing import Any

import about
import candidates
import combined
import costs
import decisions
import erasures
import exchange
import interviews
import jobs
import outcomes
import postings
import resumes
import webhooks
from frame import Route
from serving import serve

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
