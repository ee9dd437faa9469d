"""Jobs through the pages: made, edited in versions, opened, counted; and the first page."""

from __future__ import annotations

import base64
import importlib
from collections.abc import Iterator
from html import escape
from typing import Any

import boto3
import pytest

from mianshi.contracts.hiring import CandidateRequest, FunnelStep, Job, JobStatus, RequestKind, Slot
from mianshi.contracts.people import AuditAction
from mianshi.contracts.role import Role
from mianshi.hiring import role_forms
from mianshi.platform import objects
from mianshi.platform.clock import new_id, timestamp
from mianshi.platform.store import audit, candidates, funnel, jobs
from mianshi.scoring.role_writing import write_workbook
from mianshi.scoring.roles import load_role, role_version
from support.desk import ADMIN, AUDITOR, FINANCE, INTERVIEWER, LIN, OTHER_HR, Desk, Reply, candidate, desk

HOSTILE = "<script>alert(1)</script>\u202e王" + "😀" * 3
TEMPLATE = "retail_store_manager"


@pytest.fixture(scope="module")
def running() -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch, desk(patch) as started:
        for name in ("office.home", "job.jobs"):
            started.app.include_router(importlib.import_module(name).router)
        yield started


@pytest.fixture
def hr(running: Desk) -> Iterator[Desk]:
    """The desk, on which nothing but the sessions is left from one test to the next."""
    yield running
    table = boto3.resource("dynamodb").Table("desk")
    with table.batch_writer() as batch:
        for item in table.scan(ProjectionExpression="pk, sk")["Items"]:
            if not item["pk"].startswith("SESSION#"):
                batch.delete_item(Key=item)


def made(hr: Desk, **form: Any) -> Job:
    """A draft of Lin's, made by the form."""
    job_id = new_id("jb")
    reply = hr.post("/jobs/new", **{"id": job_id, "role": TEMPLATE, "headcount": "3", "title.zh": "店长", **form})
    assert (reply.status, reply.where) == (303, f"/jobs/{job_id}/role")
    return fresh(job_id)


def fresh(job_id: str) -> Job:
    found = jobs.find(job_id)
    assert found is not None
    return found


def role(job: Job) -> Role:
    return objects.get_record(objects.job_role(job.id, job.role_version), Role)


def opened(hr: Desk) -> Job:
    job = made(hr)
    assert hr.post(f"/jobs/{job.id}/status", status="open", revision=str(job.revision)).status == 303
    return fresh(job.id)


def outline(hr: Desk, job: Job, **changes: Any) -> Reply:
    form: dict[str, Any] = role_forms.outline(role(job)) | {
        name.replace("__", "."): value for name, value in changes.items()
    }
    return hr.post(f"/jobs/{job.id}/role", **{"revision": str(job.revision), **form})


def settings(job: Job, **changes: str | list[str]) -> dict[str, Any]:
    rules = job.rules
    form: dict[str, Any] = {
        "revision": str(job.revision),
        "department": job.department,
        "headcount": str(job.headcount),
        "team": job.team,
        "policy": job.policy,
        "release": job.release,
        "practice": "yes",
        "modes": rules.modes,
        "languages": rules.languages,
        **{name: str(getattr(rules, name)) for name in ("think_seconds", "answer_seconds", "retakes")},
        **{name: str(getattr(rules, name)) for name in ("link_days", "reminder_hours", "personal", "follow_ups")},
    }
    return form | changes


def count(job: Job, **steps: int) -> None:
    for step, number in steps.items():
        funnel.count(job.id, FunnelStep(step), by=number)


def test_a_job_is_made_from_a_template_with_its_role_and_its_log(hr: Desk) -> None:
    job = made(hr, department=" 华东  零售 ", **{"title.zh": HOSTILE})
    assert (job.owner, job.status, job.headcount, job.department) == ("lin", JobStatus.DRAFT, 3, "华东 零售")
    assert job.title.zh == job.title.en == HOSTILE
    assert role(job).competencies == load_role(TEMPLATE).competencies and role(job).name == job.title
    assert job.role_version == role_version(role(job))
    [line] = jobs.history(job.id)
    assert (line.by, line.role_version) == ("lin", job.role_version) and "Made from" in line.what[0].en
    for path in ("/jobs", "/", f"/jobs/{job.id}/role", f"/jobs/{job.id}/settings", f"/jobs/{job.id}/history"):
        page = hr.get(path)
        assert page.status == 200
        assert escape(HOSTILE) in page.body and HOSTILE not in page.body
    assert AuditAction.JOB_CREATED in {entry.action for entry in audit.of_day(timestamp()[:10], 10)[0]}


def test_a_form_sent_twice_makes_one_job_and_nobody_takes_anothers_id(hr: Desk) -> None:
    job = made(hr)
    again = hr.post("/jobs/new", id=job.id, role=TEMPLATE, headcount="3")
    assert (again.status, again.where) == (303, f"/jobs/{job.id}/role")
    assert len(jobs.of_person("lin", 10)) == 1
    assert hr.post("/jobs/new", OTHER_HR, id=job.id, role=TEMPLATE, headcount="3").status == 409
    assert fresh(job.id).owner == "lin"


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"role": ""}, "choose a template"),
        ({"role": "../etc/passwd"}, "choose a template"),
        ({"role": "file"}, "choose a role file"),
        ({"role": "file", "file": "%%%"}, "choose a role file"),
        ({"role": "file", "file": base64.b64encode(b"{").decode()}, "cannot be used"),
        ({"role": TEMPLATE, "headcount": "0"}, "A whole number from 1"),
        ({"role": TEMPLATE, "title.zh": "长" * 101}, "At most 100"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(hr: Desk, form: dict[str, Any], told: str) -> None:
    reply = hr.post("/jobs/new", **{"id": new_id("jb"), "headcount": "7", "department": "零售部", **form})
    assert reply.status == 422 and told in reply.page.text
    assert 'value="零售部"' in reply.body
    assert jobs.of_person("lin", 10) == []


def test_a_job_without_an_id_of_ours_is_not_made(hr: Desk) -> None:
    for job_id in ("", "jb_1", "jb_" + "0" * 27, "../x"):
        assert hr.post("/jobs/new", id=job_id, role=TEMPLATE, headcount="1").status == 422


def test_a_job_is_made_from_a_workbook_and_not_from_one_that_asks_what_may_not_be_asked(hr: Desk) -> None:
    own = load_role("software_engineer")
    job = made(hr, role="file", file=base64.b64encode(write_workbook(own)).decode(), file_name="a.xlsx")
    assert role(job).competencies == own.competencies
    raw = own.model_dump(mode="json")
    raw["competencies"][0]["questions"][0]["text"] = {"zh": "你结婚了吗？", "en": "Are you married?"}
    bad = base64.b64encode(Role.model_validate(raw).canonical_json().encode()).decode()
    reply = hr.post("/jobs/new", id=new_id("jb"), role="file", file=bad, file_name="b.json", headcount="1")
    assert reply.status == 422 and "married" in reply.page.text and "may not be asked" in reply.page.text


def test_a_change_is_shown_first_and_saved_with_its_reason_as_a_version(hr: Desk) -> None:
    job = opened(hr)
    first, second = (c.weight for c in role(job).competencies[:2])
    changed: dict[str, Any] = {"c0__weight": str(first + 5), "c1__weight": str(second - 5)}
    shown = outline(hr, job, **changed)
    name = role(job).competencies[0].name.en
    assert shown.status == 200 and f'Competencies "{name}": Weight "{first}" → "{first + 5}"' in shown.page.text
    assert fresh(job.id) == job
    silent = outline(hr, job, confirmed="yes", **changed)
    assert "Please give a reason" in silent.page.text and fresh(job.id) == job
    saved = outline(hr, job, confirmed="yes", reason="complaints matter more", **changed)
    assert (saved.status, saved.where) == (303, f"/jobs/{job.id}/role?saved=1")
    after = fresh(job.id)
    assert role(after).competencies[0].weight == first + 5
    line = jobs.history(job.id)[0]
    assert (line.reason, line.by, line.role_version) == ("complaints matter more", "lin", after.role_version)
    assert role(job).competencies[0].weight == first
    old = hr.get(f"/jobs/{job.id}/role?version={job.role_version}")
    assert old.status == 200 and "old version" in old.page.text and not old.page.all("textarea")
    assert hr.get(f"/jobs/{job.id}/role?version={'0' * 12}").status == 404
    again = outline(hr, job, confirmed="yes", reason="complaints matter more", **changed)
    assert again.status == 303 and fresh(job.id) == after


def test_a_draft_needs_no_reason(hr: Desk) -> None:
    job = made(hr)
    assert outline(hr, job, confirmed="yes", forward="81").status == 303
    assert role(fresh(job.id)).thresholds.forward == 81


def test_two_tabs_do_not_overwrite_each_other_unseen(hr: Desk) -> None:
    job = made(hr)
    assert outline(hr, job, confirmed="yes", forward="81").status == 303
    late = outline(hr, job, confirmed="yes", forward="90", review="40")
    assert late.status == 409 and "Put forward from" in late.page.text and role(fresh(job.id)).thresholds.forward == 81
    assert 'name="forward" type="number" min="0" max="100" step="1" value="90"' in late.body
    now = fresh(job.id)
    assert outline(hr, now, confirmed="yes", forward="90").status == 303
    late = hr.post(f"/jobs/{job.id}/settings", **settings(job, headcount="9"))
    assert late.status == 409 and fresh(job.id).headcount == 3


def test_a_wrong_sum_and_a_protected_question_are_refused_beside_the_field(hr: Desk) -> None:
    job = made(hr)
    reply = outline(hr, job, c0__weight="99")
    assert reply.status == 422 and "they must make 100" in reply.page.text
    competency = role(job).competencies[0]
    form: dict[str, Any] = role_forms.competency_fields(competency) | {
        "q0.zh": "你结婚了吗？",
        "confirmed": "yes",
        "reason": "x",
    }
    reply = hr.post(f"/jobs/{job.id}/role/{competency.id}", **{"revision": "0", **form})
    assert reply.status == 422 and fresh(job.id).role_version == job.role_version
    assert 'id="q0.zh-wrong"' in reply.body and "结婚" in reply.page.text
    assert any(a.get("aria-invalid") == "true" and a.get("name") == "q0.zh" for a in reply.page.all("textarea"))


def test_questions_are_added_and_a_competency_joins(hr: Desk) -> None:
    job = made(hr)
    competency = role(job).competencies[0]
    page = hr.get(f"/jobs/{job.id}/role/{competency.id}")
    assert page.status == 200 and len(page.body.encode()) < 100_000
    row = len(competency.questions)
    form: dict[str, Any] = role_forms.competency_fields(competency) | {
        f"q{row}.id": "",
        f"q{row}.zh": "你怎么安抚顾客？",
    }
    path = f"/jobs/{job.id}/role/{competency.id}"
    shown = hr.post(path, **{"revision": "0", **form})
    assert shown.status == 200 and "你怎么安抚顾客" in shown.page.text
    assert hr.post(path, **{"revision": "0", "confirmed": "yes", **form}).status == 303
    job = fresh(job.id)
    assert role(job).competencies[0].questions[row].text.zh == "你怎么安抚顾客？"
    new: dict[str, Any] = {
        "revision": str(job.revision),
        "name.zh": "库存",
        "weight": "10",
        "required_level": "3",
        **{f"a{level}.zh": f"第{level}级" for level in (1, 3, 5)},
        **{"q0.id": "", "q0.zh": "讲一次盘点出差异的经历。", "q0.core": "yes", "k0.id": "", "k0.name.zh": "查差异"},
        **{"k0.examples.zh": "我逐箱核对。", "confirmed": "yes"},
    }
    assert hr.get(f"/jobs/{job.id}/role/new-competency").status == 200
    assert hr.post(f"/jobs/{job.id}/role/new-competency", **new).status == 303
    joined = role(fresh(job.id)).competencies
    assert joined[-1].name.zh == "库存" and sum(c.weight for c in joined) == 100
    assert hr.get(f"/jobs/{job.id}/role/nothing").status == 404


def test_a_role_goes_out_as_a_workbook_and_comes_back_as_a_version(hr: Desk) -> None:
    job = made(hr)
    out = hr.get(f"/jobs/{job.id}/role.xlsx")
    assert out.status == 200
    raw = role(job).model_dump(mode="json")
    raw["thresholds"]["forward"] = 77
    sheet = base64.b64encode(write_workbook(Role.model_validate(raw))).decode()
    path = f"/jobs/{job.id}/role-file"
    shown = hr.post(path, revision="0", file=sheet, file_name="x.xlsx", reason="")
    assert shown.status == 422 and role(fresh(job.id)).thresholds.forward != 77
    assert hr.post(path, revision="0", file=sheet, file_name="x.xlsx", reason="from Excel").status == 303
    assert role(fresh(job.id)).thresholds.forward == 77 and jobs.history(job.id)[0].reason == "from Excel"


def test_settings_are_saved_and_what_is_wrong_is_said(hr: Desk) -> None:
    job = made(hr)
    form = settings(job, team="chen\nwu", modes=["text"], answer_seconds="90", blind_first="yes")
    assert hr.post(f"/jobs/{job.id}/settings", **form).status == 303
    after = fresh(job.id)
    assert (after.team, after.rules.modes, after.rules.answer_seconds, after.blind_first) == (
        ["chen", "wu"],
        ["text"],
        90,
        True,
    )
    assert jobs.history(job.id)[0].what[0].en == 'Team: "nobody" → "chen, wu"'
    assert [one.id for one in jobs.of_person("wu", 5)] == [job.id]
    reply = hr.post(f"/jobs/{job.id}/settings", **settings(after, answer_seconds="1", department="新部门"))
    assert reply.status == 422 and 'value="新部门"' in reply.body and fresh(job.id) == after
    assert 'id="answer_seconds-wrong"' in reply.body
    assert hr.post(f"/jobs/{job.id}/settings", **settings(after)).status == 303
    page = hr.get(f"/jobs/{job.id}/settings")
    assert {a["value"] for a in page.page.all("input", name="modes") if "checked" in a} == {"text"}


def test_times_are_added_told_in_a_calendar_and_kept_once_booked(hr: Desk) -> None:
    job = made(hr)
    form: dict[str, Any] = {
        "start": "2099-12-01T09:00",
        "offset": "-480",
        "minutes": "30",
        "times": "2",
        "capacity": "2",
    }
    assert hr.post(f"/jobs/{job.id}/slots", revision="0", **form).status == 303
    twice = hr.post(f"/jobs/{job.id}/slots", revision="0", **form)
    assert twice.status == 422 and "overlaps" in twice.page.text
    first, second = fresh(job.id).slots
    assert first.starts_at == "2099-12-01T01:00:00.000Z"
    someone = candidate(job, "王小明", email="wang@example.com", slot=first.id)
    assert jobs.book(job.id, first.id, first.capacity)
    file = hr.get(f"/jobs/{job.id}/calendar.ics", INTERVIEWER)
    assert file.status == 404
    file = hr.get(f"/jobs/{job.id}/calendar.ics")
    assert file.headers["Content-Type"].startswith("text/calendar")
    assert "DTSTART:20991201T010000Z" in file.body and file.body.count("BEGIN:VEVENT") == 1
    assert someone.name not in file.body and "wang@" not in file.body
    kept = hr.post(f"/jobs/{job.id}/slots/remove", slot=first.id)
    assert kept.status == 422 and "Somebody booked this time" in kept.page.text
    assert hr.post(f"/jobs/{job.id}/slots/remove", slot=second.id).status == 303
    assert [slot.id for slot in fresh(job.id).slots] == [first.id]


def test_a_job_is_opened_and_closed_and_only_so(hr: Desk) -> None:
    job = opened(hr)
    assert job.status is JobStatus.OPEN
    assert hr.post(f"/jobs/{job.id}/status", status="open", revision="0").status == 303
    assert fresh(job.id).revision == job.revision
    assert hr.post(f"/jobs/{job.id}/status", status="closed", revision="0").status == 409
    assert hr.post(f"/jobs/{job.id}/status", status="erased", revision="1").status == 422
    assert hr.post(f"/jobs/{job.id}/status", status="closed", revision=str(job.revision)).status == 303
    assert fresh(job.id).status is JobStatus.CLOSED


def test_the_funnel_counts_alarms_and_is_reviewed_with_a_note(hr: Desk) -> None:
    job = opened(hr)
    count(job, invited=30, started=25, submitted=20, scored=20, forward=8, held=5)
    page = hr.get(f"/jobs/{job.id}/funnel")
    assert "This week 20 interviewed, 8 reached the forward line, 5 held." in page.page.text
    assert "Of 20 interviews scored in the last 4 weeks, 8 reached" in page.page.text
    assert "Pass rate to review" in hr.get("/jobs").page.text
    assert "8 reached the forward line (40%)" in hr.get("/").page.text
    rows = hr.get(f"/jobs/{job.id}/funnel.csv").body.removeprefix("\ufeff").splitlines()
    assert len(rows) == 13 and rows[-1].split(",")[2:6] == ["30", "25", "20", "20"]
    path = f"/jobs/{job.id}/reviewed"
    assert hr.post(path, note=" ").status == 422
    assert hr.post(path, note="the line was too high").status == 303
    line = jobs.history(job.id)[0]
    assert line.reason == "the line was too high" and line.what[0].en == "Reviewed the pass rate"
    assert "Pass rate to review" not in hr.get("/jobs").page.text
    assert hr.post(path, note="again").status == 409


def test_the_list_is_narrowed_and_shows_only_ones_own_jobs(hr: Desk) -> None:
    one, _ = made(hr, **{"title.zh": "店长甲"}), made(hr, **{"title.zh": "工程师", "department": "IT"})
    assert "店长甲" in hr.get("/jobs").page.text
    narrowed = hr.get("/jobs?words=it&status=draft").page.text
    assert "工程师" in narrowed and "店长甲" not in narrowed
    assert "No job fits" in hr.get("/jobs?status=closed").page.text
    assert "店长甲" not in hr.get("/jobs", OTHER_HR).page.text
    assert "店长甲" in hr.get("/jobs", AUDITOR).page.text
    assert hr.get(f"/jobs/{one.id}/settings", OTHER_HR).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/jobs/new",
        "/jobs/{id}/role",
        "/jobs/{id}/settings",
        "/jobs/{id}/slots",
        "/jobs/{id}/status",
        "/jobs/{id}/reviewed",
    ],
)
def test_others_read_and_change_nothing(hr: Desk, path: str) -> None:
    job = made(hr)
    hr.post(f"/jobs/{job.id}/settings", **settings(job, team="chen"))
    job = fresh(job.id)
    address = path.format(id=job.id)
    form = settings(job, headcount="99") | {"id": new_id("jb"), "role": TEMPLATE, "status": "open", "note": "x"}
    assert hr.post(address, INTERVIEWER, **form).status == 403
    assert hr.post(address, OTHER_HR, **form).status == (303 if path == "/jobs/new" else 404)
    assert hr.post(address, FINANCE, **form).status in (403, 404)
    assert hr.post(address, forged=True, **form).status == 403
    assert fresh(job.id) == job


def test_an_interviewer_reads_the_questions_and_finds_no_form(hr: Desk) -> None:
    job = made(hr)
    hr.post(f"/jobs/{job.id}/settings", **settings(job, team="chen"))
    page = hr.get(f"/jobs/{job.id}/role", INTERVIEWER)
    assert page.status == 200 and role(job).competencies[0].questions[0].text.en in page.page.text
    forms = [a for a in page.page.all("form") if a.get("action") != "/sign-out"]
    assert forms == []
    settings_page = hr.get(f"/jobs/{job.id}/settings", INTERVIEWER).page
    assert [a for a in settings_page.all("fieldset") if "disabled" in a] and not settings_page.all(
        "button", **{"class": "primary"}
    )
    assert hr.get(f"/jobs/{job.id}/role/{role(job).competencies[0].id}", INTERVIEWER).status == 403


def test_the_first_page_shows_what_waits_for_whom(hr: Desk) -> None:
    assert "Make your first job" in hr.get("/").page.text
    job = opened(hr)
    someone = candidate(job)
    for kind, due, answered in (
        (RequestKind.HUMAN_REVIEW, "2020-01-01T00:00:00.000Z", None),
        (RequestKind.APPEAL, "2099-01-01T00:00:00.000Z", None),
        (RequestKind.CORRECTION, "2099-01-01T00:00:00.000Z", "2026-11-01T00:00:00.000Z"),
    ):
        asked = CandidateRequest(
            id=new_id("rq"),
            job_id=job.id,
            candidate_id=someone.id,
            kind=kind,
            at=timestamp(),
            due_at=due,
            answered_at=answered,
        )
        candidates.ask(asked, 30)
    text = hr.get("/").page.text
    assert "Candidates wait for an answer (2)" in text and "Overdue" in text and "Asks for a correction" not in text
    assert text.index("Asks for a person to review") < text.index("Appeal")
    assert "wait for an answer" not in hr.get("/", OTHER_HR).page.text
    assert "wait for an answer" not in hr.get("/", AUDITOR).page.text  # who cannot answer is not told what was asked
    assert hr.post(f"/jobs/{job.id}/status", status="closed", revision=str(job.revision)).status == 303
    assert "Candidates wait for an answer (2)" in hr.get("/").page.text
    finance = hr.get("/", FINANCE).page
    assert finance.all("a", href="/costs") and not finance.all("a", href="/jobs")
    assert hr.get("/", AUDITOR).page.all("a", href="/log")
    assert hr.get("/", None).status == 303


def test_the_live_list_is_small_json_for_whoever_sees_candidates(hr: Desk) -> None:
    from mianshi.contracts.events import Consent
    from mianshi.doors.opening import open_interview

    job = opened(hr)
    someone = candidate(job, HOSTILE)
    consent = Consent(recording=True, analysis=True, observations=False)
    known = open_interview(role(job), policy="cn", language="zh", consent=consent, files=[], candidate=someone)
    candidates.change(someone, interview_id=known.id)
    reply = hr.get("/api/home?lang=en", accept="application/json")
    assert reply.status == 200 and '"busy":true' in reply.body and known.id in reply.body
    assert escape(HOSTILE) in hr.get("/").body and HOSTILE not in hr.get("/").body
    assert known.id not in hr.get("/api/home", OTHER_HR).body
    assert known.id in hr.get("/api/home", ADMIN).body
    assert hr.get("/api/home", FINANCE).status == 403


def test_a_job_with_a_slot_of_the_contract_shows_it(hr: Desk) -> None:
    job = made(hr)
    slot = Slot(id="sl_1", starts_at="2099-01-01T00:00:00.000Z", ends_at="2099-01-01T01:00:00.000Z", capacity=3)
    line = jobs.history(job.id)[0].model_copy(update={"revision": 1})
    jobs.change(job, job.model_copy(update={"slots": [slot]}), line)
    assert "0 of 3 booked" in hr.get(f"/jobs/{job.id}/settings", LIN).page.text


def test_the_team_is_chosen_from_the_accounts_by_name(hr: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from job import job_parts  # type: ignore[import-not-found]  # on the path while the desk is open
    from mianshi.contracts.people import Account, AccountState, StaffRole

    def account(who: str, role: StaffRole, state: AccountState = AccountState.ACTIVE) -> Account:
        return Account(id=who, name=f"Name of {who}", roles=[role], state=state)

    known = [
        account("lin", StaffRole.HR),
        account("chen", StaffRole.INTERVIEWER),
        account("qian", StaffRole.FINANCE),
        account("gone", StaffRole.HR, AccountState.OFF),
    ]
    job = made(hr)
    monkeypatch.setattr(job_parts, "accounts_known", lambda: known)
    page = hr.get(f"/jobs/{job.id}/settings").page
    assert [a["value"] for a in page.all("input", name="team")] == ["chen"]
    assert "Name of lin owns it" in page.text
    assert hr.post(f"/jobs/{job.id}/settings", **settings(job, team=["chen"])).status == 303
    assert "Name of lin" in hr.get(f"/jobs/{job.id}/history").page.text
    refused = hr.post(f"/jobs/{job.id}/settings", **settings(fresh(job.id), team=["qian"]))
    assert refused.status == 422 and fresh(job.id).team == ["chen"]
