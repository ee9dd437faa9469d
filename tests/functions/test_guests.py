"""One report for somebody without an account: what opens it, what does not, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Consent, Interview, Upload
from mianshi.contracts.hiring import Candidate, Stage
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.people import AuditAction, Link
from mianshi.doors import links
from mianshi.platform import objects
from mianshi.platform.store import candidates, interviews, scorecards
from mianshi.platform.store import links as kept
from support.desk import INTERVIEWER, Desk, candidate, desk, fresh, open_job
from support.report_fixture import INTERVIEW, observations, report_view, scorecard

CONTACT = "wang@example.com"
SHOWN = scorecard("en").competencies[0].name


@pytest.fixture
def hr(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk(monkeypatch) as running:
        yield running


@pytest.fixture
def made() -> Candidate:
    """Somebody with a scored interview."""
    job = open_job()
    view = report_view("en")
    known = Interview(
        id=INTERVIEW,
        role="retail_store_manager",
        role_version="v",
        role_name=Bilingual(zh="门店店长", en="Retail store manager"),
        language="en",
        policy="cn",
        consent=Consent(recording=True, analysis=True, observations=True),
        uploads=[Upload(answer=0, key="uploads/x/0", file_name="Wang Xiaoming.mp4")],
        created_at="2026-11-20T03:20:00.000Z",
        job_id=job.id,
    )
    who = candidate(job, "Wang", email=CONTACT, stage=Stage.SUBMITTED, interview_id=INTERVIEW)
    interviews.create(known.model_copy(update={"candidate_id": who.id}), 30)
    interviews.claim(INTERVIEW, "arn")
    interviews.close(INTERVIEW, "arn", Outcome.SCORED, [], total=72)
    scorecards.save(view.scorecard, 1, 30)
    for transcript in view.transcripts:
        objects.put_record(
            objects.artefact(INTERVIEW, "language", 1, f"transcript-{transcript.answer}.json"), transcript
        )
    objects.put_record(objects.artefact(INTERVIEW, "score", 1, "observations.json"), observations(view.transcripts))
    return who


def share(hr: Desk, made: Candidate, **form: str) -> Link:
    reply = hr.post(f"/jobs/{made.job_id}/candidates/{made.id}/share", **{"days": "7", **form})
    assert reply.status == 303
    return next(link for link in kept.of_candidate(made.id) if link.purpose == "report")


def actions(hr: Desk, made: Candidate) -> list[tuple[str, str, str]]:
    return [(e.who.partition(":")[0], e.action.value, e.detail) for e in hr.log(made)]


def test_a_link_shows_the_report_and_leaves_out_what_is_not_the_departments_business(hr: Desk, made: Candidate) -> None:
    link = share(hr, made)
    reply = hr.get(f"{links.path(link)}?lang=en", None)
    assert reply.status == 200 and SHOWN in reply.page.text and "Retail store manager" in reply.page.text
    for hidden in (CONTACT, "Wang Xiaoming", "uploads/", 'id="costs"', 'id="deliveries"', "candidate-report"):
        assert hidden.lower() not in reply.body.lower(), hidden
    assert not [a for a in reply.page.all("a") if "/interviews/" in str(a.get("href"))]
    assert actions(hr, made)[-2:] == [("lin", "link_made", "report"), ("link", "link_opened", "report")]
    page = hr.get(f"/jobs/{made.job_id}/candidates/{made.id}")
    assert f"https://portal.example{links.path(link)}" in page.body
    assert "/g/" not in hr.get(f"/jobs/{made.job_id}/candidates/{made.id}", INTERVIEWER).body


def test_a_link_that_opens_once_belongs_to_the_browser_whose_user_pressed_open(hr: Desk, made: Candidate) -> None:
    path = links.path(share(hr, made, once="yes"))
    for _ in range(2):  # a chat program that looks what the link is uses nothing up
        door = hr.get(path, None)
        assert door.status == 200 and SHOWN not in door.page.text and "Open the report" in door.page.text
    opened = hr.post(path, None)
    assert (opened.status, opened.where) == (303, path)
    [cookie] = opened.cookies
    assert f"Path={path}" in cookie and "HttpOnly" in cookie and "Secure" in cookie
    mine = cookie.partition(";")[0]
    assert [hr.get(path, None, cookie=mine).status for _ in range(2)] == [200, 200]
    assert SHOWN in hr.get(path, None, cookie=mine).page.text
    assert hr.post(path, None).status == 403
    stolen = hr.get(path, None, cookie="mianshi_guest=another")
    assert stolen.status == 403 and "already opened on another device" in stolen.page.text
    assert ("link", "link_refused", "link_used") in actions(hr, made)


def test_an_expired_and_a_revoked_link_open_nothing_and_say_so(hr: Desk, made: Candidate) -> None:
    link = share(hr, made)
    other = links.make(
        "report", job_id=made.job_id, candidate_id=made.id, created_by="lin", days=-1, interview_id=INTERVIEW
    )
    revoked = hr.post(f"/jobs/{made.job_id}/candidates/{made.id}/unshare", link=link.id)
    assert revoked.status == 303
    for ended in (link, other):
        reply = hr.get(links.path(ended), None)
        assert reply.status == 410 and "This link has ended" in reply.page.text
    assert [a for a in actions(hr, made) if a[1] == "link_refused"] == [("link", "link_refused", "link_expired")] * 2


def test_a_forged_link_and_one_for_another_purpose_open_nothing(hr: Desk, made: Candidate) -> None:
    link = share(hr, made)
    door = links.make("interview", job_id=made.job_id, candidate_id=made.id, created_by="lin", days=7)
    forged = [f"{link.id}.{'0' * 20}", link.id, ".", "x" * 500, links.token(door), links.token(link)[:-1]]
    for token in forged:
        reply = hr.get(f"/g/{token}", None)
        assert reply.status == 404 and "Wang" not in reply.body, token
        assert "not one of ours" in reply.page.text
    assert not [a for a in actions(hr, made) if a[1] == "link_opened"]


def test_nobody_is_shown_somebody_who_withdrew(hr: Desk, made: Candidate) -> None:
    link = share(hr, made)
    candidates.change(fresh(made), stage=Stage.WITHDRAWN)
    shown = hr.get(links.path(link), None)
    assert shown.status == 410 and SHOWN not in shown.body
    assert actions(hr, made)[-1] == ("link", "link_refused", "gone")
    path = f"/jobs/{made.job_id}/candidates/{made.id}"
    assert hr.post(f"{path}/share", days="7").status == 409
    assert len([1 for link in kept.of_candidate(made.id) if link.purpose == "report"]) == 1
    assert "days" not in {a.get("name") for a in hr.get(path).page.all("input")}


def test_guessing_is_slowed_down_and_a_good_link_does_not_count(hr: Desk, made: Candidate) -> None:
    good = links.path(share(hr, made))
    for number in range(30):
        assert hr.get(f"/g/{number}.{'0' * 20}", None).status == 404
        if number == 10:
            assert hr.get(good, None).status == 200
    assert hr.get(f"/g/1.{'0' * 20}", None).status == 429
    assert hr.get(good, None).status == 429


def test_the_form_to_share_refuses_a_wrong_number_of_days(hr: Desk, made: Candidate) -> None:
    for days in ("0", "31", "x", "", "-1", "9999", "²"):
        reply = hr.post(f"/jobs/{made.job_id}/candidates/{made.id}/share", days=days)
        assert reply.status == 422 and "Choose 1 to 30 days" in reply.page.text, days
    assert [link for link in kept.of_candidate(made.id) if link.purpose == "report"] == []


def test_a_link_of_somebody_else_is_not_revoked(hr: Desk, made: Candidate) -> None:
    link = share(hr, made)
    other = candidates.page(made.job_id, 1)[0][0].model_copy(update={"id": "ca_other"})
    candidates.add([other], 30)
    assert hr.post(f"/jobs/{made.job_id}/candidates/ca_other/unshare", link=link.id).status == 404
    assert not next(iter(kept.of_candidate(made.id))).revoked


def test_a_report_is_released_by_hand_once(hr: Desk, made: Candidate) -> None:
    path = f"/jobs/{made.job_id}/candidates/{made.id}/release"
    assert [hr.post(path).status for _ in range(2)] == [303, 409]
    assert fresh(made).released_at is not None
    assert ("lin", AuditAction.REPORT_RELEASED.value, "by_hand") in actions(hr, made)
    page = hr.get(f"/jobs/{made.job_id}/candidates/{made.id}")
    assert "Release the report" not in page.page.text and "Report released" in page.page.text


def test_the_list_shows_a_band_and_no_total(hr: Desk, made: Candidate) -> None:
    known = interviews.find(INTERVIEW)
    assert known is not None and (known.status, known.total) == (Status.CLOSED, 72)
    page = hr.get(f"/jobs/{made.job_id}").page
    assert "Scored" in page.text and "Look closer" in page.text
    assert "72" not in page.text.replace(made.id, "")
