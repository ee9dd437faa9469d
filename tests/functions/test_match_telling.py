"""Whom a match is told to: other systems hear of a file once, and only where nothing required is missing."""

from __future__ import annotations

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import JobChange
from mianshi.contracts.matching import Doubt, DoubtKind
from mianshi.matching.postings import posting
from mianshi.platform import objects
from mianshi.platform.store import jobs
from mianshi.scoring.protected import lint_text
from support import matched
from support.desk import candidate
from support.matched import ASKED, RESUME, Function, a_job, hand_in, kept, note, set_posting

aws, function = matched.aws, matched.function


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
