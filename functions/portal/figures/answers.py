"""What finance asks: the routes. What they lead to is read when somebody asks for it."""

from __future__ import annotations

from mianshi.doors import web
from mianshi.doors.web import Answer

router = web.router()


@router.get("/costs/answers")
def shown() -> Answer:
    from figures import answers_page  # noqa: PLC0415 - records that no other page needs

    return answers_page.shown(web.visit(router))


@router.get("/costs/savings")
def saved() -> Answer:
    from figures import answers_page  # noqa: PLC0415 - records that no other page needs

    return answers_page.saved(web.visit(router))


@router.get("/costs/answers.<kind>")
def file(kind: str) -> Answer:
    from figures import answers_page  # noqa: PLC0415 - records that no other page needs

    return answers_page.file(web.visit(router), kind)
