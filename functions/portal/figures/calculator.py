"""The calculator: the routes. What they lead to is read when somebody asks for it."""

from __future__ import annotations

from mianshi.doors import web
from mianshi.doors.web import Answer

router = web.router()


@router.get("/costs/calculator")
def shown() -> Answer:
    from figures import estimating  # noqa: PLC0415 - records that no other page needs

    return estimating.shown(web.visit(router))


@router.get("/costs/calculator/estimate.csv")
def download() -> Answer:
    from figures import estimating  # noqa: PLC0415 - records that no other page needs

    return estimating.download(web.visit(router))
