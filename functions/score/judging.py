"""What was asked about every answer and what the rater replied, as findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mianshi.contracts.assessment import Assessment
from mianshi.contracts.base import Pointer
from mianshi.contracts.rating import CheckSheet, Ratings
from mianshi.contracts.role import Role
from mianshi.contracts.tasks import RunTask
from mianshi.contracts.transcript import Transcript
from mianshi.language.assess import assess
from mianshi.language.budget import asked, left_out
from mianshi.platform import objects


@dataclass(frozen=True)
class Judged:
    """`rated` says of every answer about which something was asked whether there is a reply; `left_out` names the
    competencies about which something was not asked."""

    assessments: list[Assessment]
    rated: dict[int, bool]
    left_out: set[str]


def judge(task: RunTask, role: Role, transcripts: Sequence[Transcript]) -> Judged:
    """An answer that the rater was silent about is not judged at all: nothing else judges in its place.

    Every assessment is kept as an artefact.
    """
    found = Judged([], {}, set())
    for transcript in transcripts:
        n = transcript.answer
        sheet = objects.get_record(_at(task, "language", f"sheet-{n}.json"), CheckSheet)
        found.left_out.update(left_out(sheet))
        sheet = asked(sheet)
        is_asked = bool(sheet.prompts())
        ratings = objects.find_record(_at(task, "rate", f"ratings-{n}.json"), Ratings) if is_asked else None
        if is_asked:
            found.rated[n] = ratings is not None
        if ratings is not None or not is_asked:
            assessment = assess(sheet, ratings, transcript, role)
            objects.put_record(_at(task, "score", f"assessment-{n}.json"), assessment)
            found.assessments.append(assessment)
    return found


def _at(task: RunTask, stage_name: str, name: str) -> Pointer:
    return objects.artefact(task.interview_id, stage_name, task.attempt, name)
