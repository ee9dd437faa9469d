"""Studies: gathered from the table without names, made where something happened, and the same for the same data."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import timedelta
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from mianshi.contracts.afterwards import Departure, Hire, Performance, Promotion, TestScore
from mianshi.contracts.combination import Combination
from mianshi.contracts.events import Scoring
from mianshi.contracts.hiring import Candidate, Decision, DecisionKind, HumanRating, Job, JobChange, Stage
from mianshi.contracts.learning import LearningCase, Study
from mianshi.contracts.matching import METHOD, MatchNote
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.people import AuditAction, AuditEntry
from mianshi.contracts.scorecard import Scorecard
from mianshi.platform import clock, objects
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import afterwards, audit, candidates, interviews, jobs, matches, reviews, scorecards
from support import reviewed
from support.aws_fixture import aws
from support.desk import open_job
from support.report_fixture import role
from support.shells import shell

__all__ = ["aws"]
pytestmark = pytest.mark.usefixtures("aws")
ROLE = role()
VERSION = ROLE.content_hash()
Told = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture
def study(aws: None, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return shell("study", monkeypatch)


@pytest.fixture
def told(study: ModuleType) -> Told:
    context = SimpleNamespace(aws_request_id="r", memory_limit_in_mb="1769", function_name="study")
    return lambda event: dict(study.handler(event, context))


def job(**changes: Any) -> Job:
    made = open_job(**{"role": ROLE.id, "role_version": VERSION, **changes})
    objects.put_record(objects.job_role(made.id, VERSION), ROLE)
    return made


def person(of: Job, number: int, *, total: int = 70, **changes: Any) -> Candidate:
    """Somebody whose interview was scored."""
    known = Candidate(
        id=f"ca_{number:026d}", job_id=of.id, name="李雷", email="a@example.com", stage=Stage.ADDED,
        created_at=timestamp(), created_by="lin",
    )  # fmt: skip
    candidates.add([known], 30)
    interview = reviewed.interview(known, role_version=VERSION)
    card = reviewed.card(interview.id).model_copy(
        update={"interview_id": interview.id, "role_version": VERSION, "total": total}
    )
    scorecards.save(card, 1, 30)
    found = candidates.find(of.id, known.id)
    assert found is not None
    return candidates.change(found, **changes) if changes else found


def hire(of: Candidate, starts_on: str = "2026-01-05") -> None:
    told = Hire(starts_on=starts_on, by="lin", at=timestamp())
    afterwards.correct(of.job_id, of.id, told, 30)


def performance(of: Candidate, score: float, period: str = "2026-06-30", **changes: Any) -> None:
    fields = {"period_ends_on": period, "score": score, "lowest": 1, "highest": 5, "by": "lin", "at": timestamp()}
    afterwards.report(of.job_id, of.id, Performance.model_validate(fields | changes), 30)


def cases_of(*found: Job, today: str = "2026-11-28") -> list[LearningCase]:
    gathered = importlib.import_module("gathering").gather(found, {VERSION: ROLE}, today)
    return list(gathered.cases)


def kept() -> Study | None:
    return objects.find_record(objects.study(ROLE.id), Study)


def test_a_person_becomes_a_case_with_everything_that_was_known(study: ModuleType) -> None:
    of = job(combination=Combination(weights={"interview": 40, "human": 20, "resume": 20, "test": 20}))
    decided = Decision(kind=DecisionKind.REJECT, by="lin", by_name="Lin", reason="r", at=timestamp())
    one = person(of, 1, decision=decided)
    hire(one)
    performance(one, 3, "2026-03-31")
    performance(one, 5, measure="overall")
    performance(one, 4, measure="customer_care")
    afterwards.report(of.id, one.id, Departure(left_on="2026-09-01", kind="voluntary", by="lin", at=timestamp()), 30)
    afterwards.report(of.id, one.id, Promotion(promoted_on="2026-05-01", by="lin", at=timestamp()), 30)
    afterwards.report(
        of.id, one.id, TestScore(name="t", score=40, highest=80, taken_on="2026-01-01", by="l", at="a"), 30
    )
    matches.keep(of.id, one.id, MatchNote(percent=64, at="2026-01-04T00:00:00.000Z", method=METHOD), 30)
    assert one.interview_id is not None
    rating = HumanRating(interview_id=one.interview_id, by="chen", by_name="Chen", levels={"customer_care": 3.0}, saw_scores=False, at="2026-01-04T00:00:00.000Z")  # fmt: skip
    reviews.rate(rating, 30)
    [case] = cases_of(of)
    assert (case.hired, case.rejected, case.forward, case.total) == (True, True, True, 70)
    assert (case.performance, case.newest, case.stayed, case.promoted) == (0.5, 0.875, True, None)
    assert (case.resume, case.test, case.human, case.saw) == (64, 50, 50, [False])
    assert case.combined == pytest.approx(0.4 * 73 + 0.2 * 50 + 0.2 * 64 + 0.2 * 50, abs=1)
    assert case.levels["customer_care"] == 4.6 and "coaching" not in case.levels
    assert case.words["en"]
    assert case.role_version == VERSION and case.month == timestamp()[:7]
    assert "李雷" not in case.model_dump_json() and one.id not in case.model_dump_json()
    reviews.rate(rating.model_copy(update={"by": "zhao", "role_version": "older"}), 30)
    [case] = cases_of(of)
    assert case.saw == [False] and len(case.human_levels) == 1, "another version has other anchors"


def test_what_was_made_after_the_first_day_was_not_known_before(study: ModuleType) -> None:
    of = job(combination=Combination(weights={"interview": 40, "human": 20, "resume": 20, "test": 20}))
    one = person(of, 1)
    hire(one)
    afterwards.report(
        of.id, one.id, TestScore(name="t", score=40, highest=80, taken_on="2026-01-06", by="l", at="a"), 30
    )
    matches.keep(of.id, one.id, MatchNote(percent=64, at=timestamp(), method=METHOD), 30)
    assert one.interview_id is not None
    rating = HumanRating(interview_id=one.interview_id, by="chen", by_name="Chen", levels={"customer_care": 3.0}, saw_scores=False, at=timestamp(), role_version=VERSION)  # fmt: skip
    reviews.rate(rating, 30)
    gathered = importlib.import_module("gathering").gather([of], {VERSION: ROLE}, "2026-11-28")
    [case] = gathered.cases
    assert (case.resume, case.test, case.human, gathered.late) == (None, None, None, 3)
    assert len(case.human_levels) == 1, "what raters said of the interview is still held against the software"


def test_a_correction_keeps_when_it_was_first_told(study: ModuleType) -> None:
    of = job()
    one = person(of, 1)
    hire(one)
    performance(one, 3, at="2026-07-01T00:00:00.000Z")
    performance(one, 4, at="2026-09-01T00:00:00.000Z")
    [case] = cases_of(of)
    assert (case.order, case.performance) == ("2026-07-01T00:00:00.000Z", 0.75)


def test_scored_anew_is_told_and_halves_are_of_the_person(study: ModuleType) -> None:
    of = job()
    people = [person(of, number) for number in range(1, 9)]
    first = {case.model_dump_json(): case.holds for case in cases_of(of)}
    assert set(first.values()) == {True, False}
    assert not any(case.anew for case in cases_of(of))
    interview = interviews.find(people[0].interview_id or "")
    assert interview is not None
    before = Scoring(number=1, role_number=1, role_version="older", outcome=Outcome.SCORED)
    shown = importlib.import_module("cases").of(
        of, people[0], interview.model_copy(update={"earlier": [before]}), scorecards.find(interview.id, 1),
        importlib.import_module("outcomes").After(), None,
    )  # fmt: skip
    assert shown.anew


def test_a_supplement_is_no_case_of_its_own_and_what_was_not_scored_is_none(study: ModuleType) -> None:
    of = job()
    one = person(of, 1)
    reviewed.interview(one, appeal_of=one.interview_id)
    candidates.add([Candidate(id="ca_9", job_id=of.id, name="x", created_at=timestamp(), created_by="l")], 30)
    assert len(cases_of(of)) == 1


def test_the_card_of_the_newest_attempt_says_the_version(study: ModuleType) -> None:
    of = job()
    one = person(of, 1)
    assert one.interview_id is not None
    before = scorecards.find(one.interview_id, 1)
    assert isinstance(before, Scorecard)
    scorecards.save(before.model_copy(update={"role_version": "older"}), 1, 30)
    hire(one)
    performance(one, 4)
    [case] = cases_of(of)
    assert (case.role_version, case.words) == ("older", {})  # words are read for the versions that jobs have now


def test_people_without_an_outcome_are_read_up_to_a_bound_and_those_with_one_always(
    study: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    gathering = importlib.import_module("gathering")
    monkeypatch.setattr(gathering, "MOST_WITHOUT_OUTCOME", 1)
    monkeypatch.setattr(gathering, "PAGE", 1)
    of = job()
    people = [person(of, number) for number in (1, 2, 3)]
    hire(people[0])
    gathered = gathering.gather([of], {VERSION: ROLE}, "2026-11-28")
    assert (len(gathered.cases), gathered.left_out) == (2, 1)
    assert sum(case.hired for case in gathered.cases) == 1


def test_a_role_that_is_asked_for_is_studied_now(told: Told) -> None:
    of = job()
    one = person(of, 1)
    hire(one)
    assert told({"detail-type": "study.asked", "detail": {"role": ROLE.id}}) == {"roles": 1, "proposing": 0}
    found = kept()
    assert found is not None
    assert (found.role, found.interviewed, found.hired) == (ROLE.id, 1, 1)
    assert set(found.proposals) == {VERSION}
    assert "李雷" not in found.canonical_json() and one.id not in found.canonical_json()
    assert told({"detail": {"role": "nobody has it"}}) == {"roles": 0, "proposing": 0}


def test_every_night_only_where_something_happened(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    of = job()
    one = person(of, 1)
    assert told({"action": "study"})["roles"] == 1
    first = kept()
    assert told({"action": "study"})["roles"] == 0
    hire(one)
    assert told({"action": "study"})["roles"] == 1
    assert told({"action": "study"})["roles"] == 0
    audit.record(AuditEntry(at=timestamp(), who="chen", action=AuditAction.REPORT_READ, job_id=of.id))
    assert told({"action": "study"})["roles"] == 0
    audit.record(AuditEntry(at=timestamp(), who="chen", action=AuditAction.RATED, job_id=of.id))
    assert told({"action": "study"})["roles"] == 1
    second = kept()
    assert first is not None and second is not None
    assert (first.hired, second.hired) == (0, 1)


def test_an_old_study_is_made_anew_and_the_same_data_make_the_same(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    person(job(), 1)
    told({"action": "study"})
    first = kept()
    assert first is not None
    later = now() + timedelta(days=8)
    for module in (clock, importlib.import_module("changes")):
        monkeypatch.setattr(module, "now", lambda: later)
    assert told({"action": "study"})["roles"] == 1
    second = kept()
    assert second is not None
    assert second.model_copy(update={"made_at": first.made_at}) == first and second.made_at > first.made_at


def test_a_job_with_a_new_version_gets_its_own_proposal(told: Told) -> None:
    of = job()
    told({"action": "study"})
    newer = ROLE.model_copy(update={"expected_answer_seconds": 99})
    objects.put_record(objects.job_role(of.id, newer.content_hash()), newer)
    after = of.model_copy(update={"role_version": newer.content_hash()})
    jobs.change(of, after, JobChange(at=timestamp(), by="l", role_version=after.role_version, revision=1, what=[]))
    assert told({"action": "study"})["roles"] == 1
    found = kept()
    assert found is not None and set(found.proposals) == {newer.content_hash()}


def test_no_time_left_leaves_the_rest_for_tomorrow(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    job()
    monkeypatch.setattr(importlib.import_module("studying"), "_ENOUGH_S", -1.0)
    assert told({"action": "study"})["roles"] == 0
    assert kept() is None
