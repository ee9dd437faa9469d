"""A new posting, or new rules of reading, match everybody of a job anew: in pages, each alone, within a day's limit."""

from __future__ import annotations

import boto3
import pytest

from mianshi.contracts.base import Pointer
from mianshi.contracts.hiring import Candidate, Stage
from mianshi.contracts.keys import resume_key
from mianshi.contracts.matching import METHOD, ResumeReading
from mianshi.contracts.tasks import MatchReceipt, PostingChanged
from mianshi.doors import resumes as door
from mianshi.doors.resumes import ResumeState
from mianshi.errors import Transient
from mianshi.platform import objects, resumes
from mianshi.platform.store import candidates, jobs, matches
from support import aws_fixture, matched
from support.desk import candidate, staged
from support.matched import RESUME, Function, a_job, hand_in, kept, note, older_note, reading, set_posting

aws, function = matched.aws, matched.function


def test_a_new_posting_matches_everybody_anew_without_opening_files(
    function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = a_job()
    who, other, nobody = (candidate(job) for _ in range(3))
    hand_in(who)
    hand_in(other, RESUME.replace("12人", "3人"))
    function.stored(who)
    function.stored(other)
    import holding

    monkeypatch.setattr(holding, "read", lambda _: pytest.fail("the file was opened again"))
    job = set_posting(job, "任职要求：\n带过5人以上团队")
    assert function.changed(job) == MatchReceipt(job_id=job.id, read=2, matched=2, refused=0)
    matched = kept(who).match
    assert matched is not None and matched.percent == 100 and matched.posting == job.posting
    lesser = note(other)
    assert lesser is not None and lesser.percent is not None and lesser.percent < 100
    assert reading(nobody) is None


def test_whoevers_turn_came_at_a_bad_moment_is_announced_alone(
    function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    import everybody  # type: ignore[import-not-found]
    import one  # type: ignore[import-not-found]

    monkeypatch.setattr(everybody, "PAGE", 2)
    job = a_job()
    people = [candidate(job) for _ in range(3)]
    for who in people:
        hand_in(who)
    again, order = one.match_again, []

    def busy(who: Candidate) -> ResumeReading | None:
        order.append((who.id, len(function.announced)))
        if who.id == people[2].id:
            raise Transient("resume_changed", "")
        return again(who)

    monkeypatch.setattr(one, "match_again", busy)
    assert function.changed(job).read == 1
    assert order[0][1] == 1, "the next page is announced before anybody is matched"
    alone = function.announced[1][1]
    assert isinstance(alone, PostingChanged) and alone.only == [people[2].id]
    with pytest.raises(Transient):
        function.event(alone.model_dump())
    monkeypatch.setattr(one, "match_again", again)
    assert function.event(alone.model_dump()).read == 1


def test_pages_follow_each_other(function: Function, monkeypatch: pytest.MonkeyPatch) -> None:
    import everybody  # type: ignore[import-not-found]

    monkeypatch.setattr(everybody, "PAGE", 2)
    job = a_job()
    people = [candidate(job) for _ in range(3)]
    for who in people:
        hand_in(who)
    assert function.changed(job).read == 2
    [(kind, detail)] = function.announced
    assert kind == "posting.changed"
    assert isinstance(detail, PostingChanged)
    assert function.changed(job, detail.after).read == 1
    assert len(function.announced) == 1
    assert all(reading(who) is not None for who in people)


def test_one_resume_that_breaks_us_keeps_nobody_waiting(function: Function, monkeypatch: pytest.MonkeyPatch) -> None:
    job = a_job()
    first, second = candidate(job), candidate(job)
    hand_in(first)
    hand_in(second)
    import one  # type: ignore[import-not-found]

    again = one.match_again
    monkeypatch.setattr(one, "match_again", lambda who: 1 / 0 if who.id == second.id else again(who))
    assert function.changed(job).read == 1
    assert reading(first) is not None and reading(second) is None


def by_another_method(whose: Candidate) -> None:
    """What was read before the rules were changed, down to words that are cut today."""
    known = kept(whose)
    assert known.text is not None
    raw = [known.text.lines[0].model_copy(update={"text": "女，35岁，已婚"}), *known.text.lines[1:]]
    text = known.text.model_copy(update={"lines": raw})
    objects.put_record(
        resumes.reading(whose.job_id, whose.id), known.model_copy(update={"text": text, "method": "match-0"})
    )
    older_note(whose)


def test_what_another_method_read_is_read_anew_with_the_next_posting(function: Function) -> None:
    who = candidate(job := a_job())
    hand_in(who)
    function.stored(who)
    before = kept(who)
    by_another_method(who)
    assert function.changed(job).matched == 1
    assert kept(who).model_copy(update={"at": before.at}) == before
    assert note(who) is not None


def test_what_another_method_read_is_shown_to_nobody(function: Function) -> None:
    who = candidate(a_job())
    hand_in(who)
    function.stored(who)
    there = resumes.stored(who.job_id, who.id)
    assert (door.state(who, there, note(who)), door.reading(who.job_id, who.id) is None) == (ResumeState.READ, False)
    by_another_method(who)
    assert (door.state(who, there, note(who)), door.reading(who.job_id, who.id)) == (ResumeState.ANEW, None)
    assert note(who) is None
    assert matches.of_job(who.job_id) == matches.several(who.job_id, [who.id]) == {}


def test_what_another_method_read_is_read_anew_within_a_day(
    function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    import everybody

    monkeypatch.setattr(everybody, "PAGE", 2)
    job = a_job()
    old = [candidate(job) for _ in range(3)]
    today = candidate(job)
    for who in (*old, today):
        hand_in(who)
        function.stored(who)
    for who in old:
        by_another_method(who)
    function.remind("tidy")
    read = []
    while function.announced:
        [(kind, detail)] = function.announced
        function.announced.clear()
        assert kind == "posting.changed"
        read.append(function.event(detail.model_dump()).read)
    assert read == [2, 1]
    assert all("35岁" not in kept(who).model_dump_json() for who in old)
    function.remind("tidy")
    assert function.announced == []


def test_a_day_reads_anew_what_it_may(function: Function, monkeypatch: pytest.MonkeyPatch) -> None:
    import tidying  # type: ignore[import-not-found]

    monkeypatch.setattr(tidying, "MOST_JOBS", 1)
    monkeypatch.setattr(tidying, "MOST_OF_A_JOB", 1)
    for job in (a_job(), a_job()):
        for who in (candidate(job), candidate(job)):
            hand_in(who)
            function.stored(who)
            by_another_method(who)
    for left in (3, 2, 1, 0):
        function.remind("tidy")
        [(_, detail)] = function.announced
        function.announced.clear()
        function.event(detail.model_dump())
        assert len([key for key in objects.sizes_under(aws_fixture.ARTEFACTS, "resumes/") if old(key)]) == left


def a_day(function: Function) -> int:
    """How many were announced on the next day, and had their turn."""
    function.announced.clear()
    function.remind("tidy")
    found = [detail for _, detail in function.announced if isinstance(detail, PostingChanged)]
    for detail in found:
        function.event(detail.model_dump())
    return sum(len(detail.only) for detail in found)


@pytest.mark.parametrize("gone", ["person", "file", "job", "candidate"])
def test_what_cannot_be_read_anew_is_forgotten_and_asked_for_once(
    function: Function, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    who = candidate(job := a_job())
    hand_in(who)
    function.stored(who)
    by_another_method(who)
    if gone == "person":
        staged(who, Stage.WITHDRAWN)
    elif gone == "file":
        boto3.client("s3").delete_object(Bucket=aws_fixture.ARTEFACTS, Key=resume_key(job.id, who.id))
    else:
        store = jobs if gone == "job" else candidates
        monkeypatch.setattr(store, "find", lambda *_: None)
    assert [a_day(function) for _ in range(2)] == [1, 0]
    assert reading(who) is None and matches.by_any_method(job.id, who.id) is None


def test_todays_reading_of_whoever_withdrew_stays_beside_their_file(function: Function) -> None:
    who = candidate(job := a_job())
    hand_in(who)
    function.stored(who)
    staged(who, Stage.WITHDRAWN)
    function.event({"job_id": job.id, "only": [who.id]})
    assert reading(who) is not None and note(who) is not None


def test_jobs_that_come_to_nothing_keep_no_other_job_waiting(
    function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tidying

    monkeypatch.setattr(tidying, "MOST_JOBS", 1)
    for job in (a_job(), a_job()):
        hand_in(who := candidate(job))
        function.stored(who)
        older_note(who)
    asked = []
    for _ in range(3):
        function.announced.clear()
        function.remind("tidy")
        asked += [detail.job_id for _, detail in function.announced if isinstance(detail, PostingChanged)]
    assert len(set(asked[:2])) == 2 and asked[2] == asked[0]


def test_a_day_ends_in_time_and_the_next_goes_on_there(function: Function, monkeypatch: pytest.MonkeyPatch) -> None:
    import tidying

    monkeypatch.setattr(tidying, "SECONDS", -1.0)
    for job in (a_job(), a_job()):
        hand_in(who := candidate(job))
        function.stored(who)
        older_note(who)
    assert [a_day(function) for _ in range(2)] == [1, 1]


def test_once_nothing_is_left_no_note_is_read_until_the_method_changes(
    function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(who := candidate(a_job()))
    function.stored(who)
    older_note(who)
    assert [a_day(function) for _ in range(2)] == [1, 0]
    searched: list[str] = []
    monkeypatch.setattr(matches, "by_other_methods", lambda job_id: searched.append(job_id) or [])
    a_day(function)
    assert searched == []
    import tidying

    monkeypatch.setattr(tidying, "METHOD", "match-next")
    a_day(function)
    assert searched == [who.job_id]


def old(key: str) -> bool:
    where = Pointer(bucket=aws_fixture.ARTEFACTS, key=key)
    return key.endswith("/reading.json") and objects.get_record(where, ResumeReading).method != METHOD


def test_a_chain_ends_once_another_posting_is_in_force(function: Function) -> None:
    job = a_job()
    who = candidate(job)
    hand_in(who)
    function.stored(who)
    old = job.posting
    now = set_posting(job, "任职要求：\n带过5人以上团队")
    function.event({"job_id": job.id, "posting": old})
    assert kept(who).match is not None and kept(who).match.posting == old  # type: ignore[union-attr]
    function.event({"job_id": job.id, "posting": now.posting})
    assert kept(who).match.posting == now.posting  # type: ignore[union-attr]
