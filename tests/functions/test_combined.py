"""The combined report, written tests entered by hand, and the alarm of ratings far apart, through the portal."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from mianshi.contracts.combination import Combination, Part
from mianshi.contracts.delivery import Connector, ConnectorKind, EventKind
from mianshi.contracts.divergence import Divergence, Settled
from mianshi.contracts.events import Interview, Rescoring
from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.keys import interview_subject
from mianshi.contracts.matching import METHOD, MatchNote
from mianshi.contracts.people import AuditAction, Person
from mianshi.doors import combining
from mianshi.errors import Rejected
from mianshi.outbound import gathering
from mianshi.platform import objects, workflow
from mianshi.platform.clock import timestamp
from mianshi.platform.store import (
    candidates,
    connectors,
    divergences,
    erasing,
    interviews,
    jobs,
    matches,
    outbox,
    reviews,
    scorecards,
)
from support import reviewed
from support.desk import AUDITOR, INTERVIEWER, LIN, OTHER_HR, Desk, Reply, candidate, desk
from support.report_fixture import role
from support.reviewed import MANAGER, TOTAL

HOSTILE = "<script>alert(1)</script>\u202e王" + "😀" * 3
FIVES: dict[str, Any] = {"level_customer_care": "1", "level_operations": "1"}


@pytest.fixture(scope="module")
def hr() -> Iterator[Desk]:
    """One desk for all: every test has a job of its own."""
    with pytest.MonkeyPatch.context() as patch, desk(patch) as running:
        patch.setattr(workflow, "history", lambda _: [])
        for name in ("office.home", "job.jobs", "interview.interviews", "decision.reviews"):
            running.app.include_router(importlib.import_module(name).router)
        connectors.add(
            Connector(
                id="erp", kind=ConnectorKind.WEBHOOK, url="https://erp.example.com", secret="mianshi/connector/erp"
            )
        )
        yield running


def _weights(hr: Desk, job: Job, who: Person = LIN, **form: str) -> Reply:
    typed = {"interview": "40", "human": "30", "resume": "20", "test": "10", "reason": "All four count here."}
    now = jobs.find(job.id)
    assert now is not None
    return hr.post(f"/jobs/{job.id}/combination", who, **{**typed, "revision": str(now.revision), **form})


def _made(*, blind_first: bool = False, combined: bool = True) -> tuple[Job, Candidate, Interview]:
    weights = {Part.INTERVIEW: 40, Part.HUMAN: 30, Part.RESUME: 20, Part.TEST: 10}
    job = reviewed.job(blind_first=blind_first, combination=Combination(weights=weights) if combined else None)
    made = candidate(job, "王小明")
    return job, made, reviewed.interview(made)


def _rate(hr: Desk, known: Interview, who: Person = INTERVIEWER, based_on: str = "", **levels: str) -> Reply:
    return hr.post(f"/interviews/{known.id}/rating", who, **{"based_on": based_on, **levels})


def _path(made: Candidate) -> str:
    return f"/jobs/{made.job_id}/candidates/{made.id}"


# -- the weights


def test_weights_are_kept_with_their_reason_and_a_line_in_the_change_log(hr: Desk) -> None:
    job = reviewed.job()
    assert _weights(hr, job, reason=HOSTILE).where.endswith("saved=1")
    now = jobs.find(job.id)
    assert now is not None and now.combination is not None
    assert now.combination.weights == {Part.INTERVIEW: 40, Part.HUMAN: 30, Part.RESUME: 20, Part.TEST: 10}
    assert (now.combination.by, now.combination.reason) == (LIN.id, HOSTILE)
    line = jobs.history(job.id)[0]
    assert "none → Interview (software) 40" in line.what[0].en and line.reason == HOSTILE
    shown = hr.get(f"/jobs/{job.id}/combination").body
    assert "no requirements yet" in shown and "no test result yet" in shown and "nobody has rated yet" in shown
    assert _weights(hr, job, do="off").status == 303
    now = jobs.find(job.id)
    assert now is not None and now.combination is None


@pytest.mark.parametrize(
    "form",
    [
        {"interview": "41"},
        {"interview": "-10", "human": "80"},
        {"interview": "40.0"},
        {"interview": "४०"},
        {"interview": ""},
        {"reason": " \n "},
        {"do": "off", "reason": ""},
        {"revision": "77"},
    ],
)
def test_weights_that_do_not_make_a_hundred_or_lack_a_reason_come_back(hr: Desk, form: dict[str, str]) -> None:
    job = reviewed.job()
    reply = _weights(hr, job, **form)
    assert reply.status == (409 if "revision" in form else 422)
    now = jobs.find(job.id)
    assert now is not None and now.combination is None


def test_who_reads_the_job_reads_the_weights_and_only_hr_sets_them(hr: Desk) -> None:
    job = reviewed.job()
    assert hr.get(f"/jobs/{job.id}/combination", INTERVIEWER).status == 200
    assert _weights(hr, job, INTERVIEWER).status == 403
    assert _weights(hr, job, OTHER_HR).status == 404


# -- the report


def test_a_part_that_is_missing_is_shared_out_and_a_test_by_hand_fills_it(hr: Desk) -> None:
    job, made, known = _made()
    matches.keep(
        job.id,
        made.id,
        MatchNote(percent=60, met=3, asked=5, posting="old", at="2026-11-01T00:00:00Z", method=METHOD),
        30,
    )
    before = hr.get(_path(made)).body
    assert "Combined 69 / 100" in before  # (73 x 40 + 60 x 20) / 60 = 68.67
    assert "68.67" in before and "66.67 %" in before and "Older version" in before and "nobody has rated yet" in before
    typed = {"test_name": HOSTILE, "test_score": "45", "test_highest": "60", "test_day": "2026-11-01"}
    assert hr.post(f"{_path(made)}/tests", **typed).where.endswith("?done=saved#tests")
    after = hr.get(_path(made))
    assert "Combined 70 / 100" in after.body and "45 / 60" in after.body  # (2920 + 1200 + 750) / 70 = 69.57
    assert "<script>alert(1)" not in after.body
    assert "Combined 70 / 100" in hr.get(f"/interviews/{known.id}").body


def test_a_match_by_an_older_method_counts_for_nothing(hr: Desk) -> None:
    job = reviewed.job(combination=Combination(weights={Part.INTERVIEW: 80, Part.RESUME: 20}), posting="p")
    made, other = candidate(job), candidate(job)
    reviewed.interview(made)
    note = MatchNote(percent=61, met=3, asked=5, posting="p", at="2026-11-01T00:00:00Z", method=METHOD)
    for method, value in ((METHOD, 61), ("match-0", None)):
        matches.keep(job.id, made.id, note.model_copy(update={"method": method}), 30)
        found = combining.combined(job, made)
        assert found is not None
        assert {one.part: one.value for one in found.parts}[Part.RESUME] == value
        assert ("61%" in hr.get(f"/compare?job={job.id}&c={made.id},{other.id}").body) == (value is not None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("test_name", " "),
        ("test_name", "x" * 101),
        ("test_score", "61"),
        ("test_score", "1e1"),
        ("test_score", "nan"),
        ("test_score", "1,000"),
        ("test_highest", "1,000"),
        ("test_highest", "0"),
        ("test_day", "2999-01-01"),
        ("test_day", "20261101"),
        ("test_day", "yesterday"),
    ],
)
def test_a_test_that_cannot_be_comes_back_with_what_was_typed(hr: Desk, field: str, value: str) -> None:
    _, made, _ = _made()
    typed = {"test_name": "SQL", "test_score": "45", "test_highest": "60", "test_day": "2026-11-01", field: value}
    reply = hr.post(f"{_path(made)}/tests", **typed)
    assert reply.status == 422 and f'id="{field}-wrong"' in reply.body
    assert hr.post(f"{_path(made)}/tests", INTERVIEWER, **typed).status == 403


def test_people_count_by_the_roles_weights_where_the_software_came_to_no_scores(hr: Desk) -> None:
    job = reviewed.job(combination=Combination(weights={Part.INTERVIEW: 40, Part.HUMAN: 60}))
    made = candidate(job)
    known = reviewed.interview(made)
    scorecards.save(reviewed.card(known.id).model_copy(update={"competencies": [], "total": None}), 1, 30)
    assert _rate(hr, known, level_customer_care="4").status == 303
    now = candidates.find(job.id, made.id)
    assert now is not None
    found = combining.combined(job, now)
    assert found is not None
    human = next(part for part in found.parts if part.part is Part.HUMAN)
    assert (human.value, human.people) == (75, 1)


def test_without_weights_there_is_no_combined_report(hr: Desk) -> None:
    _, made, known = _made(combined=False)
    for path in (_path(made), f"/interviews/{known.id}"):
        assert 'id="combined"' not in hr.get(path).body


def test_nobody_gets_round_rating_first_by_the_combined_report(hr: Desk) -> None:
    _, made, known = _made(blind_first=True)
    page = hr.get(_path(made), INTERVIEWER)
    assert "Combined " not in page.body.replace("Combined report", "") and f"{TOTAL}" not in _section(page)
    assert not reviews.seen(known.id, INTERVIEWER.id).scores
    hr.get(_path(made), LIN)
    assert not reviews.seen(known.id, LIN.id).scores, "HR may rate first as well: the page asks before it shows scores"
    assert _rate(hr, known, **{"level_customer_care": "4"}).status == 303
    assert f">{TOTAL}<" in _section(hr.get(_path(made), INTERVIEWER))
    assert reviews.seen(known.id, INTERVIEWER.id).scores


def _section(page: Reply) -> str:
    return page.body.partition('id="combined"')[2].partition("</section>")[0]


def test_beside_others_only_a_band_is_shown_and_nothing_to_whoever_rates_first(hr: Desk) -> None:
    job, made, known = _made(blind_first=True)
    address = f"/compare?job={job.id}&c={made.id}"
    assert "60–79" not in hr.get(address, INTERVIEWER).body
    assert _rate(hr, known, level_customer_care="4").status == 303
    shown = hr.get(address, INTERVIEWER).body
    assert "60–79" in shown and "(of parts that weigh 70)" in shown
    assert "60–79" in hr.get(f"/jobs/{job.id}", INTERVIEWER).body
    assert "60–79" not in hr.get(f"/jobs/{job.id}", MANAGER).body


# -- the alarm


def test_a_rating_far_away_is_told_once_and_waits_until_somebody_settles_it(hr: Desk) -> None:
    job, made, known = _made()
    assert _rate(hr, known, **FIVES).status == 303
    [found] = divergences.of(known.id)
    assert found.open and found.from_software and not found.among_people and found.raters == 1
    [row] = outbox.about(interview_subject(known.id))
    assert row.event is EventKind.INTERVIEW_DIVERGED
    told = gathering.news(row, with_person=False)
    assert told.divergence is not None and told.divergence.raters == 1 and told.divergence.apart
    assert INTERVIEWER.name not in told.model_dump_json() and INTERVIEWER.id not in told.model_dump_json()
    assert f"/interviews/{known.id}#divergence" in hr.get("/", LIN).body
    assert f"/interviews/{known.id}#divergence" not in hr.get("/", INTERVIEWER).body
    assert f"/interviews/{known.id}#divergence" not in hr.get("/", OTHER_HR).body
    closing = {"revision": "1", "settled": "person", "sentence": HOSTILE}
    assert hr.post(f"/interviews/{known.id}/divergence", AUDITOR, **closing).status == 403
    for wrong in ({"sentence": " "}, {"settled": "nobody"}):
        assert hr.post(f"/interviews/{known.id}/divergence", **{**closing, **wrong}).status == 422
    assert hr.post(f"/interviews/{known.id}/divergence", **{**closing, "revision": "9"}).status == 409
    assert hr.post(f"/interviews/{known.id}/divergence", MANAGER, **closing).status == 303
    assert hr.post(f"/interviews/{known.id}/divergence", **closing).status == 409
    assert f"/interviews/{known.id}#divergence" not in hr.get("/", LIN).body
    page = hr.get(f"/interviews/{known.id}").body
    assert "Closed by Zhao" in page and "<script>alert(1)" not in page
    actions = [entry.detail for entry in hr.log(made) if entry.action is AuditAction.DIVERGED]
    assert actions == ["revision 1", "closed person"]
    counts = divergences.counts(job.id)
    assert (counts.rated, counts.apart) == (1, 1) and counts.competencies
    assert "Of 1 ratings that were stored, 1 lay" in hr.get(f"/jobs/{job.id}/combination").body


def test_rating_again_renews_it_or_ends_it(hr: Desk) -> None:
    _, _, known = _made()
    assert _rate(hr, known, **FIVES).status == 303
    first = reviews.of_person(known.id, INTERVIEWER.id)
    assert first is not None
    assert _rate(hr, known, based_on=first.at, **{**FIVES, "level_operations": "1.5"}).status == 303
    assert [(one.revision, one.open) for one in divergences.of(known.id)] == [(1, False), (2, True)]
    assert len(outbox.about(interview_subject(known.id))) == 2
    near = {f"level_{c.id}": f"{round(c.level * 2) / 2:g}" for c in reviewed.card(known.id).competencies if c.level}
    second = reviews.of_person(known.id, INTERVIEWER.id)
    assert second is not None
    assert _rate(hr, known, based_on=second.at, **near).status == 303
    newest = divergences.newest(known.id)
    assert newest is not None and not newest.open and newest.settled is None
    assert "closed by itself" in hr.get(f"/interviews/{known.id}").body


def test_people_apart_from_each_other_raise_it_too(hr: Desk) -> None:
    _, _, known = _made()
    near = {f"level_{c.id}": f"{round(c.level * 2) / 2:g}" for c in reviewed.card(known.id).competencies if c.level}
    assert _rate(hr, known, MANAGER, **near).status == 303
    assert divergences.newest(known.id) is None
    assert _rate(hr, known, **FIVES).status == 303
    newest = divergences.newest(known.id)
    assert newest is not None and newest.among_people and newest.from_software and newest.raters == 2
    page = hr.get(f"/interviews/{known.id}").body
    assert "mean of 2" in page and "people are far apart among themselves" in page


def test_what_somebody_settled_is_never_overwritten_by_a_rating_of_the_same_moment(
    hr: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, known = _made()
    assert _rate(hr, known, **FIVES).status == 303
    over = divergences.newest(known.id)
    assert over is not None
    closing = {"revision": "1", "settled": "talk", "sentence": "We talk."}
    assert hr.post(f"/interviews/{known.id}/divergence", MANAGER, **closing).status == 303
    seen: list[str] = []

    def late(interview_id: str) -> Divergence | None:
        """What stood a moment ago, the first time."""
        seen.append(interview_id)
        return over if len(seen) == 1 else really(interview_id)

    really = divergences.newest
    monkeypatch.setattr(divergences, "newest", late)
    assert _rate(hr, known, MANAGER, **FIVES).status == 303
    found = divergences.of(known.id)
    assert [(one.revision, one.open) for one in found] == [(1, False), (2, True)]
    assert (found[0].settled, found[0].sentence) == (Settled.TALK, "We talk.")
    mine, stored = reviews.of_person(known.id, MANAGER.id), interviews.find(known.id)
    assert mine is not None and stored is not None
    monkeypatch.setattr(divergences, "newest", lambda _: None)
    with pytest.raises(Rejected, match="changed_meanwhile"):
        sys.modules["interview.diverging"].store(stored, mine)


def test_a_rater_who_settles_it_is_told_apart(hr: Desk) -> None:
    for rates, told in ((MANAGER, True), (INTERVIEWER, False)):
        _, _, known = _made()
        assert _rate(hr, known, rates, **FIVES).status == 303
        closing = {"revision": "1", "settled": "person", "sentence": "I am right."}
        assert hr.post(f"/interviews/{known.id}/divergence", MANAGER, **closing).status == 303
        assert ("closed by one of the raters" in hr.get(f"/interviews/{known.id}?lang=en").body) is told


def test_after_scoring_anew_the_alarm_and_the_rating_say_by_which_version(hr: Desk) -> None:
    _, _, known = _made()
    assert _rate(hr, known, **FIVES).status == 303
    page = hr.get(f"/interviews/{known.id}?lang=en").body
    assert "Found beside the scorecard" not in page and "far from the software" in page
    wish = Rescoring(of=known.id, attempt=1, number=2, by="lin", by_name="Lin", reason="r", at=timestamp())
    card = reviewed.card(known.id, role_version="newer")
    scorecards.save(card, 2, 30)
    run = known.model_copy(update={"id": "iv_run", "role_version": "newer", "rescoring": wish})
    assert interviews.adopt(run, card, [])
    now = interviews.find(known.id)
    assert now is not None
    objects.put_record(objects.role_of(now), role())
    page = hr.get(f"/interviews/{known.id}?lang=en").body
    assert "Found beside the scorecard by version v;" in page and "rated under an earlier version" in page
    assert "far from the software" not in page.partition('id="ratings"')[2].partition("</section>")[0]
    before = reviews.of_person(known.id, INTERVIEWER.id)
    assert before is not None
    assert _rate(hr, known, based_on=before.at, **FIVES).status == 303, "the same levels by the newer version"
    after, newest = reviews.of_person(known.id, INTERVIEWER.id), divergences.newest(known.id)
    assert after is not None and newest is not None
    assert (after.role_version, newest.revision, newest.role_version, newest.attempt) == ("newer", 2, "newer", 2)


def test_whoever_rates_first_sees_no_alarm_and_erasure_takes_it(hr: Desk) -> None:
    _, _, known = _made(blind_first=True)
    assert _rate(hr, known, **FIVES).status == 303
    assert 'id="divergence"' not in hr.get(f"/interviews/{known.id}", MANAGER).body
    waits = f"/interviews/{known.id}#divergence"
    assert waits not in hr.get("/", MANAGER).body and waits in hr.get("/", LIN).body
    closing = {"revision": "1", "settled": "talk", "sentence": "We talk."}
    assert hr.post(f"/interviews/{known.id}/divergence", MANAGER, **closing).status == 403
    erasing.empty(known.id)
    assert divergences.of(known.id) == []
    assert known.id not in {one.interview_id for one in divergences.waiting(100)}


def test_remarks_stand_in_the_report_for_whoever_may_see_them_and_in_no_saved_copy(hr: Desk) -> None:
    _, _, known = _made(blind_first=True)
    assert (
        hr.post(f"/interviews/{known.id}/comments", text=f"Ask again. {HOSTILE}", answer="0", once="a" * 12).status
        == 303
    )
    read = f"/interviews/{known.id}/report"
    shown = hr.get(read, LIN).body
    assert "Ask again." in shown and "<script>alert(1)" not in shown
    assert "Ask again." not in hr.get(read, INTERVIEWER).body
    assert "Ask again." not in hr.get(f"{read}?media=embedded", LIN).body
    assert "Ask again." not in hr.get(f"/interviews/{known.id}/candidate-report", LIN).body
