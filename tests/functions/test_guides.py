"""The guides: everybody ticks for themselves, and every link to a score's explanation lands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mianshi.contracts.people import GuideProgress, StaffRole
from mianshi.pages.guides import GUIDES
from mianshi.platform.store import plain
from support.portal_moto import Portal, portal


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    with portal(monkeypatch) as opened:
        yield opened


def test_a_checklist_is_kept_for_one_person_and_holds_only_its_own_points(door: Portal) -> None:
    points = [point.id for point in GUIDES["hr"].points]
    door.sign_in(StaffRole.FINANCE)
    answer = door.post("/guides/hr", {"done": [points[0], points[0], points[2], "<script>"]})
    assert answer.status == 303
    stored = plain.get("PERSON#finance-1", "GUIDE#hr", GuideProgress)
    assert stored is not None
    assert stored.done == [points[0], points[2]]
    page = door.get(answer.headers["location"]).text
    assert "Progress saved" in page
    assert page.count(" checked>") == 2
    assert f"2 of {len(points)} done" in door.get("/guides").text
    door.sign_in(StaffRole.HR)
    assert door.get("/guides/hr").text.count(" checked>") == 0
    door.post("/guides/hr", {"done": points})
    assert "finished" in door.get("/guides").text
    assert door.post("/guides/hr", {"done": points}, csrf=False).status == 403
    assert door.get("/guides/anything").status == 404
    assert door.post("/guides/anything", {}).status == 404
