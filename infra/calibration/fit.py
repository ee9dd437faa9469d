"""Fits `layers/core/python/mianshi/language/calibration.json` on the graded answers.

Fitted on one part of the competencies, chosen on a second, reported once on a third (`graded_set.items`). Two stages:
`told`, a ridge regression of the level on the mean sentence vector, and above it a regression of the level on `told`
and the other features, whose signs are fixed beforehand so that no check can count against what it stands for. Inside
the fitting part `told` is taken out of fold (by competency), as it would be on questions it has never seen.

    python infra/calibration/fit.py [--report]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "local"))

from calibration.graded_set import Item, Numbers, items, readings, within
from laptop.weights import EMBEDDING, RATER, folder_of
from mianshi.contracts.base import Language
from mianshi.language.calibration import (
    CONCRETE,
    KEY_POINTS,
    NEAR,
    RATED,
    TOLD,
    WRONG,
    Calibration,
    Confidence,
    LanguageCalibration,
    Shown,
    Weight,
)
from mianshi.language.checks import PROMPTS
from mianshi.language.concrete import measure
from mianshi.language.embedding import Embedder
from mianshi.language.pieces import joined, pieces
from mianshi.language.text import length

TARGET = Path(__file__).resolve().parents[2] / "layers/core/python/mianshi/language/calibration.json"
MANIFEST = Path(__file__).resolve().parents[1] / "models/manifest.json"
RIDGES = (0.3, 1.0, 3.0, 10.0)
FOLDS = 6
STACK_RIDGE = 5.0
SIGNS = (
    {TOLD: 1, NEAR: 1, WRONG: -1, CONCRETE: 1, KEY_POINTS: 1} | dict.fromkeys(RATED.values(), 1) | {RATED["own_act"]: 0}
)
"""+1 and -1 fix a weight's sign. Zero leaves it free: how readily the rater says yes to a fluent answer has to be taken
off, and the check on the candidate's own act carries most of that."""
RATER_FEATURES = [KEY_POINTS, *RATED.values()]
SPREAD = 0.85
"""Part of the graded levels' standard deviation that levels are stretched to: see docs/scoring.md."""


Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Prepared:
    """Graded answers of one language with what does not depend on the fit."""

    items: list[Item]
    means: Numbers
    """Mean sentence vectors, not centred."""
    features: dict[str, Numbers]
    """By name; NaN where the rater was not asked."""
    near: list[list[float]]
    """Closeness per key point."""
    rated: list[list[float | None]]
    """Reply per key point."""
    units: Numbers
    centre: Numbers
    reference_centre: Numbers

    @property
    def levels(self) -> Numbers:
        return np.array([float(item.graded.level) for item in self.items])

    def part(self, *names: str) -> Places:
        """Places of the items of these parts."""
        return np.flatnonzero([item.part in names for item in self.items])


def prepare(language: Language, embedder: Embedder) -> Prepared:
    """Features of every graded answer of a language."""
    chosen = [item for item in items() if item.language == language]
    cut = [pieces(i.transcript.sentences, range(len(i.transcript.sentences)), language) for i in chosen]
    vectors = [embedder.embed([piece.text for piece in each]).astype(np.float64) for each in cut]
    centre = np.round(np.concatenate(vectors).mean(axis=0), 5)
    competencies = {(i.role.id, i.competency.id): i.competency for i in chosen}
    texts = {
        key: (
            [
                [*p.examples.in_language(language), (p.shown_when or p.name).in_language(language)]
                for p in competency.key_points
            ],
            [act.in_language(language) for act in competency.wrong_acts],
        )
        for key, competency in competencies.items()
    }
    every = sorted({text for groups, wrong in texts.values() for group in [*groups, wrong] for text in group})
    reference_centre = np.round(embedder.embed(every).astype(np.float64).mean(axis=0), 5)
    taken = readings()
    features: dict[str, list[float]] = {name: [] for name in SIGNS if name != TOLD}
    near_points, rated_points = [], []
    for item, each, parts in zip(chosen, vectors, cut, strict=True):
        groups, wrong = texts[item.role.id, item.competency.id]
        centred = _unit(each - centre)
        near = [
            float((centred @ _unit(embedder.embed(group).astype(np.float64) - reference_centre).T).max())
            for group in groups
        ]
        wrongs = centred @ _unit(embedder.embed(wrong).astype(np.float64) - reference_centre).T
        features[NEAR].append(float(np.mean(near)))
        features[WRONG].append(float(wrongs.max(axis=0).mean()))
        features[CONCRETE].append(measure(joined(parts, language), language).value)
        replies = taken.get(item.key, {})
        points = [replies.get(f"key_point.{point.id}") for point in item.competency.key_points]
        known = [reply for reply in points if reply is not None]
        features[KEY_POINTS].append(float(np.mean(known)) if known else np.nan)
        for kind, name in RATED.items():
            found = [value for check, value in replies.items() if check.split(".")[0] == kind and value is not None]
            features[name].append(found[0] if found else np.nan)
        near_points.append(near)
        rated_points.append(points)
    return Prepared(
        items=chosen,
        means=np.stack([each.mean(axis=0) for each in vectors]),
        features={name: np.array(values) for name, values in features.items()},
        near=near_points,
        rated=rated_points,
        units=np.array([float(length(joined(parts, language), language)) for parts in cut]),
        centre=centre,
        reference_centre=reference_centre,
    )


def fit_told(prepared: Prepared, train: Places, ridge: float) -> Numbers:
    """Weights of the mean vector: ridge regression on dimensions of unit variance, `ridge` per answer."""
    rows = prepared.means[train] - prepared.centre
    scale = rows.std(axis=0) + 1e-6
    scaled = (rows - rows.mean(axis=0)) / scale
    levels = prepared.levels[train]
    inner = scaled.T @ scaled + ridge * len(train) * np.eye(scaled.shape[1])
    weights: Numbers = np.linalg.solve(inner, scaled.T @ (levels - levels.mean())) / scale
    return weights


def told_values(prepared: Prepared, base: Places, ridge: float) -> tuple[Numbers, Numbers]:
    """`told` of every answer, out of fold inside `base`, and the weights fitted on all of `base`."""
    weights = np.round(fit_told(prepared, base, ridge), 5)
    values = (prepared.means - prepared.centre) @ weights
    groups = sorted({(prepared.items[i].role.id, prepared.items[i].competency.id) for i in base})
    for fold in range(FOLDS):
        held = set(groups[fold::FOLDS])
        inside = np.array([i for i in base if (prepared.items[i].role.id, prepared.items[i].competency.id) in held])
        if inside.size:
            other = np.setdiff1d(base, inside)
            values[inside] = (prepared.means[inside] - prepared.centre) @ fit_told(prepared, other, ridge)
    return values, weights


def fit_stack(columns: Numbers, levels: Numbers, signs: npt.NDArray[np.intp]) -> tuple[Numbers, Numbers, Numbers]:
    """Ridge regression with fixed signs by projected gradient: means, deviations and weights of the columns."""
    mean, deviation = columns.mean(axis=0), columns.std(axis=0) + 1e-9
    scaled = (columns - mean) / deviation
    inner = scaled.T @ scaled + STACK_RIDGE * np.eye(len(signs))
    target = scaled.T @ (levels - levels.mean())
    step, sign = 1 / np.linalg.eigvalsh(inner)[-1], signs
    weights = np.zeros(len(signs))
    for _ in range(20_000):
        weights -= step * (inner @ weights - target)
        weights = np.where(sign > 0, np.maximum(weights, 0), np.where(sign < 0, np.minimum(weights, 0), weights))
    return mean, deviation, weights


def fit_steps(
    columns: Numbers, levels: Numbers, base: Places, names: Sequence[str]
) -> tuple[Numbers, Numbers, Numbers]:
    """Means, deviations and weights: what is known of every answer first, then the rater's replies on what is left of
    the level, on the answers that it read."""
    signs = np.array([SIGNS[name] for name in names])
    read = np.isnan(columns[base]).any(axis=0) | np.isin(names, RATER_FEATURES)
    mean, deviation, weights = np.nanmean(columns[base], axis=0), np.nanstd(columns[base], axis=0) + 1e-9, signs * 0.0
    mean[~read], deviation[~read], weights[~read] = fit_stack(columns[base][:, ~read], levels[base], signs[~read])
    if read.any():
        asked = base[~np.isnan(columns[base]).any(axis=1)]
        left = levels[asked] - ((columns[asked] - mean) / deviation)[:, ~read] @ weights[~read]
        mean[read], deviation[read], weights[read] = fit_stack(columns[asked][:, read], left, signs[read])
    return mean, deviation, weights


@dataclass(frozen=True)
class Fitted:
    """A language's calibration and the level of every graded answer by it, out of fold where it was fitted."""

    calibration: LanguageCalibration
    levels: Numbers
    told: Numbers


def fit_language(prepared: Prepared, base: Places, ridge: float, names: Sequence[str]) -> Fitted:
    """Everything for one language from the answers in `base`."""
    told, told_weights = told_values(prepared, base, ridge)
    columns = np.stack([told if name == TOLD else prepared.features[name] for name in names], axis=1)
    mean, deviation, weights = fit_steps(columns, prepared.levels, base, names)
    filled = np.where(np.isnan(columns), mean, columns)
    middle = float(prepared.levels[base].mean())
    raw = ((filled - mean) / deviation) @ weights
    stretch = SPREAD * prepared.levels[base].std() / raw[base].std()
    levels = np.clip(middle + stretch * raw, 1, 5)
    errors = prepared.levels[base] - levels[base]
    below, above = np.quantile(errors, 0.1), np.quantile(errors, 0.9)
    told_part, near_part = _standard(told, base), _standard(prepared.features[NEAR], base)
    disagreement = np.abs(told_part - near_part)
    few = int(np.quantile(prepared.units[base], 0.25))
    short = (prepared.units < few).astype(float)
    good = (np.abs(prepared.levels - levels) <= 1).astype(float)
    confidence = _logistic_regression(np.stack([disagreement, short], axis=1)[base], good[base], (-1, -1))
    return Fitted(
        LanguageCalibration(
            centre=[float(v) for v in prepared.centre],
            reference_centre=[float(v) for v in prepared.reference_centre],
            told=[float(v) for v in told_weights],
            middle=round(middle, 3),
            weights={
                name: Weight(mean=round(float(m), 4), deviation=round(float(d), 4), levels=round(float(stretch * w), 4))
                for name, m, d, w in zip(names, mean, deviation, weights, strict=True)
            },
            below=round(float(-min(0.0, below)), 2),
            above=round(float(max(0.0, above)), 2),
            shown=_shown(prepared, base),
            confidence=Confidence(base=confidence[0], disagreement=confidence[1], short=confidence[2], short_units=few),
        ),
        levels,
        told,
    )


def _shown(prepared: Prepared, base: Places) -> Shown:
    """Key points are not graded one by one, so what tells answers of level 4 and 5 from those of 1 and 2 stands in."""
    rows, good = [], []
    for at in base:
        if prepared.items[at].graded.level == 3:
            continue
        for near, rated in zip(prepared.near[at], prepared.rated[at], strict=True):
            if rated is not None or not any(r is not None for r in prepared.rated[at]):
                rows.append([near, rated or 0.0])
                good.append(float(prepared.items[at].graded.level > 3))
    base_, near_, rated_ = _logistic_regression(np.array(rows), np.array(good), (1, 1))
    return Shown(base=base_, near=near_, rated=rated_)


def _logistic_regression(rows: Numbers, good: Numbers, signs: Sequence[int]) -> tuple[float, ...]:
    """Intercept and weights of a logistic regression with fixed signs, by projected gradient."""
    mean, deviation = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = np.column_stack([np.ones(len(rows)), (rows - mean) / deviation])
    weights = np.zeros(scaled.shape[1])
    sign = np.array([0, *signs])
    for _ in range(5_000):
        chance = 1 / (1 + np.exp(-scaled @ weights))
        weights -= 2.0 * (scaled.T @ (chance - good) / len(good) + 1e-3 * weights * (sign != 0))
        weights = np.where(sign > 0, np.maximum(weights, 0), np.where(sign < 0, np.minimum(weights, 0), weights))
    slopes = weights[1:] / deviation
    return (round(float(weights[0] - slopes @ mean), 4), *(round(float(slope), 4) for slope in slopes))


def _standard(values: Numbers, base: Places) -> Numbers:
    spread: Numbers = (values - values[base].mean()) / values[base].std()
    return spread


def _unit(rows: Numbers) -> Numbers:
    lengths: Numbers = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return rows / lengths


def scores(prepared: Prepared, fitted: Fitted, *parts: str) -> dict[str, float]:
    """Agreement on some parts: Spearman within a question, mean absolute error, share exact and within one level."""
    at = prepared.part(*parts)
    levels, predicted = prepared.levels[at], fitted.levels[at]
    found = within(levels, predicted, [prepared.items[i].group for i in at])
    return {
        "spearman": round(found or 0.0, 3),
        "mae": round(float(np.abs(levels - predicted).mean()), 3),
        "exact": round(float((np.round(predicted) == levels).mean()), 3),
        "adjacent": round(float((np.abs(np.round(predicted) - levels) <= 1).mean()), 3),
        "n": float(len(at)),
    }


def choose(prepared: Prepared) -> tuple[float, list[str]]:
    """Ridge and features that do best within a question on the choosing part. Sets without the rater are printed to
    compare with and never chosen: sentence vectors alone do not judge people."""
    base, best = prepared.part("fit"), (-1.0, RIDGES[0], [TOLD])
    plain = [TOLD, NEAR, WRONG]
    sets = [plain, [*plain, CONCRETE]]
    sets += [[*some, KEY_POINTS, *more] for some in tuple(sets) for more in ([RATED["own_act"]], list(RATED.values()))]
    for ridge in RIDGES:
        for names in sets:
            if any(np.isnan(prepared.features[name][base]).all() for name in names if name != TOLD):
                continue
            found = scores(prepared, fit_language(prepared, base, ridge, names), "choose")
            print(f"    ridge {ridge:4} {' '.join(names):70} {found}", flush=True)
            if KEY_POINTS in names and found["spearman"] > best[0] + 0.005:
                best = (found["spearman"], ridge, names)
    return best[1], best[2]


def main() -> int:
    """Choose, fit, write the calibration; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", action="store_true", help="also print agreement on the part kept for the report")
    options = parser.parse_args()
    embedder = Embedder(folder_of(EMBEDDING))
    found: dict[Language, LanguageCalibration] = {}
    for language in ("zh", "en"):
        prepared = prepare(language, embedder)
        asked = int((~np.isnan(prepared.features[KEY_POINTS])).sum())
        print(f"{language}: {len(prepared.items)} answers, {asked} of them read by the rater")
        ridge, names = choose(prepared)
        fitted = fit_language(prepared, prepared.part("fit", "choose"), ridge, names)
        found[language] = fitted.calibration
        print(f"  chosen: ridge {ridge}, {', '.join(names)}")
        print("  weights:", {name: w.levels for name, w in fitted.calibration.weights.items()})
        print("  fit and choose, out of fold:", scores(prepared, fitted, "fit", "choose"))
        if options.report:
            print("  report:", scores(prepared, fitted, "report"))
    rater = str(json.loads(MANIFEST.read_text(encoding="utf-8"))["models"][RATER]["files"]["model.gguf"])
    made = Calibration(prompts=PROMPTS, embedding=embedder.version, rater=rater, zh=found["zh"], en=found["en"])
    TARGET.write_text(made.model_dump_json(), encoding="utf-8")
    print(f"{TARGET.name}: {made.content_hash()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
