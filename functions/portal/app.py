"""Portal: the staff's pages and API. Each router holds the routes of one subject; the frame is `mianshi.doors`."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from candidate import candidates, growth, personal, resumes
from decision import guests, reviews
from interview import interviews, rescoring, uploads
from job import jobs
from mianshi.doors import staff, web
from mianshi.errors import Rejected
from mianshi.pages.static_files import static_file
from money import cost_pages
from office import account, guides, home, operations
from systems import connections, exchanging, partners

app = APIGatewayHttpResolver()
app.use(middlewares=[staff.guard])
for subject in (
    home,
    account,
    jobs,
    candidates,
    personal,
    growth,
    exchanging,
    interviews,
    rescoring,
    resumes,
    reviews,
    uploads,
    *cost_pages.SUBJECTS,
    operations,
    connections,
    partners,
    guides,
    guests,
):
    app.include_router(subject.router)
web.tell_failures(app, "portal", staff.refuse)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """An HTTP API event (payload 2.0) in, its answer out."""
    return app.resolve(event, context)


@app.get("/static/<name>")
def static(name: str) -> Response[Any]:
    found = static_file(name)
    if found is None:
        raise Rejected("not_found", "there is no such file")
    return Response(
        status_code=200, content_type=found[1], body=found[0].decode(), headers={"Cache-Control": "max-age=31536000"}
    )
