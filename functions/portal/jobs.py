"""Jobs: made from templates, changed, versioned, opened and closed."""

from __future__ import annotations

from mianshi.doors import web

router = web.router()
