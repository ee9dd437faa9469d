"""Training guides for HR, interviewers and IT, and how to read a score."""

from __future__ import annotations

from mianshi.doors import web

router = web.router()
