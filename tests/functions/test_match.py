"""A résumé that is handed in is read, held against its job and kept, however often and at whatever bad moment."""

from __future__ import annotations

from typing import Any

import pytest

from mianshi.contracts.hiring import Job
from mianshi.contracts.keys import resume_key
from mianshi.contracts.matching import Posting, ResumeReading, Verdict
from mianshi.contracts.resumes import ResumeReason
from mianshi.contracts.tasks import MatchReceipt
from mianshi.errors import Transient
from mianshi.matching.postings import posting
from mianshi.platform import objects, resumes
from mianshi.platform.clock import timestamp
from mianshi.platform.store import ledger, matches
from mianshi.scoring.protected import lint_text
from support import aws_fixture, matched
from support.desk import candidate
from support.matched import ASKED, RESUME, Function, a_job, hand_in, kept, note

aws, function = matched.aws, matched.function


def test_a_resume_is_read_matched_and_kept(function: Function) -> None:
    who = candidate(job := a_job())
    hand_in(who)
    assert function.stored(who) == MatchReceipt(job_id=job.id, read=1, matched=1, refused=0)
    found = kept(who)
    assert found.match is not None and found.profile is not None
    assert [one.verdict for one in found.match.requirements] == [Verdict.MET] * 4
    assert (found.match.posting, found.match.percent) == (job.posting, 100)
    shown = note(who)
    assert shown is not None
    assert (shown.percent, shown.met, shown.asked, shown.missing, shown.posting) == (100, 4, 4, 0, job.posting)


def test_the_same_again_keeps_the_same(function: Function) -> None:
    who = candidate(a_job())
    hand_in(who)
    function.stored(who)
    first = kept(who)
    function.stored(who)
    assert kept(who).model_copy(update={"at": first.at}) == first
    assert len(set(function.owed)) == 1


def test_without_a_posting_it_is_read_only(function: Function) -> None:
    who = candidate(job := a_job(""))
    hand_in(who)
    assert function.stored(who) == MatchReceipt(job_id=job.id, read=1, matched=0, refused=0)
    assert kept(who).match is None and kept(who).profile is not None
    shown = note(who)
    assert shown is not None and shown.percent is None and shown.refused is None


def test_a_refused_file_is_a_named_outcome(function: Function) -> None:
    who = candidate(job := a_job())
    hand_in(who, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert function.stored(who) == MatchReceipt(job_id=job.id, read=1, matched=0, refused=1)
    assert kept(who).refused is not None and kept(who).text is None
    shown = note(who)
    assert shown is not None and shown.refused == kept(who).refused in set(ResumeReason)


def test_another_file_meanwhile_is_tried_again(function: Function, monkeypatch: pytest.MonkeyPatch) -> None:
    who = candidate(a_job())
    hand_in(who)
    keep = matches.keep

    def another_meanwhile(*told: Any) -> None:
        keep(*told)
        hand_in(who, RESUME + "more")

    monkeypatch.setattr(matches, "keep", another_meanwhile)
    with pytest.raises(Transient, match="resume_changed"):
        function.stored(who)


def test_a_job_that_goes_on_counts_to_this_month(function: Function) -> None:
    who = candidate(a_job(""))
    hand_in(who, RESUME.replace("2024.02", "至今"))
    function.stored(who)
    profile = kept(who).profile
    assert profile is not None and profile.months is not None and profile.months > 90


def test_another_file_is_read_and_not_written_over(function: Function, monkeypatch: pytest.MonkeyPatch) -> None:
    who = candidate(job := a_job())
    hand_in(who)
    function.stored(who)
    first = kept(who).sha256
    hand_in(who, RESUME.replace("12人", "3人"))
    import holding

    matched, meanwhile = holding.matched, [True]

    def slowly(known: ResumeReading, job: Job) -> ResumeReading:
        if meanwhile and meanwhile.pop():
            function.stored(who)
        return matched(known, job)

    monkeypatch.setattr(holding, "matched", slowly)
    function.changed(job)
    assert kept(who).sha256 != first


def test_a_key_that_is_no_resume_is_nothing_of_ours(function: Function) -> None:
    assert function.event({"object": {"key": "other/original"}}) == MatchReceipt(
        job_id="", read=0, matched=0, refused=0
    )


def test_what_matching_costs_is_the_candidates_or_the_jobs(function: Function) -> None:
    who = candidate(job := a_job())
    hand_in(who)
    function.stored(who)
    function.changed(job)
    lines = list(ledger.of_month(timestamp()[:7]))
    assert {(line.tags.job_id, line.tags.candidate_id) for line in lines} == {(job.id, who.id), (job.id, "")}
    assert {line.stage for line in lines} == {"match"}


def test_a_posting_is_a_record_of_its_own() -> None:
    assert Posting.model_validate_json(posting(ASKED, lint_text).model_dump_json()).requirements


class Killed(BaseException):
    """What ends a process: time, or memory."""


def test_a_file_that_ends_the_process_every_time_is_a_named_outcome(
    function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = candidate(a_job())
    hand_in(who)
    import holding

    def killed(_: bytes) -> None:
        raise Killed

    from_bytes = holding.read
    monkeypatch.setattr(holding, "read", killed)
    for _ in range(2):
        with pytest.raises(Killed):
            function.stored(who)
        assert note(who) is None
    assert function.stored(who).refused == 1
    shown = note(who)
    assert shown is not None and shown.refused is ResumeReason.DAMAGED
    monkeypatch.setattr(holding, "read", from_bytes)
    hand_in(who, RESUME + "\n")
    assert function.stored(who).matched == 1


def test_a_bad_moment_is_no_try_of_the_file(function: Function, monkeypatch: pytest.MonkeyPatch) -> None:
    who = candidate(a_job())
    hand_in(who)
    keep = matches.keep

    def unreachable(*_: Any) -> None:
        raise Transient("aws_unreachable", "")

    monkeypatch.setattr(matches, "keep", unreachable)
    for _ in range(4):
        with pytest.raises(Transient, match="aws_unreachable"):
            function.stored(who)
    monkeypatch.setattr(matches, "keep", keep)
    assert function.stored(who).matched == 1
    assert list(objects.sizes_under(aws_fixture.ARTEFACTS, "resumes/")) == [
        resume_key(who.job_id, who.id),
        resumes.reading(who.job_id, who.id).key,
    ]
