"""The frame around the partner API: all that a module of routes needs of it.

router = frame.Routes("Jobs")

@router.post("/jobs", scope=Scope.JOBS_WRITE, takes=JobWish, gives=JobTold, status=201, summary="Create a job")
def create(call: Call, wish: JobWish) -> JobTold: ...
"""

from __future__ import annotations

from protocol.calls import Call
from protocol.routing import JSON, PREFIX, File, Route, Routes, parameter

__all__ = ["JSON", "PREFIX", "Call", "File", "Route", "Routes", "parameter"]
