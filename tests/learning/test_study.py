"""A study stands on enough people or says nothing, names nobody, and comes out the same for the same data."""

from __future__ import annotations

from typing import Any

import pytest

from mianshi.contracts.learning import LearningCase, Study
from mianshi.learning.study import study
from support.judged_fixture import small_role

AT = "2026-11-28T05:00:00.000Z"


def case(at: int, **changes: object) -> LearningCase:
    known: dict[str, object] = {
        "order": f"{at:04d}", "role_version": "v", "job": "jb_a", "month": "2026-11", "hired": False, "total": 50,
        "levels": {"c0": 3.04, "c1": 2.0 + at % 2},
    }  # fmt: skip
    return LearningCase.model_validate(known | changes)


def made(cases: list[LearningCase], left_out: int = 0, **more: Any) -> Study:
    role = small_role()
    return study(role, {role.content_hash(): role}, cases, made_at=AT, clear=str, left_out=left_out, **more)


def test_looks_that_were_spent_stay_in_the_next_study() -> None:
    """Of versions that no job has any more, too: they may be restored."""
    version = small_role().content_hash()
    cases = [
        case(at, hired=True, performance=0.01 * (at % 97), role_version=version, holds=at % 2 == 0) for at in range(60)
    ]
    first = made(cases)
    assert [one.size for one in first.looks[version]] == [50]
    assert [one.size for one in first.relation_looks["performance"]] == [60]
    second = made(cases[:20], last=first.model_copy(update={"looks": first.looks | {"old": first.looks[version]}}))
    assert second.looks == first.looks | {"old": first.looks[version]}
    assert (second.proposals, second.relation_looks) == (first.proposals, first.relation_looks)


def test_what_came_too_late_is_said() -> None:
    assert any("3 ratings" in note.en for note in made([case(1)], late=3).notes)


@pytest.mark.parametrize(("n", "people"), [(29, 0), (30, 30), (58, 50)])
def test_the_benchmark_is_of_thirty_people_or_none_and_rounded(n: int, people: int) -> None:
    found = made([case(at) for at in range(n)])
    assert found.benchmark_people == people
    assert found.benchmark == ({"c0": 3.0, "c1": 2.5} if people else {})
    assert (found.interviewed, found.hired, found.with_outcome) == (n, 0, 0)


def test_a_level_of_few_has_no_benchmark() -> None:
    few = [case(at, levels={"c0": 3.0} | ({"c1": 4.0} if at < 29 else {})) for at in range(40)]
    assert made(few).benchmark == {"c0": 3.0}


def test_batches_by_job_and_month_with_their_rates() -> None:
    cases = [
        case(1, forward=True, hired=True, performance=0.9),
        case(2, forward=True, rejected=True),
        case(3, month="2026-10", total=None),
        case(4, job="jb_b", rejected=True),
    ]
    assert [
        (one.month, one.job, one.scored, one.forward, one.rejected, one.hired, one.performing)
        for one in made(cases).batches
    ] == [
        ("2026-11", "jb_b", 1, 0, 1, 0, None),
        ("2026-11", "jb_a", 2, 2, 1, 1, None),
        ("2026-10", "jb_a", 0, 0, 0, 0, None),
    ]


def test_how_many_perform_is_told_from_thirty_hired_on() -> None:
    cases = [case(at, hired=True, performance=0.5 if at % 3 else 0.4) for at in range(30)]
    unrated = [case(at, hired=True) for at in range(30, 33)]
    few = [case(at, hired=True, performance=0.9, month="2026-10") for at in range(40, 44)]
    [one, other] = made([*cases, *unrated, *few]).batches
    assert (one.hired, one.rated, one.performing) == (33, 30, 20)
    assert (other.hired, other.rated, other.performing) == (4, 4, None), "one of four could be told apart"
    [fewer] = made(cases[:29]).batches
    assert fewer.performing is None


def test_the_same_data_make_the_same_study_and_no_row_is_in_it() -> None:
    cases = [case(at, hired=True, performance=0.01 * (at % 97), words={"zh": "某人说的话"}) for at in range(60)]
    first, second = made(cases), made(list(cases))
    assert first == second
    assert "某人说的话" not in first.canonical_json() and "0005" not in first.canonical_json()
    assert set(first.proposals) == {small_role().content_hash()}
    assert first.with_outcome == 60


def test_what_was_left_out_and_versions_put_together_are_said() -> None:
    found = made([case(1), case(2, role_version="w")], left_out=7)
    assert any("另有 7 场" in note.zh for note in found.notes)
    assert any("2 versions" in note.en for note in found.notes)
    assert len(made([case(1)]).notes) == 3
    assert made([]).interviewed == 0
