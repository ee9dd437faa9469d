"""From a transcript and a role to a check sheet: what belongs to which competency, what is asked, what is read without
the rater."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mianshi.contracts.assessment import Flag
from mianshi.contracts.base import Language
from mianshi.contracts.rating import CheckSheet, PassageSheet, Quote, Telling
from mianshi.contracts.role import Competency, Question, Role
from mianshi.contracts.transcript import Transcript
from mianshi.language.asked import own_words, settled
from mianshi.language.calibration import CONCRETE, FACTS, NEAR, TOLD, WRONG, LanguageCalibration, calibration
from mianshi.language.checks import PROMPTS, checks, prefix
from mianshi.language.concrete import measure
from mianshi.language.embedding import Embedder
from mianshi.language.meaning import Closeness, MeaningSpace, closeness, unit
from mianshi.language.passages import lay_out, leaning
from mianshi.language.pieces import LEAST_UNITS, Piece, joined, pieces, quotation, said_once
from mianshi.language.suspicion import MANY, Suspicions, suspicions
from mianshi.language.text import content_overlap, length, stance

METHOD = "4"
"""Raise it with every change that can move a feature, a quote or what is asked."""
BEARS = 0.7
BEARS_SLOPE = 0.7
"""Closeness at which a sentence half bears on a competency, and how fast that changes; what is about something else
stays below it."""
SOME_RELEVANCE, CLEAR_RELEVANCE = 0.4, 0.75
"""Without a known question a passage must be about the competency this clearly."""
STRANGE: dict[Language, float] = {"zh": -0.085, "en": -0.17}
"""Cosine between the mean of an answer and the mean of its competency's key points under which an answer to a known
question seems to be about something else."""
LEANS_AWAY: dict[Language, float] = {"zh": -0.2, "en": -0.4}
"""The same, less the greatest such cosine with another competency of the role. Six of 672 graded answers
fall short of one of the limits; an excellent answer to another question falls short of either in about half of
the cases in Chinese and a quarter in English."""
LONGEST_READ: dict[Language, int] = {"zh": 6000, "en": 22_000}
"""Characters of a passage that the rater reads; with a check they fit into 8192 tokens at 1.3 a Chinese character and
one for three English ones. More would be refused whole, and with it the interview."""
TOLD_SHOWN = 3
"""Pieces with the greatest effect that are kept each way."""


@dataclass(frozen=True)
class _References:
    """What a competency's words are compared with, in one language: vectors centred by the calibration."""

    key_points: list[Closeness]
    wrong_acts: Closeness
    subject: Closeness
    """Mean of all key points, length 1."""
    patches: list[str]
    """Its key points in words."""


@dataclass(frozen=True)
class _Prepared:
    references: dict[str, _References]
    topics: Closeness
    topic_groups: list[str]
    own_texts: list[str]
    """Everything of the role that could be read aloud instead of an answer."""


class Preparer:
    """Makes check sheets.

    Args:
        embedder: sentence vectors. Role vectors are kept for the life of the preparer.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._spaces: dict[Language, MeaningSpace] = {}
        self._prepared: dict[tuple[str, Language], _Prepared] = {}
        self.version = f"{METHOD}-{PROMPTS}-{embedder.version}-{calibration().content_hash()}"

    def sheet(self, transcript: Transcript, role: Role) -> CheckSheet:
        """What is asked about an answer: one passage for the competency of a known question, else one for every
        competency that part of the answer bears on; none where nothing was said in a language we judge.
        """
        passages: list[PassageSheet] = []
        if transcript.language is not None and said_once(transcript.sentences, transcript.language):
            passages = self._passages(transcript, role, transcript.language)
        return CheckSheet(answer=transcript.answer, version=self.version, passages=passages)

    def _passages(self, transcript: Transcript, role: Role, language: Language) -> list[PassageSheet]:
        prepared = self._prepare(role, language)
        space = self._space(language)
        once = said_once(transcript.sentences, language)
        sentences = [transcript.sentences[at] for at in once]
        whole = space.vectors([sentence.text for sentence in sentences])
        order = [competency.id for competency in role.competencies]
        fixed, questions, asking = settled(transcript, sentences, role, language)
        subject = lay_out(leaning(whole, prepared.topics, prepared.topic_groups, order), fixed)
        bearing = _bearing(whole, prepared, order, space)
        facts = any(question.kind == "knowledge" for question in questions.values())
        usable = [not asks for asks in asking]
        if not facts:
            usable = own_words(transcript.question, sentences, role, asking, language)
        found = []
        for index, competency in enumerate(role.competencies):
            mine = [at for at, about in enumerate(subject) if about == index and usable[at]]
            question = questions.get(index)
            relevance = _relevance(bearing[mine, index])
            chosen = [once[at] for at in mine]
            passage = self._passage(transcript, prepared, competency, question, chosen, relevance, language)
            if passage and (question or _bears(passage, language, followed_up=transcript.follow_up == competency.id)):
                found.append(passage)
        return found

    def _passage(
        self,
        transcript: Transcript,
        prepared: _Prepared,
        competency: Competency,
        question: Question | None,
        chosen: Sequence[int],
        relevance: float,
        language: Language,
    ) -> PassageSheet | None:
        spoken = pieces(transcript.sentences, chosen, language)
        knowledge = question is not None and question.kind == "knowledge"
        references = prepared.references[competency.id]
        own = ([], []) if knowledge else (prepared.own_texts, references.patches)
        doubts = suspicions(spoken, *own, language)
        kept = [piece for piece, bad in zip(spoken, doubts.left_out, strict=True) if knowledge or not bad]
        if not kept:
            flags = _flags(doubts, 0, question, language, strays=False)
            return _nothing_left(competency, question, relevance, flags) if question else None
        fitted = calibration().of(language)
        raw = self._embedder.embed([piece.text for piece in kept]).astype(np.float64)
        centred = unit(raw - np.array(fitted.centre))
        near = [centred @ each.T for each in references.key_points]
        wrong = centred @ references.wrong_acts.T
        units = length(joined(kept, language), language)
        known = question is not None and not knowledge
        strays = known and _strays(raw - np.array(fitted.centre), competency.id, prepared, language)
        nearest = int(wrong.max(axis=0).argmax()) if wrong.size else None
        features = {
            NEAR: _rounded(float(np.mean([each.max() for each in near]))),
            "units": float(units),
        }
        if wrong.size:
            features[WRONG] = _rounded(float(wrong.max(axis=0).mean()))
        if knowledge:
            features[FACTS] = _rounded(_facts(competency, near, joined(kept, language), language))
        else:
            features[TOLD] = _rounded(float((raw.mean(axis=0) - fitted.centre) @ np.array(fitted.told)))
            features[CONCRETE] = _rounded(measure(joined(kept, language), language).value)
        return PassageSheet(
            competency=competency.id,
            question=question.id if question else None,
            relevance=round(relevance, 3),
            sentences=list(chosen),
            prefix=prefix(
                question.text.in_language(language) if question else transcript.question,
                joined(kept, language)[: LONGEST_READ[language]],
                language,
            ),
            checks=checks(competency, question, nearest, language),
            quotes=_quotes(transcript, competency, kept, near, wrong, language),
            tellings=[] if knowledge else _tellings(transcript, kept, raw, fitted),
            flags=_flags(doubts, units, question, language, strays=strays, characters=len(joined(kept, language))),
            features=features,
        )

    def _space(self, language: Language) -> MeaningSpace:
        if language not in self._spaces:
            self._spaces[language] = MeaningSpace(self._embedder, language)
        return self._spaces[language]

    def _prepare(self, role: Role, language: Language) -> _Prepared:
        key = (hashlib.sha256(role.model_dump_json().encode()).hexdigest(), language)
        if key not in self._prepared:
            topics = [(c.id, text) for c in role.competencies for text in _topics(c, language)]
            self._prepared[key] = _Prepared(
                references={c.id: self._references(c, language) for c in role.competencies},
                topics=self._space(language).vectors([text for _, text in topics]),
                topic_groups=[competency for competency, _ in topics],
                own_texts=_own_texts(role, language),
            )
        return self._prepared[key]

    def _references(self, competency: Competency, language: Language) -> _References:
        centre = np.array(calibration().of(language).reference_centre)
        groups = [
            [*point.examples.in_language(language), (point.shown_when or point.name).in_language(language)]
            for point in competency.key_points
        ]
        wrong = [act.in_language(language) for act in competency.wrong_acts]
        key_points = [unit(self._embedder.embed(texts).astype(np.float64) - centre) for texts in groups]
        return _References(
            key_points=key_points,
            wrong_acts=unit(self._embedder.embed(wrong).astype(np.float64) - centre),
            subject=unit(np.concatenate(key_points).mean(axis=0, keepdims=True))[0],
            patches=_patches(competency, language),
        )


def _facts(competency: Competency, near: Sequence[Closeness], text: str, language: Language) -> float:
    """Mean over the key points of how close the answer comes to one, by meaning and by words, each half."""
    found = []
    for point, similar in zip(competency.key_points, near, strict=True):
        claim = (point.shown_when or point.name).in_language(language)
        found.append((max(0.0, float(similar.max())) + content_overlap(claim, text, language)) / 2)
    return float(np.mean(found))


def _quotes(
    transcript: Transcript,
    competency: Competency,
    kept: Sequence[Piece],
    near: Sequence[Closeness],
    wrong: Closeness,
    language: Language,
) -> list[Quote]:
    """The closest piece for every key point, then the piece closest to the nearest wrong act."""
    found = []
    for point, similar in zip(competency.key_points, near, strict=True):
        piece = kept[int(similar.max(axis=1).argmax())]
        phrases = [point.name.in_language(language), *point.synonyms.in_language(language)]
        denied = stance(piece.text, phrases, language) == "denied"
        found.append(_quote(transcript, piece, float(similar.max()), point.id, denied=denied))
    if wrong.size:
        act = int(wrong.max(axis=0).argmax())
        found.append(_quote(transcript, kept[int(wrong[:, act].argmax())], float(wrong.max())))
    return found


def _quote(transcript: Transcript, piece: Piece, near: float, point: str = "", *, denied: bool = False) -> Quote:
    text, start, end = quotation(piece, transcript.sentences[piece.sentence], transcript.words)
    return Quote(
        key_point=point,
        sentence=piece.sentence,
        text=text,
        strength=_rounded(min(1.0, max(0.0, near))),
        denied=denied,
        start_ms=start,
        end_ms=end,
    )


def _tellings(
    transcript: Transcript, kept: Sequence[Piece], raw: Closeness, fitted: LanguageCalibration
) -> list[Telling]:
    """The pieces that move `told` most, each way: the mean over pieces is linear, so the parts add up to the whole."""
    weight = fitted.weights[TOLD]
    parts = (raw - np.array(fitted.centre)) @ np.array(fitted.told)
    moved = [weight.moved(float(part), 1 / len(kept)) for part in parts]
    by_effect = sorted(range(len(kept)), key=lambda at: (moved[at], at))
    chosen = sorted({*by_effect[:TOLD_SHOWN], *by_effect[-TOLD_SHOWN:]})
    found = []
    for at in chosen:
        text, start, end = quotation(kept[at], transcript.sentences[kept[at].sentence], transcript.words)
        found.append(
            Telling(sentence=kept[at].sentence, text=text, moved=_rounded(moved[at]), start_ms=start, end_ms=end)
        )
    return found


def _nothing_left(competency: Competency, question: Question, relevance: float, flags: list[Flag]) -> PassageSheet:
    """An answer of which nothing counts: there is nothing to ask about, and a person is told why."""
    return PassageSheet(
        competency=competency.id,
        question=question.id,
        relevance=round(relevance, 3),
        sentences=[],
        prefix="",
        checks=[],
        quotes=[],
        tellings=[],
        flags=flags,
        features={"units": 0.0},
    )


def _strays(centred: Closeness, competency: str, prepared: _Prepared, language: Language) -> bool:
    """Whether an answer seems to be about something else than its competency."""
    answer = unit(centred.mean(axis=0, keepdims=True))[0]
    near = {name: float(answer @ references.subject) for name, references in prepared.references.items()}
    own = near.pop(competency)
    return own < STRANGE[language] or own - max(near.values(), default=own) < LEANS_AWAY[language]


def _flags(
    doubts: Suspicions, units: int, question: Question | None, language: Language, *, strays: bool, characters: int = 0
) -> list[Flag]:
    many = MANY * doubts.pieces if doubts.pieces else 1.0
    raised: dict[Flag, bool] = {
        "recited": doubts.recited >= many,
        "instructs": doubts.instructs > 0,
        "list_of_words": doubts.lists >= many,
        "off_topic": strays,
        "too_long": characters > LONGEST_READ[language],
        "too_little": units < (1 if question and question.kind == "knowledge" else LEAST_UNITS[language]),
    }
    return [flag for flag, is_raised in raised.items() if is_raised]


def _topics(competency: Competency, language: Language) -> list[str]:
    """What a competency is about: its name, its questions and every example."""
    examples = [text for point in competency.key_points for text in point.examples.in_language(language)]
    questions = [question.text.in_language(language) for question in competency.questions]
    return [competency.name.in_language(language), *questions, *examples]


def _own_texts(role: Role, language: Language) -> list[str]:
    """Texts that a candidate could read aloud instead of answering."""
    found: list[str] = []
    for competency in role.competencies:
        anchors = competency.anchors
        said = [anchors.level_1, anchors.level_3, anchors.level_5, *competency.wrong_acts]
        said += [point.shown_when for point in competency.key_points if point.shown_when]
        said += [competency.excellence] if competency.excellence else []
        found += [each.in_language(language) for each in said]
        found += [text for point in competency.key_points for text in point.examples.in_language(language)]
    return found


def _patches(competency: Competency, language: Language) -> list[str]:
    """What a list of key points would be made of."""
    points = competency.key_points
    found = [text for point in points for text in point.examples.in_language(language)]
    found += [text for point in points for text in point.synonyms.in_language(language)]
    found += [text.in_language(language) for p in points for text in (p.name, p.shown_when) if text]
    return [*found, competency.anchors.level_5.in_language(language)]


def _bearing(whole: Closeness, prepared: _Prepared, order: Sequence[str], space: MeaningSpace) -> Closeness:
    """How far each sentence bears on each competency: its closest topic, shape ``(sentences, competencies)``."""
    near = closeness(whole, prepared.topics, prepared.topic_groups, space.background)
    groups = np.array(prepared.topic_groups)
    return np.stack([near[:, groups == competency].max(axis=1) for competency in order], axis=1)


def _relevance(bearing: Closeness) -> float:
    """Mean over the better half of the sentences of a logistic curve that is 0.5 at `BEARS`; 0 without sentences."""
    values = sorted((1 / (1 + math.exp(-(float(b) - BEARS) / BEARS_SLOPE)) for b in bearing), reverse=True)
    half = values[: math.ceil(len(values) / 2)]
    return sum(half) / len(half) if half else 0.0


def _bears(passage: PassageSheet, language: Language, *, followed_up: bool) -> bool:
    """Whether a passage that answers no question of the role bears on the competency it leans to: it is clearly about
    it, or somewhat, and either comes as close to its key points as an average answer to its questions does, or was said
    to a follow-up about it (of 71 second halves of good answers 76 % bear so; by the stricter rule 42 %)."""
    close = followed_up or passage.features[NEAR] >= calibration().of(language).weights[NEAR].mean
    least = SOME_RELEVANCE if close else CLEAR_RELEVANCE
    return passage.features["units"] >= LEAST_UNITS[language] and passage.relevance >= least


def _rounded(value: float) -> float:
    """Four decimals: enough for a level's one, and the same on every machine."""
    return round(value, 4)
