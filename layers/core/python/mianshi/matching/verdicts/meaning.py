"""How close a line of a résumé is to what a job asks, on a scale that means something.

Raw cosines of a sentence model lie in a narrow band and move with the topic alone. So vectors are centred on ordinary
lines of job texts and résumés, and a similarity is read against the nearest of those on both sides (adaptive symmetric
score normalisation: Matejka et al., Interspeech 2017): 0 means no closer than lines that have nothing to do with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from mianshi.contracts.resumes import Quoted
from mianshi.matching.profile import Line
from mianshi.matching.verdicts.ordinary import ASKED, TOLD

if TYPE_CHECKING:
    from mianshi.matching.verdicts.evidence import Evidence

CLOSE, SAME = 2.6, 3.5
"""Deviations from which on a line is close to what is asked, and from which on it says the same. Measured:
docs/matching.md says on what and how often they are wrong."""
COHORT = 5
LEAST_SPREAD = 0.03
"""Added to the deviation of the nearest ordinary lines, so that a few alike ones do not blow a difference up."""
MOST_LINES = 300
"""Lines of a résumé that are compared by meaning, the first ones: what stands behind them is compared by words only."""
SHORTEST, LONGEST = 4, 400
"""Characters: shorter lines say nothing, of longer ones the beginning is compared."""
Vectors = npt.NDArray[np.float64]


class Model(Protocol):
    """What makes vectors of length 1 of texts, one row for each; `version` names its weights."""

    @property
    def version(self) -> str: ...
    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]: ...


@dataclass(frozen=True)
class Near:
    """The nearest line. `closeness` in deviations; `shown`: it tells what was done."""

    quote: Quoted
    closeness: float
    shown: bool

    @property
    def close(self) -> bool:
        return self.closeness >= CLOSE

    @property
    def same(self) -> bool:
        return self.closeness >= SAME


class Meaning:
    """Compares what is asked with the lines of a résumé; a model's answers are kept for the life of the object."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.version = model.version
        ordinary = _rows(model, [*ASKED, *TOLD])
        self._centre = ordinary.mean(axis=0)
        self._asked = _unit(ordinary[: len(ASKED)] - self._centre)
        self._told = _unit(ordinary[len(ASKED) :] - self._centre)
        self._of: tuple[dict[int, Line], list[Line], Vectors] | None = None

    def nearest(self, asked: str, said: Evidence, *, done_only: bool = False) -> Near | None:
        """The line of a résumé nearest to what is asked, or None where it has none to compare."""
        from mianshi.matching.verdicts.evidence import quoted  # noqa: PLC0415 - evidence holds a Meaning

        lines, rows = self._lines(said)
        values = self.closeness([asked], rows)[0] if lines else np.zeros(0)
        if done_only:
            values = np.where([line.at in said.done for line in lines], values, -np.inf)
        if not lines or not np.isfinite(values.max()):
            return None
        best = int(np.argmax(values))
        line = lines[best]
        return Near(quoted(line), float(values[best]), line.at in said.done)

    def closeness(self, asked: Sequence[str], told: Vectors) -> Vectors:
        """Normalised similarity of what is asked to lines (rows of `vectors`), shape ``(asked, lines)``."""
        wanted = self.vectors(asked)
        similar = wanted @ told.T
        mean_a, spread_a = _nearest(wanted @ self._told.T)
        mean_t, spread_t = _nearest(told @ self._asked.T)
        result: Vectors = ((similar - mean_a[:, None]) / spread_a[:, None] + (similar - mean_t) / spread_t) / 2
        return result

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Centred vectors of length 1."""
        return _unit(_rows(self._model, texts) - self._centre)

    def _lines(self, said: Evidence) -> tuple[list[Line], Vectors]:
        """The lines that are compared, and their vectors; those of the résumé at hand are kept."""
        if self._of is None or self._of[0] is not said.lines:
            among = [line for line in said.lines.values() if len(line.text) >= SHORTEST and said.compares(line)]
            rows = self.vectors([line.text[:LONGEST] for line in among[:MOST_LINES]]) if among else np.zeros((0, 1))
            self._of = said.lines, among[:MOST_LINES], rows
        return self._of[1], self._of[2]


def _rows(model: Model, texts: Sequence[str]) -> Vectors:
    rows: Vectors = model.embed(list(texts)).astype(np.float64)
    return rows


def _unit(rows: Vectors) -> Vectors:
    lengths: Vectors = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.maximum(lengths, 1e-12)


def _nearest(similarities: Vectors) -> tuple[Vectors, Vectors]:
    """Mean and widened deviation of the `COHORT` greatest values of each row."""
    greatest = np.sort(similarities, axis=1)[:, -COHORT:]
    return greatest.mean(axis=1), greatest.std(axis=1) + LEAST_SPREAD
