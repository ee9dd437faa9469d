"""Data and rights: what a candidate asks for, takes back, contests, or has deleted; and similar jobs."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Consent
from mianshi.contracts.hiring import (
    ConsentRecord,
    Decision,
    DecisionKind,
    FunnelStep,
    Job,
    JobStatus,
    RequestKind,
    Stage,
)
from mianshi.contracts.outcomes import Outcome, Reason, Status
from mianshi.contracts.people import AuditAction
from mianshi.doors import links, reading
from mianshi.platform.clock import timestamp
from mianshi.platform.store import audit, candidates, funnel, interviews, jobs
from mianshi.platform.store import links as stored
from support.candidate_door import YES, Browser, applicant, browser, interviewed, linked, now_of, offer

WORDS = "<script>alert(1)</script>\u202e第二题没有听清"


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


def agreement(consent: Consent) -> ConsentRecord:
    at = timestamp()
    return ConsentRecord(consent=consent, text_version="v", language="zh", policy="cn", at=at)


def rejected(wang: Any) -> None:
    decision = Decision(kind=DecisionKind.REJECT, by="li", by_name="Li", reason="r", at=timestamp())
    candidates.change(now_of(wang), stage=Stage.DECIDED, decision=decision)


def counted(job_id: str, step: FunnelStep) -> int:
    return sum(week.counts[step.value] for week in funnel.of_job(job_id))


def did(wang: Any) -> list[AuditAction]:
    return [entry.action for entry in audit.about(wang.id, 50)]


@pytest.mark.parametrize(
    ("action", "kind"), [("person", RequestKind.HUMAN_REVIEW), ("correct", RequestKind.CORRECTION)]
)
def test_what_is_asked_reaches_a_person_once_with_its_time_limit(door: Browser, action: str, kind: RequestKind) -> None:
    wang, home = entered(door)
    interviewed(wang)
    form = door.get(f"{home}rights/{action}")
    fields = {"csrf": form.field("csrf"), "request": form.field("request"), "text": WORDS}
    for _ in range(2):
        assert door.post(f"{home}rights/{action}", fields).status == 303
    door.send(f"{home}rights/{action}", f"{home}rights/{action}", text=WORDS)
    [request] = candidates.requests(wang.job_id)
    assert (request.kind, request.text, request.due_at > request.at) == (kind, WORDS, True)
    page = door.get(f"{home}rights?lang=en").body
    assert "&lt;script&gt;" in page and "<script>alert" not in page and request.due_at[:10] in page


def test_an_answer_is_shown_where_it_was_asked(door: Browser) -> None:
    wang, home = entered(door)
    door.send(f"{home}rights/person", f"{home}rights/person")
    [request] = candidates.requests(wang.job_id)
    answered = {"answered_at": timestamp(), "answered_by": "li", "answer": "周一上午打给你"}
    candidates.ask(request.model_copy(update=answered), 30)
    page = door.get(f"{home}rights?lang=zh").body
    assert "周一上午打给你" in page and "已答复" in page


def test_a_refused_form_keeps_its_words_and_says_what_is_wrong(door: Browser) -> None:
    wang, home = entered(door)
    empty = door.send(f"{home}rights/correct", f"{home}rights/correct", text=" ")
    assert empty.status == 422 and 'id="text-wrong"' in empty.body
    long = door.send(f"{home}rights/correct", f"{home}rights/correct", text="字" * 4001)
    assert long.status == 422 and "字" * 4001 in long.body
    assert door.send(f"{home}rights/erase", f"{home}rights/erase").status == 422
    assert not candidates.requests(wang.job_id) and now_of(wang).stage is Stage.INVITED


def test_a_number_that_is_none_of_ours_is_refused(door: Browser) -> None:
    wang, home = entered(door)
    answer = door.send(f"{home}rights/person", f"{home}rights/person", request="rq_1#../x")
    assert answer.status == 422 and not candidates.requests(wang.job_id)


def test_observations_are_taken_back_until_answers_are_handed_in(door: Browser) -> None:
    seen = YES.model_copy(update={"observations": True})
    wang, home = entered(door, consent=seen, stage=Stage.STARTED)
    candidates.agreed(wang.job_id, wang.id, agreement(seen), 30)
    assert f'action="{home}observations"' in door.get(f"{home}rights").body
    for _ in range(2):
        told = door.send(f"{home}rights/erase", f"{home}observations")
        assert told.where == f"{home}rights?done=observations"
    assert now_of(wang).consent == YES and len(candidates.consents(wang.job_id, wang.id)) == 2
    assert "nothing is recorded besides" in door.get(f"{told.where}&lang=en").body
    late, other = entered(door, consent=seen, stage=Stage.SUBMITTED)
    candidates.agreed(late.job_id, late.id, agreement(seen), 30)
    page = door.get(f"{other}rights?lang=en").body
    assert "may exist already" in page and f'action="{other}observations"' not in page
    assert door.send(f"{other}rights/erase", f"{other}observations").where == f"{other}rights"
    assert now_of(late).consent == seen


def test_addresses_of_recordings_are_handed_out_with_a_line_in_the_log(
    door: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang, home = entered(door)
    interviewed(wang)
    door.get(f"{home}rights")
    assert AuditAction.RECORDING_READ not in did(wang)
    monkeypatch.setattr(reading, "media", lambda _: {0: SimpleNamespace(url="https://there/0")})
    assert "https://there/0" in door.get(f"{home}rights").body
    assert AuditAction.RECORDING_READ in did(wang)


def test_withdrawing_stops_the_run_and_every_later_one(door: Browser) -> None:
    wang, home = entered(door)
    running = interviewed(wang, None)
    assert interviews.claim(running.id, "arn:run-2") is not None
    answer = door.send(f"{home}rights/withdraw", f"{home}rights/withdraw", confirm="yes")
    assert answer.where == f"{home}status?done=withdrawn"
    assert door.stopped[-1] == "arn:run-2" and now_of(wang).stage is Stage.WITHDRAWN
    closed = interviews.find(running.id)
    assert closed is not None and (closed.status, closed.reason) == (Status.CLOSED, Reason.WITHDRAWN.value)
    assert "You have withdrawn" in door.get(f"{home}status?lang=en").body
    assert door.get(f"{home}rights/withdraw").status == 303
    door.post(f"{home}rights/withdraw", {"csrf": door.get(f"{home}rights/erase").field("csrf"), "confirm": "yes"})
    assert counted(wang.job_id, FunnelStep.WITHDRAWN) == 1 and did(wang).count(AuditAction.WITHDRAWN) == 1
    assert door.get(home).where == f"{home}status"


def test_withdrawing_gives_the_place_back_and_closes_the_links_of_guests(door: Browser) -> None:
    job = offer()
    assert jobs.book(job.id, "one", 1)
    wang, home = entered(door, job, slot="one", stage=Stage.STARTED)
    guest = links.make("report", job_id=job.id, candidate_id=wang.id, created_by="li", days=7)
    for _ in range(2):
        door.send(f"{home}rights/erase", f"{home}rights/withdraw", confirm="yes")
    assert jobs.booked(job.id) == {"one": 0} and now_of(wang).slot is None
    revoked = {link.purpose: link.revoked for link in stored.of_candidate(wang.id)}
    assert revoked == {"report": True, "interview": False} and guest.purpose == "report"


def test_an_interview_that_still_waits_for_files_takes_none_after_a_withdrawal(door: Browser) -> None:
    wang, home = entered(door)
    waiting = interviewed(wang, None)
    door.send(f"{home}rights/withdraw", f"{home}rights/withdraw", confirm="yes")
    assert interviews.claim(waiting.id, "late") is None


def test_deletion_is_asked_once_and_the_receipt_outlives_the_data(door: Browser) -> None:
    wang, home = entered(door)
    interviewed(wang)
    before = len(door.announced)
    answer = door.send(f"{home}rights/erase", f"{home}rights/erase", confirm="yes")
    assert answer.where == f"{home}erased"
    [request] = candidates.requests(wang.job_id)
    [(kind, detail)] = door.announced[before:]
    assert (kind, detail.request_id, detail.candidate_id) == ("candidate.erasure_asked", request.id, wang.id)
    assert "being deleted" in door.get(f"{home}erased?lang=en").body
    door.send(f"{home}rights/erase", f"{home}rights/erase", confirm="yes")
    assert len(candidates.requests(wang.job_id)) == 1 and did(wang).count(AuditAction.ERASURE_ASKED) == 1
    done = {"answered_at": timestamp(), "answered_by": "software", "answer": '{"objects": 7, "rows": 3, "at": "x"}'}
    candidates.ask(request.model_copy(update=done), 30)
    candidates.change(now_of(wang), stage=Stage.ERASED, name="", email="")
    for link in stored.of_candidate(wang.id):
        stored.revoke(link.id)
    gone = door.get(f"{home}status?lang=en")
    assert gone.status == 410 and f"{home}erased" in gone.body
    page = door.get(f"{home}erased?lang=en").body
    assert "Your data have been deleted" in page and "7 files, 3 records" in page and request.id in page
    assert door.post(f"{home}rights/person", {}).status == 410


def test_the_old_link_leads_to_the_receipt_after_a_deletion_and_one_taken_back_to_nothing(door: Browser) -> None:
    wang, li = applicant(offer()), applicant(offer())
    old, other = linked(wang), linked(li)
    candidates.change(now_of(wang), stage=Stage.ERASED, name="")
    stored.revoke(old.id)
    stored.revoke(other.id)
    assert door.get(links.path(old)).where.startswith(f"/c/{wang.id}/erased")
    assert door.get(links.path(other)).status == 410


def test_an_appeal_in_writing_is_counted_and_due(door: Browser) -> None:
    wang, home = entered(door)
    assert "no result to appeal against" in door.get(f"{home}rights/appeal?lang=en").body
    interviewed(wang)
    rejected(wang)
    form = door.get(f"{home}rights/appeal")
    fields = {"csrf": form.field("csrf"), "request": form.field("request"), "text": WORDS}
    for _ in range(2):
        assert door.post(f"{home}rights/appeal", fields).where == f"{home}rights?done=request"
    [request] = candidates.requests(wang.job_id)
    assert (request.kind, request.interview_id) == (RequestKind.APPEAL, None)
    assert counted(wang.job_id, FunnelStep.APPEALED) == 1 and did(wang).count(AuditAction.APPEALED) == 1


def test_an_appeal_with_a_recording_opens_one_supplement_linked_to_the_interview(door: Browser) -> None:
    job = offer()
    wang, home = entered(door, job, source="内推")
    first = interviewed(wang)
    rejected(wang)
    form = door.get(f"{home}rights/appeal")
    fields = {"csrf": form.field("csrf"), "request": form.field("request"), "text": WORDS, "record": "yes"}
    told = {door.post(f"{home}rights/appeal", fields).where for _ in range(2)}
    [supplement] = now_of(wang).appeal_ids
    assert counted(wang.job_id, FunnelStep.APPEALED) == 1
    assert told == {f"{home}check?interview={supplement}"}
    opened = interviews.find(supplement)
    assert opened is not None and (opened.appeal_of, opened.candidate_id) == (first.id, wang.id)
    assert (opened.department, opened.source) == (job.department, "内推") and job.department
    assert len(opened.uploads) == 1 and opened.status is Status.AWAITING_UPLOAD
    assert now_of(wang).interview_id == first.id and now_of(wang).stage is Stage.DECIDED
    assert f"check?interview={supplement}" in door.get(f"{home}rights").body
    interviews.close(supplement, "run-9", Outcome.INSUFFICIENT_EVIDENCE, [])
    assert f"report?of={supplement}" in door.get(f"{home}status").body


def test_an_appeal_whose_supplement_was_not_opened_is_opened_by_the_next_try(
    door: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang, home = entered(door)
    interviewed(wang)
    rejected(wang)
    form = door.get(f"{home}rights/appeal")
    fields = {"csrf": form.field("csrf"), "request": form.field("request"), "text": WORDS, "record": "yes"}

    def crash(*_: Any, **__: Any) -> None:
        raise RuntimeError("cut off")

    with monkeypatch.context() as patch:
        patch.setattr(candidates, "change", crash)
        assert door.post(f"{home}rights/appeal", fields).status == 500
    assert now_of(wang).appeal_ids == []
    where = door.post(f"{home}rights/appeal", fields).where
    [supplement] = now_of(wang).appeal_ids
    assert where == f"{home}check?interview={supplement}" and interviews.find(supplement) is not None
    assert counted(wang.job_id, FunnelStep.APPEALED) == 1


def test_similar_jobs_are_for_whoever_agreed_and_being_interested_adds_once(door: Browser) -> None:
    near = offer(title=Bilingual(zh="见习店长", en="Trainee manager"), role="sales_representative")
    closed = offer(status=JobStatus.CLOSED)
    far = offer(department="财务", role="software_engineer")
    wang, home = entered(door)
    assert "Trainee manager" not in door.get(f"{home}jobs?lang=en").body
    refused = door.post(f"{home}jobs/{near.id}", {"csrf": door.get(f"{home}rights/erase").field("csrf")})
    assert refused.status == 422
    assert door.send(f"{home}jobs", f"{home}jobs/join").where == f"{home}jobs"
    assert now_of(wang).talent_pool and candidates.consents(wang.job_id, wang.id)[-1].talent_pool
    page = door.get(f"{home}jobs?lang=en").body
    assert f"jobs/{near.id}" in page and f"jobs/{closed.id}" not in page and f"jobs/{far.id}" not in page
    for _ in range(2):
        assert door.send(f"{home}rights/erase", f"{home}jobs/{near.id}").status == 303
    [added] = candidates.page(near.id, 10)[0]
    assert (added.name, added.source, added.stage) == (wang.name, "talent_pool", Stage.ADDED)
    assert ">Done<" in door.get(f"{home}jobs?lang=en").body
    assert door.send(f"{home}rights/erase", f"{home}jobs/{far.id}").status == 404
    assert now_of(wang).copies == [f"{near.id}/{added.id}"]
    door.send(f"{home}rights", f"{home}pool")
    assert not now_of(wang).talent_pool
    last = candidates.consents(wang.job_id, wang.id)[-1]
    assert (last.talent_pool, last.text_version) == (False, "taken_back")
    assert any(entry.detail == "-talent_pool" for entry in audit.about(wang.id, 50))
    assert f"jobs/{near.id}" not in door.get(f"{home}jobs").body
    before = len(door.announced)
    door.send(f"{home}rights/erase", f"{home}rights/erase", confirm="yes")
    erased = [(detail.job_id, detail.candidate_id) for _, detail in door.announced[before:]]
    assert erased == [(wang.job_id, wang.id), (near.id, added.id)]
