"""Partner: the API that partners' systems call. Each router holds the routes of one subject."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

from frame import Route
from serving import serve

SUBJECTS = (
    "about",
    *("jobs", "candidates", "resumes", "interviews"),
    *("decisions", "outcomes", "costs", "erasures", "webhooks", "exchange"),
)


def routes() -> list[Route]:
    """Every route, subject by subject."""
    there = [name for name in SUBJECTS if importlib.util.find_spec(name)]
    return [route for name in there for route in importlib.import_module(name).router.routes]


_ROUTES = routes()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """An HTTP API event (payload 2.0) in, its answer out."""
    return serve(_ROUTES, event, str(context.aws_request_id))
