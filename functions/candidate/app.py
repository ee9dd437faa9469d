"""Candidate: the pages of whoever is interviewed. A signed link is the key; there is no account and no app."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

import answering
import entrance
import journey
import pooling
import recording
import results
import trouble
import wishes
from mianshi.doors import visitor, web

app = APIGatewayHttpResolver()
app.use(middlewares=[visitor.guard])
for subject in (entrance, journey, results, wishes, pooling, answering, recording):
    app.include_router(subject.router)
web.tell_failures(app, "candidate", trouble.tell)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """An HTTP API event (payload 2.0) in, its answer out."""
    return app.resolve(event, context)
