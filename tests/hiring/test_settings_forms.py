"""A job's settings and times as a form."""

from __future__ import annotations

import pytest

from mianshi.contracts.hiring import InterviewRules
from mianshi.hiring.settings_forms import MODES, NUMBERS, Posted, more_slots, settled
from support.jobs import JOB

NOW = "2026-11-28T08:00:00.000Z"
FORM: dict[str, list[str]] = {
    "department": [" 华东  零售 "],
    "headcount": ["10"],
    "team": ["wu", "an", "wu"],
    "policy": ["eu"],
    "release": ["by_hand"],
    "blind_first": ["yes"],
    "think_seconds": ["20"],
    "answer_seconds": ["120"],
    "retakes": ["0"],
    "link_days": ["7"],
    "reminder_hours": ["24"],
    "personal": ["2"],
    "follow_ups": ["3"],
    "advanced": ["yes"],
    "modes": ["text", "video"],
    "languages": ["zh"],
}


def test_a_form_becomes_the_settings_of_the_job() -> None:
    job = settled(JOB, FORM, ["cn", "eu"], None).job
    assert job is not None
    assert (job.department, job.headcount, job.team, job.policy) == ("华东 零售", 10, ["wu", "an"], "eu")
    assert job.blind_first and job.release == "by_hand"
    assert job.rules == InterviewRules(
        modes=["video", "text"],
        languages=["zh"],
        think_seconds=20,
        answer_seconds=120,
        retakes=0,
        practice=False,
        advanced=True,
        link_days=7,
        reminder_hours=24,
        personal=2,
        follow_ups=3,
    )
    assert (job.id, job.owner, job.role_version, job.slots) == (JOB.id, JOB.owner, JOB.role_version, JOB.slots)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("headcount", ["0"]),
        ("headcount", ["ten"]),
        ("headcount", []),
        ("headcount", ["١٢"]),
        ("think_seconds", ["-1"]),
        ("answer_seconds", ["14"]),
        ("retakes", ["11"]),
        ("follow_ups", ["4"]),
        ("link_days", ["91"]),
        ("modes", []),
        ("modes", ["telepathy"]),
        ("languages", []),
        ("policy", ["none"]),
        ("release", ["never"]),
        ("department", ["长" * 61]),
        ("team", [f"p{number}" for number in range(51)]),
        ("team", ["x" * 129]),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(name: str, values: list[str]) -> None:
    found = settled(JOB, FORM | {name: values}, ["cn", "eu"], None)
    assert found.job is None and list(found.problems) == [name]


def test_only_people_with_an_account_join_and_whoever_is_on_it_may_stay() -> None:
    known = settled(JOB, FORM, ["eu"], ["wu", "an"])
    assert known.job is not None and known.job.team == ["wu", "an"]
    assert "“an”" in settled(JOB, FORM, ["eu"], ["wu"]).problems["team"].en
    before = JOB.model_copy(update={"team": ["an"]})
    assert settled(before, FORM, ["eu"], ["wu"]).job is not None


def test_the_limits_of_the_form_are_those_of_the_contract() -> None:
    for name, (least, most) in NUMBERS.items():
        for value in (least, most):
            InterviewRules.model_validate({name: value})
        with pytest.raises(ValueError):
            InterviewRules.model_validate({name: most + 1})
    assert [*MODES] == InterviewRules().modes


def _times(**changes: str) -> Posted:
    values = {"start": "2026-12-01T09:00", "offset": "-480", "minutes": "30", "times": "3", "capacity": "4"} | changes
    return {name: [value] for name, value in values.items()}


def test_local_times_are_kept_as_utc_and_several_follow_each_other() -> None:
    job = more_slots(JOB, _times(), NOW).job
    assert job is not None
    assert [(slot.starts_at, slot.ends_at, slot.capacity) for slot in job.slots] == [
        ("2026-12-01T01:00:00.000Z", "2026-12-01T01:30:00.000Z", 4),
        ("2026-12-01T01:30:00.000Z", "2026-12-01T02:00:00.000Z", 4),
        ("2026-12-01T02:00:00.000Z", "2026-12-01T02:30:00.000Z", 4),
    ]
    assert len({slot.id for slot in job.slots}) == 3
    earlier = more_slots(job, _times(start="2026-11-30T22:00", offset="300", times="1"), NOW).job
    assert earlier is not None and earlier.slots[3].starts_at == "2026-12-01T03:00:00.000Z"
    assert [slot.starts_at for slot in earlier.slots] == sorted(slot.starts_at for slot in earlier.slots)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"start": "2026-11-28T15:00"}, "start"),
        ({"start": "soon"}, "start"),
        ({"start": "2026-12-01T09:00+08:00"}, "start"),
        ({"start": "9999-12-31T23:00"}, "start"),
        ({"offset": "9999"}, "start"),
        ({"offset": "1" * 9999}, "start"),
        ({"offset": "x"}, "start"),
        ({"minutes": "4"}, "minutes"),
        ({"times": "51"}, "times"),
        ({"capacity": "0"}, "capacity"),
    ],
)
def test_a_time_that_cannot_be_is_refused(changes: dict[str, str], wrong: str) -> None:
    found = more_slots(JOB, _times(**changes), NOW)
    assert found.job is None and wrong in found.problems


def test_the_same_times_twice_are_refused_and_so_are_too_many() -> None:
    job = more_slots(JOB, _times(), NOW).job
    assert job is not None
    assert "overlaps" in more_slots(job, _times(), NOW).problems["start"].en
    for day in range(2, 6):
        more = more_slots(job, _times(start=f"2026-12-0{day}T00:00", times="50", minutes="10"), NOW)
        job = more.job or job
    assert "at most 200" in more.problems["times"].en
