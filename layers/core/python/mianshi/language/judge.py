"""The seam between reading an answer and adding up scores, and the judge that reads by comparing sentences."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from mianshi.contracts.assessment import Assessment, CompetencyFinding, KeyPointFinding
from mianshi.contracts.base import Language
from mianshi.contracts.role import Competency, Role
from mianshi.contracts.transcript import Transcript
from mianshi.language.concrete import measure
from mianshi.language.embedding import Embedder
from mianshi.language.key_points import SAID, Clause, Reference, Shown, find_shown, quotation, references_of
from mianshi.language.level import SHOWN, Features, confidence, level
from mianshi.language.meaning import Closeness, MeaningSpace, closeness
from mianshi.language.passages import asked_in, is_copied, lay_out, leaning, matching_question
from mianshi.language.text import clauses, is_dodge, length, prose

METHOD = "1"
"""Raise it with every change that can move a level."""
LEAST_UNITS: dict[Language, int] = {"zh": 30, "en": 20}
"""Without a known question, a passage shorter than this bears on nothing."""
BEARS = 0.7
"""Closeness at which a sentence half bears on a competency; what is about something else stays below it."""
BEARS_SLOPE = 0.7
LEAST_RELEVANCE = 0.4
CLEAR_RELEVANCE = 0.75
"""Without a known question, a passage bears on a competency if it shows a key point and is at least somewhat relevant,
or is clearly relevant. Anything else is a passage about something else."""


class Judge(Protocol):
    """Reads one answer against a role. Another judge may take this one's place without anything else changing."""

    @property
    def name(self) -> str:
        """Stable name, printed in the report."""

    @property
    def version(self) -> str:
        """Changes whenever the same answer could be read differently."""

    def assess(self, transcript: Transcript, role: Role) -> Assessment:
        """What the answer shows for every competency of the role, in the role's order. Same input, same bytes."""


@dataclass(frozen=True)
class _Prepared:
    """A role's references in one language, with their vectors."""

    references: dict[str, list[Reference]]
    points: Closeness
    point_groups: list[str]
    topics: Closeness
    topic_groups: list[str]


@dataclass(frozen=True)
class _Answer:
    """An answer taken apart."""

    clauses: list[Clause]
    near_points: Closeness
    bearing: Closeness
    """Per sentence and competency."""
    subject: list[int]
    questions: dict[int, str]
    usable: list[bool]


class EmbeddingJudge:
    """Judges by sentence vectors, words and how concrete an answer is (`level` holds the formula).

    It knows no anchors: measured on graded answers, the closeness of an answer to the anchors' short descriptions
    did not tell level 1 from level 5, so it takes no part.

    Args:
        embedder: sentence vectors. Role vectors are kept for the life of the judge.
    """

    name = "embedding"

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._spaces: dict[Language, MeaningSpace] = {}
        self._prepared: dict[tuple[str, Language], _Prepared] = {}
        self.version = f"{METHOD}-{embedder.version}"

    def assess(self, transcript: Transcript, role: Role) -> Assessment:
        """Findings for every competency; levels are None where the answer does not bear on one.

        An answer to a known question is judged on that question's competency alone. Without one, every competency
        that a passage of the answer bears on is judged on its passage.
        """
        if transcript.language is None or not transcript.sentences:
            findings = [_silent(competency) for competency in role.competencies]
        else:
            answer = self._take_apart(transcript, role, transcript.language)
            prepared = self._prepare(role, transcript.language)
            findings = [
                self._judge(
                    index=index,
                    competency=competency,
                    answer=answer,
                    transcript=transcript,
                    prepared=prepared,
                    language=transcript.language,
                )
                for index, competency in enumerate(role.competencies)
            ]
        return Assessment(answer=transcript.answer, judge=self.name, judge_version=self.version, competencies=findings)

    def _space(self, language: Language) -> MeaningSpace:
        if language not in self._spaces:
            self._spaces[language] = MeaningSpace(self._embedder, language)
        return self._spaces[language]

    def _prepare(self, role: Role, language: Language) -> _Prepared:
        key = (hashlib.sha256(role.model_dump_json().encode()).hexdigest(), language)
        if key not in self._prepared:
            space = self._space(language)
            references = {competency.id: references_of(competency, language) for competency in role.competencies}
            points = [reference for found in references.values() for reference in found]
            topics = [(c.id, text) for c in role.competencies for text in _topics(c, language)]
            self._prepared[key] = _Prepared(
                references=references,
                points=space.vectors([point.text for point in points]),
                point_groups=[point.key_point for point in points],
                topics=space.vectors([text for _, text in topics]),
                topic_groups=[competency for competency, _ in topics],
            )
        return self._prepared[key]

    def _take_apart(self, transcript: Transcript, role: Role, language: Language) -> _Answer:
        space, prepared = self._space(language), self._prepare(role, language)
        sentences = transcript.sentences
        parts = [
            Clause(part, index, 0.0 if is_dodge(part, language) else prose(sentences, index, language))
            for index, sentence in enumerate(sentences)
            for part in clauses(sentence.text, language)
        ] or [Clause(sentences[0].text, 0, 0.0)]
        vectors = space.vectors([part.text for part in parts])
        near_points = closeness(vectors, prepared.points, prepared.point_groups, space.background)
        whole = space.vectors([sentence.text for sentence in sentences])
        near_topics = closeness(whole, prepared.topics, prepared.topic_groups, space.background)
        bearing = _bearing(role, prepared, near_topics, near_points, [part.sentence for part in parts])
        fixed, questions, asking = _questions(transcript, role, language)
        asked = [q.text.in_language(t) for c in role.competencies for q in c.questions for t in ("zh", "en")]
        asked += [transcript.question] if transcript.question else []
        usable = [
            not asks and not is_copied(sentence.text, asked, language)
            for sentence, asks in zip(sentences, asking, strict=True)
        ]
        order = [competency.id for competency in role.competencies]
        subject = lay_out(leaning(whole, prepared.topics, prepared.topic_groups, order), fixed)
        return _Answer(parts, near_points, bearing, subject, questions, usable)

    def _judge(
        self,
        *,
        index: int,
        competency: Competency,
        answer: _Answer,
        transcript: Transcript,
        prepared: _Prepared,
        language: Language,
    ) -> CompetencyFinding:
        usable = [at for at, subject in enumerate(answer.subject) if subject == index and answer.usable[at]]
        text = " ".join(transcript.sentences[at].text for at in usable)
        asked = index in answer.questions
        rows = [row for row, part in enumerate(answer.clauses) if part.sentence in set(usable)]
        references = prepared.references[competency.id]
        ids = {point.id for point in competency.key_points}
        columns = [column for column, group in enumerate(prepared.point_groups) if group in ids]
        shown = find_shown(
            competency,
            [answer.clauses[row] for row in rows],
            references,
            answer.near_points[np.ix_(rows, columns)],
            language,
        )
        features = Features(
            coverage=sum(proof.strength for proof in shown) / len(competency.key_points),
            concreteness=measure(text, language).value,
            relevance=_relevance(answer.bearing[usable, index]),
            units=length(text, language),
        )
        if not asked and not _bears(features, shown, language):
            return _silent(competency)
        return CompetencyFinding(
            competency=competency.id,
            question=answer.questions.get(index),
            relevance=round(features.relevance, 3),
            level=level(features, language),
            confidence=confidence(features, transcript.confidence, asked, language),
            findings=[_finding(proof, transcript) for proof in shown if proof.strength >= SHOWN or proof.denied],
        )


def _topics(competency: Competency, language: Language) -> list[str]:
    """What a competency is about: its name, its questions and every example."""
    examples = [text for point in competency.key_points for text in point.examples.in_language(language)]
    questions = [question.text.in_language(language) for question in competency.questions]
    return [competency.name.in_language(language), *questions, *examples]


def _bearing(
    role: Role, prepared: _Prepared, near_topics: Closeness, near_points: Closeness, owner: Sequence[int]
) -> Closeness:
    """How far each sentence bears on each competency: its closest topic, or the closest key point of its clauses."""
    groups = np.array(prepared.topic_groups)
    bearing = np.stack(
        [near_topics[:, groups == competency.id].max(axis=1) for competency in role.competencies], axis=1
    )
    for column, competency in enumerate(role.competencies):
        ids = {point.id for point in competency.key_points}
        mine = [at for at, group in enumerate(prepared.point_groups) if group in ids]
        for row, sentence in enumerate(owner):
            bearing[sentence, column] = max(bearing[sentence, column], near_points[row, mine].max())
    return bearing


def _questions(
    transcript: Transcript, role: Role, language: Language
) -> tuple[list[int | None], dict[int, str], list[bool]]:
    """What the questions settle: the competency per sentence, the question id per competency, who is asking."""
    order = {competency.id: index for index, competency in enumerate(role.competencies)}
    known = matching_question(transcript.question, role, language) if transcript.question else None
    questions: dict[int, str] = {}
    fixed: list[int | None] = []
    asking: list[bool] = []
    current: int | None = None
    if known:
        current = order[known[0]]
        questions[current] = known[1]
    for sentence in transcript.sentences:
        asked = asked_in(sentence.text, role, language)
        if asked:
            current = order[asked[0]]
            questions.setdefault(current, asked[1])
        fixed.append(current)
        asking.append(asked is not None)
    return fixed, questions, asking


def _relevance(bearing: Closeness) -> float:
    """Mean over the better half of the sentences of a logistic curve that is 0.5 at `BEARS`; 0 without sentences."""
    values = sorted((1 / (1 + math.exp(-(float(b) - BEARS) / BEARS_SLOPE)) for b in bearing), reverse=True)
    half = values[: math.ceil(len(values) / 2)]
    return sum(half) / len(half) if half else 0.0


def _bears(features: Features, shown: Sequence[Shown], language: Language) -> bool:
    """Whether a passage, of which nobody said what it answers, bears on the competency it leans to."""
    proven = any(proof.strength >= SHOWN for proof in shown)
    least = LEAST_RELEVANCE if proven else CLEAR_RELEVANCE
    return features.units >= LEAST_UNITS[language] and features.relevance >= least


def _silent(competency: Competency) -> CompetencyFinding:
    return CompetencyFinding(
        competency=competency.id, question=None, relevance=0.0, level=None, confidence=0.0, findings=[]
    )


def _finding(proof: Shown, transcript: Transcript) -> KeyPointFinding:
    weakens = proof.denied and proof.strength < SHOWN
    sentence = transcript.sentences[proof.clause.sentence]
    quote, start, end = quotation(sentence, proof.clause.text, transcript.words)
    return KeyPointFinding(
        key_point=proof.key_point,
        sentence=proof.clause.sentence,
        quote=quote,
        start_ms=start,
        end_ms=end,
        strength=round(SAID * proof.clause.prose if weakens else proof.strength, 3),
        found_by="words" if weakens else proof.found_by,
        effect="weakens" if weakens else "supports",
    )
