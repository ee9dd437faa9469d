"""Candidates of a job."""

from __future__ import annotations

import frame

router = frame.Routes("Candidates")
