import itertools
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.observations import TECHNICAL, FrameReading, ObservationKind, Observations
from mianshi.vision.observations import nothing_observed, observe
from mianshi.vision.patterns import PATTERNS
from mianshi.vision.rules import RULES
from mianshi.vision.spans import Baseline, Rule, personal_baseline, stretches
from support.vision_records import a_frame, a_policy, a_segment, some_readings

REST = Baseline()
RULE = Rule(ObservationKind.SMILE, lambda frame, _: frame.smile, 0.5, 0.3, 0.9, 600)


def smiles(values: list[float | None], step: int = 200) -> list[FrameReading]:
    return [a_frame(index * step, smile=value) for index, value in enumerate(values)]


def spans(values: list[float | None], rule: Rule = RULE) -> list[tuple[int, int]]:
    return [(one.start_ms, one.end_ms) for one in stretches(rule, smiles(values), REST)]


def seen(
    frames: list[FrameReading], picture: Literal["behaviour", "technical", "nothing"] = "behaviour"
) -> Observations:
    return observe([some_readings(frames)], [a_segment(frames[-1].at_ms + 200)], a_policy(picture), "v1")


def test_a_stretch_begins_high_and_lasts_until_low() -> None:
    assert spans([0, 0.4, 0.6, 0.4, 0.35, 0.2, 0.4]) == [(400, 1000)]


def test_short_stretches_are_dropped() -> None:
    assert spans([0, 0.9, 0.9, 0, 0, 0.9, 0.9, 0.9, 0]) == [(1000, 1600)]


def test_missing_measurements_neither_begin_nor_end_a_stretch() -> None:
    assert spans([0.9, None, 0.9, None, 0.9, 0]) == [(0, 1000)]


def test_a_long_silence_ends_a_stretch() -> None:
    frames = [*smiles([0.9] * 5), *(a_frame(10_000 + index * 200, smile=0.9) for index in range(5))]
    found = [(one.start_ms, one.end_ms) for one in stretches(RULE, frames, REST)]
    assert found == [(0, 1000), (10_000, 11_000)]


def test_strength_is_the_mean_of_the_measurement() -> None:
    assert [one.strength for one in stretches(RULE, smiles([0.9, 0.6, 0.6, 0.5, 0]), REST)] == [0.65]


def test_a_reading_stands_for_the_time_in_which_nothing_changed() -> None:
    frames = [a_frame(0, smile=0.9, until_ms=500), a_frame(500, smile=0.9, until_ms=900)]
    assert [(one.start_ms, one.end_ms) for one in stretches(RULE, frames, REST)] == [(0, 900)]


def trust(values: list[float | None], clarity: float = 1.0) -> float:
    frames = [frame.model_copy(update={"clarity": clarity}) for frame in smiles(values)]
    (found,) = stretches(RULE, frames, REST)
    return found.confidence


def test_confidence_falls_with_clarity_margin_and_number_of_readings() -> None:
    assert trust([0.9] * 4) == 0.8
    assert trust([0.9] * 9) == 0.9
    assert trust([0.9] * 4, clarity=0.5) == 0.4
    assert trust([0.5] * 4) == 0.4
    assert trust([0.7] * 4) == 0.6


def test_the_light_needs_no_clear_picture_and_a_smile_does() -> None:
    dim = [a_frame(index * 200, light=0.05, clarity=0.2, smile=0.9) for index in range(9)]
    found = {one.what: one.confidence for one in seen(dim).observations}
    assert found == {ObservationKind.DARK: 0.9, ObservationKind.SMILE: pytest.approx(0.18)}


measurements = st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=1, max_size=80)


@given(measurements)
def test_stretches_are_ordered_apart_and_long_enough(values: list[float | None]) -> None:
    found = spans(values)
    assert all(end - start >= RULE.minimum_ms for start, end in found)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(found))


@given(measurements)
def test_every_stretch_begins_above_and_stays_above(values: list[float | None]) -> None:
    for start, end in spans(values):
        inside = [value for index, value in enumerate(values) if value is not None and start <= index * 200 < end]
        assert inside[0] >= RULE.begin
        assert min(inside) >= RULE.stay


@given(measurements)
def test_without_hysteresis_there_are_at_least_as_many_pieces(values: list[float | None]) -> None:
    flat = Rule(RULE.what, RULE.measure, RULE.begin, RULE.begin, RULE.sure, 0)
    eased = Rule(RULE.what, RULE.measure, RULE.begin, RULE.stay, RULE.sure, 0)
    assert len(spans(values, eased)) <= len(spans(values, flat))


@given(measurements, st.randoms(use_true_random=False))
def test_the_order_of_segments_changes_nothing(values: list[float | None], random: object) -> None:
    frames = smiles(values)
    middle = len(frames) // 2
    readings = [some_readings(frames[:middle], segment=0), some_readings(frames[middle:], segment=1)]
    segments = [a_segment(10_000, index=0), a_segment(20_000, index=1)]
    forwards = observe(readings, segments, a_policy(), "v1")
    backwards = observe(readings[::-1], segments[::-1], a_policy(), "v1")
    assert forwards == backwards


KINDS: dict[ObservationKind, dict[str, object]] = {
    ObservationKind.FACE_MISSING: {"faces": 0},
    ObservationKind.SEVERAL_FACES: {"faces": 2},
    ObservationKind.LOOKS_AWAY: {"gaze": "away", "gaze_yaw": 24.0},
    ObservationKind.HEAD_TURNED: {"yaw": -40.0},
    ObservationKind.SMILE: {"smile": 0.9},
    ObservationKind.BROW_RAISED: {"brow_raise": 0.9, "brow_lower": 0.0},
    ObservationKind.BROW_LOWERED: {"brow_raise": 0.0, "brow_lower": 0.9},
    ObservationKind.MOUTH_OPEN: {"mouth_open": 0.9},
    ObservationKind.LEANS_IN: {"eye_distance": 0.16},
    ObservationKind.LEANS_OUT: {"eye_distance": 0.06},
    ObservationKind.LEANS_ASIDE: {"lean": -22.0},
    ObservationKind.HANDS_VISIBLE: {"hands_visible": 1},
    ObservationKind.HANDS_MOVING: {"hand_speed": 3.0},
    ObservationKind.SHOULDERS_TILTED: {"shoulder_tilt": -14.0},
    ObservationKind.DARK: {"light": 0.05},
    ObservationKind.BLURRED: {"sharpness": 3.0},
}
STILL: dict[str, object] = {
    "gaze": "camera",
    "gaze_yaw": 0.0,
    "gaze_pitch": 0.0,
    "yaw": 0.0,
    "eyes_open": 0.32,
    "eye_distance": 0.1,
    "smile": 0.1,
    "brow_raise": 0.1,
    "brow_lower": 0.0,
    "mouth_open": 0.1,
    "stir": 0.01,
    "lean": 4.0,
    "hands_visible": 0,
    "hand_speed": 0.0,
    "shoulder_tilt": 0.0,
}


@pytest.mark.parametrize("kind", [rule.what for rule in RULES])
def test_each_kind_is_seen_where_it_is_and_nowhere_else(kind: ObservationKind) -> None:
    calm = [a_frame(index * 200, **STILL) for index in range(40)]
    moved = [a_frame(8000 + index * 200, **(STILL | KINDS[kind])) for index in range(10)]
    after = [a_frame(10_000 + index * 200, **STILL) for index in range(10)]
    result = seen([*calm, *moved, *after])
    assert [(one.what, one.start_ms, one.end_ms) for one in result.observations] == [(kind, 8000, 10_000)]
    assert 0 < result.observations[0].confidence < 1
    summary = result.summaries[0]
    assert summary.counts[kind] == 1 and sum(summary.counts.values()) == 1
    assert summary.shares[kind] == pytest.approx(2 / 12, abs=0.001) and sum(summary.shares.values()) < 0.17


def test_every_kind_has_exactly_one_rule_or_pattern() -> None:
    assert sorted([*(rule.what for rule in RULES), *PATTERNS]) == sorted(ObservationKind)


def test_leaning_needs_a_usual_place() -> None:
    frames = [a_frame(index * 200, eye_distance=0.1 if index < 10 else 0.2) for index in range(20)]
    assert not seen(frames).observations


def test_the_usual_place_is_weighed_by_time_and_belongs_to_one_answer() -> None:
    near = [a_frame(index * 100, until_ms=index * 100 + 100, eye_distance=0.2) for index in range(40)]
    far = [a_frame(4000 + index * 500, until_ms=4500 + index * 500, eye_distance=0.1) for index in range(20)]
    assert [(one.what, one.end_ms) for one in seen(near + far).observations] == [(ObservationKind.LEANS_IN, 4000)]
    apart = [some_readings(near * 1, answer=0), some_readings(far, segment=1, answer=1)]
    segments = [a_segment(4000), a_segment(14_000, index=1, answer=1)]
    assert not observe(apart, segments, a_policy(), "v").observations


def test_movements_count_from_the_persons_own_rest() -> None:
    high_brows = [a_frame(index * 200, brow_raise=0.7, brow_lower=0.0, smile=0.3) for index in range(50)]
    assert personal_baseline(high_brows) == Baseline(smile=0.3, brow=0.7)
    assert not seen(high_brows).observations
    lowered = [a_frame(10_000 + index * 200, brow_raise=0.0, brow_lower=0.0, smile=0.3) for index in range(5)]
    assert [one.what for one in seen(high_brows + lowered).observations] == [ObservationKind.BROW_LOWERED]


@pytest.mark.parametrize(("light", "sharpness", "blurred"), [(0.5, 10, True), (0.2, 10, False), (0.04, 1, False)])
def test_dark_is_not_blurred(light: float, sharpness: float, blurred: bool) -> None:
    frames = [a_frame(index * 200, light=light, sharpness=sharpness) for index in range(10)]
    assert (ObservationKind.BLURRED in {one.what for one in seen(frames).observations}) is blurred


def test_brows_need_a_rest_to_differ_from() -> None:
    short = [a_frame(index * 200, brow_raise=0.9, brow_lower=0.0) for index in range(20)]
    assert personal_baseline(short) == Baseline() and not seen(short).observations


def test_a_person_who_always_smiles_smiles() -> None:
    always = [a_frame(index * 200, smile=0.9) for index in range(50)]
    assert [one.what for one in seen(always).observations] == [ObservationKind.SMILE]


def test_summaries_are_shares_of_the_time_that_was_looked_at() -> None:
    frames = [a_frame(0, gaze="camera"), a_frame(200, gaze="away"), a_frame(400, faces=0), a_frame(600, faces=2)]
    frames.append(a_frame(800, until_ms=1600, light=0.2))
    summary = seen(frames).summaries[0]
    assert (summary.frames, summary.looked_ms) == (5, 1600)
    assert (summary.one_face_share, summary.several_faces_share) == (0.75, 0.125)
    assert (summary.camera_share, summary.mean_light) == (0.5, 0.35)


def test_missing_segments_are_listed_and_their_answer_still_summed() -> None:
    segments = [a_segment(10_000, index=index, answer=index) for index in range(3)]
    readings = [some_readings([a_frame(0)], segment=0), some_readings([], segment=2, answer=2)]
    result = observe(readings, segments, a_policy(), "v1")
    assert result.missing_segments == [1, 2]
    assert [(one.answer, one.frames, one.mean_light) for one in result.summaries] == [
        (0, 1, 0.5),
        (1, 0, None),
        (2, 0, None),
    ]


def test_a_frame_two_segments_share_counts_once() -> None:
    readings = [some_readings([a_frame(0), a_frame(200)], segment=0), some_readings([a_frame(200)], segment=1)]
    result = observe(readings, [a_segment(200), a_segment(400, index=1)], a_policy(), "v1")
    assert result.summaries[0].frames == 2


def test_a_technical_profile_gets_faces_and_light_and_nothing_else() -> None:
    moved: dict[str, object] = {}
    for change in KINDS.values():
        moved |= change
    frames = [a_frame(index * 200, **(STILL | moved)) for index in range(50)]
    frames += [a_frame(10_000 + index * 200, **(STILL | {"faces": 0, "sharpness": 3.0})) for index in range(10)]
    result = seen(frames, "technical")
    assert (result.computed, result.reason) == (False, "policy_forbids")
    assert {one.what for one in result.observations} == set(TECHNICAL)
    summary = result.summaries[0]
    assert set(summary.counts) == set(summary.shares) == set(TECHNICAL)
    assert (summary.several_faces_share, summary.one_face_share) == (0.833, 0.0)
    technical = {"at_ms", "until_ms", "faces", "clarity", "light", "sharpness"}
    bare = [FrameReading.model_validate(frame.model_dump(include=technical)) for frame in frames]
    assert seen(bare, "technical").observations == result.observations
    assert (seen(bare, "technical").summaries[0].camera_share, summary.one_face_share) == (None, 0.0)


def test_a_profile_of_nothing_gets_nothing() -> None:
    result = seen([a_frame(index * 200, **(STILL | {"faces": 0})) for index in range(50)], "nothing")
    assert result == nothing_observed(a_policy("nothing"), "v1", "policy_forbids")


def test_nothing_observed_says_why() -> None:
    result = nothing_observed(a_policy(), "v1", "no_consent")
    assert (result.policy, result.policy_version, result.computed, result.reason) == ("test", "v1", False, "no_consent")
    assert not (result.missing_segments or result.summaries or result.observations)
