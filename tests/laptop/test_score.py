"""A typed interview: the rater is asked once, remembered, and missed where it is not there."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from laptop.commands.score import Answers, TextAnswer, score_answers
from laptop.inference_server import InferenceServer
from laptop.processes import Nursery
from laptop.rater import LocalRater
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.rating import Check, CheckSheet, PassageSheet
from support.heard import COMPLAINT

STUB = Path(__file__).parents[1] / "support" / "rater_stub.py"
SHEET = CheckSheet(
    answer=0,
    version="v",
    passages=[
        PassageSheet(
            competency="care",
            question=None,
            relevance=0.5,
            sentences=[0],
            prefix="Said. ",
            checks=[Check(id="c", kind="own_act", text="Asked?", answers=["Yes", "No"])],
            quotes=[],
            tellings=[],
            flags=[],
            features={},
        )
    ],
)


class Rater:
    """The stub as a process behind a rater with a memory of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.nursery, self.started = folder, Nursery(), 0
        self.server = InferenceServer(
            [sys.executable, "-P", str(STUB)], {"STUB": str(folder)}, self.nursery, folder, folder / "log"
        )

    def start(self) -> InferenceServer:
        self.started += 1
        return self.server

    def again(self) -> LocalRater:
        return LocalRater(self.folder / "memory", self.start)

    def will(self, *how: str) -> None:
        (self.folder / "rater_plan.json").write_text(json.dumps(how))


@pytest.fixture
def rater(tmp_path: Path) -> object:
    made = Rater(tmp_path)
    made.nursery.open(tmp_path / "scratch")
    yield made
    made.server.stop()
    made.nursery.close()


def test_what_was_answered_is_remembered_and_starts_nothing(rater: Rater) -> None:
    first = rater.again().rate(SHEET)
    assert first is not None
    started = rater.started
    other = rater.again().rate(SHEET.model_copy(update={"answer": 5}))
    assert rater.started == started
    assert other is not None
    assert (other.answer, other.values, other.rater) == (5, first.values, first.rater)
    for file in (rater.folder / "memory").iterdir():
        file.write_text("broken")
    assert rater.again().rate(SHEET) == first
    assert rater.started == started + 1


@pytest.mark.parametrize("how", ["500", "garbage", "no_logprobs", "die"])
def test_it_is_asked_twice_and_then_missed(rater: Rater, how: str) -> None:
    rater.will(how)
    assert rater.again().rate(SHEET) is not None
    other = SHEET.model_copy(update={"version": "w"})
    rater.will(how, how)
    assert rater.again().rate(other) is None
    assert len(list((rater.folder / "memory").iterdir())) == 1


@pytest.mark.models
def test_a_rater_that_cannot_start_leaves_the_interview_unjudged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("laptop.rater.SERVE", tmp_path / "nothing.py")
    monkeypatch.setattr("laptop.rater.cache_dir", lambda: tmp_path)
    answers = Answers(language="zh", answers=[TextAnswer(text="".join(COMPLAINT))])
    card = score_answers("retail_store_manager", answers, tmp_path / "out")
    assert (card.outcome, card.reason, card.total) == (Outcome.INSUFFICIENT_EVIDENCE, "rater_unavailable", None)
    assert "可以重新处理" in card.notes[0]
    assert (tmp_path / "out" / "report.html").exists()
