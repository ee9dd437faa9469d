"""Answers, a preparer that needs no model, and replies of a rater that a test chooses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from itertools import cycle, islice

import numpy as np

from mianshi.contracts.assessment import Assessment, CompetencyFinding
from mianshi.contracts.base import Language
from mianshi.contracts.rating import CheckSheet, Rater, Ratings
from mianshi.contracts.role import Role
from mianshi.contracts.transcript import Transcript
from mianshi.language.assess import assess
from mianshi.language.calibration import calibration
from mianshi.language.embedding import DIMENSIONS, Embedder, Vectors
from mianshi.language.prepare import Preparer
from mianshi.language.text import neighbours, tokens
from mianshi.speech import text_transcript

WORD_MS = 100


class WordVectors(Embedder):
    """Vectors of length 1 that are alike where texts have words (English) or character pairs (Chinese) in common."""

    def __init__(self) -> None:
        self.version = "words"

    def _embed_one(self, text: str) -> Vectors:
        return _text_vector(text)


@cache
def _text_vector(text: str) -> Vectors:
    rows = [_vector(word) for word in (*tokens(text), *neighbours(text, "zh"))] or [_vector(text)]
    total = np.sum(rows, axis=0)
    found: Vectors = (total / np.linalg.norm(total)).astype(np.float32)
    return found


@cache
def _vector(word: str) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
    return np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32)


def spoken(text: str, language: Language | None = None, question: str | None = None) -> Transcript:
    """As if heard: every word takes `WORD_MS`, one after the other."""
    written = text_transcript(0, question, text, language, None)
    words = [
        word.model_copy(update={"start_ms": at * WORD_MS, "end_ms": (at + 1) * WORD_MS})
        for at, word in enumerate(written.words)
    ]
    sentences = [
        sentence.model_copy(
            update={
                "start_ms": words[sentence.first_word].start_ms if words else 0,
                "end_ms": words[sentence.end_word - 1].end_ms if words else 0,
            }
        )
        for sentence in written.sentences
    ]
    times = {"words": words, "sentences": sentences, "duration_ms": len(words) * WORD_MS, "spoken": True}
    return written.model_copy(update=times)


def replies(sheet: CheckSheet, values: Sequence[float | None] = (None,), weights: str | None = None) -> Ratings:
    """`values` again and again, from the rater that was calibrated or one of other weights."""
    rater = Rater(model="chosen", weights_sha256=weights or calibration().rater, engine="none")
    count = len(sheet.prompts())
    return Ratings(answer=sheet.answer, rater=rater, values=list(islice(cycle(values), count)), compute_ms=0)


def judged(
    preparer: Preparer, transcript: Transcript, role: Role, values: Sequence[float | None] = (None,)
) -> Assessment:
    """What the engine says of an answer when the rater replies with `values`."""
    sheet = preparer.sheet(transcript, role)
    return assess(sheet, replies(sheet, values), transcript, role)


def about(competency: str) -> Callable[[Assessment], CompetencyFinding]:
    """The finding for one competency."""
    return lambda found: next(each for each in found.competencies if each.competency == competency)
