"""Job texts and résumés in the portal: what is read of a text, uploads, the match in one view, lists in bands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from mianshi.contracts.base import Record
from mianshi.contracts.hiring import Job, Stage
from mianshi.contracts.matching import Verdict
from mianshi.contracts.people import AuditAction, StaffRole
from mianshi.contracts.resumes import ResumeReason
from mianshi.contracts.tasks import PostingChanged
from mianshi.doors import postings
from mianshi.doors.resumes import ResumeState, state
from mianshi.doors.tables import table_of
from mianshi.platform import clock, workflow
from mianshi.platform.clock import timestamp
from mianshi.platform.resumes import StoredResume
from mianshi.platform.store import audit, jobs, matches, promised
from support import resumes as read
from support.desk import INTERVIEWER, LIN, candidate, open_job, staged
from support.portal_moto import Portal, Reply, portal

MET, PARTLY, MISSING = Verdict.MET, Verdict.PARTLY, Verdict.NOT_FOUND


@pytest.fixture(scope="module")
def here() -> Iterator[Portal]:
    with pytest.MonkeyPatch.context() as patch, portal(patch) as running:
        yield running


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Record]]:
    heard: list[tuple[str, Record]] = []
    monkeypatch.setattr(workflow, "announce", lambda kind, detail: heard.append((kind, detail)))
    return heard


@pytest.fixture
def hr(here: Portal, announced: list[tuple[str, Record]]) -> Portal:
    """Lin of HR, who has made no job yet that a test looks at."""
    here.sign_in(StaffRole.HR, LIN.id)
    return here


def asked(hr: Portal, job: Job, text: str = read.TEXT) -> Job:
    """The job with a text, by the page."""
    form = {"text": text, "revision": str(job.revision), "reason": "first"}
    assert hr.post(f"/jobs/{job.id}/posting", form).status == 303
    return now(job)


def now(job: Job) -> Job:
    found = jobs.find(job.id)
    assert found is not None
    return found


def as_script(hr: Portal, method: str, address: str, body: Any = None) -> Reply:
    headers = {"content-type": "application/json", "x-csrf": hr._csrf, "accept": "application/json"}
    return hr._ask(method, address, None if body is None else json.dumps(body), headers)


def told(reply: Reply) -> Any:
    return json.loads(reply.text)


def test_a_job_text_is_read_kept_as_a_version_and_resumes_are_matched_anew(
    hr: Portal, announced: list[tuple[str, Record]]
) -> None:
    job = asked(hr, open_job())
    assert announced == [("posting.changed", PostingChanged(job_id=job.id, posting=job.posting))]
    kept = postings.of_job(job)
    assert kept is not None and kept.content_hash() == job.posting
    page = hr.get(f"/jobs/{job.id}/posting?done=saved").text
    assert "No résumé has been read yet" in page and "being matched anew" not in page
    read.refuse(candidate(job), ResumeReason.DAMAGED)
    assert "All résumés of this job are being matched anew" in hr.get(f"/jobs/{job.id}/posting?done=saved").text
    assert "本科及以上学历" in page and "bachelor&#39;s degree or higher" in page
    assert '<s dir="auto">年龄25-35岁</s>' in page, "what may not count is shown as left out"
    assert all("年龄" not in one.text for one in kept.requirements)
    assert jobs.history(job.id)[-1].posting == job.posting or jobs.history(job.id)[0].posting == job.posting


def test_must_weight_name_and_what_is_left_out_are_the_recruiters_and_survive_a_new_wording(hr: Portal) -> None:
    job = asked(hr, open_job())
    first, second, *_ = (postings.of_job(job) or pytest.fail()).requirements
    form = {
        "revision": str(job.revision),
        "reason": "fewer demands",
        f"must.{first.id}": "no",
        f"weight.{first.id}": "7",
        f"drop.{second.id}": "yes",
    }
    assert hr.post(f"/jobs/{job.id}/posting/requirements", form).status == 303
    changed = now(job)
    left = {one.text: one for one in (postings.of_job(changed) or pytest.fail()).requirements}
    assert (left[first.text].must, left[first.text].weight) == (False, 7)
    assert second.text not in left
    line = next(line for line in jobs.history(job.id) if line.revision == changed.revision)
    assert [what.en for what in line.what] == [
        f'"{first.text}" is an advantage now',
        f'weight of "{first.text}": {first.weight} → 7',
        f'requirement "{second.text}" dropped',
    ]
    again = asked(hr, changed, read.TEXT + "\n6. 持有驾照")
    kept = {one.text: one for one in (postings.of_job(again) or pytest.fail()).requirements}
    assert kept[first.text].weight == 7 and second.text not in kept
    earlier = hr.get(f"/jobs/{job.id}/posting?version={job.posting}")
    assert earlier.status == 200 and second.text in earlier.text
    assert hr.get(f"/jobs/{job.id}/posting?version=000000000000").status == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"weight.{id}": "11"}, "A whole number from 1 to 10."),
        ({"weight.{id}": "viele"}, "A whole number from 1 to 10."),
        ({"weight.{id}": "7", "reason": ""}, "The job is open. Please say why it is changed."),
    ],
)
def test_a_form_that_cannot_be_kept_comes_back_and_changes_nothing(
    hr: Portal, fields: dict[str, str], said: str
) -> None:
    job = asked(hr, open_job())
    one = (postings.of_job(job) or pytest.fail()).requirements[0]
    form = {"revision": str(job.revision), "reason": "why"} | {k.format(id=one.id): v for k, v in fields.items()}
    reply = hr.post(f"/jobs/{job.id}/posting/requirements", form)
    assert reply.status == 422 and said in reply.text
    assert now(job).posting == job.posting


def test_nobody_overwrites_what_somebody_else_just_changed_and_an_empty_text_takes_it_away(hr: Portal) -> None:
    job = asked(hr, open_job())
    reply = hr.post(f"/jobs/{job.id}/posting", {"text": "要求：会开车", "revision": "0", "reason": "late"})
    assert reply.status == 409 and "会开车" in reply.text, "what was typed is not lost"
    assert now(job).posting == job.posting
    hr.post(f"/jobs/{job.id}/posting", {"text": " ", "revision": str(job.revision), "reason": "not needed"})
    assert now(job).posting == ""


def test_an_interviewer_reads_the_requirements_and_changes_nothing(hr: Portal) -> None:
    job = asked(hr, open_job(team=["reader"]))
    hr.sign_in(StaffRole.INTERVIEWER, "reader")
    assert "本科及以上学历" in hr.get(f"/jobs/{job.id}/posting").text
    assert hr.post(f"/jobs/{job.id}/posting", {"text": "x", "revision": str(job.revision)}).status == 403


def test_a_resume_is_put_awaited_and_read(hr: Portal) -> None:
    job = open_job()
    who = candidate(job)
    at = f"/api/jobs/{job.id}/candidates/{who.id}/resume"
    ticket = as_script(hr, "POST", f"{at}/ticket", {"content_type": "text/plain", "size_bytes": 6})
    assert ticket.status == 201 and f"resumes/{job.id}/{who.id}/original" in told(ticket)["url"]
    assert promised.find_resume(job.id, who.id) is not None, "an erasure waits for what is on its way"
    assert told(as_script(hr, "GET", at))["state"] == "none"
    page = hr.get(f"/jobs/{job.id}/candidates/{who.id}")
    assert "portal-artefacts" in page.headers["content-security-policy"]
    read.keep(who, read.reading({}, 0))
    assert told(as_script(hr, "GET", at))["state"] == "read"
    assert "no requirements yet" in hr.get(f"/jobs/{job.id}/candidates/{who.id}").text


def test_an_earlier_reading_says_nothing_about_a_new_file(hr: Portal) -> None:
    job = open_job()
    who = candidate(job)
    read.keep(who, read.reading({}, 0).model_copy(update={"at": "2020-01-01T00:00:00.000Z"}))
    assert told(as_script(hr, "GET", f"/api/jobs/{job.id}/candidates/{who.id}/resume"))["state"] == "reading"


def test_a_file_that_cannot_be_read_is_said_with_what_to_do(hr: Portal) -> None:
    job = open_job()
    who = candidate(job)
    read.refuse(who, ResumeReason.PICTURE)
    answer = told(as_script(hr, "GET", f"/api/jobs/{job.id}/candidates/{who.id}/resume"))
    assert answer["state"] == "refused" and "扫描件" in answer["sentence"]["zh"]
    page = hr.get(f"/jobs/{job.id}/candidates/{who.id}?lang=zh").text
    assert "简历是扫描件或图片" in page and "resume_picture" not in page


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"content_type": "application/msword", "size_bytes": 5}, "bad_resume"),
        ({"content_type": "application/pdf", "size_bytes": 10 * 1024**2 + 1}, "too_large"),
        ({"content_type": "application/pdf", "size_bytes": 0}, "bad_resume"),
        ({"content_type": "application/pdf", "size_bytes": -1}, "bad_request"),
    ],
)
def test_only_files_that_can_be_read_get_a_place(hr: Portal, wish: dict[str, Any], code: str) -> None:
    job = open_job()
    at = f"/api/jobs/{job.id}/candidates/{candidate(job).id}/resume/ticket"
    assert told(as_script(hr, "POST", at, wish))["code"] == code


def test_whoever_withdrew_or_may_not_edit_hands_in_nothing(hr: Portal) -> None:
    job = open_job()
    wish, gone = {"content_type": "text/plain", "size_bytes": 5}, staged(candidate(job), Stage.WITHDRAWN)
    at = f"/api/jobs/{job.id}/candidates/{{}}/resume/ticket"
    assert told(as_script(hr, "POST", at.format(gone.id), wish))["code"] == "candidate_left"
    hr.sign_in(StaffRole.INTERVIEWER, INTERVIEWER.id)
    assert told(as_script(hr, "POST", at.format(candidate(job).id), wish))["code"] == "not_allowed"


def matched(hr: Portal, verdicts: list[Verdict], percent: int, job: Job | None = None) -> tuple[Job, Any]:
    """Somebody of a job whose résumé has these verdicts on its first requirements."""
    job = job or asked(hr, open_job())
    who = candidate(job, "王小雨")
    found = (postings.of_job(job) or pytest.fail()).requirements
    known = {one.id: verdict for one, verdict in zip(found, verdicts, strict=False)}
    read.keep(who, read.reading(known, percent, job.posting))
    return job, who


def test_the_match_shows_every_verdict_with_its_line_and_never_a_contact(hr: Portal) -> None:
    job, who = matched(hr, [MET, PARTLY, MISSING], 62)
    page = hr.get(f"/jobs/{job.id}/candidates/{who.id}/resume-match?lang=zh").text
    assert "符合这个职位要求的 62%" in page
    assert "带领 12 人团队" in page and "第 2 页" in page, "the line and its page"
    assert "缺：<bdi>SQL</bdi>" in page and "由人决定，不会自动淘汰" in page
    assert "与背景同色" in page and "写给阅读软件的话" in page and "年龄25-35岁" in page
    assert "<b>12 人</b>" in page, "a unit in the page's language"
    assert "15-18K" in page and "门店店长" in page and "会员系统上线" in page
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert "[phone]" in page, "the line is shown without what it says about contacts"
    assert all(contact not in page for contact in read.CONTACTS)
    assert "问题甲" not in page
    seen = [entry for entry in audit.about(who.id, 20) if entry.action is AuditAction.RESUME_READ]
    assert len(seen) == 1 and seen[0].who == LIN.id


def test_what_another_method_read_is_said_to_be_read_anew_and_not_shown(hr: Portal) -> None:
    job, who = matched(hr, [MET, PARTLY, MISSING], 62)
    listed = matches.find(job.id, who.id)
    assert listed is not None
    matches.keep(job.id, who.id, listed.model_copy(update={"method": "match-0"}), 30)
    for path in ("", "/resume-match"):
        page = hr.get(f"/jobs/{job.id}/candidates/{who.id}{path}?lang=zh").text
        assert "这份简历正在重新读" in page
        assert "带领 12 人团队" not in page and "62%" not in page
    assert '"state":"anew"' in hr.get(f"/api/jobs/{job.id}/candidates/{who.id}/resume").text


def test_an_interviewer_who_rates_first_sees_the_match_and_no_file(hr: Portal) -> None:
    job, who = matched(hr, [MET], 100, asked(hr, open_job(blind_first=True)))
    hr.sign_in(StaffRole.INTERVIEWER, INTERVIEWER.id)
    page = hr.get(f"/jobs/{job.id}/candidates/{who.id}/resume-match")
    assert page.status == 200 and "Meets 100%" in page.text
    assert f'/candidates/{who.id}/resume"' not in page.text, "the file is for whoever sees contacts"
    hr.sign_in(StaffRole.INTERVIEWER, "somebody-else")
    assert hr.get(f"/jobs/{job.id}/candidates/{who.id}/resume-match").status == 404


def test_the_list_goes_by_bands_hides_nobody_and_narrows_only_where_asked(hr: Portal) -> None:
    job, low = matched(hr, [MISSING], 12)
    people = [matched(hr, [MET], percent, job)[1] for percent in (81, 88, 100)]
    refused = candidate(job)
    read.refuse(refused, ResumeReason.DAMAGED)

    def order(query: str) -> list[str]:
        page = hr.get(f"/jobs/{job.id}{query}").text
        everybody = [low, *people, refused]
        return [
            str(one.id)
            for one in sorted(everybody, key=lambda c: page.find(f'<tr id="{c.id}"'))
            if f'<tr id="{one.id}"' in page
        ]

    newest = [people[2], people[1], people[0], low]
    assert order("") == [refused.id, *(c.id for c in newest)]
    assert order("?sort=match") == [people[2].id, people[1].id, people[0].id, low.id, refused.id]
    banded = hr.get(f"/jobs/{job.id}?sort=match").text
    assert banded.count("80–89%") == 1 and "90–100%" in banded and "Not matched" in banded
    assert order("?required=all") == [people[2].id, people[1].id, people[0].id]
    assert "not readable" in banded and ">1 of 1 met<" in banded and "81%" not in banded, "a band tells no order"
    assert "81% · 1 of 1" in hr.get(f"/jobs/{job.id}").text


@pytest.mark.parametrize("address", ["/jobs/jb_00000000000000000000000000/posting", "/nothing/here"])
def test_whoever_is_signed_in_keeps_the_menu_on_an_error(hr: Portal, address: str) -> None:
    reply = hr.get(f"{address}?lang=zh")
    assert reply.status == 404 and 'href="/jobs"' in reply.text and "/sign-out" in reply.text


def test_a_line_left_out_for_several_reasons_stands_once(hr: Portal) -> None:
    text = "店长\n任职要求：\n大专及以上学历\n限男性未婚，\u202e35岁以下\n熟悉Excel"
    job = asked(hr, open_job(), text)
    kept = postings.of_job(job) or pytest.fail()
    lines = [line.text for line in kept.not_considered]
    page = hr.get(f"/jobs/{job.id}/posting?lang=zh").text
    assert len(lines) > len(set(lines)), "one line, several topics"
    for line in set(lines):
        assert page.count(f'<s dir="auto">{line}</s>') == 1
    assert all(str(one.reason.zh) in page for one in kept.not_considered)
    assert "\u202e" not in page and "政策第" not in page


def test_the_list_says_what_to_look_at_what_is_older_and_who_has_no_resume(hr: Portal) -> None:
    job, partly = matched(hr, [PARTLY], 50)
    older = candidate(job)
    read.keep(older, read.reading({"r1": MET}, 100, posting="earlier"))
    without = candidate(job)
    page = hr.get(f"/jobs/{job.id}").text
    row = {who.id: page.partition(f'<tr id="{who.id}"')[2].partition("</tr>")[0] for who in (partly, older, without)}
    assert "1 required to be checked" in row[partly.id] and "1 to look at" in row[partly.id]
    assert "earlier requirements" in row[older.id] and "earlier requirements" not in row[partly.id]
    assert "no résumé read" in row[without.id]
    assert "<tr id=" not in hr.get(f"/jobs/{job.id}?required=all").text
    banded = hr.get(f"/jobs/{job.id}?sort=match").text
    assert banded.find("50–59%") < banded.find("Not matched") < banded.find(f'<tr id="{older.id}"')


def test_the_exported_list_and_the_comparison_tell_the_match(hr: Portal) -> None:
    job, who = matched(hr, [MET, MISSING], 50)
    cells = table_of(hr.get(f"/jobs/{job.id}/people.xlsx").content)
    heads, line = ([cells[row][at] for at in sorted(cells[row])] for row in sorted(cells))
    assert heads[-3:] == ["Résumé match (%)", "Requirements met", "Required to be checked"]
    assert line[-3:] == ["50", "1/2", "1"]
    page = hr.get(f"/compare?job={job.id}&c={who.id}").text
    assert "50% · 1 of 2" in page and "王小雨" not in page


def test_a_job_without_a_text_has_no_column(hr: Portal) -> None:
    job = open_job()
    candidate(job)
    assert "Résumé</th>" not in hr.get(f"/jobs/{job.id}").text


def test_a_file_that_nobody_read_for_ten_minutes_is_said_to_wait(hr: Portal) -> None:
    who = candidate(open_job())
    old = StoredResume(size_bytes=1, content_type="text/plain", at=timestamp(clock.now() - timedelta(minutes=11)))
    assert state(who, old, None) is ResumeState.LATE
    assert state(who, old.model_copy(update={"at": timestamp()}), None) is ResumeState.READING
    assert state(staged(who, Stage.ERASED), old, None) is ResumeState.NONE
