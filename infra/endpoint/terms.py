"""Terms that may come up, as another way to write what was heard: never as words of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher

Tokens = list[int]
Spell = Callable[[Tokens], str]


def respelled(
    plain: Tokens, steered: Tokens, vocabulary: Sequence[str], spell: Spell
) -> Iterator[tuple[int, int, Tokens]]:
    """Places where a text heard with the terms in mind has one that the plain text has not, the last place first.

    Args:
        plain: tokens heard without the terms.
        steered: tokens heard with them.
        vocabulary: the terms.
        spell: the text of tokens.

    Yields:
        Start and end in `plain`, and the tokens to put there.
    """
    said = spell(plain).lower()
    absent = [term.lower() for term in vocabulary if term.lower() not in said]
    text = spell(steered).lower()
    for kind, start, end, first, last in reversed(SequenceMatcher(None, plain, steered, autojunk=False).get_opcodes()):
        if kind != "replace":
            continue
        opened, closed = len(spell(steered[:first])), len(spell(steered[:last]))
        places = ((text.find(term), len(term)) for term in absent)
        if any(at >= 0 and at < closed and at + length > opened for at, length in places):
            yield start, end, steered[first:last]
