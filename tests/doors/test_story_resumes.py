"""HR pastes a job text, hands in a résumé from the browser, and reads how they meet, on a telephone."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, expect

from doors.conftest import Doors
from support import axe

TEXT = """任职要求：
1. 本科及以上学历
2. 三年以上门店管理经验
3. 熟练使用 Excel、SQL
4. 年龄 25-35 岁"""
RESUME = """王小雨
电话：13800138000
教育背景
2014.09-2018.06 华东师范大学 市场营销 本科
工作经历
2018.07-2022.06 优衣库（中国） 店长
带领 12 人团队，用 Excel 做门店周报 <b>x</b>
"""


def test_hr_pastes_a_job_text_hands_in_a_resume_and_reads_the_match(doors: Doors) -> None:
    job, candidate = doors.facts["job"], doors.facts["candidate"]
    page = doors.staff("lin")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{doors.url}/jobs/{job}/posting?lang=en")
    page.fill("#text", TEXT)
    page.get_by_role("button", name="Save and read the requirements").click()
    page.wait_for_url(re.compile("done=saved"))
    expect(page.locator("#requirements")).to_contain_text("bachelor's degree or higher")
    expect(page.locator("aside s")).to_contain_text("年龄")

    page.goto(f"{doors.url}/jobs/{job}/candidates/{candidate}?lang=en")
    page.set_input_files("#resume-file", {"name": "old.doc", "mimeType": "application/msword", "buffer": b"x"})
    page.click("#resume-send")
    expect(page.locator("#resume-say")).to_contain_text("old Word file")
    file = FilePayload(name="简历 <b>.TXT", mimeType="text/plain", buffer=RESUME.encode())
    page.set_input_files("#resume-file", file)
    page.dblclick("#resume-send")
    expect(page.locator("#resume")).to_have_attribute("data-state", "read", timeout=90_000)

    page.get_by_role("link", name="See each requirement").click()
    page.wait_for_url(re.compile("/resume-match"))
    words = page.locator("main")
    expect(words).to_contain_text("2018.07-2022.06 优衣库（中国） 店长")
    expect(words).to_contain_text("Missing: SQL")
    expect(words).not_to_contain_text("13800138000")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe.findings(page) == []
    page.goto(f"{doors.url}/jobs/{job}?sort=match&lang=en")
    expect(page.locator(f"#{candidate}")).to_contain_text(re.compile(r"\d of 3 met"))
    assert doors.complaints == []
    page.close()
