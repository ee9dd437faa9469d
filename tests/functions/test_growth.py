"""The page of somebody's development: interview levels only where the person was told of their further use."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

import pytest

from mianshi.contracts.afterwards import Hire, Performance
from mianshi.platform import workflow
from mianshi.platform.store import afterwards
from support import reviewed
from support.desk import INTERVIEWER, LIN, Desk, candidate, desk
from support.report_fixture import role


@pytest.fixture(scope="module")
def hr() -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch, desk(patch) as running:
        patch.setattr(workflow, "history", lambda _: [])
        running.app.include_router(importlib.import_module("candidate.growth").router)
        yield running


@pytest.mark.parametrize("told", [True, False])
def test_levels_are_shown_to_whoever_may_and_only_where_the_person_was_told(hr: Desk, told: bool) -> None:
    job = reviewed.job(blind_first=True)
    made = candidate(job)
    path = f"/jobs/{job.id}/candidates/{made.id}/growth?lang=en"
    assert "No hire is recorded yet" in hr.get(path, LIN).page.text
    known = reviewed.interview(made)
    hire = Hire(starts_on="2026-12-01", told_about_scores=told, by="lin", at="x")
    afterwards.correct(job.id, made.id, hire, 30)
    measure = reviewed.card(known.id).competencies[0].id
    rated = Performance(period_ends_on="2027-03-31", score=85, measure=measure, by="partner:x", at="x")
    afterwards.report(job.id, made.id, rated, 30)
    reply = hr.get(path, LIN)
    page = reply.page.text
    assert "8.5" in page and "2027-03-31" in page
    name = next(c.name.en for c in role().competencies if c.id == measure)
    assert name in page
    level = reviewed.card(known.id).competencies[0].level
    shown = f"{((level or 1) - 1) / 4 * 10:.1f}"
    assert (shown in page) is told and ("are left out" in page) is not told
    assert bool(re.search(r'aria-label="[^"]* in the interview" role="img">[↑↓→]<', reply.body)) is told
    assert shown not in hr.get(path, INTERVIEWER).page.text, "rates first"
