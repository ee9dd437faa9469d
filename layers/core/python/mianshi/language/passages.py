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
from mianshi.language.meaning import Closeness, unit
from mianshi.language.text import content_overlap

SAME_QUESTION = 0.6
"""Share of content words in common from which two questions are one, either way round."""
COPIED = 0.7
"""Share of a sentence's content found in a question from which the sentence only repeats it."""
SWITCH_COST = 0.3
"""What a change of subject costs, in cosines: a few sentences have to lean clearly the other way."""
FIXED_GAIN = 100.0

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


def leaning(sentences: Closeness, topics: Closeness, groups: Sequence[str], order: Sequence[str]) -> Closeness:
    """How far each sentence, read with its neighbours, leans to each competency rather than the others.

    The cosine between the mean of three neighbouring sentences and the part of a competency's mean topic vector
    that it does not share with the other competencies. A role of one competency leaves no choice: all zero.

    Args:
        sentences: centred vectors.
        topics: centred vectors of what the competencies are about.
        groups: the competency of every topic.
        order: the competencies.

    Returns:
        Shape ``(sentences, competencies)``.
    """
    names = np.array(groups)
    means = unit(np.stack([topics[names == competency].mean(axis=0) for competency in order]))
    special = unit(means - means.mean(axis=0))
    around = [sentences[max(0, index - 1) : index + 2].mean(axis=0) for index in range(len(sentences))]
    return unit(np.stack(around)) @ special.T


def lay_out(lean: Closeness, fixed: Sequence[int | None]) -> list[int]:
    """The competency of every sentence: the best sequence, with a cost for every change of subject.

    Args:
        lean: how far each sentence leans to each competency, shape ``(sentences, competencies)``.
        fixed: the competency of a sentence where a question settled it.
    """
    gain = lean.copy()
    for index, competency in enumerate(fixed):
        if competency is not None:
            gain[index, competency] += FIXED_GAIN
    count, width = gain.shape
    change = SWITCH_COST * (1 - np.eye(width))
    total = np.zeros(width)
    came = np.zeros((count, width), dtype=np.int64)
    for index in range(count):
        options = total[:, None] - change
        came[index] = options.argmax(axis=0)
        total = options.max(axis=0) + gain[index]
    path: list[int] = []
    at = int(total.argmax())
    for index in range(count - 1, -1, -1):
        path.append(at)
        at = int(came[index, at])
    return path[::-1]
