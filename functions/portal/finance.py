"""What interviews cost: by interview, job, department and month."""

from __future__ import annotations

from mianshi.doors import web

router = web.router()
