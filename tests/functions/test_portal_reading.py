"""What the portal still shows of an interview whose files have expired."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from laptop.house import ROOT
from mianshi.contracts.base import Bilingual, Pointer
from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.media import AnswerMedia, MediaPlan, Recording, SoundPiece
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.progress import StateProgress
from mianshi.contracts.scorecard import Scorecard
from mianshi.pages.portal import render_home, render_interview
from mianshi.pages.report import render_report
from mianshi.platform import history, inference, objects, settings, workflow
from mianshi.platform.store import interviews, ledger, outbox, scorecards

ID = "iv_01K00000000000000000000000"
OLD = Interview(
    id=ID,
    role="retail_store_manager",
    role_version="v",
    role_name=Bilingual(zh="门店店长", en="Retail store manager"),
    language="zh",
    policy="cn",
    consent=Consent(recording=True, analysis=True, observations=False),
    uploads=[],
    created_at="2026-01-01T00:00:00.000Z",
    outcome=Outcome.SCORED,
)
CARD = Scorecard(
    interview_id=ID,
    role="retail_store_manager",
    role_version="v",
    policy="cn",
    language="zh",
    outcome=Outcome.SCORED,
    total=70,
    competencies=[],
    gates=[],
    versions={},
)


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The portal's reading with nothing left in S3 and one old interview in the table."""
    for name in ("TABLE", "UPLOADS", "ARTEFACTS", "PRICE_BOOK", "AWS_REGION"):
        monkeypatch.setenv(name, "x")
    settings.settings.cache_clear()

    def nothing(*_: Any, **__: Any) -> None:
        return None

    def empty(*_: Any, **__: Any) -> list[Any]:
        return []

    monkeypatch.setattr(objects, "find_record", nothing)
    monkeypatch.setattr(interviews, "latest", lambda _: [OLD, OLD.model_copy(update={"role_name": None})])
    monkeypatch.setattr(scorecards, "find", lambda *_: CARD)
    monkeypatch.setattr(ledger, "of_interview", empty)
    monkeypatch.setattr(outbox, "of_interview", empty)
    spec = importlib.util.spec_from_file_location("reading", ROOT / "functions" / "portal" / "reading.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    settings.settings.cache_clear()


def test_old_interviews_do_not_take_the_home_page_down(reading: ModuleType) -> None:
    names = [row.role_name.en for row in reading.home("en").recent]
    assert names == ["Retail store manager", "retail_store_manager"]
    assert "Retail store manager" in render_home(reading.home("en"))


def test_a_scorecard_outlives_the_role_it_was_scored_with(reading: ModuleType) -> None:
    assert "Retail store manager" in render_interview(reading.page(OLD, "en"))
    assert "70" in render_report(reading.report(OLD, "en"))


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (objects.Stored(size_bytes=1, etag='"scored"'), True),
        (objects.Stored(size_bytes=1, etag='"replaced"'), False),
        (None, False),
    ],
)
def test_only_the_recording_that_was_scored_is_played(
    reading: ModuleType, monkeypatch: pytest.MonkeyPatch, now: objects.Stored | None, shown: bool
) -> None:
    where = Pointer(bucket="x", key="uploads/x/0")
    recording = Recording(container="mov,mp4,m4a", size_bytes=1, duration_ms=1, readable_ms=1, video=None, audio=None)
    piece = SoundPiece(start_ms=0, end_ms=1, sound=where)
    answer = AnswerMedia(answer=0, original=where, recording=recording, sound=[piece], etag='"scored"')
    plan = MediaPlan(interview_id=ID, answers=[answer], segments=[], behaviour=False)
    monkeypatch.setattr(objects, "find_record", lambda *_: plan)
    monkeypatch.setattr(objects, "stored", lambda _: now)
    monkeypatch.setattr(objects, "signed_get", lambda _, __, content_type: content_type)
    assert {n: source.url for n, source in reading.media(OLD).items()} == ({0: "audio/mp4"} if shown else {})


@pytest.mark.parametrize(
    ("last", "meanwhile", "stopped"),
    [
        ("TaskScheduled", Status.PROCESSING, False),
        ("ExecutionFailed", Status.PROCESSING, True),
        ("ExecutionAborted", Status.PROCESSING, True),
        ("ExecutionFailed", Status.CLOSED, False),
    ],
)
def test_a_run_that_ended_without_closing_says_so(
    reading: ModuleType, monkeypatch: pytest.MonkeyPatch, last: str, meanwhile: Status, stopped: bool
) -> None:
    asked = OLD.model_copy(update={"status": Status.PROCESSING, "outcome": None, "execution": "arn"})
    fresh = asked.model_copy(update={"status": meanwhile, "outcome": Outcome.FAILED if meanwhile == "closed" else None})
    monkeypatch.setattr(interviews, "find", lambda _: fresh)
    monkeypatch.setattr(workflow, "history", lambda _: [{"id": 1, "type": last}])
    view = reading.progress(asked)
    assert (view.stopped, view.status) == (stopped, fresh.status)
    assert ("stopped without a result" in view.sentence.en) is stopped


@pytest.mark.parametrize(
    ("done", "sleeps", "waking"), [(0, True, True), (0, False, False), (1, True, False), (None, True, False)]
)
def test_the_page_says_when_the_recogniser_is_waking_up(
    reading: ModuleType, monkeypatch: pytest.MonkeyPatch, done: int | None, sleeps: bool, waking: bool
) -> None:
    """`done` of two pieces have come back; None: none was handed in yet."""
    state = StateProgress(
        state="Transcribe", status="waiting" if done is None else "running", done=done or 0, of=2, seconds=1.0
    )
    monkeypatch.setenv("SPEECH_ENDPOINT", "speech")
    settings.settings.cache_clear()
    monkeypatch.setattr(workflow, "history", lambda _: [{"type": "ExecutionStarted", "id": 1}])
    monkeypatch.setattr(history, "progress", lambda *_: [state])
    monkeypatch.setattr(inference, "asleep", lambda _: sleeps)
    running = OLD.model_copy(update={"status": Status.PROCESSING, "outcome": None, "execution": "run"})
    view = reading.progress(running)
    assert view.waking is waking
    assert ("唤醒" in view.sentence.zh, "waking up" in view.sentence.en) == (waking, waking)
