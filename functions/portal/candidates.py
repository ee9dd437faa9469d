"""Candidates of a job: added one by one or by spreadsheet, invited, uploaded for."""

from __future__ import annotations

from mianshi.doors import web

router = web.router()
