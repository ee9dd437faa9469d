"""What is asked: the same questions, in the same words and order, of everybody who is interviewed for a job; then,
where a job allows it, a few of a candidate's own, which are never scored."""

from __future__ import annotations

from mianshi.contracts.base import Language
from mianshi.contracts.events import MOST_FILES
from mianshi.contracts.hiring import Candidate, ChosenQuestion, InterviewRules
from mianshi.contracts.role import Question, Role


def asked(role: Role, *, advanced: bool) -> list[Question]:
    """The questions of an interview, in the order of the role.

    Args:
        role: whose questions they are.
        advanced: whether the questions beyond the core are asked too, as far as an interview has room for them.
    """
    questions = [question for competency in role.competencies for question in competency.questions]
    room = MOST_FILES - sum(question.core for question in questions)
    chosen: list[Question] = []
    for question in questions:
        if question.core:
            chosen.append(question)
        elif advanced and room > 0:
            chosen.append(question)
            room -= 1
    return chosen


def own(candidate: Candidate, rules: InterviewRules, others: int) -> list[ChosenQuestion]:
    """The candidate's own questions, as many as the job allows everybody and an interview has room for beside the
    follow-ups, which are the same number for everybody.

    Args:
        candidate: whose they are.
        rules: of the job.
        others: how many questions are asked besides.
    """
    return candidate.personal[: max(0, min(rules.personal, MOST_FILES - others - rules.follow_ups))]


def wording(question: Question, language: Language) -> str:
    """The words of a question as they are put to a candidate who chose this language."""
    return question.text.in_language(language)
