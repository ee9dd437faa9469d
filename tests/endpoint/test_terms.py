"""Terms replace what sounds like them, and nothing else."""

from __future__ import annotations

from endpoint.terms import respelled


def found(plain: str, steered: str, *terms: str) -> list[str]:
    """Texts that are proposed; every word is a token."""
    words = sorted({*plain.split(), *steered.split()})

    def spell(tokens: list[int]) -> str:
        return "".join(f" {words[token]}" for token in tokens)

    one, two = ([words.index(word) for word in text.split()] for text in (plain, steered))
    return [spell([*one[:start], *put, *one[end:]])[1:] for start, end, put in respelled(one, two, terms, spell)]


def test_a_term_is_proposed_where_it_stands_and_the_rest_stays_as_it_was() -> None:
    assert found("we red the guttenberg bible", "we read the Gutenberg bible", "gutenberg") == [
        "we red the Gutenberg bible"
    ]


def test_what_holds_no_term_or_only_adds_words_is_left_alone() -> None:
    assert found("we ship code", "we shop code", "kafka") == []
    assert found("we ship code", "kafka we ship code", "kafka") == [], "nothing was heard there"
    assert found("we ship kafka", "we shop kafka", "kafka") == [], "it is there already"
