"""What the rater is asked, and what it answered to the same before."""

from __future__ import annotations

from mianshi.contracts.base import Pointer
from mianshi.contracts.rating import CheckSheet, Ratings
from mianshi.contracts.tasks import RateTask
from mianshi.language.reading import Completions, memory_key, remembered
from mianshi.platform import objects
from mianshi.platform.settings import settings


def recall(sheet: CheckSheet) -> Ratings | None:
    """The ratings of the same questions by the same model, where they are remembered."""
    where = objects.memory("ratings", memory_key(settings().require("rater_model"), sheet))
    found = objects.find_record(where, Ratings)
    return None if found is None else remembered(found, sheet)


def write(task: RateTask, sheet: CheckSheet) -> Pointer:
    """The request's body, beside the sheet that its answer will be read by."""
    objects.put_record(objects.work(task.interview_id, task.attempt, f"rate/sheet-{task.answer}.json"), sheet)
    body = objects.work(task.interview_id, task.attempt, f"rate/prompts-{task.answer}.json")
    objects.put_record(body, Completions(prompt=sheet.prompts()))
    return body
