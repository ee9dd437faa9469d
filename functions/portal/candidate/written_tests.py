"""Results of written tests on a candidate's page: what is known, and one entered by hand."""

from __future__ import annotations

import re
from datetime import date

from pydantic import ValidationError

from mianshi.contracts.afterwards import TestScore
from mianshi.contracts.hiring import Candidate, Job
from mianshi.doors import outcomes
from mianshi.doors.web import Visit
from mianshi.hiring.decisions import LEFT
from mianshi.pages.people import TestsView, Wrong
from mianshi.platform.clock import timestamp
from mianshi.platform.store import afterwards
from mianshi.privacy.rights import Right, may

FIELDS = ("test_name", "test_score", "test_highest", "test_day")
_LONGEST = 100
_MOST_DIGITS = 12
_UNCLEAR = re.compile(r"[,，]\d{3}(?!\d)")
"""Whether 1,500 is fifteen hundred or one and a half depends on who typed it: they are asked."""


def view(visit: Visit, job: Job, candidate: Candidate) -> TestsView:
    """What was reported, oldest first, and whether the visitor may add to it."""
    return TestsView(
        tests=afterwards.reported(job.id, candidate.id, TestScore),
        may_add=may(visit.person, Right.EDIT_CANDIDATES) and candidate.stage not in LEFT,
    )


def typed(visit: Visit) -> dict[str, str]:
    """What was typed into the form."""
    return {name: visit.form(name)[:200] for name in FIELDS}


def save(visit: Visit, job: Job, candidate: Candidate) -> dict[str, Wrong]:
    """Add a result; what is wrong, by field, where nothing was added. The same name and day replaces.

    Raises:
        Rejected: ``candidate_left``.
    """
    given = {name: " ".join(text.split()) for name, text in typed(visit).items()}
    wrong: dict[str, Wrong] = {}
    score, highest = _number(given["test_score"]), _number(given["test_highest"] or "100")
    if not 1 <= len(given["test_name"]) <= _LONGEST:
        wrong["test_name"] = Wrong(code="test_name")
    wrong |= _wrong_numbers(given, score, highest)
    if not _past(given["test_day"]):
        wrong["test_day"] = Wrong(code="test_day")
    if wrong or score is None or highest is None:
        return wrong
    try:
        told = TestScore(
            name=given["test_name"],
            score=score,
            highest=highest,
            taken_on=given["test_day"],
            by=visit.person.id,
            at=timestamp(),
        )
    except ValidationError:
        return {"test_day": Wrong(code="test_day")}
    outcomes.report(visit.person.id, job, candidate, told)
    return {}


def _wrong_numbers(given: dict[str, str], score: float | None, highest: float | None) -> dict[str, Wrong]:
    unclear = {
        name: Wrong(code="test_comma") for name in ("test_score", "test_highest") if _UNCLEAR.search(given[name])
    }
    if unclear:
        return unclear
    if highest is None or highest <= 0:
        return {"test_highest": Wrong(code="test_highest")}
    if score is None or not 0 <= score <= highest:
        return {"test_score": Wrong(code="test_score")}
    return {}


def _number(text: str) -> float | None:
    """A plain decimal number of the form, or None: no exponents, nothing endless."""
    plain = text.replace("，", ",").replace(",", ".")
    digits = plain.removeprefix("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdecimal()) or len(plain) > _MOST_DIGITS:
        return None
    return float(plain)


def _past(text: str) -> bool:
    """Whether it is a day, and not one to come: somewhere it is tomorrow already."""
    try:
        return (date.fromisoformat(timestamp()[:10]) - date.fromisoformat(text)).days >= -1
    except ValueError:
        return False
