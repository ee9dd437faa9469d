"""Agreement on answers about facts that come with reference answers, by the same engine: nothing is fitted on them.

Every question becomes a role of one competency whose key points are the clauses of its reference answers. `FACTS` in
the environment sets the sample: answers per Chinese question, English answers, and how many Chinese and English ones
the rater reads, as in ``12,240,48,60``.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from bench.baselines import area, embedded, lengths, tf_idf
from bench.reader import by_check, engine, read_live
from bench.running import DATA, Table
from calibration.graded_set import Numbers
from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.rating import CheckSheet, PassageSheet
from mianshi.contracts.role import Anchors, Competency, KeyPoint, Phrases, Question, Role, Thresholds
from mianshi.contracts.transcript import Transcript
from mianshi.language.calibration import calibration
from mianshi.language.reading import LARGEST
from mianshi.language.text import clauses, content_overlap, length
from mianshi.learning.association import spearman
from mianshi.speech import text_transcript

OURS = "ours"
SAMPLE = "12,240,48,60"
READ_EACH = 8
"""Answers to a Chinese question that the rater reads, of as many questions as that makes."""
MOST_POINTS = 6
"""Key points a reference is split into at most."""
LEAST_POINT: dict[Language, int] = {"zh": 12, "en": 6}
"""Characters or words of a key point: shorter clauses join the next."""
_COMPETENCY = "facts"
_NO_PHRASES = Phrases(zh=[], en=[])
Kind = Literal["situational", "knowledge"]


@dataclass(frozen=True)
class Answer:
    """`score` is what a person gave: 0 to 10 (zh), 1 for correct and 0 for anything else (en)."""

    language: Language
    question: str
    references: tuple[str, ...]
    text: str
    score: float

    @property
    def transcript(self) -> Transcript:
        return text_transcript(0, self.question, self.text.strip(), self.language, None)


@dataclass(frozen=True)
class Reading:
    """The sheet of an answer, its passage if anything was left to judge, and the replies by check."""

    sheet: CheckSheet
    passage: PassageSheet | None
    replies: Mapping[str, float | None]


def facts() -> Table:
    """Chinese: Spearman with the manual score. English: area under the curve, correct against the rest."""
    title, header = "Answers about facts", ["data", "who", "answers", "Spearman per question", "overall", "AUC correct"]
    files = {"zh": DATA / "text" / "zh_short_answers_train.jsonl", "en": DATA / "text" / "en_short_answers_train.jsonl"}
    if not all(path.exists() for path in files.values()):
        return title, header, [], "Not measured: the answers are not on this machine."
    sizes = [int(each) for each in os.environ.get("FACTS", SAMPLE).split(",")]
    rows = []
    for answers, read in (
        (chinese(files["zh"], sizes[0]), chinese(files["zh"], READ_EACH, sizes[2] // READ_EACH)),
        (english(files["en"], sizes[1]), english(files["en"], sizes[3])),
    ):
        rows += _rows(answers, "", [Reading(*_prepared(answer), {}) for answer in answers])
        if read:
            rows += _rows(read, "read: ", [_read(answer) for answer in read])
    note = (
        "Students' answers to questions of data structures (zh, manual score 0 to 10) and of school science (en, "
        "correct against contradictory or incorrect), a seeded sample; the calibration was fitted on interview answers "
        "and nothing on these. `ours`: the engine as it is shipped, asked as a `knowledge` question, where key points "
        "alone count; as an interview question it also weighs how things are told, and gives an answer of few words "
        "level 1. `near`, `checks`: the mean over the key points of a reference of how close the words come, or of the "
        "rater's replies; `shown`: of the calibration's chance that a key point is shown; `shared words`: the share "
        "of a reference's content that the answer holds; features joined by `and` are added up in units of their "
        "deviation over the sample. `read`: a smaller sample, which the rater read. Of several "
        "references the best counts, for the peers too; `ours` takes the mean over all."
    )
    return title, header, rows, note


def chinese(path: Path, each: int, questions: int | None = None) -> list[Answer]:
    """`each` answers to every question, or to so many questions, spread over all."""
    rows = _lines(path)
    found = []
    every = list(dict.fromkeys(row["q_id"] for row in rows))
    many = len(every) if questions is None else min(questions, len(every))
    for question in every[:: len(every) // max(1, many)][:many]:
        own = [row for row in rows if row["q_id"] == question and row["answer"].strip()]
        random.Random(question).shuffle(own)  # noqa: S311 - an order that can be made again
        for row in own[:each]:
            told = tuple(dict.fromkeys(row[f"reference{n}"] for n in (1, 2, 3) if row[f"reference{n}"]))
            found.append(Answer("zh", row["question"], told, row["answer"], float(row["score"])))
    return found


def english(path: Path, many: int) -> list[Answer]:
    """`many` answers over as many questions as possible."""
    rows = [row for row in _lines(path) if row["answer"].strip()]
    random.Random("en").shuffle(rows)  # noqa: S311
    turn: dict[str, int] = {}
    place = []
    for row in rows:
        turn[row["question"]] = turn.get(row["question"], -1) + 1
        place.append(turn[row["question"]])
    order = sorted(range(len(rows)), key=lambda at: (place[at], at))[:many]
    return [
        Answer("en", r["question"], tuple(r["references"]), r["answer"], float(r["label"] == "correct"))
        for r in (rows[at] for at in order)
    ]


@cache
def role_of(question: str, references: tuple[str, ...], language: Language, kind: Kind = "knowledge") -> Role:
    """A role that asks one question; key points are statements of its references, whose ids begin with its place."""
    points = [
        KeyPoint(
            id=f"r{place}p{at}", name=_both(said), shown_when=_both(said), synonyms=_NO_PHRASES, examples=_NO_PHRASES
        )
        for place, reference in enumerate(references)
        for at, said in enumerate(statements(reference, language))
    ]
    levels = ("wrong or no answer", "half of it is right", "all of it is right")
    competency = Competency(
        id=_COMPETENCY,
        name=_both(question),
        weight=100,
        questions=[Question(id="asked", text=_both(question), kind=kind)],
        key_points=points,
        anchors=Anchors(**{f"level_{2 * at + 1}": _both(text) for at, text in enumerate(levels)}),
    )
    return Role(
        id="facts",
        name=_both("facts"),
        competencies=[competency],
        thresholds=Thresholds(forward=70, review=40),
        expected_answer_seconds=60,
    )


def statements(reference: str, language: Language) -> list[str]:
    """A reference answer in at most `MOST_POINTS` runs of whole clauses."""
    least = max(LEAST_POINT[language], length(reference, language) / MOST_POINTS)
    found: list[str] = []
    held = ""
    for clause in clauses(reference, language):
        held = (held + ("" if language == "zh" else " ") + clause).strip()
        if length(held, language) >= least:
            found.append(held)
            held = ""
    if held and found and length(held, language) < least / 2:
        found[-1] += ("" if language == "zh" else " ") + held
    elif held:
        found.append(held)
    return found


def features(answer: Answer, reading: Reading) -> dict[str, float]:
    """Values for one answer, higher for better, none of them fitted on such answers."""
    numbers = calibration().of(answer.language)
    near = {quote.key_point: quote.strength for quote in reading.passage.quotes} if reading.passage else {}
    replies = {point: reading.replies.get(f"key_point.{point}") or 0.0 for point in near}
    shown = {point: numbers.shown.probability(near[point], replies[point]) for point in near}
    return {
        OURS: _level(answer, "knowledge", reading.replies),
        "ours, as an interview question": _level(answer, "situational", reading.replies),
        "near": _best(near, 0.0),
        "checks": _best(replies, -LARGEST),
        "shown": _best(shown, 0.0),
    }


def _level(answer: Answer, kind: Kind, replies: Mapping[str, float | None]) -> float:
    role = role_of(answer.question, answer.references, answer.language, kind)
    level = engine().finding(answer.transcript, role, _COMPETENCY, replies).level
    return 1.0 if level is None else level


def _best(values: Mapping[str, float], nothing: float) -> float:
    """The mean over a reference's key points, of the reference where it is greatest; `nothing` without any."""
    references = {point.partition("p")[0] for point in values}
    means = [float(np.mean([v for p, v in values.items() if p.partition("p")[0] == each])) for each in references]
    return max(means, default=nothing)


def _rows(answers: Sequence[Answer], which: str, readings: Sequence[Reading]) -> list[list[str]]:
    language = answers[0].language
    found = [features(answer, reading) for answer, reading in zip(answers, readings, strict=True)]
    columns = {name: np.array([each[name] for each in found]) for name in found[0]}
    texts, references = [answer.text for answer in answers], [answer.references for answer in answers]
    whole = embedded(texts, references, engine().embedder, best=True)
    columns["shared words"] = np.array([_shared(answer) for answer in answers])
    columns["embedding and shared words"] = _sum(whole, columns["shared words"])
    if which:
        columns["near and checks"] = _sum(columns["near"], columns["checks"])
        columns["embedding, shared words and checks"] = _sum(whole, columns["shared words"], columns["checks"])
    else:
        del columns["checks"]
    columns["length"] = lengths(texts, language)
    columns["TF-IDF cosine"] = tf_idf(texts, references, language)
    columns["embedding cosine"] = whole
    return [
        [language, which + name, str(len(answers)), *_agreement(answers, values)] for name, values in columns.items()
    ]


def _agreement(answers: Sequence[Answer], values: Numbers) -> list[str]:
    if answers[0].language == "en":
        return ["", "", f"{area(list(values), [answer.score > 0 for answer in answers]):.3f}"]
    return [f"{per_question(answers, values):.2f}", f"{_rho([a.score for a in answers], values):.2f}", ""]


def per_question(answers: Sequence[Answer], values: Numbers) -> float:
    """Mean of Spearman's correlation over the questions whose scores vary."""
    found = []
    for question in dict.fromkeys(answer.question for answer in answers):
        at = [index for index, answer in enumerate(answers) if answer.question == question]
        scores = [answers[index].score for index in at]
        if len(set(scores)) > 1:
            found.append(_rho(scores, values[at]))
    return float(np.mean(found)) if found else 0.0


def _rho(scores: Sequence[float], values: Numbers) -> float:
    return spearman(scores, [float(value) for value in values]) or 0.0


def _prepared(answer: Answer) -> tuple[CheckSheet, PassageSheet | None]:
    sheet = engine().sheet(answer.transcript, role_of(answer.question, answer.references, answer.language))
    return sheet, next(iter(sheet.passages), None)


def _read(answer: Answer) -> Reading:
    sheet, passage = _prepared(answer)
    return Reading(sheet, passage, by_check(sheet, read_live(sheet)))


def _shared(answer: Answer) -> float:
    """Share of a reference's content that the answer holds, of the reference where it is greatest."""
    return max(content_overlap(reference, answer.text, answer.language) for reference in answer.references)


def _sum(*columns: Numbers) -> Numbers:
    """The columns added up, each in its deviations over the sample, which takes no score to know."""
    found: Numbers = sum(((each - each.mean()) / (each.std() or 1.0) for each in columns), np.zeros(len(columns[0])))
    return found


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _both(text: str) -> Bilingual:
    return Bilingual(zh=text, en=text)
