"""How close sentences are in meaning, on a scale that means something.

Raw cosines of this model lie in a narrow band (models score paraphrases near .92 and strangers near .87), and a topic
alone moves them. So vectors are centred on ordinary interview sentences of the same language, and a similarity
is read against the nearest competitors on both sides (adaptive symmetric score normalisation, known from speaker
verification: Matejka et al., Interspeech 2017): 0 means no closer than the nearest that are meant to be different.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from mianshi.contracts.base import Language
from mianshi.language.background import BACKGROUND
from mianshi.language.embedding import Embedder, Vectors

COHORT = 5
"""How many nearest competitors set the scale."""
LEAST_SPREAD = 0.03
"""Added to their standard deviation, so that a few alike competitors do not blow a difference up."""

Closeness = npt.NDArray[np.float64]


class MeaningSpace:
    """Centred vectors of one language."""

    def __init__(self, embedder: Embedder, language: Language) -> None:
        self._embedder = embedder
        background = embedder.embed(BACKGROUND[language]).astype(np.float64)
        self._centre = background.mean(axis=0)
        self.background = unit(background - self._centre)

    def vectors(self, texts: Sequence[str]) -> Closeness:
        """Centred vectors of length 1, shape ``(len(texts), 384)``."""
        raw: Vectors = self._embedder.embed(texts)
        return unit(raw.astype(np.float64) - self._centre)


def unit(rows: Closeness) -> Closeness:
    """Rows of length 1; a row of zeros stays."""
    lengths: Closeness = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.maximum(lengths, 1e-12)


def closeness(sentences: Closeness, references: Closeness, groups: Sequence[str], background: Closeness) -> Closeness:
    """Normalised similarity of every sentence to every reference, shape ``(sentences, references)``, in deviations.

    Args:
        sentences: centred vectors.
        references: centred vectors of what is looked for.
        groups: one name per reference. References of one group do not compete with each other.
        background: centred vectors of ordinary sentences, which compete with everything.
    """
    similar = sentences @ references.T
    to_background = sentences @ background.T
    between = references @ np.concatenate([background, references]).T
    names = np.array(groups)
    result = np.zeros_like(similar)
    for group in dict.fromkeys(groups):
        own = np.flatnonzero(names == group)
        others = np.flatnonzero(names != group)
        mean, spread = _nearest(np.concatenate([to_background, similar[:, others]], axis=1))
        rivals = np.concatenate([np.arange(len(background)), len(background) + others])
        own_mean, own_spread = _nearest(between[np.ix_(own, rivals)])
        theirs = (similar[:, own] - mean[:, None]) / spread[:, None]
        ours = (similar[:, own] - own_mean) / own_spread
        result[:, own] = (theirs + ours) / 2
    return result


def _nearest(similarities: Closeness) -> tuple[Closeness, Closeness]:
    """Mean and widened standard deviation of the `COHORT` greatest values of each row."""
    greatest = np.sort(similarities, axis=1)[:, -COHORT:]
    return greatest.mean(axis=1), greatest.std(axis=1) + LEAST_SPREAD
