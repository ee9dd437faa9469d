"""Geometry, numbers and money as they are drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.base import Language
from mianshi.contracts.observations import Observation, ObservationKind
from mianshi.contracts.transcript import Transcript
from mianshi.pages import charts, costs, fmt, measures
from support.report_fixture import ledger, transcript


def _spokes(*levels: float | None, **compared: list[float | None]) -> list[charts.Spoke]:
    return [
        charts.Spoke("abcd"[i], level, **{name: values[i] for name, values in compared.items()})
        for i, level in enumerate(levels)
    ]


def test_levels_lie_on_their_axes() -> None:
    radar = charts.radar(_spokes(5.0, 2.5, 1.0, 5.0))
    assert radar
    assert [(outline.kind, bool(outline.area)) for outline in radar.outlines] == [("own", True)]
    top, right, bottom, _ = (axis.dot for axis in radar.axes)
    assert top == radar.axes[0].end
    assert right is not None and bottom is not None
    reach = radar.axes[1].end[0] - radar.centre_x
    assert right[0] - radar.centre_x == pytest.approx(reach / 2, abs=0.1)
    assert bottom[1] - radar.centre_y == pytest.approx(reach / 5, abs=0.1)


def test_what_the_job_asks_for_and_the_average_have_outlines_of_their_own() -> None:
    radar = charts.radar(_spokes(4.0, 4.0, 4.0, 4.0, required=[5.0, 2.5, 5.0, 5.0], average=[3.0, None, 3.0, 2.0]))
    assert radar and [outline.kind for outline in radar.outlines] == ["required", "average", "own"]
    required, average, own = radar.outlines
    assert required.dots[0] == radar.axes[0].end
    assert required.dots[1] and own.dots[1]
    assert (required.dots[1][0] - radar.centre_x) / (own.dots[1][0] - radar.centre_x) == pytest.approx(
        2.5 / 4, abs=0.01
    )
    assert average.dots[1] is None and average.area is None and len(average.edges) == 2


def test_a_competency_without_evidence_is_a_gap_and_never_a_zero() -> None:
    radar = charts.radar(_spokes(4.0, None, 3.0, 2.0))
    assert radar
    assert radar.axes[1].dot is None and radar.axes[1].value is None
    own = radar.outlines[-1]
    assert own.area is None
    assert len(own.edges) == 2
    assert all((radar.centre_x, radar.centre_y) not in [(x1, y1), (x2, y2)] for x1, y1, x2, y2 in own.edges)


def test_two_competencies_make_no_radar() -> None:
    assert charts.radar(_spokes(4.0, 3.0)) is None


def test_bounds_stay_on_the_scale() -> None:
    scale = charts.scale(3.0, 0.4, 5.6, None)
    assert (scale.level_x, scale.low_x, scale.high_x, scale.required_x) == (50.0, 1.0, 99.0, None)
    assert charts.scale(1.0, None, 2.0, 5.0) == charts.Scale(1.0, None, 25.5, 99.0)


def test_a_change_has_its_sign() -> None:
    assert [fmt.signed(x) for x in (0.42, -0.3, 0.04, -0.04, -1.0)] == ["+0.4", "−0.3", "0.0", "0.0", "−1.0"]


@given(st.text(max_size=80))
def test_a_label_stays_within_its_lines(name: str) -> None:
    lines = charts.wrap(name)
    assert len(lines) <= 3
    assert all(charts.columns(line) <= 21 for line in lines)


def test_labels_break_between_words_and_characters() -> None:
    assert charts.wrap("Teamwork under challenge") == ["Teamwork under", "challenge"]
    assert charts.wrap("用户分层与活动策划") == ["用户分层与活动", "策划"]


def test_timeline_blocks_are_shares_of_the_answer() -> None:
    spoken = transcript(0, "zh", duration_ms=100_000)
    smiled = seen(ObservationKind.SMILE, 25_000, 30_000)
    timeline = charts.timeline(spoken, [smiled])
    assert timeline and [lane.name for lane in timeline.lanes] == ["speech", "pause", "smile"]
    smile = timeline.lanes[-1].blocks[0]
    assert (smile.x, smile.width) == (25.0, 5.0)
    assert timeline.ticks[0] == (0.0, 0)


def seen(what: ObservationKind, start_ms: int, end_ms: int, confidence: float = 0.8) -> Observation:
    return Observation(answer=0, what=what, start_ms=start_ms, end_ms=end_ms, strength=0.5, confidence=confidence)


def test_questions_for_a_person_stand_apart_and_related_kinds_share_a_lane() -> None:
    order = [
        seen(ObservationKind.READS_ASIDE, 50_000, 60_000),
        seen(ObservationKind.DARK, 40_000, 45_000),
        seen(ObservationKind.BROW_LOWERED, 30_000, 31_000),
        seen(ObservationKind.BROW_RAISED, 20_000, 21_000),
    ]
    timeline = charts.timeline(transcript(0, "zh", duration_ms=100_000), order)
    assert timeline
    assert [(lane.name, lane.family) for lane in timeline.lanes[2:]] == [("brows", "behaviour"), ("dark", "quality")]
    assert [(lane.name, lane.family) for lane in timeline.look] == [("reads_aside", "look")]
    assert [block.kind for block in timeline.lanes[2].blocks] == ["brow_raised", "brow_lowered"]
    assert [block.kind for block in timeline.seen] == ["brow_raised", "brow_lowered", "dark", "reads_aside"]


def test_blinks_are_on_their_lane_and_not_in_the_list() -> None:
    blinks = [seen(ObservationKind.BLINK, at, at + 200) for at in range(0, 90_000, 3000)]
    timeline = charts.timeline(transcript(0, "zh", duration_ms=100_000), blinks)
    assert timeline and len(timeline.lanes[-1].blocks) == 30
    assert timeline.seen == []


@pytest.mark.parametrize(("confidence", "word"), [(0.0, "unsure"), (0.35, "fair"), (0.59, "fair"), (0.6, "clear")])
def test_confidence_is_shown_as_a_word(confidence: float, word: str) -> None:
    assert charts.certainty(confidence) == word


def test_a_typed_answer_has_no_timeline() -> None:
    assert charts.timeline(transcript(0, "zh", spoken=False, duration_ms=0), []) is None


def test_money_is_rounded_half_up_and_exact_beside_it() -> None:
    assert fmt.cents(1_234_565_000, "USD") == "USD 1,234.57"
    assert fmt.cents(4_999, "CNY") == "CNY 0.00"
    assert fmt.cents(5_000, "CNY") == "CNY 0.01"
    assert fmt.exact(14_805, "USD") == "USD 0.014805"


@given(st.integers(min_value=0, max_value=10**15))
def test_cents_are_never_further_than_half_a_cent_away(micro: int) -> None:
    shown = int(fmt.cents(micro, "X").removeprefix("X ").replace(",", "").replace(".", "")) * 10_000
    assert abs(shown - micro) <= 5_000


def test_costs_gather_by_stage_and_keep_the_unpriced_apart() -> None:
    rows = costs.rows(ledger())
    assert sum(row.amount_micro or 0 for row in rows) == 14_805
    endpoint = next(row for row in rows if "SageMaker" in row.service.en)
    assert (endpoint.quantity, endpoint.failed, endpoint.amount_micro) == (62_300, 1, 12_738)
    assert [row.service.en for row in rows if row.amount_micro is None] == ["EventBridge events"]


def measured(spoken: Transcript, **changes: object) -> dict[str, measures.Measure]:
    delivery = spoken.delivery and spoken.delivery.model_copy(update=changes)
    return {m.name: m for m in measures.measures(spoken.model_copy(update={"delivery": delivery}))}


@pytest.mark.parametrize(
    ("language", "rate", "band"),
    [
        ("zh", 200, "usual"),
        ("zh", 150, "usual"),
        ("zh", 130, "edge"),
        ("zh", 300, "edge"),
        ("zh", 400, "outside"),
        ("en", 200, "edge"),
        ("en", 89, "outside"),
    ],
)
def test_rates_are_placed_in_their_band(language: Language, rate: float, band: str) -> None:
    usual = measured(transcript(0, language), speech_rate=rate)["measure_rate"].usual
    assert usual and usual.band == band
    assert 0 <= usual.gauge.value_x <= 100


def test_what_research_gives_no_range_for_is_shown_plainly() -> None:
    found = measured(transcript(0, "en"))
    ranged = {name for name, m in found.items() if m.usual}
    assert ranged == {"measure_rate", "measure_pause_share", "measure_fillers"}
    assert (found["measure_latency"].value, found["measure_pitch"].value) == (1.2, 187.3)
    assert found["measure_clipping"].value == pytest.approx(0.04)


def test_too_little_to_measure_has_no_value_and_no_place() -> None:
    found = measured(transcript(0, "zh"), speech_rate=None, fillers_per_100=None)
    assert [(found[n].value, found[n].usual) for n in ("measure_rate", "measure_fillers")] == [(None, None)] * 2


def test_what_was_not_allowed_is_not_listed() -> None:
    spoken = transcript(0, "zh")
    sound = spoken.sound and spoken.sound.model_copy(update={"voice": None})
    found = measured(spoken.model_copy(update={"delivery": None, "sound": sound}))
    assert set(found) == {"measure_noise", "measure_clipping"}
    assert measures.measures(spoken.model_copy(update={"delivery": None, "sound": None})) == []


@pytest.mark.parametrize(("milliseconds", "shown"), [(0, "0:00"), (61_999, "1:01"), (3_600_000, "1:00:00")])
def test_clock(milliseconds: int, shown: str) -> None:
    assert fmt.clock(milliseconds) == shown
