"""What is running, waiting or failed and why; starting it again; the access log; how much the product is used."""

from __future__ import annotations

from mianshi.doors import web

router = web.router()
