"""The ledger against AWS's bill: the routes. What they lead to is read when somebody asks for it."""

from __future__ import annotations

from mianshi.doors import web
from mianshi.doors.web import Answer

router = web.router()


@router.get("/costs/reconcile")
def page() -> Answer:
    from money import bill_page  # noqa: PLC0415 - records that no other page needs

    return bill_page.page(web.visit(router))


@router.post("/costs/reconcile")
def compare() -> Answer:
    from money import bill_page  # noqa: PLC0415 - records that no other page needs

    return bill_page.compare(web.visit(router))
