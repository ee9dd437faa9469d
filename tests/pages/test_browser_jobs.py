"""HR makes a job, changes its role and looks at its numbers, in a real browser."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from mianshi.contracts.events import Consent
from mianshi.contracts.hiring import FunnelStep, Job, JobStatus
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.role import Role
from mianshi.doors.opening import open_interview
from mianshi.platform import objects
from mianshi.platform.store import candidates, funnel, interviews, jobs
from mianshi.scoring.role_writing import write_workbook
from mianshi.scoring.roles import load_role
from support import studied
from support.axe import findings
from support.desk import LIN, Desk, candidate, desk, open_job
from support.desk_server import cookie, served

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=alert(1)>店长"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def hr(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Desk, str]]:
    with desk(monkeypatch) as running:
        for name in ("office.home", "job.jobs"):
            running.app.include_router(importlib.import_module(name).router)
        with served(running) as origin:
            yield running, origin


def signed_in(page: Page, hr: tuple[Desk, str]) -> str:
    running, origin = hr
    kept: Any = cookie(running, LIN, origin)
    page.context.add_cookies([kept])
    return origin


def fits(page: Page, width: int) -> None:
    """No sideways scrolling, and nothing that axe finds wrong."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert findings(page) == []


def own() -> Job:
    [job] = jobs.of_person("lin", 5)
    return job


@pytest.mark.parametrize(("width", "language"), [(390, "en"), (1280, "zh")])
def test_a_job_is_made_its_weights_changed_and_saved_with_a_reason(
    width: int, language: str, open_page: Callable[..., Page], hr: tuple[Desk, str]
) -> None:
    page = open_page(width, may_fail_to_load=True)  # a refused form is a 422
    origin = signed_in(page, hr)
    page.goto(f"{origin}/?lang={language}")
    fits(page, width)
    page.locator(".empty .primary").click()
    page.locator("main form .primary").click()
    expect(page.locator("#role-wrong")).to_be_visible()
    page.check("[name=role][value=retail_store_manager]")
    page.fill("[name='title.zh']", HOSTILE)
    fits(page, width)
    page.locator("main form .primary").dblclick()
    page.wait_for_url("**/role")
    job = own()
    assert job.title.zh == HOSTILE
    expect(page.locator("h1")).to_have_text(HOSTILE)
    fits(page, width)
    first, second = (c.weight for c in _role(job).competencies[:2])
    page.fill("[name='c0.weight']", str(first + 5))
    expect(page.locator("[data-sum]")).to_contain_text("105")
    page.locator("form .go button").click()
    expect(page.locator("#weights-wrong")).to_contain_text("105")
    page.fill("[name='c1.weight']", str(second - 5))
    expect(page.locator("[data-sum]")).to_have_text("100 ✓")
    page.locator("form .go button").click()
    expect(page.locator("#confirm li")).to_have_count(2)
    expect(page.locator("#reason")).to_be_focused()
    fits(page, width)
    page.keyboard.type("complaints matter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/role?saved=1")
    assert [c.weight for c in _role(own()).competencies[:2]] == [first + 5, second - 5]
    assert jobs.history(job.id)[0].reason == "complaints matter"
    expect(page.locator(".banner.good")).to_be_visible()
    page.reload()
    expect(page.locator(".banner.good")).to_have_count(0)
    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=1)
    page.goto(f"{origin}/jobs/{job.id}/history?lang={language}")
    expect(page.locator("time").first).not_to_contain_text("UTC")
    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=1)
    fits(page, width)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_question_that_may_not_be_asked_is_named_where_it_stands(
    width: int, open_page: Callable[..., Page], hr: tuple[Desk, str]
) -> None:
    job, role = _stored()
    page = open_page(width, may_fail_to_load=True)
    origin = signed_in(page, hr)
    page.goto(f"{origin}/jobs/{job.id}/role/{role.competencies[0].id}?lang=en")
    fits(page, width)
    page.fill("[name='q0.en']", "Are you married?")
    page.locator("form .go button").click()
    expect(page.locator("[id='q0.en-wrong']")).to_contain_text("may not be asked")
    expect(page.locator("[name='q0.en']")).to_have_value("Are you married?")
    expect(page.locator("[name='q0.en']")).to_be_focused()
    fits(page, width)
    assert jobs.find(job.id) == job


def test_an_edited_workbook_becomes_a_version(open_page: Callable[..., Page], hr: tuple[Desk, str]) -> None:
    job, role = _stored()
    page = open_page()
    origin = signed_in(page, hr)
    edited = role.model_copy(update={"thresholds": role.thresholds.model_copy(update={"forward": 77})})
    page.goto(f"{origin}/jobs/{job.id}/role?lang=en")
    file = FilePayload(name="店长.xlsx", mimeType=XLSX, buffer=write_workbook(edited))
    page.set_input_files("#role-file", file)
    expect(page.locator("#role-file[data-read]")).to_be_attached()
    page.fill("#file-reason", "from Excel")
    page.get_by_role("button", name="Upload as a new version").click()
    page.wait_for_url("**/role?saved=1")
    expect(page.locator("[name=forward]")).to_have_value("77")


@pytest.mark.parametrize("width", [390, 1280])
def test_times_are_typed_in_the_browsers_zone_and_the_job_is_opened(
    width: int, browser: Browser, hr: tuple[Desk, str]
) -> None:
    job, _ = _stored(status=JobStatus.DRAFT)
    context = browser.new_context(
        viewport={"width": width, "height": 844}, locale="zh-CN", timezone_id="America/New_York"
    )
    page = context.new_page()
    origin = signed_in(page, hr)
    page.goto(f"{origin}/jobs/{job.id}/settings")
    fits(page, width)
    expect(page.locator("#start-hint")).to_contain_text("America/New_York")
    page.fill("#start", "2099-07-01T09:00")
    page.fill("#times", "2")
    page.locator(".slot-form button").click()
    expect(page.locator(".slots li")).to_have_count(2)
    assert own().slots[0].starts_at == "2099-07-01T13:00:00.000Z"
    expect(page.locator(".slots li").first).to_contain_text("2099年7月1日 09:00")
    page.locator("aside form button").click()
    page.wait_for_url(f"**/jobs/{job.id}")
    assert own().status is JobStatus.OPEN
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_numbers_alarm_and_list_are_readable(
    width: int, scheme: Any, open_page: Callable[..., Page], hr: tuple[Desk, str]
) -> None:
    job, role = _stored()
    studied.keep(job, studied.study(job, role))
    for step, number in {"invited": 30, "started": 25, "submitted": 20, "scored": 20, "forward": 8, "held": 5}.items():
        funnel.count(job.id, FunnelStep(step), by=number)
    page = open_page(width, may_fail_to_load=True)  # the note is refused once
    page.emulate_media(color_scheme=scheme)
    origin = signed_in(page, hr)
    of_job = ("/funnel", "/learning", "/learning/proposal", f"/role?version={job.role_version}")
    for path in ("/", "/jobs", *(f"/jobs/{job.id}{part}" for part in of_job)):
        page.goto(f"{origin}{path}{'&' if '?' in path else '?'}lang=en")
        fits(page, width)
    page.goto(f"{origin}/jobs/{job.id}/funnel?lang=en")
    widths = [bar.get_attribute("width") for bar in page.locator(".weeks tr:first-child .bar rect").all()]
    assert widths == ["100.0", "40.0"]
    page.fill("#note", "   ")
    page.locator("#alarm button").click()
    expect(page.locator("#note-wrong")).to_be_visible()
    page.fill("#note", "the line was too high")
    page.locator("#alarm button").click()
    page.wait_for_url("**/history")
    expect(page.locator(".log")).to_contain_text("the line was too high")


def test_the_first_page_follows_an_interview_without_being_reloaded(
    open_page: Callable[..., Page], hr: tuple[Desk, str]
) -> None:
    job, role = _stored()
    consent = Consent(recording=True, analysis=True, observations=False)
    someone = candidate(job, HOSTILE)
    known = open_interview(role, policy="cn", language="zh", consent=consent, files=[], candidate=someone)
    candidates.change(someone, interview_id=known.id)
    page = open_page()
    origin = signed_in(page, hr)
    page.goto(f"{origin}/?lang=en")
    page.evaluate("window.same = true")
    line = page.locator("#live a")
    expect(line).to_contain_text(HOSTILE)
    expect(line).to_contain_text("Waiting for upload")
    assert interviews.claim(known.id, "run")
    assert interviews.close(known.id, "run", Outcome.SCORED, [], total=81)
    expect(line).to_contain_text("81", timeout=15_000)
    expect(line).to_contain_text(HOSTILE)
    assert page.evaluate("window.same") is True
    fits(page, 1280)


def _role(job: Job) -> Role:
    return objects.get_record(objects.job_role(job.id, job.role_version), Role)


def _stored(**changes: Any) -> tuple[Job, Role]:
    """A job of Lin's with its role."""
    role = load_role("retail_store_manager")
    job = open_job(role_version=role.content_hash(), **changes)
    objects.put_record(objects.job_role(job.id, job.role_version), role)
    return job, role
