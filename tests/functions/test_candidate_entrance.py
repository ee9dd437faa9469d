"""How somebody comes in: by a link of ours, once per browser, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from mianshi.contracts.hiring import Stage
from mianshi.contracts.people import AuditAction
from mianshi.doors import links
from mianshi.platform.clock import now
from mianshi.platform.store import audit, candidates
from mianshi.platform.store import links as stored
from support.candidate_door import Browser, applicant, browser, linked, offer


@pytest.fixture(scope="module")
def house() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, browser(patch) as running:
        yield running


@pytest.fixture
def door(house: Browser) -> Browser:
    return house.anew()


def test_a_link_becomes_a_cookie_of_these_pages_only_and_leaves_the_address(door: Browser) -> None:
    wang, li = applicant(offer()), applicant(offer())
    opened = door.open(wang)
    assert (opened.status, opened.where) == (303, f"/c/{wang.id}/?lang=zh")
    [cookie] = opened.cookies
    parts = {part.strip() for part in cookie.split(";")}
    assert {f"Path=/c/{wang.id}/", "Secure", "HttpOnly", "SameSite=Lax"} <= parts
    page = door.get(f"/c/{wang.id}/?lang=zh")
    assert page.status == 200 and "门店店长" in page.body and "王小明" in page.body
    assert door.get(f"/c/{li.id}/").status == 401
    assert [entry.action for entry in audit.about(wang.id, 9)] == [AuditAction.LINK_OPENED]


def test_the_language_somebody_chose_before_stays(door: Browser) -> None:
    wang = applicant(offer())
    door.jar[("/", "mianshi_lang")] = "en"
    assert door.open(wang).where == f"/c/{wang.id}/"
    assert 'lang="en"' in door.get(f"/c/{wang.id}/").body


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_forged_ended_and_taken_back_links_are_told_in_one_sentence(door: Browser, lang: str) -> None:
    wang = applicant(offer())
    door.jar[("/", "mianshi_lang")] = lang
    good = linked(wang)
    ended = good.model_copy(update={"id": f"ended{lang}", "expires_at": "2026-01-01T00:00:00.000Z"})
    stored.save(ended, now() + timedelta(days=1))
    taken_back = linked(wang)
    stored.revoke(taken_back.id)
    for path, status, code in (
        (links.path(good)[:-1] + ("0" if links.path(good)[-1] != "0" else "1"), 404, "link_broken"),
        ("/c/open/nonsense", 404, "link_broken"),
        (links.path(ended), 410, "link_expired"),
        (links.path(taken_back), 410, "link_expired"),
    ):
        answer = door.get(path)
        assert (answer.status, code in answer.body) == (status, True)
        assert 'href="/"' not in answer.body and not answer.cookies
    assert door.jar == {("/", "mianshi_lang"): lang}


def test_whoever_guesses_links_is_stopped_and_others_are_not(door: Browser) -> None:
    wang = applicant(offer())
    for _ in range(20):
        assert door.get("/c/open/guess.0000").status == 404
    assert door.get("/c/open/guess.0000").status == 429
    assert door.open(wang).status == 429
    door.address = "198.51.100.4"
    assert door.open(wang).status == 303


def test_what_changes_something_needs_the_pages_own_secret_and_origin(door: Browser) -> None:
    wang = applicant(offer())
    door.open(wang)
    page = door.get(f"/c/{wang.id}/")
    form = {name: page.field(name) for name in ("csrf", "version", "shown", "request")}
    form |= {"path": "go", "recording": "yes", "analysis": "yes"}
    assert door.post(f"/c/{wang.id}/consent", {**form, "csrf": "0" * 20}).status == 403
    assert door.post(f"/c/{wang.id}/consent", form, origin="https://elsewhere.example").status == 403
    found = candidates.find(wang.job_id, wang.id)
    assert found is not None and found.stage is Stage.INVITED
    assert door.post(f"/c/{wang.id}/consent", form, origin="https://portal.example").status == 303


def test_a_refusal_never_sends_a_candidate_to_the_staffs_sign_in(door: Browser) -> None:
    wang = applicant(offer())
    assert "/sign-in" not in door.get(f"/c/{wang.id}/status").body
    door.open(wang)
    missing = door.get(f"/c/{wang.id}/nothing-here")
    assert missing.status == 404 and f'href="/c/{wang.id}/?lang=' in missing.body and 'href="/"' not in missing.body
    told = door.get(f"/c/{wang.id}/status", accept="application/json", cookie="")
    assert told.status == 200
