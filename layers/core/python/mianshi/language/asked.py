"""What the questions settle about an answer: which competency a sentence is about, and which words are not its own."""

from __future__ import annotations

from collections.abc import Sequence

from mianshi.contracts.base import Language
from mianshi.contracts.role import Question, Role
from mianshi.contracts.transcript import Sentence, Transcript
from mianshi.language.passages import asked_in, is_copied, matching_question


def settled(
    transcript: Transcript, sentences: Sequence[Sentence], role: Role, language: Language
) -> tuple[list[int | None], dict[int, Question], list[bool]]:
    """The competency per sentence (None: open), the question per competency, and which sentences ask.

    What was said to a follow-up question is about its competency and answers no question of the role. Whether it
    counts is settled where all answers are known: `mianshi.scoring.scorecard` lets it raise a level and lower none.

    Args:
        transcript: the answer.
        sentences: of its sentences, those that count.
        role: whose competencies and questions, which are numbered in its order.
        language: of the answer.
    """
    order = {competency.id: index for index, competency in enumerate(role.competencies)}
    if transcript.follow_up in order:
        return [order[transcript.follow_up]] * len(sentences), {}, [False] * len(sentences)
    by_id = {question.id: question for competency in role.competencies for question in competency.questions}
    known = matching_question(transcript.question, role, language) if transcript.question else None
    questions: dict[int, Question] = {}
    fixed: list[int | None] = []
    asking: list[bool] = []
    current: int | None = None
    if known:
        current = order[known[0]]
        questions[current] = by_id[known[1]]
    for sentence in sentences:
        found = asked_in(sentence.text, role, language)
        if found:
            current = order[found[0]]
            questions.setdefault(current, by_id[found[1]])
        fixed.append(current)
        asking.append(found is not None)
    return fixed, questions, asking


def own_words(
    question: str | None, sentences: Sequence[Sentence], role: Role, asking: Sequence[bool], language: Language
) -> list[bool]:
    """Whether each sentence is the candidate's own: neither a question nor one repeated."""
    asked = [q.text.in_language(t) for c in role.competencies for q in c.questions for t in ("zh", "en")]
    asked += [question] if question else []
    return [
        not asks and not is_copied(sentence.text, asked, language)
        for sentence, asks in zip(sentences, asking, strict=True)
    ]
