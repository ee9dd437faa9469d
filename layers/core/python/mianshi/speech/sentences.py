"""Sentences for people to read, out of words with times."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mianshi.contracts.base import Language
from mianshi.contracts.transcript import Sentence, Word
from mianshi.speech.script import count_units

SENTENCE_PAUSE_MS = 700
"""A silence that ends a sentence nobody punctuated (0.6 s at punctuation sounds natural to listeners)."""
CLAUSE_PAUSE_MS = 300
THINKING_PAUSE_MS = 2000
"""A silence that ends even a punctuated sentence in its middle; shorter ones are thinking."""
LONG_SENTENCE_UNITS = 60
UNITS_PER_MARK = 40
RUN_ON_UNITS: dict[Language | None, int] = {"zh": 40, "en": 30, None: 30}
"""A sentence longer than this is cut at its commas: what is quoted and jumped to should be one thought."""

_CLOSERS = "\"'”’」』)）】》]"
_TERMINAL = re.compile(rf"[。！？!?…；;.][{re.escape(_CLOSERS)}]*$")
_ANY_MARK = re.compile(rf"[。！？!?…；;.,，、:：][{re.escape(_CLOSERS)}]*$")
_ABBREVIATION = re.compile(
    r"^\W*(?:[A-Za-z]|(?:mr|mrs|ms|dr|prof|sr|jr|st|no|vs|etc|inc|ltd|approx|dept|fig|e\.g|i\.e|a\.m|p\.m|u\.s|u\.k))\.$",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"^\d{1,2}\.$")
_MARKS: dict[Language | None, tuple[str, str]] = {"zh": ("，", "。"), "en": (",", "."), None: (",", ".")}


def spell(words: Sequence[str], language: Language | None) -> str:
    """The text that words make: in Chinese run together, with a space only between two Latin words or numbers."""
    if language != "zh":
        return " ".join(words)
    text = ""
    for word in words:
        if text and word and _is_latin(text[-1]) and _is_latin(word[0]):
            text += " "
        text += word
    return text


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def ends_sentence(word: str, language: Language | None) -> bool:
    """Whether the word carries a mark that ends a sentence; "Mr." and a single letter do not."""
    if not _TERMINAL.search(word):
        return False
    if language == "zh":
        return not _LIST_NUMBER.match(word)
    return not _ABBREVIATION.match(word)


def punctuate(
    words: Sequence[Word], silences: Sequence[int], phrase_ends: Sequence[int], language: Language | None
) -> list[Word]:
    """Words with a mark added where there was a silence, in every phrase the recogniser left without marks.

    Args:
        words: in order.
        silences: milliseconds of pause after every word.
        phrase_ends: index of the last word of every phrase, ascending.
        language: decides between Chinese and Western marks.
    """
    clause, stop = _MARKS[language]
    bare = _bare(words, phrase_ends, language)
    result: list[Word] = []
    units = 0
    for index, word in enumerate(words):
        units += count_units(word.text, language)
        mark = ""
        if bare[index] and not _ANY_MARK.search(word.text):
            last = index + 1 == len(words)
            pausing = silences[index] >= CLAUSE_PAUSE_MS or index in phrase_ends
            if last or silences[index] >= SENTENCE_PAUSE_MS or (pausing and units >= LONG_SENTENCE_UNITS):
                mark = stop
            elif pausing:
                mark = clause
        if mark == stop or ends_sentence(word.text, language):
            units = 0
        result.append(word.model_copy(update={"text": word.text + mark}) if mark else word)
    return result


def _bare(words: Sequence[Word], phrase_ends: Sequence[int], language: Language | None) -> list[bool]:
    """For every word whether its phrase has less than one mark for `UNITS_PER_MARK` units (Whisper changes habits)."""
    result: list[bool] = []
    for end in phrase_ends:
        phrase = words[len(result) : end + 1]
        units = count_units(spell([word.text for word in phrase], language), language)
        marks = sum(bool(_ANY_MARK.search(word.text)) for word in phrase)
        result += [marks * UNITS_PER_MARK < units] * len(phrase)
    return result


def split_sentences(words: Sequence[Word], silences: Sequence[int], language: Language | None) -> list[Sentence]:
    """Sentences in order, covering every word once; each text is exactly what `spell` makes of its words.

    A sentence ends at a terminal mark, at a silence of `SENTENCE_PAUSE_MS` after any other mark,
    or at a silence of `THINKING_PAUSE_MS` anywhere.
    """
    sentences: list[Sentence] = []
    first = 0
    for index, (word, silence) in enumerate(zip(words, silences, strict=True)):
        paused = silence >= SENTENCE_PAUSE_MS and _ANY_MARK.search(word.text)
        last = index + 1 == len(words)
        if last or paused or silence >= THINKING_PAUSE_MS or ends_sentence(word.text, language):
            sentences += [_sentence(words, *piece, language) for piece in _pieces(words, first, index + 1, language)]
            first = index + 1
    return sentences


def _pieces(words: Sequence[Word], first: int, end: int, language: Language | None) -> list[tuple[int, int]]:
    """The sentence whole, or cut at marks into pieces that are neither run-on nor crumbs."""

    def units(start: int, stop: int) -> int:
        return count_units(spell([word.text for word in words[start:stop]], language), language)

    limit = RUN_ON_UNITS[language]
    pieces: list[tuple[int, int]] = []
    if units(first, end) > limit:
        for index in range(first, end - 1):
            marked = _ANY_MARK.search(words[index].text)
            if marked and units(first, index + 1) >= limit // 2 and units(index + 1, end) >= limit // 4:
                pieces.append((first, index + 1))
                first = index + 1
    return [*pieces, (first, end)]


def _sentence(words: Sequence[Word], first: int, end: int, language: Language | None) -> Sentence:
    return Sentence(
        text=spell([word.text for word in words[first:end]], language),
        start_ms=words[first].start_ms,
        end_ms=max(word.end_ms for word in words[first:end]),
        first_word=first,
        end_word=end,
    )
