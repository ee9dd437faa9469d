"""The first page of whoever signed in."""

from __future__ import annotations

from mianshi.doors import reading, staff, web
from mianshi.doors.web import Answer
from mianshi.pages.portal import render_home

router = web.router()


@router.get("/")
def home() -> Answer:
    visit = web.visit(router)
    return web.html(visit, render_home(reading.home(visit.language), staff.frame(visit, "home")))
