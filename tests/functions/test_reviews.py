"""Ratings, remarks, decisions and comparisons through the pages, and what nobody gets round."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from mianshi.accounting import billing
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, FunnelStep, Job, Stage
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.people import AuditAction, Person
from mianshi.contracts.terms import OwnPrice, Terms
from mianshi.contracts.usage import LedgerLine
from mianshi.platform import workflow
from mianshi.platform.clock import timestamp
from mianshi.platform.store import audit, candidates, funnel, ledger, reviews, terms
from support import reviewed
from support.desk import ADMIN, AUDITOR, FINANCE, INTERVIEWER, LIN, OTHER_HR, Desk, Reply, candidate, desk, fresh
from support.reviewed import MANAGER, NOTE, TOTAL

HOSTILE = "<script>alert(1)</script>\u202e王" + "😀" * 3


@pytest.fixture(scope="module")
def hr() -> Iterator[Desk]:
    """One desk for all: every test has a job of its own."""
    with pytest.MonkeyPatch.context() as patch, desk(patch) as running:
        patch.setattr(workflow, "history", lambda _: [])
        for name in ("interview.interviews", "decision.reviews", "money.cost_files"):
            running.app.include_router(importlib.import_module(name).router)
        yield running


def _reviewed(blind_first: bool = True, name: str = "王小明") -> tuple[Job, Candidate, Interview]:
    job = reviewed.job(blind_first=blind_first)
    made = candidate(job, name)
    return job, made, reviewed.interview(made)


def _api(hr: Desk, path: str, who: Person, body: dict[str, Any] | None = None) -> Reply:
    hr._session(who)
    headers = {"accept": "application/json", "content-type": "application/json", "x-csrf": hr._csrf[who.id]}
    return hr._call("POST" if body is not None else "GET", path, who, json.dumps(body) if body else "", headers)


def _rate(hr: Desk, known: Interview, who: Person = INTERVIEWER, **form: Any) -> Reply:
    typed: dict[str, Any] = {"level_customer_care": "4", "based_on": "", **form}
    return hr.post(f"/interviews/{known.id}/rating", who, **typed)


def _decide(hr: Desk, made: Candidate, who: Person = LIN, **form: Any) -> Reply:
    path = f"/jobs/{made.job_id}/candidates/{made.id}/decision"
    typed: dict[str, Any] = {"revision": str(fresh(made).revision), **form}
    return hr.post(path, who, **typed)


def _counted(job: Job) -> dict[str, int]:
    weeks = funnel.of_job(job.id)
    return {step: number for step, number in weeks[0].counts.items() if number} if weeks else {}


ADVANCE: dict[str, Any] = {"kind": "advance", "reason": "Calmed the customer and called back."}
REJECT: dict[str, Any] = {"kind": "reject", "reason": "Blamed the customer in both answers.", "confirmed": "yes"}


TELL_SCORES = [
    "/interviews/{iv}",
    "/interviews/{iv}?scores=show",
    "/interviews/{iv}/report",
    "/interviews/{iv}/report?scores=show",
    "/interviews/{iv}/report?media=embedded",
    "/interviews/{iv}/candidate-report",
    "/api/interviews/{iv}",
    "/api/interviews/{iv}/scorecard",
    "/api/interviews/{iv}/observations",
    "/api/interviews/{iv}/deliveries",
    "/api/interviews/{iv}/comments",
    "/compare?job={job}&c={ca}",
    "/jobs/{job}/candidates/{ca}/decision",
    "/jobs/{job}/candidates/{ca}",
    "/jobs/{job}",
    "/api/jobs/{job}/candidates",
]
"""Every door that could tell what the software scored, or what others think of it."""


@pytest.mark.parametrize("who", [INTERVIEWER, MANAGER], ids=["interviewer", "manager"])
def test_nobody_gets_round_rating_first(hr: Desk, who: Person) -> None:
    job, made, known = _reviewed()
    _rate(hr, known, LIN, note_customer_care="the note of Lin")
    hr.post(f"/interviews/{known.id}/comments", LIN, text="the remark of Lin", once="abcdefgh")
    _decide(hr, made, LIN, kind="hold", reason="the reason of Lin")
    secrets = [f">{TOTAL}<", f"Total {TOTAL}", f'"total":{TOTAL}', NOTE, "Put forward", "the note of Lin"]
    secrets += ["the remark of Lin", "the reason of Lin", 'class="quote', '"effect"', '"level"']
    for path in TELL_SCORES:
        reply = hr.get(path.format(iv=known.id, job=job.id, ca=made.id), who)
        assert reply.status in (200, 403), path
        assert [secret for secret in secrets if secret in reply.body] == [], path
    assert not reviews.seen(known.id, who.id).scores


def test_recording_and_transcript_can_be_read_before_rating(hr: Desk) -> None:
    _, made, known = _reviewed()
    page = hr.get(f"/interviews/{known.id}/report?lang=en", INTERVIEWER)
    assert "uploads/x/0" in page.body and "Three days later I called her" in page.page.text
    assert _api(hr, f"/api/interviews/{known.id}/transcript", INTERVIEWER).status == 200
    actions = [(line.action, line.detail) for line in hr.log(made) if line.who == INTERVIEWER.id]
    assert (AuditAction.RECORDING_READ, "1 recordings") in actions
    assert (AuditAction.REPORT_READ, "report, blind") in actions


def test_after_rating_everything_opens_and_the_rating_says_it_was_blind(hr: Desk) -> None:
    _, made, known = _reviewed()
    hr.get(f"/interviews/{known.id}/report", INTERVIEWER)
    assert _rate(hr, known, note_customer_care="Called back.").status == 303
    [rating] = reviews.ratings(known.id)
    assert (rating.by, rating.saw_scores, rating.levels) == (INTERVIEWER.id, False, {"customer_care": 4.0})
    page = hr.get(f"/interviews/{known.id}?lang=en", INTERVIEWER).page.text
    assert f"Total {TOTAL} of 100" in page and "Before seeing the scores" in page and "Called back." in page
    assert str(TOTAL) in hr.get(f"/interviews/{known.id}/report", INTERVIEWER).page.text
    assert _api(hr, f"/api/interviews/{known.id}/scorecard", INTERVIEWER).status == 200
    assert (AuditAction.RATED, "blind") in [(line.action, line.detail) for line in hr.log(made)]


def test_a_rating_changed_after_the_scores_says_so_and_keeps_the_blind_one(hr: Desk) -> None:
    _, _, known = _reviewed()
    _rate(hr, known)
    hr.get(f"/interviews/{known.id}", INTERVIEWER)
    [first] = reviews.ratings(known.id)
    assert _rate(hr, known, level_customer_care="4.5", based_on=first.at).status == 303
    [changed] = reviews.ratings(known.id)
    [kept] = reviews.earlier(known.id)
    assert (changed.saw_scores, changed.levels["customer_care"]) == (True, 4.5)
    assert (kept.saw_scores, kept.levels["customer_care"]) == (False, 4.0)


def test_two_tabs_and_a_double_click_rate_once(hr: Desk) -> None:
    _, _, known = _reviewed()
    assert [_rate(hr, known).status for _ in range(2)] == [303, 303]
    assert reviews.earlier(known.id) == []
    late = _rate(hr, known, level_customer_care="2", note_customer_care="from the other tab")
    assert late.status == 422 and "changed this meanwhile" in late.page.text
    assert "from the other tab" in late.body and reviews.ratings(known.id)[0].levels == {"customer_care": 4.0}


def test_a_level_off_the_scale_comes_back_with_what_was_typed(hr: Desk) -> None:
    _, _, known = _reviewed()
    for level in ("", "6", "0.5", "2.25", "four"):
        back = _rate(hr, known, level_customer_care=level, note_customer_care=HOSTILE)
        assert back.status == 422 and "at least one competency" in back.page.text, level
        assert "<script>alert(1)" not in back.body and "alert(1)" in back.body
    assert reviews.ratings(known.id) == []


def test_hr_sees_the_scores_when_they_ask_and_their_rating_says_so(hr: Desk) -> None:
    _, _, known = _reviewed()
    assert NOTE not in hr.get(f"/interviews/{known.id}", LIN).body
    assert not reviews.seen(known.id, LIN.id).scores
    assert NOTE in hr.get(f"/interviews/{known.id}?scores=show", LIN).body
    _rate(hr, known, LIN)
    assert reviews.ratings(known.id)[0].saw_scores
    _, _, other = _reviewed()
    _rate(hr, other, LIN)
    assert not reviews.ratings(other.id)[0].saw_scores


def test_without_blind_first_the_page_shows_the_scores_and_that_is_remembered(hr: Desk) -> None:
    _, _, known = _reviewed(blind_first=False)
    assert NOTE in hr.get(f"/interviews/{known.id}", INTERVIEWER).body
    _rate(hr, known)
    assert reviews.ratings(known.id)[0].saw_scores


def test_a_rating_far_from_the_software_asks_to_look_again(hr: Desk) -> None:
    _, _, known = _reviewed(blind_first=False)
    _rate(hr, known, level_customer_care="1", level_coaching="1", level_operations="1")
    page = hr.get(f"/interviews/{known.id}?lang=en", INTERVIEWER).page.text
    assert "Look again" in page and "far from the software" in page


def test_what_each_role_may_do(hr: Desk) -> None:
    _, made, known = _reviewed(blind_first=False)
    assert [hr.get(f"/interviews/{known.id}", who).status for who in (AUDITOR, FINANCE, OTHER_HR)] == [200, 404, 404]
    assert _rate(hr, known, AUDITOR).status == 403 and _rate(hr, known, OTHER_HR).status == 404
    assert hr.post(f"/interviews/{known.id}/comments", AUDITOR, text="x", once="abcdefgh").status == 403
    assert _decide(hr, made, INTERVIEWER, **ADVANCE).status == 403
    assert _decide(hr, made, AUDITOR, **ADVANCE).status == 403
    assert hr.post(f"/jobs/{made.job_id}/advance", INTERVIEWER, c=made.id, reason="x").status == 403
    assert hr.post(f"/interviews/{known.id}/restart", INTERVIEWER).status == 403
    assert hr.get(f"/compare?job={made.job_id}&c={made.id}", OTHER_HR).status == 404
    assert fresh(made).decision is None
    assert _decide(hr, made, MANAGER, **ADVANCE).status == 303
    forged = hr.post(f"/jobs/{made.job_id}/candidates/{made.id}/decision", LIN, forged=True, **REJECT)
    assert forged.status == 403


LACKS: list[tuple[dict[str, Any], str]] = [
    ({**REJECT, "reason": " "}, "Please give a reason"),
    ({**REJECT, "reason": "x" * 2001}, "Please give a reason"),
    ({**REJECT, "confirmed": ""}, "needs your confirmation"),
    ({**REJECT, "kind": ""}, "Please choose"),
    ({**REJECT, "kind": "hire"}, "Please choose"),
]


def test_a_decision_that_lacks_something_comes_back(hr: Desk) -> None:
    job, made, _ = _reviewed()
    for form, words in LACKS:
        back = _decide(hr, made, **form)
        assert back.status == 422 and words in back.page.text
        assert form["reason"].strip() in back.body
    assert fresh(made).decision is None and _counted(job) == {}


def test_a_rejection_names_its_person_and_is_counted_once(hr: Desk) -> None:
    job, made, known = _reviewed()
    before = str(fresh(made).revision)
    replies = [_decide(hr, made, revision=before, back=f"/interviews/{known.id}", **REJECT) for _ in range(2)]
    assert [reply.status for reply in replies] == [303, 303]
    assert replies[0].where == f"/interviews/{known.id}?done=decided#decision"
    now = fresh(made)
    assert now.decision is not None and (now.decision.by_name, now.decision.saw_report) == ("Lin", False)
    assert now.stage is Stage.DECIDED and now.released_at == now.decision.at
    assert _counted(job) == {"rejected": 1} and len(reviews.decisions(job.id, made.id)) == 1
    assert [line.detail for line in hr.log(made) if line.action is AuditAction.DECIDED] == ["reject without the report"]


def test_two_windows_decide_once(hr: Desk) -> None:
    _, made, _ = _reviewed()
    old = str(fresh(made).revision)
    _decide(hr, made, revision=old, **ADVANCE)
    late = _decide(hr, made, MANAGER, revision=old, **REJECT)
    assert late.status == 409 and "changed this meanwhile" in late.page.text and REJECT["reason"] in late.body
    decided = fresh(made).decision
    assert decided is not None and decided.by == LIN.id


def test_a_changed_decision_keeps_the_earlier_one_and_the_funnel_right(hr: Desk) -> None:
    job, made, known = _reviewed(blind_first=False)
    _decide(hr, made, **ADVANCE)
    hr.get(f"/interviews/{known.id}/report", LIN)
    _decide(hr, made, **REJECT)
    page = hr.get(f"/interviews/{known.id}?lang=en", LIN).page.text
    assert "Earlier decisions (1)" in page and ADVANCE["reason"] in page and REJECT["reason"] in page
    assert _counted(job) == {"rejected": 1}
    assert [line.detail for line in hr.log(made) if line.action is AuditAction.DECIDED][-1] == "reject after advance"


def test_a_candidate_who_left_is_not_decided_about(hr: Desk) -> None:
    _, made, _ = _reviewed()
    candidates.change(fresh(made), stage=Stage.WITHDRAWN)
    assert _decide(hr, made, **ADVANCE).status == 409


def test_several_are_advanced_with_one_reason_and_each_is_told(hr: Desk) -> None:
    job, first, _ = _reviewed()
    decided, waiting = candidate(job, "李四"), candidate(job, "赵六")
    reviewed.interview(decided)
    _decide(hr, decided, **REJECT)
    everybody = [first.id, decided.id, waiting.id, first.id, "ca_nobody"]
    asked = hr.post(f"/jobs/{job.id}/advance", LIN, c=everybody)
    assert asked.status == 422 and asked.body.count('name="c"') == 3
    told = hr.post(f"/jobs/{job.id}/advance", LIN, c=everybody, reason="Reached what we ask for.").page.text
    assert "Advanced" in told and "Already decided" in told and "not finished" in told
    assert fresh(first).decision is not None and fresh(waiting).decision is None
    assert _counted(job) == {"advanced": 1, "rejected": 1}
    again = hr.post(f"/jobs/{job.id}/advance", LIN, c=[first.id], reason="Reached what we ask for.")
    assert "Already decided" in again.page.text and _counted(job)[FunnelStep.ADVANCED.value] == 1


def test_a_remark_stands_on_its_moment_once_and_as_text(hr: Desk) -> None:
    _, made, known = _reviewed(blind_first=False)
    form: dict[str, Any] = {"text": HOSTILE, "answer": "0", "moment": "1：05", "once": "abcdefgh"}
    assert [hr.post(f"/interviews/{known.id}/comments", INTERVIEWER, **form).status for _ in range(2)] == [303, 303]
    [remark] = reviews.comments(known.id)
    assert (remark.answer, remark.at_ms, remark.by_name, remark.text) == (0, 65_000, "Chen", HOSTILE)
    page = hr.get(f"/interviews/{known.id}?lang=en", LIN)
    assert "<script>alert(1)" not in page.body and "Answer 1 · 1:05" in page.page.text
    assert sum(line.action is AuditAction.COMMENTED for line in hr.log(made)) == 1
    worse: tuple[dict[str, Any], ...] = (
        {"text": " "},
        {"moment": "five"},
        {"text": "x" * 4001},
        {"answer": "7"},
        {"once": "!"},
    )
    for bad in worse:
        back = hr.post(f"/interviews/{known.id}/comments", INTERVIEWER, **{**form, "once": "ijklmnop", **bad})
        assert back.status == 422, bad
    assert len(reviews.comments(known.id)) == 1


def test_the_player_remarks_through_the_api(hr: Desk) -> None:
    _, _, known = _reviewed()
    wish = {"text": "Listen here", "answer": 0, "at_ms": 12_000, "once": "0123456789"}
    made = _api(hr, f"/api/interviews/{known.id}/comments", INTERVIEWER, wish)
    assert made.status == 201 and json.loads(made.body)["remarks"][0]["at_ms"] == 12_000
    bad = _api(hr, f"/api/interviews/{known.id}/comments", INTERVIEWER, {**wish, "text": ""})
    assert bad.status == 422 and json.loads(bad.body)["code"] == "bad_remark"
    listed = json.loads(_api(hr, f"/api/interviews/{known.id}/comments", LIN).body)
    assert listed["withheld"] == 1 and listed["remarks"] == []


def test_compared_candidates_have_no_names_until_they_are_asked_for(hr: Desk) -> None:
    job, first, known = _reviewed(blind_first=False, name="独特的名字")
    second = candidate(job, "另一个名字")
    low = reviewed.card("x").competencies
    low = [c.model_copy(update={"level": 1.0, "low": 1.0, "high": 1.5}) for c in low]
    reviewed.interview(
        second, scores=reviewed.card("x").model_copy(update={"competencies": low, "recommendation": None})
    )
    address = f"/compare?job={job.id}&c={second.id},{first.id}"
    hidden = hr.get(address, LIN)
    assert hidden.status == 200 and "名字" not in hidden.body
    assert "Candidate A is above Candidate B" in hidden.page.text and "uploads/x/0" not in hidden.body
    assert hidden.page.text.index("Put forward") < hidden.page.text.index("Look closer")
    shown = hr.get(address + "&names=show", LIN).page.text
    assert "独特的名字 is above 另一个名字" in shown
    assert (AuditAction.REPORT_READ, "compare") in [(line.action, line.detail) for line in hr.log(first)]
    assert reviews.seen(known.id, LIN.id).scores


def test_overlapping_bounds_are_not_told_apart(hr: Desk) -> None:
    job, first, _ = _reviewed(blind_first=False)
    second = candidate(job, "李四")
    reviewed.interview(second)
    page = hr.get(f"/compare?job={job.id}&c={first.id},{second.id}", LIN).page.text
    assert "Cannot be told apart" in page and "is above" not in page
    assert hr.get(f"/compare?job={job.id}&c=ca_nobody", LIN).status == 404


def test_a_supplement_and_what_it_supplements_lead_to_each_other(hr: Desk) -> None:
    _, made, known = _reviewed(blind_first=False)
    later = reviewed.interview(fresh(made), appeal_of=known.id)
    assert f"/interviews/{later.id}" in hr.get(f"/interviews/{known.id}", LIN).body
    assert f"/interviews/{known.id}" in hr.get(f"/interviews/{later.id}", LIN).body


def test_what_an_interview_cost_is_for_whoever_sees_costs(hr: Desk) -> None:
    _, _, known = _reviewed(blind_first=False)
    line = {"interview_id": known.id, "stage": "score", "attempt": "1", "price_key": "lambda.requests", "quantity": 1}
    line |= {"unit": "request", "amount_micro": 9, "currency": "USD", "price_book": "b", "region": "us-east-1"}
    ledger.record([LedgerLine.model_validate({**line, "outcome": "ok", "at": "2026-11-01T08:00:00.000Z"})])
    for who, sees in ((LIN, False), (INTERVIEWER, False), (AUDITOR, True), (ADMIN, True)):
        assert ('id="costs"' in hr.get(f"/interviews/{known.id}/report", who).body) is sees, who.id
        assert ("/costs" in _api(hr, f"/api/interviews/{known.id}", who).body) is sees, who.id
        assert _api(hr, f"/api/interviews/{known.id}/costs", who).status == (200 if sees else 403), who.id
    hr.get("/api/costs?month=2026-11", AUDITOR)
    lines = audit.of_day(timestamp()[:10], 5)[0]
    assert (AuditAction.COSTS_READ, "2026-11") in [(entry.action, entry.detail) for entry in lines]


def test_whoever_rates_first_gets_words_and_no_measures(hr: Desk) -> None:
    _, _, known = _reviewed()
    path = f"/api/interviews/{known.id}/transcript"
    [blind], [whole] = (json.loads(_api(hr, path, who).body) for who in (INTERVIEWER, LIN))
    assert (blind["pauses"], blind["delivery"], blind["words"]) == ([], None, whole["words"])
    assert whole["pauses"]


def test_nobody_rates_who_withdrew_and_nothing_is_added_to_who_was_erased(hr: Desk) -> None:
    _, made, known = _reviewed(blind_first=False)
    candidates.change(fresh(made), stage=Stage.WITHDRAWN)
    assert _rate(hr, known).status == 409 and reviews.ratings(known.id) == []
    candidates.change(fresh(made), stage=Stage.ERASED, name="")
    assert hr.post(f"/interviews/{known.id}/comments", LIN, text="He was good.", once="abcdefgh").status == 410
    assert reviews.comments(known.id) == []


def test_an_accommodation_does_not_show_in_the_report(hr: Desk) -> None:
    job = reviewed.job()
    known = reviewed.interview(candidate(job), extra_time=True)
    told = hr.get(f"/interviews/{known.id}/report?lang=en", LIN).page.text
    assert "Speech rate" not in told and "is not shown for this interview" in told and "accommodation" not in told


def test_what_is_only_posted_to_leads_back_to_the_page(hr: Desk) -> None:
    _, _, known = _reviewed()
    for kind in ("rating", "comments", "restart"):
        assert hr.get(f"/interviews/{known.id}/{kind}", LIN).where == f"/interviews/{known.id}"


def test_who_uploads_for_the_job_can_start_a_failed_interview_again_once(
    hr: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, made, known = _reviewed(blind_first=False)
    started: list[str] = []
    monkeypatch.setattr(workflow, "start", lambda _, __, name: started.append(name))
    assert hr.post(f"/interviews/{known.id}/restart", LIN).status != 303, "it ended well"
    failed = reviewed.interview(candidate(reviewed.job(), "李四"), outcome=Outcome.FAILED)
    assert "Start again" in hr.get(f"/interviews/{failed.id}?lang=en", LIN).page.text
    assert "Start again" not in hr.get(f"/interviews/{failed.id}?lang=en", INTERVIEWER).page.text
    assert hr.post(f"/interviews/{failed.id}/restart", LIN).where == f"/interviews/{failed.id}"
    assert len(set(started)) == 1
    assert [line.action for line in hr.log(made)].count(AuditAction.RESTARTED) == 0


@pytest.fixture
def rate_of_people(monkeypatch: pytest.MonkeyPatch, hr: Desk) -> Iterator[None]:
    """The customer says what an hour of a reviewer costs."""
    figures = Terms(
        revision=1, effective_from="2020-01", by="qian", at=timestamp(),
        prices={"people.review": OwnPrice(price="120", per=3_600_000, currency="CNY")},
    )  # fmt: skip
    monkeypatch.setattr(terms, "every", lambda: [figures])
    billing.forget()
    yield
    billing.forget()


def _reviewing(known: Interview) -> list[LedgerLine]:
    return [line for line in ledger.of_interview(known.id) if line.stage == "review"]


@pytest.mark.usefixtures("rate_of_people")
def test_minutes_of_a_review_are_a_line_without_a_name_and_count_once_for_what_was_stored(hr: Desk) -> None:
    job, made, known = _reviewed(blind_first=False)
    page = hr.get(f"/interviews/{known.id}?lang=en", INTERVIEWER)
    assert "it is not used to judge reviewers" in page.page.text
    assert 'name="minutes"' in page.body
    for _ in range(2):
        assert _rate(hr, known, minutes="25").status == 303
    again = hr.get(f"/interviews/{known.id}?lang=en", INTERVIEWER)  # whoever opens the page again sends its new stamp
    stamp = again.body.split('name="based_on" value="')[1].partition('"')[0]
    assert stamp and _rate(hr, known, minutes="25", based_on=stamp).status == 303
    [line] = _reviewing(known)
    assert (line.price_key, line.quantity, line.amount_micro, line.currency) == (
        "people.review",
        1_500_000,
        50_000_000,
        "CNY",
    )
    assert (line.interview_id, line.job_id, line.candidate_id) == (known.id, job.id, made.id)
    told = line.model_dump_json()
    assert INTERVIEWER.id not in told and INTERVIEWER.name not in told
    for revision in (str(fresh(made).revision),) * 2:
        assert _decide(hr, made, revision=revision, minutes="5", **ADVANCE).status == 303
    assert _decide(hr, made, minutes="5", **ADVANCE).status == 303  # the page opened again, at the new revision
    assert sorted(line.quantity for line in _reviewing(known)) == [300_000, 1_500_000]
    assert _rate(hr, known, minutes="7", based_on=stamp, level_customer_care="3").status == 303
    assert sorted(line.quantity for line in _reviewing(known)) == [300_000, 420_000, 1_500_000]


@pytest.mark.usefixtures("rate_of_people")
def test_two_reviewers_with_the_same_words_are_two_lines(hr: Desk) -> None:
    _, _, known = _reviewed(blind_first=False)
    for who in (INTERVIEWER, LIN):
        assert _rate(hr, known, who, minutes="10").status == 303
    assert [line.quantity for line in _reviewing(known)] == [600_000, 600_000]


@pytest.mark.usefixtures("rate_of_people")
def test_minutes_may_be_left_empty_and_are_whole(hr: Desk) -> None:
    _, made, known = _reviewed(blind_first=False)
    for minutes in ("0", "481", "2.5", "-3", "ten", "1" * 60, HOSTILE):
        back = _rate(hr, known, minutes=minutes)
        assert back.status == 422 and "whole minutes from 1 to 480" in back.page.text, minutes
        assert "<script>alert(1)" not in back.body
        refused = _decide(hr, made, minutes=minutes, **ADVANCE)
        assert refused.status == 422 and ADVANCE["reason"] in refused.body, minutes
    assert fresh(made).decision is None and reviews.ratings(known.id) == []
    assert _rate(hr, known, minutes=" ").status == 303
    assert _reviewing(known) == []


def test_without_a_rate_nobody_is_asked_and_nothing_is_counted(hr: Desk) -> None:
    _, made, known = _reviewed(blind_first=False)
    page = hr.get(f"/interviews/{known.id}?lang=en", LIN)
    assert 'name="minutes"' not in page.body
    assert 'name="minutes"' not in hr.get(f"/jobs/{made.job_id}/candidates/{made.id}/decision", LIN).body
    assert _rate(hr, known, minutes="25").status == 303
    assert _reviewing(known) == []
