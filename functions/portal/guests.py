"""One report for a guest of a department, by a signed link and without an account."""

from __future__ import annotations

from mianshi.doors import web

router = web.router()
