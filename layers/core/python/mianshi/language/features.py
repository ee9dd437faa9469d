"""Facts about the words of an answer, for people who ask for them. They enter no level."""

from __future__ import annotations

from dataclasses import dataclass

from mianshi.contracts.role import Role
from mianshi.contracts.transcript import Transcript
from mianshi.language.concrete import Concreteness, measure
from mianshi.language.text import clauses, length, stance


@dataclass(frozen=True)
class WordFacts:
    """Keyword frequency and structure of one answer.

    `terms` counts the clauses that say a term of the role (key point names and synonyms), most frequent first;
    `terms_per_100` is their sum over 100 units (characters in Chinese, words in English).
    """

    units: int
    structure: Concreteness
    terms: dict[str, int]
    terms_per_100: float


def word_facts(transcript: Transcript, role: Role) -> WordFacts | None:
    """Facts about one answer in the terms of a role; None where its language is unknown or nothing was said."""
    language = transcript.language
    if language is None or not transcript.sentences:
        return None
    phrases = dict.fromkeys(
        phrase
        for competency in role.competencies
        for point in competency.key_points
        for phrase in (point.name.in_language(language), *point.synonyms.in_language(language))
    )
    texts = [sentence.text for sentence in transcript.sentences]
    counts = {
        phrase: sum(stance(part, [phrase], language) is not None for text in texts for part in clauses(text, language))
        for phrase in phrases
    }
    terms = dict(sorted(((p, n) for p, n in counts.items() if n), key=lambda item: (-item[1], item[0])))
    units = length(transcript.text, language)
    return WordFacts(
        units=units,
        structure=measure(transcript.text, language),
        terms=terms,
        terms_per_100=round(100 * sum(terms.values()) / max(1, units), 1),
    )
