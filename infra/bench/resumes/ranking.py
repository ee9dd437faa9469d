"""Who fits best by a number, against what people were graded: ours beside plain ways to compare two texts."""

from __future__ import annotations

import itertools
import json
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import rankdata
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.resumes.people import HERE
from calibration.graded_set import Numbers
from mianshi.contracts.base import Language
from mianshi.language.embedding import Embedder

BEST = 10
RESAMPLES = 2000
REDRAWN = 500
"""Draws of postings and people; every one orders everybody anew."""
_MOST_SWAPPED = 16
_CHUNK = 300
"""Characters of a text that the sentence model reads at once: well within its 512 pieces."""
_SEED = 20261128


Measure = Callable[[Sequence[int], Numbers], float]


@dataclass(frozen=True)
class Apart:
    """`difference` of two means over postings. `low`, `high`: middle 95 % where postings and people are drawn again,
    both at once (pigeonhole bootstrap: Owen, Annals of Applied Statistics 1(2), 2007), so that it holds for other
    postings and other people. `chance`: see `by_chance`."""

    difference: float
    low: float
    high: float
    chance: float

    @property
    def told(self) -> bool:
        """Whether the two are told apart: the interval leaves out 0."""
        return self.low > 0 or self.high < 0


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
    the mean over their orders (McSherry and Najork 2008). 0 where nobody has a grade above 0."""
    gains = 2.0 ** np.asarray(grades) - 1
    best = float(np.sort(gains)[::-1][:BEST] @ _discounts(len(gains)))
    order = np.argsort(-values, kind="stable")
    _, tied, many = np.unique(-values[order], return_inverse=True, return_counts=True)
    means = np.bincount(tied, weights=gains[order]) / many
    return float(means[tied][:BEST] @ _discounts(len(gains))) / best if best else 0.0


def _discounts(people: int) -> Numbers:
    found: Numbers = 1 / np.log2(np.arange(2, 2 + min(BEST, people)))
    return found


def spearman(grades: Sequence[int], values: Numbers) -> float:
    """Rank correlation, ties at their mean rank; 0 where the values or the grades are all the same."""
    one, other = (rankdata(each) - (len(values) + 1) / 2 for each in (np.asarray(grades), values))
    size = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / size if size else 0.0


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
    return _middle(drawn.mean(axis=1))


def apart(
    measure: Measure, grades: Sequence[Sequence[int]], ours: Sequence[Numbers], theirs: Sequence[Numbers]
) -> Apart:
    """Whether ours and theirs order the same people differently well.

    Args:
        measure: of one posting.
        grades: posting by posting, those of everybody, in one order of people.
        ours, theirs: values in the same order.
    """
    generator = np.random.default_rng(_SEED)
    table = np.asarray(grades)
    pairs = [
        [measure(row, mine) - measure(row, other) for row, mine, other in zip(*each, strict=True)]
        for each in _drawn(generator, table, np.asarray(ours), np.asarray(theirs))
    ]
    whole, drawn = pairs[0], [statistics.fmean(each) for each in pairs[1:]]
    return Apart(statistics.fmean(whole), *_middle(np.array(drawn)), by_chance(whole))


def by_chance(differences: Sequence[float]) -> float:
    """Two-sided p of Fisher's randomisation test on paired differences: how often the mean is as far from 0 when the
    two swap places at random, over all ways to swap up to 16 pairs and `RESAMPLES` drawn ones beyond (Smucker, Allan
    and Carterette, CIKM 2007)."""
    count = len(differences)
    signs = (
        np.array(list(itertools.product((1, -1), repeat=count)))
        if count <= _MOST_SWAPPED
        else np.random.default_rng(_SEED).choice((1, -1), (RESAMPLES, count))
    )
    means = np.abs(signs @ np.array(differences))
    return float(np.mean(means >= abs(sum(differences)) - 1e-12))


def _drawn(generator: np.random.Generator, *tables: Numbers) -> Iterator[list[Numbers]]:
    """The tables as they are, then with postings (rows) and people (columns) drawn again, the same in all."""
    yield list(tables)
    postings, people = tables[0].shape
    for _ in range(REDRAWN):
        rows, columns = generator.integers(postings, size=postings), generator.integers(people, size=people)
        yield [each[np.ix_(rows, columns)] for each in tables]


def _middle(values: Numbers) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
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
