"""The standard file in the portal: who may export and import, and that a checked file is stored as it was checked."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.hiring import Candidate, Decision, DecisionKind, Job, Stage
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.people import AuditAction, StaffRole
from mianshi.contracts.scorecard import Scorecard
from mianshi.doors import exchanging
from mianshi.hiring.exchange_columns import COLUMNS
from mianshi.platform import workflow
from mianshi.platform.clock import new_interview_id, timestamp
from mianshi.platform.store import afterwards, audit, candidates, interviews, partners, scorecards
from support.desk import candidate, fresh, open_job
from support.portal_moto import Portal, portal

HOSTILE = "<script>alert(1)</script>\u202e"


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    with portal(monkeypatch) as opened:
        monkeypatch.setattr(workflow, "announce", lambda *_: None)
        yield opened


@pytest.fixture
def job(door: Portal) -> Job:
    person = door.sign_in(StaffRole.HR)
    return open_job(owner=person.id, team=["interviewer-1", "auditor-1"])


def path(job: Job, last: str = "") -> str:
    return f"/jobs/{job.id}/exchange{last}"


def checked(door: Portal, job: Job, pasted: str) -> tuple[int, str, str]:
    """Status, page, and the file that the page would store."""
    reply = door.post(path(job, "/check"), {"pasted": pasted})
    sheet = re.search(r'name="sheet" value="([^"]+)"', reply.text)
    return reply.status, reply.text, unescape(sheet[1]) if sheet else ""


def scored(one: Candidate) -> None:
    known = Interview(
        id=new_interview_id(), role="r", role_version="v", language="zh", policy="cn", created_at=timestamp(),
        job_id=one.job_id, candidate_id=one.id, consent=Consent(recording=True, analysis=True, observations=False),
        uploads=[],
    )  # fmt: skip
    interviews.create(known, 30)
    interviews.claim(known.id, "run")
    card = Scorecard(
        interview_id=known.id, role="r", role_version="v", policy="cn", language="zh", outcome=Outcome.SCORED,
        total=77, recommendation="forward", competencies=[], gates=[], versions={},
    )  # fmt: skip
    scorecards.save(card, 1, 30)
    interviews.close(known.id, "run", Outcome.SCORED, [], total=77)
    candidates.change(fresh(one), interview_id=known.id, stage=Stage.SUBMITTED)


def test_a_file_is_checked_and_then_stored(door: Portal, job: Job) -> None:
    pasted = f"姓名,邮箱,笔试名称,笔试日期,笔试得分\n{HOSTILE},a@example.com,Excel,2026-11-01,71\n"
    status, page, sheet = checked(door, job, pasted)
    assert status == 200 and sheet and candidates.page(job.id, 5)[0] == []
    assert HOSTILE not in page
    reply = door.post(path(job, "/store"), {"sheet": sheet})
    assert (reply.status, reply.headers["location"]) == (303, f"/jobs/{job.id}/exchange?done=stored")
    [one], _ = candidates.page(job.id, 5)
    assert (one.name, one.created_by) == (HOSTILE.rstrip("\u202e"), "hr-1")
    assert [test.score for test in afterwards.of_candidate(job.id, one.id).tests] == [71.0]
    door.post(path(job, "/store"), {"sheet": sheet})
    assert len(candidates.page(job.id, 5)[0]) == 1, "sent twice, it is stored once"
    _, page, sheet = checked(door, job, pasted)
    assert "Everything in the file is there already." in page and sheet == ""


def test_what_staff_import_on_a_partners_job_the_partner_finds(door: Portal) -> None:
    person = door.sign_in(StaffRole.HR)
    job = open_job(owner=person.id, partner="pa_1")
    _, _, sheet = checked(door, job, "姓名,外部候选人编号\n王小明,P-1\n")
    door.post(path(job, "/store"), {"sheet": sheet})
    [one], _ = candidates.page(job.id, 5)
    assert partners.known("pa_1", "CANDIDATE", "P-1") == f"{job.id}/{one.id}"
    partners.remember("pa_1", "CANDIDATE", "P-2", "jb_other/ca_other", 30)
    status, page, _ = checked(door, job, "姓名,外部候选人编号\n李雷,P-2\n")
    assert status == 422 and "belongs to a candidate of another job" in page


def test_a_mistake_is_named_and_nothing_can_be_stored(door: Portal, job: Job) -> None:
    pasted = f"name,email\nWang,{HOSTILE}\n"
    status, page, sheet = checked(door, job, pasted)
    assert (status, sheet) == (422, "")
    assert "This is no mail address." in page and "B Email" in page and "<script>alert" not in page
    assert "name,email\nWang," in page.replace("\r", ""), "what was pasted can be put right where it is"
    forced = door.post(path(job, "/store"), {"sheet": door.module("systems.exchanging")._packed(pasted)})
    assert forced.status == 422 and candidates.page(job.id, 5)[0] == []


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "holds no rows"),
        ("a,b\n1,2", "No row of headings"),
        ("name,email\n" + "x,\n" * 2001, "at most 2,000 rows"),
    ],
)
def test_what_is_no_such_file_is_told_in_a_sentence(door: Portal, job: Job, pasted: str, said: str) -> None:
    status, page, _ = checked(door, job, pasted)
    assert status == 422 and said in page


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_it_is_exported_and_noted(door: Portal, job: Job, form: str) -> None:
    one = candidate(job, "=王小明", email="ming@example.com")
    scored(one)
    reply = door.get(path(job, f"/{form}"))
    assert reply.status == 200 and "attachment" in reply.headers["content-disposition"]
    if form == "csv":
        assert "'=王小明" in reply.text and ",77," in reply.text
    lines, _ = audit.of_day(timestamp()[:10], 50)
    [line] = [line for line in lines if line.action is AuditAction.DATA_EXPORTED]
    assert (line.who, line.job_id, line.detail) == ("hr-1", job.id, "1 rows")
    assert door.get(path(job, "/doc")).status == 404


def test_whoever_rates_first_exports_no_score(door: Portal) -> None:
    person = door.sign_in(StaffRole.HR)
    hidden = open_job(owner="somebody", team=[person.id], blind_first=True)
    scored(candidate(hidden, "a"))
    mine = open_job(owner=person.id, blind_first=True)
    scored(candidate(mine, "b"))
    told = {of.id: '"score": 77' in door.get(path(of, "/json")).text for of in (hidden, mine)}
    from mianshi.doors import blind

    assert told == {of.id: not blind.hides_scores(of, person, []) for of in (hidden, mine)}


def test_many_come_in_parts(door: Portal, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanging, "AT_ONCE", 2)
    for number in range(5):
        candidate(job, f"nobody-{number}")
    page = door.get(path(job)).text
    parts = dict.fromkeys(re.findall(r'/exchange/csv(\?before=[^"]+)?"', page))
    names = [name for part in parts for name in re.findall(r"nobody-\d", door.get(path(job, f"/csv{part}")).text)]
    assert sorted(names) == [f"nobody-{number}" for number in range(5)]


def test_only_those_with_the_rights(door: Portal, job: Job) -> None:
    def seen() -> dict[str, Any]:
        return {
            "page": door.get(path(job)).status,
            "export": door.get(path(job, "/csv")).status,
            "import": door.post(path(job, "/check"), {"pasted": "name,email\na,a@example.com\n"}).status,
        }

    assert seen() == {"page": 200, "export": 200, "import": 200}
    assert door.post(path(job, "/check"), {"pasted": "x"}, csrf=False).status == 403
    door.sign_in(StaffRole.INTERVIEWER)
    assert seen() == {"page": 200, "export": 403, "import": 403}
    assert "/exchange/csv" not in door.get(path(job)).text and "sheet-form" not in door.get(path(job)).text
    door.sign_in(StaffRole.HR, "other-hr")
    assert seen() == {"page": 404, "export": 404, "import": 404}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_sheet_of_outcomes_comes_back_with_what_was_filled_in(door: Portal, job: Job, form: str) -> None:
    one, other = candidate(job, HOSTILE, email="a@example.com"), candidate(job, "李雷")
    advance = Decision(kind=DecisionKind.ADVANCE, by="hr-1", by_name="Hr", reason="clear", at=timestamp())
    candidates.change(fresh(one), decision=advance, stage=Stage.DECIDED)
    sheet = door.get(path(job, f"/outcomes/{form}")).content
    assert b"a@example.com" not in sheet and (form == "xlsx" or other.id.encode() not in sheet)
    if form == "csv":
        heading, row = list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"))))
        filled = dict(zip(heading, row, strict=True)) | {"Hired on": "2026-01-05", "Promoted on": "2026-05-01"}
        out = io.StringIO()
        csv.writer(out).writerows([list(filled), list(filled.values())])
        _, page, again = checked(door, job, out.getvalue())
        assert "Promotions" in page
        assert door.post(path(job, "/store"), {"sheet": again}).status == 303
        told = afterwards.of_candidate(job.id, one.id)
        assert told.hire is not None and [known.promoted_on for known in told.promotions] == ["2026-05-01"]
        assert b"2026-05-01" in door.get(path(job, "/outcomes/csv")).content
    assert door.get(path(job, "/outcomes/pdf")).status == 404
    door.sign_in(StaffRole.AUDITOR)
    assert door.get(path(job, f"/outcomes/{form}")).status == 403


def test_the_page_says_what_each_column_holds(door: Portal, job: Job) -> None:
    page = door.get(path(job)).text
    for column in COLUMNS:
        assert (column.means.en in page) is column.read or column.means.en == "Export only", column.field
