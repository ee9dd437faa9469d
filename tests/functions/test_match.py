"""A résumé that is handed in is read, held against its job and kept; nothing is kept of whoever left."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import numpy as np
import numpy.typing as npt
import pytest

from mianshi.contracts.base import Bilingual, Pointer, Record
from mianshi.contracts.hiring import Candidate, Job, JobChange, Stage
from mianshi.contracts.keys import resume_key
from mianshi.contracts.matching import METHOD, Doubt, DoubtKind, MatchNote, Posting, ResumeReading, Verdict
from mianshi.contracts.resumes import ResumeReason
from mianshi.contracts.tasks import MatchReceipt, PostingChanged
from mianshi.doors import resumes as door
from mianshi.doors.resumes import ResumeState
from mianshi.errors import Transient
from mianshi.matching.postings import posting
from mianshi.matching.verdicts import Meaning
from mianshi.outbound import owing
from mianshi.platform import deleting, objects, resumes, workflow
from mianshi.platform.clock import timestamp
from mianshi.platform.store import candidates, erasing, jobs, ledger, matches
from mianshi.scoring.protected import lint_text
from support import aws_fixture
from support.desk import candidate, fresh, open_job, staged
from support.shells import shell

ASKED = "任职要求：\n大专及以上学历\n3年以上零售门店管理经验\n带过5人以上团队\n熟悉Excel"
RESUME = """王小明
工作经历
2018.03-2024.02 晨星超市有限公司 店长
带领12人团队，用Excel每周分析销售
教育背景
2012.09-2015.06 江海职业学院 连锁经营管理 大专
"""
CONTEXT = SimpleNamespace(aws_request_id="r", memory_limit_in_mb=1769)


class Letters:
    """Vectors of the letters in a text: close where the words are the same."""

    version = "letters"

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = np.zeros((len(texts), 64), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text:
                row[ord(letter) % 64] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


class Function:
    """The function, what it announced and whom it owed an event."""

    def __init__(self, module: ModuleType) -> None:
        self._handler = module.handler
        self.announced: list[tuple[str, Record]] = []
        self.owed: list[str] = []

    def stored(self, whose: Candidate) -> MatchReceipt:
        key = resume_key(whose.job_id, whose.id)
        return self.event({"bucket": {"name": aws_fixture.ARTEFACTS}, "object": {"key": key, "size": 1}})

    def changed(self, job: Job, after: str = "") -> MatchReceipt:
        return self.event({"job_id": job.id, "after": after})

    def remind(self, action: str) -> MatchReceipt:
        return MatchReceipt.model_validate(self._handler({"action": action}, CONTEXT))

    def event(self, detail: dict[str, Any]) -> MatchReceipt:
        return MatchReceipt.model_validate(self._handler({"source": "any", "detail": detail}, CONTEXT))


@pytest.fixture
def function(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Function]:
    running = Function(shell("match", monkeypatch))
    import holding  # type: ignore[import-not-found]

    meaning = Meaning(Letters())
    monkeypatch.setattr(holding, "meaning", lambda: meaning)
    monkeypatch.setattr(workflow, "announce", lambda kind, detail: running.announced.append((kind, detail)))
    monkeypatch.setattr(owing, "owe", lambda *told: running.owed.append(told[2]))
    yield running


aws = aws_fixture.aws


def a_job(text: str = ASKED) -> Job:
    job = open_job(posting="")
    return set_posting(job, text) if text else job


def set_posting(job: Job, text: str) -> Job:
    asked = posting(text, lint_text)
    version = asked.content_hash()
    objects.put_record(objects.posting(job.id, version), asked)
    known = jobs.find(job.id)
    assert known is not None
    line = JobChange(at=known.changed_at, by="lin", role_version=known.role_version, revision=0, what=[])
    return jobs.change(known, known.model_copy(update={"posting": version}), line)


def hand_in(whose: Candidate, body: str | bytes = RESUME) -> None:
    data = body.encode() if isinstance(body, str) else body
    boto3.client("s3").put_object(Bucket=aws_fixture.ARTEFACTS, Key=resume_key(whose.job_id, whose.id), Body=data)


def reading(whose: Candidate) -> ResumeReading | None:
    return objects.find_record(resumes.reading(whose.job_id, whose.id), ResumeReading)


def kept(whose: Candidate) -> ResumeReading:
    found = reading(whose)
    assert found is not None
    return found


def note(whose: Candidate) -> MatchNote | None:
    return matches.find(whose.job_id, whose.id)


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


@pytest.mark.parametrize("stage", [Stage.WITHDRAWN, Stage.ERASED])
def test_nothing_is_kept_of_whoever_left(function: Function, stage: Stage) -> None:
    who = candidate(job := a_job())
    hand_in(who)
    staged(who, stage)
    assert function.stored(who).read == 0
    assert function.changed(job).read == 0
    assert reading(who) is None and note(who) is None


def test_what_is_kept_too_late_is_left_to_erase(function: Function, monkeypatch: pytest.MonkeyPatch) -> None:
    who = candidate(a_job())
    hand_in(who)
    keep = matches.keep

    def erased_meanwhile(*told: Any) -> None:
        keep(*told)
        candidates.change(fresh(who), stage=Stage.ERASED)

    monkeypatch.setattr(matches, "keep", erased_meanwhile)
    function.stored(who)
    [(kind, detail)] = function.announced
    assert kind == "candidate.erasure_asked"
    assert detail.model_dump()["candidate_id"] == who.id
    assert function.owed == []


@pytest.mark.parametrize("before", ["nothing", "a reading"])
def test_a_resume_never_outlives_its_erasure(function: Function, monkeypatch: pytest.MonkeyPatch, before: str) -> None:
    who = candidate(job := a_job())
    hand_in(who)
    if before == "a reading":
        function.stored(who)
    import holding

    matched = holding.matched

    def erased_meanwhile(*told: Any) -> ResumeReading:
        made: ResumeReading = matched(*told)
        deleting.everything_under(aws_fixture.ARTEFACTS, f"resumes/{who.job_id}/{who.id}/")
        candidates.change(fresh(who), stage=Stage.ERASED)
        erasing.afterwards(who.job_id, who.id)
        return made

    monkeypatch.setattr(holding, "matched", erased_meanwhile)
    done = function.changed(job) if before == "a reading" else function.stored(who)
    assert done.read == 0
    assert reading(who) is None and note(who) is None


def test_what_an_earlier_try_left_of_whoever_was_erased_is_deleted(function: Function) -> None:
    who = candidate(a_job())
    hand_in(who)
    function.stored(who)
    deleting.everything_under(aws_fixture.ARTEFACTS, f"{resume_key(who.job_id, who.id)}")
    staged(who, Stage.ERASED)
    function.stored(who)
    assert reading(who) is None and note(who) is None


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


PRIVATE = """王小明 女 宝妈
工作经历
2018.03-2024.02 晨星超市有限公司 店长
- 男，35岁，已婚，负责采购，手机 13812345678，1990年3月生
- 孩子上小学，用Excel每周分析销售
2024.03-至今 全职妈妈，在家带孩子
"""


def test_nothing_raw_of_a_person_is_kept(function: Function) -> None:
    who = candidate(a_job())
    hand_in(who, PRIVATE)
    function.stored(who)
    found = kept(who)
    told = found.model_dump_json()
    for word in ("宝妈", "35岁", "已婚", "1990", "13812345678", "孩子", "全职妈妈"):
        assert word not in told, word
    assert "负责采购" in told and "用Excel每周分析销售" in told
    assert found.profile is not None and found.profile.months == 72
    assert [one.employer for one in found.profile.work] == ["晨星超市有限公司"]


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


def test_a_withdrawal_meanwhile_keeps_nothing_new(function: Function, monkeypatch: pytest.MonkeyPatch) -> None:
    who = candidate(a_job())
    hand_in(who)
    keep = matches.keep

    def withdrawn_meanwhile(*told: Any) -> None:
        keep(*told)
        candidates.change(fresh(who), stage=Stage.WITHDRAWN)

    monkeypatch.setattr(matches, "keep", withdrawn_meanwhile)
    function.stored(who)
    assert reading(who) is None and note(who) is None
    assert function.announced == []


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


def test_others_are_told_only_where_nothing_required_is_missing(function: Function) -> None:
    job = a_job()
    whole, lacking = candidate(job), candidate(job)
    hand_in(whole)
    hand_in(lacking, "王小红\n教育背景\n2012.09-2015.06 江海职业学院 会计 大专\n")
    function.stored(whole)
    function.stored(lacking)
    assert len(function.owed) == 1
    shown = note(lacking)
    assert shown is not None and shown.missing > 0


def test_others_are_not_told_of_what_is_only_partly_met(function: Function) -> None:
    who = candidate(a_job())
    hand_in(who, RESUME.replace("用Excel", "") + "专业技能\nExcel\n")
    function.stored(who)
    made, shown = kept(who).match, note(who)
    assert made is not None and shown is not None
    assert (made.missing, len(made.unsure), shown.missing, shown.unsure, shown.to_check) == ([], 1, 0, 1, 1)
    assert function.owed == []


@pytest.mark.parametrize("kind", list(DoubtKind))
def test_others_are_not_told_of_words_that_may_be_the_jobs_own(function: Function, kind: DoubtKind) -> None:
    who = candidate(a_job())
    hand_in(who)
    function.stored(who)
    function.owed.clear()
    import telling  # type: ignore[import-not-found]

    made = kept(who).match
    assert made is not None
    doubt = Doubt(kind=kind, told=Bilingual(zh="请看。", en="Please look."))
    telling.tell(who, kept(who).model_copy(update={"match": made.model_copy(update={"doubts": [doubt]})}))
    assert bool(function.owed) == (kind not in (DoubtKind.COPIED_POSTING, DoubtKind.STUFFING))


def test_a_file_is_told_of_once_however_often_its_job_is_changed(function: Function) -> None:
    who = candidate(job := a_job())
    hand_in(who)
    function.stored(who)
    function.changed(set_posting(job, "任职要求：\n大专及以上学历"))
    assert len(function.owed) == 2 and len(set(function.owed)) == 1
    hand_in(who, RESUME + "\n")
    function.stored(who)
    assert len(set(function.owed)) == 2


def test_nothing_is_told_where_nothing_is_required(function: Function) -> None:
    who = candidate(job := a_job(""))
    asked = posting(ASKED, lint_text)
    wishes = asked.model_copy(
        update={"requirements": [one.model_copy(update={"must": False}) for one in asked.requirements]}
    )
    version = wishes.content_hash()
    objects.put_record(objects.posting(job.id, version), wishes)
    known = jobs.find(job.id)
    assert known is not None
    line = JobChange(at=known.changed_at, by="lin", role_version=known.role_version, revision=0, what=[])
    jobs.change(known, known.model_copy(update={"posting": version}), line)
    hand_in(who)
    function.stored(who)
    assert kept(who).match is not None and function.owed == []


def test_a_key_that_is_no_resume_is_nothing_of_ours(function: Function) -> None:
    assert function.event({"object": {"key": "other/original"}}) == MatchReceipt(
        job_id="", read=0, matched=0, refused=0
    )


def test_no_word_of_a_resume_is_logged(function: Function, caplog: pytest.LogCaptureFixture) -> None:
    who = candidate(a_job())
    hand_in(who)
    with caplog.at_level(logging.DEBUG):
        function.stored(who)
    assert "王小明" not in caplog.text and "晨星" not in caplog.text


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


def test_what_was_read_is_kept_no_longer_than_its_file(function: Function, monkeypatch: pytest.MonkeyPatch) -> None:
    job = a_job()
    gone, there = candidate(job), candidate(job)
    for who in (gone, there):
        hand_in(who)
        function.stored(who)
    boto3.client("s3").delete_object(Bucket=aws_fixture.ARTEFACTS, Key=resume_key(job.id, gone.id))
    function.remind("tidy")
    assert reading(gone) is not None, "what is a few minutes old may be of a file that is coming"
    monkeypatch.setattr(resumes, "_RESTS", timedelta(seconds=-5))
    function.remind("tidy")
    assert reading(gone) is None and note(gone) is None
    assert reading(there) is not None and note(there) is not None


def by_another_method(whose: Candidate) -> None:
    """What was read before the rules were changed, down to words that are cut today."""
    known = kept(whose)
    assert known.text is not None
    raw = [known.text.lines[0].model_copy(update={"text": "女，35岁，已婚"}), *known.text.lines[1:]]
    text = known.text.model_copy(update={"lines": raw})
    objects.put_record(
        resumes.reading(whose.job_id, whose.id), known.model_copy(update={"text": text, "method": "match-0"})
    )
    listed = matches.find(whose.job_id, whose.id)
    assert listed is not None
    matches.keep(whose.job_id, whose.id, listed.model_copy(update={"method": ""}), 30)


def test_what_another_method_read_is_read_anew_with_the_next_posting(function: Function) -> None:
    who = candidate(job := a_job())
    hand_in(who)
    function.stored(who)
    before = kept(who)
    by_another_method(who)
    assert function.changed(job).matched == 1
    assert kept(who).model_copy(update={"at": before.at}) == before
    listed = note(who)
    assert listed is not None and listed.method == METHOD


def test_what_another_method_read_is_shown_to_nobody(function: Function) -> None:
    who = candidate(a_job())
    hand_in(who)
    function.stored(who)
    there = resumes.stored(who.job_id, who.id)
    assert (door.state(who, there, note(who)), door.reading(who.job_id, who.id) is None) == (ResumeState.READ, False)
    by_another_method(who)
    assert (door.state(who, there, note(who)), door.reading(who.job_id, who.id)) == (ResumeState.ANEW, None)


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
    import everybody

    monkeypatch.setattr(everybody, "MOST_JOBS", 1)
    monkeypatch.setattr(everybody, "MOST_OF_A_JOB", 1)
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
