"""Everybody is asked the same."""

from __future__ import annotations

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import MOST_FILES
from mianshi.contracts.role import Question, Role
from mianshi.hiring.questions import asked, wording
from mianshi.scoring.roles import load_role, shipped_roles


def _role(*groups: list[Question]) -> Role:
    role = load_role("retail_store_manager")
    first = role.competencies[0]
    return role.model_copy(
        update={
            "competencies": [
                first.model_copy(update={"id": str(n), "questions": group}) for n, group in enumerate(groups)
            ]
        }
    )


def _question(name: str, *, core: bool) -> Question:
    return Question(id=name, text=Bilingual(zh=f"中{name}", en=f"en {name}"), core=core)


def test_core_questions_come_alone_and_the_others_in_their_place() -> None:
    role = _role(
        [_question("a", core=True), _question("b", core=False)], [_question("c", core=False), _question("d", core=True)]
    )
    assert [q.id for q in asked(role, advanced=False)] == ["a", "d"]
    assert [q.id for q in asked(role, advanced=True)] == ["a", "b", "c", "d"]


def test_others_leave_room_for_every_core_question() -> None:
    many = [_question(f"x{n}", core=False) for n in range(MOST_FILES + 5)]
    role = _role([*many, _question("last", core=True)])
    ids = [q.id for q in asked(role, advanced=True)]
    assert len(ids) == MOST_FILES and ids[-1] == "last" and ids[0] == "x0"


@pytest.mark.parametrize("name", sorted(shipped_roles()))
@pytest.mark.parametrize("advanced", [False, True])
def test_every_shipped_role_can_be_asked(name: str, advanced: bool) -> None:
    questions = asked(load_role(name), advanced=advanced)
    assert 0 < len(questions) <= MOST_FILES
    assert all(wording(q, language).strip() for q in questions for language in ("zh", "en"))


def test_words_come_in_the_language_that_was_chosen() -> None:
    question = _question("a", core=True)
    assert (wording(question, "zh"), wording(question, "en")) == ("中a", "en a")
