"""Signing in and out, and the accounts of the staff."""

from __future__ import annotations

from mianshi.doors import web

router = web.router()
