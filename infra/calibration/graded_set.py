"""The graded answers with their features: what calibration is fitted on and agreement is measured on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from calibration.hostile import Graded, read_graded
from mianshi.contracts.base import Language
from mianshi.contracts.role import Competency, Question, Role
from mianshi.contracts.transcript import Transcript
from mianshi.scoring.roles import load_role, shipped_roles
from mianshi.speech import text_transcript

HERE = Path(__file__).resolve().parent
GRADED = HERE / "graded"
READINGS = HERE / "readings.json"
"""What the embedded rater replied to every check of every graded answer, by role, question and answer."""

Part = Literal["fit", "choose", "report"]
_PARTS: tuple[Part, ...] = ("fit", "fit", "fit", "choose", "report")
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Item:
    """One graded answer, its role's competency and question, and its part of the set."""

    graded: Graded
    role: Role
    competency: Competency
    question: Question
    part: Part

    @property
    def language(self) -> Language:
        return self.graded.language

    @property
    def key(self) -> str:
        return f"{self.role.id}/{self.question.id}/{self.graded.id}"

    @property
    def group(self) -> tuple[str, str, Language]:
        """Answers to one question in one language, which are compared with each other."""
        return (self.role.id, self.question.id, self.language)

    @cached_property
    def transcript(self) -> Transcript:
        asked = self.question.text.in_language(self.language)
        return text_transcript(0, asked, self.graded.text, self.language, None)


def items(folder: Path = GRADED) -> list[Item]:
    """All graded answers. Three competencies of a role are for fitting, one for choosing, one for the report, so no
    question and no key point of one part stands in another; which ones they are moves on from role to role."""
    roles = {name: load_role(name) for name in shipped_roles()}
    part = {
        (role.id, competency.id): _PARTS[(place + at) % len(_PARTS)]
        for at, role in enumerate(roles.values())
        for place, competency in enumerate(role.competencies)
    }
    found = []
    for graded in read_graded(folder):
        role = roles[graded.role]
        competency = next(c for c in role.competencies if c.id == graded.competency)
        question = next(q for q in competency.questions if q.id == graded.question)
        found.append(Item(graded, role, competency, question, part[role.id, competency.id]))
    return found


def readings() -> dict[str, dict[str, float | None]]:
    """Values by answer and check; empty where none were taken."""
    if not READINGS.is_file():
        return {}
    kept: dict[str, dict[str, float | None]] = json.loads(READINGS.read_text(encoding="utf-8"))["answers"]
    return kept


def within(
    levels: Sequence[float] | Numbers, predicted: Sequence[float] | Numbers, groups: Sequence[object]
) -> float | None:
    """Mean over the groups of Spearman's rank correlation within a group; None without a group of three."""
    from mianshi.learning.association import spearman  # noqa: PLC0415

    found = []
    for group in dict.fromkeys(groups):
        at = [index for index, other in enumerate(groups) if other == group]
        if len(at) >= 3 and len({levels[index] for index in at}) > 1:
            found.append(spearman([float(levels[i]) for i in at], [float(predicted[i]) for i in at]) or 0.0)
    return float(np.mean(found)) if found else None
