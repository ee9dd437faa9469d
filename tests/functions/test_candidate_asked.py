"""Follow-up questions from the candidate's side: told before, found again, answered or left, and never at their cost."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Decision, DecisionKind, InterviewRules, Stage
from mianshi.contracts.outcomes import Outcome
from mianshi.doors import journeys, opening
from mianshi.platform import workflow
from mianshi.platform.clock import timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import candidates, funnel, interviews
from support.asked import HEARD, put
from support.candidate_door import ROLE, YES, Browser, applicant, browser, now_of, offer

RULES = InterviewRules(follow_ups=2, think_seconds=30, answer_seconds=90)


@dataclass
class House:
    door: Browser
    runs: list[str]


@pytest.fixture(scope="module")
def running() -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch, browser(patch) as door:
        runs: list[str] = []
        patch.setattr(workflow, "start", lambda bucket, key, name=None: runs.append(str(name)) or str(name))
        yield House(door, runs)


@pytest.fixture
def house(running: House) -> House:
    running.runs.clear()
    return House(running.door.anew(), running.runs)


def store(interview: Interview, *numbers: int) -> None:
    for upload in interview.uploads:
        if upload.answer in numbers:
            boto3.client("s3").put_object(Bucket=settings().uploads, Key=upload.key, Body=b"words")


def handed_in(house: House, **facts: Any) -> tuple[Candidate, str, Interview]:
    """Somebody whose answers to three questions are with the software."""
    given = {"consent": YES, "mode": "text", "stage": Stage.STARTED, **facts}
    wang = applicant(offer(rules=RULES), **given)
    interview = opening.open_interview(
        ROLE, policy="cn", language="zh", consent=YES, candidate=wang, follow_ups=2,
        files=[opening.Upload(answer=n, key="", file_name="a", question=f"q{n}", kind="text") for n in range(3)],
    )  # fmt: skip
    candidates.change(wang, stage=Stage.SUBMITTED, interview_id=interview.id, submitted_at=timestamp())
    store(interview, 0, 1, 2)
    house.door.open(wang)
    return now_of(wang), f"/c/{wang.id}/", interview


def waiting(house: House, **facts: Any) -> tuple[Candidate, str, Interview]:
    """The same, once two follow-up questions were put: answers 3 and 4."""
    wang, home, interview = handed_in(house, **facts)
    return wang, home, put(interview.id)


def api(house: House, path: str, body: dict[str, Any] | None = None) -> Any:
    token = house.door.get(f"{path.partition('api/')[0]}rights").body.partition('name="csrf" content="')[2]
    headers = {"content-type": "application/json", "x-csrf": token.partition('"')[0]}
    reply = house.door.call("GET" if body is None else "POST", path, json.dumps(body or {}), headers)
    return json.loads(reply.body)


@pytest.mark.parametrize(
    ("lang", "fact", "step"),
    [
        ("zh", "2 个，最多 4 分钟，24 小时内答，可以不答", "追问 2 个"),
        ("en", "2 more, 4 minutes at most, within 24 hours", "Follow-up questions: 2"),
    ],
)
def test_that_more_is_asked_is_told_before_anybody_begins(house: House, lang: str, fact: str, step: str) -> None:
    wang = applicant(offer(rules=RULES))
    house.door.open(wang)
    first = house.door.get(f"/c/{wang.id}/?lang={lang}").body
    assert fact in first and {"zh": "问法是事先写好的", "en": "wording was written beforehand"}[lang] in first
    house.door.send(f"/c/{wang.id}/?lang={lang}", f"/c/{wang.id}/consent", path="go", recording="yes", analysis="yes")
    candidates.change(now_of(wang), mode="video")
    assert step in house.door.get(f"/c/{wang.id}/ready?lang={lang}").body
    page = house.door.get(f"/c/{wang.id}/record?lang={lang}").body
    assert {"zh": "还会追问 2 个问题", "en": "follow-up questions: 2"}[lang] in page and '"promised": 2' in page
    copy = zipfile.ZipFile(io.BytesIO(house.door.get(f"/c/{wang.id}/data.zip").raw))
    [agreed] = json.loads(copy.read("consents.json"))
    assert agreed["words"]["language"] == lang, "the words somebody agreed to are in the copy"


def test_a_job_without_follow_ups_says_nothing_of_them(house: House) -> None:
    wang = applicant(offer(), consent=YES, mode="video", stage=Stage.STARTED)
    house.door.open(wang)
    for path in ("?again=yes&lang=zh", "ready?lang=zh", "status?lang=zh"):
        assert "追问" not in house.door.get(f"/c/{wang.id}/{path}").body
    page = house.door.get(f"/c/{wang.id}/record?lang=zh").body
    assert "还会追问" not in page and '"promised": 0' in page


def test_the_progress_page_promises_asks_and_leads_there(house: House) -> None:
    wang, home, interview = handed_in(house)
    before = house.door.get(f"{home}status?lang=zh").body
    assert "这里会出现 2 个追问" in before and 'data-again="8"' in before and "给你发邮件" not in before
    put(interview.id)
    page = house.door.get(f"{home}status?lang=zh").body
    assert "还有追问等你回答" in page and '<time datetime="2999-01-01T00:00:00.000Z">' in page
    assert f'href="{home}write"' in page and f'action="{home}enough"' in page and 'data-again="60"' in page
    assert "这里会出现" not in page and HEARD not in page
    ready = house.door.get(f"{home}ready?lang=en")
    assert ready.status == 200 and "Follow-up questions: 2" in ready.body and f'href="{home}write"' in ready.body
    assert house.door.get(home).where == house.door.get(f"{home}plan").where == f"{home}status"
    assert 'id="skip"' in house.door.get(f"{home}write?lang=zh").body
    candidates.change(now_of(wang), mode="video", extra_time=True)
    assert f'href="{home}record"' in house.door.get(f"{home}status").body
    page = house.door.get(f"{home}record?lang=en").body
    assert "Check your devices first" in page and '"think": 0' in page and "No clock runs" in page


def test_answers_go_on_where_they_stopped_and_are_handed_in_once(house: House) -> None:
    wang, home, interview = waiting(house)
    begun = api(house, f"{home}api/begin", {})
    more = [one for one in begun["answers"] if one["follow_up"]]
    assert begun["open"] and [one["stored"] for one in begun["answers"]] == [True] * 3 + [False] * 2
    assert [(one["answer"], one["heard"]) for one in more] == [(3, HEARD), (4, "")]
    assert all(api(house, f"{home}api/answers/{n}/text", {"text": "还有"})["open"] for n in (3, 3))
    assert "已经收到 1 个" in house.door.get(f"{home}status?lang=zh").body
    assert api(house, f"{home}api/finish", {})["code"] == "upload_incomplete"
    for _ in range(2):
        assert api(house, f"{home}api/finish", {"early": True})["open"]
    kept = interviews.find(interview.id)
    assert kept is not None and [upload.answer for upload in kept.uploads] == [0, 1, 2, 3]
    assert house.runs == [f"early-{interview.id}-1"] * 2, "a run that is named twice begins once"
    assert now_of(wang) == wang and funnel.of_job(wang.job_id) == [], "nothing is handed in a second time"
    assert "还有追问等你回答" not in house.door.get(f"{home}status?lang=zh").body


def test_whoever_has_nothing_to_add_says_so_without_a_script(house: House) -> None:
    wang, home, interview = waiting(house)
    for _ in range(2):
        told = house.door.send(f"{home}status", f"{home}enough", csrf=csrf(house, home))
        assert (told.status, told.where) == (303, f"{home}status?done=enough")
    kept = interviews.find(interview.id)
    assert kept is not None and [upload.answer for upload in kept.uploads] == [0, 1, 2]
    assert set(house.runs) == {f"early-{interview.id}-1"}
    page = house.door.get(f"{home}status?done=enough&lang=zh").body
    assert "按已有的回答往下走" in page and "正在整理你的回答" in page and "这里会出现" not in page
    interviews.answered(kept)
    assert house.door.get(f"{home}write").where == house.door.get(f"{home}ready").where == f"{home}status"
    assert house.door.send(f"{home}status", f"{home}enough", csrf=csrf(house, home)).status == 303
    assert now_of(wang) == wang


def csrf(house: House, home: str) -> str:
    page = house.door.get(f"{home}rights/person")
    return page.field("csrf")


def test_questions_whose_time_is_over_take_nothing_and_cost_nothing(house: House) -> None:
    _, home, interview = waiting(house)
    interviews.close(interview.id, "run-1", Outcome.SCORED, [], total=60)
    page = house.door.get(f"{home}status?lang=zh").body
    assert "追问的时间已经过了" in page and "正由人查看" in page and "回答追问" not in page
    for name in ("record", "write", "check", "ready"):
        assert house.door.get(f"{home}{name}").where == f"{home}status"
    assert api(house, f"{home}api/begin", {})["open"] is False
    assert api(house, f"{home}api/answers/3/text", {"text": "late"})["code"] == "already_done"


def test_the_minute_after_the_time_asks_no_more(house: House) -> None:
    _, home, interview = handed_in(house)
    put(interview.id, until="2020-01-01T00:00:00.000Z")
    assert "还有追问等你回答" not in house.door.get(f"{home}status?lang=zh").body


def test_whoever_left_was_decided_on_or_wants_a_person_is_not_asked(house: House) -> None:
    gone, home, _ = waiting(house)
    journeys.withdraw(gone)
    assert "你已经退出" in house.door.get(f"{home}status?lang=zh").body
    assert house.door.get(f"{home}write").where == f"{home}status"
    assert api(house, f"{home}api/begin", {})["open"] is False
    refused, home, _ = waiting(house)
    candidates.change(refused, consent=YES.model_copy(update={"analysis": False}))
    assert api(house, f"{home}api/begin", {})["code"] == "no_consent"
    decided, home, _ = waiting(house)
    decision = Decision(kind=DecisionKind.REJECT, by="li", by_name="Li", reason="r", at=timestamp())
    candidates.change(decided, stage=Stage.DECIDED, decision=decision)
    assert "这次没有通过" in house.door.get(f"{home}status?lang=zh").body
    assert house.door.get(f"{home}write").where == f"{home}status"
    erased, home, _ = waiting(house)
    candidates.change(erased, stage=Stage.ERASED)
    assert house.door.get(f"{home}write").status == 410
    assert api(house, f"{home}api/begin", {})["code"] == "gone"


def test_the_copy_of_everything_holds_what_was_asked_and_what_was_heard(house: House) -> None:
    _, home, interview = waiting(house)
    copy = zipfile.ZipFile(io.BytesIO(house.door.get(f"{home}data.zip").raw))
    first, second = json.loads(copy.read("interview-1/follow-up-questions.json"))
    assert (first["quote"], first["of"], second["quote"]) == (HEARD, 0, "")
    told = json.loads(copy.read("interview-1/interview.json"))
    assert told["follow_ups"] == 2 and told["asking"]["until"] == interview.asking.until  # type: ignore[union-attr]


def test_a_supplement_is_never_followed_up(house: House) -> None:
    wang, home, interview = handed_in(house)
    interviews.claim(interview.id, "run-1")
    interviews.close(interview.id, "run-1", Outcome.SCORED, [], total=60)
    house.door.send(f"{home}rights/appeal", f"{home}rights/appeal", text="anew", record="yes")
    [supplement] = now_of(wang).appeal_ids
    found = interviews.find(supplement)
    assert found is not None and found.follow_ups == 0
    assert '"promised": 0' in house.door.get(f"{home}record?interview={supplement}").body
