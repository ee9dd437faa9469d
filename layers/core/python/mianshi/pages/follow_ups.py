"""Follow-up questions as pages tell of them: which answer goes on from which, and what became of the others."""

from __future__ import annotations

from collections.abc import Iterable

from mianshi.contracts.base import Language
from mianshi.pages.texts import text
from mianshi.pages.views import FollowUpShown


def marks(follow_ups: Iterable[FollowUpShown], language: Language) -> dict[int, str]:
    """What stands beside an answer to a follow-up question, by number of the answer."""
    return {one.answer: mark(one, language) for one in follow_ups}


def mark(one: FollowUpShown, language: Language) -> str:
    """Such as ``follow-up to answer 1``."""
    return text("follow_up", language) if one.of is None else text("follow_up_to", language, n=one.of + 1)
