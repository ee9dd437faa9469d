"""What HR does with the candidates of a job, through the pages."""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
import xlsxwriter

from mianshi.contracts.delivery import Connector, ConnectorKind
from mianshi.contracts.events import Consent
from mianshi.contracts.hiring import (
    CandidateRequest,
    ConsentRecord,
    Decision,
    DecisionKind,
    JobStatus,
    RequestKind,
    Slot,
    Stage,
)
from mianshi.contracts.people import AuditAction
from mianshi.platform import resumes
from mianshi.platform.clock import timestamp
from mianshi.platform.store import afterwards, audit, candidates, connectors, funnel, outbox
from support.desk import (
    ADMIN,
    AUDITOR,
    FINANCE,
    INTERVIEWER,
    LIN,
    OTHER_HR,
    Desk,
    candidate,
    desk,
    fresh,
    open_job,
    staged,
)

HOSTILE = "<script>alert(1)</script>\u202e王" + "😀" * 3


@pytest.fixture
def hr(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk(monkeypatch) as running:
        yield running


def everyone(job_id: str) -> list[str]:
    return [c.name for c in candidates.page(job_id, 1000)[0]]


def workbook(*rows: list[str]) -> str:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return base64.urlsafe_b64encode(out.getvalue()).decode().rstrip("=")


def hidden(reply: Any, name: str) -> str:
    return next(str(a["value"]) for a in reply.page.all("input") if a.get("name") == name)


def test_one_candidate_is_added_and_listed(hr: Desk) -> None:
    job = open_job()
    form = hr.get(f"/jobs/{job.id}/candidates/new")
    reply = hr.post(
        f"/jobs/{job.id}/candidates", once=hidden(form, "once"), name=HOSTILE, email="a@example.com", language="en"
    )
    assert (reply.status, reply.where) == (303, f"/jobs/{job.id}?done=added&n=1")
    assert everyone(job.id) == [HOSTILE.replace("\u202e", "")]
    page = hr.get(reply.where)
    assert "alert(1)</script>" not in page.body.split("page-data")[0] and escape(HOSTILE[:25]) in page.body
    assert "Not invited yet" in page.page.text and "Added: 1." in page.page.text


def test_a_form_that_is_sent_twice_adds_once(hr: Desk) -> None:
    job = open_job()
    once = hidden(hr.get(f"/jobs/{job.id}/candidates/new"), "once")
    replies = [hr.post(f"/jobs/{job.id}/candidates", once=once, name="Li") for _ in range(2)]
    assert [r.status for r in replies] == [303, 409]
    assert everyone(job.id) == ["Li"]


def test_a_form_whose_storing_failed_can_be_sent_again(hr: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    job = open_job()
    once = hidden(hr.get(f"/jobs/{job.id}/candidates/new"), "once")
    with monkeypatch.context() as broken:
        broken.setattr(candidates, "add", lambda *_: 1 / 0)
        assert hr.post(f"/jobs/{job.id}/candidates", once=once, name="Li").status == 500
    assert hr.post(f"/jobs/{job.id}/candidates", once=once, name="Li").status == 303
    assert everyone(job.id) == ["Li"]


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong_beside_the_field(hr: Desk) -> None:
    job = open_job()
    reply = hr.post(
        f"/jobs/{job.id}/candidates", once="x" * 10, name="王", email="nobody", phone="1.38E+10", source="x" * 61
    )
    assert reply.status == 422 and everyone(job.id) == []
    fields = {str(a.get("name")): a for a in reply.page.all("input")}
    assert (fields["name"]["value"], fields["email"]["value"], fields["phone"]["value"]) == ("王", "nobody", "1.38E+10")
    for name in ("email", "phone", "source"):
        assert fields[name]["aria-describedby"] == f"{name}-wrong"
        assert f'id="{name}-wrong"' in reply.body


def test_the_same_contact_is_told_and_added_only_when_confirmed(hr: Desk) -> None:
    job = open_job()
    candidate(job, "First", phone="+86 138-0000-0001")
    typed = {"name": "Second", "phone": "13800000001"}
    refused = hr.post(f"/jobs/{job.id}/candidates", once="a" * 10, **typed)
    assert refused.status == 422 and "First" in refused.page.text
    assert hr.post(f"/jobs/{job.id}/candidates", once="a" * 10, anyway="yes", **typed).status == 303
    assert everyone(job.id) == ["Second", "First"]


def test_a_sheet_is_checked_by_row_and_column_and_stored_after_that(hr: Desk) -> None:
    job = open_job()
    candidate(job, "Known", email="known@example.com")
    sheet = workbook(
        ["候选人名单"],
        ["姓名", "邮箱", "手机", "年龄"],
        ["好一", "one@example.com", "13800000001", "25"],
        ["坏", "not an address", "", ""],
        ["已在", "KNOWN@example.com", "", ""],
        ["同号", "", "138 0000 0001", ""],
        [HOSTILE, "", "", ""],
    )
    checked = hr.post(f"/jobs/{job.id}/candidates/check", sheet=sheet, pasted="")
    assert checked.status == 200 and everyone(job.id) == ["Known"]
    text = checked.page.text
    for told in (
        "not an address",
        "The same contact as in row 3",
        "年龄",
        "Can be added (2)",
        "again (1)",
        "not added (2)",
    ):
        assert told in text, told
    assert "<script>alert" not in checked.body
    rows, once = hidden(checked, "rows"), hidden(checked, "once")
    stored = [hr.post(f"/jobs/{job.id}/candidates/store", rows=rows, once=once) for _ in range(2)]
    assert [r.status for r in stored] == [303, 409]
    assert sorted(everyone(job.id)) == sorted(["Known", "好一", HOSTILE.replace("\u202e", "")])


def test_a_table_that_cannot_be_read_is_told_in_one_sentence(hr: Desk) -> None:
    job = open_job()
    damaged = [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", b"\x00\x01\x02"]
    given = [
        ({"pasted": "", "sheet": ""}, "no candidate in the table"),
        ({"pasted": "a,b\n1,2", "sheet": ""}, "no column called Name"),
        ({"pasted": "姓名\n" + "王\n" * 1001, "sheet": ""}, "At most 1,000"),
        *(({"sheet": base64.urlsafe_b64encode(data).decode().rstrip("=")}, "cannot be read") for data in damaged),
        ({"sheet": "&&&"}, "cannot be read"),
    ]
    for form, told in given:
        reply = hr.post(f"/jobs/{job.id}/candidates/check", **form)
        assert reply.status == 422 and told in reply.page.text, form


def test_the_form_and_the_export_are_workbooks_and_the_export_is_in_the_log(hr: Desk) -> None:
    job = open_job()
    candidate(job, "=HYPERLINK(1)", email="a@example.com")
    for path, who in ((f"/jobs/{job.id}/candidates.xlsx", LIN), (f"/jobs/{job.id}/people.xlsx", LIN)):
        reply = hr.get(path, who)
        assert reply.status == 200 and base64.b64decode(reply.body).startswith(b"PK")
    assert [hr.get(f"/jobs/{job.id}/people.xlsx", who).status for who in (INTERVIEWER, AUDITOR)] == [403, 403]
    lines, _ = audit.of_day(timestamp()[:10], 20)
    assert [e.detail for e in lines if e.action is AuditAction.DATA_EXPORTED] == ["1 candidates"]


def test_pages_go_on_where_they_ended_and_filters_walk_them(hr: Desk) -> None:
    job = open_job()
    made = [
        candidate(job, f"P{number:03}", source="Referral" if number % 40 == 0 else "Board") for number in range(120)
    ]
    first = hr.get(f"/jobs/{job.id}")
    assert first.page.text.count("Not invited yet") == 50 + 1  # the filter names it too
    [older] = [str(a["href"]) for a in first.page.all("a") if a.get("rel") == "next"]
    second = hr.get(older)
    assert "P069" in second.page.text and "P070" not in second.page.text
    found = hr.get(f"/jobs/{job.id}?source=referral").page
    assert [n for n in ("P000", "P040", "P080", "P001") if n in found.text] == ["P000", "P040", "P080"]
    assert "P119" in hr.get(f"/jobs/{job.id}?words=p119").page.text
    staged(made[5], Stage.WITHDRAWN)
    only = hr.get(f"/jobs/{job.id}?stage=withdrawn").page
    assert "P005" in only.text and "P006" not in only.text
    assert "No candidate matches" in hr.get(f"/jobs/{job.id}?words=nobody").page.text


def test_contacts_cannot_be_searched_by_whoever_may_not_see_them(hr: Desk) -> None:
    job = open_job()
    candidate(job, "Li", email="secret@example.com")
    assert "Li" in hr.get(f"/jobs/{job.id}?words=secret").page.text
    page = hr.get(f"/jobs/{job.id}?words=secret", INTERVIEWER).page
    assert "No candidate matches" in page.text


def test_a_search_ends_at_its_bound_and_says_so(hr: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    job = open_job()
    for number in range(12):
        candidate(job, f"P{number:03}")
    monkeypatch.setattr(sys.modules["candidate.listing"], "LOOKED_THROUGH", 10)
    page = hr.get(f"/jobs/{job.id}?words=P000")
    assert "The newest 10 were looked through" in page.page.text
    [older] = [str(a["href"]) for a in page.page.all("a") if a.get("rel") == "next"]
    assert "P000" in hr.get(older).body.split("<tbody>")[1]


def test_a_slot_a_decision_and_an_open_request_stand_in_the_list(hr: Desk) -> None:
    slot = Slot(id="s1", starts_at="2026-12-01T02:00:00.000Z", ends_at="2026-12-01T03:00:00.000Z", capacity=2)
    job = open_job(slots=[slot])
    made = candidate(job, "Li", slot="s1")
    ask(made, RequestKind.CORRECTION)
    decide(made, "wu")
    text = hr.get(f"/jobs/{job.id}").page.text
    assert "2026-12-01 02:00" in text and "Waits for an answer" in text and "UTC Reject" in text


def ask(made: Any, kind: RequestKind, text: str = "please") -> CandidateRequest:
    asked = CandidateRequest(
        id=f"rq_{kind.value}",
        job_id=made.job_id,
        candidate_id=made.id,
        kind=kind,
        text=text,
        at="2026-11-01T00:00:00.000Z",
        due_at="2026-11-02T00:00:00.000Z",
    )
    candidates.ask(asked, 30)
    return asked


def decide(made: Any, by: str) -> None:
    decision = Decision(kind=DecisionKind.REJECT, by=by, by_name=by, reason="because", at="2026-11-20T00:00:00.000Z")
    candidates.change(fresh(made), decision=decision, stage=Stage.DECIDED)


def test_the_live_list_speaks_in_words_and_says_when_to_ask_again(hr: Desk) -> None:
    job = open_job()
    made = candidate(job)
    quiet = json.loads(hr.get(f"/api/jobs/{job.id}/candidates?lang=zh").body)
    assert quiet == {
        "rows": [{"id": made.id, "standing": "待邀请", "mark": "", "until": "", "band": "", "band_mark": ""}],
        "again_s": 0,
    }
    staged(made, Stage.SUBMITTED)
    busy = json.loads(hr.get(f"/api/jobs/{job.id}/candidates?lang=en").body)
    assert busy["again_s"] == 4 and busy["rows"][0]["standing"] == "Recordings on their way"


def test_the_page_of_a_candidate_holds_their_way_and_what_they_agreed_to(hr: Desk) -> None:
    job = open_job()
    made = candidate(job, HOSTILE, email="wang@example.com", phone="13800000001", retakes={"0": 2})
    consent = Consent(recording=True, analysis=False, observations=False)
    record = ConsentRecord(
        consent=consent, text_version="abc123", language="zh", policy="cn", at="2026-11-20T00:00:00.000Z"
    )
    candidates.agreed(job.id, made.id, record, 30)
    page = hr.get(f"/jobs/{job.id}/candidates/{made.id}")
    for told in ("wang@example.com", "13800000001", "abc123", "Answer 1: 2", "Talent pool", "Not invited yet"):
        assert told in page.page.text, told
    assert "<script>alert" not in page.body
    seen = hr.get(f"/jobs/{job.id}/candidates/{made.id}", INTERVIEWER)
    assert "wang@example.com" not in seen.body and "w***@example.com" in seen.page.text
    assert "13800000001" not in seen.body and "/c/open/" not in seen.body
    assert not [a for a in seen.page.all("form") if str(a.get("action")).endswith(("contacts", "invite", "share"))]


def test_only_admin_and_auditor_see_the_access_log_of_a_candidate(hr: Desk) -> None:
    job = open_job()
    made = candidate(job)
    hr.post(f"/jobs/{job.id}/candidates/{made.id}/extra-time", revision="0", extra_time="yes")
    shown = ['id="log-h"' in hr.get(f"/jobs/{job.id}/candidates/{made.id}", who).body for who in (LIN, AUDITOR, ADMIN)]
    assert shown == [False, True, True]
    assert "extra_time on" in hr.get(f"/jobs/{job.id}/candidates/{made.id}", AUDITOR).page.text


def test_contacts_are_changed_once_and_a_late_window_is_told(hr: Desk) -> None:
    job = open_job()
    made = candidate(job, email="old@example.com")
    path = f"/jobs/{job.id}/candidates/{made.id}/contacts"
    typed = {"name": "New", "email": "new@example.com", "phone": "", "source": "", "language": "en"}
    assert hr.post(path, revision="0", **typed).status == 303
    assert hr.post(path, revision="0", **{**typed, "name": "Late"}).status == 409
    after = fresh(made)
    assert (after.name, after.email, after.language) == ("New", "new@example.com", "en")
    [line] = [e for e in hr.log(made) if e.action is AuditAction.CANDIDATE_CHANGED]
    assert (line.who, line.detail) == ("lin", "name email language")
    wrong = hr.post(path, revision="1", **{**typed, "email": "no"})
    assert wrong.status == 422 and 'value="no"' in wrong.body and fresh(made).email == "new@example.com"


def test_an_adjustment_is_granted_and_taken_back(hr: Desk) -> None:
    job = open_job()
    made = candidate(job)
    path = f"/jobs/{job.id}/candidates/{made.id}/extra-time"
    assert hr.post(path, revision="0", extra_time="yes").status == 303
    assert fresh(made).extra_time
    assert hr.post(path, revision="1").status == 303
    assert not fresh(made).extra_time


def test_an_erased_candidate_cannot_be_filled_again(hr: Desk) -> None:
    job = open_job()
    made = candidate(job)
    asked = ask(made, RequestKind.APPEAL, "")
    candidates.change(fresh(made), stage=Stage.ERASED, name="", email="", phone="")
    path, revision = f"/jobs/{job.id}/candidates/{made.id}", str(fresh(made).revision)
    assert hr.post(f"{path}/contacts", revision=revision, name="Wang", email="w@example.com").status == 410
    assert hr.post(f"{path}/extra-time", revision=revision, extra_time="yes").status == 410
    assert hr.post(f"{path}/requests", request=asked.id, answer="Dear Wang").status == 410
    assert hr.post(f"{path}/share", days="7").status == 410
    assert (fresh(made).name, fresh(made).extra_time, hr.get(path).status) == ("", False, 200)


def test_what_a_candidate_needs_is_told_only_to_whoever_arranges_it(hr: Desk) -> None:
    job = open_job()
    made = candidate(job, extra_time=True)
    ask(made, RequestKind.ACCOMMODATION, "my hearing aid needs captions")
    path = f"/jobs/{job.id}/candidates/{made.id}"
    theirs = hr.get(path).page.text
    assert "hearing aid" in theirs and "No clock" in theirs
    for who in (INTERVIEWER, AUDITOR):
        shown = hr.get(path, who).page.text
        assert "hearing aid" not in shown and "No clock" not in shown and "djustment" not in shown, who.id


def test_a_request_is_answered_once_and_whoever_decided_is_warned(hr: Desk) -> None:
    job = open_job()
    made = candidate(job)
    asked = ask(made, RequestKind.APPEAL, "look <b>again</b>")
    decide(made, LIN.id)
    page = hr.get(f"/jobs/{job.id}/candidates/{made.id}")
    assert "You made the decision" in page.page.text and "Overdue" in page.page.text and "<b>again" not in page.body
    assert "You made the decision" not in hr.get(f"/jobs/{job.id}/candidates/{made.id}", ADMIN).page.text
    path = f"/jobs/{job.id}/candidates/{made.id}/requests"
    refused = hr.post(path, request=asked.id, answer="   ")
    assert refused.status == 422 and "Please write an answer" in refused.page.text
    replies = [hr.post(path, ADMIN, request=asked.id, answer="We did.").status for _ in range(2)]
    assert replies == [303, 409]
    [kept] = candidates.requests(job.id, made.id)
    assert (kept.answer, kept.answered_by) == ("We did.", "root")
    assert hr.post(path, request="rq_other", answer="x").status == 404


def test_a_report_that_does_not_exist_is_neither_released_nor_shared(hr: Desk) -> None:
    job = open_job()
    made = candidate(job)
    path = f"/jobs/{job.id}/candidates/{made.id}"
    assert hr.post(f"{path}/release").status == 409
    assert hr.post(f"{path}/share", days="7").status == 409
    assert fresh(made).released_at is None


def test_who_may_do_what(hr: Desk) -> None:
    job = open_job()
    made = candidate(job)
    path = f"/jobs/{job.id}"
    assert [hr.get(path, who).status for who in (LIN, INTERVIEWER, AUDITOR, ADMIN, OTHER_HR, FINANCE)] == [
        200,
        200,
        200,
        200,
        404,
        404,
    ]
    changes = ("contacts", "extra-time", "invite", "revoke", "requests", "release", "share", "unshare")
    for action in changes:
        assert hr.post(f"{path}/candidates/{made.id}/{action}", INTERVIEWER).status == 403, action
        assert hr.post(f"{path}/candidates/{made.id}/{action}", AUDITOR).status == 403, action
        assert hr.post(f"{path}/candidates/{made.id}/{action}", OTHER_HR).status == 404, action
        assert hr.post(f"{path}/candidates/{made.id}/{action}", None).status == 401, action
        assert hr.post(f"{path}/candidates/{made.id}/{action}", forged=True).status == 403, action
    for action in ("candidates", "candidates/check", "candidates/store", "invite", "links"):
        assert hr.post(f"{path}/{action}", INTERVIEWER).status == 403, action
    assert hr.get(f"{path}/candidates/ca_nobody").status == 404
    assert fresh(made).revision == 0


def test_a_hire_is_recorded_by_whoever_decides_and_told_to_connected_systems(hr: Desk) -> None:
    job = open_job()
    made = candidate(job)
    path = f"/jobs/{job.id}/candidates/{made.id}"
    form = {"starts_on": "2026-12-01", "position": HOSTILE, "employee_id": "E7"}
    assert hr.post(f"{path}/hire", LIN, **form).status == 409  # nobody has advanced them
    assert "Record a hire" not in hr.get(path, LIN).body
    decision = Decision(
        kind=DecisionKind.ADVANCE, by="lin", by_name="Lin", reason="good", at="2026-11-20T00:00:00.000Z"
    )
    candidates.change(fresh(made), decision=decision, stage=Stage.DECIDED)
    connectors.add(Connector(id="erp", kind=ConnectorKind.WEBHOOK, url="https://erp.example.com/x"))
    for day in ("", "1 December", "2026-13-01"):
        answer = hr.post(f"{path}/hire", LIN, **{**form, "starts_on": day})
        assert (answer.status, 'id="starts_on-wrong"' in answer.body) == (422, True), day
    assert afterwards.hired(job.id, made.id) is None
    assert hr.post(f"{path}/hire", INTERVIEWER, **form).status in (403, 404)
    for _ in range(2):  # a second click tells nobody anything
        assert hr.post(f"{path}/hire", LIN, **form).status == 303
    hire = afterwards.hired(job.id, made.id)
    assert hire is not None
    assert (hire.starts_on, hire.employee_id, hire.told_about_scores, hire.by) == ("2026-12-01", "E7", False, "lin")
    owed = outbox.about(f"candidate:{job.id}:{made.id}")
    assert [(row.connector, row.event.value) for row in owed] == [("erp", "candidate.hired")]
    page = hr.get(path, LIN)
    assert "2026-12-01" in page.body and "<script>alert" not in page.body


def test_compare_leads_on_with_those_chosen(hr: Desk) -> None:
    job = open_job()
    assert hr.post(f"/jobs/{job.id}/compare", c=["a", "b"]).where == f"/compare?job={job.id}&c=a&c=b"
    assert hr.post(f"/jobs/{job.id}/compare").where == f"/jobs/{job.id}?done=choose"


def test_nobody_is_invited_to_a_job_that_is_not_open(hr: Desk) -> None:
    job = open_job(status=JobStatus.DRAFT)
    made = candidate(job)
    reply = hr.post(f"/jobs/{job.id}/invite", c=[made.id])
    assert "not open" in hr.get(reply.where).page.text
    one = hr.post(f"/jobs/{job.id}/candidates/{made.id}/invite", revision="0")
    assert one.status == 422 and "not open" in one.page.text
    assert fresh(made).stage is Stage.ADDED and hr.announced == [] and funnel.of_job(job.id) == []


PDF, DOCX = "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("kind", "content", "ending"),
    [
        (PDF, b"%PDF-1.7 x", "pdf"),
        (DOCX, b"PK\x03\x04 x", "docx"),
        ("text/plain", "王小明".encode(), "txt"),
        (PDF, b"\r\n%PDF-1.7 x", "pdf"),
        (PDF, b"PK\x03\x04 x", "docx"),
        (DOCX, b"%PDF-1.7 x", "pdf"),
        (PDF, b"<script>alert(1)</script>", "txt"),
        ("text/html", b"<script>", "txt"),
        ("text/plain", "王小明".encode("utf-16"), "txt"),
        (DOCX, b"MZ\x90\x00\x03", ""),
        ("text/plain", b"a\x00b", ""),
    ],
)
def test_a_resume_is_saved_as_a_file_of_the_type_it_is(hr: Desk, kind: str, content: bytes, ending: str) -> None:
    """Told as the reader tells it, by its bytes; nothing is ever opened in the page."""
    who = candidate(open_job())
    page = f"/jobs/{who.job_id}/candidates/{who.id}"
    assert f'href="{page}/resume"' not in hr.get(page).body
    assert hr.get(f"{page}/resume").status == 404
    where = resumes.place(who.job_id, who.id)
    boto3.client("s3").put_object(Bucket=where.bucket, Key=where.key, Body=content, ContentType=kind)
    assert f'href="{page}/resume"' in hr.get(page).body
    reply = hr.get(f"{page}/resume")
    if not ending:
        assert (reply.status, reply.where) == (422, "")
        return
    assert reply.status == 303
    named = parse_qs(urlsplit(reply.where).query)
    assert named["response-content-disposition"] == [f'attachment; filename="{who.id}.{ending}"']
    assert named["response-content-type"] == [{"pdf": PDF, "docx": DOCX, "txt": "text/plain"}[ending]]
    assert named["X-Amz-Expires"] == ["60"]
    assert [(line.action, line.detail) for line in audit.about(who.id, 1)] == [(AuditAction.DATA_EXPORTED, "resume")]


def test_only_who_sees_contacts_sees_a_resume(hr: Desk) -> None:
    who = candidate(open_job())
    where = resumes.place(who.job_id, who.id)
    boto3.client("s3").put_object(Bucket=where.bucket, Key=where.key, Body=b"%PDF-1.7", ContentType=PDF)
    page = f"/jobs/{who.job_id}/candidates/{who.id}"
    for person in (INTERVIEWER, AUDITOR, FINANCE, OTHER_HR):
        assert hr.get(f"{page}/resume", person).status in (403, 404), person.id
        assert f'href="{page}/resume"' not in hr.get(page, person).body, person.id
