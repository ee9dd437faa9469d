"""What an interview's budget did not pay for, said on its scorecard."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mianshi.contracts.base import Language
from mianshi.contracts.role import Role
from mianshi.contracts.scorecard import Scorecard


def with_left_out(card: Scorecard, role: Role, competencies: Collection[str]) -> Scorecard:
    """The scorecard with a note on competencies about which some answer was not asked; unchanged where there are none.

    Args:
        card: of the interview.
        role: its role.
        competencies: ids, in any order.
    """
    if not competencies:
        return card
    language: Language = "en" if card.language == "en" else "zh"
    names = [c.name.in_language(language) for c in role.competencies if c.id in competencies]
    return card.model_copy(update={"notes": [*card.notes, _sentence(language, names)]})


def _sentence(language: Language, names: Sequence[str]) -> str:
    if language == "zh":
        return f"回答中关系较远的部分没有逐项核对，因为已达到每场面试的提问上限；涉及：{'、'.join(names)}。"
    return (
        "Parts of the answers that bear least on the role were not checked, because the interview reached its limit of "
        f"questions to the rater; they concern: {', '.join(names)}."
    )
