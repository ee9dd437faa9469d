"""Interviews of candidates."""

from __future__ import annotations

import frame

router = frame.Routes("Interviews")
