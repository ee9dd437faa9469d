from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.assessment import Assessment
from mianshi.contracts.outcomes import REASON_SENTENCES, Outcome, Reason
from mianshi.contracts.scorecard import Gate, Scorecard
from mianshi.errors import Defect
from mianshi.scoring.roles import role_version
from mianshi.scoring.scorecard import closed_without_score, score
from support.judged_fixture import assessment, finding, point, small_role, transcript

GOLDEN = Path(__file__).parent / "golden_scorecard.json"
PASSED = Gate(name="enough_speech", passed=True, detail="40.0 s of speech.")


def judged() -> list[Assessment]:
    return [
        assessment(
            0,
            finding("c0", 4.0, point("p0a"), point("p0b", start_ms=9000, strength=0.4), question="q0", relevance=0.9),
            finding("c1", 3.0, point("p1a", start_ms=5000), question=None, relevance=0.3, confidence=0.5),
            finding("c2", None, relevance=0.0),
        ),
        assessment(
            1,
            finding("c0", None, relevance=0.1),
            finding(
                "c1",
                2.0,
                point("p1a", start_ms=2000),
                point("p1b", start_ms=3000, effect="weakens"),
                question="q1",
                relevance=0.9,
            ),
            finding("c2", None, relevance=0.0),
        ),
    ]


def scored(**changes: Any) -> Scorecard:
    values: dict[str, Any] = {
        "interview_id": "iv_01TEST",
        "role": small_role(),
        "policy": "cn",
        "policy_version": "0123456789ab",
        "language": "en",
        "transcripts": [transcript(0), transcript(1)],
        "assessments": judged(),
        "gates": [PASSED],
        "versions": {"embedding": "e5-small@1571fc98", "code": "0.1.0"},
    }
    return score(**{**values, **changes})


def test_the_golden_scorecard() -> None:
    """Changed on purpose? Read the difference, then write the new text to the file."""
    assert scored().canonical_json() == GOLDEN.read_text(encoding="utf-8")


def on_paper(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def test_the_sums_can_be_done_again_from_what_is_printed() -> None:
    card = json.loads(scored().canonical_json())
    addressed = [entry for entry in card["competencies"] if entry["score"] is not None]
    assert [entry["level"] for entry in addressed] == [4.0, 2.3]
    for entry in addressed:
        assert entry["score"] == on_paper((Decimal(str(entry["level"])) - 1) / 4 * 100)
    weights = sum(entry["weight"] for entry in addressed)
    assert card["total"] == on_paper(Decimal(sum(entry["weight"] * entry["score"] for entry in addressed)) / weights)


def test_a_competency_nobody_touched_is_null_and_named() -> None:
    card = scored()
    untouched = card.competencies[2]
    assert (untouched.level, untouched.score, untouched.confidence, untouched.evidence) == (None, None, 0.0, [])
    assert untouched.note == "No answer bears on this competency."
    assert [missing.name for missing in untouched.missing_key_points] == ["Point 2a", "Point 2b"]
    assert any("80% of the weight" in note and "Competency 2" in note for note in card.notes)


def test_evidence_is_quoted_with_times_and_effect() -> None:
    evidence = scored().competencies[1].evidence
    assert [(e.answer, e.start_ms, e.end_ms, e.key_point, e.effect) for e in evidence] == [
        (0, 5000, 6000, "p1a", "supports"),
        (1, 2000, 3000, "p1a", "supports"),
        (1, 3000, 4000, "p1b", "weakens"),
    ]
    assert evidence[0].quote == "I did p1a."


def test_a_point_spoken_against_is_still_missing() -> None:
    assert [missing.id for missing in scored().competencies[1].missing_key_points] == ["p1b"]


def test_quotes_that_did_not_count_are_not_shown() -> None:
    card = scored(assessments=[assessment(0, finding("c0", None, point("p0a")), finding("c1", 3.0, question="q1"))])
    assert card.competencies[0].evidence == []


def test_at_most_three_quotes_of_a_point_the_strongest() -> None:
    points = [point("p0a", start_ms=1000 * n, strength=n / 10) for n in range(1, 8)]
    card = scored(assessments=[assessment(0, finding("c0", 3.0, *points, question="q0"))])
    assert [e.start_ms for e in card.competencies[0].evidence] == [5000, 6000, 7000]


@given(st.permutations(judged()), st.permutations([transcript(0), transcript(1)]), st.booleans())
def test_same_input_same_bytes_in_any_order(assessments: Any, transcripts: Any, turn: bool) -> None:
    if turn:
        assessments = [a.model_copy(update={"competencies": a.competencies[::-1]}) for a in assessments]
    turned = scored(assessments=assessments, transcripts=transcripts)
    assert turned.canonical_json() == scored().canonical_json()


def test_canonical_text_is_sorted_readable_and_ends_in_one_newline() -> None:
    text = scored(language="zh").canonical_json()
    assert text.endswith("}\n")
    assert not text.endswith("\n\n")
    assert "能力0" in text
    keys = list(json.loads(text))
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("levels", "recommendation"),
    [((3.8, 3.8, 3.8), "forward"), ((3.7, 3.7, 3.7), "review"), ((3.0, 3.0, 3.0), "review"), ((2.9, 2.9, 2.9), None)],
)
def test_recommendation_follows_the_thresholds(levels: tuple[float, ...], recommendation: str | None) -> None:
    findings = [finding(f"c{n}", level, question=f"q{n}") for n, level in enumerate(levels)]
    card = scored(assessments=[assessment(0, *findings), assessment(1)])
    assert card.recommendation == recommendation
    assert card.outcome == Outcome.SCORED
    if recommendation is None:
        assert any("only a person may reject" in note for note in card.notes)


def test_nobody_is_put_forward_on_less_than_half_of_the_weight() -> None:
    card = scored(assessments=[assessment(0, finding("c1", 5.0, question="q1"))])
    assert (card.total, card.recommendation) == (100, "review")
    assert any("only 30% of the weight" in note for note in card.notes)


@given(
    st.lists(st.none() | st.floats(1, 5), min_size=3, max_size=3),
    st.sampled_from([(50, 30, 20), (1, 1, 98), (34, 33, 33)]),
)
def test_total_stays_in_range_and_follows_the_outcome(levels: list[float | None], weights: tuple[int, ...]) -> None:
    findings = [finding(f"c{n}", level, question=f"q{n}") for n, level in enumerate(levels)]
    card = scored(role=small_role(weights), assessments=[assessment(0, *findings)])
    assert (card.total is None) == (card.outcome == Outcome.INSUFFICIENT_EVIDENCE)
    assert card.total is None or 0 <= card.total <= 100
    for level, entry in zip(levels, card.competencies, strict=True):
        assert (entry.score is None) == (level is None)
        assert (entry.note is None) == (level is not None)


def test_a_failed_deciding_gate_scores_nothing_but_keeps_the_quotes() -> None:
    failed = Gate(name="recognition_confidence", passed=False, detail="Mean confidence is 0.31.")
    card = scored(gates=[PASSED, failed])
    assert (card.outcome, card.reason, card.total) == (
        Outcome.INSUFFICIENT_EVIDENCE,
        "recognition_confidence",
        None,
    )
    assert card.recommendation is None
    assert all(entry.level is None and entry.score is None for entry in card.competencies)
    assert card.competencies[0].evidence
    assert "Mean confidence is 0.31." in card.notes[0]


def test_a_failed_informing_gate_changes_no_number() -> None:
    faces = Gate(name="one_face", passed=False, detail="Several faces.")
    assert scored(gates=[PASSED, faces]).model_copy(update={"gates": [PASSED]}) == scored()


def test_answers_that_bear_on_nothing_are_insufficient_evidence() -> None:
    card = scored(assessments=[assessment(0, finding("c0", None, relevance=0.0))])
    assert (card.outcome, card.reason, card.total) == (Outcome.INSUFFICIENT_EVIDENCE, "nothing_addressed", None)


def test_an_unknown_question_and_an_unjudged_answer_are_stated() -> None:
    card = scored(assessments=[assessment(0, finding("c0", 3.0, question=None, relevance=0.5))])
    assert any(note.startswith("Answer 1 came without its question") for note in card.notes)
    assert any(note.startswith("Answer 2 holds nothing") for note in card.notes)


def test_a_delivery_weight_is_said_to_have_no_effect() -> None:
    role = small_role(delivery_weight=20, delivery_weight_reason="sales floor")
    card = scored(role=role)
    assert card.total == scored().total
    assert any("delivery weight of 20" in note for note in card.notes)


def test_versions_name_all_that_made_the_card() -> None:
    assert scored().versions == {
        "code": "0.1.0",
        "embedding": "e5-small@1571fc98",
        "judge": "test_judge@v1",
        "policy": "0123456789ab",
        "recogniser": "whisper-base@d01c int8 1.2.1",
        "role": role_version(small_role()),
    }


@pytest.mark.parametrize(("language", "name"), [("zh", "能力0"), ("en", "Competency 0"), (None, "能力0")])
def test_names_are_in_the_language_of_the_interview_or_chinese(language: Any, name: str) -> None:
    card = scored(language=language)
    assert card.language == language
    assert card.competencies[0].name == name


@pytest.mark.parametrize(
    "assessments",
    [
        [assessment(7, finding("c0", 3.0))],
        [assessment(0, finding("c0", 3.0)), assessment(0, finding("c0", 3.0))],
        [assessment(0, finding("c9", 3.0))],
        [assessment(0, finding("c0", 3.0), finding("c0", 4.0))],
        [assessment(0, finding("c0", 3.0, point("p1a")))],
    ],
    ids=["no such answer", "answer twice", "no such competency", "competency twice", "key point of another"],
)
def test_an_assessment_that_does_not_fit_is_our_defect(assessments: list[Assessment]) -> None:
    with pytest.raises(Defect) as caught:
        scored(assessments=assessments)
    assert caught.value.code == "bad_assessment"


def closed(**changes: Any) -> Scorecard:
    values: dict[str, Any] = {
        "interview_id": "iv_01TEST",
        "role": small_role(),
        "policy": "eu",
        "policy_version": "0123456789ab",
        "outcome": Outcome.REJECTED,
        "reason": "no_audio",
    }
    return closed_without_score(**{**values, **changes})


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refused_recording_has_a_scorecard_with_the_sentence(reason: Reason, language: Any) -> None:
    card = closed(reason=reason.value, language=language)
    assert card.notes == [REASON_SENTENCES[reason].in_language(language)]
    assert (card.outcome, card.reason, card.total, card.recommendation) == ("rejected", reason.value, None, None)
    assert [entry.score for entry in card.competencies] == [None, None, None]


def test_a_failure_is_ours_and_names_its_code() -> None:
    card = closed(outcome=Outcome.FAILED, reason="endpoint_timeout", language="en")
    assert card.outcome == Outcome.FAILED
    assert "endpoint_timeout" in card.notes[0]
    assert "not through the candidate" in card.notes[0]


def test_every_outcome_has_the_same_keys() -> None:
    shapes = {tuple(json.loads(card.canonical_json())) for card in (scored(), closed(), scored(assessments=[]))}
    assert len(shapes) == 1
