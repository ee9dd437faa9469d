"""The two reports of an interview: pages that bring their own style and security policy and can be kept as files."""

from __future__ import annotations

import reading
from mianshi.contracts.base import Language
from mianshi.contracts.events import Interview
from mianshi.errors import Rejected


def render(kind: str, known: Interview, language: Language | None, saved: str | None) -> str:
    """``report``, the interviewer's, or ``candidate-report``; `saved` as in `reading.report`.

    Raises:
        Rejected: ``not_found`` for another kind, ``not_ready`` while the interview is not closed.
    """
    if kind == "report":
        from mianshi.pages.report import render_report  # noqa: PLC0415 - the largest page; most calls want none

        return render_report(reading.report(known, language, saved=saved))
    if kind == "candidate-report":
        from mianshi.pages.candidate import render_candidate_report  # noqa: PLC0415 - as above

        return render_candidate_report(reading.candidate_report(known, language, saved=saved))
    raise Rejected("not_found", "there is no such report")
