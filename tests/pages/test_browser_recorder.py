"""Recording in a real browser: a camera that plays a video file, a microphone that plays a sound file, a broken network."""

from __future__ import annotations

import math
import re
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import boto3
import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, expect, sync_playwright

from mianshi.contracts.hiring import Candidate, Stage
from mianshi.platform.store import interviews
from pages.conftest import CHROMIUM, QUIET
from support.asked import HEARD, put
from support.axe import findings
from support.contrast import too_faint
from support.room import LIN, UPLOADS, Room, room

pytestmark = pytest.mark.browser
SLOW = 15_000
DENIED = """() => { navigator.mediaDevices.getUserMedia =
  () => Promise.reject(new DOMException('no', 'NotAllowedError')); }"""


def _picture(path: Path) -> None:
    """Two seconds of a moving grey bar, as the y4m that Chromium plays in place of a camera."""
    with av.open(str(path), "w", format="yuv4mpegpipe") as out:
        stream = out.add_stream("rawvideo", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for n in range(20):
            image = np.full((240, 320, 3), 120, dtype=np.uint8)
            image[:, n * 16 : n * 16 + 16] = 220
            for packet in stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")):
                out.mux(packet)
        for packet in stream.encode():
            out.mux(packet)


def _sound(path: Path) -> None:
    """Two seconds of a tone."""
    tone = [round(12_000 * math.sin(2 * math.pi * 330 * n / 16_000)) for n in range(32_000)]
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(np.array(tone, dtype="<i2").tobytes())


@pytest.fixture(scope="module", autouse=True)
def patient() -> Iterator[None]:
    """What is expected may take a while on a machine that does other things besides."""
    expect.set_options(timeout=SLOW)
    yield
    expect.set_options(timeout=5000)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser with a camera and a microphone."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed (Debian: apt-get install chromium fonts-noto-cjk)")
    folder = tmp_path_factory.mktemp("devices")
    _picture(folder / "camera.y4m")
    _sound(folder / "microphone.wav")
    devices = [
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={folder / 'camera.y4m'}",
        f"--use-file-for-fake-audio-capture={folder / 'microphone.wav'}",
        "--autoplay-policy=no-user-gesture-required",
    ]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*QUIET, *devices])
        yield started
        started.close()


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    with room(monkeypatch, on_port=True) as running:
        yield running


@pytest.fixture
def visit(studio: Browser, here: Room) -> Iterator[Callable[..., Page]]:
    """The pages of a candidate in a browser of their own; what a page complains about fails the test."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(who: Any, path: str, *, width: int = 1280, devices: bool = True, broken: bool = False) -> Page:
        context = studio.new_context(viewport={"width": width, "height": 844}, locale="en-US")
        if devices:
            context.grant_permissions(["camera", "microphone"], origin=here.origin)
        name, _, value = here.cookie(who).partition("=")
        context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}])
        page = context.new_page()
        page.set_default_timeout(SLOW)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: complaints.append(told.text) if told.type == "error" and not broken else None)
        page.on("dialog", _leave)
        contexts.append(context)
        page.goto(f"{here.origin}{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _leave(dialog: Dialog) -> None:
    dialog.accept()


def _answer(page: Page, milliseconds: int = 1500) -> None:
    page.click("#start")
    expect(page.locator("#on-air")).to_be_visible()
    page.wait_for_timeout(milliseconds)
    page.click("#stop")
    expect(page.locator("#playback")).to_be_visible()


def _stored(who: Candidate) -> dict[str, bytes]:
    s3 = boto3.client("s3")
    found = s3.list_objects_v2(Bucket=UPLOADS).get("Contents", [])
    return {o["Key"]: s3.get_object(Bucket=UPLOADS, Key=o["Key"])["Body"].read() for o in found}


def _streams(content: bytes, path: Path) -> set[str]:
    path.write_bytes(content)
    with av.open(str(path)) as media:
        frames = sum(1 for _ in media.decode(video=0)) if media.streams.video else 0
        assert frames > 5 or not media.streams.video
        return {stream.type for stream in media.streams}


def test_two_answers_arrive_through_a_cut_network_and_a_reload(
    visit: Callable[..., Page], here: Room, tmp_path: Path
) -> None:
    who = here.candidate(here.job(think_seconds=0, retakes=1, answer_seconds=60))
    page = visit(who, f"/c/{who.id}/record?way=video", width=390, broken=True)
    page.click("#begin")
    expect(page.locator("#question")).to_have_text("Tell us about a complaint you handled.")
    expect(page.locator("#place")).to_have_text("Question 1 of 2")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    _answer(page)
    expect(page.locator("#again")).to_have_text("Record again (1 left)")
    page.click("#again")
    _answer(page)
    expect(page.locator("#again")).to_be_hidden()
    expect(page.locator("#tip-list")).to_contain_text("shorter than ten seconds")
    cut = re.compile(rf".*{UPLOADS}.*")
    page.route(cut, lambda route: route.abort())
    page.click("#keep")
    expect(page.locator("#question")).to_have_text("What do you do when stock does not add up?")
    expect(page.locator("#count")).to_have_text("0 of 2 received")
    page.context.set_offline(True)
    _answer(page)
    page.click("#keep")
    expect(page.locator("#sending")).to_be_visible()
    expect(page.locator("#list li").nth(1)).to_contain_text(re.compile("Offline|Waiting"))
    assert _stored(who) == {}
    page.context.set_offline(False)
    page.reload()
    page.unroute(cut)
    expect(page.locator("#begin")).to_have_text("Continue the interview")
    page.click("#begin")
    expect(page.locator("#done")).to_be_visible(timeout=SLOW)
    known = here.fresh(who)
    assert known.stage is Stage.SUBMITTED and known.retakes == {"0": 1}
    found = _stored(who)
    assert sorted(found) == [f"uploads/{known.interview_id}/{n}" for n in (0, 1)]
    for content in found.values():
        assert _streams(content, tmp_path / "answer.webm") == {"video", "audio"}
    times = interviews.times(known.interview_id or "")
    assert [t.answer for t in times] == [0, 1] and all(1000 < (t.answering_ms or 0) < 20_000 for t in times)
    assert page.evaluate("mianshiUpload.vault.all('uploads')") == []
    assert page.evaluate("mianshiUpload.vault.all('pieces')") == []


def test_a_reload_in_the_middle_of_an_answer_loses_seconds_at_most(visit: Callable[..., Page], here: Room) -> None:
    who = here.candidate(here.job(think_seconds=0, modes=["audio"]))
    page = visit(who, f"/c/{who.id}/record?way=audio")
    page.click("#begin")
    page.click("#start")
    expect(page.locator("#on-air")).to_be_visible()
    for _ in range(100):
        if page.evaluate("mianshiUpload.vault.all('pieces').then((pieces) => pieces.length)"):
            break
        page.wait_for_timeout(100)
    page.reload()
    page.click("#begin")
    expect(page.locator("#restored")).to_be_visible()
    page.click("#keep")
    expect(page.locator("#place")).to_have_text("Question 2 of 2")
    expect(page.locator("#count")).to_have_text("1 of 2 received")


def test_a_large_recording_is_resumed_in_parts(visit: Callable[..., Page], here: Room) -> None:
    job = here.job(think_seconds=0)
    who = here.candidate(job)
    page = visit(who, f"/c/{who.id}/record?way=file", broken=True)
    page.click("#begin")
    sent: list[str] = []

    def second_part_fails(route: Route) -> None:
        url = route.request.url
        if route.request.method == "PUT":
            number = re.search(r"partNumber=(\d+)", url)
            sent.append(number.group(1) if number else "")
            if sent[-1] == "2" and sent.count("2") == 1:
                route.abort()
                return
        route.continue_()

    page.route(re.compile(rf".*{UPLOADS}.*"), second_part_fails)
    expect(page.locator("#file")).to_be_visible()
    size = 8 * 1024 * 1024 * 2 + 5
    page.evaluate(
        """(size) => { const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(size).fill(7)], 'phone.mp4', { type: 'video/mp4' }));
          const file = document.getElementById('file');
          file.files = data.files;
          file.dispatchEvent(new Event('change')); }""",
        size,
    )
    page.click("#keep")
    expect(page.locator("#place")).to_have_text("Question 2 of 2")
    expect(page.locator("#count")).to_have_text("1 of 2 received", timeout=2 * SLOW)
    [content] = _stored(who).values()
    assert content == bytes([7]) * size
    assert sent.count("2") == 2 and sent.count("1") == 1


def test_refused_permission_says_what_to_do_and_offers_other_ways(visit: Callable[..., Page], here: Room) -> None:
    who = here.candidate(here.job())
    page = visit(who, f"/c/{who.id}/check", devices=False)
    page.evaluate(DENIED)
    page.click("#turn-on")
    expect(page.locator("#trouble")).to_contain_text("not allowed to use the camera")
    expect(page.locator("#trouble-help")).to_contain_text("lock icon")
    page.click("#by-file")
    page.click("#begin")
    expect(page.locator("#file")).to_be_visible()
    assert page.get_attribute("#file", "capture") == "user"


@pytest.mark.parametrize(
    ("agent", "words"), [("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("Lark", "Feishu")]
)
def test_apps_that_open_links_themselves_are_named(
    agent: str, words: str, visit: Callable[..., Page], here: Room
) -> None:
    who = here.candidate(here.job())
    page = visit(who, f"/c/{who.id}/check", devices=False)
    page.evaluate("(agent) => { Object.defineProperty(navigator, 'userAgent', { value: agent }); }", agent)
    page.evaluate(DENIED)
    page.click("#turn-on")
    expect(page.locator("#trouble-help")).to_contain_text(words)


def test_the_device_check_hears_and_sees(visit: Callable[..., Page], here: Room) -> None:
    who = here.candidate(here.job())
    page = visit(who, f"/c/{who.id}/check", width=390)
    page.click("#turn-on")
    expect(page.locator("#heard")).to_have_text("The sound is fine.")
    expect(page.locator("#light")).to_have_text("The light is fine.")
    assert page.locator("#camera option").count() >= 1 and page.locator("#microphone option").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert too_faint(page) == []
    page.click("#next")
    page.click("#start")
    page.wait_for_timeout(700)
    page.click("#stop")
    expect(page.locator("#playback")).to_be_visible()
    page.click("#next")
    page.wait_for_url("**/record?way=video")
    assert _stored(who) == {}


def test_the_keyboard_alone_is_enough(visit: Callable[..., Page], here: Room) -> None:
    who = here.candidate(here.job(think_seconds=2, modes=["audio"]))
    page = visit(who, f"/c/{who.id}/record")
    page.focus("#begin")
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#live")).to_contain_text("Question 1 of 2")
    expect(page.locator("#stop")).to_be_focused()
    expect(page.locator("#live")).to_have_text("Recording started.")
    page.wait_for_timeout(500)
    page.wait_for_timeout(3_600)  # an answer is not ended before it is long enough to be accepted
    page.keyboard.press("Enter")
    expect(page.locator("#keep")).to_be_focused()
    expect(page.locator("#live")).to_contain_text("Recording stopped")
    page.keyboard.press("Enter")
    expect(page.locator("#place")).to_have_text("Question 2 of 2")


def test_whoever_asked_for_time_has_no_clock(visit: Callable[..., Page], here: Room) -> None:
    who = here.candidate(here.job(think_seconds=1, modes=["audio"]), extra_time=True)
    page = visit(who, f"/c/{who.id}/record")
    page.click("#begin")
    page.wait_for_timeout(1600)
    expect(page.locator("#start")).to_be_visible()
    assert page.inner_text("#clock") == ""


def test_answers_can_be_written_and_drafts_survive(visit: Callable[..., Page], here: Room) -> None:
    who = here.candidate(here.job(), language="zh")
    page = visit(who, f"/c/{who.id}/write?lang=zh", width=390)
    page.click("#begin")
    expect(page.locator("#question")).to_have_text("请说说一次处理投诉的经历。")
    page.click("#send")
    expect(page.locator("#wrong")).to_have_text("请先写下你的回答。")
    page.fill("#text", "先听顾客说完，再道歉。")
    expect(page.locator("#saved")).to_have_text("草稿已保存在本机")
    page.reload()
    page.click("#begin")
    expect(page.locator("#text")).to_have_value("先听顾客说完，再道歉。")
    page.click("#send")
    expect(page.locator("#place")).to_have_text("第 2 题，共 2 题")
    expect(page.locator("#text")).to_have_value("")
    page.fill("#text", "<script>alert(1)</script>")
    page.click("#send")
    expect(page.locator("#done")).to_be_visible()
    assert {v.decode() for v in _stored(who).values()} == {"先听顾客说完，再道歉。", "<script>alert(1)</script>"}
    assert here.fresh(who).stage is Stage.SUBMITTED
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_follow_up_questions_are_written_or_skipped_where_the_interview_stopped(
    visit: Callable[..., Page], here: Room
) -> None:
    who = here.candidate(here.job(follow_ups=2, modes=["text"]), language="zh", mode="text")
    page = visit(who, f"/c/{who.id}/write?lang=zh", width=390)
    page.click("#begin")
    for n, answer in enumerate(("先听顾客说完。", "先核对进货单。"), start=1):
        expect(page.locator("#place")).to_have_text(f"第 {n} 题，共 2 题")
        page.fill("#text", answer)
        page.click("#send")
    expect(page.locator("#done-lead")).to_contain_text("会有 1 个追问")  # one for each competency at most
    put(here.fresh(who).interview_id or "")
    page.reload()
    expect(page.locator("#ready")).to_contain_text("追问的回答只可能提高评分")
    page.click("#begin")
    expect(page.locator("#place")).to_have_text("第 1 个追问，共 2 个")
    assert page.inner_text("#said") == HEARD.replace("\u202e", "") and page.inner_text("#said-by") == "你写到"
    then = known.uploads[0].question if (known := interviews.find(here.fresh(who).interview_id or "")) else ""
    assert then and page.inner_text("#asked-then") == then
    assert [page.get_attribute(f"#{name}", "lang") for name in ("asked-then", "said", "question")] == ["zh"] * 3
    expect(page.locator("#list li").nth(3)).to_have_text("追问 2未回答")
    expect(page.locator("#count")).to_have_text("2 / 4 已收到")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390 and findings(page) == []
    page.click("#skip")
    expect(page.locator("#place")).to_have_text("第 2 个追问，共 2 个")
    expect(page.locator("#goes-on-from")).to_be_hidden()
    page.fill("#text", "差额从每周五次降到零。")
    page.click("#send")
    expect(page.get_by_role("button", name="回去回答")).to_be_focused()
    expect(page.locator("#enough")).to_contain_text("提交之后不能再补")
    page.get_by_role("button", name="回去回答").click()
    expect(page.locator("#place")).to_have_text("第 1 个追问，共 2 个")
    page.click("#skip")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator("#done")).to_be_visible()
    expect(page.locator("#done-h")).to_have_text("面试完成，谢谢你")
    known = interviews.find(here.fresh(who).interview_id or "")
    assert known is not None and [upload.answer for upload in known.uploads] == [0, 1, 3]
    assert len(here.runs) == 1 and "差额从每周五次降到零。" in {v.decode() for v in _stored(who).values()}


def test_what_two_tabs_write_is_handed_in_once_and_never_lost(visit: Callable[..., Page], here: Room) -> None:
    who = here.candidate(here.job(modes=["text"]), language="zh", mode="text")
    first = visit(who, f"/c/{who.id}/write?lang=zh", width=390, broken=True)
    first.click("#begin")
    first.fill("#text", "我<b>在这里</b>写的")
    second = first.context.new_page()
    second.goto(first.url)
    second.click("#begin")
    second.fill("#text", "在另一页写的")
    second.click("#send")
    expect(second.locator("#place")).to_have_text("第 2 题，共 2 题")
    first.click("#send")
    expect(first.locator("#elsewhere-what")).to_contain_text("“第 1 题，共 2 题”已在另一个页面提交")
    expect(first.locator("#elsewhere-text")).to_have_text("我<b>在这里</b>写的")
    expect(first.locator("#place")).to_have_text("第 2 题，共 2 题")
    assert first.input_value("#text") == "" and findings(first) == []
    assert [v.decode() for v in _stored(who).values()] == ["在另一页写的"]
    assert "我<b>在这里</b>写的" in first.evaluate("Object.values(localStorage)")
    first.fill("#text", "第二题的回答")
    first.click("#send")
    expect(first.locator("#done")).to_be_visible()


def test_an_early_end_is_asked_about(visit: Callable[..., Page], here: Room) -> None:
    who = here.candidate(here.job(think_seconds=0, modes=["audio"]))
    page = visit(who, f"/c/{who.id}/record")
    page.click("#begin")
    expect(page.locator("#early")).to_be_hidden()
    _answer(page, 600)
    page.click("#keep")
    expect(page.locator("#count")).to_have_text("1 of 2 received")
    page.click("#early")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#question")).to_be_visible()
    page.click("#early")
    page.get_by_role("button", name="End and hand in").click()
    expect(page.locator("#done")).to_be_visible()
    assert here.runs == [f"uploads/{here.fresh(who).interview_id}/0"]


def test_a_second_tab_watches_and_takes_over(visit: Callable[..., Page], here: Room) -> None:
    who = here.candidate(here.job(think_seconds=0, modes=["audio"]))
    first = visit(who, f"/c/{who.id}/record")
    first.click("#begin")
    second = first.context.new_page()
    second.goto(first.url)
    second.click("#begin")
    _answer(second, 600)
    second.click("#keep")
    expect(second.locator("#count")).to_have_text("1 of 2 received")
    first.close()
    _answer(second, 600)
    second.click("#keep")
    expect(second.locator("#done")).to_be_visible()
    assert len(_stored(who)) == 2


def test_a_recruiter_drops_files_and_they_arrive(visit: Callable[..., Page], here: Room) -> None:
    job = here.job()
    who = here.candidate(job, consent=None, stage=Stage.ADDED)
    page = visit(LIN, f"/jobs/{job.id}/candidates/{who.id}/upload", width=390, broken=True)
    page.evaluate(
        """() => { const data = new DataTransfer();
          for (const name of ['a.mp4', '<b>b</b>.mp4', 'c.txt']) data.items.add(new File(['xyz'], name));
          const drop = new DragEvent('drop', { dataTransfer: data, cancelable: true });
          document.getElementById('drop').dispatchEvent(drop); }"""
    )
    expect(page.locator("#problems")).to_contain_text("“c.txt” does not look like")
    page.get_by_role("button", name="Move <b>b</b>.mp4 up").click()
    page.click("#start")
    expect(page.locator("#problems")).to_contain_text("confirm the candidate's consent")
    for name in ("recording", "analysis", "confirmed"):
        page.check(f"[name={name}]")
    page.select_option("#list li:nth-child(2) select", label="3. What do you do when stock does not add up?")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("#start")
    page.wait_for_url("**/interviews/**")
    known = here.fresh(who)
    interview = interviews.find(known.interview_id or "")
    assert interview is not None
    assert [u.file_name for u in interview.uploads] == ["<b>b</b>.mp4", "a.mp4"]
    assert [u.question for u in interview.uploads] == [
        "Tell us about a complaint you handled.",
        "What do you do when stock does not add up?",
    ]
    assert list(_stored(who).values()) == [b"xyz"] * 2 and known.stage is Stage.SUBMITTED
