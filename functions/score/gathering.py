"""What a run made, read back for its scorecard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from mianshi.contracts.base import Record
from mianshi.contracts.events import Interview
from mianshi.contracts.media import MediaPlan
from mianshi.contracts.observations import Observations, SegmentReadings
from mianshi.contracts.tasks import RunTask
from mianshi.platform import objects
from mianshi.privacy.policies import allowed, load_policy, policy_version
from mianshi.vision.observations import nothing_observed, observe

R = TypeVar("R", bound=Record)


def artefacts(task: RunTask, stage_name: str, names: Iterable[str], kind: type[R]) -> list[R]:
    """The artefacts of a stage that are there; a segment nobody could read is not, and observations say so."""
    made = (objects.find_record(objects.artefact(task.interview_id, stage_name, task.attempt, n), kind) for n in names)
    return [record for record in made if record is not None]


def observations(interview: Interview, plan: MediaPlan, readings: list[SegmentReadings]) -> Observations:
    """What was seen, or why nobody looked."""
    policy = load_policy(interview.policy)
    may = allowed(policy, consent=interview.consent.observations)
    if may.picture == "nothing":
        return nothing_observed(policy, policy_version(policy), may.picture_reason)
    if not any(a.recording.video for a in plan.answers if a.answer in interview.core(plan.numbers)):
        return nothing_observed(policy, policy_version(policy), "no_video")
    if not readings:
        return nothing_observed(policy, policy_version(policy), "vision_failed")
    return observe(readings, plan.segments, policy, policy_version(policy))
