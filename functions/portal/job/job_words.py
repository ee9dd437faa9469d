"""Sentences about a role: what may not be asked in it, what it would gain from, what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mianshi.contracts.base import Bilingual
from mianshi.contracts.role import Role
from mianshi.hiring import role_forms

if TYPE_CHECKING:
    from mianshi.scoring.protected import Finding

_SHORT = 40
"""Characters of a name in a sentence about a change."""


def topics(role: Role) -> list[Finding]:
    """Every protected topic in a role."""
    from mianshi.scoring.protected import lint  # noqa: PLC0415 - long patterns, and most pages check no role

    return lint(role)


def topic_sentence(finding: Finding, place: str) -> Bilingual:
    at = f"{place}: " if place else ""
    return Bilingual(
        zh=f"{at}“{finding.word}”涉及{finding.label.zh}，不得询问或计入。{finding.reason.zh} "
        f"可以改问：{finding.instead.zh}",
        en=f'{at}"{finding.word}" concerns {finding.label.en}, which may not be asked about or count. '
        f"{finding.reason.en} Ask instead: {finding.instead.en}",
    )


def notes_on(known: Role, at: int | None) -> dict[str, list[Bilingual]]:
    """Advice by field; of the outline, by competency."""
    from mianshi.scoring.advice import advise  # noqa: PLC0415 - as above

    notes: dict[str, list[Bilingual]] = {}
    for advice in advise(known):
        where = role_forms.place(advice.where, at, {})
        if where is not None:
            row = where.partition(".")[0] if at is None and where.startswith("c") else where
            notes.setdefault(row, []).append(advice.sentence)
    return notes


def by_name(changes: list[Bilingual], *roles: Role) -> list[Bilingual]:
    """The sentences with the names of competencies and key points in place of their ids, which nobody has seen."""
    names: dict[str, Bilingual] = {}
    for one in roles:
        for competency in one.competencies:
            names |= {competency.id: competency.name, **{point.id: point.name for point in competency.key_points}}
            names |= {question.id: question.text for question in competency.questions}
    told = []
    for change in changes:
        zh_head, zh_colon, zh_rest = change.zh.partition("：")
        en_head, en_colon, en_rest = change.en.partition(": ")
        name = names.get(zh_head.rpartition(" ")[2])
        if name:
            zh_head = f"{zh_head.rpartition(' ')[0]}“{_short(name.zh)}”"
            en_head = f'{en_head.rpartition(" ")[0]} "{_short(name.en)}"'
        told.append(Bilingual(zh=f"{zh_head}{zh_colon}{zh_rest}", en=f"{en_head}{en_colon}{en_rest}"))
    return told


def _short(words: str) -> str:
    return words if len(words) <= _SHORT else f"{words[: _SHORT - 1]}…"
