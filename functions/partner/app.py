"""Partner: the API that partners' systems call. Each router holds the routes of one subject."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from mianshi.doors import web

app = APIGatewayHttpResolver()
web.tell_failures(app, "partner")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """An HTTP API event (payload 2.0) in, its answer out."""
    return app.resolve(event, context)
