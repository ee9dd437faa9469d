"""Words as people know them, out of the pieces a recogniser writes."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from mianshi.contracts.base import Language
from mianshi.contracts.transcript import RecognisedSegment, RecognisedWord, Word
from mianshi.speech.script import is_han, simplified_pieces

_PIECE = re.compile(r"\s*(?:[A-Za-z0-9'’%.\-]+|\S)")
_SPACED_PIECE = re.compile(r"\s*\S+")
_LATIN_END = re.compile(r"[A-Za-z0-9.,'’%+#&/@\-]$")
_LATIN_START = re.compile(r"[A-Za-z0-9.,'’%+#&/@\-]")
_NO_LETTER = re.compile(r"\W+")


def words_of(segments: Sequence[RecognisedSegment], language: Language | None) -> tuple[list[Word], list[int]]:
    """All words in order of time, and the indexes of the words that end a phrase: a segment, or in Chinese what comes
    before a space between two Chinese words (Whisper's way of not writing a comma).

    Pieces of one Latin word or number become one word, a lone punctuation mark joins the word before it,
    traditional characters become simplified. Starts never run backwards and no word overlaps the next.
    """
    words: list[Word] = []
    ends: list[int] = []
    for segment in segments:
        pieces = _pieces(segment, language)
        texts = simplified_pieces([piece.text for piece in pieces])
        spelled = any(text[:1].isspace() for text in texts[1:])
        merged: list[Word] = []
        for text, piece in zip(texts, pieces, strict=True):
            if not text.strip():
                continue
            word = Word(
                text=text.strip(),
                confidence=piece.confidence,
                start_ms=piece.start_ms,
                end_ms=max(piece.start_ms, piece.end_ms),
            )
            if merged and not text[:1].isspace() and _continues(merged[-1].text, word.text, language, spelled):
                merged[-1] = _joined(merged[-1], word)
            else:
                if merged and text[:1].isspace() and is_han(merged[-1].text[-1]) and is_han(word.text[0]):
                    ends.append(len(words) + len(merged) - 1)
                merged.append(word)
        if merged:
            words += merged
            ends.append(len(words) - 1)
    return _in_order(words), ends


def _continues(before: str, piece: str, language: Language | None, spelled: bool) -> bool:
    """Whether a piece without a space before it belongs to the word before it."""
    if _NO_LETTER.fullmatch(piece):
        return True
    if language == "zh":
        return bool(_LATIN_END.search(before) and _LATIN_START.match(piece))
    return spelled


def _joined(first: Word, second: Word) -> Word:
    return Word(
        text=first.text + second.text,
        confidence=min(first.confidence, second.confidence),
        start_ms=first.start_ms,
        end_ms=max(first.end_ms, second.end_ms),
    )


def _in_order(words: Sequence[Word]) -> list[Word]:
    """Times made monotone: a word starts no earlier than the one before, which ends where the next begins."""
    result: list[Word] = []
    for word in words:
        start = max(word.start_ms, result[-1].start_ms if result else 0)
        if result and result[-1].end_ms > start:
            result[-1] = result[-1].model_copy(update={"end_ms": start})
        result.append(word.model_copy(update={"start_ms": start, "end_ms": max(start, word.end_ms)}))
    return result


def _pieces(segment: RecognisedSegment, language: Language | None) -> list[RecognisedWord]:
    """The segment's words; where it has none, its text cut up and its time shared out by length."""
    if segment.words:
        return list(segment.words)
    texts = (_PIECE if language == "zh" else _SPACED_PIECE).findall(segment.text)
    total = sum(len(text) for text in texts)
    confidence = min(1.0, math.exp(min(0.0, segment.average_log_probability)))
    length = max(0, segment.end_ms - segment.start_ms)
    pieces, done = [], 0
    for text in texts:
        start = segment.start_ms + length * done // total
        done += len(text)
        end = segment.start_ms + length * done // total
        pieces.append(RecognisedWord(text=text, confidence=confidence, start_ms=start, end_ms=end))
    return pieces
