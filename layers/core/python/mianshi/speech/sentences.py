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


def is_punctuated(words: Sequence[Word], language: Language | None) -> bool:
    """Whether the recogniser punctuated: at least one mark for every `LONG_SENTENCE_UNITS` units."""
    units = count_units(spell([word.text for word in words], language), language)
    marks = sum(bool(_ANY_MARK.search(word.text)) for word in words)
    return marks * LONG_SENTENCE_UNITS >= units


def silence_after(words: Sequence[Word], index: int) -> int:
    """Milliseconds between a word and the next; 0 after the last."""
    return words[index + 1].start_ms - words[index].end_ms if index + 1 < len(words) else 0


def punctuate(words: Sequence[Word], breaks: frozenset[int], language: Language | None) -> list[Word]:
    """Words with a mark added where there was a silence, for recognisers that give no punctuation.

    Args:
        words: in order, without punctuation.
        breaks: indexes of words after which the recogniser began a new segment.
        language: decides between Chinese and Western marks.
    """
    clause, stop = _MARKS[language]
    result: list[Word] = []
    units = 0
    for index, word in enumerate(words):
        units += count_units(word.text, language)
        mark = ""
        if not _ANY_MARK.search(word.text):
            silence = silence_after(words, index)
            pausing = silence >= CLAUSE_PAUSE_MS or index in breaks
            if silence >= SENTENCE_PAUSE_MS or index + 1 == len(words) or (pausing and units >= LONG_SENTENCE_UNITS):
                mark = stop
            elif pausing:
                mark = clause
        units = 0 if mark == stop else units
        result.append(word.model_copy(update={"text": word.text + mark}) if mark else word)
    return result


def split_sentences(words: Sequence[Word], language: Language | None) -> list[Sentence]:
    """Sentences in order, covering every word once; each text is exactly what `spell` makes of its words.

    A sentence ends at a terminal mark, at a silence of `SENTENCE_PAUSE_MS` after any other mark,
    or at a silence of `THINKING_PAUSE_MS` anywhere.
    """
    sentences: list[Sentence] = []
    first = 0
    for index, word in enumerate(words):
        silence = silence_after(words, index)
        paused = silence >= SENTENCE_PAUSE_MS and _ANY_MARK.search(word.text)
        if index + 1 == len(words) or ends_sentence(word.text, language) or paused or silence >= THINKING_PAUSE_MS:
            sentences.append(_sentence(words, first, index + 1, language))
            first = index + 1
    return sentences


def _sentence(words: Sequence[Word], first: int, end: int, language: Language | None) -> Sentence:
    return Sentence(
        text=spell([word.text for word in words[first:end]], language),
        start_ms=words[first].start_ms,
        end_ms=max(word.end_ms for word in words[first:end]),
        first_word=first,
        end_word=end,
    )
