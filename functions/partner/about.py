"""About the API itself: what needs no key."""

from __future__ import annotations

import frame
import problems
from frame import Call
from mianshi.contracts.partner_api import ProblemKind
from mianshi.errors import Rejected

router = frame.Routes("About")


@router.get("/problems/{code}", scope=None, gives=ProblemKind, summary="What a problem means")
def problem(_call: Call, *, code: str) -> ProblemKind:
    """Every `type` of a problem leads here."""
    if code not in problems.KINDS:
        raise Rejected("not_found", "There is no such kind of problem.")
    told = problems.KINDS[code]
    return ProblemKind(code=code, status=told.status, title=told.title, meaning=told.sentence)
