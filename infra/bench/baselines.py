"""What a simpler scorer would give the same answers: length, words in common, closeness of sentence vectors."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from calibration.graded_set import Numbers
from mianshi.contracts.base import Language
from mianshi.contracts.role import Competency
from mianshi.language.embedding import Embedder, Vectors
from mianshi.language.text import length, normalise, tokens

_HAN = re.compile(r"[\u3400-\u9fff]+")


class Remembering(Embedder):
    """Embeds a text once, however many tables ask for it."""

    _known: dict[str, Vectors]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As `Embedder.embed`."""
        known = self.__dict__.setdefault("_known", {})
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, super().embed(new), strict=True))
        return np.stack([known[text] for text in texts]) if texts else super().embed([])


def best_answer(competency: Competency, language: Language) -> list[str]:
    """What a very good answer is like: level 5 of the anchors, and per key point its name, what shows it, examples."""
    points = [[point.name, *([point.shown_when] if point.shown_when else [])] for point in competency.key_points]
    examples = [text for point in competency.key_points for text in point.examples.in_language(language)]
    said = [competency.anchors.level_5, *(words for point in points for words in point)]
    return [*(words.in_language(language) for words in said), *examples]


def lengths(texts: Sequence[str], language: Language) -> Numbers:
    """Characters (zh) or words (en)."""
    return np.array([float(length(text, language)) for text in texts])


def tf_idf(texts: Sequence[str], references: Sequence[Sequence[str]], language: Language) -> Numbers:
    """Cosine of every text with the closest of its references: term frequency 1 + ln n, smoothed idf over everything.

    Terms are words (en), or pairs of characters and the Latin words between them (zh).
    """
    documents = [_terms(text, language) for text in [*texts, *dict.fromkeys(r for each in references for r in each)]]
    seen = Counter(term for document in documents for term in document)
    idf = {term: math.log((1 + len(documents)) / (1 + count)) + 1 for term, count in seen.items()}
    return np.array(
        [
            max(_cosine(_terms(text, language), _terms(reference, language), idf) for reference in each)
            for text, each in zip(texts, references, strict=True)
        ]
    )


def embedded(texts: Sequence[str], references: Sequence[Sequence[str]], embedder: Embedder, *, best: bool) -> Numbers:
    """Cosine of every text's vector with those of its references: the best of them, or their mean."""
    found = []
    for text, each in zip(texts, references, strict=True):
        close = embedder.embed(each) @ embedder.embed([text])[0]
        found.append(float(close.max() if best else close.mean()))
    return np.array(found)


def on_levels(values: Numbers, fitted_on: Numbers, levels: Numbers) -> Numbers:
    """Values as levels from 1 to 5, by the straight line of least squares through other answers of known level."""
    slope, base = np.polyfit(fitted_on, levels, 1)
    found: Numbers = np.clip(base + slope * values, 1, 5)
    return found


def area(values: Sequence[float], good: Sequence[bool]) -> float:
    """Area under the ROC curve: how often a good one has the greater value, ties counted half (Hanley, McNeil 1982)."""
    right = [value for value, is_good in zip(values, good, strict=True) if is_good]
    wrong = [value for value, is_good in zip(values, good, strict=True) if not is_good]
    wins = sum((r > w) + 0.5 * (r == w) for r in right for w in wrong)
    return wins / (len(right) * len(wrong))


def _terms(text: str, language: Language) -> Counter[str]:
    words = tokens(text)
    if language == "zh":
        words += [run[at : at + 2] for run in _HAN.findall(normalise(text)) for at in range(len(run) - 1)]
    return Counter(words)


def _cosine(first: Counter[str], second: Counter[str], idf: dict[str, float]) -> float:
    one, other = ({t: (1 + math.log(n)) * idf[t] for t, n in each.items()} for each in (first, second))
    lengths = math.hypot(*one.values()) * math.hypot(*other.values())
    return math.fsum(value * other.get(term, 0.0) for term, value in one.items()) / lengths if lengths else 0.0
