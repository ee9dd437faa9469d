"""Recordings that cannot be used: a named outcome within seconds, and nothing of it is a failure of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mianshi.contracts.outcomes import REASON_SENTENCES, Outcome, Reason
from mianshi.scoring.roles import load_role
from support.pipeline import Pipeline
from support.recordings import make

pytestmark = pytest.mark.models


def written(content: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


def half(path: Path) -> Path:
    whole = make(path, seconds=6.0).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


REFUSED = {
    Reason.EMPTY: written(b""),
    Reason.NOT_MEDIA: written("这是一个文本文件。\n".encode() * 200),
    Reason.NO_AUDIO: lambda path: make(path, audio=None),
    Reason.TOO_SHORT: lambda path: make(path, seconds=1.0),
    Reason.DAMAGED: half,
}


@pytest.mark.parametrize("reason", REFUSED, ids=str)
def test_a_file_that_cannot_be_used_is_refused_by_name(house: Pipeline, tmp_path: Path, reason: Reason) -> None:
    view = house.run(REFUSED[reason](tmp_path / "interview.mp4"))

    assert (view.outcome, view.reason) == (Outcome.REJECTED, reason), house.explain(view.id)
    assert view.sentence == REASON_SENTENCES[reason]
    [run] = house.executions(view.id)
    assert run["status"] == "SUCCEEDED"
    last = [e for e in house.history(view.id) if e["type"].endswith("StateEntered")][-1]
    assert last["stateEnteredEventDetails"]["name"] == "Rejected"

    card = house.client.part(view.id, "scorecard")
    assert (card["outcome"], card["reason"], card["total"]) == ("rejected", reason, None)
    assert house.stub.requests(view.id) == []
    assert {line.outcome for line in house.ledger(view.id, "ingest")} == {"failed"}
    rows = house.client.settle_deliveries(view.id, 60)
    assert [row["state"] for row in rows] == ["done", "done"]


def test_a_role_may_ask_for_a_picture(house: Pipeline, sound_only: Path) -> None:
    role = json.loads(load_role("retail_store_manager").model_dump_json()) | {"video_required": True, "id": "seen"}
    view = house.run(sound_only, role_definition=role)
    assert (view.outcome, view.reason) == (Outcome.REJECTED, Reason.NO_VIDEO), house.explain(view.id)


def test_one_bad_answer_refuses_the_interview(house: Pipeline, recording: Path, tmp_path: Path) -> None:
    created = house.create(names=("one.mp4", "two.mp4"))
    house.client.upload(created, [recording, REFUSED[Reason.NOT_MEDIA](tmp_path / "two.mp4")])
    view = house.closed(created.interview_id)
    assert (view.outcome, view.reason) == (Outcome.REJECTED, Reason.NOT_MEDIA), house.explain(view.id)


def test_sound_the_endpoint_refuses_is_refused(house: Pipeline, sound_only: Path) -> None:
    house.stub.will("400")
    view = house.run(sound_only)
    assert view.outcome is Outcome.REJECTED, house.explain(view.id)
    assert view.reason == "speech_endpoint"
    assert len(house.stub.requests(view.id)) == 1
