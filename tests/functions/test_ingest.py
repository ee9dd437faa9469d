"""What Ingest refuses of several recordings together, and of one that changes under its hands."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from mianshi import attempt
from mianshi.contracts.base import Pointer
from mianshi.contracts.events import Asking, Consent, Interview, Upload
from mianshi.contracts.hiring import Candidate, Stage
from mianshi.contracts.keys import upload_key
from mianshi.contracts.media import AnswerMedia, AudioStream, MediaPlan, Recording, SoundPiece
from mianshi.contracts.outcomes import Status
from mianshi.contracts.tasks import IngestTask
from mianshi.contracts.usage import Meter, Usage
from mianshi.errors import Rejected, Transient
from mianshi.media import Limits, check
from mianshi.platform import meter, objects, workflow
from mianshi.platform.store import candidates, erasing, interviews, tokens
from mianshi.platform.store.tokens import Token
from support.roles_fixture import small_role
from support.shells import shell

ID = "iv_01K00000000000000000000000"
UPLOADS = [Upload(answer=n, key=upload_key(ID, n), file_name="a.mp4") for n in range(3)]
YES = Consent(recording=True, analysis=True, observations=False)
WANG = Candidate(id="ca_1", job_id="jb_1", name="W", created_at="", created_by="li", stage=Stage.STARTED, consent=YES)
INTERVIEW = Interview(
    id=ID, role="r", role_version="v", language="zh", policy="eu", uploads=UPLOADS, created_at="", attempt=1,
    consent=YES,
)  # fmt: skip
TASK = IngestTask(execution="run", retry=0, upload=Pointer(bucket="uploads", key=UPLOADS[0].key))
MINUTE_MS = 60_000


@pytest.fixture
def ingest(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Ingest with three recordings of 30 minutes and 10 bytes, and limits of 2 hours and 40 bytes."""
    app = shell("ingest", monkeypatch)
    chosen = SimpleNamespace(uploads="uploads", artefacts="artefacts", max_minutes=120, max_upload_bytes=40)
    for module in (sys.modules["plans"], sys.modules["fetching"], objects):
        monkeypatch.setattr(module, "settings", lambda: chosen)
    monkeypatch.setattr(app, "limits", chosen, raising=False)
    monkeypatch.setattr(interviews, "find", lambda _: INTERVIEW)
    monkeypatch.setattr(interviews, "claim", lambda *_: INTERVIEW)
    monkeypatch.setattr(objects, "get_record", lambda *_: small_role())
    monkeypatch.setattr(objects, "stored", lambda _: objects.Stored(size_bytes=10, etag="e"))

    def prepare(_: Interview, upload: Upload, limits: Limits, *__: int) -> tuple[AnswerMedia, list[Any]]:
        where = Pointer(bucket="b", key="k")
        length = 30 * MINUTE_MS
        recording = Recording(
            container="wav", size_bytes=10, duration_ms=length, readable_ms=length, video=None,
            audio=AudioStream(codec="pcm_s16le", sample_rate=48_000, channels=1),
        )  # fmt: skip
        check(recording, limits)
        sound = [SoundPiece(start_ms=n * 10_000, end_ms=(n + 1) * 10_000, sound=where) for n in range(2)]
        return AnswerMedia(answer=upload.answer, original=where, recording=recording, sound=sound), []

    monkeypatch.setattr(app, "really_prepare", sys.modules["preparing"].prepare, raising=False)
    monkeypatch.setattr(sys.modules["preparing"], "prepare", prepare)
    return app


@pytest.mark.parametrize(
    ("minutes", "most_bytes", "refused"),
    [(90, 30, None), (89, 30, "too_long"), (30, 30, "too_long"), (90, 29, "too_large")],
)
def test_limits_hold_for_all_recordings_together(
    ingest: ModuleType, monkeypatch: pytest.MonkeyPatch, minutes: int, most_bytes: int, refused: str | None
) -> None:
    ingest.limits.max_minutes, ingest.limits.max_upload_bytes = minutes, most_bytes
    plans: list[MediaPlan] = []
    monkeypatch.setattr(objects, "put_record", lambda _, plan: plans.append(plan))
    if refused is None:
        receipt = ingest.handler.__wrapped__(TASK)
        assert [(work.answer, work.pieces) for work in receipt.answers] == [(0, [0, 1]), (1, [0, 1]), (2, [0, 1])]
        assert (len(plans[0].answers), plans[0].behaviour) == (3, False)
        return
    with pytest.raises(Rejected) as caught:
        ingest.handler.__wrapped__(TASK)
    assert (caught.value.code, plans) == (refused, [])


@pytest.mark.parametrize(("minutes", "most_bytes", "kept"), [(90, 30, True), (60, 30, False), (90, 20, False)])
def test_an_own_question_takes_what_the_scored_answers_leave_and_costs_nobody_the_interview(
    ingest: ModuleType, monkeypatch: pytest.MonkeyPatch, minutes: int, most_bytes: int, kept: bool
) -> None:
    plans, receipt = _with_an_own_question(ingest, monkeypatch, minutes, most_bytes)
    assert [answer.answer for answer in plans[0].answers] == ([0, 1, 2] if kept else [1, 2])
    assert [work.answer for work in receipt.answers] == ([0, 1, 2] if kept else [1, 2])


def test_a_recorded_own_answer_that_is_no_media_is_left_out_and_the_interview_goes_on(
    ingest: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub, real = sys.modules["preparing"].prepare, ingest.really_prepare

    def prepare(known: Interview, upload: Upload, *rest: Any) -> Any:
        return (stub if upload.scored else real)(known, upload, *rest)

    def garbage(_: Pointer, to: Path) -> str:
        to.write_bytes(b"no film at all" * 400)
        return "e"

    monkeypatch.setattr(sys.modules["fetching"], "fetch", garbage)
    monkeypatch.setattr(sys.modules["preparing"], "prepare", prepare)
    plans, receipt = _with_an_own_question(ingest, monkeypatch, 120, 40)
    assert ([answer.answer for answer in plans[0].answers], receipt.claim) == ([1, 2], "accepted")


def _with_an_own_question(
    ingest: ModuleType, monkeypatch: pytest.MonkeyPatch, minutes: int, most_bytes: int
) -> tuple[list[MediaPlan], Any]:
    """The first of the three recordings answers a question of the candidate's own."""
    uploads = [UPLOADS[0].model_copy(update={"scored": False}), *UPLOADS[1:]]
    known = INTERVIEW.model_copy(update={"uploads": uploads})
    monkeypatch.setattr(interviews, "find", lambda _: known)
    monkeypatch.setattr(interviews, "claim", lambda *_: known)
    plans: list[MediaPlan] = []
    monkeypatch.setattr(objects, "put_record", lambda _, plan: plans.append(plan))
    ingest.limits.max_minutes, ingest.limits.max_upload_bytes = minutes, most_bytes
    return plans, sys.modules["plans"].make(known, dict.fromkeys(range(3), 10))


@pytest.mark.parametrize(
    ("word", "appeal_of", "gone"),
    [
        ({}, None, False),
        ({"person_only": True}, None, True),
        ({"person_only": True}, "iv_0", False),
        ({"consent": YES.model_copy(update={"analysis": False})}, None, True),
        ({"consent": YES.model_copy(update={"recording": False})}, "iv_0", True),
        ({"stage": Stage.WITHDRAWN}, None, True),
    ],
)
def test_nothing_is_worked_on_of_who_does_not_want_it(
    monkeypatch: pytest.MonkeyPatch, word: dict[str, Any], appeal_of: str | None, gone: bool
) -> None:
    handing_in = shell("ingest", monkeypatch, "handing_in")
    monkeypatch.setattr(candidates, "find", lambda *_: WANG.model_copy(update=word))
    interview = INTERVIEW.model_copy(update={"job_id": "jb_1", "candidate_id": "ca_1", "appeal_of": appeal_of})
    assert handing_in.gone(interview) is gone


def test_observations_refused_before_handing_in_are_not_computed(
    ingest: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = INTERVIEW.model_copy(
        update={"job_id": "jb_1", "candidate_id": "ca_1", "policy": "cn", "consent": Consent(
            recording=True, analysis=True, observations=True)}
    )  # fmt: skip
    monkeypatch.setattr(interviews, "find", lambda _: began)
    monkeypatch.setattr(interviews, "claim", lambda *_: began)
    monkeypatch.setattr(interviews, "agreed", lambda claimed, consent: claimed.model_copy(update={"consent": consent}))
    ingest.limits.max_minutes = 90
    plans: list[MediaPlan] = []
    monkeypatch.setattr(objects, "put_record", lambda _, plan: plans.append(plan))
    done = WANG.model_copy(update={"stage": Stage.SUBMITTED})
    for consent in (began.consent, YES):
        monkeypatch.setattr(candidates, "find", lambda *_, c=consent: done.model_copy(update={"consent": c}))
        ingest.handler.__wrapped__(TASK)
    assert [plan.behaviour for plan in plans] == [True, False]


def test_a_recording_that_is_replaced_while_it_is_read_is_read_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    fetching = shell("ingest", monkeypatch, "fetching")
    tags = iter(["first", "first", "first", "second"])
    monkeypatch.setattr(objects, "stored", lambda _: objects.Stored(size_bytes=1, etag=next(tags)))
    monkeypatch.setattr(objects, "download", lambda *_: None)
    where = Pointer(bucket="b", key="k")
    assert fetching.fetch(where, tmp_path / "recording") == "first"
    with pytest.raises(Transient, match="recording_changed"):
        fetching.fetch(where, tmp_path / "recording")


@pytest.mark.parametrize(
    ("sizes", "clips"),
    [([100], [40]), ([100, 100], [20, 20]), ([900, 1], [39, 1]), ([0, 0], [1, 1]), ([7] * 20, [2] * 20)],
)
def test_clips_are_shared_out_by_size(monkeypatch: pytest.MonkeyPatch, sizes: list[int], clips: list[int]) -> None:
    assert shell("ingest", monkeypatch, "preparing").shares(sizes) == clips


@pytest.mark.parametrize(
    ("case", "claim", "outcome"),
    [("other", "duplicate", "duplicate"), ("missing", "waiting", "ok"), ("left", "ignored", "cancelled")],
)
def test_a_run_that_starts_nothing_says_why_and_pays_for_its_own_transitions(
    ingest: ModuleType, monkeypatch: pytest.MonkeyPatch, case: str, claim: str, outcome: str
) -> None:
    meter.reset()
    attempt.begin()
    monkeypatch.setattr(interviews, "claim", lambda *_: None)
    if case == "missing":
        monkeypatch.setattr(objects, "stored", lambda _: None)
    monkeypatch.setattr(sys.modules["handing_in"], "gone", lambda _: case == "left")
    receipt = ingest.handler.__wrapped__(TASK.model_copy(update={"retry": 2}))
    assert (receipt.claim, attempt.outcome()) == (claim, outcome)
    assert meter.counted() == [Usage(meter=Meter.STATE_TRANSITIONS, quantity=4 + 2)]


def test_a_run_that_goes_on_is_paid_for_where_it_is_closed(ingest: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    meter.reset()
    attempt.begin()
    monkeypatch.setattr(objects, "put_record", lambda *_: None)
    assert ingest.handler.__wrapped__(TASK).claim == "accepted"
    assert (meter.counted(), attempt.outcome()) == ([], "ok")


ASKED = INTERVIEW.model_copy(
    update={
        "status": Status.PROCESSING,
        "attempt": 1,
        "execution": "theirs",
        "asking": Asking(attempt=1, at="2026-01-01T00:00:00Z", until="2026-01-02T00:00:00Z"),
        "uploads": [*UPLOADS[:1], *(one.model_copy(update={"follow_up": "coaching"}) for one in UPLOADS[1:])],
    }
)


@pytest.mark.parametrize(
    ("execution", "there", "claim", "planned"),
    [
        ("other", {0, 1}, "waiting", None),
        ("other", {0, 1, 2}, "duplicate", [1, 2]),
        ("theirs", {0}, "accepted", []),
        ("theirs", {0, 2}, "accepted", [2]),
    ],
    ids=("one is missing", "all are there", "time over, nothing came", "time over, one came"),
)
def test_a_run_that_waits_is_given_all_answers_or_what_came_in_its_time(
    ingest: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    execution: str,
    there: set[int],
    claim: str,
    planned: list[int] | None,
) -> None:
    known = ASKED if execution == "other" else ASKED.model_copy(update={"execution": TASK.execution})
    kept: list[MediaPlan] = []
    before = MediaPlan(interview_id=known.id, answers=[], segments=[], behaviour=False, typed=[0])
    told: list[Any] = []
    monkeypatch.setattr(interviews, "find", lambda _: known)
    monkeypatch.setattr(erasing, "buried", lambda _: False)
    monkeypatch.setattr(interviews, "answered", lambda *_: told.append("answered"))
    monkeypatch.setattr(sys.modules["fetching"], "sizes", lambda _: dict.fromkeys(there, 10))
    monkeypatch.setattr(objects, "get_record", lambda *_: before)
    monkeypatch.setattr(objects, "put_record", lambda _, plan: kept.append(plan))
    token = Token(
        interview_id=known.id, stage="follow_up", attempt=1, answer=0, piece=0, retry=0, execution="theirs", token="t"
    )
    monkeypatch.setattr(tokens, "waiting", lambda key: token if key == token.inference_id else None)
    monkeypatch.setattr(tokens, "answered", lambda _: None)
    monkeypatch.setattr(workflow, "succeed", lambda _, receipt: told.append(receipt) or True)
    receipt = ingest.handler.__wrapped__(TASK)
    assert receipt.claim == claim
    if planned is None:
        assert (kept, told) == ([], [])
        return
    work = receipt if claim == "accepted" else next(one for one in told if one != "answered")
    assert [(one.answer, one.optional) for one in work.answers] == [(number, True) for number in planned]
    assert kept[0].numbers == [0, *planned] and "answered" in told
