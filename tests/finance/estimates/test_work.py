"""Quantities before there is any: the model against real runs, and that more work never takes less."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mianshi.contracts.usage import Meter
from mianshi.errors import Rejected
from mianshi.finance.estimates.assumptions import DEFAULTS, assume
from mianshi.finance.estimates.work import Planned, Work, instances, items, measured, waiting_ms

RUNS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("measured_runs.json").read_text())["runs"]
COUNTED = [run for run in RUNS if run["counts"]]
ASL = json.loads((Path(__file__).parents[3] / "statemachines" / "interview.asl.json").read_text())
SINCE_THE_RUNS = 1
"""A state that every run enters and that the machine did not have when they were made: MoreToAsk?"""
REMEMBERED = {"rate", "resume"}
"""Stages that did less in runs of several equal answers, because the rater remembered the first."""

BY_TIMING = {
    "ingest": {Meter.DYNAMODB_READS, Meter.DYNAMODB_WRITES, Meter.S3_READS, Meter.STATE_TRANSITIONS},
    "vision": {Meter.DYNAMODB_READS},
    "rate": {Meter.DYNAMODB_READS},
    "resume": {Meter.DYNAMODB_READS},
}
"""What the model may have more of: how many runs still wait for other files depends on when these arrive, and a process
that serves a second call reads less."""


def planned(run: dict[str, Any]) -> Planned:
    size = Fraction(run["upload_bytes"]) / Fraction(run["minutes"]) / 10**6
    assumptions = {
        "observations": str(run["observations"]),
        "connections": "2",
        "upload_mb_per_minute": f"{float(size):.4f}",
    }
    return Planned(Work(minutes=run["minutes"], answers=run["answers"], per_month=1, assumptions=assumptions))


def work(minutes: str = "20", answers: int = 5, per_month: int = 3000, **assumptions: str) -> Work:
    return Work(minutes=minutes, answers=answers, per_month=per_month, assumptions=assumptions)


@pytest.mark.parametrize("run", COUNTED, ids=lambda run: str(run["name"]))
def test_what_is_counted_is_counted_exactly(run: dict[str, Any]) -> None:
    plan = planned(run)
    for name, stage in measured()["stages"].items():
        if name in REMEMBERED and run["answers"] > 1:
            continue
        told = {key: quantity for key, each in stage.items() if "." in key and (quantity := plan.of(each))}
        seen = {key: value for key, value in run["counts"].get(name, {}).items() if key != Meter.STATE_TRANSITIONS}
        for key in told.keys() & BY_TIMING.get(name, set()):
            assert seen.pop(key) <= told.pop(key), (name, key)
        assert told == seen, name


@pytest.mark.parametrize("run", COUNTED, ids=lambda run: str(run["name"]))
def test_transitions_are_those_of_real_runs(run: dict[str, Any]) -> None:
    plan = planned(run)
    seen = {name: counts.get(Meter.STATE_TRANSITIONS, 0) for name, counts in run["counts"].items()}
    assert plan.transitions == seen["workflow"] + SINCE_THE_RUNS
    assert seen["ingest"] <= 4 * (run["answers"] - 1)
    assert plan.more_transitions == seen["sync_hr"] + 4 * (run["answers"] - 1)


@pytest.mark.parametrize("run", [run for run in RUNS if run["quiet"]], ids=lambda run: str(run["name"]))
def test_milliseconds_of_functions_are_reproduced_within_the_stated_band(run: dict[str, Any]) -> None:
    plan, band = planned(run), measured()["band_percent"]
    for name in ("ingest", "language", "vision", "score"):
        told, seen = plan.of(measured()["stages"][name]["ms"]), run["ms"][name]
        assert abs(told - seen) * 100 <= band * seen, (name, told, seen)
    whole = sum(plan.of(stage["ms"]) for stage in measured()["stages"].values())
    assert abs(whole - sum(run["ms"].values())) * 100 <= band * sum(run["ms"].values())


def _seconds(run: dict[str, Any]) -> tuple[int, int]:
    told = sum(planned(run).of(stage["ms"]) for stage in measured()["stages"].values())
    return told, sum(run["ms"].values())


def test_the_stated_range_is_that_of_the_runs() -> None:
    facts, band = measured(), measured()["band_percent"]
    quiet = [run for run in RUNS if run["quiet"]]
    assert max(Fraction(run["minutes"]) for run in quiet) == facts["fitted"]["minutes"]
    assert max(run["answers"] for run in quiet) == facts["fitted"]["answers"]
    longest = max(RUNS, key=lambda run: Fraction(run["minutes"]))
    within = [run for run in RUNS if run is not longest]
    assert max(Fraction(run["minutes"]) for run in within) == facts["seen"]["minutes"]
    assert max(run["answers"] for run in within) == facts["seen"]["answers"]
    for run in within:
        told, seen = _seconds(run)
        assert abs(told - seen) * 100 <= band * seen, run["name"]
    told, seen = _seconds(longest)
    stated = facts["longest"]
    assert (str(stated["minutes"]), stated["answers"]) == (longest["minutes"], longest["answers"])
    assert not longest["quiet"] and round(100 * (seen - told) / told) == stated["over_percent"]


@pytest.mark.parametrize("run", RUNS, ids=lambda run: str(run["name"]))
def test_bytes_that_are_kept_are_reproduced_within_the_stated_band(run: dict[str, Any]) -> None:
    plan, sizes = planned(run), measured()["bytes"]
    results = plan.of(sizes["results"])
    kept = plan.upload_bytes * run["observations"] + plan.of(sizes["work"])
    for told, seen in ((results, run["result_bytes"]), (kept, run["work_bytes"])):
        assert abs(told - seen) * 100 <= measured()["band_percent"] * seen, (told, seen)


def _entered(states: dict[str, Any], at: str, drivers: dict[str, Fraction]) -> int:
    """States that a run without a failure enters from here on, by the definition itself."""
    state, whole = states[at], 1
    if state["Type"] == "Parallel":
        whole += sum(_entered(each["States"], each["StartAt"], drivers) for each in state["Branches"])
    if state["Type"] == "Map":
        inner = state["ItemProcessor"]
        times = {"Answers": "answer", "Pieces": "piece", "Segments": "segment"}[at]
        if at == "Pieces":  # the pieces of all answers together, counted once per answer below
            share = drivers["piece"] / drivers["answer"]
            return (
                1
                + int(share) * _entered(inner["States"], inner["StartAt"], drivers)
                + _entered(states, state["Next"], drivers)
            )
        whole += int(drivers[times]) * _entered(inner["States"], inner["StartAt"], drivers)
    following = state.get("Next")
    if state["Type"] == "Choice":
        following = _choice(at, state, drivers)
    if at == "FollowUp":  # from here on only what was said to the follow-up questions is worked on, without a picture
        share = drivers["piece"] / drivers["answer"]
        drivers = {"answer": drivers["follow_up"], "piece": drivers["follow_up"] * share}
        drivers = {**dict.fromkeys(("asked", "watched", "segment"), Fraction(0)), **drivers}
    return whole + (_entered(states, following, drivers) if following else 0)


def _choice(at: str, state: dict[str, Any], drivers: dict[str, Fraction]) -> str:
    if (at == "MayObserve?" and not drivers["watched"]) or (at == "MoreToAsk?" and not drivers["asked"]):
        return str(state["Default"])
    return str(state["Choices"][0]["Next"])


@pytest.mark.parametrize("follow_ups", [0, 1, 3])
@pytest.mark.parametrize(
    ("minutes", "answers", "watched"), [("3", 1, "1"), ("20", 5, "1"), ("20", 5, "0"), ("40", 4, "1")]
)
def test_transitions_are_those_of_the_state_machine(minutes: str, answers: int, watched: str, follow_ups: int) -> None:
    plan = Planned(work(minutes, answers, observations=watched).model_copy(update={"follow_ups": follow_ups}))
    share = plan.drivers["piece"] / plan.drivers["answer"]
    core = plan.drivers | {"answer": Fraction(answers), "piece": answers * share}
    assert plan.transitions == _entered(ASL["States"], ASL["StartAt"], core)


def test_follow_up_answers_are_heard_and_read_like_the_others_and_nobody_looks_at_them() -> None:
    plain = Planned(work("20", 5))
    more = Planned(work("20", 5).model_copy(update={"follow_ups": 2}))
    assert (more.ms, more.answers) == (28 * 60_000, 7)
    assert (more.speech_ms * 20, more.checks, plain.checks) == (28 * 60_000, 7 * 18, 5 * 18)
    assert more.drivers["segment"] == plain.drivers["segment"]
    assert more.drivers["minute_watched"] == plain.drivers["minute_watched"] == 20
    assert more.more_transitions - plain.more_transitions == 4 * 2, "each file's own event"
    assert (plain.by("score", Meter.LAMBDA_REQUESTS), more.by("score", Meter.LAMBDA_REQUESTS)) == (1, 2)
    assert more.by("score", Meter.S3_READS) == (2 + 5 * 3 + 40) + (2 + 7 * 3 + 40), "before, and all of it"
    assert (plain.by("follow_up", "ms"), more.by("follow_up", Meter.EVENTS)) == (0, 1)
    mailed = Planned(work("20", 5, messages="1").model_copy(update={"follow_ups": 2}))
    assert _whole_month(mailed)["ses.messages"] == 2 * mailed.work.per_month and "ses.messages" not in _whole_month(
        more
    )
    full = Planned(work("20", 19).model_copy(update={"follow_ups": 3}))
    assert full.answers == 20, "an interview holds no more"
    assert Planned(work("20", 19).model_copy(update={"follow_ups": 1})).checks == 20 * 18


def _whole_month(plan: Planned) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in items(plan):
        key = item.usage.price_key
        found[key] = found.get(key, 0) + item.usage.quantity
    return found


PLANS = st.builds(
    work,
    minutes=st.integers(1, 120).map(str),
    answers=st.integers(1, 20),
    per_month=st.integers(1, 50_000),
    wakings_per_day=st.sampled_from(["0", "0", "1", "3", "40"]),
    busy_hours=st.sampled_from(["1", "10", "24"]),
    idle_minutes=st.sampled_from(["0", "15", "240"]),
)


@settings(max_examples=60, deadline=None)
@given(PLANS, st.sampled_from(["minutes", "per_month"]), st.integers(1, 400))
def test_more_work_never_takes_less(plan: Work, what: str, more: int) -> None:
    if what == "minutes":
        larger = plan.model_copy(update={"minutes": str(min(120, int(plan.minutes) + more))})
    else:
        larger = plan.model_copy(update={"per_month": plan.per_month + more})
    before, after = _whole_month(Planned(plan)), _whole_month(Planned(larger))
    assert all(after[key] >= quantity for key, quantity in before.items())


@given(st.integers(1, 100_000), st.integers(0, 600_000))
def test_an_instance_waits_neither_less_than_nothing_nor_longer_than_it_could_be_up(
    per_month: int, work_ms: int
) -> None:
    plan = Planned(work(per_month=per_month))
    waiting = waiting_ms(plan, work_ms)
    days, span, tail = 22, 10 * 3_600_000, 15 * 60_000 + work_ms
    assert 0 <= waiting <= days * (span + tail)


def test_one_interview_a_month_wakes_an_instance_once_and_many_keep_it_up() -> None:
    once = waiting_ms(Planned(work(per_month=1)), 60_000)
    assert abs(once - 23 * 60_000) < 60_000  # 8 minutes to start, 15 of staying up
    always = waiting_ms(Planned(work(per_month=100_000)), 100)
    assert always == 22 * (10 * 3_600_000 + 15 * 60_000 + 100) - 100_000 * 100


def test_however_busy_it_is_an_instance_starts_and_waits_once_a_day() -> None:
    plan = Planned(work(per_month=200_000))
    assert waiting_ms(plan, 60_000) == 22 * 23 * 60_000  # more work than one instance has hours for
    assert instances(plan, 60_000) == 16


def test_batches_start_once_each_and_never_more_often_than_there_are_interviews() -> None:
    assert waiting_ms(Planned(work(per_month=3000, wakings_per_day="2")), 1) == 44 * 23 * 60_000
    assert waiting_ms(Planned(work(per_month=5, wakings_per_day="2")), 1) == 5 * 23 * 60_000


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"minutes": "0"}, "minutes is a number from 0.1 to 120"),
        ({"minutes": "1e3"}, "minutes is a number"),
        ({"minutes": "२०"}, "minutes is a number"),
        ({"answers": 0}, "answers: a whole number from 1 to 20"),
        ({"per_month": 10**9}, "interviews a month: a whole number"),
        ({"assumptions": {"<script>": "1"}}, "nothing is assumed about '<script>'"),
        ({"assumptions": {"busy_days": "1.5"}}, "busy_days is a whole number from 1 to 31"),
        ({"assumptions": {"idle_minutes": "9" * 10_000}}, "idle_minutes is a number from 0 to 240"),
        ({"assumptions": {"speech_instance": "=cmd|'/c calc'"}}, "speech_instance is an instance type"),
    ],
)
def test_a_figure_that_cannot_be_used_is_named_in_one_sentence(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(Rejected) as refused:
        Planned(work().model_copy(update=changed))
    assert said in refused.value.detail
    assert "\n" not in refused.value.detail


def test_every_default_lies_within_its_bounds_and_what_is_given_is_marked_as_yours() -> None:
    again = assume({row.name: row.value for row in DEFAULTS})
    assert again.changed == {}
    changed = assume({"speech_speed": "40.0"})
    [row] = [row for row in changed.rows if row.basis == "yours"]
    assert (row.name, row.value) == ("speech_speed", "40")


def test_nobody_looks_at_a_picture_without_agreement() -> None:
    found = _whole_month(Planned(work(observations="0")))
    assert Planned(work(observations="0")).drivers["segment"] == 0
    assert found[Meter.LAMBDA_COMPUTE] < _whole_month(Planned(work()))[Meter.LAMBDA_COMPUTE] // 4
