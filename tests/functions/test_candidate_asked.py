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
from mianshi.contracts.hiring import Candidate, Decision, DecisionKind, InterviewRules, JobChange, Stage
from mianshi.contracts.outcomes import Outcome
from mianshi.doors import journeys, opening
from mianshi.platform import objects, workflow
from mianshi.platform.clock import now, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import candidates, funnel, interviews, jobs
from mianshi.scoring.roles import role_version
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
    assert fact in first and {"zh": "问法是事先写好的", "en": "words that were written beforehand"}[lang] in first
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


def test_whoever_agreed_before_the_job_asked_back_reads_the_new_words_first(house: House) -> None:
    job = offer()
    wang = applicant(job)
    house.door.open(wang)
    home = f"/c/{wang.id}/"
    agree = {"path": "go", "recording": "yes", "analysis": "yes"}
    house.door.send(home, f"{home}consent", **agree)
    candidates.change(now_of(wang), mode="text")
    house.door.post(f"{home}observations", {"csrf": csrf(house, home)})
    assert house.door.get(f"{home}ready").status == house.door.get(f"{home}write").status == 200
    asking = job.model_copy(update={"rules": job.rules.model_copy(update={"follow_ups": 2})})
    jobs.change(job, asking, JobChange(at=timestamp(), by="li", role_version=job.role_version, revision=1, what=[]))
    assert api(house, f"{home}api/begin", {})["code"] == "no_consent" and now_of(wang).interview_id is None
    assert house.door.get(f"{home}write").where == home
    assert house.door.get(f"{home}ready").where == house.door.get(f"{home}plan").where == f"{home}?again=yes"
    assert house.door.send(f"{home}rights", f"{home}jobs/join", csrf=csrf(house, home)).where == f"{home}?again=yes"
    page = house.door.get(f"{home}?lang=zh").body
    assert "说明文字刚刚更新过" in page and "问法是事先写好的" in page and "checked" not in page
    house.door.send(f"{home}?lang=zh", f"{home}consent", **agree)
    assert house.door.get(home).where == f"{home}ready"
    assert api(house, f"{home}api/begin", {})["open"]
    begun = interviews.find(now_of(wang).interview_id or "")
    assert begun is not None and begun.follow_ups == 2


def test_no_more_is_promised_than_there_are_competencies(house: House) -> None:
    only = ROLE.competencies[0].model_copy(update={"weight": 100})
    narrow = ROLE.model_copy(update={"competencies": [only]})
    job = offer(rules=RULES, role_version=role_version(narrow))
    objects.put_record(objects.job_role(job.id, job.role_version), narrow)
    wang = applicant(job, consent=YES, mode="text", stage=Stage.STARTED)
    house.door.open(wang)
    assert '"promised": 1' in house.door.get(f"/c/{wang.id}/write").body
    assert api(house, f"/c/{wang.id}/api/begin", {})["open"]
    begun = interviews.find(now_of(wang).interview_id or "")
    assert begun is not None and begun.follow_ups == 1


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
    assert [(one["answer"], one["of"], one["heard"]) for one in more] == [(3, 0, HEARD), (4, None, "")]
    assert begun["language"] == "zh"
    assert all(api(house, f"{home}api/answers/{n}/text", {"text": "还有"})["open"] for n in (3, 3))
    assert api(house, f"{home}api/answers/3/text", {"text": "另一个标签页"})["code"] == "already_done"
    kept = boto3.client("s3").get_object(Bucket=settings().uploads, Key=interview.uploads[3].key)
    assert kept["Body"].read().decode() == "还有"
    assert "已经收到 1 个" in house.door.get(f"{home}status?lang=zh").body
    assert api(house, f"{home}api/finish", {})["code"] == "upload_incomplete"
    for _ in range(2):
        assert api(house, f"{home}api/finish", {"early": True})["open"]
    after = interviews.find(interview.id)
    assert after is not None and [upload.answer for upload in after.uploads] == [0, 1, 2, 3]
    assert len(house.runs) == 2 and set(house.runs) == {early(interview)}, "a run that is named twice begins once"
    assert now_of(wang) == wang and funnel.of_job(wang.job_id) == [], "nothing is handed in a second time"
    assert "还有追问等你回答" not in house.door.get(f"{home}status?lang=zh").body


def test_whoever_has_nothing_to_add_says_so_without_a_script(house: House) -> None:
    wang, home, interview = waiting(house)
    for _ in range(2):
        told = house.door.send(f"{home}status", f"{home}enough", csrf=csrf(house, home))
        assert (told.status, told.where) == (303, f"{home}status?done=enough")
    kept = interviews.find(interview.id)
    assert kept is not None and [upload.answer for upload in kept.uploads] == [0, 1, 2]
    assert set(house.runs) == {early(interview)}
    page = house.door.get(f"{home}status?done=enough&lang=zh").body
    assert "按已有的回答往下走" in page and "正在整理你的回答" in page and "这里会出现" not in page
    interviews.answered(kept, [])
    interviews.close(interview.id, "run-1", Outcome.SCORED, [], total=60)
    assert "追问的时间已过" not in house.door.get(f"{home}status?lang=zh").body, (
        "nobody who said so is told of the time"
    )
    assert house.door.get(f"{home}write").where == house.door.get(f"{home}ready").where == f"{home}status"
    assert house.door.send(f"{home}status", f"{home}enough", csrf=csrf(house, home)).status == 303
    assert now_of(wang) == wang


def early(interview: Interview) -> str:
    """The name of the run that takes what is there, of these ten minutes."""
    return f"early-{interview.id}-1-{int(now().timestamp()) // 600}"


def csrf(house: House, home: str) -> str:
    page = house.door.get(f"{home}rights/person")
    return page.field("csrf")


def test_questions_whose_time_is_over_take_nothing_and_cost_nothing(house: House) -> None:
    _, home, interview = handed_in(house)
    store(put(interview.id, until=timestamp()), 3)
    interviews.answered(interview)
    interviews.answered(interview, [3])
    interviews.close(interview.id, "run-1", Outcome.SCORED, [], total=60)
    page = house.door.get(f"{home}status?lang=zh").body
    assert "追问的时间已过：到时收到的都算" in page and "正由人查看" in page and "回答追问" not in page
    for name in ("record", "write", "check", "ready"):
        assert house.door.get(f"{home}{name}").where == f"{home}status"
    assert api(house, f"{home}api/begin", {})["open"] is False
    assert api(house, f"{home}api/answers/3/text", {"text": "late"})["code"] == "already_done"


def test_whoever_answered_all_at_the_last_moment_has_missed_nothing(house: House) -> None:
    _, home, interview = handed_in(house)
    put(interview.id, until=timestamp())
    interviews.answered(interview, [3, 4])
    interviews.close(interview.id, "run-1", Outcome.SCORED, [], total=60)
    assert "追问的时间已过" not in house.door.get(f"{home}status?lang=zh").body


@pytest.mark.parametrize("outcome", [Outcome.INSUFFICIENT_EVIDENCE, Outcome.REJECTED])
def test_whoever_cannot_be_scored_is_told_why_nothing_is_asked(house: House, outcome: Outcome) -> None:
    _, home, interview = handed_in(house)
    interviews.claim(interview.id, "run-1")
    interviews.close(interview.id, "run-1", outcome, [])
    page = house.door.get(f"{home}status?lang=zh").body
    assert "因此没有追问" in page and "追问的时间已过" not in page


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
