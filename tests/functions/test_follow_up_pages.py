"""What the staff see of follow-up questions: that an interview waits for them, what was asked, and what came of it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Asking, Consent, Interview, Upload
from mianshi.contracts.follow_ups import FollowUp, FollowUps
from mianshi.contracts.hiring import Candidate, InterviewRules, Stage
from mianshi.contracts.outcomes import Status
from mianshi.doors import follow_ups, followed_up
from mianshi.platform import objects, workflow
from mianshi.platform.clients import client
from mianshi.platform.clock import new_interview_id, now, timestamp
from mianshi.platform.store import candidates, interviews, scorecards
from support import reviewed
from support.desk import INTERVIEWER, LIN, Desk, candidate, desk, fresh, open_job
from support.report_fixture import role, transcript

QUOTE = "<b>I sort of handled it</b>"
PROBES = [f"<i>About your answer to question 1: probe {n}?</i>" for n in (1, 2, 3)]
CORE = Upload(answer=0, key="uploads/x/0", file_name="a.mp4")


@pytest.fixture(scope="module")
def hr() -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch, desk(patch) as running:
        patch.setattr(workflow, "history", lambda _: [{"type": "TaskScheduled", "id": 1, "timestamp": now()}])
        for name in (
            "candidate.personal",
            "interview.interviews",
            "interview.uploads",
            "office.home",
            "decision.reviews",
            "job.job_settings",
        ):
            running.app.include_router(importlib.import_module(name).router)
        yield running


def put(count: int) -> tuple[list[Upload], FollowUps]:
    """So many questions that were put: the files that wait for their answers, and what each goes on from."""
    uploads = [
        Upload(answer=n, key=f"uploads/x/{n}", file_name=f"answer-{n + 1}", question=text, follow_up="coaching")
        for n, text in enumerate(PROBES[:count], start=1)
    ]
    asked = [
        FollowUp(answer=n, competency="coaching", of=0, text=Bilingual(zh=f"zh {text}", en=text), quote=QUOTE)
        for n, text in enumerate(PROBES[:count], start=1)
    ]
    return uploads, FollowUps(questions=asked)


def asking(**changes: Any) -> Asking:
    until = timestamp(now() + timedelta(hours=3))
    return Asking(attempt=1, at=timestamp(), until=until).model_copy(update=changes)


def waiting(of: Candidate) -> Interview:
    """An interview whose answers were read and which waits for follow-ups; its first scorecard is there already."""
    known = Interview(
        id=new_interview_id(), role="retail_store_manager", role_version="v", role_name=role().name, language="en",
        policy="cn", consent=Consent(recording=True, analysis=True, observations=False), uploads=[CORE],
        created_at=timestamp(now() - timedelta(hours=20)), job_id=of.job_id, candidate_id=of.id, follow_ups=1,
    )  # fmt: skip
    interviews.create(known, 30)
    interviews.claim(known.id, "run")
    uploads, asked = put(1)
    objects.put_record(follow_ups.place(known.id, 1), asked)
    scorecards.save(reviewed.card(known.id), 1, 30)
    stored = interviews.ask(known.id, uploads, asking())
    assert stored is not None and stored.asks
    candidates.change(fresh(of), interview_id=known.id, stage=Stage.SUBMITTED)
    return stored


def answered(of: Candidate, kept: int) -> Interview:
    """A closed interview in which two questions were put, the first of them answered; `kept` of their files were
    awaited to the end."""
    uploads, asked = put(2)
    asks = asking(answered_at=timestamp())
    known = reviewed.interview(of, uploads=[CORE, *uploads[:kept]], asking=asks, follow_ups=2)
    objects.put_record(follow_ups.place(known.id, 1), asked)
    said = transcript(1, "en", question=PROBES[0], follow_up="coaching")
    objects.put_record(objects.artefact(known.id, "language", 1, "transcript-1.json"), said)
    return known


def test_lists_and_pages_say_that_the_candidate_is_asked_and_until_when(hr: Desk) -> None:
    job = reviewed.job(rules=InterviewRules(follow_ups=1))
    made = candidate(job)
    known = waiting(made)
    assert known.asking is not None
    until, where = known.asking.until, f"/jobs/{job.id}"
    live = json.loads(hr.get(f"/api{where}/candidates?lang=en").body)
    [row] = live["rows"]
    assert (row["standing"], row["until"], row["band"]) == ("Waiting for follow-up answers", until, "")
    assert live["again_s"] == 30, "nothing moves by itself"
    for path in (f"{where}?lang=en", f"{where}/candidates/{made.id}?lang=en"):
        text = hr.get(path).page.text
        assert "Waiting for follow-up answers" in text and f"until {until[:10]}" in text, path
    home = json.loads(hr.get("/api/home?lang=zh").body)
    assert [line["state"] for line in home["lines"]] == ["等候选人回答追问"] and not home["busy"]
    page = hr.get(f"/interviews/{known.id}?lang=en")
    assert "Waiting for follow-up answers" in page.page.text and f'datetime="{until}"' in page.body
    assert PROBES[0] not in page.body and "probe 1?" in page.body and '<span class="mark">waiting</span>' in page.body
    assert json.loads(hr.get(f"/api/interviews/{known.id}").body)["asking_until"] == until
    decided = hr.get(f"{where}/candidates/{made.id}?lang=en")
    assert "Deciding now ends them" in decided.page.text
    assert f'can be answered until <time datetime="{until}">' in decided.body


def test_once_the_time_is_over_nobody_who_decides_is_warned(hr: Desk) -> None:
    made = candidate(reviewed.job())
    answered(made, 2)
    page = hr.get(f"/jobs/{made.job_id}/candidates/{made.id}?lang=en").page.text
    assert "Deciding now ends them" not in page and "Decision" in page


def test_what_a_run_that_failed_never_took_was_not_answered(hr: Desk) -> None:
    known = answered(candidate(reviewed.job()), 2)
    closed = {"status": Status.CLOSED}
    failed = known.model_copy(update={"asking": asking(), **closed})
    assert [one.state for one in followed_up.shown(failed, {0})] == ["unanswered", "unanswered"]
    assert [one.state for one in followed_up.shown(known.model_copy(update=closed), {0, 1})] == [
        "answered",
        "unusable",
    ]


def test_a_comparison_says_where_some_were_asked_more(hr: Desk) -> None:
    job = reviewed.job()
    asked, plain = candidate(job), candidate(job)
    answered(asked, 2)
    reviewed.interview(plain)
    where = f"/compare?job={job.id}&c={asked.id}"
    both = hr.get(f"{where}&c={plain.id}&lang=en").page.text
    assert "different numbers of follow-up questions" in both
    assert "Follow-up questions: 2" in both and "Follow-up questions: 0" in both
    assert "ollow-up questions" not in hr.get(f"{where}&lang=en").page.text


def test_a_job_with_interviews_says_what_a_change_would_do(hr: Desk) -> None:
    job = reviewed.job()
    before = hr.get(f"/jobs/{job.id}/settings?lang=en").page.text
    reviewed.interview(candidate(job))
    after = hr.get(f"/jobs/{job.id}/settings?lang=en").page.text
    assert "This job has interviews already" in after and "This job has interviews already" not in before
    assert "the same number for everyone whose answers can be scored" in before


def test_what_was_left_out_is_told_on_the_report_and_quoted_in_no_comparison(hr: Desk) -> None:
    job = reviewed.job()
    made = candidate(job)
    uploads, _ = put(1)
    card = reviewed.card("x")
    first = next(n for n, one in enumerate(card.competencies) if one.evidence)
    note = "It was said only to a follow-up question and would have lowered the total, so it was left out."
    said = [e.model_copy(update={"answer": 1, "quote": "somehow"}) for e in card.competencies[first].evidence]
    none = {"level": None, "score": None, "low": None, "high": None, "evidence": said, "note": note}
    scores = [one.model_copy(update=none) if n == first else one for n, one in enumerate(card.competencies)]
    known = reviewed.interview(
        made,
        scores=card.model_copy(update={"competencies": scores}),
        uploads=[CORE, *uploads],
        asking=asking(answered_at=timestamp()),
    )
    report = hr.get(f"/interviews/{known.id}/report?lang=zh").page.text
    assert note in report and "材料不足，只列出原话" not in report and "somehow" in report
    assert "somehow" not in hr.get(f"/compare?job={job.id}&c={made.id}").page.text


def test_a_score_that_may_still_rise_is_shown_to_nobody(hr: Desk) -> None:
    known = waiting(candidate(reviewed.job()))
    for path in (f"/interviews/{known.id}/report", f"/api/interviews/{known.id}/scorecard"):
        assert hr.get(path).status == 409, path
    compared = hr.get(f"/compare?job={known.job_id}&c={known.candidate_id}")
    assert compared.status == 200 and "level-number" not in compared.body
    assert hr.get(f"/jobs/{known.job_id}?lang=en").page.text.count(str(reviewed.TOTAL)) == 0


def test_nobody_but_the_candidate_answers(hr: Desk) -> None:
    known = waiting(candidate(reviewed.job()))
    for path in ("finish", "answers/1/ticket", "answers/1/complete", "answers/1/abort"):
        assert hr.post(f"/api/uploads/{known.id}/{path}", LIN).status == 409, path
    still = interviews.find(known.id)
    assert still is not None and still.asks


def test_a_run_that_waits_for_a_candidate_has_not_stopped(hr: Desk) -> None:
    operations = importlib.import_module("office.operations")
    known = waiting(candidate(open_job()))
    long_ago = timestamp(now() - operations.RUNS_LONG)
    line = operations._line(known, long_ago)
    assert (line.long, line.asking_until) == (False, known.asking.until if known.asking else "")
    late = asking(until=timestamp(now() - timedelta(hours=9)))
    assert operations._line(known.model_copy(update={"asking": late}), long_ago).long
    assert operations._line(known.model_copy(update={"asking": None, "uploads": [CORE]}), long_ago).long


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (2, "The answer to this follow-up question could not be used"),
        (1, "This follow-up question was not answered"),
    ],
)
def test_both_reports_mark_what_was_asked_and_name_what_was_not_answered(hr: Desk, kept: int, told: str) -> None:
    job = reviewed.job()
    made = candidate(job)
    known = answered(made, kept)
    for kind in ("report", "candidate-report"):
        page = hr.get(f"/interviews/{known.id}/{kind}?lang=en")
        shown = page.page.text
        assert "Answer 2 · follow-up to answer 1" in shown and "It goes on from these words: " in shown, kind
        assert f"{told}" in shown and "probe 2?" in shown, kind
        assert QUOTE not in page.body and PROBES[0] not in page.body, "text is text"
        assert shown.index("probe 2?") < shown.index("can raise a level and never lowers one")
    own = hr.get(f"/interviews/{known.id}?lang=zh").page.text
    assert "系统提出的追问" in own and "已回答" in own and "不影响评分" in own


def test_evidence_says_that_it_was_said_to_a_follow_up_also_once_the_words_are_gone(hr: Desk) -> None:
    made = candidate(reviewed.job())
    uploads, _ = put(1)
    card = reviewed.card("x")
    first = next(n for n, one in enumerate(card.competencies) if one.evidence)
    moved = [e.model_copy(update={"answer": 1}) for e in card.competencies[first].evidence]
    competencies = [
        one.model_copy(update={"evidence": moved}) if n == first else one for n, one in enumerate(card.competencies)
    ]
    known = reviewed.interview(
        made,
        scores=card.model_copy(update={"competencies": competencies}),
        uploads=[CORE, *uploads],
        asking=asking(answered_at=timestamp()),
    )
    said = objects.artefact(known.id, "language", 1, "transcript-0.json")
    client("s3").delete_object(Bucket=said.bucket, Key=said.key)
    page = hr.get(f"/interviews/{known.id}/report?lang=en").page.text
    assert "Answer 2 (follow-up question)" in page and "probe" not in page
    assert "what became of it is not kept any more" in hr.get(f"/interviews/{known.id}?lang=en").page.text


def test_whoever_rates_first_sees_the_question_but_not_which_words_were_found_general(hr: Desk) -> None:
    job = reviewed.job(blind_first=True)
    made = candidate(job)
    known = answered(made, 2)
    own, person = f"/interviews/{known.id}", f"/jobs/{job.id}/candidates/{made.id}"
    for path in (f"{own}/report", own, f"{person}/questions"):
        page = hr.get(f"{path}?lang=en", INTERVIEWER).page.text
        assert "probe 1?" in page and "I sort of handled it" not in page, path
    assert "I sort of handled it" in hr.get(f"/interviews/{known.id}/report?lang=en", LIN).page.text


def test_what_was_put_is_shown_instead_of_being_suggested_again(hr: Desk) -> None:
    job = reviewed.job()
    plain, asked = candidate(job), candidate(job)
    reviewed.interview(plain)
    answered(asked, 2)
    suggested, put_already = (
        hr.get(f"/jobs/{job.id}/candidates/{one.id}/questions?lang=en").page.text for one in (plain, asked)
    )
    assert "Follow-ups: where an answer stayed general" in suggested and "were put" not in suggested
    assert "Follow-ups: where an answer stayed general" not in put_already
    assert "Follow-up questions that were put" in put_already and "answered" in put_already
    assert "Second round" in put_already
