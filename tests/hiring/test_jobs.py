"""Lists of jobs, what changed about one, and weights."""

from __future__ import annotations

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import InterviewRules, Job, JobStatus, Slot
from mianshi.hiring import jobs
from support.jobs import JOB


def job(number: int, status: JobStatus = JobStatus.OPEN, **changes: object) -> Job:
    return JOB.model_copy(update={"id": f"jb_{number}", "status": status, **changes})


def test_open_jobs_come_first_then_drafts_then_closed_ones() -> None:
    some = [job(4, JobStatus.CLOSED), job(3, JobStatus.DRAFT), job(2), job(1)]
    assert [one.id for one in jobs.chosen(some, "", "", "")] == ["jb_2", "jb_1", "jb_3", "jb_4"]
    assert [one.id for one in jobs.chosen(some, "draft", "", "")] == ["jb_3"]


@pytest.mark.parametrize(
    ("words", "found"),
    [("店长", True), ("STORE 零售", True), ("store nurse", False), ("<script>", False), ("  ", True)],
)
def test_every_word_must_stand_in_the_title_or_the_department(words: str, found: bool) -> None:
    assert bool(jobs.chosen([JOB], "", "", words)) is found


def test_departments_are_named_once() -> None:
    some = [job(1), job(2), job(3, department="IT"), job(4, department="")]
    assert jobs.departments(some) == ["IT", "华东零售"]
    assert [one.id for one in jobs.chosen(some, "", "IT", "")] == ["jb_3"]


def test_each_setting_that_changed_is_told_with_both_values() -> None:
    slot = Slot(id="sl_1", starts_at="2026-12-01T01:00:00.000Z", ends_at="2026-12-01T02:00:00.000Z", capacity=3)
    after = JOB.model_copy(
        update={
            "headcount": 10,
            "team": ["wu", "an"],
            "rules": InterviewRules(modes=["video"], retakes=0),
            "slots": [slot],
            "status": JobStatus.OPEN,
        }
    )
    told = [change.en for change in jobs.changes(JOB, after)]
    assert told == [
        'Status: "draft" → "open"',
        'Headcount: "1" → "10"',
        'Team: "nobody" → "an, wu"',
        'Ways of answering: "video, audio, text" → "video"',
        'Retakes: "1" → "0"',
        "slot added: 2026-12-01 01:00 UTC × 3",
    ]
    assert jobs.changes(after, JOB)[-1].zh == "删去时段：2026-12-01 01:00 UTC × 3"
    assert jobs.changes(JOB, JOB) == []


def test_every_setting_is_told() -> None:
    after = {
        "title": Bilingual(zh="甲", en="A"),
        "department": "x",
        "headcount": 2,
        "team": ["a"],
        "policy": "eu",
        "blind_first": True,
        "release": "by_hand",
        "status": JobStatus.OPEN,
        "slots": [Slot(id="s", starts_at="2026-12-01T01:00Z", ends_at="2026-12-01T02:00Z", capacity=1)],
    }
    for name, value in after.items():
        assert jobs.changes(JOB, JOB.model_copy(update={name: value})), name
    rules = {
        "modes": ["text"],
        "languages": ["en"],
        "think_seconds": 5,
        "answer_seconds": 60,
        "retakes": 3,
        "practice": False,
        "advanced": True,
        "link_days": 3,
        "reminder_hours": 0,
        "personal": 2,
        "follow_ups": 1,
    }
    assert set(rules) == set(InterviewRules.model_fields)
    for name, value in rules.items():
        changed = JOB.rules.model_copy(update={name: value})
        assert len(jobs.changes(JOB, JOB.model_copy(update={"rules": changed}))) == 1, name


@pytest.mark.parametrize(
    ("weights", "added", "shared"),
    [
        ([25, 25, 25, 25], 20, [20, 20, 20, 20]),
        ([30, 30, 40], 10, [27, 27, 36]),
        ([33, 33, 34], 10, [30, 30, 30]),
        ([1, 99], 97, [1, 2]),
        ([1, 1, 98], 96, [1, 1, 2]),
        ([100], 1, [99]),
    ],
)
def test_a_new_competency_takes_its_weight_from_the_others_in_proportion(
    weights: list[int], added: int, shared: list[int]
) -> None:
    found = jobs.rebalanced(weights, added)
    assert sum(found) + added == 100 and min(found) >= 1
    assert found == shared


@pytest.mark.parametrize(("weights", "added"), [([50, 50], 99), ([50, 50], 0), ([], 100), ([100], 100), ([100], -5)])
def test_weights_that_cannot_be_shared_are_refused(weights: list[int], added: int) -> None:
    with pytest.raises(ValueError):
        jobs.rebalanced(weights, added)


@pytest.mark.parametrize(("second", "overlap"), [("09:30", True), ("10:00", False), ("08:00", False)])
def test_slots_may_touch_and_not_overlap(second: str, overlap: bool) -> None:
    def slot(at: str) -> Slot:
        ends = f"{int(at[:2]) + 1:02d}{at[2:]}"
        return Slot(id=at, starts_at=f"2026-12-01T{at}Z", ends_at=f"2026-12-01T{ends}Z", capacity=1)

    assert jobs.overlapping([slot("09:00"), slot(second)]) is overlap
