"""Answers made to win a level that was not earned, judged with the real embedding and a rater that says nothing.

The same cases each time: one or a few of every kind, for three roles in Chinese and the other three in English. A case built on an honest answer may
not score above what that answer scores; any other not as high as the question's average answer; unless it is flagged
for a person or bears on nothing.
"""

from __future__ import annotations

from functools import cache
from itertools import takewhile
from operator import eq
from statistics import fmean

import pytest

from calibration.graded_set import GRADED
from calibration.hostile import Graded, HostileCase, HostileKind, hostile_cases, read_graded
from mianshi.contracts.assessment import CompetencyFinding
from mianshi.contracts.base import Language
from mianshi.language.prepare import Preparer
from mianshi.scoring.roles import load_role, shipped_roles
from mianshi.speech import text_transcript
from support.embedder_fixture import shared_embedder
from support.language_fixture import about, judged

pytestmark = [pytest.mark.models, pytest.mark.slow]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
SLACK = 0.3
TAKEN: dict[HostileKind, int] = {"injected": 3}
"""Cases of a kind for each role; one of the others."""
ROLES = {name: load_role(name) for name in shipped_roles()}
HOMES = {(r.id, q.id): (c.id, q) for r in ROLES.values() for c in r.competencies for q in c.questions}
CHOSEN: dict[Language, list[str]] = {"zh": [*ROLES][::2], "en": [*ROLES][1::2]}
ANSWERS = read_graded(GRADED)


@pytest.fixture(scope="module")
def preparer() -> Preparer:
    return Preparer(shared_embedder())


@cache
def scored(preparer: Preparer, role: str, question: str, language: Language, text: str) -> CompetencyFinding:
    competency, asked = HOMES[role, question]
    transcript = text_transcript(0, asked.text.in_language(language), text, language, None)
    return about(competency)(judged(preparer, transcript, ROLES[role]))


def cases(kind: HostileKind, language: Language) -> list[tuple[str, HostileCase]]:
    chosen = []
    for place, role in enumerate(CHOSEN[language]):
        own = [case for case in hostile_cases(ROLES[role], ANSWERS, language) if case.kind == kind]
        count = TAKEN.get(kind, 1)
        chosen += [(role, own[(place + n * len(own) // count) % len(own)]) for n in range(count)]
    return chosen


def beneath(case: HostileCase, role: str, language: Language) -> list[Graded]:
    """The honest answer that a case is built on, else the question's average answers."""
    asked = [a for a in ANSWERS if (a.role, a.question, a.language) == (role, case.question, language)]
    if case.base_level is None:
        return [answer for answer in asked if answer.level == 3]
    same = [answer for answer in asked if answer.level == case.base_level]
    return [max(same, key=lambda answer: sum(1 for _ in takewhile(bool, map(eq, answer.text, case.text))))]


def wins(preparer: Preparer, role: str, case: HostileCase, language: Language) -> bool:
    found = scored(preparer, role, case.question, language, case.text)
    if found.flags or found.level is None:
        return False
    honest = [scored(preparer, role, case.question, language, a.text).level for a in beneath(case, role, language)]
    levels = [level for level in honest if level is not None]
    if case.base_level is None:
        return found.level >= fmean(levels)
    return found.level > fmean(levels) + SLACK


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["repeated", "salad", "read_back", "rubric", "injected", "boilerplate", "mixed"])
def test_a_level_that_was_not_earned_is_not_given(preparer: Preparer, kind: HostileKind, language: Language) -> None:
    chosen = cases(kind, language)
    assert chosen
    assert [(role, case.question, case.text) for role, case in chosen if wins(preparer, role, case, language)] == []


@pytest.mark.xfail(
    strict=True,
    reason="an excellent answer to another question is told as well as one to this: of all such cases 11 of 24 (zh) "
    "and 13 of 24 (en) score like an average answer and are not flagged",
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_to_another_question_is_not_taken_for_one_to_this(preparer: Preparer, language: Language) -> None:
    chosen = [(role, c) for role in CHOSEN[language] for c in hostile_cases(ROLES[role], ANSWERS, language)]
    others = [(role, case) for role, case in chosen if case.kind == "other_question"][::2]
    assert others
    assert [case.question for role, case in others if wins(preparer, role, case, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_honest_answers_are_seldom_flagged(preparer: Preparer, language: Language) -> None:
    """A sixth of the graded answers; of all 672 six are flagged."""
    honest = [a for a in ANSWERS if a.language == language and a.role in CHOSEN[language]][::7]
    flagged = [
        f"{a.role}/{a.question}/{a.id}" for a in honest if scored(preparer, a.role, a.question, language, a.text).flags
    ]
    assert len(flagged) <= 1, flagged
