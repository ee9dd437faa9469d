"""What people rate, remark, compare and decide."""

from __future__ import annotations

from mianshi.doors import web

router = web.router()
