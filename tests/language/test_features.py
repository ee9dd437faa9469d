from __future__ import annotations

import pytest

from mianshi.language.features import word_facts
from mianshi.speech import text_transcript
from support.roles_fixture import small_role


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("我先道歉,然后核实小票,最后又一次道歉并回访。", {"道歉": 2, "回访": 1, "核实": 1}),
        (
            "I apologised, then I verified the receipt, and then I followed up.",
            {"apologise": 1, "follow up": 1, "receipt": 1, "verify": 1},
        ),
    ],
)
def test_terms_are_counted_most_frequent_first(text, terms):
    facts = word_facts(text_transcript(0, None, text, None, None), small_role())
    assert {term: facts.terms[term] for term in terms} == terms
    assert list(facts.terms.values()) == sorted(facts.terms.values(), reverse=True)
    assert facts.terms_per_100 == round(100 * sum(facts.terms.values()) / facts.units, 1)
    assert facts.structure.steps >= 2


def test_nothing_to_say_about_nothing():
    assert word_facts(text_transcript(0, None, "", None, None), small_role()) is None
