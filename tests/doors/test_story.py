"""One candidate from the opening of a job to an appeal, through real pages, real uploads and the real workflow.

The tests of this module are chapters: each goes on where the one before it ended.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from doors.conftest import Doors
from support.pipeline import eventually

NAME = '王小雨 <script>alert("x")</script> \u202e😀'
"""Markup, a mark that turns the direction of writing, and a character outside the first plane."""
QUESTIONS = 5


def test_hr_makes_a_job_from_a_template_and_opens_it(doors: Doors) -> None:
    page = doors.staff("lin")
    page.goto(f"{doors.url}/jobs/new")
    page.check('input[name="role"][value="retail_store_manager"]')
    page.fill('input[name="department"]', "East")
    page.get_by_role("button", name="Make the draft").click()
    page.wait_for_url(re.compile(r"/jobs/jb_\w+/role"))
    job = doors.facts["job"] = page.url.split("/jobs/")[1].split("/")[0]
    page.goto(f"{doors.url}/jobs/{job}/settings")
    for name in ("wei", "mei"):
        page.check(f'input[name="team"][value="{name}"]')
    page.fill('input[name="think_seconds"]', "0")
    page.check('input[name="blind_first"]')
    page.get_by_role("button", name="Save the settings").click()
    page.wait_for_url(re.compile("saved"))
    page.get_by_role("button", name="Open the job").click()
    page.wait_for_url(re.compile(rf"/jobs/{job}$"))


def test_hr_adds_and_invites_a_candidate_with_a_hostile_name(doors: Doors) -> None:
    job, page = doors.facts["job"], doors.staff("lin")
    page.goto(f"{doors.url}/jobs/{job}/candidates/new")
    page.fill('input[name="name"]', NAME)
    page.fill('input[name="email"]', "wang@example.com")
    page.locator('button[name="then"][value="invite"]').click()
    page.wait_for_load_state()
    page.goto(f"{doors.url}/jobs/{job}")
    page.get_by_role("link", name=re.compile("王小雨")).first.click()
    page.wait_for_url(re.compile("/candidates/ca_"))
    doors.facts["candidate"] = page.url.split("/candidates/")[1].split("?")[0]
    expect(page.get_by_role("heading", name=re.compile("王小雨"))).to_be_visible()
    expect(page.locator("svg").first).to_be_visible()
    found = re.search(r"http://[^\s\"<]+/c/open/[a-z0-9.]+", page.content())
    assert found, "the link is shown to be copied"
    doors.facts["link"] = found.group(0)


def test_the_candidate_agrees_to_each_thing_by_itself(doors: Doors) -> None:
    page = doors.page("candidate", width=390, locale="zh-CN")
    page.goto(doors.facts["link"])
    doors.facts["base"] = page.url.split("?")[0].rstrip("/")
    assert "/c/open/" not in page.url, "the key does not stay in the address bar"
    for name in ("recording", "analysis", "observations", "talent_pool"):
        assert not page.locator(f'input[name="{name}"]').is_checked()
    for name in ("recording", "analysis"):
        page.check(f'input[name="{name}"]')
    page.locator('button[name="path"][value="go"]').click()
    page.wait_for_url(re.compile("/plan"))
    page.check('input[name="mode"][value="video"]')
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile("/ready"))


def test_the_candidate_records_while_the_network_goes_and_comes(doors: Doors) -> None:
    page = doors.page("candidate")
    page.goto(f"{doors.facts['base']}/record")
    page.click("#begin")
    for number in range(QUESTIONS):
        page.click("#start")
        page.wait_for_timeout(3_500)
        page.click("#stop")
        expect(page.locator("#keep")).to_be_visible()
        if number == 0:
            page.click("#again")  # a re-take
            page.click("#start")
            page.wait_for_timeout(3_500)
            page.click("#stop")
        if number == 2:
            page.context.set_offline(True)
        page.click("#keep")
        if number == 2:
            page.wait_for_timeout(1_000)
            page.context.set_offline(False)
            page.reload()  # what was recorded is still there, and goes on
            if page.locator("#begin").is_visible():
                page.click("#begin")
    expect(page.locator("main")).to_contain_text("面试完成", timeout=60_000)
    assert doors.complaints == []


def test_the_interview_is_worked_on_and_scored(doors: Doors) -> None:
    job, candidate = doors.facts["job"], doors.facts["candidate"]
    page = doors.staff("lin")

    def interview() -> str:
        page.goto(f"{doors.url}/jobs/{job}/candidates/{candidate}")
        found = re.search(r"/interviews/(iv_\w+)", page.content())
        return found.group(1) if found else ""

    known = doors.facts["interview"] = eventually(interview)
    row = eventually(lambda: found if "outcome" in (found := doors.house.row(known)) else {})
    assert row["outcome"]["S"] == "scored", doors.house.explain(known)
    page.goto(f"{doors.url}/interviews/{known}")
    expect(page.locator("main")).to_contain_text("Scored")


def test_whoever_rates_first_sees_no_score_before(doors: Doors) -> None:
    known, job = doors.facts["interview"], doors.facts["job"]
    total = doors.house.row(known)["total"]["N"]
    page = doors.staff("wei")
    for path in ("/", f"/jobs/{job}", f"/jobs/{job}/candidates/{doors.facts['candidate']}", f"/interviews/{known}"):
        page.goto(doors.url + path)
        words = page.locator("main").inner_text()
        assert not re.search(rf"(?<![\d:,.]){total}(?![\d:,.])", words), path
    refused = page.request.get(f"{doors.url}/api/interviews/{known}/scorecard")
    assert (refused.status, refused.json()["code"]) == (403, "rate_first")
    page.goto(f"{doors.url}/interviews/{known}")
    for row in page.locator('label:has(input[type="radio"][value="3"])').all():
        row.click()
    page.get_by_role("button", name="Hand in the rating").click()
    page.wait_for_url(re.compile("done=rated"))
    expect(page.locator("main")).to_contain_text(f"Total {total} of 100")


def test_a_report_can_be_read_and_a_moment_remarked_on(doors: Doors) -> None:
    page = doors.staff("lin")
    known = doors.facts["interview"]
    page.goto(f"{doors.url}/interviews/{known}/report?lang=en")
    page.locator("video").first.wait_for()
    page.goto(f"{doors.url}/interviews/{known}")
    page.fill('textarea[name="text"]', "Look at how the customer was heard out.")
    page.select_option('select[name="answer"]', index=1)
    page.fill('input[name="moment"]', "0:01")
    page.get_by_role("button", name="Save the remark").click()
    expect(page.locator("#remarks")).to_contain_text("Look at how the customer was heard out.")


def test_a_person_decides_and_only_once_in_two_tabs(doors: Doors) -> None:
    known = doors.facts["interview"]
    first, second = doors.staff("mei"), doors.page("mei")
    for tab in (first, second):
        tab.goto(f"{doors.url}/interviews/{known}?lang=en")
    _decide(first, "advance")
    first.wait_for_url(re.compile("done=decided"))
    _decide(second, "hold")
    expect(second.locator("main")).to_contain_text("meanwhile")
    first.goto(f"{doors.url}/jobs/{doors.facts['job']}")
    expect(first.locator("main table")).to_contain_text("Advance")


def test_the_candidate_sees_where_it_stands_and_appeals(doors: Doors) -> None:
    page = doors.page("candidate")
    page.goto(f"{doors.facts['base']}/status")
    expect(page.locator("main")).to_contain_text("进入下一轮")
    page.goto(f"{doors.facts['base']}/report")
    assert "评分" in page.content()
    page.goto(f"{doors.facts['base']}/rights/appeal")
    page.fill('textarea[name="text"]', "第二题的听写有误。")
    page.check('input[name="record"]')
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    staff = doors.staff("lin")
    staff.goto(f"{doors.url}/jobs/{doors.facts['job']}/candidates/{doors.facts['candidate']}")
    expect(staff.locator("main")).to_contain_text("第二题的听写有误。")


def test_what_is_recorded_for_an_appeal_goes_the_same_way_and_is_linked(doors: Doors) -> None:
    page = doors.page("candidate")
    page.goto(f"{doors.facts['base']}/rights")
    more = page.locator('a[href*="interview=iv_"]').first.get_attribute("href") or ""
    supplement = doors.facts["supplement"] = more.split("interview=")[1].split("&")[0]
    page.goto(f"{doors.facts['base']}/record?interview={supplement}")
    page.click("#begin")
    page.click("#start")
    page.wait_for_timeout(4_000)
    page.click("#stop")
    page.click("#keep")
    row = eventually(lambda: found if "outcome" in (found := doors.house.row(supplement)) else {})
    assert row["outcome"]["S"] == "scored", doors.house.explain(supplement)
    staff = doors.staff("lin")
    staff.goto(f"{doors.url}/interviews/{supplement}")
    assert staff.locator(f'a[href*="{doors.facts["interview"]}"]').count(), "it leads to what it supplements"
    staff.goto(f"{doors.url}/interviews/{doors.facts['interview']}")
    assert staff.locator(f'a[href*="{supplement}"]').count(), "and back"


@pytest.mark.parametrize(
    ("name", "may", "may_not"),
    [
        (
            "zhou",
            ["/", "/jobs", "/guides"],
            ["{job}", "{interview}", "{interview}/report", "/costs", "/log", "/accounts"],
        ),
        ("fay", ["/", "/costs"], ["/jobs", "{job}", "{interview}", "{interview}/report", "/operations", "/log"]),
        ("wei", ["/jobs", "{job}", "{interview}"], ["{job}/upload", "/costs", "/operations", "/accounts", "/jobs/new"]),
        ("mei", ["/jobs", "{job}"], ["/costs", "/operations", "/accounts", "/log", "/jobs/new"]),
        (
            "aud",
            ["/jobs", "{job}", "{interview}", "/costs", "/operations", "/log", "/usage"],
            ["/accounts", "/jobs/new"],
        ),
        ("ada", ["/jobs", "{job}", "{interview}", "/costs", "/operations", "/log", "/usage", "/accounts"], []),
    ],
)
def test_each_role_sees_its_own_and_is_refused_the_rest(
    doors: Doors, name: str, may: list[str], may_not: list[str]
) -> None:
    page = doors.staff(name)

    def status(path: str) -> int:
        job, known = f"/jobs/{doors.facts['job']}", f"/interviews/{doors.facts['interview']}"
        path = path.replace("{job}/upload", f"{job}/candidates/{doors.facts['candidate']}/upload")
        return page.request.get(doors.url + path.replace("{job}", job).replace("{interview}", known)).status

    assert {path: status(path) for path in may} == dict.fromkeys(may, 200)
    assert {status(path) for path in may_not} <= {403, 404}


def test_a_post_without_the_pages_own_secret_changes_nothing(doors: Doors) -> None:
    page = doors.staff("lin")
    target = f"{doors.url}/jobs/{doors.facts['job']}/status"
    answer = page.request.post(target, form={"revision": "1", "status": "closed"})
    assert answer.status == 403
    page.goto(f"{doors.url}/jobs/{doors.facts['job']}")
    expect(page.locator("main")).to_contain_text("Open")


def test_links_that_are_forged_or_meant_for_something_else_open_nothing(doors: Doors) -> None:
    page = doors.page("stranger")
    link = doors.facts["link"]
    forged = link[:-1] + ("0" if link[-1] != "0" else "1")
    for address in (forged, link.replace("/c/open/", "/g/"), f"{doors.facts['base']}/status"):
        answer = page.request.get(address)
        assert answer.status in (401, 404), address
        assert "Traceback" not in answer.text()
    doors.forget("stranger")


def _decide(page: Page, kind: str) -> None:
    page.locator(f'label:has(input[name="kind"][value="{kind}"])').first.click()
    page.fill('textarea[name="reason"]', "Clear steps in the answer on the complaint.")
    page.get_by_role("button", name=re.compile("decision")).last.click()
