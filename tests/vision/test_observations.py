import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.observations import FrameReading, ObservationKind, Observations
from mianshi.vision.observations import (
    RULES,
    Baseline,
    Rule,
    nothing_observed,
    observe,
    personal_baseline,
    stretches,
)
from support.vision_records import a_frame, a_policy, a_segment, some_readings

REST = Baseline()
RULE = Rule(ObservationKind.SMILE, lambda frame, _: frame.smile, 0.5, 0.3, 600)


def smiles(values: list[float | None], step: int = 200) -> list[FrameReading]:
    return [a_frame(index * step, smile=value) for index, value in enumerate(values)]


def spans(values: list[float | None], rule: Rule = RULE) -> list[tuple[int, int]]:
    return [(start, end) for start, end, _ in stretches(rule, smiles(values), REST)]


def seen(frames: list[FrameReading], **policy: bool) -> Observations:
    return observe([some_readings(frames)], [a_segment(frames[-1].at_ms + 200)], a_policy(**policy), "v1")


def test_a_stretch_begins_high_and_lasts_until_low() -> None:
    assert spans([0, 0.4, 0.6, 0.4, 0.35, 0.2, 0.4]) == [(400, 1000)]


def test_short_stretches_are_dropped() -> None:
    assert spans([0, 0.9, 0.9, 0, 0, 0.9, 0.9, 0.9, 0]) == [(1000, 1600)]


def test_missing_measurements_neither_begin_nor_end_a_stretch() -> None:
    assert spans([0.9, None, 0.9, None, 0.9, 0]) == [(0, 1000)]


def test_a_long_silence_ends_a_stretch() -> None:
    frames = [*smiles([0.9] * 5), *(a_frame(10_000 + index * 200, smile=0.9) for index in range(5))]
    assert [(start, end) for start, end, _ in stretches(RULE, frames, REST)] == [(0, 1000), (10_000, 11_000)]


def test_strength_is_the_mean_of_the_measurement() -> None:
    assert [strength for _, _, strength in stretches(RULE, smiles([0.9, 0.6, 0.6, 0.5, 0]), REST)] == [0.65]


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
    flat = Rule(RULE.kind, RULE.measure, RULE.begin, RULE.begin, 0)
    eased = Rule(RULE.kind, RULE.measure, RULE.begin, RULE.stay, 0)
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
    ObservationKind.LOOKS_AWAY: {"gaze": "away"},
    ObservationKind.HEAD_TURNED: {"yaw": -40.0},
    ObservationKind.SMILE: {"smile": 0.9},
    ObservationKind.BROW_RAISED: {"brow_raise": 0.9, "brow_lower": 0.0},
    ObservationKind.BROW_LOWERED: {"brow_raise": 0.0, "brow_lower": 0.9},
    ObservationKind.HANDS_VISIBLE: {"hands_visible": 1},
    ObservationKind.SHOULDERS_TILTED: {"shoulder_tilt": -14.0},
    ObservationKind.DARK: {"light": 0.05},
    ObservationKind.BLURRED: {"sharpness": 3.0},
}
STILL: dict[str, object] = {
    "gaze": "camera",
    "yaw": 0.0,
    "smile": 0.1,
    "brow_raise": 0.1,
    "brow_lower": 0.0,
    "hands_visible": 0,
    "shoulder_tilt": 0.0,
}


@pytest.mark.parametrize("kind", list(ObservationKind))
def test_each_kind_is_seen_where_it_is_and_nowhere_else(kind: ObservationKind) -> None:
    calm = [a_frame(index * 200, **STILL) for index in range(40)]
    moved = [a_frame(8000 + index * 200, **(STILL | KINDS[kind])) for index in range(10)]
    after = [a_frame(10_000 + index * 200, **STILL) for index in range(10)]
    result = seen([*calm, *moved, *after])
    assert [(one.kind, one.start_ms, one.end_ms) for one in result.observations] == [(kind, 8000, 10_000)]
    assert result.summaries[0].counts[kind] == 1
    assert sum(result.summaries[0].counts.values()) == 1


def test_every_kind_has_exactly_one_rule() -> None:
    assert [rule.kind for rule in RULES] == list(ObservationKind)


def test_movements_count_from_the_persons_own_rest() -> None:
    high_brows = [a_frame(index * 200, brow_raise=0.7, brow_lower=0.0, smile=0.3) for index in range(50)]
    assert personal_baseline(high_brows) == Baseline(smile=0.3, brow=0.7)
    assert not seen(high_brows).observations
    lowered = [a_frame(10_000 + index * 200, brow_raise=0.0, brow_lower=0.0, smile=0.3) for index in range(5)]
    assert [one.kind for one in seen(high_brows + lowered).observations] == [ObservationKind.BROW_LOWERED]


def test_a_person_who_always_smiles_smiles() -> None:
    always = [a_frame(index * 200, smile=0.9) for index in range(50)]
    assert [one.kind for one in seen(always).observations] == [ObservationKind.SMILE]


def test_summaries_are_shares_of_sampled_frames() -> None:
    frames = [a_frame(0, gaze="camera"), a_frame(200, gaze="away"), a_frame(400, faces=0), a_frame(600, faces=2)]
    summary = seen(frames).summaries[0]
    assert (summary.frames, summary.one_face_share, summary.several_faces_share) == (4, 0.5, 0.25)
    assert (summary.camera_share, summary.mean_light) == (0.5, 0.5)


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


def test_a_policy_that_forbids_leaves_only_technical_shares() -> None:
    frames = [a_frame(index * 200, **(STILL | {"smile": 0.9})) for index in range(50)]
    result = seen(frames, observations=False)
    assert (result.computed, result.reason, result.observations) == (False, "policy_forbids", [])
    assert (result.summaries[0].camera_share, result.summaries[0].counts) == (None, {})
    assert result.summaries[0].one_face_share == 1
    assert not seen(frames, observations=False, technical_checks=False).summaries


def test_nothing_observed_says_why() -> None:
    result = nothing_observed(a_policy(), "v1", "no_consent")
    assert (result.policy, result.policy_version, result.computed, result.reason) == ("test", "v1", False, "no_consent")
    assert not (result.missing_segments or result.summaries or result.observations)
