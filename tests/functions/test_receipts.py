"""What moves between states stays small, however long the interview was."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from mianshi.contracts import events
from mianshi.contracts.delivery import DeliveryReceipt
from mianshi.contracts.outcomes import Outcome
from support.templates import ROOT

LIMIT = 4096
INTERVIEW = "iv_01K00000000000000000000000"


def constant(path: Path, name: str) -> int:
    """An integer constant of a module, read without importing it."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            return int(ast.literal_eval(node.value))
    raise AssertionError(f"{name} is not in {path.name}")


CLIPS = constant(ROOT / "functions" / "ingest" / "preparing.py", "CLIPS")
"""Shared out over the recordings, each of which gets one at least."""
LARGEST = [
    events.IngestReceipt(
        interview_id=INTERVIEW,
        claim="accepted",
        attempt=999,
        answers=[events.AnswerOfSound(answer=n, pieces=list(range(3))) for n in range(events.MOST_FILES)],
        segments=list(range(CLIPS + events.MOST_FILES)),
        observe=True,
    ),
    events.TranscribeReceipt(interview_id=INTERVIEW, answer=19, piece=59, words=10**6, compute_ms=10**9),
    events.LanguageReceipt(interview_id=INTERVIEW, answer=19, language="zh", sentences=10**5, checks=10**4),
    events.RateReceipt(interview_id=INTERVIEW, answer=19, checks=10**4, remembered=False, compute_ms=10**9),
    events.VisionReceipt(interview_id=INTERVIEW, segment=9999, frames=10**6),
    events.ScoreReceipt(interview_id=INTERVIEW, outcome=Outcome.INSUFFICIENT_EVIDENCE, total=100, follow_ups=3),
    events.FollowUpReceipt(interview_id=INTERVIEW, asked=3),
    events.CloseReceipt(interview_id=INTERVIEW, outcome=Outcome.INSUFFICIENT_EVIDENCE, lines=10**4),
    events.InviteReceipt(candidate_id="ca_" + "0" * 26, sent=True),
    events.EraseReceipt(candidate_id="ca_" + "0" * 26, objects=10**6, rows=10**6),
    DeliveryReceipt(delivery="dl_" + "0" * 40, next="parked", attempt=99, wait_s=86_400),
]


@pytest.mark.parametrize("receipt", LARGEST, ids=lambda r: type(r).__name__)
def test_the_largest_receipt_is_under_4_kb(receipt: events.IngestReceipt) -> None:
    assert len(receipt.model_dump_json().encode()) < LIMIT


def test_the_whole_state_of_the_largest_interview_is_small() -> None:
    """S3's limit for a state is 262,144 bytes; a run's state is its upload and its receipts."""
    state = {
        "upload": {"bucket": "b" * 63, "key": f"uploads/{INTERVIEW}/999"},
        "ingest": {"receipt": LARGEST[0].model_dump(mode="json")},
        "score": {"receipt": LARGEST[5].model_dump(mode="json")},
    }
    assert len(json.dumps(state).encode()) < LIMIT


def test_every_receipt_is_measured_here() -> None:
    named = {name for name in dir(events) if name.endswith("Receipt")}
    assert named <= {type(receipt).__name__ for receipt in LARGEST}
