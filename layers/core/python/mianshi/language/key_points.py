"""Key points in an answer: by the words that name them and by the meaning of sentences that show them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mianshi.contracts.base import Language
from mianshi.contracts.role import Competency, KeyPoint
from mianshi.contracts.transcript import Sentence, Word
from mianshi.language.level import SHOWN
from mianshi.language.meaning import Closeness
from mianshi.language.text import is_negative, stance

MEANING_MIDDLE = 1.5
MEANING_SLOPE = 0.5
"""Closeness becomes strength by a logistic curve; unrelated clauses lie below 0.9 in 99.5 of 100 cases."""
SAID = 0.6
DENIED = 0.25
"""What is left of a strength by meaning where one denies and the other does not: vectors hardly see a "not"."""
LONGEST_QUOTE = 240


@dataclass(frozen=True)
class Clause:
    """A clause, the sentence it stands in, and how far that passage is prose."""

    text: str
    sentence: int
    prose: float


@dataclass(frozen=True)
class Shown:
    """The best proof of one key point."""

    key_point: str
    clause: Clause
    strength: float
    found_by: Literal["words", "meaning"]
    denied: bool = False
    """The clause names the key point only to deny it; `strength` is then what is left of it."""


@dataclass(frozen=True)
class Reference:
    """A sentence that shows a key point."""

    key_point: str
    text: str


def references_of(competency: Competency, language: Language) -> list[Reference]:
    """Example sentences of every key point; a key point without any is stood for by its name."""
    return [
        Reference(point.id, text)
        for point in competency.key_points
        for text in point.examples.in_language(language) or [point.name.in_language(language)]
    ]


def find_shown(
    competency: Competency,
    clauses: Sequence[Clause],
    references: Sequence[Reference],
    near: Closeness,
    language: Language,
) -> list[Shown]:
    """The best clause for every key point, in the competency's order; one that denies it where none shows it.

    Args:
        competency: whose key points are looked for.
        clauses: of the passage.
        references: of this competency.
        near: normalised similarity, shape ``(clauses, references)``.
        language: of the answer.
    """
    found: list[Shown] = []
    for point in competency.key_points:
        columns = [index for index, reference in enumerate(references) if reference.key_point == point.id]
        proofs = [
            _proof(point, clause, [(references[column].text, float(near[row, column])) for column in columns], language)
            for row, clause in enumerate(clauses)
        ]
        if proofs:
            best = max(proofs, key=lambda proof: proof.strength)
            denials = [proof for proof in proofs if proof.denied]
            found.append(denials[0] if denials and best.strength < SHOWN else best)
    return found


def _proof(point: KeyPoint, clause: Clause, near: Sequence[tuple[str, float]], language: Language) -> Shown:
    phrases = [point.name.in_language(language), *point.synonyms.in_language(language)]
    found = stance(clause.text, phrases, language)
    said = SAID if found == "said" else 0.0
    meant = max((_meant(clause.text, text, value, language) for text, value in near), default=0.0)
    if found == "denied":
        meant *= DENIED
    strength = clause.prose * (1 - (1 - said) * (1 - meant))
    return Shown(point.id, clause, strength, "words" if said > meant else "meaning", denied=found == "denied")


def _meant(clause: str, reference: str, near: float, language: Language) -> float:
    strength = 1 / (1 + math.exp(-(near - MEANING_MIDDLE) / MEANING_SLOPE))
    same = is_negative(clause, language) == is_negative(reference, language)
    return strength if same else strength * DENIED


def quotation(sentence: Sentence, clause: str, words: Sequence[Word]) -> tuple[str, int, int]:
    """What to quote with its start and end in ms: the sentence, or of a long one the clause, at most 240 characters."""
    if len(sentence.text) <= LONGEST_QUOTE:
        return sentence.text, sentence.start_ms, sentence.end_ms
    at = max(0, sentence.text.find(clause))
    before = len("".join(sentence.text[:at].split()))
    size = len("".join(clause.split()))
    passed, inside = 0, []
    for word in words[sentence.first_word : sentence.end_word]:
        if before <= passed < before + size:
            inside.append(word)
        passed += len(word.text)
    start, end = (inside[0].start_ms, inside[-1].end_ms) if inside else (sentence.start_ms, sentence.end_ms)
    return clause[:LONGEST_QUOTE], start, end
