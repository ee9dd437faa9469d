"""An answer cut into pieces of about a breath's length: what is compared, counted and quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mianshi.contracts.base import Language
from mianshi.contracts.transcript import Sentence, Word
from mianshi.language.text import clauses, length, normalise

PIECE_UNITS: dict[Language, int] = {"zh": 45, "en": 25}
"""Characters (zh) or words (en) from which a run of clauses is a piece: about ten seconds of speech. Recognisers leave
long runs without a full stop, so sentences alone would differ in size by a factor of ten."""
LEAST_UNITS: dict[Language, int] = {"zh": 30, "en": 20}
"""A passage shorter than this bears on nothing, unless its question was asked."""
LONGEST_QUOTE = 240

_HESITATION: dict[Language, tuple[tuple[re.Pattern[str], str], ...]] = {
    "zh": (
        (re.compile(r"(?:[嗯呃额唔](?![头外度定])|啊(?=[,，]))[,，、…]*"), ""),
        (re.compile(r"(?:那个|这个|就是说|怎么说呢|你知道吧?)[,，、…]+"), ""),
        (re.compile(r"([\u4e00-\u9fff]{1,4})(?:[,，、…]+\1)+"), r"\1"),
    ),
    "en": (
        (re.compile(r"\b(?:um+|uh+|uhm|er+|erm|hmm+|mm+)\b[,.…]*\s*", re.IGNORECASE), ""),
        (re.compile(r"\b(?:you know|i mean)\b,?\s*|(?<=,) like,", re.IGNORECASE), ""),
        (re.compile(r"\b(\w+(?: \w+)?)(?:[,…]* \1\b)+", re.IGNORECASE), r"\1"),
    ),
}
"""Sounds of thinking, fillers set off by a comma, and words begun twice."""
_UNIT = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Piece:
    """Words in a row: `text` to be compared, `verbatim` as they stand in the sentence, and that sentence's place."""

    text: str
    verbatim: str
    sentence: int


def pieces(sentences: Sequence[Sentence], chosen: Sequence[int], language: Language) -> list[Piece]:
    """The pieces of the chosen sentences in order, each said once: what is repeated word for word is left out."""
    found: dict[str, Piece] = {}
    for index in (chosen[at] for at in said_once([sentences[at] for at in chosen], language)):
        for verbatim in _cut(sentences[index].text, language):
            text = without_hesitations(verbatim, language)
            found.setdefault(_bare(text), Piece(text, verbatim, index))
    found.pop("", None)
    return list(found.values())


def said_once(sentences: Sequence[Sentence], language: Language) -> list[int]:
    """Places of the sentences that say something, without those that only repeat an earlier one word for word."""
    first: dict[str, int] = {}
    for index, sentence in enumerate(sentences):
        first.setdefault(_bare(without_hesitations(sentence.text, language)), index)
    return [index for bare, index in first.items() if bare]


def without_hesitations(text: str, language: Language) -> str:
    """The text without what people say while they think, which says nothing of what was done."""
    for pattern, instead in _HESITATION[language]:
        text = pattern.sub(instead, text)
    return _SPACES.sub(" ", text).strip()


def joined(parts: Sequence[Piece], language: Language) -> str:
    """The pieces as running text."""
    return ("" if language == "zh" else " ").join(part.text for part in parts)


def quotation(piece: Piece, sentence: Sentence, words: Sequence[Word]) -> tuple[str, int, int]:
    """What to quote of a piece, word for word as in the transcript, with its start and end in ms."""
    at = sentence.text.find(piece.verbatim)
    quote = (piece.verbatim if at >= 0 else sentence.text)[:LONGEST_QUOTE]
    before = len("".join(sentence.text[: max(0, at)].split()))
    size = len("".join(quote.split()))
    passed, inside = 0, []
    for word in words[sentence.first_word : sentence.end_word]:
        if before <= passed < before + size:
            inside.append(word)
        passed += len("".join(word.text.split()))
    return quote, *((inside[0].start_ms, inside[-1].end_ms) if inside else (sentence.start_ms, sentence.end_ms))


def _cut(sentence: str, language: Language) -> list[str]:
    found: list[str] = []
    held = ""
    for clause in (part for whole in clauses(sentence, language) for part in _breaths(whole, language)):
        held = (held + ("" if language == "zh" else " ") + clause).strip()
        if length(held, language) >= PIECE_UNITS[language]:
            found.append(held)
            held = ""
    return [*found, held] if held else found


def _breaths(clause: str, language: Language) -> list[str]:
    """A clause of twice a piece's length or more, as recognisers write without commas, in parts of about that length;
    else the clause. Without this a long answer would be one vector, closer to everything and to nothing."""
    size = length(clause, language)
    if size < 2 * PIECE_UNITS[language]:
        return [clause]
    starts = [found.start() for found in _UNIT.finditer(clause)]
    count = size // PIECE_UNITS[language]
    cuts = [0, *(starts[len(starts) * part // count] for part in range(1, count)), len(clause)]
    return [clause[start:end].strip() for start, end in pairwise(cuts)]


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", normalise(text))
