"""What is said to follow-up questions: it raises, and lowers nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.assessment import Assessment, Flag
from mianshi.contracts.scorecard import Gate, Scorecard
from mianshi.scoring.scorecard import score
from support.judged_fixture import assessment, finding, small_role, transcript

PASSED = Gate(name="enough_speech", passed=True, detail="40.0 s of speech.")
LEVELS = st.one_of(st.none(), st.integers(10, 50).map(lambda tenths: tenths / 10))


def scored(core: list[Assessment], more: list[Assessment]) -> Scorecard:
    said = {one.answer for one in more}
    told = [transcript(one.answer) for one in [*core, *more]]
    return score(
        interview_id="iv_01TEST",
        role=small_role(),
        policy="cn",
        policy_version="0123456789ab",
        language="en",
        transcripts=[one.model_copy(update={"follow_up": "c0"}) if one.answer in said else one for one in told],
        assessments=[*core, *more],
        gates=[PASSED],
        versions={},
    )


def answer(number: int, levels: list[float | None], *, own: bool, flags: list[Flag] | None = None) -> Assessment:
    return assessment(
        number,
        *(
            finding(f"c{n}", level, question=f"q{n}" if own and n == number else None, relevance=0.9).model_copy(
                update={"flags": flags or []}
            )
            for n, level in enumerate(levels)
        ),
    )


TRIPLES = st.lists(LEVELS, min_size=3, max_size=3)


@given(st.lists(TRIPLES, min_size=1, max_size=2), st.lists(TRIPLES, max_size=3), st.booleans())
def test_no_level_no_total_and_no_advice_falls(core: Any, more: Any, own: bool) -> None:
    first = [answer(n, levels, own=own) for n, levels in enumerate(core)]
    before = scored(first, [])
    after = scored(first, [answer(5 + n, levels, own=False) for n, levels in enumerate(more)])
    if before.total is None or after.total is None:
        return  # nothing is asked of whoever could not be scored
    assert after.total >= before.total
    for old, new in zip(before.competencies, after.competencies, strict=True):
        assert old.level is None or (new.level is not None and new.level >= old.level)
        assert old.ask_person or new.level != old.level or not new.ask_person
    order = [None, "review", "forward"]
    assert order.index(after.recommendation) >= order.index(before.recommendation)


def test_a_first_word_on_a_competency_counts_where_it_does_not_pull_the_total_down() -> None:
    core = [answer(0, [3.0, None, None], own=True)]
    low, high = (scored(core, [answer(5, [None, level, None], own=False)]) for level in (2.0, 4.0))
    assert (low.total, low.competencies[1].level) == (50, None)
    assert high.total is not None and high.total > 50 and high.competencies[1].level == 4.0


def test_what_reads_like_an_attempt_at_the_scorer_raises_nothing_and_costs_nothing() -> None:
    core = [answer(0, [4.0, 4.0, 4.0], own=True)]
    plain = scored(core, [])
    gamed = scored(core, [answer(5, [5.0, None, None], own=False, flags=["instructs"])])
    assert (gamed.total, gamed.recommendation) == (plain.total, plain.recommendation) == (75, "forward")
    assert not gamed.competencies[0].ask_person
