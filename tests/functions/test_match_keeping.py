"""Nothing is kept of whoever left, of what nobody may know, or of a file that is gone; and no word is logged."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import boto3
import pytest

from mianshi.contracts.hiring import Stage
from mianshi.contracts.keys import resume_key
from mianshi.contracts.matching import ResumeReading
from mianshi.platform import deleting, resumes
from mianshi.platform.store import candidates, erasing, matches
from support import aws_fixture, matched
from support.desk import candidate, fresh, staged
from support.matched import Function, a_job, hand_in, kept, note, reading

aws, function = matched.aws, matched.function


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


def test_no_word_of_a_resume_is_logged(function: Function, caplog: pytest.LogCaptureFixture) -> None:
    who = candidate(a_job())
    hand_in(who)
    with caplog.at_level(logging.DEBUG):
        function.stored(who)
    assert "王小明" not in caplog.text and "晨星" not in caplog.text


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
