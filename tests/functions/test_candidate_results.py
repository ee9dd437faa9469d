"""Progress in words, the report once it is released, and everything kept about somebody as one file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from mianshi.contracts.afterwards import Promotion
from mianshi.contracts.hiring import Decision, DecisionKind, Job, Stage
from mianshi.contracts.matching import Posting, Requirement, RequirementKind, Verdict
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.people import AuditAction
from mianshi.platform import objects
from mianshi.platform.clock import timestamp
from mianshi.platform.store import afterwards, audit, candidates, limits
from support import resumes as read
from support.candidate_door import YES, Browser, applicant, browser, interviewed, now_of, offer


@pytest.fixture(scope="module")
def house() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, browser(patch) as running:
        yield running


@pytest.fixture
def door(house: Browser) -> Browser:
    return house.anew()


def entered(door: Browser, job: Job | None = None, **changes: Any) -> tuple[Any, str]:
    wang = applicant(job or offer(), **changes)
    door.open(wang)
    return wang, f"/c/{wang.id}/"


def decided(wang: Any, kind: DecisionKind) -> None:
    decision = Decision(kind=kind, by="li", by_name="Li Private", reason="a private remark", at=timestamp())
    candidates.change(now_of(wang), stage=Stage.DECIDED, decision=decision)


@pytest.mark.parametrize(
    ("outcome", "zh", "en"),
    [
        (None, "回答正在到达", "Your answers are arriving"),
        (Outcome.SCORED, "正由人查看", "With a person"),
        (Outcome.INSUFFICIENT_EVIDENCE, "材料不够", "Not enough to go by"),
        (Outcome.REJECTED, "没法使用", "could not be used"),
        (Outcome.FAILED, "出了故障", "Something failed on our side"),
    ],
)
def test_progress_is_told_in_words_without_a_score(door: Browser, outcome: Outcome | None, zh: str, en: str) -> None:
    wang, home = entered(door)
    interviewed(wang, outcome)
    assert zh in door.get(f"{home}status?lang=zh").body
    page = door.get(f"{home}status?lang=en").body
    assert en in page and ">70<" not in page and "70/100" not in page
    assert door.get(home).where == f"{home}status"


@pytest.mark.parametrize(
    ("kind", "says", "appeal"),
    [
        (DecisionKind.ADVANCE, "through to the next round", False),
        (DecisionKind.HOLD, "Kept on file", False),
        (DecisionKind.REJECT, "Not this time", True),
    ],
)
def test_a_decision_is_told_without_who_and_why(door: Browser, kind: DecisionKind, says: str, appeal: bool) -> None:
    wang, home = entered(door)
    interviewed(wang)
    decided(wang, kind)
    page = door.get(f"{home}status?lang=en").body
    assert says in page and "Li Private" not in page and "private remark" not in page
    assert ("rights/appeal" in page) is appeal


@pytest.mark.parametrize(
    ("release", "before", "after_decision", "after_hand"),
    [
        ("when_scored", 200, 200, 200),
        ("when_decided", 409, 200, 200),
        ("by_hand", 409, 409, 200),
    ],
)
def test_the_report_is_shown_when_the_job_says_so(
    door: Browser, release: str, before: int, after_decision: int, after_hand: int
) -> None:
    wang, home = entered(door, offer(release=release))
    assert door.get(f"{home}report").status == 409
    interviewed(wang)
    assert door.get(f"{home}report").status == before
    decided(wang, DecisionKind.HOLD)
    assert door.get(f"{home}report").status == before
    decided(wang, DecisionKind.REJECT)
    assert door.get(f"{home}report").status == after_decision
    candidates.change(now_of(wang), released_at=timestamp())
    answer = door.get(f"{home}report?lang=en")
    assert answer.status == after_hand
    assert "Your interview report" in answer.body and f'href="{home}rights?lang=en"' in answer.body
    assert any(
        e.action is AuditAction.REPORT_READ and e.who == f"candidate:{wang.id}" for e in audit.about(wang.id, 20)
    )
    file = door.get(f"{home}report.html")
    assert "attachment" in file.headers["content-disposition"] and "Your interview report" in file.body


@pytest.mark.parametrize("outcome", [None, Outcome.FAILED])
def test_no_report_where_there_is_nothing_to_report(door: Browser, outcome: Outcome | None) -> None:
    wang, home = entered(door, offer(release="when_scored"))
    interviewed(wang, outcome)
    candidates.change(now_of(wang), released_at=timestamp())
    answer = door.get(f"{home}report?lang=en")
    assert answer.status == 409 and "look at the progress first" in answer.body


def test_the_report_of_another_interview_is_not_opened_by_its_number(door: Browser) -> None:
    job = offer(release="when_scored")
    li = applicant(job)
    theirs = interviewed(li)
    wang, home = entered(door, job)
    interviewed(wang)
    assert door.get(f"{home}report?of={theirs.id}").status == 409


def test_the_copy_holds_what_was_read_of_the_resume_and_not_what_will_be_asked(door: Browser) -> None:
    wang, home = entered(door)
    asked = Requirement(id="r1", text="本科及以上学历", kind=RequirementKind.EDUCATION)
    posting = Posting(text=read.TEXT, language="zh", requirements=[asked])
    objects.put_record(objects.posting(wang.job_id, posting.content_hash()), posting)
    read.keep(wang, read.reading({"r1": Verdict.MET}, 100, posting.content_hash()))
    packed = zipfile.ZipFile(io.BytesIO(door.get(f"{home}data.zip").raw))
    told, met = (json.loads(packed.read(name)) for name in ("resume.json", "resume-match.json"))
    assert read.CONTACTS[0] in told["text"]["lines"][1]["text"], "their own words, unmasked"
    assert (met["percent"], met["asked"][0]["text"]) == (100, "本科及以上学历")
    assert "问题甲" not in "".join(packed.read(name).decode() for name in packed.namelist())


def test_everything_kept_is_one_file_without_other_peoples_remarks(door: Browser) -> None:
    wang, home = entered(door)
    door.send(home, f"{home}consent", path="go", recording="yes", analysis="yes")
    interviewed(wang)
    door.send(f"{home}rights/correct", f"{home}rights/correct", text="回答 1：成本")
    [asked] = candidates.requests(wang.job_id, wang.id)
    candidates.ask(asked.model_copy(update={"answered_by": "li-id", "answered_at": timestamp(), "answer": "ok"}), 30)
    [record] = candidates.consents(wang.job_id, wang.id)
    confirmed = record.model_copy(update={"text_version": "confirmed_by_staff:li-id", "at": "2026-01-01T00:00:00.000Z"})
    candidates.agreed(wang.job_id, wang.id, confirmed, 30)
    before = door.get(f"{home}data.zip")
    packed = zipfile.ZipFile(io.BytesIO(before.raw))
    assert {"candidate.json", "consents.json", "requests.json", "interview-1/interview.json"} <= set(packed.namelist())
    assert "interview-1/scorecard.json" not in packed.namelist()
    assert json.loads(packed.read("candidate.json"))["name"] == "王小明"
    staff, consent = json.loads(packed.read("consents.json"))
    assert staff["text_version"] == "confirmed_by_staff"
    assert consent["words"]["statements"][0]["name"] == "recording"
    assert json.loads(packed.read("requests.json"))[0]["text"] == "回答 1：成本"
    told = json.loads(packed.read("interview-1/interview.json"))
    assert not {"total", "earlier", "rescoring", "created_by"} & set(told) and {"outcome", "uploads"} <= set(told)
    assert "personal" not in json.loads(packed.read("candidate.json")), "what is not asked yet, and who chose it"
    assert "after-the-decision.json" not in packed.namelist()
    risen = Promotion(promoted_on="2027-04-01", to="区域经理", by="li-id", at=timestamp())
    afterwards.report(wang.job_id, wang.id, risen, 30)
    decided(wang, DecisionKind.REJECT)
    packed = zipfile.ZipFile(io.BytesIO(door.get(f"{home}data.zip").raw))
    assert json.loads(packed.read("interview-1/scorecard.json"))["total"] == 70
    assert b"Your interview report" in packed.read("interview-1/report.html")
    later = json.loads(packed.read("after-the-decision.json"))
    assert later == {"promotions": [{**risen.model_dump(exclude={"by"}), "first_at": risen.at}]}
    everything = b"".join(packed.read(name) for name in packed.namelist())
    assert b"li-id" not in everything
    assert b"private remark" not in everything and b"Li Private" not in everything
    assert AuditAction.DATA_EXPORTED in {entry.action for entry in audit.about(wang.id, 20)}


def test_copies_of_everything_are_made_a_few_times_a_minute(door: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    _, home = entered(door)
    made: dict[str, int] = {}

    def hit(what: str, _: int) -> int:
        made[what] = made.get(what, 0) + 1
        return made[what]

    monkeypatch.setattr(limits, "hit", hit)
    assert [door.get(f"{home}data.zip").status for _ in range(7)] == [200] * 6 + [429]


def test_whoever_is_half_way_through_is_led_on(door: Browser) -> None:
    wang, home = entered(door)
    assert "Not begun yet" in door.get(f"{home}status?lang=en").body
    candidates.change(now_of(wang), stage=Stage.STARTED, consent=YES)
    page = door.get(f"{home}status?lang=en").body
    assert "not handed in yet" in page and f'href="{home}ready"' in page


def test_answers_that_expired_are_still_with_a_person(door: Browser) -> None:
    wang, home = entered(door)
    candidates.change(now_of(wang), stage=Stage.SUBMITTED, consent=YES, interview_id="iv_01K00000000000000000000000")
    assert "With a person" in door.get(f"{home}status?lang=en").body
