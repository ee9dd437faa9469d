"""What is said to follow-up questions: it raises, and lowers nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.assessment import Assessment, Finding, Flag
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


def vague(said: Assessment, competency: str, quote: str) -> Assessment:
    """The same with words that weaken the level of one competency."""
    point = Finding(
        effect="weakens", key_point="", statement="It stays general.", quote=quote, sentence=0, start_ms=0, end_ms=9,
        strength=0.9, moved=-0.5,
    )  # fmt: skip
    found = [
        one.model_copy(update={"findings": [point]}) if one.competency == competency else one
        for one in said.competencies
    ]
    return said.model_copy(update={"competencies": found})


def test_what_was_left_out_is_told_as_such_and_not_as_never_said() -> None:
    core = [answer(0, [3.0, None, None], own=True)]
    card = scored(core, [vague(answer(5, [None, 2.0, None], own=False), "c1", "somehow")])
    left_out = card.competencies[1]
    assert (left_out.level, left_out.score, left_out.confidence) == (None, None, 0.0)
    assert left_out.note is not None and "would have lowered the total, so it was left out" in left_out.note
    assert [(one.quote, one.moved) for one in left_out.evidence] == [("somehow", None)]
    assert "not addressed: Competency 2; said only to a follow-up question and left out: Competency 1." in card.notes[0]
    assert card.competencies[2].note == "No answer bears on this competency."


def test_words_that_moved_no_level_are_no_evidence_for_it() -> None:
    core = [vague(answer(0, [4.0, None, None], own=True), "c0", "in the interview")]
    low, high = (
        scored(core, [vague(answer(5, [level, None, None], own=False), "c0", "to the follow-up")])
        for level in (2.0, 5.0)
    )
    assert [one.quote for one in low.competencies[0].evidence] == ["in the interview"]
    assert [one.quote for one in high.competencies[0].evidence] == ["in the interview", "to the follow-up"]


def test_a_key_point_said_to_a_follow_up_is_not_missing_although_the_level_stands() -> None:
    core = [answer(0, [4.0, None, None], own=True)]
    said = vague(answer(5, [2.0, None, None], own=False), "c0", "I did it")
    shows = [one.model_copy(update={"findings": [point.model_copy(update={"effect": "supports", "key_point": "p0a"})
             for point in one.findings]}) for one in said.competencies]  # fmt: skip
    card = scored(core, [said.model_copy(update={"competencies": shows})])
    assert card.competencies[0].level == 4.0
    assert [one.id for one in card.competencies[0].missing_key_points] == ["p0b"]


def test_the_notes_name_every_answer_to_a_follow_up() -> None:
    core = [answer(0, [4.0, None, None], own=True)]
    one, two = (scored(core, [answer(n, [4.0, None, None], own=False) for n in range(3, 3 + k)]) for k in (1, 2))
    assert "Answer 4 is to a follow-up question: it can raise a level and never lowers one." in one.notes
    assert "Answers 4 and 5 are to follow-up questions: they can raise a level and never lower one." in two.notes


def test_what_reads_like_an_attempt_at_the_scorer_raises_nothing_and_costs_nothing() -> None:
    core = [answer(0, [4.0, 4.0, 4.0], own=True)]
    plain = scored(core, [])
    gamed = scored(core, [answer(5, [5.0, None, None], own=False, flags=["instructs"])])
    assert (gamed.total, gamed.recommendation) == (plain.total, plain.recommendation) == (75, "forward")
    assert not gamed.competencies[0].ask_person
    told = [note for note in gamed.notes if "instruct the scorer" in note]
    assert len(told) == 1 and told[0].startswith("Answer 6, to a follow-up question") and "left out" in told[0]
    assert not any("instruct the scorer" in note for note in plain.notes)


def test_a_competency_on_which_only_such_words_were_said_has_no_level_and_says_why() -> None:
    core = [answer(0, [3.0, None, None], own=True)]
    card = scored(core, [answer(5, [None, 5.0, None], own=False, flags=["recited"])])
    assert card.competencies[1].level is None and not card.competencies[1].ask_person
    assert "recite scoring texts" in (card.competencies[1].note or "")
    assert "left out: Competency 1" in card.notes[0]
