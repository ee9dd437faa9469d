"""From a check sheet and the rater's replies to findings: arithmetic only, so that anybody can do it again.

The level of a passage is ``middle + sum over features of levels * (value - mean) / deviation``, held between 1 and 5,
with the numbers of `calibration`. Every part of that sum belongs to a check or to words that can be quoted.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from statistics import fmean

from mianshi.contracts.assessment import Assessment, CompetencyFinding, Finding, Flag
from mianshi.contracts.base import Language
from mianshi.contracts.rating import CheckSheet, PassageSheet, Quote, Ratings
from mianshi.contracts.role import Competency, Role
from mianshi.contracts.transcript import Transcript
from mianshi.errors import Defect
from mianshi.language.calibration import (
    CONCRETE,
    FACTS,
    FACTS_ALL,
    FACTS_NONE,
    KEY_POINTS,
    NEAR,
    RATED,
    TOLD,
    WRONG,
    Calibration,
    LanguageCalibration,
    calibration,
)

JUDGE = "checks"
LEAST_MOVED = 0.1
"""Levels under which the effect of words is not worth a reader's time."""
SHOWN = 0.5
_TOLD_WELL = {"zh": "具体讲了做了什么、有什么结果", "en": "tells concretely what was done and what came of it"}
_TOLD_BADLY = {"zh": "说得笼统，或与题目关系不大", "en": "stays general, or leads away from the question"}
_NEAR_WRONG = {"zh": "接近本职位列为不当的做法：{act}", "en": "comes close to what the role calls wrong: {act}"}


def assess(sheet: CheckSheet, ratings: Ratings | None, transcript: Transcript, role: Role) -> Assessment:
    """Findings for every competency of the role, in its order. Same input, same result.

    Args:
        sheet: of the answer.
        ratings: the replies to its checks; None only where it has none.
        transcript: the same answer's.
        role: the same role's.

    Raises:
        Defect: ``bad_ratings``; replies that are not those to this sheet.
    """
    prompts = sheet.prompts()
    values = list(ratings.values) if ratings else []
    if len(values) != len(prompts):
        raise Defect("bad_ratings", f"{len(values)} replies to {len(prompts)} checks")
    fitted = calibration()
    known = ratings is None or ratings.rater.weights_sha256 == fitted.rater
    found: dict[str, CompetencyFinding] = {}
    at = 0
    for passage in sheet.passages:
        replies = {check.id: values[at + place] for place, check in enumerate(passage.checks)}
        at += len(passage.checks)
        competency = next(c for c in role.competencies if c.id == passage.competency)
        found[competency.id] = _judge(passage, competency, replies, transcript, fitted, known=known)
    return Assessment(
        answer=sheet.answer,
        judge=JUDGE,
        judge_version=_version(sheet, ratings, fitted),
        competencies=[found.get(c.id) or _silent(c) for c in role.competencies],
    )


def _judge(
    passage: PassageSheet,
    competency: Competency,
    replies: Mapping[str, float | None],
    transcript: Transcript,
    fitted: Calibration,
    *,
    known: bool,
) -> CompetencyFinding:
    language: Language = transcript.language or "zh"
    numbers = fitted.of(language)
    features = _features(passage, replies)
    flags: list[Flag] = [*passage.flags, *(["uncalibrated"] if not known else [])]  # type: ignore[list-item]
    common = {"competency": competency.id, "question": passage.question, "relevance": passage.relevance or 0.001}
    if "too_little" in flags:
        return CompetencyFinding(**common, level=None, confidence=0.0, findings=[], flags=flags)
    level = level_of(features, numbers)
    return CompetencyFinding(
        **common,
        level=level,
        low=max(1.0, round(level - numbers.below, 1)),
        high=min(5.0, round(level + numbers.above, 1)),
        confidence=round(_confidence(passage, numbers) * transcript.confidence * (0.5 if flags else 1.0), 3),
        findings=_findings(passage, competency, replies, numbers, language),
        flags=flags,
    )


def level_of(features: Mapping[str, float], numbers: LanguageCalibration) -> float:
    """A level from 1.0 to 5.0 with one decimal; a feature that is not there counts as average.
    A knowledge question is levelled by `FACTS` alone, in a straight line."""
    if FACTS in features:
        share = (features[FACTS] - FACTS_NONE) / (FACTS_ALL - FACTS_NONE)
        return round(1 + 4 * min(1.0, max(0.0, share)), 1)
    moved = [weight.moved(features[name]) for name, weight in numbers.weights.items() if name in features]
    return round(min(5.0, max(1.0, numbers.middle + math.fsum(moved))), 1)


def _features(passage: PassageSheet, replies: Mapping[str, float | None]) -> dict[str, float]:
    found = {name: passage.features[name] for name in (TOLD, NEAR, WRONG, CONCRETE, FACTS) if name in passage.features}
    points = [v for c in passage.checks if c.kind == "key_point" and (v := replies[c.id]) is not None]
    if points:
        found[KEY_POINTS] = fmean(points)
    for check in passage.checks:
        value = replies[check.id]
        if check.kind in RATED and value is not None:
            found[RATED[check.kind]] = value
    return found


def _confidence(passage: PassageSheet, numbers: LanguageCalibration) -> float:
    """Estimated probability that the level lies within one of the graded level."""
    told, near = (numbers.weights[name].standard(passage.features.get(name)) for name in (TOLD, NEAR))
    apart = abs(told - near)
    short = passage.features["units"] < numbers.confidence.short_units
    return numbers.confidence.probability(apart, short=short)


def _findings(
    passage: PassageSheet,
    competency: Competency,
    replies: Mapping[str, float | None],
    numbers: LanguageCalibration,
    language: Language,
) -> list[Finding]:
    quotes = {quote.key_point: quote for quote in passage.quotes}
    found = list(_key_points(competency, replies, quotes, numbers))
    found += _wrong_acts(passage, competency, replies, quotes.get(""), numbers, language)
    quoted = {finding.quote for finding in found}
    for telling in passage.tellings:
        if abs(telling.moved) >= LEAST_MOVED and telling.text not in quoted:
            told = _TOLD_WELL if telling.moved > 0 else _TOLD_BADLY
            found.append(
                Finding(
                    statement=told[language],
                    sentence=telling.sentence,
                    quote=telling.text,
                    strength=round(min(1.0, abs(telling.moved)), 3),
                    effect="supports" if telling.moved > 0 else "weakens",
                    moved=round(telling.moved, 2),
                    start_ms=telling.start_ms,
                    end_ms=telling.end_ms,
                )
            )
    return found


def _key_points(
    competency: Competency,
    replies: Mapping[str, float | None],
    quotes: Mapping[str, Quote],
    numbers: LanguageCalibration,
) -> Iterable[Finding]:
    """A key point counts as shown where rater and meaning together say so; the words closest to it are its quote."""
    share = 1 / len(competency.key_points)
    answered = sum(replies[f"key_point.{point.id}"] is not None for point in competency.key_points)
    for point in competency.key_points:
        quote, reply = quotes[point.id], replies[f"key_point.{point.id}"]
        chance = numbers.shown.probability(quote.strength, reply)
        moved = numbers.weights[NEAR].moved(quote.strength, share)
        if reply is not None and KEY_POINTS in numbers.weights:
            moved += numbers.weights[KEY_POINTS].moved(reply, 1 / answered)
        if quote.denied or chance >= SHOWN:
            yield _finding(quote, "", chance, moved, weakens=quote.denied, key_point=point.id)


def _wrong_acts(
    passage: PassageSheet,
    competency: Competency,
    replies: Mapping[str, float | None],
    quote: Quote | None,
    numbers: LanguageCalibration,
    language: Language,
) -> Iterable[Finding]:
    """Words close to a wrong act, where they cost the answer something and the rater does not contradict."""
    for check in passage.checks:
        if check.kind != "wrong_act" or quote is None:
            continue
        moved = numbers.weights[WRONG].moved(passage.features[WRONG])
        reply = replies[check.id]
        if moved <= -LEAST_MOVED and (reply is None or reply < 0):
            act = competency.wrong_acts[int(check.about)].in_language(language)
            statement = _NEAR_WRONG[language].format(act=act)
            yield _finding(quote, statement, min(1.0, -moved), moved, weakens=True)


def _finding(
    quote: Quote, statement: str, strength: float, moved: float, *, weakens: bool, key_point: str = ""
) -> Finding:
    return Finding(
        key_point=key_point,
        statement=statement,
        sentence=quote.sentence,
        quote=quote.text,
        strength=round(min(1.0, max(0.0, strength)), 3),
        effect="weakens" if weakens else "supports",
        moved=round(moved, 2),
        start_ms=quote.start_ms,
        end_ms=quote.end_ms,
    )


def _silent(competency: Competency) -> CompetencyFinding:
    return CompetencyFinding(
        competency=competency.id, question=None, relevance=0.0, level=None, confidence=0.0, findings=[]
    )


def _version(sheet: CheckSheet, ratings: Ratings | None, fitted: Calibration) -> str:
    """Names everything that could change a level: the questions, the calibration, and the rater with its engine."""
    if ratings is None:
        return sheet.version
    rater = ratings.rater
    told = f"{sheet.version} {fitted.content_hash()} {rater.model}@{rater.weights_sha256[:12]} {rater.engine}"
    return f"{told} #{hashlib.sha256(told.encode()).hexdigest()[:12]}"
