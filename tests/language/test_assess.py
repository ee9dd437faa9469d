"""From a sheet and the rater's replies to a level and its reasons."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.graded_set import GRADED
from calibration.hostile import read_graded
from mianshi.contracts.base import Language
from mianshi.contracts.rating import CheckSheet, PassageSheet
from mianshi.contracts.transcript import Transcript
from mianshi.errors import Defect
from mianshi.language.assess import LEAST_MOVED, assess, level_of
from mianshi.language.calibration import (
    CONCRETE,
    KEY_POINTS,
    NEAR,
    RATED,
    TOLD,
    WRONG,
    Weight,
    calibration,
)
from mianshi.language.prepare import Preparer
from mianshi.scoring.roles import load_role
from support.language_fixture import WordVectors, about, judged, replies, spoken

LANGUAGES: tuple[Language, ...] = ("zh", "en")
ROLE = load_role("retail_store_manager")
ANSWERS = [answer for answer in read_graded(GRADED) if answer.role == ROLE.id]
QUESTIONS = {q.id: (c, q) for c in ROLE.competencies for q in c.questions}
REPLIES = st.lists(st.one_of(st.none(), st.floats(-12, 12)), min_size=1, max_size=14)


@cache
def preparer() -> Preparer:
    return Preparer(WordVectors())


@cache
def prepared(place: int) -> tuple[CheckSheet, Transcript]:
    answer = ANSWERS[place]
    question = QUESTIONS[answer.question][1].text.in_language(answer.language)
    transcript = spoken(answer.text, answer.language, question)
    return preparer().sheet(transcript, ROLE), transcript


def rated_features(passage: PassageSheet, values: list[float | None]) -> dict[str, float]:
    """The features, put together here once more from their definition."""
    found = {name: passage.features[name] for name in (TOLD, NEAR, WRONG, CONCRETE) if name in passage.features}
    pairs = [(c, v) for c, v in zip(passage.checks, values, strict=True) if v is not None]
    points = [value for check, value in pairs if check.kind == "key_point"]
    found |= {RATED[check.kind]: value for check, value in pairs if check.kind in RATED}
    return found | ({KEY_POINTS: sum(points) / len(points)} if points else {})


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 19), REPLIES)
def test_every_part_of_a_level_is_explained(place: int, values: list[float | None]) -> None:
    sheet, transcript = prepared(place)
    given_values = replies(sheet, values).values
    finding = about(sheet.passages[0].competency)(assess(sheet, replies(sheet, values), transcript, ROLE))
    numbers = calibration().of(ANSWERS[place].language)
    features = rated_features(sheet.passages[0], list(given_values))
    moves = sum(numbers.weights[name].moved(value) for name, value in features.items() if name in numbers.weights)
    assert finding.level is not None
    assert finding.level == pytest.approx(min(5.0, max(1.0, numbers.middle + moves)), abs=0.0501)
    assert finding.level == round(finding.level, 1)
    assert 1.0 <= (finding.low or 0) <= finding.level <= (finding.high or 0) <= 5.0
    assert 0.0 <= finding.confidence <= 1.0


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 19), REPLIES, st.integers(0, 30), st.floats(0, 24))
def test_a_clearer_yes_never_lowers_a_level(place: int, values: list[float | None], at: int, more: float) -> None:
    sheet, transcript = prepared(place)
    checks = sheet.passages[0].checks
    at %= len(checks)
    numbers = calibration().of(ANSWERS[place].language)
    name = KEY_POINTS if checks[at].kind == "key_point" else RATED.get(checks[at].kind, "")
    if name in numbers.weights and numbers.weights[name].levels < 0:
        return
    low = [0.0 if value is None else value for value in replies(sheet, values).values]
    high = [*low[:at], min(12.0, low[at] + more), *low[at + 1 :]]
    one, two = (
        about(sheet.passages[0].competency)(assess(sheet, replies(sheet, each), transcript, ROLE)).level
        for each in (low, high)
    )
    assert one is not None
    assert two is not None
    assert one <= two


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 19), REPLIES)
def test_findings_quote_the_transcript_and_move_as_they_say(place: int, values: list[float | None]) -> None:
    sheet, transcript = prepared(place)
    finding = about(sheet.passages[0].competency)(assess(sheet, replies(sheet, values), transcript, ROLE))
    for proof in finding.findings:
        sentence = transcript.sentences[proof.sentence]
        assert proof.quote in sentence.text
        assert sentence.start_ms <= proof.start_ms < proof.end_ms <= sentence.end_ms
        assert bool(proof.key_point) != bool(proof.statement)
        if proof.statement:
            assert abs(proof.moved) >= LEAST_MOVED - 0.005
            assert (proof.moved > 0) == (proof.effect == "supports")


@pytest.mark.parametrize("place", range(0, 112, 16))
@pytest.mark.parametrize("values", [[9.0], [9.0, None, 7.0]])
def test_key_points_that_are_all_shown_add_up_to_their_features(place: int, values: list[float | None]) -> None:
    sheet, transcript = prepared(place)
    (passage,) = sheet.passages
    given_values = list(replies(sheet, values).values)
    features = rated_features(passage, given_values)
    numbers = calibration().of(ANSWERS[place].language)
    finding = about(passage.competency)(assess(sheet, replies(sheet, values), transcript, ROLE))
    shown = [proof for proof in finding.findings if proof.key_point]
    if len(shown) == len(QUESTIONS[ANSWERS[place].question][0].key_points):
        wanted = sum(numbers.weights[n].moved(features[n]) for n in (NEAR, KEY_POINTS) if n in numbers.weights)
        assert sum(proof.moved for proof in shown) == pytest.approx(wanted, abs=0.01 * len(shown) + 0.002)


def test_replies_that_are_void_move_nothing() -> None:
    for place in range(0, 112, 9):
        sheet, transcript = prepared(place)
        (passage,) = sheet.passages
        finding = about(passage.competency)(assess(sheet, replies(sheet), transcript, ROLE))
        assert finding.level == level_of(passage.features, calibration().of(ANSWERS[place].language))


@pytest.mark.parametrize("off", [-1, 1])
def test_another_number_of_replies_is_a_defect(off: int) -> None:
    sheet, transcript = prepared(0)
    ratings = replies(sheet)
    wrong = ratings.model_copy(update={"values": [None] * (len(ratings.values) + off)})
    with pytest.raises(Defect, match="bad_ratings"):
        assess(sheet, wrong, transcript, ROLE)
    with pytest.raises(Defect, match="bad_ratings"):
        assess(sheet, None, transcript, ROLE)


def test_a_rater_that_nobody_calibrated_is_flagged_and_believed_less() -> None:
    sheet, transcript = prepared(0)
    competency = about(sheet.passages[0].competency)
    known = competency(assess(sheet, replies(sheet), transcript, ROLE))
    other = competency(assess(sheet, replies(sheet, weights="0" * 64), transcript, ROLE))
    assert "uncalibrated" not in known.flags
    assert other.flags == [*known.flags, "uncalibrated"]
    assert (other.level, other.confidence < known.confidence) == (known.level, True)


@pytest.mark.parametrize(("text", "language"), [("I don't know.", "en"), ("嗯，这个我不太清楚。", "zh")])
def test_a_dodge_has_no_level_and_asks_for_a_person(text: str, language: Language) -> None:
    question = QUESTIONS["serious_complaint"][1].text.in_language(language)
    found = judged(preparer(), spoken(text, language, question), ROLE, [12.0])
    finding = about(QUESTIONS["serious_complaint"][0].id)(found)
    assert (finding.level, finding.confidence, finding.findings) == (None, 0.0, [])
    assert "too_little" in finding.flags


def test_nothing_said_has_no_level_anywhere() -> None:
    transcript = spoken("", "en", QUESTIONS["serious_complaint"][1].text.en)
    found = assess(preparer().sheet(transcript, ROLE), None, transcript, ROLE)
    assert [c.competency for c in found.competencies] == [c.id for c in ROLE.competencies]
    assert all((c.level, c.confidence, c.findings) == (None, 0.0, []) for c in found.competencies)


@pytest.mark.parametrize("language", LANGUAGES)
def test_replies_reach_the_passage_they_belong_to(language: Language) -> None:
    """Two competencies in one recording: what is said of the second leaves the first as it was."""
    best = list({a.competency: a for a in ANSWERS if a.language == language and a.kind == "long"}.values())[:2]
    lines = [part for a in best for part in (QUESTIONS[a.question][1].text.in_language(language), a.text)]
    transcript = spoken("\n".join(lines), language)
    sheet = preparer().sheet(transcript, ROLE)
    first, second = sheet.passages
    low = [-2.0] * len(first.checks) + [-2.0] * len(second.checks)
    high = [-2.0] * len(first.checks) + [2.0] * len(second.checks)
    one, two = (assess(sheet, replies(sheet, values), transcript, ROLE) for values in (low, high))
    assert about(first.competency)(one) == about(first.competency)(two)
    silent = {c.id for c in ROLE.competencies} - {first.competency, second.competency}
    assert all(c.level is None for c in two.competencies if c.competency in silent)


def test_the_version_names_the_rater_and_the_same_input_gives_the_same_bytes() -> None:
    sheet, transcript = prepared(3)
    one = assess(sheet, replies(sheet, [1.5, -0.5]), transcript, ROLE)
    assert one.model_dump_json() == assess(sheet, replies(sheet, [1.5, -0.5]), transcript, ROLE).model_dump_json()
    other = assess(sheet, replies(sheet, [1.5, -0.5], weights="1" * 64), transcript, ROLE)
    assert one.judge_version != other.judge_version
    assert sheet.version in one.judge_version


def test_what_a_feature_moves_is_in_deviations_from_its_mean() -> None:
    weight = Weight(mean=0.5, deviation=0.2, levels=0.4)
    assert weight.moved(0.9) == pytest.approx(0.8)
    assert weight.moved(0.5) == 0.0
