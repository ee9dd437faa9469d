"""What the portal still shows of an interview whose files have expired."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from mianshi.contracts.base import Bilingual, Pointer
from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.media import AnswerMedia, MediaPlan, Recording, SoundPiece
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.progress import StateProgress
from mianshi.contracts.scorecard import CompetencyScore, Scorecard
from mianshi.doors import comparing
from mianshi.doors import reading as doors_reading
from mianshi.doors import reports as doors_reports
from mianshi.errors import Rejected
from mianshi.pages.frame import Frame
from mianshi.pages.portal import render_interview
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
    status=Status.CLOSED,
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
    for name in ("TABLE", "UPLOADS", "ARTEFACTS", "PRICE_BOOKS", "AWS_REGION"):
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
    monkeypatch.setattr(outbox, "about", empty)
    comparing._levels.cache_clear()
    yield doors_reading
    comparing._levels.cache_clear()
    settings.settings.cache_clear()


@pytest.fixture
def reports(reading: ModuleType) -> ModuleType:
    return doors_reports


def test_an_interview_whose_role_was_never_named_keeps_its_id(reading: ModuleType) -> None:
    assert reading.role_name(OLD).en == "Retail store manager"
    assert reading.role_name(OLD.model_copy(update={"role_name": None})).en == "retail_store_manager"


def test_a_scorecard_outlives_the_role_it_was_scored_with(reading: ModuleType, reports: ModuleType) -> None:
    assert "Retail store manager" in render_interview(reading.page(OLD, "en"), Frame(language="en"))
    assert "70" in reports.render("report", OLD, "en", None)


def test_the_candidate_has_a_report_of_their_own_and_another_kind_is_refused(reports: ModuleType) -> None:
    page = reports.render("candidate-report", OLD, "en", None)
    assert "Your interview report" in page and "Retail store manager" in page
    assert 'href="candidate-report?lang=en"' in reports.render("report", OLD, "en", None)
    assert 'href="candidate_report.html"' in reports.render("report", OLD, "en", "embedded")
    with pytest.raises(Rejected, match="no such report"):
        reports.render("anything", OLD, "en", None)


def test_the_links_of_an_interview_lead_to_both_reports(reading: ModuleType) -> None:
    page = render_interview(reading.page(OLD.model_copy(update={"status": Status.CLOSED}), "zh"), Frame())
    assert f"/interviews/{ID}/report?lang=zh" in page and f"/interviews/{ID}/candidate-report?lang=zh" in page


def _store(monkeypatch: pytest.MonkeyPatch, count: int, **changes: Any) -> list[str]:
    """`count` scored interviews of the role, every second one of level 2, the rest of level 4; what was read."""
    read: list[str] = []
    rows = [OLD.model_copy(update={"id": f"iv_{i}"} | changes) for i in range(count)]

    def find(interview_id: str, _attempt: int) -> Scorecard:
        read.append(interview_id)
        level = 2.0 if len(read) % 2 else 4.0
        rated = CompetencyScore(
            id="c", name="C", weight=100, level=level, score=70, confidence=0.5, evidence=[], missing_key_points=[]
        )
        return CARD.model_copy(update={"interview_id": interview_id, "competencies": [rated]})

    monkeypatch.setattr(interviews, "latest", lambda _: rows)
    monkeypatch.setattr(scorecards, "find", find)
    return read


def test_the_average_of_a_role_is_shown_from_thirty_interviews_on(
    reports: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    _store(monkeypatch, 30)
    average = reports.for_interviewer(OLD, "en").average
    assert average is not None and (average.scorecards, average.levels) == (30, {"c": 3.0})
    assert reports.for_candidate(OLD, "en").average is None


def test_too_few_interviews_cost_no_reading(reports: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    read = _store(monkeypatch, 29)
    assert reports.for_interviewer(OLD, "en").average is None
    assert read == [ID]  # the interview's own
    read = _store(monkeypatch, 60, role_version="another")
    assert reports.for_interviewer(OLD, "en").average is None
    assert read == [ID]


def test_scorecards_are_read_once_and_not_without_end(reports: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    read = _store(monkeypatch, 500)
    for _ in range(2):
        average = reports.for_interviewer(OLD, "en").average
        assert average is not None and average.scorecards == 300
    assert len(read) == 300 + 2


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
@pytest.mark.parametrize(("name", "endpoint"), [("Transcribe", "speech"), ("Rate", "rater")])
def test_the_page_says_when_a_model_is_waking_up(
    reading: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    endpoint: str,
    done: int | None,
    sleeps: bool,
    waking: bool,
) -> None:
    """`done` of two pieces have come back; None: none was handed in yet."""
    state = StateProgress(
        state=name, status="waiting" if done is None else "running", done=done or 0, of=2, seconds=1.0
    )
    monkeypatch.setenv("SPEECH_ENDPOINT", "speech")
    monkeypatch.setenv("RATER_ENDPOINT", "rater")
    settings.settings.cache_clear()
    monkeypatch.setattr(workflow, "history", lambda _: [{"type": "ExecutionStarted", "id": 1}])
    monkeypatch.setattr(history, "progress", lambda *_: [state])
    monkeypatch.setattr(inference, "asleep", lambda which: sleeps and which == endpoint)
    running = OLD.model_copy(update={"status": Status.PROCESSING, "outcome": None, "execution": "run"})
    view = reading.progress(running)
    assert view.waking is waking
    assert ("唤醒" in view.sentence.zh, "waking up" in view.sentence.en) == (waking, waking)
