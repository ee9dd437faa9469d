"""Who fits best by a number, against what people were graded: ours beside plain ways to compare two texts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import spearmanr
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import ndcg_score

from bench.resumes.people import HERE
from calibration.graded_set import Numbers
from mianshi.contracts.base import Language
from mianshi.language.embedding import Embedder

BEST = 10
RESAMPLES = 2000
_CHUNK = 300
"""Characters of a text that the sentence model reads at once: well within its 512 pieces."""
_SEED = 20261128


@dataclass(frozen=True)
class Fit:
    """`grades`: posting -> person -> 0 to 3. `verdicts`: posting -> person -> phrase -> what is right. `left_out`:
    posting -> words of its lines that must not count."""

    grades: Mapping[str, Mapping[str, int]]
    verdicts: Mapping[str, Mapping[str, Mapping[str, Any]]]
    left_out: Mapping[str, Sequence[str]]


def fit(part: str) -> Fit:
    """The judgements of `development` or `held_out`."""
    told = json.loads((HERE / part / "fit.json").read_text(encoding="utf-8"))
    return Fit(told["grades"], told.get("verdicts", {}), told.get("left_out", {}))


def posting_file(part: str, name: str) -> Path:
    """A posting of the set's own, else of all sets."""
    own = HERE / part / "postings" / f"{name}.txt"
    return own if own.exists() else HERE / "postings" / f"{name}.txt"


def ndcg(grades: Sequence[int], values: Numbers) -> float:
    """Normalised discounted cumulative gain of the first `BEST`, gains 2^grade - 1 (Burges et al. 2005); ties count as
    the mean over their orders (McSherry and Najork 2008)."""
    gains = [2.0**grade - 1 for grade in grades]
    return float(ndcg_score([gains], [values], k=BEST))


def spearman(grades: Sequence[int], values: Numbers) -> float:
    """Rank correlation; 0 where the values are all the same."""
    return 0.0 if np.ptp(values) == 0 else float(spearmanr(grades, values).statistic)


def tf_idf(posting: str, texts: Sequence[str], language: Language) -> Numbers:
    """Cosine of TF-IDF vectors over these texts: pairs and triples of characters (zh), words (en)."""
    vectorizer = (
        TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True)
        if language == "zh"
        else TfidfVectorizer(sublinear_tf=True, stop_words="english")
    )
    vectors = vectorizer.fit_transform([posting, *texts])
    return np.asarray((vectors[1:] @ vectors[0].T).todense(), dtype=float).ravel()


def embedded(posting: str, texts: Sequence[str], model: Embedder) -> Numbers:
    """Cosine of mean sentence vectors over runs of at most 300 characters."""
    wanted = _vector(posting, model)
    return np.array([float(_vector(text, model) @ wanted) for text in texts])


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Middle 95 % of the means of postings drawn again (percentile bootstrap, Efron 1979)."""
    drawn = np.random.default_rng(_SEED).choice(np.array(values), (RESAMPLES, len(values)))
    low, high = np.percentile(drawn.mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def _vector(text: str, model: Embedder) -> Numbers:
    chunks: list[str] = []
    for line in text.splitlines():
        for start in range(0, len(line), _CHUNK):
            piece = line[start : start + _CHUNK]
            if chunks and len(chunks[-1]) + len(piece) < _CHUNK:
                chunks[-1] += "\n" + piece
            else:
                chunks.append(piece)
    mean: Numbers = model.embed(chunks or [""]).mean(axis=0)
    return mean / (float(np.linalg.norm(mean)) or 1.0)
