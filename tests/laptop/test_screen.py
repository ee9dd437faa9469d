"""What a person reads on the terminal."""

import io
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from laptop.commands.screen import ProgressPrinter, print_scorecard
from mianshi.contracts.base import Bilingual
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.scorecard import CompetencyScore, Evidence, Gate, Scorecard
from mianshi.pages.views import ProgressView, StateView

ROLE = Bilingual(zh="门店店长", en="Store manager")


def scorecard(**changes: Any) -> Scorecard:
    quote = "我自己先做给他看，每天下班以后我们用十分钟一起总结[1]，两个月以后他的业绩到了全店第二名，顾客也很满意。"
    fields: dict[str, Any] = {
        "interview_id": "iv_x",
        "role": "store",
        "role_version": "1",
        "policy": "cn",
        "language": "zh",
        "outcome": Outcome.SCORED,
        "total": 62,
        "recommendation": "review",
        "competencies": [
            CompetencyScore(
                id="team",
                name="带教与团队",
                weight=60,
                level=3.6,
                score=65,
                confidence=0.5,
                evidence=[
                    Evidence(answer=0, start_ms=66160, end_ms=72200, quote=quote, key_point="k", effect="supports")
                ],
                missing_key_points=[],
            ),
            CompetencyScore(
                id="numbers", name="经营与数据", weight=40, confidence=0, evidence=[], missing_key_points=[]
            ),
        ],
        "gates": [
            Gate(name="enough_speech", passed=False, detail="说话 9 秒。"),
            Gate(name="one_face", passed=False, detail="两张脸。"),
        ],
        "versions": {},
        "notes": ["只按回答涉及到的能力计算[x]。"],
    }
    return Scorecard(**{**fields, **changes})


def shown(card: Scorecard, width: int = 80) -> str:
    file = io.StringIO()
    print_scorecard(Console(file=file, width=width), card, ROLE)
    return file.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_it_fits_and_a_long_quote_is_cut(width: int) -> None:
    text = shown(scorecard(), width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "1:06 我自己先做给他看" in text and "…" in text and "顾客也很满意" not in text
    assert "[1]" in text  # markup of a candidate's words is text
    assert "计算[x]" in text


def test_it_speaks_the_language_of_the_interview() -> None:
    text = shown(scorecard())
    assert "门店店长" in text and "总分 62/100" in text and "✖ 话语足够" in text and "! 画面中有且只有一人" in text
    text = shown(scorecard(language="en"))
    assert "Store manager" in text and "Total score 62/100" in text and "✖ Enough speech" in text


def test_typed_answers_have_no_moment_and_several_have_a_number() -> None:
    card = scorecard()
    typed = card.competencies[0].evidence[0].model_copy(update={"start_ms": 0, "end_ms": 0})
    other = typed.model_copy(update={"answer": 1, "quote": "卖得更多了。"})
    rows = [
        card.competencies[0].model_copy(update={"evidence": [typed]}),
        card.competencies[1].model_copy(update={"evidence": [other]}),
    ]
    text = shown(scorecard(competencies=rows))
    assert "#2 卖得更多了。" in text and "0:00" not in text


def test_a_refused_recording_shows_its_reason_and_no_empty_table() -> None:
    text = shown(scorecard(outcome=Outcome.REJECTED, reason="not_media", total=None, language=None))
    assert "这个文件不是视频或音频" in text and "This file is not video or audio" in text
    assert "带教与团队" not in text


def test_progress_says_each_change_once_and_how_long_it_took() -> None:
    file = io.StringIO()
    printer = ProgressPrinter(Console(file=file, width=80))
    label = Bilingual(zh="观察画面", en="Observe the picture")

    def view(status: Any, done: int) -> ProgressView:
        state = StateView(state="Vision", label=label, status=status, done=done, of=5, seconds=12.34)
        return ProgressView(id="iv_x", status=Status.PROCESSING, sentence=ROLE, progress=[state])

    for status, done in (("waiting", 0), ("running", 1), ("running", 1), ("done", 5)):
        printer(view(status, done))
    running, done_line = file.getvalue().splitlines()
    assert running == "  ▶ Vision      观察画面 · Observe the picture 1/5"
    assert done_line == "  ✔ Vision      观察画面 · Observe the picture 5/5  12.3 s"
