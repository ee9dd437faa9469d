"""The function that matches résumés on moto, jobs with postings, and what was kept of a candidate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import numpy as np
import numpy.typing as npt
import pytest

from mianshi.contracts.base import Record
from mianshi.contracts.hiring import Candidate, Job, JobChange
from mianshi.contracts.keys import resume_key
from mianshi.contracts.matching import MatchNote, ResumeReading
from mianshi.contracts.tasks import MatchReceipt
from mianshi.matching.postings import posting
from mianshi.matching.verdicts import Meaning
from mianshi.outbound import owing
from mianshi.platform import objects, resumes, workflow
from mianshi.platform.store import jobs, matches
from mianshi.scoring.protected import lint_text
from support import aws_fixture
from support.desk import open_job
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
        found: npt.NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
        return found


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


def older_note(whose: Candidate, method: str = "match-0") -> None:
    """What lists show of the résumé, as another method left it."""
    listed = note(whose)
    assert listed is not None
    matches.keep(whose.job_id, whose.id, listed.model_copy(update={"method": method}), 30)


def note(whose: Candidate) -> MatchNote | None:
    return matches.find(whose.job_id, whose.id)
