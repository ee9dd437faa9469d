"""Typed answers: the accommodation path and text-only interviews."""

from __future__ import annotations

import re

from mianshi.contracts.base import Language
from mianshi.contracts.transcript import Sentence, Transcript, Word
from mianshi.speech.script import HAN, count_units, language_by_script, language_name, simplified
from mianshi.speech.sentences import spell, split_sentences

_LINE = re.compile(r"[\r\n\u2028\u2029]+")
_CHINESE_TOKEN = re.compile(
    rf"[“‘「『(（【《\[\"]*(?:[{HAN}]|[^\s{HAN}。！？!?…；;，,、：:]+)[^\w\s“‘「『(（【《\[]*|[^\w\s]+"
)


def text_transcript(
    answer: int, question: str | None, text: str, language: Language | None, seconds: float | None
) -> Transcript:
    """A transcript of a typed answer: no times, full confidence, nothing to say about delivery.

    Args:
        answer: index of the answer in the interview.
        question: the question as asked, where it is known.
        text: what was typed. Chinese comes out in simplified characters; a new line ends a sentence.
        language: as declared, or None to tell it by the script. The script overrules a declaration it contradicts.
        seconds: how long answering took, where it is known.
    """
    text = _strip_invisible(text)
    found = _settle_language(text, language)
    words, sentences = _words_and_sentences(simplified(text), found)
    return Transcript(
        answer=answer,
        question=question,
        language=found,
        language_name=language_name(found) if found else "unknown",
        language_probability=1.0 if found else 0.0,
        duration_ms=round(max(seconds or 0.0, 0.0) * 1000),
        speech_ms=0,
        units=count_units(spell([word.text for word in words], found), found),
        confidence=1.0 if words else 0.0,
        words=words,
        sentences=sentences,
        pauses=[],
        delivery=None,
        spoken=False,
    )


def _words_and_sentences(text: str, language: Language | None) -> tuple[list[Word], list[Sentence]]:
    words: list[Word] = []
    sentences: list[Sentence] = []
    for line in _LINE.split(text):
        first = len(words)
        line_words = [Word(text=token, confidence=1.0, start_ms=0, end_ms=0) for token in _tokens(line, language)]
        words += line_words
        sentences += [
            sentence.model_copy(
                update={"first_word": sentence.first_word + first, "end_word": sentence.end_word + first}
            )
            for sentence in split_sentences(line_words, [0] * len(line_words), language)
        ]
    return words, sentences


def _settle_language(text: str, declared: Language | None) -> Language | None:
    seen = language_by_script(text)
    if declared is None or seen is None:
        return seen
    both = re.search(f"[{HAN}]", text) and re.search("[A-Za-z]{2}", text)
    return declared if both else seen


def _strip_invisible(text: str) -> str:
    """Without control and zero-width characters: nobody can read them, so they must not count as an answer."""
    return "".join(character for character in text if character.isprintable() or character in "\n\r\t\u2028\u2029")


def _tokens(line: str, language: Language | None) -> list[str]:
    if language != "zh":
        return line.split()
    return _CHINESE_TOKEN.findall(line)
