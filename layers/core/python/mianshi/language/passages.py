"""Which part of an answer belongs to which competency.

One recording may answer one question, several in a row, or none of the role's. A question that is known from outside
or said in the recording settles it; otherwise the sentences are laid out over the competencies by meaning and words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from mianshi.contracts.base import Language
from mianshi.contracts.role import Role
from mianshi.language.meaning import Closeness
from mianshi.language.text import content_overlap

SAME_QUESTION = 0.6
"""Share of content words in common from which two questions are one, either way round."""
COPIED = 0.7
"""Share of a sentence's content found in a question from which the sentence only repeats it."""
SWITCH_COST = 3.0
"""What a change of subject costs: one sentence that is far closer to another competency, or several that are closer."""
BEARS = 0.7
"""Closeness from which a sentence bears on a competency. Foreign competencies stay below it 99 times in 100."""
MOST = 3.0

_ASKS = {
    "zh": re.compile(r"[？?]$|^(?:请|讲一次|讲讲|说说|描述|介绍|你|选一个|下一个问题|第.个问题)"),
    "en": re.compile(
        r"\?$|^(?:please|tell|describe|explain|pick|give|what|why|how|when|can you|could you|next question)\b",
        re.IGNORECASE,
    ),
}


def matching_question(asked: str, role: Role, language: Language) -> tuple[str, str] | None:
    """Competency and question id of the role's question that `asked` is, in either language, or None."""
    best: tuple[float, str, str] | None = None
    for competency in role.competencies:
        for question in competency.questions:
            for tongue in (language, "en" if language == "zh" else "zh"):
                text = question.text.in_language(tongue)
                overlap = min(content_overlap(asked, text, tongue), content_overlap(text, asked, tongue))
                if best is None or overlap > best[0]:
                    best = (overlap, competency.id, question.id)
    return (best[1], best[2]) if best and best[0] >= SAME_QUESTION else None


def asked_in(sentence: str, role: Role, language: Language) -> tuple[str, str] | None:
    """The role's question that a sentence of the recording asks, or None. An answer's echo does not ask."""
    return matching_question(sentence, role, language) if _ASKS[language].search(sentence.strip()) else None


def is_copied(sentence: str, questions: Sequence[str], language: Language) -> bool:
    """Whether a sentence only repeats a question."""
    return any(content_overlap(sentence, question, language) >= COPIED for question in questions)


def lay_out(bearing: Closeness, fixed: Sequence[int | None]) -> list[int | None]:
    """The competency of every sentence: the cheapest sequence, with a cost for every change of subject.

    Args:
        bearing: how far each sentence bears on each competency, shape ``(sentences, competencies)``.
        fixed: the competency of a sentence where a question settled it.

    Returns:
        An index per sentence, or None where a sentence bears on nothing.
    """
    count, width = bearing.shape
    gain = np.concatenate([np.clip(bearing - BEARS, -MOST, MOST), np.zeros((count, 1))], axis=1)
    for index, competency in enumerate(fixed):
        if competency is not None:
            gain[index] = -1e9
            gain[index, competency] = 0.0
    change = SWITCH_COST * (1 - np.eye(width + 1))
    total = np.zeros(width + 1)
    came = np.zeros((count, width + 1), dtype=np.int64)
    for index in range(count):
        options = total[:, None] - change if index else np.zeros((width + 1, width + 1))
        came[index] = options.argmax(axis=0)
        total = options.max(axis=0) + gain[index]
    path: list[int | None] = []
    at = int(total.argmax()) if count else width
    for index in range(count - 1, -1, -1):
        path.append(at if at < width else None)
        at = int(came[index, at])
    return path[::-1]
